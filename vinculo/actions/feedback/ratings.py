"""The two marks after a visit, and the mail that asks for them once."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from vinculo.actions.feedback import mails
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.feedback.visits import Visit
from vinculo.records.events import write_event
from vinculo.records.models import Opinion, Reminder, ReturnAnswer, Turno
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.shared.statuses import TurnoStatus

STILL = timedelta(days=1)  # nobody is asked later than so long after the visit


class NotOpen(Exception):
    """The visit is not over, or its days for marks have passed."""


def give_mark(*, visit: Visit, about: str, value: int, now: datetime) -> Opinion:
    """Keep the mark for one of the two things of a visit, in the place of an earlier one, and return it.

    Raises `NotOpen`.
    """
    if not visit.open:
        raise NotOpen
    return retry_clashes(lambda: _give(visit, about, value, now))


@transaction.atomic
def _give(visit: Visit, about: str, value: int, now: datetime) -> Opinion:
    own = Opinion.objects.filter(turno=visit.turno, ticket=visit.ticket, about=about, value=value)
    if (same := own.first()) is not None:
        return same
    given, made = Opinion.objects.update_or_create(
        turno=visit.turno,
        ticket=visit.ticket,
        about=about,
        defaults={
            "value": value,
            "agency": visit.agency,
            "procedure": visit.procedure,
            "day": visit.day,
            "given_at": now,
        },
    )
    _write_opinion_event(visit, about, now, made=made)
    return given


def answer_return(*, visit: Visit, came_back: bool, now: datetime) -> ReturnAnswer:
    """Keep whether the person had to come back, in the place of an earlier answer, and return it (D39).

    Raises `NotOpen`.
    """
    if not visit.open:
        raise NotOpen
    return retry_clashes(lambda: _keep_return(visit, came_back, now))


@transaction.atomic
def _keep_return(visit: Visit, came_back: bool, now: datetime) -> ReturnAnswer:
    own = ReturnAnswer.objects.filter(turno=visit.turno, ticket=visit.ticket, came_back=came_back)
    if (same := own.first()) is not None:
        return same
    given, made = ReturnAnswer.objects.update_or_create(
        turno=visit.turno,
        ticket=visit.ticket,
        defaults={
            "came_back": came_back,
            "agency": visit.agency,
            "procedure": visit.procedure,
            "day": visit.day,
            "given_at": now,
        },
    )
    _write_opinion_event(visit, "came_back", now, made=made)
    return given


def _write_opinion_event(visit: Visit, about: str, now: datetime, *, made: bool) -> None:
    subject, row = (Subject.TURNO, visit.turno) if visit.turno is not None else (Subject.TICKET, visit.ticket)
    write_event(
        act=Act.OPINION_GIVEN if made else Act.OPINION_CHANGED,
        subject=subject,
        subject_id=row.pk if row else None,
        now=now,
        fields=[about],
    )


def write_asked(*, now: datetime) -> int:
    """Ask by mail, once, everybody whose turno was attended a short while ago; return how many."""
    done = Reminder.objects.filter(turno=OuterRef("pk"), kind=MailKind.OPINION)
    attended_turnos = Turno.objects.filter(
        ~Exists(done), status=TurnoStatus.ATTENDED, ended_at__gt=now - STILL, ended_at__lte=now
    )
    asked = attended_turnos.exclude(email="").order_by("pk").values_list("pk", flat=True)
    return sum(retry_clashes(partial(_ask, pk, now)) for pk in list(asked))


def _ask(pk: int, now: datetime) -> bool:
    """Write one mail; another worker that wrote it in the same moment has won."""
    try:
        with transaction.atomic():
            return _write(pk, now)
    except IntegrityError:
        if Reminder.objects.filter(turno=pk, kind=MailKind.OPINION).exists():
            return False
        raise


def _write(pk: int, now: datetime) -> bool:
    turno = Turno.objects.select_for_update(no_key=True, of=("self",)).select_related("agency").get(pk=pk)
    if turno.status != TurnoStatus.ATTENDED or turno.opinions.exists():
        return False
    message = mails.send_question(turno, now)
    Reminder.objects.create(turno=turno, kind=MailKind.OPINION, sequence=0, message=message)
    write_event(act=Act.OPINION_ASKED, subject=Subject.TURNO, subject_id=pk, now=now, actor_kind=ActorKind.SYSTEM)
    return True
