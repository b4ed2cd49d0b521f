"""The term of a correction: several at once, answered in time or not, one extension, an end that is told (D7, D12)."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

from tests import cast
from tests.stages import desk
from vinculo.actions.cases.corrections import NothingPending, ask_extension, end_terms, extend_term
from vinculo.actions.cases.decisions import NoGround, refuse_application, request_correction
from vinculo.actions.operations.upkeep import run_upkeep
from vinculo.actions.queue.check_in import check_in, continue_case
from vinculo.documents.facts import NoticeFacts
from vinculo.queries.booking.documents import notice_facts
from vinculo.queries.cases import corrections
from vinculo.queries.shared import terms
from vinculo.queries.shared.access import NotFoundHere
from vinculo.records.models import CalendarDay, Case, Decision, Event, Message, Solicitud

pytestmark = pytest.mark.django_db
RNG = random.Random(3)
LAST = date(2026, 12, 14)  # ten working days after Monday 30 November
LONGER = date(2026, 12, 21)  # and five more


def on(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=cast.GUAYAQUIL)


AFTER = on(date(2026, 12, 15))


def request_papers(solicitud: Solicitud) -> Decision:
    solicitud.refresh_from_db()
    made = request_correction(solicitud=solicitud, note="", version=solicitud.version, actor=cast.olga(), now=cast.NOW)
    solicitud.refresh_from_db()
    return made


def one() -> tuple[Case, Solicitud, Decision]:
    case, bruno = desk.case_of_bruno()
    return case, bruno, request_papers(bruno)


def three() -> tuple[Case, list[Solicitud]]:
    """Return a case of three dependents, each with an open correction."""
    of = desk.turno(3)
    desk.bruno_at_home(of)
    desk.carlos_at_home(of)
    desk.type_solicitud("Dora Restrepo", "DO111222", cast.BRUNO_BIRTH, "child", of, 3)
    case = desk.record_arrival(of)
    solicitudes = list(case.solicitudes.order_by("position"))
    for each in solicitudes:
        request_papers(each)
    return case, solicitudes


def statuses(case: Case) -> list[str]:
    return list(case.solicitudes.order_by("pk").values_list("status", flat=True))


def back(case: Case, now: datetime) -> Case:
    return continue_case(case=case, actor=cast.olga(), now=now, random_source=RNG)


def close_day(day: date) -> None:
    CalendarDay.objects.create(date=day, name="Decreto")


# several at once


def test_d7_three_open_corrections_are_three_decisions_and_three_mails_and_none_is_lost() -> None:
    case, solicitudes = three()
    sent = Message.objects.filter(kind="correction")
    assert sorted(sent.values_list("solicitud", flat=True)) == sorted(each.pk for each in solicitudes)
    for message in sent:
        assert notice_facts(message).dependent_names == message.solicitud.dependent_names  # type: ignore[union-attr]
        assert message.solicitud.reference in message.body  # type: ignore[union-attr]
    assert len({message.body for message in sent}) == 3
    back(case, on(LAST))
    assert statuses(case) == ["in_review"] * 3


def test_d7_none_answered_each_ends_in_a_decision_that_is_told_and_the_case_closes_once() -> None:
    case, solicitudes = three()
    assert end_terms(now=AFTER) == 3
    assert statuses(case) == ["withdrawn"] * 3
    ended = Decision.objects.filter(kind="withdrawal")
    assert sorted(ended.values_list("solicitud", flat=True)) == sorted(each.pk for each in solicitudes)
    assert Message.objects.filter(kind="withdrawal", recipient="ana@ejemplo.com").count() == 3
    case.refresh_from_db()
    assert case.closed_at == AFTER
    assert Event.objects.filter(act="case_closed", subject_id=case.pk, actor_kind="system").count() == 1


def test_d7_one_answered_and_two_not() -> None:
    case, solicitudes = three()
    solicitudes[1].refresh_from_db()
    Solicitud.objects.filter(pk=solicitudes[1].pk).update(status="in_review")  # answered: at the counter
    assert end_terms(now=AFTER) == 2
    assert statuses(case) == ["withdrawn", "in_review", "withdrawn"]
    case.refresh_from_db()
    assert case.closed_at is None


def test_d7_answered_twice_is_answered_once() -> None:
    case, bruno, _ = one()
    back(case, on(LAST))
    back(case, on(LAST, 11))
    assert Event.objects.filter(act="solicitud_resumed", subject_id=bruno.pk).count() == 1
    assert Solicitud.objects.filter(case=case).count() == 1


def test_d7_a_second_correction_of_the_same_solicitud_has_a_term_and_an_extension_of_its_own() -> None:
    case, bruno, first = one()
    extend_term(solicitud=bruno, actor=cast.olga(), now=cast.NOW)
    back(case, on(LONGER))
    bruno.refresh_from_db()
    second = request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=on(LONGER))
    bruno.refresh_from_db()
    assert second != first
    assert bruno.answer_until == terms.last_day(bruno) == date(2027, 1, 6)  # Christmas and New Year left out
    assert extend_term(solicitud=bruno, actor=cast.olga(), now=on(LONGER)).kind == "extension"
    with pytest.raises(NothingPending):
        ask_extension(correction=first, now=on(LONGER))


# the last day


def test_d7_on_the_last_day_it_is_in_time_and_on_the_day_after_it_is_not() -> None:
    case, bruno, _ = one()
    assert end_terms(now=on(LAST, 23)) == 0
    assert end_terms(now=on(date(2026, 12, 15), 0)) == 1
    bruno.refresh_from_db()
    assert bruno.status == "withdrawn"
    case.refresh_from_db()
    assert case.closed_at is not None


def test_d7_the_day_ends_when_it_ends_at_the_agency() -> None:
    case, bruno = desk.case_of_bruno()
    cast.agency("CAU Guayaquil", "Guayas", "09")  # where it is the next day already
    case.agency.timezone = "Pacific/Galapagos"
    case.agency.save()
    request_papers(bruno)
    assert end_terms(now=on(date(2026, 12, 15), 0) + timedelta(minutes=59)) == 0
    of_more_time = Message.objects.filter(kind__in=["extension", "postponed"])
    assert not of_more_time.exists()  # and nobody is told of a day that did not move
    assert end_terms(now=on(date(2026, 12, 15), 1)) == 1


def test_d12_a_day_closed_by_decree_meanwhile_makes_it_a_day_later_and_the_person_is_told() -> None:
    _, bruno, _ = one()
    close_day(date(2026, 12, 9))
    assert terms.last_day(bruno) == date(2026, 12, 15)
    assert end_terms(now=AFTER) == 0
    bruno.refresh_from_db()
    assert (bruno.status, bruno.answer_until) == ("correction_pending", date(2026, 12, 15))
    told = Message.objects.get(kind="postponed")
    assert "15/12/2026" in told.body
    assert end_terms(now=AFTER) == 0  # and told once
    assert Message.objects.filter(kind="postponed").count() == 1
    assert end_terms(now=on(date(2026, 12, 16))) == 1


def test_d12_the_last_day_itself_closed_moves_to_the_next_one() -> None:
    case, bruno, _ = one()
    close_day(LAST)
    back(case, AFTER)
    bruno.refresh_from_db()
    assert bruno.status == "in_review"


def test_d12_a_day_that_is_opened_meanwhile_takes_nothing_away() -> None:
    close_day(date(2026, 12, 9))
    _, bruno, _ = one()
    CalendarDay.objects.all().delete()
    assert terms.last_day(bruno) == date(2026, 12, 15)


def test_d12_a_shorter_setting_takes_nothing_away(settings: object) -> None:
    _, bruno, _ = one()
    settings.CORRECTION_WORKING_DAYS = 3  # type: ignore[attr-defined]
    assert terms.last_day(bruno) == LAST


def test_d12_a_child_who_turns_18_within_the_term_is_still_judged_on_the_first_day() -> None:
    case, bruno = desk.case_of_bruno(birth_date=date(2008, 12, 5))
    request_papers(bruno)
    extend_term(solicitud=bruno, actor=cast.olga(), now=on(LAST))
    back(case, on(LONGER))
    bruno.refresh_from_db()
    assert bruno.presented_on == date(2026, 11, 30)
    with pytest.raises(NoGround):
        refuse_application(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=on(LONGER))


# begun anew


def test_d7_after_the_end_by_night_what_was_written_is_begun_anew() -> None:
    case, bruno, _ = one()
    end_terms(now=AFTER)
    back(case, AFTER)
    case.refresh_from_db()
    fresh = case.solicitudes.get(status="in_review")
    assert (fresh.dependent_names, fresh.presented_on) == (bruno.dependent_names, date(2026, 12, 15))
    assert case.closed_at is None
    back(case, AFTER)  # twice is once
    assert statuses(case) == ["withdrawn", "in_review"]


def test_d7_a_day_late_before_the_night_run_it_ends_in_the_same_decision() -> None:
    case, bruno, _ = one()
    back(case, AFTER)
    ended = Decision.objects.get(kind="withdrawal")
    assert (ended.solicitud_id, NoticeFacts.from_json(ended.facts).last_day) == (bruno.pk, LAST)
    assert Message.objects.filter(kind="withdrawal").count() == 1
    assert statuses(case) == ["withdrawn", "in_review"]


def test_d7_with_a_new_turno_the_ended_case_goes_on_and_nobody_stands_in_it_twice() -> None:
    case, _, _ = one()
    end_terms(now=AFTER)
    of = desk.turno(starts=AFTER.replace(hour=10), ends=AFTER.replace(hour=11))
    typed = desk.bruno_at_home(of)
    assert check_in(turno=of, actor=cast.olga(), now=AFTER, random_source=RNG) == case
    open_now = case.solicitudes.filter(status="in_review")
    assert [each.pk for each in open_now] == [typed.pk]


def test_d7_the_night_run_is_part_of_the_upkeep_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    three()
    monkeypatch.setattr("vinculo.actions.cases.corrections.BATCH", 2)
    assert [run_upkeep(now=AFTER)["terms"] for _ in range(3)] == [2, 1, 0]


def test_d7_without_a_turno_the_mail_goes_to_the_address_in_the_registry_and_else_it_is_printed_only() -> None:
    case, bruno = desk.case_of_bruno()
    Case.objects.filter(pk=case.pk).update(turno=None)
    request_papers(bruno)
    assert not Message.objects.filter(kind="correction").exists()
    case.affiliate.email = "registro@ejemplo.com"
    case.affiliate.save()
    end_terms(now=AFTER)
    assert Message.objects.get(kind="withdrawal").recipient == "registro@ejemplo.com"


def test_d7_the_link_opens_its_own_correction_only() -> None:
    _, _, correction = one()
    token = corrections.token(correction)
    assert corrections.find(token, cast.NOW) == correction
    other = f"{correction.pk + 1}x{token.partition('x')[2]}"
    for wrong in ("", "x", "1x", other, token[:-1], f"{correction.pk}x{'0' * 32}", f"{'9' * 30}x{'0' * 32}"):
        with pytest.raises(NotFoundHere):
            corrections.find(wrong, cast.NOW)
