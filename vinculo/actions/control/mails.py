"""The mails of the second look at an issued code: it is opened for annulment, or it stands (D35).

That it stands is told to the registered mailbox and to the one that was typed. The link by which the person is heard
goes to one alone: who typed a mailbox is not therefore the person. Neither a name nor the code leaves the house.
"""

from __future__ import annotations

from datetime import datetime

from vinculo.actions.cases.mails import addressees
from vinculo.actions.mail.kinds import Mail, always, register
from vinculo.actions.mail.outbox import enqueue
from vinculo.documents.words import day_in_words
from vinculo.queries.shared.spoken import public_address, speaking
from vinculo.records.models import Case, Message, Sample, Solicitud
from vinculo.rules.control.status import SampleState
from vinculo.rules.mail.kinds import MailKind
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


def send_sample_opened(sample: Sample, now: datetime) -> None:
    """Tell why the code is looked at, until when and where to answer."""
    solicitud, case = _about(sample)
    assert sample.answer_until is not None  # it was opened
    with speaking(case.language):
        words = {
            "reason": sample.reason,
            "day": day_in_words(sample.answer_until),
            "short": f"{sample.answer_until:%d/%m/%Y}",
            "place": case.agency.name,
            "url": hearing_address(sample),
        }
        _send(MailKind.SAMPLE_OPENED, [hearing_mailbox(case)], solicitud, case, now, words)


def send_sample_kept(sample: Sample, now: datetime) -> None:
    """Tell that the code stands."""
    solicitud, case = _about(sample)
    with speaking(case.language):
        _send(MailKind.SAMPLE_KEPT, addressees(case), solicitud, case, now, {})


def _about(sample: Sample) -> tuple[Solicitud, Case]:
    solicitud = sample.certificate.solicitud
    assert solicitud.case is not None  # a code was issued on it
    return solicitud, solicitud.case


def _send(
    kind: MailKind, recipients: list[str], solicitud: Solicitud, case: Case, now: datetime, words: dict[str, str]
) -> None:
    words = {"reference": case.reference, "solicitud": solicitud.reference} | words
    for recipient in filter(None, recipients):
        enqueue(kind=kind, recipient=recipient, words=words, now=now, turno=case.turno, solicitud=solicitud)
