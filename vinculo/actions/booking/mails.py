"""The mails of booking: codes, the turno and what changes it, reminders (S24, S30).

Each bears the private link of its person, and nothing in it changes anything by being opened.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vinculo.actions.mail.kinds import Mail, WhileTrue, always, is_replaced, mail_of, register
from vinculo.actions.mail.outbox import compose_for_phone, compose_message, enqueue
from vinculo.actions.shared import limits
from vinculo.documents import invite
from vinculo.documents.words import zone_in_words
from vinculo.gateways.letter import Attachment
from vinculo.queries.booking import documents
from vinculo.queries.closures.rebooking import stands_kept
from vinculo.queries.shared.calendar import is_open
from vinculo.queries.shared.local_time import local_moment
from vinculo.queries.shared.places import place_in_words
from vinculo.queries.shared.quiet_hours import end_of_night
from vinculo.queries.shared.spoken import in_their_language, public_address, speaking
from vinculo.records.models import Draft, Message, Reminder, Turno
from vinculo.records.rows import insert
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.limits import LimitedAct, LimitedBy
from vinculo.rules.shared.marks import mark
from vinculo.rules.shared.statuses import TurnoStatus

OVER = frozenset({TurnoStatus.CANCELLED, TurnoStatus.EXPIRED, TurnoStatus.NO_SHOW})
TO_COME = frozenset({TurnoStatus.CONFIRMED, TurnoStatus.ARRIVED})
CODES = (MailKind.VERIFICATION, MailKind.RECOVERY)
CONFIRMATIONS = (MailKind.CONFIRMATION, MailKind.MOVED, MailKind.RESEATED)  # the newest says all that those before said


# While what each mail is true.


def turno_is(*statuses: str) -> WhileTrue:
    """Return the condition that the turno of a mail stands so; a turno that is kept no longer stops no mail."""
    return lambda message: message.turno is None or message.turno.status in statuses


def is_not_over(message: Message) -> bool:
    """Return whether the turno of a mail, if it has one, is neither cancelled nor expired nor missed."""
    return message.turno is None or message.turno.status not in OVER


def is_newest_confirmation(message: Message) -> bool:
    """Return whether the turno of a confirmation is still to come and no newer confirmation says more."""
    return turno_is(*TO_COME)(message) and not (message.turno_id and is_replaced(message, CONFIRMATIONS))


def _is_awaited_code(message: Message) -> bool:
    """Return whether somebody still waits for a code: neither used nor replaced by a newer one."""
    draft = message.draft
    return draft is not None and draft.verified_at is None and not is_replaced(message, CODES)


def _is_still_to_remind(message: Message) -> bool:
    """Return whether a turno still stands as its reminder says, on a day that is served at a counter that is open."""
    turno = message.turno
    if turno is None:
        return True
    written = Reminder.objects.filter(turno=turno, kind=message.kind, message__created_at=message.created_at)
    reminded = written.values_list("sequence", flat=True).first()
    if turno.status != TurnoStatus.CONFIRMED or turno.sequence != reminded:
        return False
    return is_open(turno.agency, turno.starts) and not Turno.objects.filter(stands_kept(), pk=turno.pk).exists()


# When a mail leaves, and what goes with it.


def _start_code(message: Message, now: datetime) -> None:
    """Let the time of a code run from its sending: an outage of the mail server does not eat it up (S24, S25)."""
    waiting = Draft.objects.filter(pk=message.draft_id or 0, verified_at=None).exclude(code_hash="")
    waiting.update(code_expires_at=now + timedelta(minutes=settings.VERIFICATION_MINUTES))


def by_day(message: Message, now: datetime) -> datetime:
    """Return the end of the quiet hours: nobody is offered anything by night."""
    return now if message.turno is None else end_of_night(message.turno.agency, now)


def attach_confirmation(message: Message) -> Attachment:
    """Make the PDF of the confirmation (S30)."""
    turno = documents.of_turno(message)
    content = documents.confirmation_pdf(turno, turno.language)
    return Attachment(name=f"turno-{turno.reference}.pdf", content=content, maintype="application", subtype="pdf")


def attach_invite(message: Message) -> Attachment:
    """Make the calendar entry."""
    return _invite(message, "PUBLISH")


def attach_cancelled_invite(message: Message) -> Attachment:
    """Make the calendar entry that takes the one before out again."""
    return _invite(message, "CANCEL")


def hour_of_turno(message: Message) -> str:
    """Return day and hour of the turno of a mail, as its text says them; nothing where the turno is gone."""
    if message.turno_id is None:
        return ""
    with speaking(message.language):
        return when(documents.of_turno(message))


def _invite(message: Message, method: str) -> Attachment:
    turno = documents.of_turno(message)
    with speaking(turno.language):
        content = invite.render(documents.invite_facts(turno))
    params = {"charset": "utf-8", "method": method}
    return Attachment(
        name=f"turno-{turno.reference}.ics", content=content, maintype="text", subtype="calendar", params=params
    )


# What each mail says.

register(
    MailKind.VERIFICATION,
    Mail(
        while_true=_is_awaited_code,
        subject=mark("Verificar IESS turno online"),  # S24: exactly so
        template=mark(
            "Este es el código para pedir su turno:\n\n    %(code)s\n\n"
            "Escríbalo en la página donde pidió el turno y presione «Verificar». Se puede usar una sola vez, "
            "durante %(minutes)s minutos.\n\n"
            "Si usted no pidió un turno, no haga nada: nadie puede continuar sin este código."
        ),
        when_sent=_start_code,
        secret=True,
    ),
)
register(
    MailKind.RECOVERY,
    Mail(
        while_true=_is_awaited_code,
        subject=mark("Recuperar IESS turno online"),
        template=mark(
            "Este es el código para encontrar su turno:\n\n    %(code)s\n\n"
            "Escríbalo en la página donde lo pidió y presione «Verificar». Se puede usar una sola vez, durante "
            "%(minutes)s minutos.\n\nSi usted no lo pidió, no haga nada: nadie puede ver su turno sin este código."
        ),
        when_sent=_start_code,
        secret=True,
    ),
)
# Said to a mobile: of each the first that fits in one message (rules/mail/short_text).
# Translators: beside the link the last one of each has 19 signs in Chinese, hour and date included.
ON_PHONE = (
    mark("IESS: su turno es el %(day)s a las %(hour)s en %(place)s. Qué traer: %(link)s"),
    mark("IESS: su turno es el %(day)s a las %(hour)s. Dónde y qué traer: %(link)s"),
    mark("IESS: su turno es el %(date)s, %(hour)s. %(link)s"),
)
MOVED_ON_PHONE = (
    mark("IESS: su turno cambió al %(day)s a las %(hour)s en %(place)s. %(link)s"),
    mark("IESS: su turno cambió al %(date)s, %(hour)s. %(link)s"),
)
REMINDER_ON_PHONE = (
    mark("IESS: recuerde su turno del %(day)s a las %(hour)s. Qué traer, mover o cancelar: %(link)s"),
    mark("IESS: recuerde su turno del %(date)s, %(hour)s. %(link)s"),
)
register(
    MailKind.CONFIRMATION,
    Mail(
        while_true=is_newest_confirmation,
        subject=mark("Confirmación del Turno en Línea"),
        template=mark("Su turno está confirmado. Preséntelo impreso o en su teléfono.\n\n%(facts)s"),
        on_phone=ON_PHONE,
        attachment=(attach_confirmation, attach_invite),
        more_text=documents.bring_text,
        large=hour_of_turno,
        picture=documents.draw_reference,
    ),
)
register(
    MailKind.MOVED,
    Mail(
        while_true=is_newest_confirmation,
        subject=mark("Su turno cambió: Confirmación del Turno en Línea"),
        template=mark("Su turno cambió de día u hora. Esta confirmación reemplaza a la anterior.\n\n%(facts)s"),
        on_phone=MOVED_ON_PHONE,
        attachment=(attach_confirmation, attach_invite),
        more_text=documents.bring_text,
        large=hour_of_turno,
        picture=documents.draw_reference,
    ),
)
register(
    MailKind.CANCELLED,
    Mail(
        while_true=always,
        subject=mark("Su turno fue cancelado"),
        template=mark(
            "Su turno %(reference)s del %(when)s fue cancelado. Si todavía lo necesita, puede pedir otro en "
            "%(url)s/turnos/"
        ),
        attachment=(attach_cancelled_invite,),
    ),
)
register(
    MailKind.REPLACED,
    Mail(
        while_true=always,
        subject=mark("Terminó un turno pedido con otro correo"),
        template=mark(
            "El turno %(reference)s, pedido con otro correo electrónico, terminó porque usted pidió el suyo. "
            "El suyo es el válido: la confirmación llega en otro correo."
        ),
    ),
)
REMINDER = mark(
    "Le recordamos su turno %(reference)s.\n\nDía y hora: %(when)s\nLugar: %(place)s\n\n"
    "Llegue 10 minutos antes.\n\n¿No puede venir? Así otra persona puede usar la hora:\n"
    "Mover el turno: %(url)s/mi-turno/%(token)s/mover/\nCancelar el turno: %(url)s/mi-turno/%(token)s/cancelar/\n\n"
    "Los enlaces abren una página que pregunta antes de cambiar algo. No los comparta."
)
register(
    MailKind.REMINDER_DAY,
    Mail(
        while_true=_is_still_to_remind,
        subject=mark("Recordatorio: su turno es mañana"),
        template=REMINDER,
        on_phone=REMINDER_ON_PHONE,
        more_text=documents.bring_text,
        large=hour_of_turno,
        picture=documents.draw_reference,
    ),
)
register(
    MailKind.REMINDER_HOURS,
    Mail(
        while_true=_is_still_to_remind,
        subject=mark("Recordatorio: su turno es hoy"),
        template=REMINDER,
        more_text=documents.bring_text,
        large=hour_of_turno,
        picture=documents.draw_reference,
    ),
)
register(
    MailKind.BRING_LIST,
    Mail(
        while_true=always,
        subject=mark("Su lista de papeles"),
        template=mark(
            "Esta es la lista que pidió.\n\n%(list)s\n\nVerla otra vez o cambiar las respuestas:\n%(link)s\n\n"
            "¿No la pidió usted? Alguien escribió su correo por error: no tiene que hacer nada."
        ),
    ),
)


@in_their_language
def send_code(draft: Draft, kind: MailKind, code: str, now: datetime) -> None:
    """Send a code to the e-mail of a draft (S24, D17)."""
    words = {"code": code, "minutes": settings.VERIFICATION_MINUTES}
    enqueue(kind=kind, recipient=draft.email, words=words, now=now, draft=draft)


@in_their_language
def send_confirmation(turno: Turno, now: datetime) -> None:
    """Send the confirmation with its PDF, its calendar entry and the private link (S30)."""
    send_of_turno(turno, MailKind.CONFIRMATION, now, facts=_facts(turno))


def compose_confirmations(turno: Turno, now: datetime) -> list[Message]:
    """Return what confirms a turno that has an e-mail, there and on its mobile; it is written with the turno."""
    on_phone = [_for_phone(turno, MailKind.CONFIRMATION, now)] if has_phone(turno) else []
    return [compose_confirmation(turno, now), *on_phone]


@in_their_language
def compose_confirmation(turno: Turno, now: datetime) -> Message:
    """Return the mail that confirms a turno, not written yet."""
    words = {"facts": _facts(turno)}
    return compose_message(kind=MailKind.CONFIRMATION, recipient=turno.email, words=words, now=now, turno=turno)


def send_confirmation_again(*, turno: Turno, address: str, device: str = "", now: datetime) -> None:
    """Send the confirmation of a confirmed turno once more; nothing for another one, or where there is no e-mail.

    Raises `limits.LimitReached`.
    """
    if not turno.email:
        return
    by = {
        LimitedBy.ADDRESS: address,
        LimitedBy.EMAIL: turno.email,
        LimitedBy.NUMBER: turno.reference,
        LimitedBy.DEVICE: device,
    }
    limits.count_attempt(act=LimitedAct.SEND, by={kind: value for kind, value in by.items() if value}, now=now)
    if turno.status == TurnoStatus.CONFIRMED:
        insert(compose_confirmation(turno, now))


@in_their_language
def send_move(turno: Turno, now: datetime) -> None:
    """Send the confirmation anew, with the new day and hour."""
    send_of_turno(turno, MailKind.MOVED, now, facts=_facts(turno))


@in_their_language
def send_cancellation(turno: Turno, now: datetime) -> None:
    """Say that the turno is cancelled and how to get another one."""
    send_of_turno(turno, MailKind.CANCELLED, now, reference=turno.reference, when=when(turno), url=public_address())


@in_their_language
def send_replacement(turno: Turno, new_email: str, now: datetime) -> None:
    """Tell the new address that the turno booked from the other one is gone; the other one is told why (D28)."""
    words = {"reference": turno.reference}
    enqueue(kind=MailKind.REPLACED, recipient=new_email, words=words, now=now, turno=turno)


@in_their_language
def send_of_turno(turno: Turno, kind: MailKind, now: datetime, **words: str) -> None:
    """Send a mail about a turno to its e-mail, if it has one: somebody without one may get a turno at the desk."""
    if turno.email:
        enqueue(kind=kind, recipient=turno.email, words=words, now=now, turno=turno)
    if has_phone(turno) and mail_of(kind).on_phone:
        insert(_for_phone(turno, kind, now))


def has_phone(turno: Turno) -> bool:
    """Return whether messages to mobiles leave at all, and whether there is one of this turno."""
    return bool(settings.PHONE_MESSAGES and turno.mobile)


@in_their_language
def _for_phone(turno: Turno, kind: MailKind, now: datetime) -> Message:
    words = documents.phone_words(turno)
    return compose_for_phone(kind=kind, number=turno.mobile, words=words, now=now, turno=turno)


def compose_reminders(turnos: Iterable[Turno], kind: MailKind, now: datetime) -> list[Message]:
    """Return the reminder of each of these turnos, not written yet: to its mobile where there is no e-mail."""
    return [_reminder(turno, kind, now) if turno.email else _for_phone(turno, kind, now) for turno in turnos]


def compose_phone_reminders(turnos: Iterable[Turno], kind: MailKind, now: datetime) -> list[Message]:
    """Return the reminders to the mobiles of those who have an e-mail as well, not written yet."""
    if not mail_of(kind).on_phone:
        return []
    return [_for_phone(turno, kind, now) for turno in turnos if turno.email and has_phone(turno)]


@in_their_language
def _reminder(turno: Turno, kind: MailKind, now: datetime) -> Message:
    words = {
        "reference": turno.reference,
        "when": when(turno),
        "place": place_in_words(turno.agency),
        "url": public_address(),
        "token": turno.token,
    }
    return compose_message(kind=kind, recipient=turno.email, words=words, now=now, turno=turno)


def when(turno: Turno) -> str:
    """Return day and hour as people read them, in the time of the agency (D9)."""
    local = local_moment(turno.agency, turno.starts)
    day = date_format(local, "WEEKDAY_DATE_HOUR")
    zone = zone_in_words(turno.agency.timezone)
    return day + (f" ({zone})" if zone else "")


def _facts(turno: Turno) -> str:
    return _(
        "Turno: %(reference)s\nTrámite: %(procedure)s\nDía y hora: %(when)s\nLugar: %(place)s\n\n"
        "Llegue 10 minutos antes. El trámite no tiene costo.\n\n"
        "Ver, mover o cancelar su turno, y preparar las solicitudes:\n%(url)s/mi-turno/%(token)s/\n\n"
        "No comparta este enlace: quien lo tiene puede cancelar su turno."
    ) % {
        "reference": turno.reference,
        "procedure": str(turno.procedure),
        "when": when(turno),
        "place": place_in_words(turno.agency),
        "url": public_address(),
        "token": turno.token,
    }
