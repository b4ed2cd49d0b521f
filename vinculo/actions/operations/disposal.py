"""The files of cases go by an act of two: the delegate proposes, a supervisor of the nation approves (0073, 0078).

Approved, the upkeep empties them case by case. What goes and what stays is one table: a column that is added to one of
its models fails a test until it stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

from django.db import models, transaction
from django.db.models import Q, Value, When
from django.utils import timezone

from vinculo.actions.cases.locking import lock_affiliate
from vinculo.actions.shared.guards import NoReason, Stale, require_read
from vinculo.actions.shared.parties import refuse_party
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.operations.archive import describe_case
from vinculo.queries.rights.desk import require_delegate
from vinculo.queries.rights.disposal import file_term, free_files, mark_of_files, next_files, require_national
from vinculo.records.events import write_event
from vinculo.records.models import (
    AdoptionLook,
    Agreement,
    BringAnswer,
    BringTick,
    Case,
    CaseEntry,
    Decision,
    Disposal,
    DisposalList,
    Message,
    PaperCopy,
    PaperNotice,
    PaperRecord,
    Resemblance,
    Reversal,
    Solicitud,
    Staff,
    Turno,
)
from vinculo.records.values.changes import AnotherSecret
from vinculo.rules.mail.status import MessageState
from vinculo.rules.rights.status import DISPOSAL, DisposalAct, DisposalState
from vinculo.rules.shared.acts import Act, ActorKind, Subject

GONE = "—"  # where a column has to say something
BATCH = 50  # cases in one round


class NothingToPropose(Exception):
    """No schedule, or no file that it lets go and nothing holds."""


class MinutesTaken(Exception):
    """A list has these minutes already."""


class OwnList(Exception):
    """Who proposed a list does not approve it."""


def _dash_what_says(column: str) -> models.Case:
    """Return a dash where the column says something."""
    return models.Case(When(**{column: "", "then": Value("")}), default=Value(GONE))


@dataclass(frozen=True, kw_only=True)
class Emptied:
    """The rows of one model that belong to a case: what goes of them, what stays; `points` say by which disposal."""

    model: type[models.Model]
    of: Callable[[Case], Q]
    goes: Mapping[str, Any]
    stays: str
    points: bool = False


def _texts(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), "")


def _of_solicitud(case: Case) -> Q:
    return Q(solicitud__case=case)


def _of_paper(case: Case) -> Q:
    return Q(paper__case=case)


def _of_visit(case: Case) -> Q:
    return Q(solicitud__case=case) | Q(turno=case.turno_id, turno__isnull=False)


LINK = "token_hash link_key link_nonce link_mask"
OF_PRESENTER = "presenter_number presenter_country presenter_key"

EMPTIED: tuple[Emptied, ...] = (
    Emptied(
        model=Case,
        of=lambda case: Q(pk=case.pk),
        goes=_texts(f"presenter_kind {OF_PRESENTER} presenter_names email mobile") | {"value_secret": AnotherSecret()},
        stays=(
            "id reference affiliate turno procedure agency by_proxy no_contact first_presented_on opened_at opened_by"
            " closed_at officer version"
        ),
    ),
    Emptied(
        model=Turno,
        of=lambda case: Q(pk=case.turno_id),
        goes=_texts(f"email mailbox mobile {OF_PRESENTER}") | {"value_secret": AnotherSecret()},
        stays=(
            f"id {LINK} reference status presenter_kind affiliate by_proxy proof language agency procedure dependents"
            " seats_count starts ends created_at confirmed_at arrived_at ended_at sequence version"
        ),
    ),
    Emptied(
        model=Solicitud,
        of=lambda case: Q(case=case),
        goes={
            **_texts(
                "applicant_names applicant_document_number applicant_code dependent_names dependent_document_number"
                " dependent_document_country sex account"
            ),
            **dict.fromkeys(("birth_date", "account_parts")),
            **dict.fromkeys(("resides", "has_cedula", "ecuadorian_origin"), False),
            "value_secret": AnotherSecret(),
        },
        stays=(  # nationality and link: the figures count them, and they name nobody
            f"id {LINK} reference status turno case position applicant_document_kind dependent_document_kind"
            " nationality link language created_at updated_at rules_version presented_on answer_until person version"
        ),
    ),
    Emptied(
        model=PaperRecord,
        of=lambda case: Q(case=case),
        goes={
            **_texts(
                "number holder_names holder_sex holder_nationality issuing_authority country language language_name"
                " formality_reason apostille_number apostille_authority apostille_address misread"
            ),
            **dict.fromkeys(("holder_birth_date", "issued_on", "valid_until", "apostille_on")),
            **dict.fromkeys(("names_affiliate", "names_dependent", "solicitud_complete")),
            **dict.fromkeys(("of_parent", "no_passport"), False),
            "refusal_reason": _dash_what_says("refusal_reason"),
        },
        stays=(
            "id case solicitud kind received executed_by spanish_too original_seen copy formality translation_seen"
            " signature legal_look recorded_by recorded_at undone_at undone_by"
        ),
    ),
    Emptied(
        model=Decision,
        of=_of_solicitud,
        goes={"items": [], "note": "", "facts": {}},
        stays="id solicitud kind rules_version agency decided_by decided_at reversed_at",
        points=True,
    ),
    Emptied(
        model=Resemblance,
        of=_of_solicitud,
        goes={"reason": GONE},
        stays="id solicitud person affiliate same decided_by decided_at",
    ),
    Emptied(
        model=Agreement,
        of=lambda case: Q(case=case),
        goes={"compared": {}, "subject": GONE, "reason": GONE, "answer": _dash_what_says("answer")},
        stays="id kind state case agency for_supervisor asked_by asked_at lapses_at decided_by decided_at",
        points=True,
    ),
    Emptied(
        model=CaseEntry,
        of=lambda case: Q(case=case),
        goes={"words": _dash_what_says("words")},
        stays="id case kind reason to due written_by written_at",
        points=True,
    ),
    Emptied(
        model=Reversal,
        of=_of_visit,
        goes={"words": GONE, "unheard_words": _dash_what_says("unheard_words")},
        stays="id turno solicitud was now_is reason unheard made_by made_at",
    ),
    Emptied(model=AdoptionLook, of=_of_paper, goes={"note": ""}, stays="id paper looked_by looked_at", points=True),
    Emptied(  # its text names nobody
        model=PaperNotice,
        of=_of_visit,
        goes={"words": _dash_what_says("words")},
        stays="id agency kind turno solicitud sample subject body due made_at handed_by delivered_by delivered_at",
        points=True,
    ),
    Emptied(
        model=Message,
        of=lambda case: _of_visit(case) & ~Q(state=MessageState.QUEUED),
        goes=_texts("recipient subject body last_error"),
        stays=(
            "id kind channel language draft turno solicitud power_decision complaint state attempts next_at"
            " leased_until created_at sent_at"
        ),
    ),
)


@transaction.atomic
def propose_disposal(*, minutes: str, actor: Staff, now: datetime, read: str | None = None) -> DisposalList:
    """Propose the files that the schedule lets go and nothing holds, as minutes of the archive name them.

    Raises `NotFoundHere`, `NoReason` without minutes, `MinutesTaken`, `NothingToPropose`, and `Stale` where other
    files are past their time than those that were read.
    """
    require_delegate(actor)
    Staff.objects.select_for_update(no_key=True).get(pk=actor.pk)  # a double click waits for the first
    minutes = minutes.strip()
    if not minutes:
        raise NoReason
    if DisposalList.objects.filter(minutes=minutes).exists():
        raise MinutesTaken
    term = file_term(timezone.localdate(now))
    cases = next_files(now - term.time if term.time else None)
    if read is not None and read != mark_of_files(cases):
        raise Stale
    if not cases:
        raise NothingToPropose
    made = DisposalList.objects.create(
        minutes=minutes,
        instrument=term.row.instrument if term.row else "",
        state=DISPOSAL.begin(DisposalAct.PROPOSE),
        proposed_by=actor,
        proposed_at=now,
    )
    made.lines.bulk_create(made.lines.model(disposal_list=made, case=case) for case in cases)
    _record(Act.DISPOSAL_PROPOSED, made, actor, now, [f"cases={len(cases)}"])
    return made


@transaction.atomic
def decide_disposal(
    *, disposal_list: DisposalList, act: DisposalAct, reason: str, actor: Staff, now: datetime, read: str | None = None
) -> DisposalList:
    """Approve a list, or not with the reason; approved, the upkeep carries it out.

    Raises `NotFoundHere` for who does not supervise the nation, `OwnList`, `IsParty` for a party to one of its cases,
    `NoReason`, `NotAllowedError` and `Stale`.
    """
    require_national(actor)
    row = DisposalList.objects.select_for_update(no_key=True).get(pk=disposal_list.pk)
    require_read(read, row)
    after = DISPOSAL.after(row.state, act)
    if act is DisposalAct.REFUSE and not reason.strip():
        raise NoReason
    if row.proposed_by_id == actor.pk:
        raise OwnList
    for case in Case.objects.filter(pk__in=row.lines.values("case")).select_related("affiliate", "turno"):
        refuse_party(actor, case)
    row.state, row.decided_by, row.decided_at, row.reason = after, actor, now, reason.strip()
    row.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    approved = act is DisposalAct.APPROVE
    _record(Act.DISPOSAL_APPROVED if approved else Act.DISPOSAL_REFUSED, row, actor, now, [])
    return row


def _record(act: Act, row: DisposalList, actor: Staff, now: datetime, fields: list[str]) -> None:
    write_event(act=act, subject=Subject.DISPOSAL, subject_id=row.pk, now=now, actor=actor, fields=fields)


def carry_out_disposals(*, now: datetime) -> int:
    """Empty the files of the approved lists, each by itself, and return how many.

    What the schedule lets go no longer, and what something holds by now, stays until it may go.
    """
    term = file_term(timezone.localdate(now))
    if term.time is None:
        return 0
    since = now - term.time
    approved = DisposalList.objects.filter(state=DisposalState.APPROVED, lines__case__disposal__isnull=True).distinct()
    done = 0
    for row in approved.order_by("pk"):
        left = free_files(since).filter(pk__in=row.lines.values("case"))
        for case in left.values_list("pk", flat=True)[: BATCH - done]:
            done += retry_clashes(partial(_dispose, case, row, since, now))
    return done


@transaction.atomic
def _dispose(pk: int, row: DisposalList, since: datetime, now: datetime) -> int:
    """Empty one file; nothing where something holds it by now."""
    lock_affiliate(Case.objects.values_list("affiliate_id", flat=True).get(pk=pk))  # who suspends the use locks it too
    case = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("turno").get(pk=pk)
    if row.decided_by is None or not free_files(since).filter(pk=pk).exists():
        return 0
    made = Disposal.objects.create(
        case=case,
        minutes=row.minutes,
        proposed_by=row.proposed_by,
        approved_by=row.decided_by,
        digest=sha256(describe_case(case)).hexdigest(),
        done_at=now,
    )
    rows = sum(_empty(part, case, made) for part in EMPTIED)
    BringAnswer.objects.filter(turno=case.turno_id).delete()
    BringTick.objects.filter(turno=case.turno_id).delete()
    PaperCopy.objects.filter(_of_paper(case), removed_at=None).update(removed_at=now)  # the sweep deletes the files
    write_event(
        act=Act.CASE_DISPOSED,
        subject=Subject.CASE,
        subject_id=case.pk,
        now=now,
        actor_kind=ActorKind.SYSTEM,
        fields=[f"list={row.pk}", f"rows={rows}"],
    )
    return 1


def _empty(part: Emptied, case: Case, made: Disposal) -> int:
    points = {"disposal": made} if part.points else {}
    return part.model._default_manager.filter(part.of(case)).update(**part.goes, **points)
