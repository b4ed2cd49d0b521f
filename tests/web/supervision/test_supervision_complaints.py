"""The supervisor's complaints: theirs alone, the overdue first, read as an event, answered once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client

from tests import cast
from tests.stages.counter import at_the_desk
from tests.stages.voice import TEXT, complaint, galapagos
from tests.web.shared.hostile import HOSTILE
from tests.web.shared.reading import by_class, by_tag, page, text
from vinculo.actions.feedback.complaints import answer_complaint
from vinculo.records.models import Complaint, Event, Message, Role, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
Queries = Callable[[int], AbstractContextManager[object]]
LIST = "/supervision/quejas/"


def sara() -> Client:
    return at_the_desk(cast.sara())


def own(made: Complaint) -> str:
    return f"{LIST}{made.reference}/"


def list_complaints(client: Client, **asked: str) -> list[str]:
    root = page(client.get(LIST, asked))
    return [text(node) for node in by_class(root, "reference") if node.name == "a"]


def test_the_overdue_come_first_and_only_those_of_the_centre_are_there() -> None:
    here = cast.agency()
    fresh = complaint(agency=here)
    old = complaint(now=cast.NOW - timedelta(days=16), agency=here)
    complaint(agency=galapagos())
    complaint(province=here.province)
    complaint()
    root = page(sara().get(LIST))
    assert list_complaints(sara()) == [old.reference, fresh.reference]
    overdue = [text(by_tag(row, "a")[0]) for row in by_tag(root, "tr") if by_class(row, "badge-danger")]
    assert overdue == [old.reference]


def test_the_list_shows_nothing_of_what_was_said_and_writes_no_read() -> None:
    complaint(agency=cast.agency(), names="Ana Restrepo", email="ana@example.com")
    shown = sara().get(LIST).content.decode()
    assert [part in shown for part in (TEXT, "Restrepo", "ana@example.com")] == [False] * 3
    assert Event.objects.filter(act="complaint_read").count() == 0


def test_reading_one_is_an_event_and_answering_it_sends_the_mail() -> None:
    made = complaint(agency=cast.agency(), names="Ana Restrepo", email="ana@example.com")
    client = sara()
    shown = client.get(own(made)).content.decode()
    assert all(part in shown for part in (TEXT, "Ana Restrepo", "ana@example.com"))
    read = Event.objects.get(act="complaint_read")
    assert (read.subject_id, read.actor) == (made.pk, cast.sara())
    assert client.post(own(made), {"text": "Lo sentimos."}).headers["Location"] == LIST
    assert Message.objects.filter(kind="complaint_answer", recipient="ana@example.com").count() == 1
    assert list_complaints(client) == []
    assert list_complaints(client, ver="respondidas") == [made.reference]
    again = client.get(own(made)).content.decode()
    assert ("Lo sentimos." in again, "Sara Villacís" in again, "<textarea" in again) == (True, True, False)
    assert "en camino" in again


def test_what_is_elsewhere_is_as_what_is_not_there() -> None:
    far = complaint(agency=galapagos())
    client = sara()
    for method in (client.get, client.post):
        assert method(own(far), {"text": "Lo sentimos."}).status_code == 404
        assert method(f"{LIST}Q000000000/", {"text": "Lo sentimos."}).status_code == 404
    assert (Complaint.objects.get().state, Event.objects.filter(act="complaint_read").count()) == ("open", 0)


@pytest.mark.parametrize("who", ["olga", "alicia", "lucia"])
def test_nobody_but_a_supervisor_comes_in(who: str) -> None:
    made = complaint(agency=cast.agency())
    client = at_the_desk(getattr(cast, who)())
    assert [client.get(address).status_code for address in (LIST, own(made))] == [403, 403]
    assert Client().get(LIST).headers["Location"].startswith("/ventanilla/ingreso/")


def test_the_supervisor_of_the_nation_sees_what_names_no_place() -> None:
    boss = Staff.objects.create_user("nacion", password=cast.PASSWORD, role=Role.SUPERVISOR, territory="nation")
    made = complaint()
    assert list_complaints(at_the_desk(boss)) == [made.reference]
    assert "no dice" in at_the_desk(boss).get(own(made)).content.decode()


def test_a_second_answer_keeps_the_first_and_what_was_typed() -> None:
    made = complaint(agency=cast.agency())
    answer_complaint(complaint=made, text="La primera.", actor=cast.sara(), now=cast.NOW)
    late = sara().post(own(made), {"text": "La segunda."})
    assert (late.status_code, "La primera." in late.content.decode(), "La segunda." in late.content.decode()) == (
        409,
        True,
        True,
    )
    assert Complaint.objects.get().answer == "La primera."


@pytest.mark.parametrize("text_typed", ["", "   ", "\u202e", "x" * 4001])
def test_an_empty_or_endless_answer_is_told_beside_the_field(text_typed: str) -> None:
    made = complaint(agency=cast.agency())
    told = sara().post(own(made), {"text": text_typed})
    assert (told.status_code, 'id="id_text_error"' in told.content.decode()) == (422, True)
    assert Complaint.objects.get().state == "open"


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_is_answered_is_shown_as_it_is(name: str) -> None:
    made = complaint(agency=cast.agency())
    bad = HOSTILE[name].encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    told = sara().post(own(made), {"text": bad})
    assert told.status_code in (302, 422)
    assert "<script>alert" not in Client().get(f"/quejas/{made.token}/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(django_assert_num_queries: Queries, count: int) -> None:
    for _ in range(count):
        complaint(agency=cast.agency())
    client = sara()
    client.get(LIST)
    with django_assert_num_queries(5):  # session, staff, count, page, and the centre named on top
        assert len(list_complaints(client)) == count
