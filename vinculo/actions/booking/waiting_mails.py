"""The mails of the waiting list; each bears the private link, and nothing in it changes anything by being opened."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vinculo.actions.booking.mails import when
from vinculo.actions.mail.outbox import enqueue
from vinculo.queries.shared.local_time import local_moment
from vinculo.records.models import Offer, WaitingEntry


def joined(entry: WaitingEntry, now: datetime) -> None:
    """Say for what the person waits and how to leave."""
    body = _(
        "Está en la lista de espera.\n\nTrámite: %(procedure)s\nLugar: %(agency)s\nDías: %(first)s a %(last)s\n\n"
        "Cuando haya una hora libre se la ofreceremos por correo solo a usted, por un tiempo limitado. "
        "Es gratuito; no hace falta pagar a nadie.\n\nVer su lugar o salir de la lista:\n%(link)s"
    ) % _facts(entry)
    enqueue(kind="waiting", recipient=entry.email, subject=_("Está en la lista de espera"), body=body, now=now)


def offered(offer: Offer, now: datetime) -> None:
    """Offer the hour: until when, and where to accept or decline."""
    entry = offer.entry
    until = local_moment(entry.agency, offer.expires_at)
    body = _(
        "Se liberó una hora y está reservada solo para usted.\n\nTrámite: %(procedure)s\nLugar: %(agency)s\n"
        "Día y hora: %(when)s\n\nAcéptela antes de: %(until)s\n%(link)s\n\n"
        "Si no la acepta, se ofrecerá a la siguiente persona."
    ) % (_facts(entry) | {"when": when(offer.turno), "until": f"{_day(until)}, {until:%H:%M}"})
    subject = _("Hay un turno para usted: acéptelo a tiempo")
    enqueue(kind="offer", recipient=entry.email, subject=subject, body=body, now=now, turno=offer.turno)


def replaced(entry: WaitingEntry, now: datetime) -> None:
    """Tell whoever waited that the same number joined with another e-mail (D17: not with which)."""
    body = _(
        "Otra persona verificó su correo y entró en la lista de espera con el mismo número, "
        "por eso este lugar en la lista terminó. Si no fue a su pedido, entre otra vez en %(url)s/turnos/"
    ) % {"url": settings.PUBLIC_URL}
    subject = _("Su lugar en la lista de espera terminó")
    enqueue(kind="waiting", recipient=entry.email, subject=subject, body=body, now=now)


def _facts(entry: WaitingEntry) -> dict[str, str]:
    return {
        "procedure": entry.procedure.name,
        "agency": entry.agency.name,
        "first": date_format(entry.first, "j \\d\\e F"),
        "last": date_format(entry.last, "j \\d\\e F"),
        "link": f"{settings.PUBLIC_URL}/mi-espera/{entry.token}/",
    }


def _day(moment: datetime) -> str:
    return date_format(moment, "l j \\d\\e F")
