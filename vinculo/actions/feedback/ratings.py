"""The two marks after a visit, and the mail that asks for them once."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.actions.mail.outbox import enqueue
from vinculo.actions.shared.retry import retried
from vinculo.queries.feedback.visits import Visit
from vinculo.records.events import write_event
from vinculo.records.models import Opinion, Reminder, Turno
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.shared.statuses import TurnoStatus

ASKED = "opinion"
STILL = timedelta(days=1)  # nobody is asked later than so long after the visit


class NotOpen(Exception):
    """The visit is not over, or its days for marks have passed."""


def give_mark(*, visit: Visit, about: str, value: int, now: datetime) -> Opinion:
    """Keep the mark for one of the two things of a visit, in the place of an earlier one, and return it.

    Raises `NotOpen`.
    """
    if not visit.open:
        raise NotOpen
    return retried(lambda: _give(visit, about, value, now))


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
    subject, row = (Subject.TURNO, visit.turno) if visit.turno is not None else (Subject.TICKET, visit.ticket)
    write_event(
        act=Act.OPINION_GIVEN if made else Act.OPINION_CHANGED,
        subject=subject,
        subject_id=row.pk if row else None,
        now=now,
        fields=[about],
    )
    return given


def write_asked(*, now: datetime) -> int:
    """Ask by mail, once, everybody whose turno was attended a short while ago; return how many."""
    done = Reminder.objects.filter(turno=OuterRef("pk"), kind=ASKED)
    found = Turno.objects.filter(
        ~Exists(done), status=TurnoStatus.ATTENDED, ended_at__gt=now - STILL, ended_at__lte=now
    )
    asked = found.exclude(email="").order_by("pk").values_list("pk", flat=True)
    return sum(retried(partial(_ask, pk, now)) for pk in list(asked))


def _ask(pk: int, now: datetime) -> bool:
    """Write one mail; another worker that wrote it in the same moment has won."""
    try:
        with transaction.atomic():
            return _write(pk, now)
    except IntegrityError:
        if Reminder.objects.filter(turno=pk, kind=ASKED).exists():
            return False
        raise


@override("es")
def _write(pk: int, now: datetime) -> bool:
    turno = Turno.objects.select_for_update(of=("self",)).select_related("agency").get(pk=pk)
    if turno.status != TurnoStatus.ATTENDED or turno.opinions.exists():
        return False
    body = _(
        "Usted estuvo en %(place)s.\n\n¿Cómo le atendimos? Son dos respuestas, de un toque cada una:\n"
        "%(url)s/mi-turno/%(token)s/opinion/\n\nPuede responder o cambiar de opinión durante %(days)d días. "
        "Publicamos solo porcentajes, nunca quién respondió.\n\n"
        "¿Algo salió mal? Cuéntenos, sin turno y sin cuenta: %(url)s/quejas/"
    ) % {"place": turno.agency.name, "url": settings.PUBLIC_URL, "token": turno.token, "days": settings.OPINION_DAYS}
    message = enqueue(
        kind=ASKED, recipient=turno.email, subject=_("¿Cómo le atendimos?"), body=body, now=now, turno=turno
    )
    Reminder.objects.create(turno=turno, kind=ASKED, sequence=0, message=message)
    write_event(act=Act.OPINION_ASKED, subject=Subject.TURNO, subject_id=pk, now=now, actor_kind=ActorKind.SYSTEM)
    return True
