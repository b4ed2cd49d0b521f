"""A request for a second whose time has passed shows as lapsed by the clock, before upkeep comes by (D18, D19, D23)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.conf import settings

from tests import cast
from tests.stages import desk
from vinculo.actions.cases.affiliate_identity import confirm_affiliate
from vinculo.actions.cases.decisions import decide_resemblance
from vinculo.actions.cases.looks import ask_look
from vinculo.queries.cases.affiliate_identity import compare_records
from vinculo.queries.cases.case_file import DependentFile, open_file
from vinculo.queries.cases.look_page import read_look
from vinculo.records.models import Affiliate, Agreement, Case, Person
from vinculo.rules.cases.agreements import fingerprint
from vinculo.rules.cases.likeness import prepared_keys

pytestmark = pytest.mark.django_db
IN_TIME = cast.NOW + timedelta(minutes=settings.AGREEMENT_MINUTES - 1)
TOO_LATE = cast.NOW + timedelta(minutes=settings.AGREEMENT_MINUTES)


def read_dependent(case: Case, moment: datetime) -> DependentFile:
    """Return the dependent as the page shows it, while the record still says that the request waits."""
    assert Agreement.objects.get().state == "waiting"
    return open_file(cast.olga(), case.reference, moment).dependents[0]


def codes(case: Case, moment: datetime) -> list[str]:
    return [each.code for each in read_dependent(case, moment).stops]


def test_d18_an_identity_that_nobody_confirmed_in_time_is_to_be_confirmed_again() -> None:
    affiliate = cast.ana()
    Affiliate.objects.filter(pk=affiliate.pk).update(birth_date=None)
    case, bruno = desk.case_of_bruno()
    paper = desk.record(case, replace(desk.ANA_PASSPORT, number="AN999999"))
    for each in (desk.SIGNED, desk.BRUNO_PASSPORT, desk.BIRTH):
        desk.record(case, each, bruno)
    affiliate.refresh_from_db()
    confirm_affiliate(
        paper=paper,
        reason="La misma fotografía",
        seen=fingerprint(compare_records(affiliate, paper)),
        actor=cast.olga(),
        now=cast.NOW,
    )
    assert codes(case, IN_TIME) == ["identity_waits"]
    assert codes(case, TOO_LATE) == ["identity_to_confirm"]


def test_d19_a_candidate_whose_dismissal_nobody_confirmed_in_time_is_undecided_and_waits_for_nobody() -> None:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    names = "Bruno Andres Restrepo"
    alike = Person.objects.create(
        names=names, birth_date=cast.BRUNO_BIRTH, nationality="COL", created_at=cast.NOW, **prepared_keys(names)
    )
    decide_resemblance(
        solicitud=bruno, person=alike, same=False, reason="Otros padres", actor=cast.olga(), now=cast.NOW
    )
    (in_time,), (late,) = read_dependent(case, IN_TIME).candidates, read_dependent(case, TOO_LATE).candidates
    assert (in_time.waits, in_time.second, in_time.decided) == (True, "waiting", False)
    assert (late.waits, late.second, late.decided) == (False, "lapsed", False)


def test_d23_a_look_that_nobody_took_in_time_can_be_asked_for_again() -> None:
    of = desk.turno()
    desk.carlos_at_home(of, 1)
    case = desk.record_arrival(of)
    carlos = case.solicitudes.get()
    desk.record(case, desk.ANA_PASSPORT)
    for each in (desk.SIGNED, desk.CARLOS_PASSPORT, replace(desk.MARRIAGE, issued_on=date(1991, 5, 6))):
        desk.record(case, each, carlos)
    page = read_look(cast.olga(), case.reference, carlos.reference, "certificate_too_early", cast.NOW)
    ask_look(solicitud=carlos, code=page.code, reason="Es la copia", seen=page.seen, actor=cast.olga(), now=cast.NOW)
    in_time, late = read_dependent(case, IN_TIME), read_dependent(case, TOO_LATE)
    assert (in_time.to_look, late.to_look) == (frozenset(), frozenset({"certificate_too_early"}))
    assert [each.remedy.partition(".")[0] for each in late.stops] == ["Revise la fecha del certificado"]
