"""The mails of a turno that somebody else booked: to the registered mailbox, and to the person who had booked (D28)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.actions.booking.mails import TO_COME, attach_cancelled_invite, hour_of_turno, send_of_turno, turno_is, when
from vinculo.actions.mail.kinds import Mail, always, register
from vinculo.actions.mail.outbox import enqueue
from vinculo.queries.booking.places import release_link
from vinculo.queries.shared.places import place_in_words
from vinculo.queries.shared.spoken import in_their_language, public_address
from vinculo.records.models import Affiliate, Turno
from vinculo.rules.booking.bounds import Proof
from vinculo.rules.booking.mailboxes import fold_mailbox
from vinculo.rules.booking.releases import ReleaseWay
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.marks import mark

register(
    MailKind.BOOKED_BY_OTHER,  # D28; D17: not with which e-mail
    Mail(
        while_true=turno_is(*TO_COME),
        subject=mark("Otra persona pidió un turno con su código de identificación"),
        template=mark(
            "Otra persona pidió un turno con su código de identificación para extranjero.\n\n"
            "Turno: %(reference)s\nDía y hora: %(when)s\nLugar: %(place)s\n\n"
            "Si usted lo pidió o lo pidió su apoderado, no tiene que hacer nada.\n\n"
            "Si no sabe quién lo pidió, puede liberarlo:\n%(link)s\n"
            "El enlace abre una página que pregunta antes de cambiar algo. Con este correo usted siempre puede "
            "pedir su propio turno en %(url)s/turnos/"
        ),
        large=hour_of_turno,
    ),
)
register(
    MailKind.RELEASED,  # D28; D17: not with which e-mail
    Mail(
        while_true=always,
        subject=mark("Su turno fue liberado"),
        template=mark(
            "Su turno %(reference)s del %(when)s fue liberado. %(why)s\n\n"
            "Si usted es la persona afiliada y no lo pidió, acérquese con su documento de identidad a cualquier Centro "
            "de Atención Universal: allí le darán un turno. Si es su apoderado, presente el poder en la unidad de "
            "Asesoría Jurídica y pida otro turno en %(url)s/turnos/"
        ),
        attachment=(attach_cancelled_invite,),
    ),
)
WHY_RELEASED = {
    ReleaseWay.OWNER: mark("La persona afiliada comprobó su identidad y pidió su propio turno."),
    ReleaseWay.POWER: mark("Un apoderado cuyo poder consta en la unidad de Asesoría Jurídica pidió un turno."),
    ReleaseWay.MAILBOX: mark("Lo liberó la persona afiliada desde el correo que consta en el IESS."),
    ReleaseWay.DESK: mark("La persona afiliada mostró su documento de identidad en un Centro de Atención Universal."),
    ReleaseWay.SUPERVISOR: mark(
        "El Centro de Atención Universal revisó los turnos de este código de identificación y lo liberó."
    ),
}


def tell_registered(turno: Turno, affiliate: Affiliate | None, now: datetime) -> None:
    """Tell the registered mailbox of a turno that a proxy has, or that nobody proved to be the affiliate's (D28, D35).

    Wherever it was booked. Not where that mailbox booked it, which has the confirmation.
    """
    if affiliate is None or not affiliate.email or fold_mailbox(affiliate.email) == turno.mailbox:
        return
    if turno.by_proxy or turno.proof not in {Proof.OWN, Proof.DESK}:
        send_booked_by_other(turno, affiliate.email, now)


@override("es")
def send_booked_by_other(turno: Turno, registered: str, now: datetime) -> None:
    """Tell the mailbox that the registry knows of a booking by somebody else, with the link that releases it (D28).

    In Spanish: the language is that of the person who booked, and this is the mailbox of another person.
    """
    words = {
        "reference": turno.reference,
        "when": when(turno),
        "place": place_in_words(turno.agency),
        "link": f"{public_address()}/turnos/liberar/{release_link(turno)}/",
        "url": public_address(),
    }
    enqueue(kind=MailKind.BOOKED_BY_OTHER, recipient=registered, words=words, now=now, turno=turno)


@in_their_language
def send_release(turno: Turno, way: ReleaseWay, now: datetime) -> None:
    """Tell the person who had booked that the turno ended, and why (D28)."""
    why = _(WHY_RELEASED[way])
    words = {"reference": turno.reference, "when": when(turno), "why": why, "url": public_address()}
    send_of_turno(turno, MailKind.RELEASED, now, **words)
