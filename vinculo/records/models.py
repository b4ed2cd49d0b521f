"""Every model, in one place for Django; the modules beside this one hold them by subject."""

from vinculo.records.booking import Attempt, Draft, PresenterKind, Seat, SeatState, Slot, Turno
from vinculo.records.cases import Case, Decision, PaperRecord, Resemblance, Solicitud
from vinculo.records.closing import Answer, Closing, Outcome, Reseating
from vinculo.records.codes import Certificate, Code, Reprint
from vinculo.records.events import Event
from vinculo.records.mail import Message, MessageState
from vinculo.records.people import Affiliate, Dependency, IdDocument, Person, Role, Staff
from vinculo.records.places import Agency, CalendarDay, ModelText, Procedure, Province, Service
from vinculo.records.waiting import Offer, OfferState, Reminder, WaitingEntry, WaitingState

__all__ = [
    "Affiliate",
    "Agency",
    "Answer",
    "Attempt",
    "CalendarDay",
    "Case",
    "Certificate",
    "Closing",
    "Code",
    "Decision",
    "Dependency",
    "Draft",
    "Event",
    "IdDocument",
    "Message",
    "MessageState",
    "ModelText",
    "Offer",
    "OfferState",
    "Outcome",
    "PaperRecord",
    "Person",
    "PresenterKind",
    "Procedure",
    "Province",
    "Reminder",
    "Reprint",
    "Reseating",
    "Resemblance",
    "Role",
    "Seat",
    "SeatState",
    "Service",
    "Slot",
    "Solicitud",
    "Staff",
    "Turno",
    "WaitingEntry",
    "WaitingState",
]
