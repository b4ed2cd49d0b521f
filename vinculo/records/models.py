"""Every model, in one place for Django; the modules beside this one hold them by subject."""

from vinculo.records.booking import Attempt, Draft, PresenterKind, Seat, SeatState, Slot, Turno
from vinculo.records.cases import Case, Decision, Extension, PaperRecord, Resemblance, Reversal, Solicitud
from vinculo.records.closing import Answer, Closing, Outcome, Reseating
from vinculo.records.codes import Certificate, Code, Reprint
from vinculo.records.events import Event, Seal
from vinculo.records.legal import AdoptionLook, Power, PowerDecision
from vinculo.records.mail import Message, MessageState
from vinculo.records.people import Affiliate, Dependency, IdDocument, Person, Role, Staff
from vinculo.records.places import Agency, CalendarDay, ModelText, Procedure, Province, Service
from vinculo.records.queue import (
    CentreDay,
    Counter,
    PaperBatch,
    Prediction,
    PriorityCategory,
    QueueEntry,
    QueuePolicy,
    Ticket,
)
from vinculo.records.voice import About, Complaint, ComplaintKind, ComplaintState, Opinion
from vinculo.records.waiting import Offer, OfferState, Reminder, WaitingEntry, WaitingState

__all__ = [
    "About",
    "AdoptionLook",
    "Affiliate",
    "Agency",
    "Answer",
    "Attempt",
    "CalendarDay",
    "Case",
    "CentreDay",
    "Certificate",
    "Closing",
    "Code",
    "Complaint",
    "ComplaintKind",
    "ComplaintState",
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
    "Opinion",
    "Outcome",
    "PaperBatch",
    "PaperRecord",
    "Person",
    "Power",
    "PowerDecision",
    "Prediction",
    "PresenterKind",
    "PriorityCategory",
    "Procedure",
    "Province",
    "QueueEntry",
    "QueuePolicy",
    "Reminder",
    "Reprint",
    "Reseating",
    "Resemblance",
    "Reversal",
    "Role",
    "Seal",
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
