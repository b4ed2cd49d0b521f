"""The states of a solicitud and of a certificate, and the acts that each allows: one table for each, one place.

A case has no state of its own: it is open until `closed_at`, which the states of its solicitudes decide (D7).
"""

from __future__ import annotations

from enum import StrEnum

from vinculo.rules.shared.transitions import Transitions


class ApplicationStatus(StrEnum):
    """Where the case of one dependent stands."""

    DRAFT = "draft"  # prepared at home, not yet presented
    IN_REVIEW = "in_review"  # at a desk
    CORRECTION_PENDING = "correction_pending"  # the person brings what is missing (D7, D15)
    ISSUED = "issued"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ApplicationAct(StrEnum):
    """What may be done to an application."""

    PREPARE = "prepare"  # at home
    OPEN = "open"  # an empty one at a desk
    PRESENT = "present"  # first time at a desk: fixes the day of D12
    RECORD = "record"  # a paper, a fact
    ISSUE = "issue"
    REQUEST_CORRECTION = "request_correction"
    RESUME = "resume"  # the next visit (D7)
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"  # the term of the correction has passed
    REOPEN = "reopen"  # by a supervisor, with a reason
    UNDO_PRESENT = "undo_present"  # the arrival was a slip: nothing was presented


UNDECIDED = (ApplicationStatus.IN_REVIEW, ApplicationStatus.CORRECTION_PENDING)  # presented

_A, _DO = ApplicationStatus, ApplicationAct
APPLICATION = Transitions(
    states=ApplicationStatus,
    first={_DO.PREPARE: _A.DRAFT, _DO.OPEN: _A.IN_REVIEW},
    rows={
        (_A.DRAFT, _DO.PRESENT): _A.IN_REVIEW,
        (_A.DRAFT, _DO.WITHDRAW): _A.WITHDRAWN,
        (_A.IN_REVIEW, _DO.RECORD): _A.IN_REVIEW,
        (_A.IN_REVIEW, _DO.ISSUE): _A.ISSUED,
        (_A.IN_REVIEW, _DO.REQUEST_CORRECTION): _A.CORRECTION_PENDING,
        (_A.IN_REVIEW, _DO.REFUSE): _A.REFUSED,
        (_A.IN_REVIEW, _DO.WITHDRAW): _A.WITHDRAWN,
        (_A.IN_REVIEW, _DO.UNDO_PRESENT): _A.DRAFT,
        (_A.CORRECTION_PENDING, _DO.RESUME): _A.IN_REVIEW,
        (_A.CORRECTION_PENDING, _DO.WITHDRAW): _A.WITHDRAWN,
        (_A.CORRECTION_PENDING, _DO.LAPSE): _A.WITHDRAWN,
        (_A.ISSUED, _DO.REOPEN): _A.IN_REVIEW,
        (_A.REFUSED, _DO.REOPEN): _A.IN_REVIEW,
        (_A.WITHDRAWN, _DO.REOPEN): _A.IN_REVIEW,
    },
)


class DecisionKind(StrEnum):
    """What was decided on a solicitud."""

    ISSUE = "issue"
    CORRECTION = "correction"
    EXTENSION = "extension"
    REFUSAL = "refusal"
    WITHDRAWAL = "withdrawal"


FINAL_DECISIONS = (DecisionKind.ISSUE, DecisionKind.REFUSAL, DecisionKind.WITHDRAWAL)


DECIDED_BY_THE_DAY = (DecisionKind.EXTENSION, DecisionKind.WITHDRAWAL)  # nobody need have decided it


class CertificateState(StrEnum):
    """What a printed certificate is worth."""

    IN_FORCE = "in_force"
    REPLACED = "replaced"  # by a newer one of the same code
    ANNULLED = "annulled"


class CertificateAct(StrEnum):
    """What may be done to a certificate."""

    ISSUE = "issue"
    ANNUL = "annul"  # its decision was taken back
    REPLACE = "replace"  # by one with the corrected name (D27)


_C = CertificateState
CERTIFICATE = Transitions(
    states=CertificateState,
    first={CertificateAct.ISSUE: _C.IN_FORCE},
    rows={(_C.IN_FORCE, CertificateAct.ANNUL): _C.ANNULLED, (_C.IN_FORCE, CertificateAct.REPLACE): _C.REPLACED},
)
