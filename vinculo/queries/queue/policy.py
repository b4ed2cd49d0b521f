"""Which version of the queue's policy holds at a centre."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.db.models import F, Q

from vinculo.records.models import Agency, QueuePolicy
from vinculo.rules.queue.classes import Mode, Policy

NAMES = frozenset(each.name for each in fields(Policy)) - {"version"}


def current_policy(agency: Agency) -> tuple[Policy, QueuePolicy | None]:
    """Return the policy of a centre with its row: the centre's newest, else the nation's, else the defaults.

    One statement.
    """
    rows = QueuePolicy.objects.filter(Q(agency=agency) | Q(agency=None))
    row = rows.order_by(F("agency").asc(nulls_last=True), "-version").first()
    return (read_policy(row), row) if row else (Policy(), None)


def read_policy(row: QueuePolicy) -> Policy:
    """Return what a row says; a name that no policy has any more is passed over."""
    said: dict[str, Any] = {name: value for name, value in row.settings.items() if name in NAMES}
    if "mode" in said:
        said["mode"] = Mode(said["mode"])
    return Policy(version=row.version, **said)


def versions(agency: Agency) -> list[QueuePolicy]:
    """Return the versions of a centre's own policy, the newest first, with who made each."""
    return list(QueuePolicy.objects.filter(agency=agency).select_related("made_by").order_by("-version")[:20])
