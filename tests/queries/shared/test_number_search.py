"""Whom an exact number points at is whom one condition over all tables finds (D21, docs/decisions/0048)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Q, QuerySet

from tests import cast
from tests.stages import desk
from vinculo.queries.shared.number_search import affiliates_of, cases_of, codes_of, people_of, turnos_of
from vinculo.records.models import Affiliate, Case, Code, IdDocument, Person, Turno

pytestmark = pytest.mark.django_db
CODES, CEDULAS, DOCUMENTS, PROXIES = "EXT70000{}", "171000000{}", "AB900{}", "PR700{}"
NUMBERS = [each.format(n) for each in (CODES, CEDULAS, DOCUMENTS, PROXIES, "BR500{}") for n in range(4)]


@pytest.fixture(autouse=True)
def history() -> None:
    """Four affiliates; each number of a document is also the number that somebody else presents."""
    cast.olga()
    for n in range(4):
        names = {"names": f"Ana {n}", "names_key": f"ANA {n}"}
        cedula = CEDULAS.format(n) if n % 2 else None
        one = Affiliate.objects.create(code=CODES.format(n), cedula=cedula, updated_at=cast.NOW, **names)
        held = {"kind": "passport", "country": "COL", "seen_at": cast.NOW}
        IdDocument.objects.create(affiliate=one, number=DOCUMENTS.format(n), number_key=DOCUMENTS.format(n), **held)
        days = {"birth_date": cast.NOW.date(), "nationality": "COL", "created_at": cast.NOW}
        person = Person.objects.create(**names, **days)
        number = DOCUMENTS.format((n + 1) % 4)
        IdDocument.objects.create(person=person, number=number, number_key=number, **held)
        Code.objects.create(value=f"EXT71000{n}", person=person, issued_at=cast.NOW)
        starts = cast.NOW + timedelta(hours=n)
        for presenter in (PROXIES.format(n), DOCUMENTS.format((n + 2) % 4)):
            turno = desk.turno(
                affiliate=one,
                presenter_number=presenter,
                presenter_key=f"passport:{presenter}:{n}",
                starts=starts,
                ends=starts + timedelta(minutes=15),
            )
            case = desk.record_arrival(turno)
            case.solicitudes.update(dependent_document_number=f"BR500{(n + 1) % 4}")


def keys(rows: QuerySet[Any]) -> list[int]:
    return sorted(set(rows.values_list("pk", flat=True)))


@pytest.mark.parametrize("number", [*NUMBERS, "EXT710002", "NOBODY"])
def test_d21_each_way_of_a_union_has_the_rows_of_one_condition(number: str) -> None:
    holders = IdDocument.objects.filter(number_key=number)
    known = Q(code=number) | Q(cedula=number) | Q(pk__in=holders.values("affiliate"))
    affiliates = affiliates_of(number)
    assert affiliates == keys(Affiliate.objects.filter(known))
    theirs = Q(affiliate__in=affiliates) | Q(presenter_number=number)
    assert sorted(turnos_of(number, affiliates)) == keys(Turno.objects.filter(theirs))
    dependents = Q(solicitudes__dependent_document_number=number)
    assert sorted(cases_of(number, affiliates)) == keys(Case.objects.filter(theirs | dependents))
    people = people_of(number)
    assert people == keys(Person.objects.filter(documents__number_key=number))
    assert sorted(codes_of(number, people)) == keys(Code.objects.filter(Q(value=number) | Q(person__in=people)))


def test_d21_the_numbers_of_this_test_point_at_something_in_every_way() -> None:
    ways = [[affiliates_of(n), list(turnos_of(n, [])), list(cases_of(n, [])), people_of(n)] for n in NUMBERS]
    assert [any(way[index] for way in ways) for index in range(4)] == [True] * 4
