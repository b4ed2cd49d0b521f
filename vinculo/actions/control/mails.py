"""The mails of the second look at an issued code: it is opened for annulment, or it stands (D35).

That it stands is told to the registered mailbox and to the one that was typed. The link by which the person is heard
goes to one alone: who typed a mailbox is not therefore the person. Neither a name nor the code leaves the house.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vinculo.actions.cases.mails import MailPreview, addressees
from vinculo.actions.mail.by_hand import keep_notice
from vinculo.actions.mail.kinds import Mail, always, register
from vinculo.actions.mail.outbox import compose_message, enqueue
from vinculo.documents.words import day_in_words
from vinculo.queries.shared.spoken import public_address, speaking
from vinculo.records.models import Case, Message, Sample, Solicitud
from vinculo.rules.control.status import SampleState
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.languages import SPANISH
from vinculo.rules.shared.marks import mark


def _is_open(message: Message) -> bool:
    """Return whether the code is still open for annulment; a mail that is about no solicitud says nothing of it."""
    if message.solicitud_id is None:
        return True
    return Sample.objects.filter(certificate__solicitud=message.solicitud_id, state=SampleState.OPENED).exists()


register(
    MailKind.SAMPLE_OPENED,
    Mail(
        while_true=_is_open,
        subject=mark("Se revisa el código que se emitió: puede responder"),
        template=mark(
            "Se revisa si el código de identificación que se emitió en el caso %(reference)s, solicitud %(solicitud)s, "
            "debe anularse. El código sigue siendo válido mientras dura la revisión.\n\n"
            "Motivo: %(reason)s\n\n"
            "Antes de decidir queremos escucharle. Puede responder hasta el %(day)s (%(short)s), ese día incluido:\n"
            "%(url)s\n\n"
            "También puede llevar sus documentos al %(place)s: no necesita un turno nuevo. Diga el número del caso."
        ),
    ),
)
register(
    MailKind.SAMPLE_KEPT,
    Mail(
        while_true=always,
        subject=mark("La revisión terminó: el código sigue siendo válido"),
        template=mark(
            "Terminó la revisión del código que se emitió en el caso %(reference)s, solicitud %(solicitud)s. El "
            "código y su certificado siguen siendo válidos.\n\nNo tiene que hacer nada más."
        ),
    ),
)


def hearing_address(sample: Sample) -> str:
    """Return the private address at which the person answers, in the present language."""
    return f"{public_address()}/revision/{sample.token}/"


def hearing_mailbox(case: Case) -> str:
    """Return where the person is asked: the registered mailbox, else the one that was typed, else nothing (D35)."""
    return case.affiliate.email or case.mail_address


def can_be_asked(sample: Sample) -> bool:
    """Return whether there is a mailbox at which the person can be asked."""
    _solicitud, case = _about(sample)
    return bool(hearing_mailbox(case))


ON_PAPER = mark(  # of an opening: the days run from the day on which it is handed over
    "Se revisa si el código de identificación que se emitió en el caso %(reference)s, solicitud %(solicitud)s, debe "
    "anularse. El código sigue siendo válido mientras dura la revisión.\n\n"
    "Motivo: %(reason)s\n\n"
    "Antes de decidir queremos escucharle. Tiene %(days)s días hábiles (sin sábados, domingos ni feriados), contados "
    "desde el día siguiente a aquel en que recibe este aviso. Puede responder de palabra o por escrito, y mostrar sus "
    "documentos, en cualquier ventanilla del %(place)s: no necesita un turno. Diga el número del caso."
)


def send_sample_opened(sample: Sample, now: datetime) -> None:
    """Tell why the code is looked at, until when and where to answer; on paper where no mailbox is known."""
    solicitud, case = _about(sample)
    if sample.answer_until is None:
        words = {
            "reference": case.reference,
            "solicitud": solicitud.reference,
            "reason": sample.reason,
            "days": f"{settings.SAMPLE_ANSWER_WORKING_DAYS}",
            "place": case.agency.name,
        }
        keep_notice(
            kind=MailKind.SAMPLE_OPENED,
            words=words,
            agency=case.agency,
            now=now,
            template=ON_PAPER,
            turno=case.turno,
            solicitud=solicitud,
            sample=sample,
        )
        return
    with speaking(case.language):
        words = opening_words(sample, case, hearing_address(sample))
        _send(MailKind.SAMPLE_OPENED, [hearing_mailbox(case)], sample, now, words)


def opening_words(sample: Sample, case: Case, url: str) -> dict[str, str]:
    """Return what the mail of an opening says, in the present language."""
    assert sample.answer_until is not None  # it was opened, and is told by mail
    return {
        "reason": sample.reason,
        "day": day_in_words(sample.answer_until),
        "short": f"{sample.answer_until:%d/%m/%Y}",
        "place": case.agency.name,
        "url": url,
    }


def send_sample_kept(sample: Sample, now: datetime) -> None:
    """Tell that the code stands."""
    _solicitud, case = _about(sample)
    with speaking(case.language if case.mail_address else SPANISH):
        _send(MailKind.SAMPLE_KEPT, addressees(case), sample, now, {})


def preview_opening(sample: Sample, now: datetime) -> list[MailPreview]:
    """Return the mail of an opening that is not made yet; none where a notice is printed.

    The private link is not shown: it is the person's alone.
    """
    _solicitud, case = _about(sample)
    recipient = hearing_mailbox(case)
    if not recipient:
        return []

    def words() -> dict[str, str]:
        return opening_words(sample, case, _("(su enlace privado)"))

    return _previews(MailKind.SAMPLE_OPENED, sample, recipient, words, now)


def preview_kept(sample: Sample, now: datetime) -> list[MailPreview]:
    """Return the mail that says that a code stands, before it goes; none where a notice is printed."""
    _solicitud, case = _about(sample)
    return _previews(MailKind.SAMPLE_KEPT, sample, case.mail_address, dict, now) if case.mail_address else []


def _previews(
    kind: MailKind, sample: Sample, recipient: str, words: Callable[[], dict[str, str]], now: datetime
) -> list[MailPreview]:
    solicitud, case = _about(sample)
    previews = []
    for each in dict.fromkeys((case.language, SPANISH)):
        with speaking(each):
            told = {"reference": case.reference, "solicitud": solicitud.reference} | words()
            mail = compose_message(kind=kind, recipient=recipient, words=told, now=now)
            previews.append(MailPreview(get_language() or SPANISH, mail.subject, mail.body))
    return previews


def _about(sample: Sample) -> tuple[Solicitud, Case]:
    solicitud = sample.certificate.solicitud
    assert solicitud.case is not None  # a code was issued on it
    return solicitud, solicitud.case


def _send(kind: MailKind, recipients: list[str], sample: Sample, now: datetime, words: dict[str, str]) -> None:
    solicitud, case = _about(sample)
    words = {"reference": case.reference, "solicitud": solicitud.reference} | words
    known = list(filter(None, recipients))
    if not known:
        keep_notice(
            kind=kind, words=words, agency=case.agency, now=now, turno=case.turno, solicitud=solicitud, sample=sample
        )
    for recipient in known:
        enqueue(kind=kind, recipient=recipient, words=words, now=now, turno=case.turno, solicitud=solicitud)
