"""What people are told when their day, agency or counter is closed or reopened: one message each, with a way to answer.

The link opens a page that asks; nothing changes by opening it.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vinculo.actions.booking.mails import when
from vinculo.actions.mail.outbox import enqueue
from vinculo.queries.shared.local_time import local_moment
from vinculo.records.models import Outcome, Reseating, Turno

LONG_DAY = r"l j \d\e F \d\e Y"


def place_and_time(turno: Turno) -> str:
    """Return where and when a turno is, in one line."""
    return f"{when(turno)}, {turno.agency.name}"


def reseated(turno: Turno, before: str, reason: str, now: datetime) -> None:
    """Tell the new place and time, with the confirmation anew: accept it or ask for another hour."""
    body = _(
        "No podremos atenderle en su turno del %(before)s. Motivo: %(reason)s. Le pedimos disculpas.\n\n"
        "Ya le reservamos otro turno, con la misma referencia %(reference)s:\n%(after)s\n%(address)s\n\n"
        "Díganos si le sirve: acepte esta hora o elija otra en\n%(url)s\n\n"
        "Si no responde, esta hora sigue reservada para usted.\n\n"
        "Los papeles y las solicitudes que preparó siguen siendo válidos. El trámite no tiene costo."
    ) % {
        "before": before,
        "reason": reason,
        "reference": turno.reference,
        "after": place_and_time(turno),
        "address": ", ".join(part for part in [turno.agency.address, turno.agency.city] if part),
        "url": _link(turno),
    }
    subject = _("Su turno cambió porque no podremos atenderle ese día: acéptelo o elija otra hora")
    _send(turno, "moved", subject, body, now, ["confirmation_pdf", "invite"])


def kept(turno: Turno, reason: str, now: datetime) -> None:
    """Tell that no other seat was found, that the turno keeps priority, and how to use it."""
    subject = _("No podremos atender su turno del %(when)s: conserva la prioridad") % {"when": when(turno)}
    body = _(
        "No podremos atenderle en su turno del %(before)s. Motivo: %(reason)s. Le pedimos disculpas.\n\n"
        "Por ahora no hay otra hora libre para usted en esta agencia ni en su provincia. Su turno %(reference)s "
        "conserva la prioridad:\n"
        "- Elija otra hora en cuanto se abra una, o díganos que lo conserva. Cada día hábil se abren horas nuevas:\n"
        "%(url)s\n"
        "- O preséntese con este turno, en cuanto la agencia vuelva a atender o en otra que realice el trámite: "
        "se le atiende por la referencia, sin pedir un turno nuevo.\n\n"
        "Los papeles y las solicitudes que preparó siguen siendo válidos. El trámite no tiene costo."
    ) % {"before": place_and_time(turno), "reason": reason, "reference": turno.reference, "url": _link(turno)}
    _send(turno, "kept", subject, body, now)


def reopened(reseating: Reseating, now: datetime) -> None:
    """Tell that the old day is served again: whoever was moved may go back, whoever was kept simply comes."""
    (_stands_again if reseating.outcome == Outcome.KEPT else _may_go_back)(reseating, now)


def _may_go_back(reseating: Reseating, now: datetime) -> None:
    turno = reseating.turno
    body = _(
        "Al final sí atenderemos en %(agency)s el %(day)s, a la hora de su turno de antes.\n\n"
        "Su turno %(reference)s sigue como está: %(after)s. No tiene que hacer nada.\n\n"
        "Si prefiere su hora de antes, puede volver a ella mientras esté libre:\n%(url)s"
    ) % {
        "agency": reseating.old_agency.name,
        "day": _day(reseating),
        "reference": turno.reference,
        "after": place_and_time(turno),
        "url": _link(turno),
    }
    _send(turno, "reopened", _("Su hora de antes vuelve a atenderse: puede elegirla"), body, now)


def _stands_again(reseating: Reseating, now: datetime) -> None:
    turno = reseating.turno
    body = _(
        "Al final sí podremos atenderle: su turno %(reference)s sigue en pie.\n\nDía y hora: %(when)s\n\n"
        "Ver, mover o cancelar su turno:\n%(url)s"
    ) % {
        "reference": turno.reference,
        "when": place_and_time(turno),
        "url": f"{settings.PUBLIC_URL}/mi-turno/{turno.token}/",
    }
    subject = _("Sí le atenderemos: su turno del %(when)s sigue en pie") % {"when": when(turno)}
    _send(turno, "reopened", subject, body, now, ["confirmation_pdf", "invite"])


def _day(reseating: Reseating) -> str:
    local = local_moment(reseating.old_agency, reseating.old_starts)
    return f"{date_format(local, LONG_DAY)}, {local:%H:%M}"


def _send(turno: Turno, kind: str, subject: str, body: str, now: datetime, attach: list[str] | None = None) -> None:
    if not turno.email:  # given at the desk to somebody without one
        return
    enqueue(kind=kind, recipient=turno.email, subject=subject, body=body, now=now, turno=turno, attach=attach or [])


def _link(turno: Turno) -> str:
    return f"{settings.PUBLIC_URL}/mi-turno/{turno.token}/cambio/"
