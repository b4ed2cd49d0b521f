from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.documents.documents import ALL, CERTIFICATE, CONFIRMATION, INVITE, NOTICE, SOLICITUD
from vinculo.documents.facts import CertificateFacts, ConfirmationFacts, Contact, Reprinted
from vinculo.documents.frozen import Facts, FactsError

REPRINTED = replace(CERTIFICATE, reprint=Reprinted(number=2, reason="Se dañó", printed_on=date(2027, 1, 8)))


@pytest.mark.parametrize("facts", [CONFIRMATION, SOLICITUD, CERTIFICATE, REPRINTED, NOTICE, INVITE])
def test_facts_come_back_equal_from_a_json_column(facts: Facts) -> None:
    stored = json.loads(json.dumps(facts.to_json()))
    assert type(facts).from_json(stored) == facts


@pytest.mark.parametrize("name", ALL)
def test_facts_that_come_back_print_the_same_document(name: str) -> None:
    module, facts = ALL[name]
    again = type(facts).from_json(json.loads(json.dumps(facts.to_json())))
    assert module.render(again) == module.render(facts)


def test_d11_a_certificate_frozen_before_a_field_was_added_is_still_read() -> None:
    stored = CERTIFICATE.to_json()
    del stored["reprint"]
    assert CertificateFacts.from_json(stored) == CERTIFICATE


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"code": 9123456788}, "code: str expected, not int"),
        ({"number": "1"}, "number: int expected, not str"),
        ({"number": True}, "number: int expected, not bool"),
        ({"issued_on": "30/11/2026"}, "issued_on: Invalid isoformat string: '30/11/2026'"),
        ({"reprint": "2"}, "reprint: dict expected, not str"),
        ({"colour": "blue"}, "CertificateFacts: unknown fields ['colour']"),
    ],
)
def test_facts_of_another_kind_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(FactsError) as refused:
        CertificateFacts.from_json(CERTIFICATE.to_json() | change)
    assert str(refused.value) == message


def test_facts_without_a_needed_field_are_refused() -> None:
    stored = CERTIFICATE.to_json()
    del stored["code"]
    with pytest.raises(FactsError) as refused:
        CertificateFacts.from_json(stored)
    assert str(refused.value) == "CertificateFacts: missing fields ['code']"


def test_d9_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(FactsError) as refused:
        replace(CONFIRMATION, starts=datetime(2026, 11, 30, 8, 15))  # noqa: DTZ001
    assert str(refused.value) == "starts: a time needs its zone"


def test_d9_an_instant_frozen_in_another_zone_is_the_same_fact() -> None:
    in_utc = replace(CONFIRMATION, starts=CONFIRMATION.starts.astimezone(UTC))
    assert ConfirmationFacts.from_json(in_utc.to_json()) == CONFIRMATION


def test_s08_the_contact_is_the_one_of_the_page() -> None:
    assert Contact().to_json() == {
        "name": "Atención al Ciudadano",
        "email": "atencionalusuario@iess.gob.ec",
        "phone": "593 23945666",
    }
