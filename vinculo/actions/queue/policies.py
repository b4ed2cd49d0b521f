"""A new version of a centre's queue policy; the old ones stay, for the calls that were made by them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from vinculo.actions.shared.guards import NotYours, Stale
from vinculo.queries.queue import policy
from vinculo.queries.shared import access
from vinculo.records.events import write_event
from vinculo.records.models import Agency, QueuePolicy, Staff
from vinculo.rules.queue.classes import Policy
from vinculo.rules.queue.policy_limits import faults
from vinculo.rules.shared.acts import Act, Subject


class Faulty(Exception):
    """The policy cannot be used; `faults` says why, by field."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("faulty")
        self.faults = faults


@transaction.atomic
def set_policy(
    *, agency: Agency, rules: Policy, reason: str, read: int | None, actor: Staff, now: datetime
) -> QueuePolicy | None:
    """Make a new version of a centre's policy, with the reason; `read` is the row it was edited from.

    Nothing changed is no version: the row in force is returned, None for the defaults. Raises `NotYours`, `Faulty`,
    `Stale` when another version was made meanwhile, and ValueError without a reason.
    """
    if not access.supervised_agencies(actor).filter(pk=agency.pk).exists():
        raise NotYours
    if problems := faults(rules):
        raise Faulty(problems)
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    before, row = policy.current_policy(agency)
    if _changed_values(rules) == _changed_values(before):
        return row
    if (row.pk if row else None) != read:
        raise Stale
    if not reason.strip():
        raise ValueError("a reason is kept")
    last = QueuePolicy.objects.filter(agency=agency).order_by("-version").values_list("version", flat=True).first()
    made = QueuePolicy.objects.create(
        agency=agency,
        version=(last or 0) + 1,
        settings=_changed_values(rules),
        reason=reason.strip(),
        made_by=actor,
        made_at=now,
    )
    names = sorted(name for name, value in asdict(rules).items() if asdict(before)[name] != value and name != "version")
    write_event(act=Act.POLICY_SET, subject=Subject.AGENCY, subject_id=agency.pk, now=now, actor=actor, fields=names)
    return made


def _changed_values(rules: Policy) -> dict[str, Any]:
    """Return what differs from the defaults."""
    plain = asdict(Policy())
    return {name: value for name, value in asdict(rules).items() if name != "version" and value != plain[name]}
