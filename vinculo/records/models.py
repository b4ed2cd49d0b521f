"""Every model, in one place for Django; the modules beside this one hold them by subject."""

from vinculo.records.booking import Attempt, Draft, PresenterKind, Seat, SeatState, Slot, Turno
from vinculo.records.cases import Case, Decision, PaperRecord, Resemblance, Solicitud
from vinculo.records.codes import Certificate, Code, Reprint
from vinculo.records.events import Event
from vinculo.records.legal import AdoptionLook, Power, PowerDecision
from vinculo.records.mail import Message, MessageState
from vinculo.records.people import Affiliate, Dependency, IdDocument, Person, Role, Staff
from vinculo.records.places import Agency, CalendarDay, ModelText, Procedure, Province, Service
from vinculo.records.queue import CentreDay, Counter, PriorityCategory, QueueEntry, QueuePolicy, Ticket
from vinculo.records.waiting import Offer, OfferState, Reminder, WaitingEntry, WaitingState

__all__ = [
    "AdoptionLook",
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
    "IdDocument",
    "Message",
    "MessageState",
    "ModelText",
    "Offer",
    "OfferState",
    "PaperRecord",
    "Person",
    "Power",
    "PowerDecision",
    "PresenterKind",
    "PriorityCategory",
    "Procedure",
    "Province",
    "QueueEntry",
    "QueuePolicy",
    "Reminder",
    "Reprint",
    "Resemblance",
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
