"""The mail by which a mailbox confirms what was asked on the public page about somebody's data (D34)."""

from __future__ import annotations

from datetime import datetime

from vinculo.actions.mail.kinds import Mail, always, register
from vinculo.actions.mail.outbox import enqueue
from vinculo.queries.rights.online import address_of
from vinculo.records.models import DataRequest
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.marks import mark

register(
    MailKind.DATA_REQUEST,
    Mail(
        while_true=always,
        subject=mark("Confirme lo que pide sobre sus datos"),
        template=mark(
            "Alguien pidió algo sobre sus datos personales y escribió este correo. ¿Fue usted? Confírmelo aquí:\n"
            "%(url)s\n\nDesde que lo confirma le respondemos en 15 días. Si no lo confirma, no hacemos nada y lo "
            "borramos.\n\n¿No fue usted? No tiene que hacer nada."
        ),
    ),
)


def send_link(request: DataRequest, now: datetime) -> None:
    """Send the link, and not a word of what was asked: the address may be somebody else's."""
    enqueue(kind=MailKind.DATA_REQUEST, recipient=request.contact, words={"url": address_of(request)}, now=now)
