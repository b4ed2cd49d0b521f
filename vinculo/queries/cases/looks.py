"""What is seldom so (D22, D23): the affiliate's other partners, and how the request for a look at a finding stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import override

from vinculo.queries.cases.agreements import latest
from vinculo.queries.cases.duplicates import DependentPapers, any_of
from vinculo.queries.cases.wording import finding_in_words
from vinculo.records.models import Agreement, Case, Dependency, IdDocument, Resemblance, Solicitud
from vinculo.rules.cases.agreements import AgreementState, Compared, ComparedField
from vinculo.rules.cases.requirements.findings import Finding, Severity
from vinculo.rules.cases.requirements.plausibility_checks import LOOKS, PARTNERS
from vinculo.rules.cases.status import UNDECIDED


def has_other_partner(papers: DependentPapers, case: Case) -> bool:
    """Return whether the affiliate has another spouse or partner (D23); one statement, none for a child.

    Another: a link that has not ended with somebody who is not this dependent, or another solicitud of the case.
    """
    solicitud = papers.solicitud
    if solicitud.link not in PARTNERS:
        return False
    beside = Solicitud.objects.filter(case=OuterRef("pk"), link__in=PARTNERS, status__in=UNDECIDED)
    kept = Dependency.objects.filter(affiliate=OuterRef("affiliate"), link__in=PARTNERS, ended_on__isnull=True)
    papers_of = IdDocument.objects.filter(any_of(papers.documents), person=OuterRef("person"))
    same = Resemblance.objects.filter(solicitud=solicitud, same=True, person=OuterRef("person"))
    others = kept.exclude(person=solicitud.person_id).exclude(Exists(papers_of)).exclude(Exists(same))
    rows = Case.objects.filter(pk=case.pk)
    return rows.filter(Q(Exists(beside.exclude(pk=solicitud.pk))) | Q(Exists(others))).exists()


def look_subject(solicitud: Solicitud, code: str) -> str:
    """Return what a request for a look at a finding of this solicitud is about."""
    return f"solicitud {solicitud.pk} {code}"


@override("es")
def look_lines(case: Case, solicitud: Solicitud, finding: Finding) -> tuple[Compared, ...]:
    """Return the two people and the finding in words, as whoever decides reads them."""
    affiliate = case.affiliate
    return (
        Compared(ComparedField.PEOPLE, affiliate.names, solicitud.dependent_names),
        Compared(ComparedField.BIRTHS, _day(affiliate.birth_date), _day(solicitud.birth_date)),
        Compared(ComparedField.FINDING, "", finding_in_words(finding).text),
    )


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def looks_at(
    case: Case, solicitud: Solicitud, findings: Iterable[Finding], requests: Iterable[Agreement] | None = None
) -> dict[str, str]:
    """Return by its code how the last request for a look at each finding stands, where it was made on these facts.

    No statement where no finding is decided elsewhere; else one, or none with the `requests` of the case at hand.
    """
    subjects = {look_subject(solicitud, each.code): each for each in findings if each.code in LOOKS}
    if not subjects:
        return {}
    if requests is None:
        requests = Agreement.objects.filter(case=case, subject__in=subjects).order_by("pk")
    looks = {}
    for last in latest(requests):
        finding = subjects.get(last.subject)
        if finding is None or last.kind != LOOKS[finding.code]:
            continue
        if last.compared == [line.frozen() for line in look_lines(case, solicitud, finding)]:
            looks[finding.code] = last.state
    return looks


def can_be_asked(finding: Finding, looks: Mapping[str, str]) -> bool:
    """Return whether a look at this finding can be asked: nobody was asked, it lapsed, or was not agreed to."""
    decided_elsewhere = finding.code in LOOKS and finding.severity is not Severity.WARNS
    return decided_elsewhere and looks.get(finding.code) != AgreementState.WAITING
