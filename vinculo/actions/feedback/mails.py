"""The mails of complaints and of the two marks after a visit."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format

from vinculo.actions.mail.kinds import Mail, always, register
from vinculo.actions.mail.outbox import enqueue
from vinculo.queries.shared.spoken import in_their_language, public_address
from vinculo.records.models import Complaint, Message, Turno
from vinculo.rules.feedback.complaints import spelled_key
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.marks import mark
from vinculo.rules.shared.statuses import TurnoStatus


def _was_attended(message: Message) -> bool:
    """Return whether the visit still stands as one that was."""
    return message.turno is None or message.turno.status == TurnoStatus.ATTENDED


register(
    MailKind.COMPLAINT,
    Mail(
        while_true=always,
        subject=mark("Recibimos su mensaje %(reference)s"),
        template=mark(
            "Recibimos lo que nos contó. Su número es %(reference)s.\n\nLe responderemos hasta el %(day)s, ese día "
            "incluido, por este correo y en esta página:\n%(url)s/quejas/%(token)s/\n\nSi no tiene el enlace, consulte "
            "en %(url)s/quejas/consultar/ con el número y la clave %(key)s\n\n¿No fue usted? Alguien escribió su "
            "correo por error: no tiene que hacer nada."
        ),
    ),
)
register(
    MailKind.COMPLAINT_ANSWER,
    Mail(
        while_true=always,
        subject=mark("Respuesta a su mensaje %(reference)s"),
        template=mark(
            "Esta es la respuesta a su mensaje %(reference)s.\n\n%(answer)s\n\nTambién está en:\n"
            "%(url)s/quejas/%(token)s/"
        ),
    ),
)
register(
    MailKind.OPINION,
    Mail(
        while_true=_was_attended,
        subject=mark("¿Cómo le atendimos?"),
        template=mark(
            "Usted estuvo en %(place)s.\n\n¿Cómo le atendimos? Son dos respuestas, de un toque cada una:\n"
            "%(url)s/mi-turno/%(token)s/opinion/\n\nPuede responder o cambiar de opinión durante %(days)d días. "
            "Publicamos solo porcentajes, nunca quién respondió.\n\n"
            "¿Algo salió mal? Cuéntenos, sin turno y sin cuenta: %(url)s/quejas/"
        ),
    ),
)


@in_their_language
def send_received(complaint: Complaint, now: datetime) -> None:
    """Send the number and the link, and not a word of what was told: the address may be somebody else's."""
    _send(
        MailKind.COMPLAINT,
        complaint,
        now,
        day=date_format(complaint.answer_by, "LONG_DATE"),
        key=spelled_key(complaint.token),
    )


@in_their_language
def send_answer(complaint: Complaint, now: datetime) -> None:
    """Send the answer to a complaint, and the link where it stands too."""
    _send(MailKind.COMPLAINT_ANSWER, complaint, now, answer=complaint.answer)


def _send(kind: MailKind, complaint: Complaint, now: datetime, **words: str) -> None:
    link = {"reference": complaint.reference, "url": public_address(), "token": complaint.token}
    enqueue(kind=kind, recipient=complaint.email, words=link | words, now=now, complaint=complaint)


@in_their_language
def send_question(turno: Turno, now: datetime) -> Message:
    """Ask how the visit was, and return the mail."""
    words = {"place": turno.agency.name, "url": public_address(), "token": turno.token, "days": settings.OPINION_DAYS}
    return enqueue(kind=MailKind.OPINION, recipient=turno.email, words=words, now=now, turno=turno)
