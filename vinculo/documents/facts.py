"""What each document says, frozen: everything that is printed stands here, and nothing is looked up at printing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from vinculo.documents.frozen import Facts


@dataclass(frozen=True, kw_only=True)
class Contact(Facts):
    """Whom people ask (S08)."""

    name: str = "Atención al Ciudadano"
    email: str = "atencionalusuario@iess.gob.ec"
    phone: str = "593 23945666"


CONTACT = Contact()


@dataclass(frozen=True, kw_only=True)
class BringLine(Facts):
    """One thing to bring, and what is said of it."""

    title: str
    details: str = ""


@dataclass(frozen=True, kw_only=True)
class ConfirmationFacts(Facts):
    """The *Confirmación del Turno en Línea* (S30).

    `fits` tells whether the consecutive seats are as many as the family needs (D16); `presenter_number` is printed
    masked; an empty address is to be confirmed by `phone`, that of the centre, or by the contact's; `bring` and the
    lists beside it hold translated texts, in the order of the page.
    """

    reference: str
    procedure: str
    agency: str
    address: str = ""
    city: str = ""
    directions: str = ""
    phone: str = ""
    starts: datetime
    timezone: str = "America/Guayaquil"
    dependents: int
    seats: int
    fits: bool = True
    presenter_number: str
    affiliate_code: str
    by_proxy: bool = False
    issued_at: datetime
    url: str
    first: tuple[str, ...] = ()  # what a proxy does before the visit (S38)
    bring: tuple[BringLine, ...] = ()
    not_needed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    contact: Contact = CONTACT


@dataclass(frozen=True, kw_only=True)
class SolicitudFacts(Facts):
    """The solicitud for one dependent: the seven contents of S32, the link, declared residence (D14) and origin (D22).

    Kinds of document, nationality and link are texts as a person reads them. What is empty is printed as a line to
    write on by hand.
    """

    reference: str
    applicant_names: str = ""
    applicant_document_kind: str = ""
    applicant_document_number: str = ""
    applicant_code: str = ""
    dependent_names: str = ""
    dependent_document_kind: str = ""
    dependent_document_number: str = ""
    dependent_document_country: str = ""
    nationality: str = ""
    birth_date: date | None = None
    link: str = ""
    account: str = ""
    resides: bool = False
    has_cedula: bool = False
    ecuadorian_origin: bool | None = None  # None: to be answered on the paper
    place: str = ""
    signed_on: date | None = None
    contact: Contact = CONTACT


@dataclass(frozen=True, kw_only=True)
class Reprinted(Facts):
    """A numbered reprint, with its reason."""

    number: int
    reason: str
    printed_on: date


@dataclass(frozen=True, kw_only=True)
class CertificateFacts(Facts):
    """The printed code (S39, D11), frozen at issue; `number` counts the versions of the certificate.

    A preview has no QR and, before the issue, no code (`code` empty); `verification_url` is the address of the public
    page with the certificate's token.
    """

    code: str
    names: str
    birth_date: date | None = None
    nationality: str = ""
    document_kind: str = ""  # D27: of the dependent, as a person reads it
    document_number: str = ""
    document_country: str = ""
    affiliate_code: str
    affiliate_names: str
    link: str
    office: str
    office_city: str = ""
    officer: str
    issued_on: date
    rules_version: str
    number: int = 1
    verification_url: str
    reprint: Reprinted | None = None
    preview: bool = False
    contact: Contact = CONTACT


class NoticeKind(StrEnum):
    """What the notice tells (D7, D15)."""

    CORRECTION = "correction"
    NOT_RECEIVED = "not_received"
    REFUSAL = "refusal"
    EXTENSION = "extension"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, kw_only=True)
class NoticeItem(Facts):
    """One requirement that is not met: its text, what is wrong, what to bring, its step and legal basis (S07).

    `rows` are our own numbers of the requirement: kept, and printed nowhere.
    """

    requirement: str
    rows: tuple[str, ...] = ()
    step: str = ""  # of the procedure's page
    wrong: str
    bring: str = ""
    basis: str


@dataclass(frozen=True, kw_only=True)
class NoticeFacts(Facts):
    """What is missing and until when (D7), which papers were not received (D15), the reasons of a refusal, the end.

    `days` is how many working days a correction or an extension gives; of a withdrawal `last_day` is the one that
    passed. Nobody in particular decides what comes with the day: then `officer` is empty.
    """

    kind: NoticeKind
    reference: str
    affiliate_names: str
    dependent_names: str
    items: tuple[NoticeItem, ...]
    last_day: date | None = None
    days: int = 0
    remedy: tuple[str, ...] = ()  # of a refusal: its name, before which body, in which term
    office: str
    office_city: str = ""
    officer: str
    issued_on: date
    contact: Contact = CONTACT


@dataclass(frozen=True, kw_only=True)
class HandNoticeFacts(Facts):
    """A notice to a person whom no mail reaches, with room for the signature of who receives it (D35)."""

    reference: str  # of the case, else of the turno
    title: str
    text: str  # paragraphs
    affiliate_names: str
    dependent_names: str
    office: str
    office_city: str = ""
    issued_on: date
    contact: Contact = CONTACT


@dataclass(frozen=True, kw_only=True)
class InviteFacts(Facts):
    """The turno as a calendar entry; `sequence` grows with every change, `stamp` is when it was last changed."""

    reference: str
    procedure: str
    agency: str
    address: str = ""
    city: str = ""
    directions: str = ""
    phone: str = ""
    position: tuple[float, ...] = ()  # latitude and longitude, where they are known
    starts: datetime
    ends: datetime
    timezone: str = "America/Guayaquil"
    url: str
    bring_url: str = ""  # where what to bring stands (D31)
    sequence: int = 0
    stamp: datetime
    cancelled: bool = False
    contact: Contact = CONTACT


@dataclass(frozen=True, kw_only=True)
class DayListRow(Facts):
    """One turno on the list of a day: no name, and of the presenter's number its last characters only."""

    hour: str
    reference: str
    number_end: str
    initials: str
    dependents: int
    by_proxy: bool = False
    arrived: bool = False


@dataclass(frozen=True, kw_only=True)
class DayListFacts(Facts):
    """The turnos of a centre's day, for a day without network; `printed` is day and hour as people read them."""

    office: str
    office_city: str = ""
    day: date
    rows: tuple[DayListRow, ...] = ()
    printed: str
    printed_by: str


@dataclass(frozen=True, kw_only=True)
class ContingencyFacts(Facts):
    """Contingency tickets of one centre and day, from the first number to the last."""

    office: str
    office_city: str = ""
    day: date
    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class TicketFacts(Facts):
    """A number of the queue (S29, S30): never a name, a document or a priority group.

    `url` is the address of the person's own phone page, in the QR; `called_by` the moment before which nearly
    everybody is called, as it was announced with the number, or None.
    """

    number: int
    procedure: str
    agency: str
    given_at: datetime
    timezone: str = "America/Guayaquil"
    accessible: bool = False
    called_by: datetime | None = None
    url: str
