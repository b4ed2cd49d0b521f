"""The privacy notice says what is done, from the rows that the job reads, and how to ask for one's rights (D34)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.web.shared.reading import facts, page, text
from vinculo.queries.shared import retention
from vinculo.records.models import ModelText, RetentionRule
from vinculo.rules.rights.retention import RetentionKind
from vinculo.rules.rights.words import RETENTION_KINDS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
CONTACT = RETENTION_KINDS[RetentionKind.CONTACT]


@pytest.fixture(autouse=True)
def _read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention._Published, "rows", None)


def read_retention(client: Client) -> dict[str, str]:
    """Return what the notice says of each kind that is kept."""
    names = set(RETENTION_KINDS.values())
    return {name: value for name, value in facts(page(client.get(reverse("public:privacy")))).items() if name in names}


def test_d34_the_notice_says_how_long_from_the_rows_of_the_institution(client: Client) -> None:
    assert read_retention(client)[CONTACT] == "180 días"
    assert read_retention(client)[RETENTION_KINDS[RetentionKind.TURNO]] == "2 años"
    assert (
        read_retention(client)[RETENTION_KINDS[RetentionKind.EXPEDIENTE]] == "Según el cuadro de conservación del IESS"
    )
    assert set(read_retention(client)) == {
        words for kind, words in RETENTION_KINDS.items() if kind != RetentionKind.LOG_IN
    }
    RetentionRule.objects.create(kind="contact", days=30, instrument="Resolución 5")
    RetentionRule.objects.create(
        kind="turno", days=365, valid_from=cast.NOW.date() + timedelta(days=1), instrument="Resolución 6"
    )
    retention._Published.rows = None
    assert read_retention(client)[CONTACT] == "30 días. Resolución 5"
    assert read_retention(client)[RETENTION_KINDS[RetentionKind.TURNO]] == "2 años"


def test_d34_the_notice_names_who_sees_the_data_the_delegate_the_rights_and_the_authority(client: Client) -> None:
    said = text(page(client.get(reverse("public:privacy"))))
    assert "solo los ve el personal que atiende" not in said
    assert "Los ve el personal del centro donde usted hace el trámite, no solo quien le atiende." in said
    for part in ("delegada de protección de datos", "15 días", "Superintendencia de Protección de Datos Personales"):
        assert part in said
    assert "corregirlos, borrarlos o llevarlos en un archivo" in said


def test_d34_the_institution_says_how_the_delegate_is_reached(client: Client) -> None:
    words = "Diana Ordóñez, delegada de protección de datos: datos@iess.gob.ec."
    ModelText.objects.update_or_create(key="delegate", defaults={"body": words})
    for name in ("privacy", "rights"):
        assert words in text(page(client.get(reverse(f"public:{name}"))))


def test_d34_the_page_of_rights_says_what_to_bring_and_when_the_answer_comes(client: Client) -> None:
    said = text(page(client.get(reverse("public:rights"))))
    for part in ("Muestre su pasaporte o su cédula.", "su acta de nacimiento", "el poder", "En 15 días"):
        assert part in said
