"""The statuses of an application and of a turno, and the acts that each allows: one table, one place."""

from __future__ import annotations

from enum import StrEnum


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


class TurnoStatus(StrEnum):
    """Where a turno stands."""

    HOLDING = "holding"  # S27: chosen, not yet confirmed
    CONFIRMED = "confirmed"  # S28
    ARRIVED = "arrived"  # S30: checked in
    ATTENDED = "attended"
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # the hold was not confirmed in time
    NO_SHOW = "no_show"


class TurnoAct(StrEnum):
    """What may be done to a turno."""

    RENEW = "renew"  # another day or hour while holding
    CONFIRM = "confirm"
    EXPIRE = "expire"
    CANCEL = "cancel"
    RESCHEDULE = "reschedule"
    ARRIVE = "arrive"
    UNDO_ARRIVE = "undo_arrive"  # an own slip at the desk
    ATTEND = "attend"
    MISS = "miss"
    RESTORE = "restore"  # by a supervisor, with a reason


LIVE_TURNO = frozenset({TurnoStatus.HOLDING, TurnoStatus.CONFIRMED, TurnoStatus.ARRIVED})

_A, _DO = ApplicationStatus, ApplicationAct
_APPLICATION = {
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
}

_T, _ACT = TurnoStatus, TurnoAct
_TURNO = {
    (_T.HOLDING, _ACT.RENEW): _T.HOLDING,
    (_T.HOLDING, _ACT.CONFIRM): _T.CONFIRMED,
    (_T.HOLDING, _ACT.EXPIRE): _T.EXPIRED,
    (_T.HOLDING, _ACT.CANCEL): _T.CANCELLED,
    (_T.CONFIRMED, _ACT.RESCHEDULE): _T.CONFIRMED,
    (_T.CONFIRMED, _ACT.CANCEL): _T.CANCELLED,
    (_T.CONFIRMED, _ACT.ARRIVE): _T.ARRIVED,
    (_T.CONFIRMED, _ACT.MISS): _T.NO_SHOW,
    (_T.NO_SHOW, _ACT.ARRIVE): _T.ARRIVED,  # late: the seat is gone, the turno stays usable
    (_T.ARRIVED, _ACT.UNDO_ARRIVE): _T.CONFIRMED,
    (_T.ARRIVED, _ACT.ATTEND): _T.ATTENDED,
    (_T.ARRIVED, _ACT.MISS): _T.NO_SHOW,  # called and not there
    (_T.ATTENDED, _ACT.RESTORE): _T.ARRIVED,
    (_T.NO_SHOW, _ACT.RESTORE): _T.ARRIVED,
}


class NotAllowedError(Exception):
    """An act that the status does not allow."""

    def __init__(self, status: str, act: str) -> None:
        super().__init__(f"{act} is not allowed while {status}")
        self.status = status
        self.act = act


def application_after(status: str, act: ApplicationAct) -> ApplicationStatus:
    """Return the status of an application after an act; raise `NotAllowedError` where it is not allowed."""
    try:
        return _APPLICATION[ApplicationStatus(status), act]
    except (KeyError, ValueError):
        raise NotAllowedError(status, act) from None


def turno_after(status: str, act: TurnoAct) -> TurnoStatus:
    """Return the status of a turno after an act; raise `NotAllowedError` where it is not allowed."""
    try:
        return _TURNO[TurnoStatus(status), act]
    except (KeyError, ValueError):
        raise NotAllowedError(status, act) from None


def allowed(status: str, act: ApplicationAct | TurnoAct) -> bool:
    """Return whether the status allows the act."""
    try:
        after(status, act)
    except NotAllowedError:
        return False
    return True


def after(status: str, act: ApplicationAct | TurnoAct) -> str:
    """Return the status after an act, of an application or of a turno by the kind of act; raise `NotAllowedError`."""
    return application_after(status, act) if isinstance(act, ApplicationAct) else turno_after(status, act)


def acts(status: ApplicationStatus | TurnoStatus) -> tuple[str, ...]:
    """Return the acts that a status allows, in the order of the table."""
    table: list[tuple[str, str]] = [*_APPLICATION] if isinstance(status, ApplicationStatus) else [*_TURNO]
    return tuple(act for before, act in table if before == status)
