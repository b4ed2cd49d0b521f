"""Keep the bounds of what one may hold, and end what gives way to somebody proven (D28).

Anyone who wants to hold for an affiliate or from a mailbox waits here for the others who do, so that two at once never
both see the last place. Taken before every other lock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from vinculo.actions.booking import mails, release_mails, waiting_mails
from vinculo.actions.booking.offers import let_go
from vinculo.actions.booking.seats import give_back, locked_seats
from vinculo.actions.shared.limits import keyed_hash
from vinculo.records.events import write_event
from vinculo.records.models import Staff, Turno, TurnoRelease, WaitingEntry
from vinculo.rules.booking.bounds import Place, Proof
from vinculo.rules.booking.releases import ReleaseWay
from vinculo.rules.booking.status import LIVE_WAITING, WAITING, OfferAct, WaitingAct
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import LIVE_TURNO, TURNO, TurnoAct, TurnoStatus


def lock_holders(affiliate: int, mailbox: str) -> None:
    """Let those who hold for this affiliate or from this mailbox pass one after the other until the transaction ends.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        keys = [f"holds of affiliate {affiliate}", *[f"holds of mailbox {mailbox}"] * bool(mailbox)]
        numbers = sorted(int(keyed_hash(key)[:15], 16) for key in keys)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(number) FROM unnest(%s::bigint[]) AS number", [numbers])


def end_places(leaving: Iterable[Place], proof: Proof, email: str, now: datetime) -> None:
    """End what gives way, in the caller's transaction: both are told, the seats cool down."""
    way = ReleaseWay.POWER if proof == Proof.POWER else ReleaseWay.OWNER
    for place in leaving:
        if place.entry:
            _end_entry(place.entry, now)
            continue
        ended = end_turno(place.turno, way, now)
        if email and not place.held:
            mails.send_replacement(ended, email, now)


def end_turno(pk: int, way: ReleaseWay, now: datetime, *, actor: Staff | None = None, reason: str = "") -> Turno:
    """End a live turno that somebody else had booked, and keep why; one that is not live stays as it is."""
    turno = Turno.objects.select_for_update(no_key=True, of=("self",)).select_related("agency", "procedure").get(pk=pk)
    if turno.status not in LIVE_TURNO or turno.status == TurnoStatus.ARRIVED:
        return turno
    was_confirmed = turno.status == TurnoStatus.CONFIRMED
    give_back(locked_seats(turno), now)
    turno.status = TURNO.after(turno.status, TurnoAct.CANCEL)
    turno.ended_at, turno.version, turno.sequence = now, turno.version + 1, turno.sequence + 1
    turno.save()
    TurnoRelease.objects.create(turno=turno, way=way, reason=reason, by=actor, at=now)
    write_event(
        act=Act.TURNO_RELEASED, subject=Subject.TURNO, subject_id=turno.pk, now=now, actor=actor, fields=[way.value]
    )
    if was_confirmed:
        release_mails.send_release(turno, way, now)
    return turno


def _end_entry(pk: int, now: datetime) -> None:
    let_go(pk, OfferAct.DECLINE, now)
    entry = WaitingEntry.objects.filter(pk=pk, state__in=LIVE_WAITING).first()
    if entry is None:
        return
    WaitingEntry.objects.filter(pk=pk, state__in=LIVE_WAITING).update(
        state=WAITING.result(WaitingAct.LEAVE), ended_at=now
    )
    write_event(act=Act.WAITING_LEFT, subject=Subject.WAITING, subject_id=pk, now=now)
    waiting_mails.send_entry_replaced(entry, now)
