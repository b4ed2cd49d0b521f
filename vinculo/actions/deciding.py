"""Keeping a decision: its reasons, the frozen facts of its notice, its event (S07, D7, D15)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from vinculo.actions.counter import local_day
from vinculo.actions.frozen import notice_facts
from vinculo.paper.facts import NoticeKind
from vinculo.queries.wording import Said
from vinculo.records.events import write_event
from vinculo.records.models import Case, Decision, Solicitud, Staff
from vinculo.rules.requirements import RULES_VERSION


def decide(
    *,
    solicitud: Solicitud,
    case: Case,
    kind: NoticeKind,
    items: Iterable[Said],
    now: datetime,
    actor: Staff | None,
    note: str = "",
    last_day: date | None = None,
    days: int = 0,
) -> Decision:
    """Keep a decision on a locked solicitud and return it; without an actor it came with the day."""
    items = list(items)
    facts = notice_facts(
        kind=kind, solicitud=solicitud, case=case, items=items, last_day=last_day, actor=actor,
        today=local_day(case.agency, now), days=days,
    )  # fmt: skip
    decision = Decision.objects.create(
        solicitud=solicitud,
        kind=kind.value,
        items=[each.frozen() for each in items],
        note=note.strip(),
        facts=facts.to_json(),
        rules_version=RULES_VERSION,
        agency=case.agency,
        decided_by=actor,
        decided_at=now,
    )
    write_event(
        act=f"{kind.value}_decided", subject="solicitud", subject_id=solicitud.pk, now=now, actor=actor,
        actor_kind="" if actor else "system", fields=["status"],
    )  # fmt: skip
    return decision
