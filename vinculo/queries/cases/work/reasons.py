"""Why each case stands where it does, and its term, in SQL: the first of `OpenReason` that holds (D37)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Case as Choose
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from vinculo.records.models import (
    Agreement,
    Case,
    CaseEntry,
    Decision,
    PaperCopy,
    PaperRecord,
    Power,
    Solicitud,
    Ticket,
)
from vinculo.rules.cases.agreements import AgreementState
from vinculo.rules.cases.facts import Copy
from vinculo.rules.cases.paper_kinds import kinds_with
from vinculo.rules.cases.status import UNDECIDED, ApplicationStatus
from vinculo.rules.cases.work import EntryKind, OpenReason
from vinculo.rules.legal.status import PowerStatus
from vinculo.rules.shared.statuses import LIVE_TICKET, TurnoStatus


def with_reasons(rows: QuerySet[Case], now: datetime, *, but: Collection[OpenReason] = ()) -> QuerySet[Any, Any]:
    """Return cases with `why` (of `OpenReason`, None where none holds), `term`, `no_power` and `no_copy`.

    `but` are reasons that are passed over.
    """
    of_case = Solicitud.objects.filter(case=OuterRef("pk"))
    in_review = Exists(of_case.filter(status=ApplicationStatus.IN_REVIEW))
    pending = Exists(of_case.filter(status=ApplicationStatus.CORRECTION_PENDING))
    rows = rows.annotate(no_power=_waits_for_power(now), no_copy=_lacks_copy())
    conditions: dict[OpenReason, Any] = {
        OpenReason.RETURNED: _is_returned(),
        OpenReason.VISIT: _is_in_the_centre(),
        OpenReason.SECOND: Exists(
            Agreement.objects.filter(case=OuterRef("pk"), state=AgreementState.WAITING, lapses_at__gt=now)
        ),
        OpenReason.LEGAL: Q(no_power=True) | Q(_waits_for_adoption()),
        OpenReason.CORRECTION: Q(pending) & ~Q(in_review),
        OpenReason.LEFT: Q(in_review) & Q(Exists(_entries(EntryKind.LEFT_OPEN))),
        OpenReason.UNSAID: in_review,
        OpenReason.EMPTY: ~Exists(of_case.exclude(status=ApplicationStatus.WITHDRAWN)),
    }
    why = Choose(
        *(When(condition, then=Value(reason.value)) for reason, condition in conditions.items() if reason not in but),
        default=None,
        output_field=CharField(null=True),
    )
    return rows.annotate(why=why, term=_term(of_case))


def _entries(*kinds: EntryKind) -> QuerySet[CaseEntry]:
    return CaseEntry.objects.filter(case=OuterRef("pk"), kind__in=kinds)


def _is_returned() -> Exists:
    """Return whether a supervisor returned the case and nothing was decided in it since."""
    since = Decision.objects.filter(solicitud__case=OuterRef("case"), decided_at__gt=OuterRef("written_at"))
    return Exists(_entries(EntryKind.RETURNED).filter(~Exists(since)))


def _is_in_the_centre() -> Q:
    """Return whether the person of the case has a number that is not ended, or a turno that has arrived."""
    live = Ticket.objects.filter(state__in=LIVE_TICKET)
    own = Exists(live.filter(case=OuterRef("pk")))
    of_turno = Exists(live.filter(turno=OuterRef("turno")))
    return Q(own) | Q(of_turno) | Q(turno__status=TurnoStatus.ARRIVED)


def _waits_for_power(now: datetime) -> Any:
    """Return whether a proxy presents something undecided and no endorsed power of theirs is in force (S38)."""
    of_proxy = Q(proxy_key=OuterRef("presenter_key")) & ~Q(proxy_key="") | Q(
        proxy_kind=OuterRef("presenter_kind"),
        proxy_number=OuterRef("presenter_number"),
        proxy_country=OuterRef("presenter_country"),
    )
    in_force = Q(expires_on=None) | Q(expires_on__gte=now.date())
    endorsed = Power.objects.filter(of_proxy, in_force, affiliate=OuterRef("affiliate"), state=PowerStatus.ENDORSED)
    undecided = Solicitud.objects.filter(case=OuterRef("pk"), status__in=UNDECIDED)
    return Choose(When(Q(by_proxy=True) & Q(Exists(undecided)) & ~Q(Exists(endorsed)), then=True), default=False)


def _waits_for_adoption() -> Exists:
    adoptions = kinds_with(lambda paper: paper.legal_look)
    rows = PaperRecord.objects.filter(case=OuterRef("pk"), kind__in=adoptions, received=True, undone_at=None)
    return Exists(rows.filter(legal_look=False, solicitud__status__in=UNDECIDED))


def _lacks_copy() -> Exists:
    """Return whether a paper of somebody undecided was recorded without the copy that its kind asks for (S34-S38).

    One that was scanned here and has no file is without (D35).
    """
    copied = kinds_with(lambda paper: "copy" in paper.fields)
    rows = PaperRecord.objects.filter(case=OuterRef("pk"), kind__in=copied, received=True, undone_at=None)
    undecided = Solicitud.objects.filter(case=OuterRef("case"), status__in=UNDECIDED)
    files = PaperCopy.objects.filter(paper=OuterRef("pk"), removed_at=None)
    return Exists(rows.filter(Q(copy=Copy.NONE) | Q(Q(copy=Copy.SCAN) & ~Q(Exists(files))), Exists(undecided)))


def _term(of_case: QuerySet[Solicitud]) -> Coalesce:
    """Return the first last day of what is to be brought; else the day on which somebody looks at it again."""
    pending = of_case.filter(status=ApplicationStatus.CORRECTION_PENDING, answer_until__isnull=False)
    timed = _entries(EntryKind.LEFT_OPEN, EntryKind.RETURNED)
    return Coalesce(
        Subquery(pending.order_by("answer_until").values("answer_until")[:1]),
        Subquery(timed.order_by("-pk").values("due")[:1]),
    )
