"""What is seldom so (D22, D23): the affiliate's other partners, and how the request for a look at a finding stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import override

from vinculo.queries.cases.agreements import latest, state_of
from vinculo.queries.cases.duplicates import DependentPapers, any_of, document
from vinculo.queries.cases.wording import finding_in_words
from vinculo.records.models import Agreement, Case, Dependency, IdDocument, Resemblance, Solicitud
from vinculo.rules.cases.agreements import AgreementState, Compared, ComparedField
from vinculo.rules.cases.likeness import Identity, Likeness, compare
from vinculo.rules.cases.requirements.findings import Finding, Severity
from vinculo.rules.cases.requirements.plausibility_checks import LOOKS, PARTNERS
from vinculo.rules.cases.status import UNDECIDED


def has_other_partner(papers: DependentPapers, case: Case) -> bool:
    """Return whether the affiliate has another spouse or partner (D23); one statement, none for a child.

    Another: a link that has not ended with somebody who is not this dependent, another solicitud of the case, or one
    of another open case that is not of somebody alike: that one is the same person who came to another centre.
    """
    solicitud = papers.solicitud
    if solicitud.link not in PARTNERS:
        return False
    kept = Dependency.objects.filter(affiliate=case.affiliate_id, link__in=PARTNERS, ended_on__isnull=True)
    papers_of = IdDocument.objects.filter(any_of(papers.documents), person=OuterRef("person"))
    same = Resemblance.objects.filter(solicitud=solicitud, same=True, person=OuterRef("person"))
    others = kept.exclude(person=solicitud.person_id).exclude(Exists(papers_of)).exclude(Exists(same))
    presented = Solicitud.objects.filter(
        link__in=PARTNERS, status__in=UNDECIDED, case__affiliate=case.affiliate_id, case__closed_at=None
    )
    own = Solicitud.objects.filter(pk=solicitud.pk)
    wanted = own.order_by().values("pk").union(presented.order_by().values("pk"))
    rows = Solicitud.objects.filter(pk__in=wanted).annotate(other_kept=Exists(others))
    return any(
        row.other_kept or (row.pk != solicitud.pk and (row.case_id == case.pk or not _is_alike(row, papers)))
        for row in rows
    )


def _is_alike(row: Solicitud, papers: DependentPapers) -> bool:
    """Return whether a solicitud of another case may be of this dependent: the same document, or alike (D19)."""
    typed = document(row.dependent_document_kind, row.dependent_document_number, row.dependent_document_country)
    if typed is not None and typed.number_key in {each.number_key for each in papers.documents}:
        return True
    mine = papers.solicitud
    one, other = (
        Identity(names=each.dependent_names, birth_date=each.birth_date, nationality=each.nationality)
        for each in (mine, row)
    )
    return compare(one, other) is not Likeness.DIFFERENT


def look_subject(solicitud: Solicitud, code: str) -> str:
    """Return what a request for a look at a finding of this solicitud is about."""
    return f"solicitud {solicitud.pk} {code}"


@override("es")
def look_lines(case: Case, solicitud: Solicitud, finding: Finding) -> tuple[Compared, ...]:
    """Return the two people and the finding in words, as the person who decides reads them."""
    affiliate = case.affiliate
    return (
        Compared(ComparedField.PEOPLE, affiliate.names, solicitud.dependent_names),
        Compared(ComparedField.BIRTHS, _day(affiliate.birth_date), _day(solicitud.birth_date)),
        Compared(ComparedField.FINDING, "", finding_in_words(finding).text),
    )


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def looks_at(
    case: Case,
    solicitud: Solicitud,
    findings: Iterable[Finding],
    now: datetime,
    requests: Iterable[Agreement] | None = None,
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
            looks[finding.code] = state_of(last, now)
    return looks


def can_be_asked(finding: Finding, looks: Mapping[str, str]) -> bool:
    """Return whether a look at this finding can be asked: nobody was asked, it lapsed, or was not agreed to."""
    decided_elsewhere = finding.code in LOOKS and finding.severity is not Severity.WARNS
    return decided_elsewhere and looks.get(finding.code) != AgreementState.WAITING
