"""Tidying: nothing depends on it for being right, it only keeps the tables small and the states plain.

The rounds that keep seats in use: who did not come, whom to offer, whom to remind, whom to ask.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from functools import partial
from random import Random

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from vinculo.actions.booking.no_shows import free_missed
from vinculo.actions.booking.offers import expire_offers, offer_seats
from vinculo.actions.booking.reminders import write_reminders
from vinculo.actions.booking.seats import release_seats
from vinculo.actions.cases import agreements, corrections, solicitudes
from vinculo.actions.cases.entries import leave_unsaid
from vinculo.actions.closures import closures
from vinculo.actions.feedback.ratings import write_asked
from vinculo.actions.operations.chores import Chore, do_each
from vinculo.actions.queue import counters, missed_calls
from vinculo.actions.shared import limits
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.shared.retention import kept_since
from vinculo.records.events import write_system_events
from vinculo.records.models import Case, Draft, Message, Offer, Seat, Turno, WaitingEntry
from vinculo.rules.booking.spans import LONGEST_KEPT, is_over
from vinculo.rules.cases.work import DAY_OVER
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.mail.status import MessageState
from vinculo.rules.rights.retention import RetentionKind
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import SEAT, TURNO, SeatAct, SeatState, TurnoAct, TurnoStatus

OF_THE_LIST = (MailKind.WAITING_JOINED, MailKind.WAITING_REPLACED)  # the mails that belong to an entry alone
OVERNIGHT = timedelta(hours=14)  # longer than any day at a counter, shorter than until the next one
ENTRIES = 500  # of the waiting list in one transaction
TURNOS = 200  # in one transaction
BATCH = 2000  # seats in one transaction; the next round takes the next ones


def expire_holds(*, now: datetime) -> int:
    """End the turnos whose hold ran out without being confirmed, free held seats that ran out; return how many turnos.

    So many in one transaction, in the lock order of booking: the turnos first, then seats by ascending id.
    """
    last = now + LONGEST_KEPT  # D36: what is held longer was held by a clock that was wrong
    running = Seat.objects.filter(turno=OuterRef("pk"), state=SeatState.HELD, held_until__gt=now, held_until__lte=last)
    old = Q(created_at__lte=now - timedelta(minutes=settings.HOLD_MINUTES)) | Q(created_at__gt=last)
    stale = Turno.objects.filter(old, status=TurnoStatus.HOLDING)
    ended = stale.filter(~Exists(running)).values_list("pk", flat=True)
    over = Q(held_until__lte=now) | Q(held_until__gt=last)
    left = Seat.objects.filter(over, state=SeatState.HELD).exclude(turno__status=TurnoStatus.HOLDING)
    turnos = sorted({*ended, *left.values_list("turno", flat=True)})  # the latter are moves that nobody finished
    return sum(retry_clashes(partial(_expire, turnos[at : at + TURNOS], now)) for at in range(0, len(turnos), TURNOS))


@transaction.atomic
def _expire(pks: list[int], now: datetime) -> int:
    turnos = list(Turno.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk"))
    seats = defaultdict(list)
    for seat in Seat.objects.select_for_update(no_key=True).filter(turno__in=turnos).order_by("pk"):
        seats[seat.turno_id].append(seat)
    over: list[int] = []
    freed: list[Seat] = []
    changed: list[int] = []
    for turno in turnos:
        ended = [seat for seat in seats[turno.pk] if seat.held_until is not None and is_over(seat.held_until, now)]
        if turno.status == TurnoStatus.HOLDING and len(ended) == len(seats[turno.pk]):
            over.append(turno.pk)
        elif turno.status == TurnoStatus.HOLDING or not ended:
            continue
        changed.append(turno.pk)
        freed.extend(ended)
    Turno.objects.filter(pk__in=over).update(
        status=TURNO.after(TurnoStatus.HOLDING, TurnoAct.EXPIRE), ended_at=now, version=F("version") + 1
    )
    release_seats(freed)
    write_system_events(act=Act.HOLD_EXPIRED, subject=Subject.TURNO, subject_ids=changed, now=now)
    return len(changed)


def end_visits(*, now: datetime) -> int:
    """Mark as attended the turnos that arrived on an earlier day and were left so; return how many.

    Their cases stay open, and in their list stands that nobody said why (D37); a turno that is over must not keep the
    person from booking another one (D4).
    """
    left = Turno.objects.filter(status=TurnoStatus.ARRIVED, arrived_at__lt=now - OVERNIGHT).order_by("pk")
    turnos = list(left.values_list("pk", flat=True))
    return sum(
        retry_clashes(partial(_end_visits, turnos[at : at + TURNOS], now)) for at in range(0, len(turnos), TURNOS)
    )


@transaction.atomic
def _end_visits(pks: list[int], now: datetime) -> int:
    turnos = Turno.objects.select_for_update(no_key=True).filter(pk__in=pks, status=TurnoStatus.ARRIVED).order_by("pk")
    over = [turno.pk for turno in turnos]
    after = TURNO.after(TurnoStatus.ARRIVED, TurnoAct.ATTEND)
    Turno.objects.filter(pk__in=over).update(status=after, ended_at=now, version=F("version") + 1)
    write_system_events(act=Act.VISIT_ENDED, subject=Subject.TURNO, subject_ids=over, now=now)
    leave_unsaid(Case.objects.filter(turno__in=over), DAY_OVER, None, now)
    return len(over)


@transaction.atomic
def warm_seats(*, now: datetime) -> int:
    """Free the seats that have cooled down; return how many. Those that somebody is claiming are left to them."""
    over = Q(free_from__lte=now) | Q(free_from__gt=now + LONGEST_KEPT)
    cooled = Seat.objects.select_for_update(no_key=True, skip_locked=True).filter(over, state=SeatState.COOLING)
    seats = list(cooled.order_by("pk").values_list("pk", flat=True)[:BATCH])
    again = Seat.objects.filter(pk__in=seats, state=SeatState.COOLING)
    return again.update(state=SEAT.after(SeatState.COOLING, SeatAct.WARM), free_from=None, version=F("version") + 1)


@transaction.atomic
def forget_drafts(*, now: datetime) -> int:
    """Delete drafts that were left, with the personal data in them; return how many."""
    since = kept_since(RetentionKind.DRAFT, now)
    if since is None:
        return 0
    return Draft.objects.filter(created_at__lt=since, updated_at__lt=since).delete()[0]  # the first has the index


@transaction.atomic
def forget_waiting(*, now: datetime) -> int:
    """Delete entries of the waiting list that ended long ago, and what of their persons stands in their offers.

    Return how many entries; so many in one round. A turno that came of the list stays: it has a life of its own.
    """
    long_ago = kept_since(RetentionKind.WAITING, now)
    if long_ago is None:
        return 0
    ended = WaitingEntry.objects.filter(ended_at__lt=long_ago)
    entries = list(ended.order_by("ended_at", "pk").values_list("pk", flat=True)[:ENTRIES])
    if not entries:
        return 0
    Message.objects.filter(kind__in=OF_THE_LIST, created_at__lt=long_ago).exclude(state=MessageState.QUEUED).delete()
    offers = Offer.objects.filter(entry__in=entries)
    let_go = Turno.objects.filter(offer__in=offers, status=TurnoStatus.EXPIRED)
    Message.objects.filter(turno__in=let_go).delete()
    let_go.update(presenter_number="", presenter_key="", email="", mobile="")
    offers.delete()
    return WaitingEntry.objects.filter(pk__in=entries).delete()[0]


def list_upkeep(*, now: datetime) -> dict[str, Chore]:
    """Return the chores that tidy, by name, in their order."""
    return {
        "holds": lambda: expire_holds(now=now),
        "visits": lambda: end_visits(now=now),
        "seats": lambda: warm_seats(now=now),
        "agreements": lambda: retry_clashes(lambda: agreements.lapse_agreements(now=now)),
        "terms": lambda: corrections.end_terms(now=now),
        "waiting": lambda: retry_clashes(lambda: forget_waiting(now=now)),
        "drafts": lambda: retry_clashes(lambda: forget_drafts(now=now)),
        "solicitudes": lambda: solicitudes.forget_old(now=now),
        "attempts": lambda: limits.forget_attempts(now=now),
        "calls": lambda: missed_calls.miss_unanswered(now=now),
        "days": lambda: counters.close_left(now=now),
    }


def list_rounds(*, now: datetime, random_source: Random) -> dict[str, Chore]:
    """Return the chores that keep seats in use, by name: before the others, so that the list precedes the public."""
    return {
        "reseated": lambda: closures.go_on(now=now),
        "missed": lambda: free_missed(now=now),
        "let_go": lambda: expire_offers(now=now, random_source=random_source),
        "offers": lambda: offer_seats(now=now, random_source=random_source),
        "reminders": lambda: write_reminders(now=now),
        "asked": lambda: write_asked(now=now),
    }


def run_upkeep(*, now: datetime) -> dict[str, int]:
    """Do all of it and return the counts by name. Raises `ChoresFailed` when all had their turn."""
    return do_each(list_upkeep(now=now))


def feed_waiting_list(*, now: datetime, random_source: Random) -> dict[str, int]:
    """Do all of it and return the counts by name. Raises `ChoresFailed` when all had their turn."""
    return do_each(list_rounds(now=now, random_source=random_source))
