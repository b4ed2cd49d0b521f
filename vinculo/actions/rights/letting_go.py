"""What of each kind is past its time, and how it is let go: columns emptied or rows deleted, never a frozen fact (D34).

Places, days, states and marks stay: the figures count them. A live turno, an open case, an unanswered complaint and
people whose data are restricted are left alone. The secret of a row goes with the first of its data (D32).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from vinculo.records.models import (
    BringAnswer,
    BringTick,
    Case,
    Complaint,
    DataRequest,
    Draft,
    KnownBrowser,
    Message,
    PaperCopy,
    Power,
    Restriction,
    Solicitud,
    Turno,
    WaitingEntry,
)
from vinculo.records.values.changes import AnotherSecret
from vinculo.rules.cases.status import ApplicationStatus
from vinculo.rules.feedback.status import ComplaintState
from vinculo.rules.legal.status import PowerStatus
from vinculo.rules.mail.status import MessageState
from vinculo.rules.rights.retention import RetentionKind
from vinculo.rules.rights.status import UNANSWERED, RequestState
from vinculo.rules.shared.statuses import DEAD_TURNO, LIVE_TURNO

EMPTIED = "—"  # in the place of an answer that has to say something
ENDED_POWER = (PowerStatus.REFUSED, PowerStatus.REVOKED, PowerStatus.SUBSTITUTED, PowerStatus.ENDED)
LOG_INS = ("AccessAttempt", "AccessFailureLog", "AccessLog")


@dataclass(frozen=True)
class Part:
    """Rows of one model that hold a kind of data: which, by which moment their time runs, how they are let go."""

    kind: RetentionKind
    rows: Callable[[], QuerySet[Any]]  # that still hold it and may be let go
    ends: str  # the column from which the time runs
    clear: Callable[[QuerySet[Any]], int] | None  # None: another chore of the upkeep does it, or the institution


def _empty(**values: Any) -> Callable[[QuerySet[Any]], int]:
    return lambda rows: rows.update(**values)


def _delete(rows: QuerySet[Any]) -> int:
    return int(rows.delete()[0])


def _list_restricted() -> QuerySet[Any]:
    return Restriction.objects.filter(lifted_at__isnull=True, affiliate__isnull=False).values("affiliate")


def _over() -> QuerySet[Turno]:
    """The turnos that ended, whose case is closed, and whose affiliate's data may be changed."""
    open_cases = Case.objects.filter(closed_at__isnull=True, turno__isnull=False).values("turno")
    ended = Turno.objects.filter(status__in=DEAD_TURNO, ended_at__isnull=False)
    return ended.exclude(pk__in=open_cases).exclude(affiliate__in=_list_restricted())


def _turno_contacts() -> QuerySet[Turno]:
    return _over().exclude(email="", mailbox="", mobile="")


def _case_contacts() -> QuerySet[Case]:
    rows = Case.objects.filter(closed_at__isnull=False).exclude(email="", mobile="")
    return rows.exclude(affiliate__in=_list_restricted())


def _power_contacts() -> QuerySet[Power]:
    return Power.objects.filter(state__in=ENDED_POWER).exclude(email="").exclude(affiliate__in=_list_restricted())


def _presenters() -> QuerySet[Turno]:
    return _over().exclude(presenter_number="", presenter_key="")


def _clear_presenters(rows: QuerySet[Turno]) -> int:
    """Empty who presented, and delete what was answered about the papers."""
    pks = list(rows.values_list("pk", flat=True))
    BringAnswer.objects.filter(turno__in=pks).delete()
    BringTick.objects.filter(turno__in=pks).delete()
    return rows.filter(pk__in=pks).update(presenter_number="", presenter_country="", presenter_key="")


def _mails() -> QuerySet[Message]:
    """The mails that went or failed, whose link serves nobody any more."""
    gone = Message.objects.exclude(state=MessageState.QUEUED).exclude(recipient="")
    gone = gone.exclude(turno__status__in=LIVE_TURNO).exclude(complaint__state=ComplaintState.OPEN)
    return gone.exclude(turno__affiliate__in=_list_restricted())


def _complaints() -> QuerySet[Complaint]:
    return Complaint.objects.filter(state=ComplaintState.ANSWERED).exclude(names="", email="")


def _requests() -> QuerySet[DataRequest]:
    return DataRequest.objects.exclude(state__in=UNANSWERED).exclude(names="")


def _unconfirmed_requests() -> QuerySet[DataRequest]:
    return DataRequest.objects.filter(state=RequestState.ASKED)


def _log_ins(name: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = apps.get_model("axes", name)._default_manager.all()
    return rows


def _drafts() -> QuerySet[Solicitud]:
    rows = Solicitud.objects.filter(status=ApplicationStatus.DRAFT, case__isnull=True)
    return rows.exclude(turno__status__in=LIVE_TURNO)


def _files() -> QuerySet[Case]:
    return Case.objects.filter(closed_at__isnull=False, disposal__isnull=True)


NO_REQUEST = {"names": "", "contact": "", "words": "", "identified_with": "", "whose": "", "answer": EMPTIED}

PARTS: tuple[Part, ...] = (
    Part(RetentionKind.DRAFT, Draft.objects.all, "updated_at", None),
    Part(RetentionKind.DRAFT, _unconfirmed_requests, "recorded_at", _delete),
    Part(RetentionKind.PREPARED, _drafts, "updated_at", None),
    Part(RetentionKind.WAITING, lambda: WaitingEntry.objects.filter(ended_at__isnull=False), "ended_at", None),
    Part(
        RetentionKind.CONTACT,
        _turno_contacts,
        "ended_at",
        _empty(email="", mailbox="", mobile="", value_secret=AnotherSecret()),
    ),
    Part(RetentionKind.CONTACT, _case_contacts, "closed_at", _empty(email="", mobile="", value_secret=AnotherSecret())),
    Part(RetentionKind.CONTACT, _power_contacts, "updated_at", _empty(email="", value_secret=AnotherSecret())),
    Part(RetentionKind.TURNO, _presenters, "ended_at", _clear_presenters),
    Part(RetentionKind.MAIL, _mails, "created_at", _empty(recipient="", subject="", body="", last_error="")),
    Part(RetentionKind.COMPLAINT, _complaints, "answered_at", _empty(names="", email="")),
    Part(RetentionKind.REQUEST, _requests, "answered_at", _empty(**NO_REQUEST)),
    Part(RetentionKind.SESSION, Session.objects.all, "expire_date", _delete),
    *(Part(RetentionKind.LOG_IN, partial(_log_ins, name), "attempt_time", _delete) for name in LOG_INS),
    Part(RetentionKind.BROWSER, KnownBrowser.objects.all, "seen_at", _delete),
    Part(RetentionKind.COPY, lambda: PaperCopy.objects.filter(removed_at=None), "paper__case__closed_at", None),
    Part(RetentionKind.EXPEDIENTE, _files, "closed_at", None),  # an act of two people, by minutes (0073, 0078)
)


def past(part: Part, since: datetime) -> QuerySet[Any]:
    """Return the rows of a part whose time is over."""
    return part.rows().filter(Q(**{f"{part.ends}__lt": since}))
