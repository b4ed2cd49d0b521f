"""Joining and leaving the waiting list (D4, D17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from django.db import transaction

from vinculo.actions.booking import waiting_mails
from vinculo.actions.booking.bounds import end_places, lock_holders
from vinculo.actions.booking.drafts import asked_by, is_verified_here, presenter_key
from vinculo.actions.booking.holds import DraftNotReady, places_that_give_way, wish_of
from vinculo.actions.booking.offers import let_go
from vinculo.actions.shared import limits
from vinculo.actions.shared.guards import OwnAct, require_read
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.booking.drafts import seats_wanted
from vinculo.queries.booking.places import live_places
from vinculo.queries.shared import registry
from vinculo.queries.shared.marks import mark_of
from vinculo.records.events import write_event
from vinculo.records.models import Draft, WaitingEntry
from vinculo.records.values.changes import changes_in
from vinculo.rules.booking.bounds import Proof
from vinculo.rules.booking.mailboxes import fold_mailbox
from vinculo.rules.booking.status import LIVE_WAITING, WAITING, OfferAct, WaitingAct, WaitingState
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.limits import LimitedAct
from vinculo.rules.shared.references import draw_token

COPIED = [
    "presenter_number",
    "presenter_country",
    "affiliate",
    "by_proxy",
    "email",
    "mobile",
    "language",
    "agency",
    "procedure",
]


class AlreadyWaiting(Exception):
    """The affiliate waits already, with the e-mail that the registry knows: nobody else takes that place."""


@dataclass(frozen=True)
class Wish:
    """From which day to which, and for how many dependents."""

    first: date
    last: date
    dependents: int


def join_waiting_list(
    *,
    draft: Draft,
    wish: Wish,
    address: str,
    device: str,
    now: datetime,
    random_source: Random,
    read: str | None = None,
) -> WaitingEntry:
    """Put the person of a verified draft on the list for its agency and procedure and return their entry.

    The person who waits already keeps the place and changes the wish. An entry counts as a turno does (D28). Raises
    `DraftNotReady`, `AlreadyBooked`, `TooMuchHeld`, `AlreadyWaiting`, `Stale`, `limits.LimitReached`.
    """
    if draft.verified_at is None or draft.affiliate is None or draft.agency is None or draft.moves_id:
        raise DraftNotReady
    require_read(read, draft)  # what another tab chose is asked of again; a draft is one person's
    limits.count_attempt(
        act=LimitedAct.WAIT,
        by=asked_by(address, device, email=draft.email),
        now=now,
        is_trusted=lambda: is_verified_here(draft.device, draft.email, now),
    )
    key = presenter_key(draft)
    return retry_clashes(lambda: _join(draft, key, wish, now, random_source))


@transaction.atomic
def _join(draft: Draft, key: str, wish: Wish, now: datetime, random_source: Random) -> WaitingEntry:
    whose = {"presenter_key": key, "affiliate": draft.affiliate, "procedure": draft.procedure}
    lock_holders(draft.affiliate_id or 0, fold_mailbox(draft.email))
    place = wish_of(draft, key, draft.procedure_id or 0, seats_wanted(wish.dependents))
    live = live_places(place.affiliate, place.procedure, place.mailbox, now)
    leaving = places_that_give_way(place, *live)
    entry = WaitingEntry.objects.filter(**whose, state__in=LIVE_WAITING).first()
    if entry is not None and entry.email.casefold() != draft.email.casefold():
        _give_way(entry, draft, now)
        entry = None
    if entry is not None and entry.state == WaitingState.OFFERED:
        return entry
    end_places(leaving, place.proof, draft.email, now)
    entry = entry or WaitingEntry(
        **WaitingEntry.link_of(draw_token(random_source)), state=WAITING.begin(WaitingAct.JOIN), joined_at=now
    )
    was = mark_of(entry)
    new = {"email": draft.email, "mobile": draft.mobile}
    contact = changes_in(entry, Subject.WAITING, new if entry.pk is not None else {})
    _describe(entry, draft, key, wish)
    if entry.pk is not None and mark_of(entry) == was:
        return entry  # the second click of the same wish
    entry.save()
    write_event(
        act=Act.WAITING_JOINED,
        subject=Subject.WAITING,
        subject_id=entry.pk,
        now=now,
        fields=contact.names(),
        changes=contact,
    )
    waiting_mails.send_joined(entry, now)
    return entry


def _give_way(entry: WaitingEntry, draft: Draft, now: datetime) -> None:
    """End somebody else's entry on this number, unless it was made from the e-mail that the registry knows."""
    known = draft.affiliate.email.casefold() if draft.affiliate and not draft.by_proxy else ""
    kept = (known and entry.email.casefold() == known) or entry.proof in {Proof.OWN, Proof.DESK}
    if kept and draft.proof not in {Proof.OWN, Proof.DESK}:
        raise AlreadyWaiting
    _leave(entry.pk, now)
    waiting_mails.send_entry_replaced(entry, now)


def _describe(entry: WaitingEntry, draft: Draft, key: str, wish: Wish) -> None:
    for name in COPIED:
        setattr(entry, name, getattr(draft, name))
    entry.presenter_kind = draft.presenter_kind or registry.kind_of_key(key, draft.presenter_number)
    entry.presenter_key, entry.proof, entry.mailbox = key, draft.proof, fold_mailbox(draft.email)
    entry.first, entry.last, entry.dependents = wish.first, wish.last, wish.dependents


def leave_waiting_list(*, entry: WaitingEntry, now: datetime, read: str | None = None) -> None:
    """Leave the list; what is offered goes to the next person; a second click changes nothing.

    `read` is the mark of the entry as it was shown, waiting or offered (D30). Raises `Stale`.
    """
    retry_clashes(lambda: _leave(entry.pk, now, read))


@transaction.atomic
def _leave(pk: int, now: datetime, read: str | None = None) -> None:
    own = OwnAct(None, now, Subject.WAITING, pk, (Act.WAITING_LEFT,))
    require_read(read, WaitingEntry.objects.filter(pk=pk).first(), own=own)
    let_go(pk, OfferAct.DECLINE, now)
    left = WaitingEntry.objects.filter(pk=pk, state__in=LIVE_WAITING).update(
        state=WAITING.result(WaitingAct.LEAVE), ended_at=now
    )
    if left:
        write_event(act=Act.WAITING_LEFT, subject=Subject.WAITING, subject_id=pk, now=now)
