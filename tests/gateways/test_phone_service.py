"""The conversation with a service for messages to mobiles, against a real server with bad days of every kind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.phone_server import PhoneServer, losing_its_answer, phone_server, refusing, service_of
from tests.registry_server import Misbehaviour, babbling, breaking_off, dripping, dripping_heads, hanging
from vinculo.gateways.phone import PhoneMessage
from vinculo.gateways.sending import SendingDelayed, SendingRefused, ServerDown
from vinculo.gateways.services.phone_service import MOST_BYTES, MOST_WAIT

MESSAGE = PhoneMessage(number="+593991234567", text="IESS: su turno", language="es", key="vinculo-1@example.com")


@pytest.fixture
def server() -> Iterator[PhoneServer]:
    with phone_server() as state:
        yield state


def test_a_message_is_handed_over_by_the_contract(server: PhoneServer) -> None:
    with service_of(server, sender="IESS", channel="whatsapp") as service:
        service.send(MESSAGE)
    assert server.delivered == {
        "vinculo-1@example.com": {
            "to": "+593991234567",
            "text": "IESS: su turno",
            "language": "es",
            "channel": "whatsapp",
            "from": "IESS",
        }
    }
    assert [(each["path"], each["Authorization"]) for each in server.headers] == [
        ("/registry/messages", "Bearer s3cret")
    ]


@pytest.mark.parametrize("error", ["invalid_number", "unreachable_number", "unsubscribed", "text_not_allowed"])
def test_what_the_service_refuses_for_ever_is_refused_with_its_reason(server: PhoneServer, error: str) -> None:
    server.misbehaviours[:] = [refusing(422, b'{"error": "%s", "number": "+593991234567"}' % error.encode())]
    with service_of(server) as service, pytest.raises(SendingRefused) as caught:
        service.send(MESSAGE)
    assert (str(caught.value), caught.value.code) == (error, 422)


LATER: list[tuple[str, Misbehaviour, type[SendingDelayed], int]] = [
    ("busy", refusing(429, Retry_After="90"), ServerDown, 90),
    ("busy for days", refusing(429, Retry_After="999999"), ServerDown, MOST_WAIT),
    ("busy until a date", refusing(503, Retry_After="Fri, 31 Dec 2027 23:59:59 GMT"), ServerDown, 0),
    ("a superscript two", refusing(503, Retry_After="\u00b2"), ServerDown, 0),
    ("log-in", refusing(401), ServerDown, 0),
    ("no credit", refusing(402), ServerDown, 0),
    ("forbidden", refusing(403), ServerDown, 0),
    ("a wrong address", refusing(404), ServerDown, 0),
    ("a bad gateway", refusing(502, b"<html>"), ServerDown, 0),
    ("an error", refusing(500), SendingDelayed, 0),
    ("in work", refusing(409), SendingDelayed, 0),
    ("our mistake", refusing(400, b'{"error": "invalid_number"}'), SendingDelayed, 0),
    ("a redirection", refusing(302, Location="https://elsewhere.example/"), SendingDelayed, 0),
    ("refused without a reason", refusing(422), SendingDelayed, 0),
    ("refused with a reason of its own", refusing(422, b'{"error": "number +593991234567"}'), SendingDelayed, 0),
    ("no receipt", babbling(b"{}"), SendingDelayed, 0),
    ("an empty receipt", babbling(b'{"id": ""}'), SendingDelayed, 0),
    ("a number as receipt", babbling(b'{"id": 7}'), SendingDelayed, 0),
    ("no JSON", babbling(b"<html>mantenimiento</html>"), SendingDelayed, 0),
    ("broken letters", babbling(b'{"id": "\xff"}'), SendingDelayed, 0),
    ("too much", babbling(b'{"id": "1"}' + b" " * MOST_BYTES), SendingDelayed, 0),
    ("broken off", breaking_off, SendingDelayed, 0),
]


@pytest.mark.parametrize(("bad", "fate", "wait"), [each[1:] for each in LATER], ids=[each[0] for each in LATER])
def test_everything_else_is_tried_again_and_the_next_message_goes_through(
    server: PhoneServer, bad: Misbehaviour, fate: type[SendingDelayed], wait: int
) -> None:
    server.misbehaviours[:] = [bad]
    with service_of(server) as service:
        with pytest.raises(SendingDelayed) as caught:
            service.send(MESSAGE)
        assert (type(caught.value), caught.value.wait, "+593" in str(caught.value)) == (fate, wait, False)
        server.misbehaviours.clear()
        service.send(MESSAGE)
    assert list(server.delivered) == [MESSAGE.key]


@pytest.mark.parametrize("bad", [hanging, dripping, dripping_heads])
def test_a_service_that_hangs_or_drips_ends_within_the_bound(server: PhoneServer, bad: object) -> None:
    server.misbehaviours[:] = [bad(server)]  # type: ignore[operator]
    with service_of(server, timeout=0.3) as service, pytest.raises(SendingDelayed) as caught:
        service.send(MESSAGE)
    assert (type(caught.value), server.release.is_set()) == (SendingDelayed, False)  # it may have been taken


def test_a_service_that_is_not_there_is_down() -> None:
    with phone_server() as gone:
        pass
    with service_of(gone) as service, pytest.raises(ServerDown):
        service.send(MESSAGE)


def test_a_message_whose_answer_was_lost_is_known_by_its_key(server: PhoneServer) -> None:
    server.misbehaviours[:] = [losing_its_answer(server), refusing(500), losing_its_answer(server)]
    with service_of(server) as service:
        for _ in range(3):
            with pytest.raises(SendingDelayed):
                service.send(MESSAGE)
        server.misbehaviours.clear()
        service.send(MESSAGE)
    assert (len(server.questions), len(server.delivered)) == (4, 1)


def test_the_settings_print_no_token() -> None:
    with phone_server() as server:
        assert "s3cret" not in repr(service_of(server).settings)
