"""The mails of the waiting list: that one waits, that one waits no more, and an hour that is offered."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format

from vinculo.actions.booking.mails import by_day, hour_of_turno, when
from vinculo.actions.mail.kinds import Mail, always, register
from vinculo.actions.mail.outbox import enqueue
from vinculo.queries.shared.local_time import local_moment
from vinculo.queries.shared.places import place_in_words
from vinculo.queries.shared.spoken import in_their_language, public_address
from vinculo.records.models import Message, Offer, WaitingEntry
from vinculo.rules.booking.status import OfferState
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.marks import mark
from vinculo.rules.shared.statuses import TurnoStatus


def _is_open_offer(message: Message) -> bool:
    if message.turno is None:
        return True
    open_offer = Offer.objects.filter(turno=message.turno, state=OfferState.OPEN)
    return message.turno.status == TurnoStatus.HOLDING and open_offer.exists()


register(
    MailKind.WAITING_JOINED,
    Mail(
        while_true=always,
        subject=mark("Está en la lista de espera"),
        template=mark(
            "Está en la lista de espera.\n\n"
            "Trámite: %(procedure)s\nLugar: %(agency)s\nDías: %(first)s a %(last)s\n\n"
            "Cuando haya una hora libre se la ofreceremos por correo solo a usted, por un tiempo limitado. "
            "Es gratuito; no hace falta pagar a nadie.\n\nVer su lugar o salir de la lista:\n%(link)s"
        ),
    ),
)
register(
    MailKind.WAITING_REPLACED,  # D17: not with which e-mail
    Mail(
        while_true=always,
        subject=mark("Su lugar en la lista de espera terminó"),
        template=mark(
            "Otra persona verificó su correo y entró en la lista de espera con el mismo número, "
            "por eso este lugar en la lista terminó. Si no fue a su pedido, entre otra vez en %(url)s/turnos/"
        ),
    ),
)
register(
    MailKind.OFFER,
    Mail(
        while_true=_is_open_offer,
        subject=mark("Hay un turno para usted: acéptelo a tiempo"),
        template=mark(
            "Se liberó una hora y está reservada solo para usted.\n\nTrámite: %(procedure)s\nLugar: %(agency)s\n"
            "Día y hora: %(when)s\n\nAcéptela antes de: %(until)s\n%(link)s\n\n"
            "Si no la acepta, se ofrecerá a la siguiente persona."
        ),
        large=hour_of_turno,
        not_before=by_day,
    ),
)


@in_their_language
def send_joined(entry: WaitingEntry, now: datetime) -> None:
    """Say for what the person waits and how to leave."""
    enqueue(kind=MailKind.WAITING_JOINED, recipient=entry.email, words=_entry_facts(entry), now=now)


@in_their_language
def send_entry_replaced(entry: WaitingEntry, now: datetime) -> None:
    """Tell the person who waited that the same number joined with another e-mail."""
    enqueue(kind=MailKind.WAITING_REPLACED, recipient=entry.email, words={"url": public_address()}, now=now)


def send_offer(offer: Offer, now: datetime) -> None:
    """Offer the hour: until when, and where to accept or decline."""
    _offer(offer.entry, offer, now)


@in_their_language
def _offer(entry: WaitingEntry, offer: Offer, now: datetime) -> None:
    until = local_moment(entry.agency, offer.expires_at)
    words = _entry_facts(entry) | {"when": when(offer.turno), "until": date_format(until, "WEEKDAY_DAY_HOUR")}
    enqueue(kind=MailKind.OFFER, recipient=entry.email, words=words, now=now, turno=offer.turno)


def _entry_facts(entry: WaitingEntry) -> dict[str, str]:
    return {
        "procedure": str(entry.procedure),
        "agency": place_in_words(entry.agency),
        "first": date_format(entry.first, "DAY_OF_MONTH"),
        "last": date_format(entry.last, "DAY_OF_MONTH"),
        "link": f"{public_address()}/mi-espera/{entry.token}/",
    }
