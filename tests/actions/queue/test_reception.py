"""Reception: a number in the transaction of what gives the right to it, once (S29, S30, D7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests import cast
from tests.stages import desk
from tests.stages.desk import LEFT
from tests.stages.reception import GROUPS, LUCK, groups, key, receive_turno, waiting
from vinculo.actions.booking.drafts import NotServed
from vinculo.actions.booking.no_shows import free_missed
from vinculo.actions.cases.papers import record_paper
from vinculo.actions.cases.visits import end_visit
from vinculo.actions.queue import reception
from vinculo.actions.queue.check_in import NotToday
from vinculo.actions.queue.reception import NoSuchCategory, NotAdmitted, report_mismatch
from vinculo.actions.shared.guards import NotYours
from vinculo.queries.operations.invariants import breaches
from vinculo.records.models import Case, Event, PriorityCategory, Procedure, QueueEntry, Service, Staff, Ticket
from vinculo.rules.shared.transitions import NotAllowedError

pytestmark = pytest.mark.django_db


def priority(*categories: str, number: int = 1, **changes: Any) -> Ticket:
    values: dict[str, Any] = {
        "procedure": cast.procedure(),
        "categories": categories,
        "actor": cast.olga(),
        "now": cast.NOW,
        "random_source": LUCK,
        "key": key(number),
    }
    return reception.receive_priority(**(values | changes))


def same_day(number: int = 1, **changes: Any) -> Ticket:
    values: dict[str, Any] = {
        "procedure": cast.procedure(),
        "actor": cast.olga(),
        "now": cast.NOW,
        "random_source": LUCK,
        "key": key(number),
    }
    return reception.receive_same_day(**(values | changes))


def omar() -> Staff:
    return Staff.objects.create_user("omar", agency=cast.agency("CAU Guayaquil", "Guayas", "09"))


# A turno


def test_s30_the_turno_arrives_and_its_number_is_given_in_one_go() -> None:
    of = desk.turno()
    ticket = receive_turno(of)
    of.refresh_from_db()
    case = Case.objects.get()
    assert (of.status, ticket.turno, ticket.case, ticket.number) == ("arrived", of, case, 1)
    assert (ticket.origin, ticket.klass, ticket.ref) == ("turno", "A", of.starts)
    assert list(QueueEntry.objects.values_list("act", flat=True)) == ["issued"]


def test_s30_twice_is_the_same_number_also_under_another_key() -> None:
    of = desk.turno()
    first = receive_turno(of, key=key(1))
    assert (receive_turno(of, key=key(1)), receive_turno(of, key=key(2)), receive_turno(of)) == (first, first, first)
    assert (Ticket.objects.count(), Case.objects.count()) == (1, 1)


def test_neither_arrival_nor_number_without_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def raise_error(**_: object) -> Ticket:
        raise RuntimeError

    monkeypatch.setattr(reception, "issue_ticket", raise_error)
    of = desk.turno()
    with pytest.raises(RuntimeError):
        receive_turno(of)
    of.refresh_from_db()
    assert (of.status, Case.objects.count()) == ("confirmed", 0)


@pytest.mark.parametrize(("minutes", "klass", "from_now"), [(15, "A", False), (16, "A", True), (61, "W", True)])
def test_s30_who_comes_late_keeps_a_place(minutes: int, klass: str, from_now: bool) -> None:
    of = desk.turno()
    late = of.starts + timedelta(minutes=minutes)
    ticket = receive_turno(of, late)
    assert (ticket.klass, ticket.ref, ticket.guaranteed) == (klass, late if from_now else of.starts, True)


def test_s30_somebody_who_missed_the_hour_and_whose_seat_went_to_others_is_received() -> None:
    of = desk.turno()
    late = of.starts + timedelta(minutes=70)
    free_missed(now=late)
    assert receive_turno(of, late).klass == "W"
    of.refresh_from_db()
    assert (of.status, breaches()) == ("arrived", [])


def test_s30_after_missing_the_calls_a_new_number_in_the_same_case() -> None:
    of = desk.turno()
    first = receive_turno(of)
    Ticket.objects.update(state="no_show", ended_at=cast.NOW)
    of.refresh_from_db()
    of.status = "no_show"
    of.save()
    again = receive_turno(of, cast.NOW + timedelta(minutes=30))
    assert (first.number, again.number, again.case, Case.objects.count()) == (1, 2, first.case, 1)
    assert again.case is not None
    assert again.case.solicitudes.count() == 1


def test_s30_somebody_who_was_served_gets_no_second_number_for_the_same_turno() -> None:
    of = desk.turno()
    first = receive_turno(of)
    Ticket.objects.update(state="served", ended_at=cast.NOW)
    assert receive_turno(of) == first


def test_s30_another_day_needs_its_reason_and_another_agency_or_a_dead_turno_gives_no_number() -> None:
    tomorrow = cast.NOW + timedelta(days=1)
    later = desk.turno(starts=tomorrow, ends=tomorrow + timedelta(minutes=15))
    for kind, of, changes in (
        (NotToday, later, {}),
        (NotToday, later, {"reason": "because"}),
        (NotAllowedError, desk.turno(status="cancelled"), {}),
        (NotYours, desk.turno(), {"actor": omar()}),
        (NotYours, desk.turno(), {"actor": cast.alicia()}),
    ):
        with pytest.raises(kind):
            receive_turno(of, **changes)
    assert Ticket.objects.count() == 0
    assert receive_turno(later, reason="hardship").number == 1


def test_s29_a_priority_person_with_a_turno_takes_the_better_of_both() -> None:
    groups()
    of = desk.turno(starts=cast.NOW + timedelta(hours=3), ends=cast.NOW + timedelta(hours=4))
    ticket = receive_turno(of, categories=["mayor"], accessible=True)
    assert (ticket.klass, ticket.ref, ticket.categories, ticket.accessible) == ("P", cast.NOW, ["mayor"], True)


def test_s30_the_officer_who_calls_the_number_works_on_the_case_that_reception_opened() -> None:
    ticket = receive_turno(desk.turno())
    other = Staff.objects.create_user("oscar", agency=cast.agency())
    case = ticket.case
    assert case is not None
    assert case.opened_by == cast.olga()
    record_paper(case=case, solicitud=None, paper=desk.ANA_PASSPORT, version=case.version, actor=other, now=cast.NOW)
    assert end_visit(case=case, left=LEFT, actor=other, now=cast.NOW) == case


def test_a_number_that_is_not_of_the_document_shown_is_written_down_and_changes_nothing() -> None:
    of = desk.turno()
    report_mismatch(turno=of, actor=cast.olga(), now=cast.NOW)
    of.refresh_from_db()
    event = Event.objects.get()
    assert (event.act, event.subject_id, event.fields, of.status) == ("identity_mismatch", of.pk, [], "confirmed")
    with pytest.raises(NotYours):
        report_mismatch(turno=of, actor=cast.alicia(), now=cast.NOW)


# Priority


@pytest.mark.parametrize(
    ("named", "klass"), [(["mayor"], "P"), (["mayor", "mayor"], "P"), (["embarazo", "discapacidad"], "PP")]
)
def test_s29_one_group_is_priority_and_two_are_double(named: list[str], klass: str) -> None:
    groups()
    ticket = priority(*named)
    assert (ticket.klass, ticket.origin, ticket.categories) == (klass, "walk_in", sorted(set(named)))


def test_s29_a_priority_person_is_received_with_no_counter_open_and_everybody_waiting() -> None:
    groups()
    waiting(50)
    night = cast.NOW.replace(hour=16, minute=59)
    assert priority("mayor", now=night).number == 51
    with pytest.raises(NotAdmitted):
        same_day(2, now=night)


def test_s29_twice_under_one_key_is_one_number() -> None:
    groups()
    assert priority("mayor") == priority("mayor")
    assert priority("mayor", number=2).number == 2


@pytest.mark.parametrize("named", [[], ["nadie"], ["mayor", "nadie"], ["discapacidad"]])
def test_s29_only_groups_that_the_institution_keeps(named: list[str]) -> None:
    groups()
    PriorityCategory.objects.filter(code="discapacidad").update(active=False)
    with pytest.raises(NoSuchCategory):
        priority(*named)
    assert Ticket.objects.count() == 0


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, by the name of the table."""
    tables: list[type[models.Model]] = list(apps.get_models())
    return {each._meta.db_table: list(each._default_manager.order_by("pk").values()) for each in tables}


def test_s29_nothing_but_the_group_is_kept() -> None:
    groups()
    cast.ana()
    cast.olga()
    priority("mayor", number=8)  # the head row of the day is there already
    before = everything()
    ticket = priority("embarazo", "mayor", accessible=True)
    after = everything()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"records_centreday", "records_event", "records_queueentry", "records_ticket"}
    row = after["records_ticket"][-1]
    said = {name: value for name, value in row.items() if value not in (None, "", 0, False, [])}
    assert said == {
        "id": ticket.pk,
        "day_id": ticket.day_id,
        "number": 2,
        "token_hash": ticket.token_hash,
        "link_key": ticket.link_key,
        "link_nonce": ticket.link_nonce,
        "procedure_id": cast.procedure().pk,
        "origin": "walk_in",
        "klass": "PP",
        "categories": ["embarazo", "mayor"],
        "checked_in_at": cast.NOW,
        "ref": cast.NOW,
        "due": cast.NOW - timedelta(minutes=30),
        "accessible": True,
        "guaranteed": True,
        "state": "waiting",
    }
    assert not any(group in str(after["records_event"]) + str(after["records_queueentry"]) for group in GROUPS)


def test_s29_only_an_officer_gives_numbers_and_only_for_what_the_centre_serves() -> None:
    groups()
    other = Procedure.objects.create(code="otro", name="Otro trámite")
    for kind, changes in ((NotYours, {"actor": cast.alicia()}), (NotServed, {"procedure": other})):
        with pytest.raises(kind):
            priority("mayor", **changes)
        with pytest.raises(kind):
            same_day(**changes)
    Service.objects.update(active=False)
    with pytest.raises(NotServed):
        priority("mayor")
