"""What the institution's registry tells is kept here; what it does not answer is not taken for nobody (D6)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from pytest_django import Settings

from tests import cast
from tests.registry_server import LINA, RegistryServer, babbling, failing, registry_server
from vinculo.actions.shared.registry import RegistryAway, consult_registry, keep_entry, registry_service
from vinculo.gateways.services.registry_service import RegistryService, ServiceSettings
from vinculo.queries.shared import registry
from vinculo.records.models import Affiliate, Event, IdDocument

pytestmark = pytest.mark.django_db
LATER = cast.NOW + timedelta(hours=3)


@pytest.fixture
def server(settings: Settings) -> Iterator[RegistryServer]:
    with registry_server() as state:
        state.people.append(LINA)
        settings.REGISTRY_SERVICE = {"url": state.url, "timeout": 1.0, "keep": 0.0, "failures": 100}
        registry_service.cache_clear()
        yield state
    registry_service.cache_clear()


def test_d6_a_person_whom_the_table_has_never_seen_is_found_and_kept_with_the_documents(server: RegistryServer) -> None:
    consult_registry(number="EXT7007007", now=cast.NOW)
    lina = registry.active_affiliate("EXT7007007")
    assert lina is not None
    assert (lina.names, lina.names_key, lina.sex) == ("Lina Marcela Rojas Peña", "LINA MARCELA ROJAS PENA", "F")
    assert (lina.birth_date, lina.nationality, lina.synchronised_at) == (date(1988, 4, 3), "COL", cast.NOW)
    assert list(lina.documents.values_list("kind", "country", "number_key", "valid_until")) == [
        ("passport", "COL", "AR777888", date(2031, 5, 6))
    ]


def test_d6_a_passport_that_the_table_has_never_seen_leads_to_its_holder(server: RegistryServer) -> None:
    consult_registry(number="AR777888", kind="passport", country="COL", now=cast.NOW)
    holder = registry.affiliate_by_document("passport", "COL", "AR777888")
    assert holder is not None
    assert holder.code == "EXT7007007"


def test_d21_a_cedula_that_the_registry_knows_leads_to_its_affiliate(server: RegistryServer) -> None:
    server.people[0] = LINA | {"cedula": cast.PEDRO_CEDULA}
    consult_registry(number=cast.PEDRO_CEDULA, now=cast.NOW)
    affiliate = registry.active_affiliate_by_cedula(cast.PEDRO_CEDULA)
    assert affiliate is not None
    assert affiliate.code == "EXT7007007"


def test_d6_a_person_who_changed_is_changed_here_and_the_event_says_what(server: RegistryServer) -> None:
    consult_registry(number="EXT7007007", now=cast.NOW)
    renewed = {"kind": "passport", "country": "COL", "number": "BB111222", "valid_until": "2036-01-01"}
    server.people[0] = LINA | {"names": "Lina Rojas de Vera", "active": False, "documents": [renewed]}
    consult_registry(number="EXT7007007", now=LATER)
    lina = Affiliate.objects.get(code="EXT7007007")
    assert (lina.names, lina.active, lina.synchronised_at) == ("Lina Rojas de Vera", False, LATER)
    assert set(lina.documents.values_list("number", flat=True)) == {"AR777888", "BB111222"}
    event = Event.objects.get(act="affiliate_updated")
    assert (event.actor_kind, set(event.fields)) == ("system", {"names", "active", "documents"})


def test_d6_whom_the_registry_does_not_know_any_more_is_not_active_here(server: RegistryServer) -> None:
    cast.ana()
    consult_registry(number=cast.ANA_CODE, now=LATER)
    ana = registry.affiliate_by_code(cast.ANA_CODE)
    assert ana is not None
    assert (ana.active, registry.active_affiliate(cast.ANA_CODE)) == (False, None)
    assert Event.objects.filter(act="affiliate_updated", fields=["active"]).count() == 1
    consult_registry(number=cast.ANA_CODE, now=LATER)
    assert Event.objects.filter(act="affiliate_updated").count() == 1


def test_d6_a_document_that_the_registry_does_not_know_ends_nothing(server: RegistryServer) -> None:
    ana = cast.ana()
    consult_registry(number=cast.ANA_PASSPORT, kind="passport", country="COL", now=LATER)
    assert registry.active_affiliate(cast.ANA_CODE) == ana


def test_d6_without_an_answer_what_is_known_here_goes_on(server: RegistryServer) -> None:
    server.misbehaviours[:] = [failing(503)]
    ana = cast.ana(cedula=cast.PEDRO_CEDULA)
    for asked in (
        {"number": cast.ANA_CODE},
        {"number": cast.PEDRO_CEDULA},
        {"number": cast.ANA_PASSPORT, "kind": "passport", "country": "COL"},
    ):
        consult_registry(**asked, now=LATER)
    assert registry.active_affiliate(cast.ANA_CODE) == ana
    assert server.questions != []


@pytest.mark.parametrize(
    "asked",
    [
        {"number": "EXT7007007"},
        {"number": cast.PEDRO_CEDULA},
        {"number": "AR777888", "kind": "passport", "country": "COL"},
    ],
    ids=["code", "cédula", "passport"],
)
def test_d6_without_an_answer_about_a_stranger_it_is_unavailable_and_not_nobody(
    server: RegistryServer, asked: dict[str, str]
) -> None:
    server.misbehaviours[:] = [failing(503)]
    with pytest.raises(RegistryAway):
        consult_registry(**asked, now=cast.NOW)


UNTAKEABLE = [
    ("code", b'{"affiliate": {"code": "A1", "names": "Lina", "active": true}}'),
    ("names", b'{"affiliate": {"code": "EXT7007007", "names": "=HYPERLINK(\\"x\\")", "active": true}}'),
    ("birth", b'{"affiliate": {"code": "EXT7007007", "names": "Lina", "active": true, "birth_date": "2099-01-01"}}'),
    ("country", b'{"affiliate": {"code": "EXT7007007", "names": "Lina", "active": true, "nationality": "UTO"}}'),
    ("cédula", b'{"affiliate": {"code": "EXT7007007", "names": "Lina", "active": true, "cedula": "1710034066"}}'),
]


@pytest.mark.parametrize("body", [each for _, each in UNTAKEABLE], ids=[name for name, _ in UNTAKEABLE])
def test_d20_what_no_line_of_a_file_may_say_the_service_may_not_either(server: RegistryServer, body: bytes) -> None:
    server.misbehaviours[:] = [babbling(body)]
    with pytest.raises(RegistryAway):
        consult_registry(number="EXT7007007", now=cast.NOW)
    assert Affiliate.objects.count() == 0


def test_d6_a_document_that_cannot_be_does_not_hide_its_holder(server: RegistryServer) -> None:
    bad = {"kind": "passport", "country": "UTO", "number": "AR777888"}
    server.people[0] = LINA | {"documents": [bad, *LINA["documents"]]}  # type: ignore[misc]
    consult_registry(number="EXT7007007", now=cast.NOW)
    assert list(IdDocument.objects.values_list("country", "number")) == [("COL", "AR777888")]


def test_d6_a_document_of_somebody_else_here_is_no_answer(server: RegistryServer) -> None:
    cast.ana()
    taken = {"kind": "passport", "country": "COL", "number": cast.ANA_PASSPORT, "valid_until": ""}
    server.people[0] = LINA | {"documents": [taken]}
    with pytest.raises(RegistryAway):
        consult_registry(number="EXT7007007", now=cast.NOW)
    assert registry.affiliate_by_code("EXT7007007") is None


def test_d6_without_an_address_nobody_is_asked(settings: Settings) -> None:
    settings.REGISTRY_SERVICE = {"url": ""}
    registry_service.cache_clear()
    consult_registry(number="EXT7007007", now=cast.NOW)
    assert registry_service() is None
    registry_service.cache_clear()


def test_d6_an_answer_about_somebody_else_is_no_answer_and_nothing_of_it_is_kept(server: RegistryServer) -> None:
    server.misbehaviours[:] = [babbling(json.dumps({"affiliate": LINA}).encode())]
    with pytest.raises(RegistryAway):
        consult_registry(number="EXT0000001", now=cast.NOW)
    assert Affiliate.objects.count() == 0


def test_d6_a_kept_answer_is_as_old_as_it_is_and_writes_over_nothing_newer(
    server: RegistryServer, settings: Settings
) -> None:
    """Another worker heard the new names meanwhile; what this one keeps is from before."""
    settings.REGISTRY_SERVICE |= {"keep": 300.0}
    moment = [0.0]
    service = RegistryService(ServiceSettings(**settings.REGISTRY_SERVICE), timer=lambda: moment[0])
    entry = service.find("EXT7007007")
    assert entry is not None
    keep_entry(entry, cast.NOW)
    moment[0] = 200.0
    kept = service.find("EXT7007007")
    assert kept is not None
    keep_entry(kept, cast.NOW + timedelta(seconds=200))
    lina = Affiliate.objects.get(code="EXT7007007")
    assert lina.synchronised_at == cast.NOW
    keep_entry(replace(entry, names="Lina Rojas de Vera"), cast.NOW + timedelta(seconds=210))
    keep_entry(kept, cast.NOW + timedelta(seconds=220))
    assert Affiliate.objects.get(code="EXT7007007").names == "Lina Rojas de Vera"
    assert len(server.questions) == 1
