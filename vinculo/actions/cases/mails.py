"""The mails of a case: what is missing, the extension, the end of the term, what a supervisor took back (D7).

One mail for each dependent: each has a notice, a last day and an answer of its own, and none waits for another. No
name stands in a mail: the number of the solicitud tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vinculo.actions.booking.mails import is_not_over
from vinculo.actions.mail.by_hand import keep_notice
from vinculo.actions.mail.kinds import Mail, always, register
from vinculo.actions.mail.outbox import compose_message, enqueue
from vinculo.documents import notice
from vinculo.documents.words import day_in_words
from vinculo.gateways.letter import Attachment
from vinculo.queries.booking.documents import notice_facts
from vinculo.queries.cases.corrections import address
from vinculo.queries.shared.local_time import local_day
from vinculo.queries.shared.reference_data import reference_data
from vinculo.queries.shared.spoken import in_their_language, public_address, speaking
from vinculo.records.models import Case, Decision, Message, Reversal, Solicitud, Turno
from vinculo.rules.booking.mailboxes import fold_mailbox
from vinculo.rules.cases.reasons import MISSPELT, REASONS
from vinculo.rules.cases.status import ApplicationStatus
from vinculo.rules.mail.by_hand import BY_HAND
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.languages import OWN_NAMES, SPANISH
from vinculo.rules.shared.marks import mark
from vinculo.rules.shared.reference_data import RemedyRow
from vinculo.rules.shared.statuses import TurnoStatus


def _is_not_given_up(message: Message) -> bool:
    """Return whether the turno that was corrected may still be used: one that was missed may (S30)."""
    return message.turno is None or message.turno.status not in {TurnoStatus.CANCELLED, TurnoStatus.EXPIRED}


def attach_notice(message: Message) -> Attachment:
    """Make the PDF of the decision."""
    with speaking(message.turno.language if message.turno else SPANISH):
        content = notice.render_in(get_language() or SPANISH, notice_facts(message))
    return Attachment(name="notificacion.pdf", content=content, maintype="application", subtype="pdf")


register(
    MailKind.CORRECTION,
    Mail(
        while_true=is_not_over,
        subject=mark("Lo que falta para completar su trámite"),
        template=mark(
            "Para continuar con el trámite falta lo que se indica en el documento adjunto (caso %(reference)s, "
            "solicitud %(solicitud)s).\n\nRegrese con lo indicado hasta el %(day)s (%(short)s), ese día incluido. No "
            "necesita un turno nuevo. Al llegar, muestre el código QR del documento o diga el número del caso.\n\nSi "
            "necesita más tiempo, pida una prórroga hasta ese día, ese día incluido:\n%(url)s"
        ),
        attachment=(attach_notice,),
    ),
)
register(
    MailKind.EXTENSION,
    Mail(
        while_true=is_not_over,
        subject=mark("Tiene más tiempo para completar su trámite"),
        template=mark(
            "Tiene más tiempo para traer lo que falta en el caso %(reference)s, solicitud %(solicitud)s: hasta el "
            "%(day)s (%(short)s), ese día incluido. El documento adjunto reemplaza al anterior.\n\nNo necesita un "
            "turno nuevo. La prórroga se concede una sola vez: si no alcanza, puede empezar de nuevo, sin costo."
        ),
        attachment=(attach_notice,),
    ),
)
register(
    MailKind.POSTPONED,
    Mail(
        while_true=is_not_over,
        subject=mark("Tiene más tiempo para completar su trámite"),
        template=mark(
            "El centro cerró un día en el que usted podía venir, así que tiene más tiempo para traer lo "
            "que falta en el caso %(reference)s, solicitud %(solicitud)s: hasta el %(day)s (%(short)s), ese día "
            "incluido.\n\n"
            "No tiene que hacer nada más, ni necesita un turno nuevo."
        ),
    ),
)
register(
    MailKind.WITHDRAWAL,
    Mail(
        while_true=is_not_over,
        subject=mark("Terminó el plazo de su trámite"),
        template=mark(
            "El plazo para traer lo que faltaba en el caso %(reference)s terminó el %(day)s (%(short)s), y la "
            "solicitud %(solicitud)s quedó como desistida. La decisión va adjunta.\n\nPuede empezar de nuevo cuando "
            "quiera, sin costo: pida un turno en %(home)s/turnos/ y diga el número del caso. Lo que escribió se "
            "conserva; no tiene que volver a escribirlo."
        ),
        attachment=(attach_notice,),
    ),
)
register(
    MailKind.REVERSAL_TURNO,
    Mail(
        while_true=_is_not_given_up,
        subject=mark("Se corrigió el estado de su turno"),
        template=mark("El estado de su turno %(reference)s se corrigió.\n\nMotivo: %(reason)s.\n%(words)s\n\n%(next)s"),
    ),
)
register(
    MailKind.REVERSAL_SOLICITUD,
    Mail(
        while_true=is_not_over,
        subject=mark("Se revisa otra vez la decisión de su trámite"),
        template=mark(
            "La decisión sobre la solicitud %(solicitud)s del caso %(reference)s se revisa otra vez.\n\n"
            "Motivo: %(reason)s.\n%(words)s\n\n%(next)s"
        ),
    ),
)
register(
    MailKind.CODE_ISSUED,  # D35; D17: neither the code nor a name
    Mail(
        while_true=always,
        subject=mark("Se emitió un código para un dependiente de su afiliación"),
        template=mark(
            "En el caso %(reference)s, solicitud %(solicitud)s, se emitió el código de identificación de una persona "
            "dependiente. Lo emitió el %(place)s el %(day)s (%(short)s).\n\n"
            "Si usted lo pidió o lo pidió su apoderado, no tiene que hacer nada.\n\n"
            "Si no sabe de este trámite, diga el número del caso en cualquier Centro de Atención Universal o "
            "escríbanos en %(home)s/quejas/"
        ),
    ),
)


def addressee(case: Case) -> str:
    """Return to whom the mails of a case go: as said at the counter, as booked, as registered, or nobody."""
    return case.mail_address


def addressees(case: Case) -> list[str]:
    """Return whom an act in the affiliate's name is told to: the registered mailbox, and the typed one (D35).

    Each mailbox once; none where neither is known.
    """
    by_mailbox = {fold_mailbox(each): each for each in case.mailboxes}
    return list(by_mailbox.values())


@in_their_language
def send_code_issued(case: Case, solicitud: Solicitud, now: datetime) -> None:
    """Tell that a code was issued (D35)."""
    today = local_day(case.agency, now)
    words = {
        "reference": case.reference,
        "solicitud": solicitud.reference,
        "place": case.agency.name,
        "day": day_in_words(today),
        "short": f"{today:%d/%m/%Y}",
        "home": public_address(),
    }
    for recipient in addressees(case):
        enqueue(
            kind=MailKind.CODE_ISSUED, recipient=recipient, words=words, now=now, turno=case.turno, solicitud=solicitud
        )


@in_their_language
def send_correction(case: Case, decision: Decision, last_day: date, now: datetime) -> None:
    """Send the list of what is missing, with the last day and the link where more time can be asked for."""
    _send_term(MailKind.CORRECTION, case, decision.solicitud, last_day, now, url=address(decision))


@in_their_language
def send_extension(case: Case, decision: Decision, last_day: date, now: datetime) -> None:
    """Tell the new last day."""
    _send_term(MailKind.EXTENSION, case, decision.solicitud, last_day, now)


@in_their_language
def send_postponement(case: Case, solicitud: Solicitud, last_day: date, now: datetime) -> None:
    """Tell that the last day is a later one, because the centre was closed meanwhile (D12)."""
    _send_term(MailKind.POSTPONED, case, solicitud, last_day, now)


@in_their_language
def send_withdrawal(case: Case, decision: Decision, last_day: date, now: datetime) -> None:
    """Tell that the term has passed, with the decision, and how to begin anew."""
    _send_term(MailKind.WITHDRAWAL, case, decision.solicitud, last_day, now, home=public_address())


def _send_term(kind: MailKind, case: Case, solicitud: Solicitud, last_day: date, now: datetime, **links: str) -> None:
    days = {"day": day_in_words(last_day), "short": f"{last_day:%d/%m/%Y}"}
    _send_of_case(kind, case, solicitud, now, days | links)


def _send_of_case(kind: MailKind, case: Case, solicitud: Solicitud, now: datetime, words: dict[str, str]) -> None:
    """Send a mail about one solicitud of a case; where there is no address, keep a notice to be given by hand."""
    _send_to([each for each in [addressee(case)] if each], kind, case, solicitud, now, words)


def _send_to(
    recipients: list[str], kind: MailKind, case: Case, solicitud: Solicitud, now: datetime, words: dict[str, str]
) -> None:
    words = {"reference": case.reference, "solicitud": solicitud.reference} | words
    if not recipients and kind in BY_HAND:
        keep_notice(kind=kind, words=words, agency=case.agency, now=now, turno=case.turno, solicitud=solicitud)
    for recipient in recipients:
        enqueue(kind=kind, recipient=recipient, words=words, now=now, turno=case.turno, solicitud=solicitud)


_TURNO: dict[str, str] = {
    TurnoStatus.ARRIVED: mark("Su turno es válido otra vez: acérquese al centro y diga su número."),
    TurnoStatus.CONFIRMED: mark("Su turno queda como estaba, para el mismo día y la misma hora."),
    TurnoStatus.NO_SHOW: mark(
        "Su llegada se había registrado por error. Todavía puede usar su turno: acérquese al centro."
    ),
}
_SOLICITUD: dict[str, str] = {
    ApplicationStatus.ISSUED: mark(
        "El certificado del código de esta solicitud ya no es válido y consta como anulado. El código es de la persona "
        "para siempre: si la revisión lo confirma, recibirá un certificado nuevo con el mismo código. Regrese al "
        "centro: no necesita un turno nuevo."
    ),
    ApplicationStatus.REFUSED: mark("La negativa quedó sin efecto. Regrese al centro: no necesita un turno nuevo."),
    ApplicationStatus.WITHDRAWN: mark(
        "El desistimiento quedó sin efecto y la solicitud sigue abierta. Regrese al centro: no necesita un turno nuevo."
    ),
}


_NAME_IS_MENDED = mark(
    "El certificado con el nombre mal escrito ya no es válido y consta como anulado. El código es el mismo y es de la "
    "persona para siempre. Regrese al centro: recibirá otro certificado con el nombre correcto, sin un turno nuevo."
)


def send_reversal_of_turno(reversal: Reversal, turno: Turno, now: datetime) -> None:
    """Tell the person who booked the turno what a supervisor took back, and what follows from it."""
    if not turno.email:
        with speaking(SPANISH):
            words = _words_of_turno(reversal, turno)
        keep_notice(kind=MailKind.REVERSAL_TURNO, words=words, agency=turno.agency, now=now, turno=turno)
        return
    with speaking(turno.language):
        words = _words_of_turno(reversal, turno)
        enqueue(kind=MailKind.REVERSAL_TURNO, recipient=turno.email, words=words, now=now, turno=turno)


def _words_of_turno(reversal: Reversal, turno: Turno) -> dict[str, str]:
    return {"reference": turno.reference} | _reason(reversal, _TURNO[reversal.now_is])


def send_reversal_of_solicitud(reversal: Reversal, solicitud: Solicitud, case: Case, now: datetime) -> None:
    """Tell what a supervisor took back, by the mails of the case; of an issued code to each mailbox (D35)."""
    with speaking(case.language if case.mail_address else SPANISH):  # what is printed is Spanish
        told = _reason(reversal, _follows(reversal)) | _ways_against(reversal, local_day(case.agency, now))
        if reversal.was == ApplicationStatus.ISSUED:
            _send_to(addressees(case), MailKind.REVERSAL_SOLICITUD, case, solicitud, now, told)
        else:
            _send_of_case(MailKind.REVERSAL_SOLICITUD, case, solicitud, now, told)


def remedy_of(day: date) -> RemedyRow | None:
    """Return the remedy against an annulment of that day, or None while the institution named none (decision 0024)."""
    return reference_data([]).remedy(day)


def _ways_against(reversal: Reversal, day: date) -> dict[str, str]:
    """Return the legal basis of an annulment and the way against it, as the last paragraphs of its mail (D35)."""
    if reversal.was != ApplicationStatus.ISSUED:
        return {}
    reference = reference_data([])
    basis = _("Base legal: %(basis)s") % {"basis": reference.cite(["administrative_code"], day)}
    remedy = reference.remedy(day)
    against = _("Puede presentar los recursos que la ley reconoce contra esta decisión, ante el IESS.")
    if remedy is not None:
        words = {"name": remedy.name, "body": remedy.body, "term": remedy.term}
        against = _("Puede presentar: %(name)s. Ante quién: %(body)s. Plazo: %(term)s.") % words
    follows = _(_follows(reversal))
    return {"next": f"{follows}\n\n{basis}\n\n{against}"}


def _follows(reversal: Reversal) -> str:
    """Return what follows from a decision that is taken back, as a marked text."""
    return _NAME_IS_MENDED if reversal.reason == MISSPELT else _SOLICITUD[reversal.was]


@dataclass(frozen=True)
class MailPreview:
    """A mail before it goes, in one language."""

    language: str
    subject: str
    body: str

    @property
    def name(self) -> str:
        """Return the language as it names itself."""
        return OWN_NAMES[self.language]


def preview_reversal(reversal: Reversal, now: datetime) -> list[MailPreview]:
    """Return the mail of a reversal that is not made yet: in the person's language, and in Spanish where it is another.

    None where no address is known: nobody would be told.
    """
    turno, solicitud = reversal.turno, reversal.solicitud
    if turno is not None:
        kind, recipient, language = MailKind.REVERSAL_TURNO, turno.email, turno.language
    else:
        assert solicitud is not None  # of one or the other
        assert solicitud.case is not None  # it was decided at a desk
        kind, recipient = MailKind.REVERSAL_SOLICITUD, addressee(solicitud.case)
        language = solicitud.case.language
    if not recipient:
        return []
    previews = []
    for each in dict.fromkeys((language, SPANISH)):
        with speaking(each):
            words = _words_of_turno(reversal, turno) if turno is not None else _words_of_solicitud(reversal, now)
            mail = compose_message(kind=kind, recipient=recipient, words=words, now=now)
            previews.append(MailPreview(get_language() or SPANISH, mail.subject, mail.body))
    return previews


def _words_of_solicitud(reversal: Reversal, now: datetime) -> dict[str, str]:
    solicitud = reversal.solicitud
    assert solicitud is not None  # of one or the other
    assert solicitud.case is not None  # it was decided at a desk
    about = {"reference": solicitud.case.reference, "solicitud": solicitud.reference}
    day = local_day(solicitud.case.agency, now)
    return about | _reason(reversal, _follows(reversal)) | _ways_against(reversal, day)


def _reason(reversal: Reversal, follows: str) -> dict[str, str]:
    return {"reason": _(REASONS[reversal.reason]), "words": reversal.words, "next": _(follows)}
