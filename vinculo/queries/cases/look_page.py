"""The page on which an officer asks for a look at a finding (D22, D23); the reading is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vinculo.queries.cases.evaluation import look_to_ask, papers_for
from vinculo.queries.shared import access
from vinculo.records.models import Case, Solicitud, Staff
from vinculo.rules.cases.agreements import BY_THE_LEGAL_UNIT, Compared, fingerprint
from vinculo.rules.cases.requirements.plausibility_checks import LOOKS
from vinculo.rules.cases.status import ApplicationStatus
from vinculo.rules.shared.acts import Act, Subject


@dataclass(frozen=True)
class LookPage:
    """The finding with the two people; no lines where there is nothing to ask any more."""

    case: Case
    solicitud: Solicitud
    code: str
    compared: tuple[Compared, ...]

    @property
    def kind(self) -> str:
        """Return what would be asked."""
        return LOOKS[self.code].value

    @property
    def by_the_legal_unit(self) -> bool:
        """Return whether the legal unit may decide it too (D23)."""
        return LOOKS[self.code] in BY_THE_LEGAL_UNIT

    @property
    def seen(self) -> str:
        """Return the mark of what the page shows."""
        return fingerprint(self.compared)


def read_look(staff: Staff, reference: str, of: str, code: str, now: datetime) -> LookPage:
    """Return the page of one finding of a dependent, and write that the case was read.

    Raises `access.NotFoundHere`.
    """
    solicitud = access.solicitud(staff, reference, of)
    case = solicitud.case
    if case is None or code not in LOOKS:
        raise access.NotFoundHere
    access.record_view(act=Act.CASE_READ, subject=Subject.CASE, subject_ids=[case.pk], staff=staff, now=now)
    open_here = case.closed_at is None and solicitud.status == ApplicationStatus.IN_REVIEW
    compared = look_to_ask(papers_for(case, solicitud), case, code, now) if open_here else None
    return LookPage(case, solicitud, code, compared or ())
