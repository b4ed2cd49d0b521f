"""The register of breaches of personal data: recorded with its clocks, each step a line, nothing deleted (D34)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import transaction
from django.utils import timezone

from vinculo.actions.shared.guards import require_read
from vinculo.queries.rights.desk import require_delegate
from vinculo.records.events import write_event
from vinculo.records.models import BreachEntry, DataBreach, Staff
from vinculo.rules.rights.status import BREACH, BreachAct
from vinculo.rules.rights.terms import last_day_for_authority, last_day_for_people
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.references import draw_reference

LINES = (BreachAct.NOTE, BreachAct.TELL_AUTHORITY, BreachAct.TELL_PEOPLE, BreachAct.FIND_HIGH_RISK, BreachAct.CLOSE)


class NotToldYet(Exception):
    """The authority was not told, or the people though the risk is high: the breach stays open."""


class BadMoment(Exception):
    """The moment lies in the future, or before the breach was known."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of a breach when it is recorded."""

    known_at: datetime
    happened: str
    data_kinds: str
    people_count: int | None = None
    high_risk: bool = False


@transaction.atomic
def record_breach(*, known: Known, actor: Staff, now: datetime, random_source: Random) -> DataBreach:
    """Record a breach: the term of the authority runs from when it was known. The same one sent twice is one.

    Raises `BadMoment`.
    """
    require_delegate(actor)
    if known.known_at > now:
        raise BadMoment
    Staff.objects.select_for_update(no_key=True).get(pk=actor.pk)  # a double click waits for the first
    same = DataBreach.objects.filter(known_at=known.known_at, happened=known.happened).first()
    if same is not None:
        return same
    day = timezone.localdate(known.known_at)
    made = DataBreach.objects.create(
        reference=draw_reference("V", random_source),
        state=BREACH.begin(BreachAct.RECORD),
        known_at=known.known_at,
        happened=known.happened,
        data_kinds=known.data_kinds,
        people_count=known.people_count,
        high_risk_at=known.known_at if known.high_risk else None,
        people_until=last_day_for_people(day) if known.high_risk else None,
        authority_until=last_day_for_authority(day),
        recorded_by=actor,
        recorded_at=now,
    )
    _write(made, BreachAct.RECORD, known.known_at, known.happened, actor, now)
    write_event(act=Act.DATA_BREACH_RECORDED, subject=Subject.DATA_BREACH, subject_id=made.pk, now=now, actor=actor)
    return made


@transaction.atomic
def write_breach(
    *,
    breach: DataBreach,
    act: BreachAct,
    done_at: datetime,
    words: str,
    actor: Staff,
    now: datetime,
    read: str | None = None,
) -> BreachEntry:
    """Write what was done about a breach, and when: whom was told, a note, that the risk is high, that it is over.

    Raises `NotToldYet`, `BadMoment`, `Stale`, `NotAllowedError`, and ValueError without words.
    """
    require_delegate(actor)
    breach = DataBreach.objects.select_for_update(no_key=True).get(pk=breach.pk)
    last = breach.entries.last()
    if last is not None and (last.act, last.words, last.done_at) == (act, words.strip(), done_at):
        return last  # the second click
    require_read(read, breach)
    if act not in LINES or not words.strip():
        raise ValueError("a line says something")
    if not breach.known_at <= done_at <= now:
        raise BadMoment
    after = BREACH.after(breach.state, act)
    if act is BreachAct.CLOSE and missing_steps(breach):
        raise NotToldYet
    breach.state = after
    if act is BreachAct.FIND_HIGH_RISK and breach.high_risk_at is None:
        breach.high_risk_at, breach.people_until = done_at, last_day_for_people(timezone.localdate(done_at))
    breach.save(update_fields=["state", "high_risk_at", "people_until"])
    entry = _write(breach, act, done_at, words.strip(), actor, now)
    write_event(
        act=Act.DATA_BREACH_WRITTEN,
        subject=Subject.DATA_BREACH,
        subject_id=breach.pk,
        now=now,
        actor=actor,
        fields=[str(act)],
    )
    return entry


def missing_steps(breach: DataBreach) -> list[BreachAct]:
    """Return whom is still to be told before a breach can be closed."""
    done = set(breach.entries.values_list("act", flat=True))
    due = [BreachAct.TELL_AUTHORITY, *([BreachAct.TELL_PEOPLE] if breach.high_risk_at else [])]
    return [act for act in due if act not in done]


def _write(
    breach: DataBreach, act: BreachAct, done_at: datetime, words: str, actor: Staff, now: datetime
) -> BreachEntry:
    return BreachEntry.objects.create(
        breach=breach, act=act, done_at=done_at, words=words, written_by=actor, written_at=now
    )
