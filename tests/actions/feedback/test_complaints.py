"""Complaints: received with a number at once, within limits, answered once, and kept as they were said."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import override_settings

from tests import cast
from tests.stages.voice import LUCK, TEXT, complaint, galapagos, local, told_complaint
from vinculo.actions.feedback.complaints import AlreadyAnswered, answer_complaint, receive_complaint
from vinculo.actions.shared.guards import NotYours
from vinculo.actions.shared.limits import LimitReached
from vinculo.queries.feedback.complaints import by_reference, scope
from vinculo.records.models import Agency, Attempt, Complaint, Event, Message, Province, Role, Staff
from vinculo.rules.feedback.complaints import spelled_key

pytestmark = pytest.mark.django_db


def supervisor(name: str, province: Province | None = None) -> Staff:
    territory = "province" if province else "nation"
    return Staff.objects.create_user(
        name, password=cast.PASSWORD, role=Role.SUPERVISOR, territory=territory, province=province
    )


def test_a_complaint_has_a_number_and_a_term_and_no_event_says_what_was_said() -> None:
    made = complaint(names="Ana Restrepo", email="ana@example.com", agency=cast.agency())
    assert (made.reference[0], len(made.reference), made.state) == ("Q", 10, "open")
    assert (made.answer_by, made.province) == (date(2026, 12, 15), cast.agency().province)
    event = Event.objects.get(act="complaint_received")
    assert (event.subject, event.subject_id, event.actor_kind, event.fields) == ("complaint", made.pk, "person", [])


def test_the_term_begins_on_the_day_at_the_centre() -> None:
    place = galapagos()
    made = complaint(now=local("2026-11-30 23:30", place), agency=place)
    assert made.answer_by == date(2026, 12, 15)
    with override_settings(COMPLAINT_ANSWER_DAYS=8):
        assert complaint().answer_by == date(2026, 12, 8)


def test_the_mail_has_number_link_and_key_and_not_a_word_of_what_was_said() -> None:
    made = complaint(names="Ana Restrepo", email="ana@example.com")
    mail = Message.objects.get()
    assert (mail.kind, mail.recipient, mail.complaint) == ("complaint", "ana@example.com", made)
    said = [made.reference, f"/quejas/{made.token}/", spelled_key(made.token), "15 de diciembre de 2026"]
    assert [part in mail.body for part in [*said, TEXT, "Restrepo"]] == [True] * 4 + [False] * 2


def test_without_an_email_no_mail_is_written() -> None:
    complaint()
    assert Message.objects.count() == 0


def test_the_same_form_sent_twice_is_one_complaint_and_counts_once() -> None:
    same = told_complaint(email="ana@example.com")
    made = [receive_complaint(told=same, address="203.0.113.9", now=cast.NOW, random_source=LUCK) for _ in range(2)]
    assert made[0] == made[1]
    assert (Complaint.objects.count(), Message.objects.count()) == (1, 1)
    assert Attempt.objects.filter(act="complaint").count() == 2  # address and e-mail, once each


@pytest.mark.parametrize("which", ["address", "email"])
def test_limits_count_by_address_and_by_email(which: str) -> None:
    limits = {"complaint": {"address": (99, 60), "email": (99, 60)} | {which: (2, 60)}}
    with override_settings(LIMITS=limits):
        for index in range(2):
            complaint(email="ana@example.com", address="203.0.113.9" if which == "address" else f"203.0.113.{index}")
        with pytest.raises(LimitReached):
            complaint(email="ana@example.com", address="203.0.113.9" if which == "address" else "203.0.113.50")
        complaint(email="otra@example.com", address="198.51.100.7")
    assert Complaint.objects.count() == 3


def test_an_answer_is_kept_mailed_and_told_once() -> None:
    made = complaint(email="ana@example.com", agency=cast.agency())
    for _ in range(2):
        answer_complaint(complaint=made, text="Lo sentimos.", actor=cast.sara(), now=cast.NOW)
    made.refresh_from_db()
    assert (made.state, made.answer, made.answered_by, made.answered_at) == (
        "answered",
        "Lo sentimos.",
        cast.sara(),
        cast.NOW,
    )
    mail = Message.objects.get(kind="complaint_answer")
    assert mail.recipient == "ana@example.com"
    assert (made.reference in mail.subject, "Lo sentimos." in mail.body) == (True, True)
    event = Event.objects.get(act="complaint_answered")
    assert (event.actor, event.fields) == (cast.sara(), ["answer"])


def test_a_second_answer_in_other_words_is_refused() -> None:
    made = complaint(agency=cast.agency())
    answer_complaint(complaint=made, text="Lo sentimos.", actor=cast.sara(), now=cast.NOW)
    with pytest.raises(AlreadyAnswered):
        answer_complaint(complaint=made, text="No es cierto.", actor=cast.sara(), now=cast.NOW)
    assert Message.objects.count() == 0


def places() -> dict[str, Complaint]:
    quito, south, island = cast.agency(), cast.agency("Centro de Atención Universal Quitumbe"), galapagos()
    return {
        "quito": complaint(agency=quito),
        "south": complaint(agency=south),
        "island": complaint(agency=island),
        "pichincha": complaint(province=quito.province),
        "nowhere": complaint(),
    }


def test_a_supervisor_answers_for_a_centre_a_province_or_the_nation() -> None:
    made = places()
    who = {
        cast.sara(): {"quito"},
        supervisor("provincia", province=cast.agency().province): {"quito", "south", "pichincha"},
        supervisor("nacion"): set(made),
    }
    for staff, mine in who.items():
        assert {name for name, row in made.items() if Complaint.objects.filter(scope(staff), pk=row.pk)} == mine
        for name in set(made) - mine:
            with pytest.raises(NotYours):
                answer_complaint(complaint=made[name], text="Lo sentimos.", actor=staff, now=cast.NOW)
    assert Complaint.objects.filter(state="answered").count() == 0


def test_number_and_key_open_it_and_one_of_them_alone_does_not() -> None:
    made, other = complaint(), complaint()
    key = spelled_key(made.token)
    typed = f" {made.reference[:4].lower()} {made.reference[4:]}"
    assert by_reference(typed, key.upper()) == made
    assert [by_reference(made.reference, wrong) for wrong in ["", "%", spelled_key(other.token)]] == [None] * 3
    assert by_reference("", key) is None


@pytest.mark.parametrize(
    "change", ["text = 'otra cosa'", "kind = 'praise'", "made_at = '2026-01-01'", "reference = 'Q1'", "answer = 'otra'"]
)
def test_what_was_said_and_answered_is_for_ever(change: str) -> None:
    made = complaint(agency=cast.agency())
    answer_complaint(complaint=made, text="Lo sentimos.", actor=cast.sara(), now=cast.NOW)
    fenced = pytest.raises(DatabaseError, match="complaint_said_for_ever")
    with fenced, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE records_complaint SET {change}")
    with pytest.raises(DatabaseError, match="complaint_no_delete"), transaction.atomic():
        Complaint.objects.all().delete()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"kind": "x"}, "complaint_kind"),
        ({"text": ""}, "complaint_says_something"),
        ({"province": None}, "complaint_place"),
        ({"state": "answered"}, "complaint_state"),
        ({"answer": "Lo sentimos."}, "complaint_state"),
    ],
)
def test_the_database_refuses_what_makes_no_sense(change: dict[str, object], name: str) -> None:
    made = complaint(agency=cast.agency())
    values = {field.attname: getattr(made, field.attname) for field in Complaint._meta.concrete_fields}
    row = Complaint(**(values | {"id": None, "reference": "Q0", "token": "0" * 32, "key": "0" * 32}))
    for key, value in change.items():
        setattr(row, key, value)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save(force_insert=True)


def test_a_centre_brings_its_province() -> None:
    place: Agency = galapagos()
    assert complaint(agency=place, province=cast.agency().province).province == place.province
