"""The adapter to an institution's registry, against a real server with bad days of every kind (D6)."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import trustme

from tests.registry_server import (
    LINA,
    Misbehaviour,
    RegistryServer,
    babbling,
    breaking_off,
    dripping,
    dripping_heads,
    failing,
    hanging,
    packing,
    registry_server,
    send,
)
from vinculo.gateways.registry import RegistryDocument, RegistryEntry, RegistryUnavailable
from vinculo.gateways.services.registry_service import MOST_BYTES, RegistryService, ServiceSettings

LINA_TOLD = RegistryEntry(
    code="EXT7007007",
    names="Lina Marcela Rojas Peña",
    active=True,
    nationality="COL",
    birth_date="1988-04-03",
    sex="F",
    email="lina@example.org",
    documents=(RegistryDocument(kind="passport", country="COL", number="AR777888", valid_until="2031-05-06"),),
)


@pytest.fixture
def server() -> Iterator[RegistryServer]:
    with registry_server() as state:
        state.people.append(LINA)
        yield state


def service(server: RegistryServer, **settings: object) -> RegistryService:
    timer = settings.pop("timer", time.monotonic)
    given = {"url": server.url, "timeout": 2.0, "failures": 50, **settings}
    return RegistryService(ServiceSettings(**given), timer=timer)  # type: ignore[arg-type]


def test_d6_a_person_is_found_by_code_and_by_document_with_all_that_the_registry_tells(server: RegistryServer) -> None:
    asked = service(server, token="s3cret")
    assert asked.find("EXT7007007") == asked.find_by_document("passport", "COL", "AR777888") == LINA_TOLD
    assert server.questions == [
        {"code": "EXT7007007"},
        {"document": {"kind": "passport", "country": "COL", "number": "AR777888"}},
    ]
    assert [(each["path"], each["Authorization"]) for each in server.headers] == [
        ("/registry/affiliates/search", "Bearer s3cret")
    ] * 2


def test_d6_nobody_is_an_answer_and_not_a_failure(server: RegistryServer) -> None:
    asked = service(server)
    assert (asked.find("EXT0000001"), asked.find_by_cedula("1710034065")) == (None, None)


def test_d6_answers_are_kept_for_a_while_bounded_in_number(server: RegistryServer) -> None:
    asked = service(server, most_kept=2)
    server.people.extend(LINA | {"code": code} for code in ("A001", "A002"))
    for code in ("EXT7007007", "EXT7007007", "A001", "A001", "A002", "EXT7007007"):
        asked.find(code)
    assert [each["code"] for each in server.questions] == ["EXT7007007", "A001", "A002", "EXT7007007"]
    brief = service(server, keep=0.0)
    assert [brief.find("EXT7007007"), brief.find("EXT7007007")] == [LINA_TOLD, LINA_TOLD]
    assert len(server.questions) == 6


@pytest.mark.parametrize("bad", [failing(500), failing(503), breaking_off], ids=["500", "503", "broken off"])
def test_d6_a_question_is_repeated_after_a_passing_failure(server: RegistryServer, bad: Misbehaviour) -> None:
    right: Misbehaviour = babbling(b'{"affiliate": null}')
    server.misbehaviours[:] = [bad, bad, right]
    assert service(server).find("EXT7007007") is None
    assert len(server.questions) == 3


NONSENSE: list[tuple[str, Misbehaviour]] = [
    ("no JSON", babbling(b"<html>mantenimiento</html>")),
    ("no object", babbling(b"[]")),
    ("no affiliate", babbling(b'{"person": null}')),
    ("a code that is a number", babbling(b'{"affiliate": {"code": 1, "names": "x", "active": true}}')),
    ("active in words", babbling(b'{"affiliate": {"code": "EXT1", "names": "x", "active": "si"}}')),
    ("no names", babbling(b'{"affiliate": {"code": "EXT1", "active": true}}')),
    ("broken letters", babbling(b'{"affiliate": {"code": "EXT1", "names": "\xff", "active": true}}')),
    ("a kind of document", babbling(b'{"affiliate": {"code": "E", "names": "x", "active": true, "documents": [{}]}}')),
    ("too much", babbling(b'{"affiliate": null}' + b" " * MOST_BYTES)),
    ("too deep", babbling(b'{"affiliate": null, "more": ' + b"[" * 30_000 + b"]" * 30_000 + b"}")),
    ("packed", packing),
    ("a refusal", failing(403)),
    ("a wrong address", failing(404)),
    ("nobody, with another status", lambda handler: send(handler, b'{"affiliate": null}', 404)),
]


@pytest.mark.parametrize("bad", [each for _, each in NONSENSE], ids=[name for name, _ in NONSENSE])
def test_d6_what_is_outside_the_contract_is_unavailable_at_once_and_never_nobody(
    server: RegistryServer, bad: Misbehaviour
) -> None:
    server.misbehaviours[:] = [bad]
    asked = service(server)
    with pytest.raises(RegistryUnavailable):
        asked.find("EXT7007007")
    assert len(server.questions) == 1  # asked again it would say the same
    server.misbehaviours.clear()
    assert asked.find("EXT7007007") == LINA_TOLD  # no failure is kept


@pytest.mark.parametrize("bad", [hanging, dripping, dripping_heads])
def test_d6_a_service_that_hangs_or_drips_ends_within_the_bound(
    server: RegistryServer, bad: Callable[[RegistryServer], Misbehaviour]
) -> None:
    """Without the bound the first would end with the test's own release after half a minute, the second never."""
    server.misbehaviours[:] = [bad(server)]
    began = time.monotonic()
    with pytest.raises(RegistryUnavailable):
        service(server, timeout=0.3).find("EXT7007007")
    assert time.monotonic() - began < 10  # headers that drip end by themselves too, after half a minute
    assert not server.release.is_set()


def test_d6_a_service_that_is_not_there_is_unavailable() -> None:
    with registry_server() as gone:
        pass
    with pytest.raises(RegistryUnavailable):
        service(gone, timeout=0.5).find("EXT7007007")


def test_d6_after_failures_in_a_row_nobody_asks_for_a_while_and_then_one_does(server: RegistryServer) -> None:
    server.misbehaviours[:] = [failing(403)]
    moment = [0.0]
    asked = service(server, failures=3, pause=30.0, timer=lambda: moment[0])
    for code in ("A001", "A002", "A003", "A004", "A005"):
        with pytest.raises(RegistryUnavailable):
            asked.find(code)
    assert [each["code"] for each in server.questions] == ["A001", "A002", "A003"]
    moment[0] = 31.0
    server.misbehaviours.clear()
    assert asked.find("EXT7007007") == LINA_TOLD
    assert asked.find("A004") is None


@contextmanager
def tls(folder: Path, *, known: bool = True) -> Iterator[tuple[RegistryServer, dict[str, object]]]:
    """Serve with a certificate of an authority of our own and ask for one of the client."""
    ours, other = trustme.CA(), trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.issue_cert("127.0.0.1").configure_cert(context)
    ours.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    authority = folder / "authority.pem"
    ours.cert_pem.write_to_path(str(authority))
    client = (ours if known else other).issue_cert("vinculo.example.org")
    client.private_key_and_cert_chain_pem.write_to_path(str(folder / "client.pem"))
    with registry_server(context) as state:
        state.people.append(LINA)
        yield state, {"authority": str(authority), "certificate": str(folder / "client.pem")}


def test_d6_both_sides_show_their_certificate(tmp_path: Path) -> None:
    with tls(tmp_path) as (server, files):
        assert service(server, **files).find("EXT7007007") == LINA_TOLD


@pytest.mark.parametrize("missing", ["authority", "certificate"])
def test_d6_without_either_certificate_nothing_is_asked(tmp_path: Path, missing: str) -> None:
    with tls(tmp_path) as (server, files):
        left = {name: value for name, value in files.items() if name != missing}
        with pytest.raises(RegistryUnavailable):
            service(server, timeout=1.0, **left).find("EXT7007007")
        assert server.questions == []


def test_d6_a_certificate_of_somebody_else_is_refused(tmp_path: Path) -> None:
    with tls(tmp_path, known=False) as (server, files):
        with pytest.raises(RegistryUnavailable):
            service(server, timeout=1.0, **files).find("EXT7007007")
        assert server.questions == []


def test_d6_one_slow_question_holds_up_no_other(server: RegistryServer) -> None:
    """A worker has many threads and one service: who asks about Lina does not wait for who asks about somebody else."""
    server.misbehaviours[:] = [hanging(server), babbling(b'{"affiliate": null}')]
    asked = service(server, timeout=10.0)
    with ThreadPoolExecutor(max_workers=1) as pool:
        slow = pool.submit(asked.find, "EXT0000001")
        while not server.questions:
            slow.exception(timeout=0.01) if slow.done() else None
        assert asked.find("EXT7007007") is None
        assert not slow.done()
        server.release.set()


def test_d6_after_the_pause_one_asks_and_the_others_wait_for_what_comes_of_it(server: RegistryServer) -> None:
    server.misbehaviours[:] = [failing(403), hanging(server)]
    moment = [0.0]
    asked = service(server, timeout=10.0, failures=1, pause=30.0, timer=lambda: moment[0])
    with pytest.raises(RegistryUnavailable):
        asked.find("A001")
    moment[0] = 31.0
    with ThreadPoolExecutor(max_workers=1) as pool:
        probe = pool.submit(asked.find, "A002")
        while len(server.questions) < 2:
            probe.exception(timeout=0.01) if probe.done() else None
        with pytest.raises(RegistryUnavailable, match="paused"):
            asked.find("A003")
        server.release.set()
        assert isinstance(probe.exception(), RegistryUnavailable)
    assert [each["code"] for each in server.questions] == ["A001", "A002"]


def test_d6_a_kept_answer_says_its_age_and_nobody_is_not_kept(server: RegistryServer) -> None:
    """Nobody ends an affiliation: it must be so now, and not some minutes ago."""
    moment = [0.0]
    asked = service(server, timer=lambda: moment[0])
    assert asked.find("EXT7007007") == LINA_TOLD
    moment[0] = 120.0
    assert asked.find("EXT7007007") == replace(LINA_TOLD, age=timedelta(seconds=120))
    moment[0] = 301.0
    assert asked.find("EXT7007007") == LINA_TOLD
    assert (asked.find("EXT0000001"), asked.find("EXT0000001")) == (None, None)
    assert [each["code"] for each in server.questions] == ["EXT7007007"] * 2 + ["EXT0000001"] * 2


@pytest.mark.parametrize(
    "asked",
    [
        lambda service: service.find("EXT7007008"),
        lambda service: service.find_by_cedula("1710034065"),
        lambda service: service.find_by_document("passport", "COL", "AR777889"),
        lambda service: service.find_by_document("visa", "COL", "AR777888"),
        lambda service: service.find_by_document("passport", "PER", "AR777888"),
    ],
    ids=["code", "cédula", "number", "kind", "country"],
)
def test_d6_an_answer_about_somebody_else_is_no_answer(
    server: RegistryServer, asked: Callable[[RegistryService], RegistryEntry | None]
) -> None:
    server.misbehaviours[:] = [babbling(json.dumps({"affiliate": LINA}).encode())]
    with pytest.raises(RegistryUnavailable, match="somebody else"):
        asked(service(server))
