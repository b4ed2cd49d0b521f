"""Cases that end in a code, or do not, by the dated reference data of the institution (D24, D25, D26)."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from tests import cast
from tests.stages import desk
from vinculo.actions.cases.decisions import NoRemedy, refuse_application, request_correction
from vinculo.actions.cases.issuing import NotReadyToIssue, issue_code
from vinculo.documents.facts import NoticeFacts
from vinculo.documents.notice import page
from vinculo.records.models import Case, Certificate, ConventionEntry, Exemption, LegalTerm, Remedy, Solicitud
from vinculo.rules.cases.facts import ExecutedBy, Formality, Paper

pytestmark = pytest.mark.django_db
TODAY = cast.NOW.date()


def bruno_with(birth: Paper, ana: Paper = desk.ANA_PASSPORT) -> tuple[Case, Solicitud]:
    """Return Bruno's case with everything recorded, and this certificate."""
    case, bruno = desk.case_of_bruno()
    desk.record(case, ana)
    for paper in (desk.SIGNED, desk.BRUNO_PASSPORT, birth):
        desk.record(case, paper, bruno)
    bruno.refresh_from_db()
    return case, bruno


def issue_certificate(bruno: Solicitud) -> Certificate:
    return issue_code(
        solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=random.Random(3)
    )


@pytest.mark.parametrize("country", ["PRI", "CUW", "ABW"])
def test_d24_a_certificate_of_a_territory_with_an_apostille_ends_in_a_code(country: str) -> None:
    paper = replace(desk.BIRTH, country=country, formality_reason="La apostilla es de su propio gobierno")
    _case, bruno = bruno_with(paper)
    certificate = issue_certificate(bruno)
    bruno.refresh_from_db()
    assert (bruno.status, certificate.state) == ("issued", "in_force")


def test_d24_without_a_reason_the_formality_of_an_unconfirmed_place_does_not_pass() -> None:
    _case, bruno = bruno_with(replace(desk.BIRTH, country="PRI"))
    with pytest.raises(NotReadyToIssue) as refused:
        issue_certificate(bruno)
    assert [each.code for each in refused.value.findings] == ["formality_unconfirmed"]


def test_d24_a_row_of_the_institution_confirms_a_place() -> None:
    ConventionEntry.objects.create(
        code="PRI", standing="extended", sovereign="USA", confirmed=True, instrument="Nota del depositario"
    )
    _case, bruno = bruno_with(replace(desk.BIRTH, country="PRI"))
    assert issue_certificate(bruno).state == "in_force"


def test_d24_a_certificate_of_a_foreign_consulate_passes_with_the_ministrys_legalisation() -> None:
    consular = replace(desk.BIRTH, executed_by=ExecutedBy.FOREIGN_CONSUL, formality=Formality.MINISTRY)
    _case, bruno = bruno_with(consular)
    assert issue_certificate(bruno).state == "in_force"


def test_d26_an_exception_in_force_lets_an_expired_passport_end_in_a_code_and_its_version_is_kept() -> None:
    Exemption.objects.create(
        nationality="COL",
        document="passport",
        waives="validity",
        years_after_expiry=5,
        valid_from=TODAY,
        valid_until=TODAY,
        instrument="Decreto de prueba",
    )
    _case, bruno = bruno_with(desk.BIRTH, replace(desk.ANA_PASSPORT, valid_until=TODAY - timedelta(days=400)))
    assert issue_certificate(bruno).state == "in_force"


def test_d26_an_exception_that_ended_yesterday_lets_nothing_pass() -> None:
    Exemption.objects.create(
        nationality="COL",
        document="passport",
        waives="validity",
        valid_from=TODAY - timedelta(days=30),
        valid_until=TODAY - timedelta(days=1),
        instrument="Decreto de prueba",
    )
    _case, bruno = bruno_with(desk.BIRTH, replace(desk.ANA_PASSPORT, valid_until=TODAY - timedelta(days=400)))
    with pytest.raises(NotReadyToIssue) as refused:
        issue_certificate(bruno)
    assert [each.code for each in refused.value.findings] == ["expired"]


def refused_bruno() -> Solicitud:
    case, bruno = desk.case_of_bruno(has_cedula=True)
    desk.papers_of_bruno(case, bruno)
    return bruno


def test_d26_nothing_is_refused_while_the_institution_named_no_remedy() -> None:
    bruno = refused_bruno()
    Remedy.objects.all().delete()
    with pytest.raises(NoRemedy):
        refuse_application(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    bruno.refresh_from_db()
    assert bruno.status == "in_review"
    Remedy.objects.create(
        name="apelación", body="la Dirección", term="diez días", instrument="x", valid_from=TODAY + timedelta(days=1)
    )
    with pytest.raises(NoRemedy):  # it is not in force yet
        refuse_application(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)


def test_d26_the_notice_of_a_refusal_prints_name_body_and_term_of_the_remedy() -> None:
    bruno = refused_bruno()
    made = refuse_application(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    printed = page(NoticeFacts.from_json(made.facts)).data
    line = "Puede presentar: recurso de apelación. Ante quién: la Dirección Provincial. Plazo: diez días."
    assert line in printed["next"]["lines"]
    assert [each["basis"] for each in printed["items"] if "S03" in each["basis"]] == []
    assert printed["items"][0]["basis"].startswith("Página del trámite, ¿A quién está dirigido?. Base legal: ")


def test_d26_a_term_of_the_institution_gives_the_days_of_a_correction() -> None:
    LegalTerm.objects.create(kind="correction", days=3, instrument="Resolución de prueba")
    case, bruno = desk.case_of_bruno()
    made = request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    assert made.facts["days"] == 3
    assert case.reference
