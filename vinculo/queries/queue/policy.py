"""Which version of the queue's policy holds at a centre."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from vinculo.records.models import Agency, QueuePolicy
from vinculo.records.rows import Tables, rows
from vinculo.rules.queue.classes import Mode, Policy

NAMES = frozenset(each.name for each in fields(Policy)) - {"version"}
_POLICY = Tables(own=QueuePolicy)
NEWEST = f"""
SELECT {_POLICY.columns} FROM records_queuepolicy own
WHERE own.agency_id = %(agency)s OR own.agency_id IS NULL ORDER BY own.agency_id IS NULL, own.version DESC LIMIT 1
"""  # nosec B608


def current_policy(agency: Agency) -> tuple[Policy, QueuePolicy | None]:
    """Return the policy of a centre with its row: the centre's newest, else the nation's, else the defaults.

    One statement.
    """
    for newest in rows(NEWEST, agency=agency.pk):
        row: QueuePolicy = _POLICY.records(newest)[0]
        return read_policy(row), row
    return Policy(), None


def read_policy(row: QueuePolicy) -> Policy:
    """Return what a row says; a name that no policy has any more is passed over."""
    said: dict[str, Any] = {name: value for name, value in row.settings.items() if name in NAMES}
    if "mode" in said:
        said["mode"] = Mode(said["mode"])
    return Policy(version=row.version, **said)


def versions(agency: Agency) -> list[QueuePolicy]:
    """Return the versions of a centre's own policy, the newest first, with who made each."""
    return list(QueuePolicy.objects.filter(agency=agency).select_related("made_by").order_by("-version")[:20])
