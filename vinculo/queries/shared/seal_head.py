"""The newest seal of the event log, which other subjects print."""

from __future__ import annotations

from vinculo.records.events import ChainLink, Seal
from vinculo.rules.log.tampering import Head


def seal_head() -> Seal | None:
    """Return the newest seal: its hash is printed on the report of the day, where no program can change it."""
    return Seal.objects.order_by("-pk").first()


def chain_head() -> Head | None:
    """Return what the chain of events comes to now, to be kept where the database does not reach."""
    newest = ChainLink.objects.order_by("-position").first()
    return Head(newest.position, newest.head) if newest is not None else None


def head_stands(head: Head) -> bool:
    """Return whether the chain has this head at its place."""
    return ChainLink.objects.filter(position=head.position, head=head.value).exists()
