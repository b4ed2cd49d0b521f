"""A second person agrees or not to what an officer confirmed (D18): asked, decided at an own log-in, bounded in time.

Each kind of agreement registers what it has to do with the rest: whether its two records still say what the first saw,
and what follows when the second agrees, in the transaction of that act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from vinculo.actions.shared.guards import NotYours, OwnAct, Stale, office_of, require_read
from vinculo.actions.shared.parties import refuse_party
from vinculo.queries.cases.agreements import may_decide
from vinculo.records.events import write_event, write_system_events
from vinculo.records.models import Agreement, Case, Staff
from vinculo.rules.cases.agreements import (
    AGREEMENT,
    ONLY_SUPERVISORS,
    AgreementAct,
    AgreementKind,
    AgreementState,
    Compared,
)
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.transitions import NotAllowedError

BATCH = 200  # in one transaction; the next round takes the next ones

Stands = Callable[[Agreement], bool]
Follows = Callable[[Agreement, Staff, datetime], None]


class Lapsed(Exception):
    """The time in which a second could decide has passed: the first asks again."""


@dataclass(frozen=True, kw_only=True)
class Handling:
    """What a kind of agreement has to do with the rest; the case is locked when either is called."""

    stands: Stands = lambda agreement: True  # the two records still say what the first saw
    follows: Follows = lambda agreement, actor, now: None  # when the second agrees


HANDLINGS: dict[str, Handling] = {}


def register(kind: AgreementKind, handling: Handling) -> None:
    """Register what a kind of agreement has to do with the rest."""
    HANDLINGS[kind] = handling


def _handling(agreement: Agreement) -> Handling:
    return HANDLINGS.get(agreement.kind, Handling())


@transaction.atomic
def ask_agreement(
    *,
    kind: AgreementKind,
    case: Case,
    subject: str,
    compared: Iterable[Compared],
    reason: str,
    actor: Staff,
    now: datetime,
) -> Agreement:
    """Ask for a second on what this officer confirmed with a reason; twice is once.

    The caller has locked the case and checked that the officer may do what is asked. A request of the same subject on
    other facts, or whose time has passed, ends. Where a second disagreed on the same subject before, only a supervisor
    decides: nobody asks around until somebody agrees. Raises `NotYours`, and ValueError without a reason.
    """
    where = office_of(actor)
    refuse_party(actor, case)
    if not reason.strip():
        raise ValueError("a reason is kept")
    frozen = [each.frozen() for each in compared]
    same = Agreement.objects.select_for_update(no_key=True).filter(kind=kind, subject=subject)
    for waiting in same.filter(state=AgreementState.WAITING):
        over = waiting.lapses_at <= now
        if not over and waiting.compared == frozen:
            return waiting
        _end(waiting, AgreementAct.LAPSE if over else AgreementAct.WITHDRAW, actor, now)
    asked = Agreement.objects.create(
        kind=kind,
        state=AGREEMENT.begin(AgreementAct.ASK),
        case=case,
        agency=where,
        for_supervisor=kind in ONLY_SUPERVISORS or same.filter(state=AgreementState.DISAGREED).exists(),
        subject=subject,
        compared=frozen,
        reason=reason.strip(),
        asked_by=actor,
        asked_at=now,
        lapses_at=now + timedelta(minutes=settings.AGREEMENT_MINUTES),
    )
    _tell(Act.AGREEMENT_ASKED, asked, actor, now)
    return asked


@transaction.atomic
def agree(*, agreement: Agreement, reason: str, actor: Staff, now: datetime, read: str | None = None) -> Agreement:
    """Agree as the second, with a reason; what follows of it is done in the same transaction.

    Raises `NotYours` for anyone who asked and anyone who may not decide it, `NotAllowedError` where it was decided or
    withdrawn, `Lapsed`, `Stale` where the records changed since, and ValueError without a reason. The second click
    of the same second changes nothing.
    """
    decided = _decide(agreement, AgreementAct.AGREE, reason, actor, now, read)
    if decided is None:
        return agreement
    _handling(decided).follows(decided, actor, now)
    return decided


@transaction.atomic
def disagree(*, agreement: Agreement, reason: str, actor: Staff, now: datetime, read: str | None = None) -> Agreement:
    """Disagree as the second, with a reason. Raises what `agree` raises."""
    return _decide(agreement, AgreementAct.DISAGREE, reason, actor, now, read) or agreement


@transaction.atomic
def withdraw(*, agreement: Agreement, actor: Staff, now: datetime, read: str | None = None) -> Agreement:
    """Take back an own request before it is decided; twice is once. Raises `NotYours`, `NotAllowedError`, `Stale`."""
    agreement = _lock_agreement(agreement)
    if agreement.asked_by_id != actor.pk or not actor.is_active:
        raise NotYours
    if agreement.state != AgreementState.WITHDRAWN:
        AGREEMENT.after(agreement.state, AgreementAct.WITHDRAW)
        require_read(read, agreement)
        _end(agreement, AgreementAct.WITHDRAW, actor, now)
    return agreement


def _lock_agreement(agreement: Agreement) -> Agreement:
    """Lock the case of a request, then the request: two who decide at once wait for each other."""
    Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=agreement.case_id)
    rows = Agreement.objects.select_for_update(no_key=True, of=("self",)).select_related("case", "agency", "asked_by")
    return rows.get(pk=agreement.pk)


def _decide(
    agreement: Agreement, act: AgreementAct, reason: str, actor: Staff, now: datetime, read: str | None
) -> Agreement | None:
    """Decide a request that waits; None where the same second decided it so a moment ago."""
    if not reason.strip():
        raise ValueError("a reason is kept")
    agreement = _lock_agreement(agreement)
    written = Act.AGREEMENT_AGREED if act is AgreementAct.AGREE else Act.AGREEMENT_DISAGREED
    if OwnAct(actor, now, Subject.AGREEMENT, agreement.pk, (written,)).was_just_done():
        return None
    if not may_decide(actor, agreement):
        raise NotYours
    refuse_party(actor, agreement.case)
    state = AGREEMENT.after(agreement.state, act)
    if agreement.lapses_at <= now:
        raise Lapsed
    require_read(read, agreement)
    if not _handling(agreement).stands(agreement):
        raise Stale
    agreement.state, agreement.answer = state, reason.strip()
    agreement.decided_by, agreement.decided_at = actor, now
    agreement.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    _tell(written, agreement, actor, now)
    return agreement


def _end(agreement: Agreement, act: AgreementAct, actor: Staff, now: datetime) -> None:
    agreement.state, agreement.decided_at = AGREEMENT.after(agreement.state, act), now
    agreement.save(update_fields=["state", "decided_at"])
    _tell(Act.AGREEMENT_LAPSED if act is AgreementAct.LAPSE else Act.AGREEMENT_WITHDRAWN, agreement, actor, now)


def _tell(act: Act, agreement: Agreement, actor: Staff, now: datetime) -> None:
    """Write the event: who does it, of which kind, and who asked; no word of the two records."""
    fields = [f"kind:{agreement.kind}", f"asked_by:{agreement.asked_by_id}"]
    write_event(act=act, subject=Subject.AGREEMENT, subject_id=agreement.pk, now=now, actor=actor, fields=fields)


@transaction.atomic
def lapse_agreements(*, now: datetime) -> int:
    """Mark the requests whose time has passed; nobody can decide them any more in any case. Return how many."""
    over = Agreement.objects.select_for_update(no_key=True, skip_locked=True).filter(
        state=AgreementState.WAITING, lapses_at__lte=now
    )
    over_time = list(over.order_by("pk").values_list("pk", flat=True)[:BATCH])
    state = AGREEMENT.after(AgreementState.WAITING, AgreementAct.LAPSE)
    Agreement.objects.filter(pk__in=over_time).update(state=state, decided_at=now)
    write_system_events(act=Act.AGREEMENT_LAPSED, subject=Subject.AGREEMENT, subject_ids=over_time, now=now)
    return len(over_time)


__all__ = [
    "Handling",
    "Lapsed",
    "NotAllowedError",
    "NotYours",
    "Stale",
    "agree",
    "ask_agreement",
    "disagree",
    "lapse_agreements",
    "register",
    "withdraw",
]
