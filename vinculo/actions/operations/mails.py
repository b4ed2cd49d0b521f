"""The mail of the operators: each night what the event log came to, so that it is kept where no one here changes it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from vinculo.actions.mail.kinds import Mail, always, register
from vinculo.actions.mail.outbox import enqueue
from vinculo.queries.shared.spoken import speaking
from vinculo.records.models import Seal
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.marks import mark

register(
    MailKind.LOG_HEAD,
    Mail(
        while_true=always,
        subject=mark("Cabeza de la bitácora del %(day)s"),
        template=mark(
            "Guarde este correo: con él se comprueba que nadie quitó ni cambió lo que la bitácora tenía esa noche.\n\n"
            "Día sellado: %(day)s\nSucesos de ese día: %(count)s\nSucesos en la cadena: %(links)s\nClave: %(key)s\n"
            "Cabeza: %(links)s:%(head)s\nSello: %(seal)s\n\n"
            "Para comprobarla: manage.py verify_events --head %(links)s:%(head)s"
        ),
    ),
)


def send_head(seal: Seal, now: datetime) -> None:
    """Write the head of the chain and the seal of a day to each mailbox of the settings."""
    words = {
        "day": seal.date.isoformat(),
        "count": seal.count,
        "links": seal.links,
        "key": seal.key_id,
        "head": seal.head,
        "seal": seal.hash,
    }
    with speaking(settings.LANGUAGE_CODE):
        for recipient in settings.LOG_RECIPIENTS:
            enqueue(kind=MailKind.LOG_HEAD, recipient=recipient, now=now, words=words)
