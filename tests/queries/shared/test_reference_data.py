"""The dated reference data as the rules get them: one statement, own rows over those delivered (D24, D26)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import cast
from vinculo.actions.operations.reference import load_reference
from vinculo.queries.shared.reference_data import delivered_convention, institution_texts, reference_data
from vinculo.records.models import Citation, ConventionEntry, Exemption, LegalTerm, ModelText, Remedy
from vinculo.rules.cases.apostille import formality_needed
from vinculo.rules.cases.facts import Formality
from vinculo.rules.shared.countries import CODES
from vinculo.rules.shared.reference_data import Standing, TermKind, Waived

pytestmark = pytest.mark.django_db
TODAY = cast.NOW.date()


def test_d24_an_empty_table_answers_every_code_as_delivered() -> None:
    assert set(reference_data().convention) == set(CODES)
    assert reference_data(["D"]).convention == {"DEU": (delivered_convention()["DEU"],)}


def test_d24_a_row_of_the_institution_takes_the_place_of_the_delivered_one() -> None:
    ConventionEntry.objects.create(code="CUB", standing="party", confirmed=True, instrument="x", valid_from=TODAY)
    assert formality_needed(reference_data(["CUB"]), "CUB", TODAY) is Formality.APOSTILLE
    assert reference_data(["CUB"]).convention["CUB"][0].standing is Standing.PARTY
    assert formality_needed(reference_data(["HTI"]), "HTI", TODAY) is Formality.LEGALISATION


def test_d26_everything_dated_comes_in_one_statement() -> None:
    Exemption.objects.create(
        nationality="VEN",
        document="passport",
        waives="validity",
        years_after_expiry=5,
        valid_from=TODAY,
        instrument="Decreto",
    )
    LegalTerm.objects.create(kind="correction", days=15, valid_until=TODAY, instrument="Resolución")
    Citation.objects.create(key="mobility", name="Ley", articles="Artículo: 1.", instrument="Registro Oficial")
    Remedy.objects.create(name="apelación", body="Dirección", term="diez días", instrument="COA", valid_from=TODAY)
    with CaptureQueriesContext(connection) as ran:
        data = reference_data(["COL"])
    assert len(ran) == 1
    (exemption,) = data.exceptions
    assert (exemption.waives, exemption.years_after_expiry, exemption.valid_from) == (Waived.VALIDITY, 5, TODAY)
    assert data.days_of(TermKind.CORRECTION, TODAY, 10) == 15
    assert data.days_of(TermKind.CORRECTION, date(2026, 12, 24), 10) == 10
    remedy = data.remedy(TODAY)
    assert remedy is not None
    assert (remedy.name, remedy.body, remedy.term) == ("apelación", "Dirección", "diez días")
    assert data.remedy(date(2026, 1, 1)) is None
    assert data.cite(["mobility"], TODAY) == "Ley. Artículo: 1."


def test_d26_the_version_grows_with_each_change_and_is_the_number_of_its_event() -> None:
    assert reference_data([]).version == 0
    load_reference(now=cast.NOW)
    first = reference_data([]).version
    assert first > 0
    assert ConventionEntry.objects.count() == 250
    assert Citation.objects.count() == 7
    assert not Exemption.objects.exists()
    assert not Remedy.objects.exists()


def test_d26_loading_again_leaves_what_the_institution_edited() -> None:
    load_reference(now=cast.NOW)
    ConventionEntry.objects.filter(code="PRI").update(confirmed=True)
    ModelText.objects.filter(key="elsewhere").update(body="Vaya a la ventanilla 9.")
    load_reference(now=cast.NOW)
    assert ConventionEntry.objects.get(code="PRI").confirmed
    assert institution_texts()["elsewhere"] == "Vaya a la ventanilla 9."


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"valid_from": TODAY, "valid_until": date(2026, 1, 1)}, "from_until"),
        ({"instrument": ""}, "instrument"),
        ({"standing": "perhaps"}, "standing"),
    ],
)
def test_d24_the_database_refuses_a_row_that_cannot_be(changes: dict[str, object], constraint: str) -> None:
    values: dict[str, object] = {"code": "CUB", "standing": "party", "instrument": "x"}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ConventionEntry.objects.create(**(values | changes))
