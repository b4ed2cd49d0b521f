"""Every model, in one place for Django; the modules beside this one hold them by subject."""

from vinculo.records.accounts import RecoveryCode, SecondFactor, StaffSession
from vinculo.records.booking import Attempt, Draft, KnownBrowser, MailboxBound, Pause, Seat, Slot, Turno, TurnoRelease
from vinculo.records.cases import Agreement, Case, Decision, Extension, PaperRecord, Resemblance, Solicitud
from vinculo.records.closing import Closing, PlannedHours, Reseating
from vinculo.records.codes import Certificate, Code, PaperCopy, Reprint, Sample
from vinculo.records.events import ChainLink, Event, Seal
from vinculo.records.legal import AdoptionLook, PartyDeclaration, Power, PowerDecision
from vinculo.records.mail import Message
from vinculo.records.people import Affiliate, Dependency, IdDocument, Person, Staff
from vinculo.records.places import (
    Agency,
    CalendarDay,
    Citation,
    ConventionEntry,
    Exemption,
    LegalTerm,
    LocalDay,
    ModelText,
    Procedure,
    Province,
    Remedy,
    Service,
)
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
from vinculo.records.rights import BreachEntry, DataBreach, DataRequest, Restriction, RetentionRule
from vinculo.records.visits import BringAnswer, BringTick, CaseEntry, Reversal
from vinculo.records.voice import Complaint, Opinion, ReturnAnswer
from vinculo.records.waiting import Offer, Reminder, WaitingEntry
from vinculo.rules.staff.access import Role

__all__ = [
    "AdoptionLook",
    "Affiliate",
    "Agency",
    "Agreement",
    "Attempt",
    "BreachEntry",
    "BringAnswer",
    "BringTick",
    "CalendarDay",
    "Case",
    "CaseEntry",
    "CentreDay",
    "Certificate",
    "ChainLink",
    "Citation",
    "Closing",
    "Code",
    "Complaint",
    "ConventionEntry",
    "Counter",
    "DataBreach",
    "DataRequest",
    "Decision",
    "Dependency",
    "Draft",
    "Event",
    "Exemption",
    "Extension",
    "IdDocument",
    "KnownBrowser",
    "LegalTerm",
    "LocalDay",
    "MailboxBound",
    "Message",
    "ModelText",
    "Offer",
    "Opinion",
    "PaperBatch",
    "PaperCopy",
    "PaperRecord",
    "PartyDeclaration",
    "Pause",
    "Person",
    "PlannedHours",
    "Power",
    "PowerDecision",
    "Prediction",
    "PriorityCategory",
    "Procedure",
    "Province",
    "QueueEntry",
    "QueuePolicy",
    "RecoveryCode",
    "Remedy",
    "Reminder",
    "Reprint",
    "Reseating",
    "Resemblance",
    "Restriction",
    "RetentionRule",
    "ReturnAnswer",
    "Reversal",
    "Role",
    "Sample",
    "Seal",
    "Seat",
    "SecondFactor",
    "Service",
    "Slot",
    "Solicitud",
    "Staff",
    "StaffSession",
    "Ticket",
    "Turno",
    "TurnoRelease",
    "WaitingEntry",
]
