"""What must hold of the queues of the last days: numbers, states, the log, and that the rule calls the same again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.utils.translation import gettext as _

from vinculo.queries.queue import replay
from vinculo.queries.shared.breach import Breach
from vinculo.records.models import CentreDay, Counter, QueueEntry, Ticket
from vinculo.rules.queue.status import CALLS, CounterState
from vinculo.rules.shared.statuses import AT_COUNTER, LIVE_TICKET, TurnoStatus

SHOWN = 100
REPLAYED = timedelta(days=1)  # before the last day there is: older ones were replayed in their night


def queue_breaches() -> list[Breach]:
    """Return every breach, the first hundred of each rule."""
    return [Breach(rule, what) for rule, find in QUEUE_RULES.items() for what in find()]


def check_numbers() -> Iterator[str]:
    """A day has its numbers from one on, without a gap."""
    days = CentreDay.objects.annotate(tickets_made=Count("tickets"), highest=Max("tickets__number"))
    wrong = days.exclude(Q(tickets_made=F("last_number")) & (Q(highest=F("last_number")) | Q(last_number=0)))
    for pk, last, made in wrong.values_list("pk", "last_number", "tickets_made")[:SHOWN]:
        yield _("día de cola %(day)d: %(made)d números entregados de %(last)d") % {
            "day": pk,
            "made": made,
            "last": last,
        }


def check_turnos() -> Iterator[str]:
    """The person who has a live number of a turno is there: the turno has arrived, and has no other live number."""
    live = Ticket.objects.filter(state__in=LIVE_TICKET, turno__isnull=False)
    for pk, status in live.exclude(turno__status=TurnoStatus.ARRIVED).values_list("pk", "turno__status")[:SHOWN]:
        yield _("número con clave %(ticket)d: está vivo y su turno está «%(status)s»") % {
            "ticket": pk,
            "status": status,
        }
    twice = live.order_by().values("turno").annotate(count=Count("pk")).filter(count__gt=1)
    for turno, count in twice.values_list("turno", "count")[:SHOWN]:
        yield _("turno %(turno)d: tiene %(count)d números vivos") % {"turno": turno, "count": count}


def check_calls_are_logged() -> Iterator[str]:
    """The person who was ever called has a call in the log, and every version of a day has its entry."""
    calls = QueueEntry.objects.filter(ticket=OuterRef("pk"), act__in=CALLS)
    for pk in Ticket.objects.filter(~Exists(calls), called_at__isnull=False).values_list("pk", flat=True)[:SHOWN]:
        yield _("número con clave %(ticket)d: se llamó y el registro no lo dice") % {"ticket": pk}
    days = CentreDay.objects.annotate(entries=Count("log")).exclude(entries=F("version"))
    for pk, version, entries in days.values_list("pk", "version", "entries")[:SHOWN]:
        yield _("día de cola %(day)d: %(entries)d entradas para %(version)d versiones") % {
            "day": pk,
            "entries": entries,
            "version": version,
        }


def check_counters() -> Iterator[str]:
    """The person who is called or served is at a counter with somebody in it, of the same centre."""
    there = Ticket.objects.filter(state__in=AT_COUNTER)
    apart = there.filter(Q(counter__staff=None) | ~Q(counter__agency=F("day__agency")))
    for pk, state in apart.values_list("pk", "state")[:SHOWN]:
        yield _("número con clave %(ticket)d (%(state)s): en una ventanilla sin nadie o de otro centro") % {
            "ticket": pk,
            "state": state,
        }
    paused = Counter.objects.exclude(state=CounterState.OPEN).filter(tickets__state__in=AT_COUNTER)
    for pk in paused.values_list("pk", flat=True)[:SHOWN]:
        yield _("ventanilla con clave %(counter)d: alguien está allí y no está abierta") % {"counter": pk}


def check_replay() -> Iterator[str]:
    """The rule makes the same of the log of the last days."""
    last = CentreDay.objects.aggregate(last=Max("date"))["last"]
    heads = CentreDay.objects.filter(date__gte=last - REPLAYED) if last else CentreDay.objects.none()
    for head in heads.order_by("pk"):
        for told in list(replay.differences(head))[:SHOWN]:
            yield _("día de cola %(day)d: %(told)s") % {"day": head.pk, "told": told}


QUEUE_RULES: dict[str, Callable[[], Iterator[str]]] = {
    "números": check_numbers,
    "presentes": check_turnos,
    "bitácora": check_calls_are_logged,
    "ventanillas": check_counters,
    "repetición": check_replay,
}
