"""Whom the search for the same person reads, in plain SQL, is what the ORM finds (D19, docs/decisions/0016)."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from django.db.models import Q

from tests import cast
from vinculo.queries.cases.duplicates import AFFILIATE, PERSON, find_rows, search
from vinculo.records.models import Affiliate, Person
from vinculo.rules.cases.likeness import Identity, far_dates, near_dates, prepared_keys, sounds_to_find

pytestmark = pytest.mark.django_db
NAMES = ["Bruno Andrés Restrepo Gómez", "Brno Restrepo", "Gómez Bruno", "Carlos Peña Ruiz", "Restrepo", "Ana"]
DAYS = [date(2015, 3, 4), date(2015, 4, 3), date(2015, 3, 5), date(2014, 3, 4), date(1990, 5, 20), None]
SOUGHT = [Identity(names=names, birth_date=date(2015, 3, 4), nationality="COL") for names in (*NAMES, "李", "---")]


@pytest.fixture(autouse=True)
def registry() -> None:
    chance = Random(19)
    drawn = [(name, day) for name in NAMES for day in DAYS]
    chance.shuffle(drawn)
    for number, (names, day) in enumerate(drawn):
        values = {"names": names, "names_key": names.upper(), "nationality": "COL", **prepared_keys(names)}
        Affiliate.objects.create(code=f"EXT9{number}", birth_date=day, updated_at=cast.NOW, **values)
        if day is not None:
            Person.objects.create(birth_date=day, created_at=cast.NOW, **values)


def found_by_orm(model: type[Person] | type[Affiliate], sought: Identity) -> set[int]:
    assert sought.birth_date is not None
    sounds = sounds_to_find(sought.names)
    heard, both = Q(sound_key__in=sounds) | Q(other_sound_key__in=sounds), Q(sound_key__in=sounds)
    condition = Q(birth_date__in=near_dates(sought.birth_date)) | heard & Q(birth_date__in=far_dates(sought.birth_date))
    undated = Q(birth_date=None) & both & Q(other_sound_key__in=sounds)
    return set(model._default_manager.filter(condition | undated).values_list("pk", flat=True))


@pytest.mark.parametrize("sought", SOUGHT, ids=lambda sought: sought.names)
def test_d19_the_search_reads_whom_the_orm_finds(sought: Identity) -> None:
    rows = find_rows(sought, before=0)
    by_holder = {holder: {pk for word, pk, *_ in rows if word == holder} for holder in (PERSON, AFFILIATE)}
    assert by_holder == {PERSON: found_by_orm(Person, sought), AFFILIATE: found_by_orm(Affiliate, sought)}
    assert {word for word, *_ in rows} <= {PERSON, AFFILIATE}
    known = {(PERSON, each.pk): each for each in Person.objects.all()}
    assert all(known[word, pk].birth_date == day for word, pk, _names, day, _nationality in rows if word == PERSON)


def test_d19_who_has_the_same_name_and_day_is_alike_in_both_tables() -> None:
    same = {"names": NAMES[0], "birth_date": DAYS[0]}
    expected = {(PERSON, Person.objects.get(**same).pk), (AFFILIATE, Affiliate.objects.get(**same).pk)}
    assert expected <= search(SOUGHT[0])
