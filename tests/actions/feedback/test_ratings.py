"""The two marks after a visit: once for each, for some days, and asked for by mail once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from tests import cast
from tests.stages.voice import galapagos, give_mark, local, make_attended_turno, make_served_ticket
from vinculo.actions.feedback.ratings import NotOpen, write_asked
from vinculo.actions.mail import outbox
from vinculo.actions.operations.upkeep import feed_waiting_list
from vinculo.queries.feedback import visits
from vinculo.records.models import Event, Message, Opinion, Turno

pytestmark = pytest.mark.django_db
LATER = cast.NOW + timedelta(hours=1)


def read_opinions() -> list[tuple[str, int]]:
    return [*Opinion.objects.order_by("about").values_list("about", "value")]


def test_each_of_the_two_marks_is_kept_once_and_can_be_changed() -> None:
    turno = make_attended_turno()
    give_mark(turno, "service", 2)
    give_mark(turno, "person", 5)
    give_mark(turno, "service", 4)
    assert read_opinions() == [("person", 5), ("service", 4)]
    given = Opinion.objects.get(about="service")
    assert (given.turno, given.agency, given.procedure, given.day) == (
        turno,
        turno.agency,
        turno.procedure,
        cast.NOW.date(),
    )


def test_the_event_says_which_mark_and_never_what_it_is() -> None:
    turno = make_attended_turno()
    give_mark(turno, "service", 2)
    give_mark(turno, "service", 4)
    events = Event.objects.filter(subject="turno", subject_id=turno.pk).order_by("pk")
    assert [(event.act, event.fields, event.actor_kind) for event in events] == [
        ("opinion_given", ["service"], "person"),
        ("opinion_changed", ["service"], "person"),
    ]


def test_a_ticket_without_turno_has_marks_of_its_own_and_one_with_a_turno_those_of_the_turno() -> None:
    turno = make_attended_turno()
    give_mark(make_served_ticket(of=turno), "service", 5)
    give_mark(turno, "service", 1)
    give_mark(make_served_ticket(), "service", 3)
    assert sorted(value for _about, value in read_opinions()) == [1, 3]
    assert Opinion.objects.get(value=1).turno == turno


@pytest.mark.parametrize("status", ["confirmed", "arrived", "cancelled", "no_show", "expired"])
def test_before_a_visit_is_over_there_is_nothing_to_say(status: str) -> None:
    with pytest.raises(NotOpen):
        give_mark(make_attended_turno(status=status), "service", 5)
    assert read_opinions() == []


@pytest.mark.parametrize("state", ["waiting", "no_show", "left"])
def test_a_ticket_that_was_not_served_has_no_marks(state: str) -> None:
    with pytest.raises(NotOpen):
        give_mark(make_served_ticket(state=state), "service", 5)


def test_marks_are_taken_until_the_end_of_the_last_day_at_the_centre() -> None:
    place = galapagos()
    turno = make_attended_turno(local("2026-11-30 23:00", place), place)
    give_mark(turno, "service", 5, local("2026-12-07 23:59", place))
    with pytest.raises(NotOpen):
        give_mark(turno, "service", 1, local("2026-12-08 00:00", place))
    assert read_opinions() == [("service", 5)]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"value": 0}, "opinion_value"),
        ({"value": 6}, "opinion_value"),
        ({"about": "x"}, "opinion_about"),
        ({"turno": None}, "opinion_of_one_visit"),
        ({"pk": None}, "opinion_of_turno_once|UNIQUE constraint failed"),
    ],
)
def test_the_database_refuses_what_makes_no_sense(change: dict[str, object], name: str) -> None:
    given = give_mark(make_attended_turno(), "service", 5)
    for key, value in change.items():
        setattr(given, key, value)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        given.save()


def test_an_unknown_link_is_no_visit() -> None:
    turno = make_attended_turno(status="holding")
    assert [visits.by_turno(token, cast.NOW) for token in ("0" * 32, turno.token)] == [None, None]
    assert visits.by_ticket("0" * 32, cast.NOW) is None


def recipients_of_opinions() -> list[str]:
    return [*Message.objects.filter(kind="opinion").values_list("recipient", flat=True)]


def test_somebody_who_was_attended_is_asked_once_by_mail() -> None:
    turno = make_attended_turno()
    with override_settings(OPINION_DAYS=5):
        counts = [write_asked(now=LATER) for _ in range(3)]
    assert (counts, recipients_of_opinions()) == ([1, 0, 0], [turno.email])
    mail = Message.objects.get()
    assert (mail.subject, f"/mi-turno/{turno.token}/opinion/" in mail.body) == ("¿Cómo le atendimos?", True)
    assert "durante 5 días" in mail.body


def test_the_round_of_the_upkeep_asks(rng: object) -> None:
    make_attended_turno()
    assert feed_waiting_list(now=LATER, random_source=rng)["asked"] == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes", [{"status": "arrived"}, {"status": "cancelled"}, {"email": ""}, {"ended_at": LATER - timedelta(days=1)}]
)
def test_nobody_else_is_asked(changes: dict[str, object]) -> None:
    make_attended_turno(**changes)  # type: ignore[arg-type]
    assert (write_asked(now=LATER), recipients_of_opinions()) == (0, [])


def test_somebody_who_gave_a_mark_is_not_asked() -> None:
    give_mark(make_attended_turno(), "service", 5)
    assert write_asked(now=LATER) == 0


def test_the_question_is_dropped_where_the_visit_turns_out_not_to_be() -> None:
    turno = make_attended_turno()
    write_asked(now=LATER)
    assert not outbox.is_dead(Message.objects.get())
    Turno.objects.filter(pk=turno.pk).update(status="arrived")
    assert outbox.is_dead(Message.objects.get())


def test_the_same_mark_tapped_twice_is_one_event() -> None:
    turno = make_attended_turno()
    assert give_mark(turno, "service", 4) == give_mark(turno, "service", 4)
    assert Event.objects.filter(act__startswith="opinion_").count() == 1
