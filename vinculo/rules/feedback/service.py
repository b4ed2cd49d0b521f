"""The figures of the service: periods, percentiles, and which centres are of like size (D39)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from vinculo.rules.feedback.figures import Month
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.marks import mark

PERCENTILES = (50, 90, 95)
LONGEST = 366  # days of a period
BY_DAY, BY_WEEK = 14, 120  # up to so many days a trend is drawn by day, by week; longer ones by month
SIZES = (2, 5)  # counters: small centres have up to the first, middle ones up to the second
THIRDS = (1, 11, 21)  # days with which a part of a month begins
LEAST_CENTRES = 3  # of fewer the middle one would tell of each


class Period(StrEnum):
    """Of which days the figures are asked for."""

    TODAY = "hoy"
    WEEK = "semana"  # today and the six days before
    MONTH = "mes"
    LAST_MONTH = "mes-pasado"
    QUARTER = "trimestre"
    LAST_QUARTER = "trimestre-pasado"
    OWN = "fechas"


class Span(NamedTuple):
    """Some days that are counted together, the first and the last of them included."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


class KeptSource(StrEnum):
    """What is kept of days that are over, and until when the upkeep has looked for what changed of one."""

    NUMBERS = "numbers"
    TURNOS = "turnos"
    FIRST_VISITS = "first_visits"
    FIRST_VISIT_REASONS = "first_visit_reasons"
    DECISIONS = "decisions"
    FINDINGS = "findings"
    SEATS = "seats"
    FORECASTS = "forecasts"
    PUBLIC = "public"
    WATCH = "watch"


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How long something took, in minutes: half of them at most the first, nine of ten the second, then 95 and all."""

    count: int = 0
    minutes: tuple[float, ...] = ()


def spread_minutes(minutes: Iterable[float]) -> Spread:
    """Return the percentiles of some minutes by nearest rank, as in `rules.queue.statistics`: each is one of them."""
    ordered = sorted(minutes)
    if not ordered:
        return Spread()
    places = [-(-each * len(ordered) // 100) - 1 for each in PERCENTILES]
    return Spread(count=len(ordered), minutes=tuple(round(ordered[place], 2) for place in (*places, -1)))


def days_of_period(period: Period, today: date) -> tuple[date, date]:
    """Return the first and the last day of a period, both included; what is not over lasts until today."""
    month = Month.of(today)
    quarter = month.back((month.number - 1) % 3)
    match period:
        case Period.WEEK:
            return today - timedelta(days=6), today
        case Period.MONTH:
            return month.first, today
        case Period.LAST_MONTH:
            return month.back(1).first, month.first - timedelta(days=1)
        case Period.QUARTER:
            return quarter.first, today
        case Period.LAST_QUARTER:
            return quarter.back(3).first, quarter.first - timedelta(days=1)
    return today, today


def closed_spans(first: date, last: date, today: date) -> set[Span]:
    """Return the days of a period that are over and are counted together: months, and thirds of the month of today."""
    spans, month = set(), Month.of(first)
    while month.first <= last:
        ends = month.back(-1).first - timedelta(days=1)
        begins = [month.first.replace(day=each) for each in THIRDS]
        stops = [each - timedelta(days=1) for each in begins[1:]]
        thirds = [Span(*each) for each in zip(begins, [*stops, ends], strict=True)]
        for each in [Span(month.first, ends)] if month < Month.of(today) else thirds:
            if first <= each.first and each.last <= last and each.last < today:
                spans.add(each)
        month = month.back(-1)
    return spans


def step_of(first: date, last: date, day: date) -> date:
    """Return under which day a day stands in the trend of a period: itself, its Monday, or the first of its month."""
    length = (last - first).days + 1
    if length <= BY_DAY:
        return day
    return day - timedelta(days=day.weekday()) if length <= BY_WEEK else day.replace(day=1)


def size_of(counters: int) -> int:
    """Return the size of a centre by its counters: 0 small, 1 middle, 2 large."""
    return sum(counters > most for most in SIZES)


def middle_of(values: Iterable[float]) -> float | None:
    """Return the middle one of the shares of some centres; None of so few that it would tell of each."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] if len(ordered) >= LEAST_CENTRES else None


class FaultGroup(StrEnum):
    """What was wrong with a paper or with the person, as the figures tell it: never a name or a number."""

    ABSENT = "absent"
    SIGNATURE = "signature"
    FORMALITY = "formality"
    TRANSLATION = "translation"
    COPY = "copy"
    EXPIRED = "expired"
    MISTAKEN = "mistaken"
    IDENTITY = "identity"
    INCOMPLETE = "incomplete"
    POWER = "power"
    PERSON = "person"
    OTHER = "other"


FAULT_GROUPS = {
    FaultGroup.ABSENT: mark("Documento que no se presentó"),
    FaultGroup.SIGNATURE: mark("Solicitud sin la firma a mano o incompleta"),
    FaultGroup.FORMALITY: mark("Sin apostilla ni legalización"),
    FaultGroup.TRANSLATION: mark("Sin traducción al español"),
    FaultGroup.COPY: mark("Faltó el original o la copia"),
    FaultGroup.EXPIRED: mark("Documento vencido"),
    FaultGroup.MISTAKEN: mark("Se presentó otro papel en su lugar"),
    FaultGroup.IDENTITY: mark("Los datos no coinciden con la persona"),
    FaultGroup.INCOMPLETE: mark("Al papel le falta un dato"),
    FaultGroup.POWER: mark("Poder sin sumilla o de otra persona"),
    FaultGroup.PERSON: mark("La persona no puede tener este código"),
    FaultGroup.OTHER: mark("Otro motivo"),
}
_CODES = {
    FaultGroup.ABSENT: """solicitud_missing birth_missing marriage_missing union_missing affiliate_document_missing
        dependent_document_missing proxy_document_missing power_missing no_code_yet not_received""",
    FaultGroup.SIGNATURE: "solicitud_electronic solicitud_incomplete solicitud_signed_by_another solicitud_unsigned",
    FaultGroup.FORMALITY: """apostille_missing apostille_data_missing legalisation_missing ministry_missing
        formality_missing formality_unconfirmed""",
    FaultGroup.TRANSLATION: "translation_missing",
    FaultGroup.COPY: "original_missing copy_missing",
    FaultGroup.EXPIRED: "expired expired_by_decree dependent_document_expired",
    FaultGroup.MISTAKEN: """birth_instead_of_marriage birth_instead_of_union marriage_instead_of_birth
        marriage_instead_of_union union_instead_of_birth union_instead_of_marriage certificate_too_early
        visa_without_reason in_parents_passport no_child_in_passport""",
    FaultGroup.IDENTITY: """affiliate_birth_date_differs affiliate_name_unconfirmed affiliate_names_differ
        affiliate_nationality_differs affiliate_not_named affiliate_sex_differs birth_date_contradicts
        dependent_name_unconfirmed dependent_not_named document_not_registered document_of_another_affiliate
        document_renewed identity_contradicts identity_not_confirmed identity_to_confirm identity_waits names_differ
        nationality_contradicts sex_differs proxy_names_differ proxy_document_of_another proxy_document_unknown""",
    FaultGroup.INCOMPLETE: """authority_missing birth_date_missing birth_in_future country_missing
        holder_birth_date_missing issue_date_missing issued_before_birth issued_in_future language_missing misread
        names_missing nationality_missing number_form number_missing passport_country_missing validity_missing
        visa_without_expiry affiliate_code_form""",
    FaultGroup.POWER: """power_copy_of_another power_copy_without_endorsement power_not_endorsed proxies_none_left
        proxies_not_all_there""",
    FaultGroup.PERSON: """affiliation_inactive ecuadorian ecuadorian_by_birth ecuadorian_origin has_cedula has_code
        of_age parent_too_young residence_undeclared second_partner adoption_needs_legal_look""",
}
GROUP_OF_CODE = {code: group for group, codes in _CODES.items() for code in codes.split()}
SIZE_NAMES = (
    mark("Centros de 1 o 2 ventanillas"),
    mark("Centros de 3 a 5 ventanillas"),
    mark("Centros de 6 ventanillas o más"),
)
PERIODS: dict[str, str] = {
    Period.TODAY: mark("Hoy"),
    Period.WEEK: mark("Los últimos 7 días"),
    Period.MONTH: mark("Este mes"),
    Period.LAST_MONTH: mark("El mes pasado"),
    Period.QUARTER: mark("Este trimestre"),
    Period.LAST_QUARTER: mark("El trimestre pasado"),
    Period.OWN: mark("Otras fechas"),
}
TERMS_TOLD = {"correction": mark("Corrección de una solicitud"), "complaint": mark("Queja, sugerencia o felicitación")}
TERM_OUTCOMES = {"kept": mark("Cumplido"), "missed": mark("Vencido"), "running": mark("En curso")}
CLOSING_OUTCOMES = {"moved": mark("Recibió otra hora"), "kept": mark("Quedó sin otra hora")}
MAILS_TOLD = {  # what a mail that did not get through was about
    MailKind.VERIFICATION: mark("Código para verificar el correo"),
    MailKind.RECOVERY: mark("Enlace para recuperar un turno"),
    MailKind.CONFIRMATION: mark("Confirmación del turno"),
    MailKind.MOVED: mark("Cambio de hora"),
    MailKind.CANCELLED: mark("Cancelación"),
    MailKind.REMINDER_DAY: mark("Recordatorio del día anterior"),
    MailKind.REMINDER_HOURS: mark("Recordatorio del mismo día"),
    MailKind.OFFER: mark("Ofrecimiento de la lista de espera"),
    MailKind.CORRECTION: mark("Corrección pedida"),
    MailKind.COMPLAINT: mark("Recibo de una queja"),
    MailKind.COMPLAINT_ANSWER: mark("Respuesta a una queja"),
    MailKind.DATA_REQUEST: mark("Confirmar un pedido sobre datos personales"),
}
OTHER_MAIL = mark("Otro aviso")
