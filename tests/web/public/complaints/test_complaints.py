"""Complaints on the public pages: told without turno and without account, found again, and answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client, override_settings

from tests import cast
from tests.stages.voice import TEXT, complaint, galapagos
from tests.web.posting import send
from tests.web.shared.hostile import HOSTILE
from tests.web.shared.reading import by_id, by_tag, facts, page, text
from vinculo.actions.feedback.complaints import answer_complaint
from vinculo.records.models import Complaint, Message
from vinculo.rules.feedback.complaints import spelled_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
PAGE, FIND = "/quejas/", "/quejas/consultar/"
SAID = {"kind": "complaint", "text": TEXT, "place": "", "happened_on": "", "names": "", "way": "pagina", "email": ""}


def own(made: Complaint) -> str:
    return f"/quejas/{made.token}/"


def test_somebody_who_complains_needs_no_turno_and_no_account_and_has_a_number_at_once(client: Client) -> None:
    shown = page(client.get(PAGE))
    key = next(node.get("value") for node in by_tag(shown, "input") if node.get("name") == "key")
    answer = client.post(PAGE, SAID | {"key": key})
    made = Complaint.objects.get()
    assert answer.headers["Location"] == own(made)
    assert (made.key, made.kind, made.text) == (Complaint.keep_key(key), "complaint", TEXT)
    told = text(page(client.get(own(made))))
    for part in (made.reference, spelled_key(made.token), TEXT, "martes 15 de diciembre de 2026"):
        assert part in told
    client.post(PAGE, SAID | {"key": key})
    assert Complaint.objects.count() == 1


def test_everything_that_can_be_said_is_kept(client: Client) -> None:
    place = galapagos()
    client.post(
        PAGE,
        SAID
        | {
            "kind": "praise",
            "place": f"centro-{place.pk}",
            "happened_on": "2026-11-27",
            "names": "Ана",
            "way": "correo",
            "email": "ana@example.com",
        },
    )
    made = Complaint.objects.get()
    assert (made.kind, made.agency, made.province, made.names, made.email) == (
        "praise",
        place,
        place.province,
        "Ана",
        "ana@example.com",
    )
    assert str(made.happened_on) == "2026-11-27"
    shown = page(client.get(own(made)))
    assert facts(shown)["Dónde"] == place.name
    assert "ana@example.com: en camino" in text(shown)


def test_a_province_is_enough(client: Client) -> None:
    home = cast.agency().province
    client.post(PAGE, SAID | {"place": f"provincia-{home.pk}"})
    made = Complaint.objects.get()
    assert (made.agency, made.province) == (None, home)


def test_who_wants_no_mail_leaves_no_address(client: Client) -> None:
    client.post(PAGE, SAID | {"way": "pagina", "email": "ana@example.com"})
    assert (Complaint.objects.get().email, Message.objects.count()) == ("", 0)


def test_who_wants_a_mail_has_to_give_the_address(client: Client) -> None:
    answer = send(client, PAGE, SAID | {"way": "correo"})
    assert (answer.status_code, 'id="id_email_error"' in answer.content.decode()) == (422, True)
    assert TEXT in answer.content.decode()


BAD = [(field, name) for field in ("kind", "place", "happened_on", "way", "email") for name in HOSTILE]


@pytest.mark.parametrize(("field", "name"), [*BAD, ("kind", "missing"), ("way", "missing"), ("email", "missing")])
def test_bad_input_gets_a_message_beside_the_field_and_nothing_is_lost(client: Client, field: str, name: str) -> None:
    good = SAID | {"way": "correo", "email": "ana@example.com"}
    bad = HOSTILE[name].encode("utf-8", "surrogatepass").decode("utf-8", "replace") if name in HOSTILE else ""
    answer = send(client, PAGE, good | {field: bad})
    shown = answer.content.decode()
    assert (answer.status_code, f'id="id_{field}_error"' in shown) == (422, True)
    assert "<script>alert" not in shown
    assert TEXT in shown
    assert Complaint.objects.count() == 0


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("field", ["text", "names", "key"])
def test_whatever_is_written_is_taken_or_told_and_shown_as_it_is(client: Client, field: str, name: str) -> None:
    bad = HOSTILE[name].encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    answer = send(client, PAGE, SAID | {field: bad})
    assert answer.status_code in (302, 422)
    told = f'id="id_{field}_error"' in answer.content.decode() or field == "key"
    assert told or answer.status_code == 302
    taken = [client.get(own(each)).content.decode() for each in Complaint.objects.all()]
    assert len(taken) == {302: 1, 422: 0}[answer.status_code]
    assert not any("<script>alert" in shown or "\u202e" in shown for shown in taken)


@pytest.mark.parametrize("day", ["2026-12-01", "1899-12-31", "2026-02-30", "9999-99-99"])
def test_a_day_that_cannot_be_is_refused(client: Client, day: str) -> None:
    answer = send(client, PAGE, SAID | {"happened_on": day})
    assert (answer.status_code, 'id="id_happened_on_error"' in answer.content.decode()) == (422, True)


def test_too_many_are_told_to_wait_with_everything_kept(client: Client) -> None:
    with override_settings(LIMITS=settings.LIMITS | {"complaint": {"address": (1, 60), "email": (9, 60)}}):
        send(client, PAGE, SAID)
        answer = send(client, PAGE, SAID)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(settings.PAUSE_SECONDS))
    assert TEXT in answer.content.decode()
    assert "Espere un momento" in answer.content.decode()


def test_number_and_key_lead_to_the_page_and_one_alone_to_nothing(client: Client) -> None:
    made, other = complaint(), complaint()
    right = {"reference": made.reference.lower(), "key": spelled_key(made.token)}
    assert send(client, FIND, right).headers["Location"] == own(made)
    wrong = [
        right | {"key": spelled_key(other.token)},
        right | {"reference": "Q000000000"},
        right | {"key": "%"},
        right | {"reference": "Q000000000", "key": "0" * 12},
    ]
    answers = [send(client, FIND, each) for each in wrong]
    assert [(each.status_code, text(by_id(page(each), "errores"))) for each in answers] == [
        (422, "Revise estos datos Ese número y esa clave no van juntos. Revíselos con el papel o el correo.")
    ] * 4
    assert client.get(f"/quejas/{made.reference}/").status_code == 404
    assert client.get(FIND, right).status_code == 200


def test_guessing_is_limited(client: Client) -> None:
    made = complaint()
    with override_settings(LIMITS=settings.LIMITS | {"search": {"address": (9, 60), "number": (2, 60)}}):
        statuses = [send(client, FIND, {"reference": made.reference, "key": f"{n:012x}"}).status_code for n in range(3)]
        assert statuses == [422, 422, 429]
        assert send(client, FIND, {"reference": made.reference, "key": spelled_key(made.token)}).status_code == 429


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("field", ["reference", "key"])
def test_a_bad_number_or_key_finds_nothing(client: Client, field: str, name: str) -> None:
    made = complaint()
    bad = HOSTILE[name].encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    right = {"reference": made.reference, "key": spelled_key(made.token)}
    assert send(client, FIND, right | {field: bad}).status_code == 422


def test_the_answer_stands_on_the_page_and_an_overdue_one_is_owned_up_to(client: Client) -> None:
    made = complaint(agency=cast.agency())
    with time_machine.travel(cast.NOW + timedelta(days=15), tick=False):
        assert "El plazo ya pasó" not in client.get(own(made)).content.decode()
    with time_machine.travel(cast.NOW + timedelta(days=16), tick=False):
        assert "El plazo ya pasó" in client.get(own(made)).content.decode()
        answer_complaint(complaint=made, text="Lo sentimos <b>mucho</b>.", actor=cast.sara(), now=cast.NOW)
        shown = client.get(own(made)).content.decode()
    assert ("El plazo ya pasó" in shown, "Lo sentimos &lt;b&gt;mucho&lt;/b&gt;." in shown) == (False, True)
    assert "Villacís" not in shown


def test_the_page_is_for_no_cache_and_no_search_engine(client: Client) -> None:
    answer = client.get(own(complaint()))
    assert (answer.headers["X-Robots-Tag"], "no-store" in answer.headers["Cache-Control"]) == (
        "noindex, nofollow",
        True,
    )
    assert client.get("/quejas/" + "0" * 32 + "/").status_code == 404
