"""The code: one person, one code, in one transaction, on papers that were judged (S39, D8, D11, D12, D14)."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.stages import desk
from vinculo.actions.cases.issuing import NoCodeLeft, NotReadyToIssue, issue_code, reprint_certificate
from vinculo.actions.shared.guards import NotYours, Stale
from vinculo.documents.facts import CertificateFacts
from vinculo.records.models import Affiliate, Certificate, Code, Dependency, Event, IdDocument, Person, Solicitud
from vinculo.rules.cases.codes import draw, is_own_code
from vinculo.rules.cases.facts import Copy, Paper
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.cases.requirements.evaluate import RULES_VERSION

pytestmark = pytest.mark.django_db


def issue(solicitud: Solicitud, source: random.Random | None = None) -> Certificate:
    solicitud.refresh_from_db()
    return issue_code(
        solicitud=solicitud,
        version=solicitud.version,
        actor=cast.olga(),
        now=cast.NOW,
        random_source=source or random.Random(1),
    )


def ready() -> Solicitud:
    case, solicitud = desk.case_of_bruno()
    desk.papers_of_bruno(case, solicitud)
    return solicitud


def test_s39_a_case_with_good_papers_gets_a_code_and_a_certificate_with_frozen_facts() -> None:
    certificate = issue(ready())
    facts = CertificateFacts.from_json(certificate.facts)
    assert is_own_code(certificate.code.value)
    assert (facts.code, facts.names) == (certificate.code.value, "Bruno Andrés Restrepo Gómez")
    assert (facts.affiliate_code, facts.affiliate_names) == (cast.ANA_CODE, "Ana María Restrepo Gómez")
    assert (facts.birth_date, facts.nationality, facts.link) == (cast.BRUNO_BIRTH, "Colombia", "Hija o hijo")
    assert (facts.office, facts.officer) == ("Centro de Atención Universal Quito", "Olga Paredes")
    assert facts.issued_on == date(2026, 11, 30)
    printed = CertificateFacts.from_json(certificate.fill_link(certificate.facts))
    assert facts.verification_url.endswith("/verificar/(...)/")  # D34: kept without what opens it
    assert printed.verification_url.endswith(f"/verificar/{certificate.token}/")
    assert len(certificate.token) == 32
    solicitud = Solicitud.objects.get()
    assert (solicitud.status, solicitud.rules_version) == ("issued", RULES_VERSION)
    assert Dependency.objects.get().link == "child"
    assert Event.objects.filter(act="code_issued", subject_id=certificate.pk, actor=cast.olga()).count() == 1


def test_s39_papers_and_who_holds_the_same_documents_are_read_once() -> None:
    solicitud = ready()
    with CaptureQueriesContext(connection) as statements:
        issue(solicitud)
    read = [each["sql"] for each in statements.captured_queries if each["sql"].startswith("SELECT")]
    holders = [sql for sql in read if 'FROM "records_iddocument"' in sql and 'JOIN "records_code"' in sql]
    papers = [sql for sql in read if 'FROM "records_paperrecord"' in sql]
    decisions = [sql for sql in read if 'FROM "records_resemblance"' in sql]
    assert (len(holders), len(papers), len(decisions)) == (1, 1, 1)


def test_s39_issue_pressed_twice_gives_the_same_certificate() -> None:
    solicitud = ready()
    version = solicitud.version
    first = issue(solicitud)
    again = issue_code(
        solicitud=solicitud, version=version, actor=cast.olga(), now=cast.NOW, random_source=random.Random(2)
    )
    assert again.pk == first.pk
    assert Code.objects.count() == Certificate.objects.count() == 1
    assert Event.objects.filter(act="code_issued").count() == 1


def test_s39_what_changed_since_it_was_read_is_not_issued() -> None:
    solicitud = ready()
    with pytest.raises(Stale):
        issue_code(
            solicitud=solicitud,
            version=solicitud.version - 1,
            actor=cast.olga(),
            now=cast.NOW,
            random_source=random.Random(1),
        )
    assert not Code.objects.exists()


@pytest.mark.parametrize("kind", [PaperKind.SOLICITUD, PaperKind.DEPENDENT_PASSPORT, PaperKind.BIRTH])
def test_s35_s37_without_a_paper_nothing_is_issued(kind: PaperKind) -> None:
    case, solicitud = desk.case_of_bruno()
    desk.record(case, desk.ANA_PASSPORT)
    for paper in (desk.SIGNED, desk.BRUNO_PASSPORT, desk.BIRTH):
        if paper.kind is not kind:
            desk.record(case, paper, solicitud)
    with pytest.raises(NotReadyToIssue):
        issue(solicitud)
    assert not Code.objects.exists()
    assert not Person.objects.exists()


def test_s38_through_a_proxy_nothing_is_issued_before_the_endorsement() -> None:
    of = desk.turno(by_proxy=True)
    desk.bruno_at_home(of)
    case = desk.record_arrival(of)
    solicitud = case.solicitudes.get()
    desk.papers_of_bruno(case, solicitud)
    desk.record(case, Paper(kind=PaperKind.POWER, copy=Copy.PAPER, original_seen=True))
    desk.record(case, Paper(kind=PaperKind.PROXY_ID, number=cast.PEDRO_CEDULA, holder_names="Pedro Mora"))
    with pytest.raises(NotReadyToIssue) as stopped:
        issue(solicitud)
    assert [each.code for each in stopped.value.findings] == ["power_not_endorsed"]


def test_d14_affiliation_is_asked_again_in_the_transaction_that_issues() -> None:
    solicitud = ready()
    Affiliate.objects.update(active=False)
    with pytest.raises(NotReadyToIssue) as stopped:
        issue(solicitud)
    assert [each.code for each in stopped.value.findings] == ["affiliation_inactive"]


def test_d12_the_eighteenth_birthday_after_the_first_visit_makes_nothing_worse() -> None:
    birth = date(2008, 12, 5)  # 17 on the day of the visit
    case, solicitud = desk.case_of_bruno(birth_date=birth)
    desk.record(case, desk.ANA_PASSPORT)
    for paper in (desk.SIGNED, replace(desk.BRUNO_PASSPORT, holder_birth_date=birth), desk.BIRTH):
        desk.record(case, replace(paper, issued_on=date(2010, 1, 1)) if paper is desk.BIRTH else paper, solicitud)
    solicitud.refresh_from_db()
    later = cast.NOW + timedelta(days=7)
    assert (
        issue_code(
            solicitud=solicitud, version=solicitud.version, actor=cast.olga(), now=later, random_source=random.Random(1)
        ).state
        == "in_force"
    )


def test_d11_a_code_drawn_that_somebody_has_is_drawn_again() -> None:
    taken = draw(random.Random(5))
    cast.ana()
    Affiliate.objects.create(code=taken, names="Otra", names_key="OTRA", updated_at=cast.NOW)
    assert issue(ready(), random.Random(5)).code.value != taken


def test_d11_a_code_of_another_person_is_never_given_again() -> None:
    taken = draw(random.Random(5))
    other = Person.objects.create(
        names="Otra Persona",
        names_key="OTRA PERSONA",
        birth_date=date(1999, 1, 1),
        nationality="PER",
        created_at=cast.NOW,
    )
    Code.objects.create(value=taken, person=other, issued_at=cast.NOW)
    certificate = issue(ready(), random.Random(5))
    assert certificate.code.value != taken
    assert Code.objects.count() == 2


def test_d11_a_source_that_only_knows_a_taken_code_ends_in_nothing_half_done() -> None:
    class Stuck(random.Random):
        def randrange(self, *args: int, **_: object) -> int:  # type: ignore[override]
            return 5

    cast.ana()
    Affiliate.objects.create(code=draw(Stuck()), names="Otra", names_key="OTRA", updated_at=cast.NOW)
    solicitud = ready()
    with pytest.raises(NoCodeLeft):
        issue(solicitud, Stuck())
    assert not Person.objects.exists()
    assert Solicitud.objects.get(pk=solicitud.pk).status == "in_review"


def test_s02_another_agencys_officer_issues_nothing() -> None:
    solicitud = ready()
    stranger = cast.olga()
    stranger.agency = cast.agency("CAU Guayaquil", "Guayas", "09")
    with pytest.raises(NotYours):
        issue_code(
            solicitud=solicitud, version=solicitud.version, actor=stranger, now=cast.NOW, random_source=random.Random(1)
        )


def test_s39_the_administrator_issues_nothing() -> None:
    solicitud = ready()
    with pytest.raises(NotYours):
        issue_code(
            solicitud=solicitud,
            version=solicitud.version,
            actor=cast.alicia(),
            now=cast.NOW,
            random_source=random.Random(1),
        )


def test_d8_the_passport_seen_is_kept_as_the_persons_document() -> None:
    issue(ready())
    kept = IdDocument.objects.get(person__isnull=False)
    assert (kept.kind, kept.country, kept.number_key) == ("passport", "COL", cast.BRUNO_PASSPORT)
    assert kept.valid_until == date(2029, 6, 1)


def test_s39_reprints_are_numbered_with_a_reason_and_a_double_click_is_one() -> None:
    certificate = issue(ready())
    first = reprint_certificate(certificate=certificate, reason="Se mojó", after=0, actor=cast.olga(), now=cast.NOW)
    again = reprint_certificate(certificate=certificate, reason="Se mojó", after=0, actor=cast.olga(), now=cast.NOW)
    second = reprint_certificate(certificate=certificate, reason="Se perdió", after=1, actor=cast.olga(), now=cast.NOW)
    assert (first.number, again.pk, second.number) == (1, first.pk, 2)
    with pytest.raises(ValueError, match="reason"):
        reprint_certificate(certificate=certificate, reason="  ", after=2, actor=cast.olga(), now=cast.NOW)


def test_s39_the_facts_of_a_certificate_are_for_ever() -> None:
    certificate = issue(ready())
    certificate.facts = certificate.facts | {"names": "Otro"}
    with pytest.raises(IntegrityError):
        certificate.save()
