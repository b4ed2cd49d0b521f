"""The mails of a turno: what is told to whom when it changes (S24, S30)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vinculo.actions.mail.outbox import enqueue
from vinculo.actions.shared import limits
from vinculo.documents.words import zone_in_words
from vinculo.queries.shared.local_time import local_moment
from vinculo.records.models import Turno


def confirmed(turno: Turno, now: datetime) -> None:
    """Send the confirmation with its PDF, its calendar entry and the private link (S30)."""
    body = _("Su turno está confirmado. Preséntelo impreso o en su teléfono.") + "\n\n" + _facts(turno)
    _send(turno, "confirmation", _("Confirmación del Turno en Línea"), body, now, ["confirmation_pdf", "invite"])


@transaction.atomic
def confirm_again(*, turno: Turno, address: str, now: datetime) -> None:
    """Send the confirmation of a confirmed turno once more; nothing for another one, or where there is no e-mail.

    Raises `limits.LimitReached`.
    """
    if not turno.email:
        return
    limits.count(act="send", by={"address": address, "email": turno.email, "number": turno.reference}, now=now)
    if turno.status == "confirmed":
        confirmed(turno, now)


def moved(turno: Turno, now: datetime) -> None:
    """Send the confirmation anew, with the new day and hour."""
    body = _("Su turno cambió de día u hora. Esta confirmación reemplaza a la anterior.") + "\n\n" + _facts(turno)
    subject = _("Su turno cambió: Confirmación del Turno en Línea")
    _send(turno, "moved", subject, body, now, ["confirmation_pdf", "invite"])


def cancelled(turno: Turno, now: datetime) -> None:
    """Say that the turno is cancelled and how to get another one."""
    body = _(
        "Su turno %(reference)s del %(when)s fue cancelado. Si todavía lo necesita, puede pedir otro en %(url)s/turnos/"
    ) % {"reference": turno.reference, "when": when(turno), "url": settings.PUBLIC_URL}
    _send(turno, "cancelled", _("Su turno fue cancelado"), body, now, ["cancel_invite"])


def replaced(turno: Turno, new_email: str, now: datetime) -> None:
    """Tell the new address that the turno booked from the other one is gone; the old one is told by `cancelled`."""
    body = _(
        "El turno %(reference)s, pedido con otro correo electrónico, fue cancelado a su pedido. "
        "Puede continuar con su turno."
    ) % {"reference": turno.reference}
    subject = _("Se canceló un turno pedido con otro correo")
    enqueue(kind="replaced", recipient=new_email, subject=subject, body=body, now=now, turno=turno)


def _send(turno: Turno, kind: str, subject: str, body: str, now: datetime, attach: list[str]) -> None:
    if not turno.email:  # given at the desk to somebody without one
        return
    enqueue(kind=kind, recipient=turno.email, subject=subject, body=body, now=now, turno=turno, attach=attach)


def when(turno: Turno) -> str:
    """Return day and hour as people read them, in the time of the agency (D9)."""
    local = local_moment(turno.agency, turno.starts)
    day = date_format(local, "l j \\d\\e F \\d\\e Y")
    zone = zone_in_words(turno.agency.timezone)
    return f"{day}, {local:%H:%M}" + (f" ({zone})" if zone else "")


def _facts(turno: Turno) -> str:
    place = ", ".join(part for part in [turno.agency.name, turno.agency.address, turno.agency.city] if part)
    return _(
        "Turno: %(reference)s\nTrámite: %(procedure)s\nDía y hora: %(when)s\nLugar: %(place)s\n\n"
        "Llegue 10 minutos antes. El trámite no tiene costo.\n\n"
        "Ver, mover o cancelar su turno, y preparar las solicitudes:\n%(url)s/mi-turno/%(token)s/\n\n"
        "No comparta este enlace: quien lo tiene puede cancelar su turno."
    ) % {
        "reference": turno.reference,
        "procedure": turno.procedure.name,
        "when": when(turno),
        "place": place,
        "url": settings.PUBLIC_URL,
        "token": turno.token,
    }
