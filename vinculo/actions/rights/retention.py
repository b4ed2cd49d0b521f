"""The job that lets go of what is kept no longer, and proves it: per kind how many, and the oldest that is left (D34).

Once a day, by the upkeep; `apply_retention` does it at once or only says what it would do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone

from vinculo.actions.rights.former_values import forget_values
from vinculo.actions.rights.letting_go import PARTS, Part, past
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.rights.desk import record_reading, require_delegate
from vinculo.queries.rights.holdings import HOLDINGS
from vinculo.queries.rights.whose import whose_at
from vinculo.queries.shared.access import NotFoundHere
from vinculo.queries.shared.retention import Keeping, terms_on
from vinculo.records.events import write_event
from vinculo.records.models import Event, Staff
from vinculo.rules.rights.retention import RetentionKind
from vinculo.rules.shared.acts import Act, ActorKind, Subject

BATCH = 500  # rows in one transaction


@dataclass
class Proof:
    """What the job did to one kind: how many were past their time, how many went, what the oldest left is of."""

    term: Keeping
    past: int = 0
    cleared: int = 0
    oldest: datetime | None = None
    by_itself: bool = False  # this job lets it go; of the others a chore of the upkeep does, or the institution


def apply_retention(*, now: datetime, dry_run: bool = False) -> list[Proof]:
    """Let go of everything whose time is over and return the proof of each kind; `dry_run` changes nothing."""
    terms = terms_on(timezone.localdate(now))
    proofs = {kind: Proof(terms[kind]) for kind in RetentionKind}
    for part in PARTS:
        _apply(part, proofs[part.kind], now, dry_run=dry_run)
    if not dry_run:
        counts = [f"{proof.term.kind}={proof.cleared}" for proof in proofs.values() if proof.by_itself]
        write_event(
            act=Act.RETENTION_APPLIED,
            subject=Subject.RETENTION,
            subject_id=None,
            now=now,
            actor_kind=ActorKind.SYSTEM,
            fields=counts,
        )
    return list(proofs.values())


def apply_daily(*, now: datetime) -> int:
    """Apply it unless it was done today, and return how many were let go."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    done = Event.objects.filter(subject=Subject.RETENTION, act=Act.RETENTION_APPLIED, at__gte=midnight)
    return 0 if done.exists() else sum(proof.cleared for proof in apply_retention(now=now))


def _apply(part: Part, proof: Proof, now: datetime, *, dry_run: bool) -> None:
    time_kept = proof.term.time
    if time_kept is not None:
        rows = past(part, now - time_kept)
        proof.past += rows.count()
        if part.clear is not None and not dry_run:
            proof.cleared += _clear(part, rows)
    proof.by_itself = proof.by_itself or part.clear is not None
    oldest = part.rows().aggregate(oldest=Min(part.ends))["oldest"]
    proof.oldest = min((each for each in (proof.oldest, oldest) if each), default=None)


def _clear(part: Part, rows: QuerySet[Any]) -> int:
    """Let rows go, so many in one transaction; a row that was let go is in none of the next."""
    cleared = 0
    while pks := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        cleared += retry_clashes(partial(_clear_some, part, rows, pks))
    return cleared


@transaction.atomic
def _clear_some(part: Part, rows: QuerySet[Any], pks: Iterable[Any]) -> int:
    assert part.clear is not None
    part.clear(rows.filter(pk__in=pks))
    return len(list(pks))


def forget_person(*, address: str, actor: Staff, now: datetime) -> int:
    """Let go of what the schedule lets go of one person, at once, and return how many rows (D34).

    What is still within its time stays; what it was before can be proved no more (D32). Raises `NotFoundHere`.
    """
    # It goes through the tables kind by kind: who is received at that moment comes through them in another order.
    return retry_clashes(partial(_forget, address, actor, now))


@transaction.atomic
def _forget(address: str, actor: Staff, now: datetime) -> int:
    require_delegate(actor)
    whose = whose_at(address)
    if whose is None:
        raise NotFoundHere
    terms = terms_on(timezone.localdate(now))
    held = {holding.model: holding for holding in HOLDINGS}
    gone = 0
    for part in PARTS:
        since = terms[part.kind].time
        holding = held.get(part.rows().model)
        if since is None or part.clear is None or holding is None:
            continue
        rows = past(part, now - since).filter(holding.finds(whose))
        pks = list(rows.values_list("pk", flat=True))
        part.clear(rows.model._default_manager.filter(pk__in=pks))
        gone += len(pks)
    fields = [f"rows={gone}", f"secrets={forget_values(whose)}"]
    record_reading(act=Act.DATA_FORGOTTEN, whose=whose, staff=actor, now=now, fields=fields)
    return gone
