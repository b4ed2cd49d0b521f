"""What people are told when their day, agency or counter is closed: one message each, with a way to choose."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from vinculo.actions.mailing import enqueue
from vinculo.actions.turno_mail import when
from vinculo.records.models import Message, Turno


def place_and_time(turno: Turno) -> str:
    """Return where and when a turno is, in one line."""
    return f"{when(turno)}, {turno.agency.name}"


def reseated(turno: Turno, before: str, reason: str, now: datetime) -> None:
    """Tell the new place and time, with the confirmation anew: accept by doing nothing, or choose another."""
    body = _(
        "No podremos atenderle en su turno del %(before)s. Motivo: %(reason)s. Le pedimos disculpas.\n\n"
        "Ya le reservamos otro turno, con la misma referencia %(reference)s:\n%(after)s\n%(address)s\n\n"
        "Si le sirve, no tiene que hacer nada: está confirmado.\n"
        "Si no le sirve, elija otro día, otra hora u otra agencia, o cancélelo:\n%(url)s\n\n"
        "Los papeles y las solicitudes que preparó siguen siendo válidos. El trámite no tiene costo."
    ) % {
        "before": before, "reason": reason, "reference": turno.reference, "after": place_and_time(turno),
        "address": ", ".join(part for part in [turno.agency.address, turno.agency.city] if part), "url": _link(turno),
    }  # fmt: skip
    subject = _("Su turno cambió porque no podremos atenderle ese día")
    if not turno.email:
        return
    enqueue(
        kind="moved", recipient=turno.email, subject=subject, body=body, now=now, turno=turno,
        attach=["confirmation_pdf", "invite"],
    )  # fmt: skip


def kept(turno: Turno, reason: str, now: datetime) -> bool:
    """Tell once that no other seat was found and that the turno keeps priority; return whether it was told now."""
    subject = _("No podremos atender su turno del %(when)s: conserva la prioridad") % {"when": when(turno)}
    if not turno.email or Message.objects.filter(turno=turno, kind="kept", subject=subject).exists():
        return False
    body = _(
        "No podremos atenderle en su turno del %(before)s. Motivo: %(reason)s. Le pedimos disculpas.\n\n"
        "Por ahora no hay otra hora libre para usted en esta agencia ni en su provincia. Su turno %(reference)s "
        "conserva la prioridad:\n"
        "- Elija otra hora en cuanto se abra una. Cada día hábil se abren horas nuevas:\n%(url)s\n"
        "- O preséntese con este turno, en cuanto la agencia vuelva a atender o en otra que realice el trámite: "
        "se le atiende por la referencia, sin pedir un turno nuevo.\n\n"
        "Los papeles y las solicitudes que preparó siguen siendo válidos. El trámite no tiene costo."
    ) % {"before": place_and_time(turno), "reason": reason, "reference": turno.reference, "url": _link(turno)}
    enqueue(kind="kept", recipient=turno.email, subject=subject, body=body, now=now, turno=turno)
    return True


def _link(turno: Turno) -> str:
    return f"{settings.PUBLIC_URL}/mi-turno/{turno.token}/"
