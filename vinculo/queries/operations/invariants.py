"""What must hold of the booking and of the cases, no matter who did what: asked after the tests and every night."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext as _

from vinculo.queries.cases.work.lists import open_outside_lists
from vinculo.queries.shared.breach import Breach
from vinculo.records.models import (
    Counter,
    Disposal,
    DisposalList,
    Draft,
    Event,
    Offer,
    PaperNotice,
    Sample,
    Seat,
    Slot,
    Solicitud,
    Staff,
    Turno,
    WaitingEntry,
)
from vinculo.records.vocabulary import words
from vinculo.rules.booking.status import OfferState, WaitingState
from vinculo.rules.cases.status import UNDECIDED, CertificateState
from vinculo.rules.control.hearing import ToldBy
from vinculo.rules.control.status import SampleState
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.rights.status import DisposalState
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import DEAD_TURNO, LIVE_TURNO, UNCONFIRMED_TURNO, SeatState, TurnoStatus
from vinculo.rules.staff.access import Role, Territory

SHOWN = 100  # breaches of one rule
SERVED = [TurnoStatus.ARRIVED, TurnoStatus.ATTENDED]  # anyone who comes late, after the seat was given away, has none
LONGEST = timedelta(days=1)  # no turno is longer
BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)  # where nothing happened yet


def breaches() -> list[Breach]:
    """Return every breach, the first hundred of each rule; one statement a rule, however many rows there are."""
    return [Breach(rule, what) for rule, find in RULES.items() for what in find()]


def _states() -> Iterator[str]:
    """Free, held, taken, cooling and blocked are all rows: a seat is nothing else."""
    counts = Seat.objects.order_by().values_list("state").annotate(count=Count("pk"))
    for state, count in counts:
        if state not in set(SeatState):
            yield _("%(count)d cupos en el estado desconocido «%(state)s»") % {"count": count, "state": state}


def _ties() -> Iterator[str]:
    """A seat has a turno while it is held or taken, an end while held, a beginning while cooling: and only then."""
    bound, held, cooling = (
        Q(state__in=[SeatState.HELD, SeatState.TAKEN]),
        Q(state=SeatState.HELD),
        Q(state=SeatState.COOLING),
    )
    wrong = (
        (bound ^ Q(turno__isnull=False)) | (held ^ Q(held_until__isnull=False)) | (cooling ^ Q(free_from__isnull=False))
    )
    for pk, state in _some(Seat.objects.filter(wrong).values_list("pk", "state")):
        yield _("cupo %(seat)d (%(state)s): no concuerda con su turno o sus plazos") % {"seat": pk, "state": state}


def _places() -> Iterator[str]:
    """A seat bears its slot's agency, procedure and hour: by them the free ones are found."""
    right = Q(agency=F("slot__agency"), procedure=F("slot__procedure"), starts=F("slot__starts"))
    for pk, slot in _some(Seat.objects.exclude(right).values_list("pk", "slot")):
        yield _("cupo %(seat)d: su centro, trámite u hora no son los de su horario %(slot)d") % {
            "seat": pk,
            "slot": slot,
        }


def _oversold() -> Iterator[str]:
    """No slot has more confirmed turnos over it than seats."""
    back = ExpressionWrapper(OuterRef("starts") - LONGEST, output_field=DateTimeField())
    over = Turno.objects.filter(
        status=TurnoStatus.CONFIRMED,
        agency=OuterRef("agency"),
        procedure=OuterRef("procedure"),
        starts__lte=OuterRef("starts"),
        starts__gt=back,
        ends__gt=OuterRef("starts"),
    )
    there = Seat.objects.filter(slot=OuterRef("pk"))
    slots = Slot.objects.annotate(booked=_count(over, "agency"), capacity=Coalesce(_count(there, "slot"), 0))
    rows = slots.filter(booked__gt=F("capacity")).values_list("pk", "booked", "capacity")
    for pk, booked, capacity in _some(rows):
        yield _("horario %(slot)d: %(booked)d turnos confirmados para %(capacity)d cupos") % {
            "slot": pk,
            "booked": booked,
            "capacity": capacity,
        }


def _count(rows: QuerySet[Turno] | QuerySet[Seat], by: str) -> Subquery:
    return Subquery(rows.order_by().values(by).annotate(count=Count("pk")).values("count"))


def _seats() -> Iterator[str]:
    """A confirmed turno has exactly its seats: so many, one after the other, at one counter, where and when it says."""
    taken = Q(seats__state=SeatState.TAKEN)
    length = Sum(F("seats__slot__ends") - F("seats__slot__starts"), filter=taken)
    turnos = Turno.objects.filter(status__in=[TurnoStatus.HOLDING, TurnoStatus.CONFIRMED, *SERVED]).annotate(
        taken=Count("seats", filter=taken),
        begins=Min("seats__slot__starts", filter=taken),
        finishes=Max("seats__slot__ends", filter=taken),
        low=Min("seats__number", filter=taken),
        high=Max("seats__number", filter=taken),
        place=Min("seats__slot__agency", filter=taken),
        last_place=Max("seats__slot__agency", filter=taken),
        served=Min("seats__slot__procedure", filter=taken),
        length=length,
    )
    exactly = Q(
        taken=F("seats_count"),
        begins=F("starts"),
        finishes=F("ends"),
        low=F("high"),
        length=F("ends") - F("starts"),
        place=F("agency"),
        last_place=F("agency"),
        served=F("procedure"),
    )
    none = Q(taken=0)
    right = (
        Q(status=TurnoStatus.CONFIRMED) & exactly
        | Q(status__in=SERVED) & (exactly | none)
        | Q(status=TurnoStatus.HOLDING) & none
    )
    for pk, status, count, taken_count in _some(
        turnos.exclude(right).values_list("pk", "status", "seats_count", "taken")
    ):
        yield _("turno %(turno)d (%(status)s): sus %(found)d cupos tomados no son los %(count)d suyos") % {
            "turno": pk,
            "status": status,
            "found": taken_count,
            "count": count,
        }


def _dead() -> Iterator[str]:
    """A dead turno has no seat."""
    for pk, turno in _some(Seat.objects.filter(turno__status__in=DEAD_TURNO).values_list("pk", "turno")):
        yield _("cupo %(seat)d: su turno %(turno)d ya no es válido") % {"seat": pk, "turno": turno}


def _live() -> Iterator[str]:
    """A presenter has one live turno for an affiliate and a procedure, and holds one as each is proven (D4, D28)."""
    held = Case(When(status=TurnoStatus.HOLDING, then=F("proof")), default=Value(""))
    live = Turno.objects.filter(status__in=LIVE_TURNO).order_by().annotate(held=held)
    groups = live.values("presenter_key", "affiliate", "procedure", "held").annotate(count=Count("pk"), last=Max("pk"))
    for count, last in _some(groups.filter(count__gt=1).values_list("count", "last")):
        yield _("%(count)d turnos vigentes de quien tiene el turno %(turno)d") % {"count": count, "turno": last}


def _answers() -> Iterator[str]:
    """A draft that was answered was answered with a turno that had been confirmed."""
    answered = Draft.objects.filter(done_at__isnull=False, turno__status__in=UNCONFIRMED_TURNO)
    for pk, turno in _some(answered.values_list("pk", "turno")):
        yield _("borrador %(draft)d: respondido con el turno %(turno)d, que no se confirmó") % {
            "draft": pk,
            "turno": turno,
        }


def _waiting() -> Iterator[str]:
    """The person who is offered something has an open offer, and nobody else has."""
    open_one = Exists(Offer.objects.filter(entry=OuterRef("pk"), state=OfferState.OPEN))
    apart = WaitingEntry.objects.filter(
        Q(state=WaitingState.OFFERED) & ~open_one | ~Q(state=WaitingState.OFFERED) & open_one
    )
    for pk, state in _some(apart.values_list("pk", "state")):
        yield _("espera %(entry)d (%(state)s): no concuerda con sus ofrecimientos") % {"entry": pk, "state": state}


def _offers() -> Iterator[str]:
    """An accepted offer is a turno that was confirmed."""
    wrong = Offer.objects.filter(state=OfferState.ACCEPTED, turno__status__in=UNCONFIRMED_TURNO)
    for pk, turno in _some(wrong.values_list("pk", "turno")):
        yield _("ofrecimiento %(offer)d: aceptado, pero su turno %(turno)d no se confirmó") % {
            "offer": pk,
            "turno": turno,
        }


def _find_lost_cases() -> Iterator[str]:
    """Every open case stands in a list of its centre, with a reason (D37)."""
    for pk in _some(open_outside_lists().values_list("pk", flat=True)):
        yield _("caso %(case)d: está abierto y no consta en ninguna lista") % {"case": pk}


def _find_undecided() -> Iterator[str]:
    """Nothing is undecided in a closed case (D37)."""
    undecided = Solicitud.objects.filter(status__in=UNDECIDED, case__closed_at__isnull=False)
    for pk, case in _some(undecided.order_by("pk").values_list("pk", "case")):
        yield _("solicitud %(solicitud)d: no está decidida y su caso %(case)d está cerrado") % {
            "solicitud": pk,
            "case": case,
        }


def _uncallable() -> Iterator[str]:
    """Nothing is on sale where no counter could call anybody: of the hours after the last event (D38)."""
    calls = Counter.objects.filter(active=True, agency=OuterRef("agency"), procedures=OuterRef("procedure"))
    on_sale = Seat.objects.filter(state__in=[SeatState.FREE, SeatState.HELD, SeatState.COOLING])
    last = Coalesce(Subquery(Event.objects.order_by("-at").values("at")[:1]), Value(BEFORE_ALL))
    rows = on_sale.filter(~Exists(calls), starts__gt=last).order_by()
    counts = rows.values("agency", "procedure").annotate(count=Count("pk"))
    for agency, procedure, count in _some(counts.values_list("agency", "procedure", "count")):
        yield _("centro %(agency)d: %(count)d cupos del trámite %(procedure)d sin una ventanilla que llame") % {
            "agency": agency,
            "count": count,
            "procedure": procedure,
        }


def _hearings() -> Iterator[str]:
    """Whatever is open for annulment past its term is in force and in the list of somebody who may decide it (D35)."""
    last = Coalesce(Subquery(Event.objects.order_by("-at").values("at")[:1]), Value(BEFORE_ALL))
    in_reach = (
        Q(territory=Territory.NATION)
        | Q(territory=Territory.PROVINCE, province=OuterRef("agency__province"))
        | Q(territory=Territory.CENTRES, agency=OuterRef("agency"))
    )
    deciding = Staff.objects.filter(in_reach, role=Role.SUPERVISOR, is_active=True).exclude(pk=OuterRef("issued_by"))
    over = Sample.objects.filter(state=SampleState.OPENED).annotate(last=last)
    over = over.filter(answer_until__lt=TruncDate("last"))
    wrong = over.filter(~Exists(deciding) | ~Q(certificate__state=CertificateState.IN_FORCE))
    for pk in _some(wrong.order_by("pk").values_list("pk", flat=True)):
        yield _("muestra %(sample)d: su anulación está abierta, el plazo terminó y nadie puede decidirla") % {
            "sample": pk
        }


def _terms_without_notice() -> Iterator[str]:
    """Who is told on paper that a code is open for annulment has days only from a notice that was handed over."""
    opened = Sample.objects.filter(state=SampleState.OPENED, told_by=ToldBy.PAPER)
    handed = PaperNotice.objects.filter(sample=OuterRef("pk"), delivered_at__isnull=False, kind=MailKind.SAMPLE_OPENED)
    waits = PaperNotice.objects.filter(sample=OuterRef("pk"), delivered_at=None, kind=MailKind.SAMPLE_OPENED)
    apart = opened.filter(Q(answer_until=None) & ~Exists(waits) | Q(answer_until__isnull=False) & ~Exists(handed))
    for pk in _some(apart.order_by("pk").values_list("pk", flat=True)):
        yield _("muestra %(sample)d: el plazo para responder no concuerda con la entrega de su aviso") % {"sample": pk}


def census() -> dict[str, int]:
    """Return how many seats are free, held, offered, taken, cooling and blocked: together, all of them.

    Offered is what is held by an open offer of the waiting list.
    """
    counts = dict(Seat.objects.order_by().values_list("state").annotate(count=Count("pk")))
    offered = Seat.objects.filter(state=SeatState.HELD, turno__offer__state=OfferState.OPEN).count()
    counts = {state: counts.get(state, 0) for state in words(SeatState)}
    return counts | {"held": counts["held"] - offered, "offered": offered}


def _some(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return rows[:SHOWN]


def _disposals_without_act() -> Iterator[str]:
    """What was disposed of has its event, and a list that the same two proposed and approved (D34)."""
    told = Event.objects.filter(act=Act.CASE_DISPOSED, subject=Subject.CASE, subject_id=OuterRef("case"))
    listed = DisposalList.objects.filter(
        lines__case=OuterRef("case"),
        minutes=OuterRef("minutes"),
        proposed_by=OuterRef("proposed_by"),
        decided_by=OuterRef("approved_by"),
        state=DisposalState.APPROVED,
    )
    for reference in _some(
        Disposal.objects.exclude(Exists(told), Exists(listed)).values_list("case__reference", flat=True)
    ):
        yield _("expediente %(case)s: eliminado sin lista aprobada o sin su suceso") % {"case": reference}


RULES: dict[str, Callable[[], Iterator[str]]] = {
    "estados": _states,
    "ataduras": _ties,
    "lugares": _places,
    "sobreventa": _oversold,
    "cupos": _seats,
    "muertos": _dead,
    "vigentes": _live,
    "respuestas": _answers,
    "esperas": _waiting,
    "ofrecimientos": _offers,
    "casos": _find_lost_cases,
    "cerrados": _find_undecided,
    "venta": _uncallable,
    "anulaciones": _hearings,
    "avisos": _terms_without_notice,
    "eliminaciones": _disposals_without_act,
}
