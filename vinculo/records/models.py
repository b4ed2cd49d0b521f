"""Every model, in one place for Django; the modules beside this one hold them by subject."""

from vinculo.records.booking import Attempt, Draft, PresenterKind, Seat, SeatState, Slot, Turno
from vinculo.records.cases import Case, Decision, Extension, PaperRecord, Resemblance, Reversal, Solicitud
from vinculo.records.codes import Certificate, Code, Reprint
from vinculo.records.events import Event
from vinculo.records.mail import Message, MessageState
from vinculo.records.people import Affiliate, Dependency, IdDocument, Person, Role, Staff
from vinculo.records.places import Agency, CalendarDay, ModelText, Procedure, Province, Service
from vinculo.records.queue import CentreDay, Counter, PaperBatch, PriorityCategory, QueueEntry, QueuePolicy, Ticket
from vinculo.records.waiting import Offer, OfferState, Reminder, WaitingEntry, WaitingState

__all__ = [
    "Affiliate",
    "Agency",
    "Attempt",
    "CalendarDay",
    "Case",
    "CentreDay",
    "Certificate",
    "Code",
    "Counter",
    "Decision",
    "Dependency",
    "Draft",
    "Event",
    "Extension",
    "IdDocument",
    "Message",
    "MessageState",
    "ModelText",
    "Offer",
    "OfferState",
    "PaperBatch",
    "PaperRecord",
    "Person",
    "PresenterKind",
    "PriorityCategory",
    "Procedure",
    "Province",
    "QueueEntry",
    "QueuePolicy",
    "Reminder",
    "Reprint",
    "Resemblance",
    "Reversal",
    "Role",
    "Seat",
    "SeatState",
    "Service",
    "Slot",
    "Solicitud",
    "Staff",
    "Ticket",
    "Turno",
    "WaitingEntry",
    "WaitingState",
]
