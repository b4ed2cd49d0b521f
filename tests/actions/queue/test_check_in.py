"""Arriving at the centre: one solicitud per dependent, one case that goes on (S10, S30, D4, D7, D12)."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tests import cast
from tests.stages import desk
from tests.stages.desk import LEFT
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.cases.visits import end_visit
from vinculo.actions.queue.check_in import NotToday, check_in, continue_case
from vinculo.actions.queue.dependents import (
    NoSuchSolicitud,
    TooManyDependents,
    add_dependent,
    attach_solicitud,
    remove_dependent,
)
from vinculo.actions.shared.guards import NotYours
from vinculo.records.models import Case, Event, Solicitud, Staff, Turno
from vinculo.rules.shared.transitions import NotAllowedError

pytestmark = pytest.mark.django_db
RNG = random.Random(11)


def acts(subject: str, pk: int) -> list[str]:
    return list(Event.objects.filter(subject=subject, subject_id=pk).order_by("pk").values_list("act", flat=True))


def ask_for_papers(solicitud: Solicitud) -> None:
    solicitud.refresh_from_db()
    request_correction(solicitud=solicitud, note="", version=solicitud.version, actor=cast.olga(), now=cast.NOW)
    solicitud.refresh_from_db()


def guayaquil() -> Staff:
    place = cast.agency("CAU Guayaquil", "Guayas", "09")
    return Staff.objects.create_user("omar", role="officer", agency=place)


def test_s10_three_dependents_have_three_solicitudes_with_the_typed_ones_adopted() -> None:
    of = desk.turno(3)
    bruno = desk.bruno_at_home(of)
    case = desk.record_arrival(of)
    solicitudes = list(case.solicitudes.order_by("position"))
    assert [each.status for each in solicitudes] == ["in_review"] * 3
    assert solicitudes[0].pk == bruno.pk
    assert [each.dependent_names for each in solicitudes] == ["Bruno Andrés Restrepo Gómez", "", ""]
    assert solicitudes[1].applicant_names == "Ana María Restrepo Gómez"
    assert (solicitudes[1].applicant_code, solicitudes[1].applicant_document_number) == (
        cast.ANA_CODE,
        cast.ANA_PASSPORT,
    )
    assert {each.presented_on for each in solicitudes} == {date(2026, 11, 30)}


def test_s30_check_in_twice_is_one_case_and_one_arrival() -> None:
    of = desk.turno()
    assert desk.record_arrival(of).pk == desk.record_arrival(of).pk
    assert acts("turno", of.pk) == ["turno_arrived"]
    assert Case.objects.count() == Solicitud.objects.count() == 1


def test_s30_a_turno_of_another_day_does_not_arrive() -> None:
    of = desk.turno(starts=cast.NOW + timedelta(days=1), ends=cast.NOW + timedelta(days=1, minutes=15))
    with pytest.raises(NotToday):
        desk.record_arrival(of)
    assert Turno.objects.get().status == "confirmed"
    assert not Case.objects.exists()


def test_d9_the_day_is_the_agencys_own() -> None:
    """At 00:30 in Guayaquil it is still the day before in Galápagos."""
    place = cast.agency("CAU Santa Cruz", "Galápagos", "20")
    place.timezone = "Pacific/Galapagos"
    place.save()
    starts = cast.NOW.replace(hour=16)
    of = desk.turno(agency=place, starts=starts, ends=starts + timedelta(minutes=15))
    night = cast.NOW.replace(hour=0, minute=30) + timedelta(days=1)
    case = desk.record_arrival(of, now=night, actor=cast.olga(place))
    assert case.first_presented_on == date(2026, 11, 30)


@pytest.mark.parametrize("status", ["cancelled", "attended", "expired", "holding"])
def test_s14_s30_a_case_begins_with_a_turno_that_is_still_good(status: str) -> None:
    with pytest.raises(NotAllowedError):
        desk.record_arrival(desk.turno(status=status))
    assert not Case.objects.exists()


def test_s30_the_turno_of_another_agency_does_not_arrive_here() -> None:
    of = desk.turno()
    with pytest.raises(NotYours):
        check_in(turno=of, actor=guayaquil(), now=cast.NOW, random_source=RNG)


def test_s30_the_administrator_registers_no_arrival() -> None:
    with pytest.raises(NotYours):
        check_in(turno=desk.turno(), actor=cast.alicia(), now=cast.NOW, random_source=RNG)


def test_d4_a_turno_by_a_proxy_makes_a_case_through_a_proxy() -> None:
    case = desk.record_arrival(desk.turno(by_proxy=True))
    assert (case.by_proxy, case.presenter_number) == (True, cast.PEDRO_CEDULA)


def test_d7_the_next_visit_with_a_turno_continues_the_case_and_makes_no_blank_solicitud() -> None:
    case, bruno = desk.case_of_bruno()
    ask_for_papers(bruno)
    later = cast.NOW + timedelta(days=3)
    again = desk.turno(starts=later, ends=later + timedelta(minutes=15))
    continued = desk.record_arrival(again, now=later)
    bruno.refresh_from_db()
    assert continued.pk == case.pk
    assert (bruno.status, bruno.presented_on) == ("in_review", date(2026, 11, 30))
    assert Solicitud.objects.count() == 1
    assert "solicitud_resumed" in acts("solicitud", bruno.pk)


def test_d7_the_next_visit_may_be_without_a_turno_and_at_another_agency() -> None:
    case, bruno = desk.case_of_bruno()
    ask_for_papers(bruno)
    omar = guayaquil()
    continued = continue_case(case=case, actor=omar, now=cast.NOW + timedelta(days=1), random_source=RNG)
    bruno.refresh_from_db()
    assert (continued.agency_id, bruno.status) == (omar.agency_id, "in_review")


def test_d7_a_case_at_another_agencys_counter_at_this_moment_is_not_taken_away() -> None:
    case, _ = desk.case_of_bruno()
    with pytest.raises(NotYours):
        continue_case(case=case, actor=guayaquil(), now=cast.NOW, random_source=RNG)


def test_d4_somebody_elses_visit_does_not_take_over_the_affiliates_visit_of_this_moment() -> None:
    case, _ = desk.case_of_bruno()
    other = desk.record_arrival(desk.turno(by_proxy=True))
    case.refresh_from_db()
    assert other.pk != case.pk
    assert not case.by_proxy


def test_d7_after_the_last_day_a_new_solicitud_takes_over_what_was_written() -> None:
    case, bruno = desk.case_of_bruno()
    ask_for_papers(bruno)
    assert bruno.answer_until is not None
    late = cast.NOW + timedelta(days=(bruno.answer_until - cast.NOW.date()).days + 1)
    continue_case(case=case, actor=cast.olga(), now=late, random_source=RNG)
    bruno.refresh_from_db()
    fresh = case.solicitudes.get(status="in_review")
    assert bruno.status == "withdrawn"
    assert (fresh.dependent_names, fresh.link) == (bruno.dependent_names, "child")
    assert fresh.presented_on == late.date()


def test_d7_on_the_last_day_itself_the_case_goes_on() -> None:
    case, bruno = desk.case_of_bruno()
    ask_for_papers(bruno)
    assert bruno.answer_until is not None
    last = cast.NOW + timedelta(days=(bruno.answer_until - cast.NOW.date()).days)
    continue_case(case=case, actor=cast.olga(), now=last, random_source=RNG)
    bruno.refresh_from_db()
    assert bruno.status == "in_review"


def test_d12_who_joins_a_case_later_is_judged_on_that_day() -> None:
    case, _ = desk.case_of_bruno()
    later = cast.NOW + timedelta(days=2)
    made = add_dependent(case=case, actor=cast.olga(), now=later, random_source=RNG)
    assert made.presented_on == date(2026, 12, 2)


def test_s10_a_case_takes_no_more_dependents_than_the_setting(settings: object) -> None:
    case, _ = desk.case_of_bruno()
    settings.MAX_DEPENDENTS = 2  # type: ignore[attr-defined]
    add_dependent(case=case, actor=cast.olga(), now=cast.NOW, random_source=RNG)
    with pytest.raises(TooManyDependents):
        add_dependent(case=case, actor=cast.olga(), now=cast.NOW, random_source=RNG)


def test_s31_a_solicitud_prepared_without_a_turno_takes_the_place_of_a_blank_one() -> None:
    case = desk.record_arrival(desk.turno())
    prepared = desk.bruno_at_home(None)
    taken = attach_solicitud(case=case, reference=prepared.reference.lower(), actor=cast.olga(), now=cast.NOW)
    assert (taken.pk, taken.status, taken.case_id) == (prepared.pk, "in_review", case.pk)
    assert case.solicitudes.exclude(status="withdrawn").count() == 1


@pytest.mark.parametrize("change", [{"applicant_code": "EXT9999999"}, {"status": "withdrawn"}])
def test_s31_a_solicitud_of_another_affiliate_is_answered_like_one_that_is_not_there(change: dict[str, str]) -> None:
    case = desk.record_arrival(desk.turno())
    prepared = desk.bruno_at_home(None, **change)
    for reference in (prepared.reference, "S000000000", "", "x" * 300):
        with pytest.raises(NoSuchSolicitud):
            attach_solicitud(case=case, reference=reference, actor=cast.olga(), now=cast.NOW)


def test_s10_a_dependent_is_taken_out_before_the_decision_only() -> None:
    _, bruno = desk.case_of_bruno()
    remove_dependent(solicitud=bruno, actor=cast.olga(), now=cast.NOW)
    with pytest.raises(NotAllowedError):
        remove_dependent(solicitud=bruno, actor=cast.olga(), now=cast.NOW)
    assert acts("solicitud", bruno.pk).count("solicitud_withdrawn") == 1


def test_s38_a_visit_ends_while_the_endorsement_is_pending_and_the_person_may_book_again() -> None:
    of = desk.turno(by_proxy=True)
    case = desk.record_arrival(of)
    end_visit(case=case, left=LEFT, actor=cast.olga(), now=cast.NOW)
    of.refresh_from_db()
    case.refresh_from_db()
    assert (of.status, case.closed_at) == ("attended", None)
    assert case.solicitudes.get().status == "in_review"
