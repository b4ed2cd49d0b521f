"""The mails of a closing and a reopening of a day, an agency or a counter: one each, with a way to answer.

The link opens a page that asks; nothing changes by opening it. Anyone who has neither an e-mail nor a mobile that we
write to is told by a notice that the centre hands over (D38).
"""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.actions.booking.mails import (
    ON_PHONE,
    attach_confirmation,
    attach_invite,
    by_day,
    has_phone,
    hour_of_turno,
    is_newest_confirmation,
    send_of_turno,
    when,
)
from vinculo.actions.closures.on_paper import ON_PAPER
from vinculo.actions.mail.by_hand import keep_notice
from vinculo.actions.mail.kinds import Mail, mail_of, register
from vinculo.documents.words import address_in_words
from vinculo.queries.booking.documents import bring_text, draw_reference
from vinculo.queries.closures.rebooking import latest
from vinculo.queries.shared.local_time import local_moment
from vinculo.queries.shared.places import phone_of, place_in_words
from vinculo.queries.shared.spoken import public_address, speaking
from vinculo.records.models import Agency, Closing, Message, Reseating, Turno
from vinculo.rules.closures.outcomes import ClosingOutcome
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.languages import SPANISH
from vinculo.rules.shared.marks import mark
from vinculo.rules.shared.statuses import TurnoStatus


def _left_by(message: Message) -> Reseating | None:
    """Return what a closing did with the confirmed turno of a mail, if it still stands as it was left."""
    turno = message.turno
    if turno is None or turno.status != TurnoStatus.CONFIRMED:
        return None
    return latest(turno.pk, turno.sequence)


def _stands_kept(message: Message) -> bool:
    """Return whether a turno still stands on its closed day."""
    left = _left_by(message)
    return message.turno is None or (
        left is not None and left.closing.reopened_at is None and left.outcome == ClosingOutcome.KEPT
    )


def _stands_reopened(message: Message) -> bool:
    """Return whether a turno still stands as a closing left it that is reopened by now."""
    left = _left_by(message)
    return message.turno is None or (left is not None and left.closing.reopened_at is not None)


register(
    MailKind.RESEATED,
    Mail(
        while_true=is_newest_confirmation,
        subject=mark("Su turno cambió porque no podremos atenderle a esa hora: acéptelo o elija otra hora"),
        template=mark(
            "No podremos atenderle en su turno del %(before)s. Motivo: %(reason)s. Le pedimos disculpas.\n\n"
            "Ya le reservamos otro turno, con la misma referencia %(reference)s:\n%(after)s\n%(address)s\n\n"
            "Díganos si le sirve: acepte esta hora o elija otra en\n%(url)s\n\n"
            "Si no responde, esta hora sigue reservada para usted.\n\n"
            "Los papeles y las solicitudes que preparó siguen siendo válidos. El trámite no tiene costo."
        ),
        attachment=(attach_confirmation, attach_invite),
        more_text=bring_text,
        large=hour_of_turno,
        picture=draw_reference,
        on_phone=(
            mark("IESS: por cierre, su turno cambió al %(day)s, %(hour)s, %(place)s. %(link)s"),
            mark("IESS: por cierre, su turno cambió al %(date)s, %(hour)s. %(link)s"),
        ),
        on_phone_not_before=by_day,
    ),
)
register(
    MailKind.KEPT,
    Mail(
        while_true=_stands_kept,
        subject=mark("No podremos atender su turno del %(when)s: conserva la prioridad"),
        template=mark(
            "No podremos atenderle en su turno del %(before)s. Motivo: %(reason)s. Le pedimos disculpas.\n\n"
            "Por ahora no hay otra hora libre para usted en este centro ni en su provincia. Su turno %(reference)s "
            "conserva la prioridad:\n"
            "- Elija otra hora en cuanto se abra una, o díganos que lo conserva. Cada día hábil se abren horas "
            "nuevas:\n%(url)s\n"
            "- O preséntese con este turno, en cuanto el centro vuelva a atender o en otro que realice el trámite: "
            "se le atiende por la referencia, sin pedir un turno nuevo.\n\n"
            "Los papeles y las solicitudes que preparó siguen siendo válidos. El trámite no tiene costo."
        ),
        on_phone=(
            mark("IESS: no podremos atender su turno del %(day)s a las %(hour)s. Elija otra hora: %(link)s"),
            mark("IESS: cerrado el %(date)s. Otra hora: %(link)s"),
        ),
        on_phone_not_before=by_day,
    ),
)
register(
    MailKind.GO_BACK,
    Mail(
        while_true=_stands_reopened,
        subject=mark("Su hora de antes vuelve a atenderse: puede elegirla"),
        template=mark(
            "Al final sí atenderemos en %(agency)s el %(day)s, a la hora de su turno de antes.\n\n"
            "Su turno %(reference)s sigue como está: %(after)s. No tiene que hacer nada.\n\n"
            "Si prefiere su hora de antes, puede volver a ella mientras esté libre:\n%(url)s"
        ),
    ),
)
register(
    MailKind.STANDS_AGAIN,
    Mail(
        while_true=_stands_reopened,
        subject=mark("Sí le atenderemos: su turno del %(when)s sigue en pie"),
        template=mark(
            "Al final sí podremos atenderle: su turno %(reference)s sigue en pie.\n\nDía y hora: %(after)s\n\n"
            "Ver, mover o cancelar su turno:\n%(url)s"
        ),
        on_phone=ON_PHONE,
        on_phone_not_before=by_day,
        attachment=(attach_confirmation, attach_invite),
        more_text=bring_text,
        large=hour_of_turno,
        picture=draw_reference,
    ),
)


def is_beyond_mail(turno: Turno, kind: MailKind) -> bool:
    """Return whether nothing that we send reaches the person of a turno: no e-mail, and no message to a mobile."""
    return not turno.email and not (mail_of(kind).on_phone and has_phone(turno))


def _speaking_to(turno: Turno, kind: MailKind) -> override:
    """Speak the language of a turno; Spanish where it is told on paper."""
    return speaking(SPANISH if is_beyond_mail(turno, kind) else turno.language)


def _tell(
    turno: Turno, kind: MailKind, old: Agency, old_starts: datetime, now: datetime, words: dict[str, str]
) -> None:
    """Send what a closing did to a turno; on paper the centre of the old hour tells it, before either hour (D38)."""
    if is_beyond_mail(turno, kind):
        first = min(turno.starts, old_starts)
        template = ON_PAPER[kind]
        keep_notice(kind=kind, words=words, agency=old, now=now, template=template, before=first, turno=turno)
    else:
        send_of_turno(turno, kind, now, **words)


def place_and_time(turno: Turno) -> str:
    """Return where and when a turno is, in one line, as the person who is moved reads it."""
    with _speaking_to(turno, MailKind.RESEATED):
        return _place_and_time(turno)


def _place_and_time(turno: Turno) -> str:
    return f"{when(turno)}, {turno.agency.name}"


def send_reseated(turno: Turno, before: str, old: Reseating, now: datetime) -> None:
    """Tell the new place and time, with the confirmation anew: accept it or ask for another hour."""
    with _speaking_to(turno, MailKind.RESEATED):
        words = {
            "before": before,
            "reason": _reason(old.closing),
            "reference": turno.reference,
            "after": _place_and_time(turno),
            "address": address_in_words(turno.agency.address, turno.agency.city, phone_of(turno.agency)),
            "url": _link(turno),
        }
        _tell(turno, MailKind.RESEATED, old.old_agency, old.old_starts, now, words)


def send_kept(turno: Turno, closing: Closing, now: datetime) -> None:
    """Tell that no other seat was found, that the turno keeps priority, and how to use it."""
    with _speaking_to(turno, MailKind.KEPT):
        words = {
            "when": when(turno),
            "before": _place_and_time(turno),
            "reason": _reason(closing),
            "reference": turno.reference,
            "url": _link(turno),
        }
        _tell(turno, MailKind.KEPT, turno.agency, turno.starts, now, words)


def _reason(closing: Closing) -> str:
    """Return why an hour is not served, with the hours where the centre closes a part of its days."""
    if closing.since is None or closing.until is None or closing.counter is not None or closing.most is not None:
        return closing.reason
    hours = {"since": f"{closing.since:%H:%M}", "until": f"{closing.until:%H:%M}", "reason": closing.reason}
    return _("%(reason)s (el centro no atiende de %(since)s a %(until)s)") % hours


def send_reopened(reseating: Reseating, now: datetime) -> None:
    """Tell that the old day is served again: anyone who was moved may go back, anyone who was kept simply comes."""
    turno = reseating.turno
    kept = reseating.outcome == ClosingOutcome.KEPT
    kind = MailKind.STANDS_AGAIN if kept else MailKind.GO_BACK
    with _speaking_to(turno, kind):
        if kept:
            words = {"when": when(turno), "url": f"{public_address()}/mi-turno/{turno.token}/"}
        else:
            words = {"agency": reseating.old_agency.name, "day": _day(reseating), "url": _link(turno)}
        words |= {"reference": turno.reference, "after": f"{when(turno)}, {place_in_words(turno.agency)}"}
        _tell(turno, kind, reseating.old_agency, reseating.old_starts, now, words)


def _day(reseating: Reseating) -> str:
    local = local_moment(reseating.old_agency, reseating.old_starts)
    return date_format(local, "WEEKDAY_DATE_HOUR")


def _link(turno: Turno) -> str:
    return f"{public_address()}/mi-turno/{turno.token}/cambio/"
