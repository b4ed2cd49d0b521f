"""The vocabularies of the delegate's desk: requests, who somebody is, breaches, files that may go (D34)."""

from __future__ import annotations

from enum import StrEnum

from vinculo.rules.shared.transitions import Transitions


class RequestKind(StrEnum):
    """Which right somebody claims."""

    ACCESS = "access"
    CORRECTION = "correction"
    DELETION = "deletion"
    OPPOSITION = "opposition"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"


class IdentifiedBy(StrEnum):
    """How the person who asks proved who they are."""

    DOCUMENT = "document"
    POWER = "power"
    PARENT = "parent"
    SIGNATURE = "signature"
    NOT_YET = "not_yet"


class RequestState(StrEnum):
    """Whether it was answered, and how; what was asked on the public page first waits for its mailbox."""

    ASKED = "asked"
    OPEN = "open"
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


UNANSWERED = (RequestState.ASKED, RequestState.OPEN)


class RequestAct(StrEnum):
    """What may be done to a request."""

    ASK = "ask"
    CONFIRM = "confirm"
    RECEIVE = "receive"
    GRANT = "grant"
    GRANT_PARTLY = "grant_partly"
    REFUSE = "refuse"


REQUEST = Transitions(
    states=RequestState,
    first={RequestAct.RECEIVE: RequestState.OPEN, RequestAct.ASK: RequestState.ASKED},
    rows={
        (RequestState.ASKED, RequestAct.CONFIRM): RequestState.OPEN,
        (RequestState.OPEN, RequestAct.GRANT): RequestState.GRANTED,
        (RequestState.OPEN, RequestAct.GRANT_PARTLY): RequestState.PARTLY,
        (RequestState.OPEN, RequestAct.REFUSE): RequestState.REFUSED,
    },
)


class BreachState(StrEnum):
    """Whether the register still waits for something about a breach."""

    RUNNING = "running"
    ENDED = "ended"


class BreachAct(StrEnum):
    """What is written of a breach; each is a line of its register, which only grows."""

    RECORD = "record"
    NOTE = "note"
    TELL_AUTHORITY = "tell_authority"
    TELL_PEOPLE = "tell_people"
    FIND_HIGH_RISK = "find_high_risk"
    CLOSE = "close"


BREACH = Transitions(
    states=BreachState,
    first={BreachAct.RECORD: BreachState.RUNNING},
    rows={
        (BreachState.RUNNING, BreachAct.NOTE): BreachState.RUNNING,
        (BreachState.RUNNING, BreachAct.TELL_AUTHORITY): BreachState.RUNNING,
        (BreachState.RUNNING, BreachAct.TELL_PEOPLE): BreachState.RUNNING,
        (BreachState.RUNNING, BreachAct.FIND_HIGH_RISK): BreachState.RUNNING,
        (BreachState.RUNNING, BreachAct.CLOSE): BreachState.ENDED,
    },
)


class DisposalState(StrEnum):
    """Where a list of files that may go stands: one that somebody else approved is carried out."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"


class DisposalAct(StrEnum):
    """What may be done to such a list."""

    PROPOSE = "propose"
    APPROVE = "approve"
    REFUSE = "refuse"


DISPOSAL = Transitions(
    states=DisposalState,
    first={DisposalAct.PROPOSE: DisposalState.PROPOSED},
    rows={
        (DisposalState.PROPOSED, DisposalAct.APPROVE): DisposalState.APPROVED,
        (DisposalState.PROPOSED, DisposalAct.REFUSE): DisposalState.REFUSED,
    },
)


class WhoseKind(StrEnum):
    """By what somebody is known whose data are asked for."""

    AFFILIATE = "affiliate"
    PERSON = "person"
    NUMBER = "number"
    MAILBOX = "mailbox"
