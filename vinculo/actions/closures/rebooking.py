"""Finding another seat for a turno whose day, agency or counter is closed, and hearing what its person says to it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from random import Random

from django.db import transaction
from django.db.models import F, Q

from vinculo.actions.booking.drafts import start_move
from vinculo.actions.booking.holds import TooLate, can_change
from vinculo.actions.booking.mails import send_move
from vinculo.actions.booking.seats import KEPT_POOL, HourTaken, give_back
from vinculo.actions.closures import mails
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.booking.seats import claimable
from vinculo.queries.closures import closures
from vinculo.queries.closures.rebooking import latest
from vinculo.queries.shared.calendar import is_open
from vinculo.records.events import write_event
from vinculo.records.models import Agency, Closing, Draft, Reseating, Seat, Slot, Turno
from vinculo.rules.closures.outcomes import ClosingAnswer, ClosingOutcome
from vinculo.rules.closures.rebooking import FreeSeat, Run, runs
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import SEAT, TURNO, SeatAct, SeatPool, SeatState, TurnoAct, TurnoStatus

ANSWERS = {
    ClosingAnswer.ACCEPTED: Act.RESEATING_ACCEPTED,
    ClosingAnswer.OTHER: Act.RESEATING_OTHER,
}  # the words of the event

SAME_HOUR = "same_hour"  # a seat of a lower number at the very hour: its person keeps what they were told
TRIES = 3  # rounds in which somebody else was quicker
CHANCES = 3  # runs that are locked at once


class SomebodyQuicker(Exception):
    """Every seat that was found is gone by now: look again."""


class NothingToAnswer(Exception):
    """The turno was not moved by a closing, or stands differently by now."""


def reseat_turno(pk: int, closing: Closing, where: Q, now: datetime) -> str:
    """Give a turno on one of these seats another one; return `moved`, `kept`, `same_hour`, or `gone` when it left.

    One transaction, in the lock order of booking: the turno, then seats by ascending id.
    """
    for _ in range(TRIES):
        try:
            return retry_clashes(partial(_move, pk, closing, where, now))
        except SomebodyQuicker:
            continue
    return retry_clashes(partial(_keep, pk, closing, where, now))


@transaction.atomic
def _move(pk: int, closing: Closing, where: Q, now: datetime) -> str:
    turno = _still_hit(pk, where, now)
    if turno is None:
        return "gone"
    chances = closures.chances(turno, now)[:CHANCES]
    if not chances:
        return _keep_turno(turno, closing, now)
    run, old = _lock_seats(turno, chances, now)
    if _take(turno, run, claimable(now)) != len(run):
        raise SomebodyQuicker
    Seat.objects.filter(pk__in=old).update(
        state=SEAT.after(SeatState.TAKEN, SeatAct.BLOCK), pool=SeatPool.ONLINE, turno=None, version=F("version") + 1
    )
    before, old_agency, old_starts = mails.place_and_time(turno), turno.agency, turno.starts
    if (run[0].agency, run[0].starts) == (old_agency.pk, old_starts):  # a seat of the same hour: nothing to tell
        write_event(
            act=Act.TURNO_RESEATED,
            subject=Subject.TURNO,
            subject_id=turno.pk,
            now=now,
            actor=closing.closed_by,
            fields=["seat"],
        )
        return SAME_HOUR
    _sit(turno, run)
    old_hour = _remember(turno, closing, ClosingOutcome.MOVED, now, old_agency=old_agency, old_starts=old_starts)
    write_event(
        act=Act.TURNO_RESEATED,
        subject=Subject.TURNO,
        subject_id=turno.pk,
        now=now,
        actor=closing.closed_by,
        fields=["agency", "starts"],
    )
    mails.send_reseated(turno, before, old_hour, now)
    return ClosingOutcome.MOVED


def _take(turno: Turno, run: Run, condition: Q) -> int:
    """Take the locked seats of a run; return how many it hit."""
    return Seat.objects.filter(condition, pk__in=[each.seat for each in run]).update(
        state=SEAT.result(SeatAct.TAKE), turno=turno, held_until=None, free_from=None, version=F("version") + 1
    )


def _sit(turno: Turno, run: Run) -> None:
    turno.agency = Agency.objects.get(pk=run[0].agency)
    turno.starts, turno.ends = run[0].starts, run[-1].ends
    turno.status = TURNO.after(turno.status, TurnoAct.RESCHEDULE)
    turno.sequence, turno.version = turno.sequence + 1, turno.version + 1
    turno.save()


def _lock_seats(turno: Turno, chances: list[Run], now: datetime) -> tuple[Run, list[int]]:
    """Lock the own seats and the best chances, all by ascending id; return the first chance left and the own seats.

    Raises `SomebodyQuicker`.
    """
    wanted = [each.seat for run in chances for each in run]
    rows = Seat.objects.select_for_update(no_key=True, of=("self",)).filter(
        Q(turno=turno, state=SeatState.TAKEN) | Q(claimable(now), pk__in=wanted)
    )
    locked = {seat.pk: seat for seat in rows.select_related("slot__agency").order_by("pk")}
    for run in chances:
        if all(each.seat in locked for each in run):
            slot = locked[run[0].seat].slot
            if is_open(slot.agency, slot.starts):
                return run, [
                    pk for pk, seat in locked.items() if seat.turno_id == turno.pk and seat.state == SeatState.TAKEN
                ]
    raise SomebodyQuicker


def _still_hit(pk: int, where: Q, now: datetime) -> Turno | None:
    """Lock the turno and return it while it is confirmed and sits in the scope."""
    locked = Turno.objects.select_for_update(no_key=True, of=("self",)).select_related("agency", "procedure")
    turno = locked.get(pk=pk)
    here = Seat.objects.filter(where, turno=turno, state=SeatState.TAKEN)
    return turno if turno.status == TurnoStatus.CONFIRMED and turno.starts > now and here.exists() else None


@transaction.atomic
def _keep(pk: int, closing: Closing, where: Q, now: datetime) -> str:
    turno = _still_hit(pk, where, now)
    return "gone" if turno is None else _keep_turno(turno, closing, now)


def _keep_turno(turno: Turno, closing: Closing, now: datetime) -> str:
    """Keep the turno as it is, and tell its person once that it has priority and how to use it."""
    Seat.objects.filter(turno=turno, state=SeatState.TAKEN).update(pool=KEPT_POOL)
    known = Reseating.objects.filter(turno=turno, outcome=ClosingOutcome.KEPT, sequence=turno.sequence)
    told = known.filter(closing__reopened_at=None).exists()
    if not known.filter(closing=closing).exists():
        _remember(turno, closing, ClosingOutcome.KEPT, now, old_agency=turno.agency, old_starts=turno.starts)
    if not told:
        mails.send_kept(turno, closing, now)
        write_event(act=Act.TURNO_KEPT, subject=Subject.TURNO, subject_id=turno.pk, now=now, actor=closing.closed_by)
    return ClosingOutcome.KEPT


def _remember(
    turno: Turno, closing: Closing, outcome: ClosingOutcome, now: datetime, *, old_agency: Agency, old_starts: datetime
) -> Reseating:
    values = {
        "outcome": outcome,
        "old_agency": old_agency,
        "sequence": turno.sequence,
        "made_at": now,
        "answer": "",
        "answered_at": None,
    }
    row, _made = Reseating.objects.update_or_create(
        closing=closing, turno=turno, old_starts=old_starts, defaults=values
    )
    return row


def accept_change(*, turno: Turno, now: datetime) -> Reseating:
    """Write down that the person accepts what a closing did with their turno, and return it; twice is once.

    Raises `NothingToAnswer`.
    """
    return retry_clashes(lambda: _answer(turno.pk, ClosingAnswer.ACCEPTED, now))


@transaction.atomic
def ask_other(*, turno: Turno, now: datetime, random_source: Random) -> Draft:
    """Write down that the person wants another hour, and return the draft that moves the turno.

    What they have stands until they confirm the other one. Raises `NothingToAnswer`.
    """
    _answer(turno.pk, ClosingAnswer.OTHER, now)
    return start_move(turno=turno, now=now, random_source=random_source)


@transaction.atomic
def _answer(pk: int, answer: ClosingAnswer, now: datetime) -> Reseating:
    turno = Turno.objects.select_for_update(no_key=True).get(pk=pk)
    reseating = latest(turno.pk, turno.sequence)
    if reseating is None or not can_change(turno, now):
        raise NothingToAnswer
    if reseating.answer != answer:
        reseating.answer, reseating.answered_at = answer, now
        reseating.save(update_fields=["answer", "answered_at"])
        write_event(act=ANSWERS[answer], subject=Subject.TURNO, subject_id=turno.pk, now=now)
    return reseating


def go_back(*, turno: Turno, now: datetime) -> Turno:
    """Give a turno its old hour again after its closing was reopened, while it is left, and return the turno.

    Nobody else can have that hour before it opens for everybody. Raises `NothingToAnswer`, `TooLate`, `HourTaken`.
    """
    return retry_clashes(lambda: _go_back(turno.pk, now))


@transaction.atomic
def _go_back(pk: int, now: datetime) -> Turno:
    turno = Turno.objects.select_for_update(no_key=True, of=("self",)).select_related("agency", "procedure").get(pk=pk)
    reseating = latest(turno.pk, turno.sequence)
    if reseating is None or reseating.outcome != ClosingOutcome.MOVED or reseating.closing.reopened_at is None:
        raise NothingToAnswer
    if not can_change(turno, now) or reseating.old_starts <= now:
        raise TooLate
    run, seats = _old_hour(turno, reseating, now)
    if not run or not is_open(reseating.old_agency, reseating.old_starts):
        raise HourTaken
    own = [seat for seat in seats if seat.turno_id == turno.pk]
    if _take(turno, run, _still_available(now)) != len(run):
        raise HourTaken
    give_back(own, now)
    _sit(turno, run)
    reseating.answer, reseating.answered_at = ClosingAnswer.BACK, now
    reseating.save(update_fields=["answer", "answered_at"])
    write_event(
        act=Act.TURNO_WENT_BACK, subject=Subject.TURNO, subject_id=turno.pk, now=now, fields=["agency", "starts"]
    )
    send_move(turno, now)
    return turno


def _still_available(now: datetime) -> Q:
    """Return the condition of a seat that the person may have again: claimable, or still cooling down."""
    return claimable(now) | Q(state=SeatState.COOLING)


def _old_hour(turno: Turno, reseating: Reseating, now: datetime) -> tuple[Run, list[Seat]]:
    """Lock the own seats and those of the old hour by ascending id; return the old run, if it is left, and all."""
    length = turno.seats_count
    slots = Slot.objects.filter(
        agency=reseating.old_agency, procedure=turno.procedure, starts__gte=reseating.old_starts
    ).order_by("starts")
    there = Q(
        _still_available(now), slot__in=slots.values("pk")[:length], pool__in=[SeatPool.ONLINE, SeatPool.SAME_DAY]
    )
    rows = (
        Seat.objects.select_for_update(no_key=True, of=("self",))
        .filter(there | Q(turno=turno))
        .select_related("slot__agency")
    )
    seats = list(rows.order_by("pk"))
    free = [
        FreeSeat(
            seat=seat.pk, agency=seat.slot.agency_id, counter=seat.number, starts=seat.slot.starts, ends=seat.slot.ends
        )
        for seat in seats
        if seat.turno_id != turno.pk
    ]
    starting = [run for run in runs(free, length) if run[0].starts == reseating.old_starts]
    return min(starting, key=lambda run: run[0].counter, default=()), seats
