"""What a correction looks like to the person with its link, and to the officer who may give more time (D7).

The private address of a correction, which its mail brings: the decision's number and a signature of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from vinculo.queries.shared import access, terms
from vinculo.queries.shared.access import NotFoundHere
from vinculo.queries.shared.local_time import local_day
from vinculo.queries.shared.spoken import public_address
from vinculo.records.models import Agency, Decision, Extension, Solicitud, Staff
from vinculo.rules.cases.status import ApplicationStatus, DecisionKind
from vinculo.rules.shared.acts import Act, Subject


@dataclass(frozen=True)
class Term:
    """Until when something is brought, and whether more time was asked for or given."""

    last_day: date
    over: bool
    asked: bool
    extended: bool

    @property
    def extendable(self) -> bool:
        """Return whether the one extension can still be granted."""
        return not (self.over or self.extended)


@dataclass(frozen=True)
class CorrectionPage:
    """A correction for anyone who holds its link: what to bring, until when; no name and no number of a document."""

    reference: str
    solicitud: str
    agency: Agency
    items: list[tuple[str, str]]
    state: str  # open, asked, extended, over, answered, replaced
    last_day: date | None
    extension_days: int


def term_of(solicitud: Solicitud, today: date) -> Term:
    """Return the term of a pending correction; an extension that was asked for in time counts as more time."""
    extension = Extension.objects.filter(correction=terms.correction_of(solicitud)).first()
    ends = terms.last_day(solicitud)
    extended = extension is not None and extension.granted_id is not None
    return Term(ends, today > ends, extension is not None, extended)


def page(correction: Decision, now: datetime) -> CorrectionPage:
    """Return what the page of a correction shows."""
    solicitud = correction.solicitud
    assert solicitud.case is not None  # it was decided at a desk
    state, last = _state(correction, solicitud, local_day(solicitud.case.agency, now))
    return CorrectionPage(
        reference=solicitud.case.reference,
        solicitud=solicitud.reference,
        agency=solicitud.case.agency,
        items=[(each["requirement"], each["remedy"]) for each in correction.items],
        state=state,
        last_day=last,
        extension_days=terms.extension_days(local_day(solicitud.case.agency, now)),
    )


def _state(correction: Decision, solicitud: Solicitud, today: date) -> tuple[str, date | None]:
    if solicitud.status == ApplicationStatus.WITHDRAWN:
        return "over", None
    if solicitud.status != ApplicationStatus.CORRECTION_PENDING:
        return "answered", None
    if terms.correction_of(solicitud) != correction:
        return "replaced", None
    term = term_of(solicitud, today)
    if term.over:
        return "over", term.last_day
    if term.extended:
        return "extended", term.last_day
    return ("asked" if term.asked else "open"), term.last_day


@dataclass(frozen=True)
class Asked:
    """A request for more time that waits for an officer."""

    case: str
    solicitud: str
    affiliate: str
    asked_at: datetime
    last_day: date | None


def pending_extensions(staff: Staff) -> QuerySet[Extension]:
    """Return the requests for more time at the officer's agency that wait. Raises `access.NotFoundHere`.

    A case is open as long as a correction waits: by the open ones of the agency they are found.
    """
    return Extension.objects.filter(
        granted=None,
        correction__solicitud__case__closed_at=None,
        correction__solicitud__status=ApplicationStatus.CORRECTION_PENDING,
        correction__solicitud__case__agency=access.agency_of(staff),
    )


def asked_here(staff: Staff, now: datetime) -> list[Asked]:
    """Return the requests for more time at the officer's agency, the oldest first, and write that they were read.

    Raises `access.NotFoundHere`.
    """
    agency = access.agency_of(staff)
    rows = pending_extensions(staff).select_related("correction__solicitud__case__affiliate")
    access.record_view(act=Act.EXTENSIONS_READ, subject=Subject.AGENCY, subject_ids=[agency.pk], staff=staff, now=now)
    return [_extension_row(each) for each in rows.order_by("asked_at", "pk")]


def _extension_row(row: Extension) -> Asked:
    solicitud = row.correction.solicitud
    assert solicitud.case is not None  # it was decided at a desk
    case = solicitud.case
    return Asked(case.reference, solicitud.reference, case.affiliate.names, row.asked_at, solicitud.answer_until)


LINK_LASTS = timedelta(days=90)  # D34: the term, its extension and a while to read what came of it
_SALT = "vinculo.correction"
_DIGITS = 32  # 128 bits
_LARGEST = 18  # digits of a number that every database holds


def token(decision: Decision) -> str:
    """Return the part of the address that nobody can guess."""
    return f"{decision.pk}x{_signature(str(decision.pk), settings.SECRET_KEY)}"


def address(decision: Decision) -> str:
    """Return the whole address of the page of a correction."""
    return f"{public_address()}/correccion/{token(decision)}/"


def find(text: str, now: datetime) -> Decision:
    """Return the correction that a token names. Raises `NotFoundHere` for any other text, and once its link ended."""
    number, _, signature = text.partition("x")
    if not (number.isascii() and number.isdigit() and len(number) <= _LARGEST):
        raise NotFoundHere
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(constant_time_compare(signature, _signature(number, key)) for key in keys):
        raise NotFoundHere
    rows = Decision.objects.select_related("solicitud__case__agency", "agency")
    correction = rows.filter(pk=int(number), kind=DecisionKind.CORRECTION).first()
    if correction is None or _is_ended(correction, now):
        raise NotFoundHere
    return correction


def _is_ended(correction: Decision, now: datetime) -> bool:
    """Return whether nobody needs the link any more: long after the decision, unless it is still waited for."""
    if now < correction.decided_at + LINK_LASTS:
        return False
    solicitud = correction.solicitud
    return solicitud.status != ApplicationStatus.CORRECTION_PENDING or terms.correction_of(solicitud) != correction


def _signature(number: str, key: str | bytes) -> str:
    return salted_hmac(_SALT, number, secret=key, algorithm="sha256").hexdigest()[:_DIGITS]
