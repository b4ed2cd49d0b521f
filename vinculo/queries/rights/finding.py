"""How a person's rows are found in each model that holds personal data (D34)."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Model, Q

from vinculo.queries.rights.whose import Whose, by_mailbox, presented_with
from vinculo.records.models import Case, Solicitud, Turno
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.rights.status import WhoseKind

NOTHING = Q(pk__in=[])


def presented_by(whose: Whose) -> Q:
    """The rows in which somebody presented: an affiliate by the key of the registry, anybody else by the number."""
    if whose.kind is WhoseKind.NUMBER:
        return presented_with(whose)
    return Q(presenter_key__in=whose.keys) if whose.keys else NOTHING


def with_mailbox(whose: Whose, *, folded: bool = False, column: str = "email", mobile: bool = True) -> Q:
    """The rows with a mailbox, as it was typed or folded, or with a mobile."""
    if not whose.mailbox:
        return NOTHING
    written = by_mailbox(whose.value, column) | by_mailbox(whose.mailbox, column)
    if folded:
        written |= Q(mailbox=whose.mailbox)
    return written | Q(mobile=whose.value) if mobile else written


def affiliate_rows(whose: Whose) -> Q:
    """The rows of the registry."""
    return Q(pk__in=whose.affiliates) | with_mailbox(whose)


def turno_rows(whose: Whose) -> Q:
    """The turnos, or entries of the waiting list, of an affiliate, a presenter or a mailbox."""
    return Q(affiliate__in=whose.affiliates) | presented_by(whose) | with_mailbox(whose, folded=True)


def case_rows(whose: Whose) -> Q:
    """The cases of an affiliate, a presenter or a mailbox."""
    return Q(affiliate__in=whose.affiliates) | presented_by(whose) | with_mailbox(whose)


def draft_rows(whose: Whose) -> Q:
    """What somebody typed on the way to a turno."""
    return Q(affiliate__in=whose.affiliates) | presented_by(whose) | with_mailbox(whose)


def solicitud_rows(whose: Whose) -> Q:
    """As applicant, as dependent with a code, or as a dependent of this document who has none."""
    theirs = Q(case__affiliate__in=whose.affiliates) | Q(turno__affiliate__in=whose.affiliates)
    without_code = Q(dependent_document_number__in=whose.numbers, person__isnull=True)
    return theirs | Q(person__in=whose.persons) | (without_code if whose.kind is WhoseKind.NUMBER else NOTHING)


def paper_rows(whose: Whose) -> Q:
    """The papers of a dependent, or those that are the affiliate's own."""
    own = Q(case__affiliate__in=whose.affiliates, solicitud__isnull=True)
    dependent = Q(solicitud__person__in=whose.persons)
    if whose.kind is WhoseKind.NUMBER:
        dependent |= Q(solicitud__dependent_document_number__in=whose.numbers, solicitud__person__isnull=True)
        dependent |= Q(case__presenter_number__in=whose.numbers, kind__in=[PaperKind.PROXY_ID, PaperKind.POWER])
    return own | dependent


def power_rows(whose: Whose) -> Q:
    """The powers that somebody gave, or that name them as proxy."""
    proxy = Q(proxy_key__in=whose.keys)
    if whose.kind is WhoseKind.NUMBER:
        proxy = Q(proxy_number__in=whose.numbers) & ~Q(proxy_key__in=whose.not_keys)
    return Q(affiliate__in=whose.affiliates) | proxy | with_mailbox(whose, mobile=False)


def rows_through(find: Callable[[Whose], Q], model: type[Model], column: str) -> Callable[[Whose], Q]:
    """Return how the rows are found that hang on those of another model."""
    return lambda whose: Q(**{f"{column}__in": model._default_manager.filter(find(whose)).values("pk")})


def message_rows(whose: Whose) -> Q:
    """The mails to a mailbox, or about what is somebody's."""
    mails = with_mailbox(whose, column="recipient", mobile=False)
    if whose.kind is WhoseKind.MAILBOX:
        return mails
    turnos = Turno.objects.filter(Q(affiliate__in=whose.affiliates) | presented_by(whose)).values("pk")
    solicitudes = Solicitud.objects.filter(solicitud_rows(whose)).values("pk")
    return Q(turno__in=turnos) | Q(solicitud__in=solicitudes)


def request_rows(whose: Whose) -> Q:
    """The requests of a person, and those that came from a mailbox."""
    return Q(whose_kind=whose.kind, whose=whose.value) | with_mailbox(whose, column="contact", mobile=False)


def affiliates_and_persons(whose: Whose) -> Q:
    """The rows that hang on an affiliate or on a person."""
    return Q(affiliate__in=whose.affiliates) | Q(person__in=whose.persons)


def visit_rows(whose: Whose) -> Q:
    """The rows of a visit: of a turno of theirs, or of a case."""
    turnos = Turno.objects.filter(turno_rows(whose)).values("pk")
    return Q(turno__in=turnos) | Q(case__in=Case.objects.filter(case_rows(whose)).values("pk"))


def ticket_rows(whose: Whose) -> Q:
    """The rows of a mark that was given after a visit."""
    turnos = Turno.objects.filter(turno_rows(whose)).values("pk")
    cases = Case.objects.filter(case_rows(whose)).values("pk")
    return Q(turno__in=turnos) | Q(ticket__turno__in=turnos) | Q(ticket__case__in=cases)


def reversal_rows(whose: Whose) -> Q:
    """The states of a turno or of a solicitud that were taken back."""
    turnos = Turno.objects.filter(turno_rows(whose)).values("pk")
    return Q(turno__in=turnos) | Q(solicitud__in=Solicitud.objects.filter(solicitud_rows(whose)).values("pk"))


def notice_rows(whose: Whose) -> Q:
    """The notices on paper about a turno, a solicitud or a code that is looked at again."""
    return reversal_rows(whose) | Q(sample__certificate__code__person__in=whose.persons)
