"""The mails of what the legal unit decided: to the address left there, and where a case waits for it (S38)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.actions.mail.kinds import Mail, MakeAttachment, WhileTrue, always, register
from vinculo.actions.mail.outbox import enqueue
from vinculo.documents.power import render_notice, render_sheet
from vinculo.gateways.letter import Attachment
from vinculo.queries.legal import papers
from vinculo.queries.legal.waiting_cases import open_cases
from vinculo.queries.shared.places import legal_unit
from vinculo.records.models import Case, Message, Power, PowerDecision
from vinculo.rules.legal.status import PowerAct, PowerStatus
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.marks import mark


def _is_in_force(message: Message) -> bool:
    """Return whether the endorsement still stands; the notices of the unit are sent whatever became of the power."""
    decision = message.power_decision
    return decision is None or decision.power.state == PowerStatus.ENDORSED


def attach_sheet(message: Message) -> Attachment:
    """Make the PDF of the endorsement sheet."""
    content = render_sheet(papers.sheet_of(message))
    return Attachment(name="sumilla.pdf", content=content, maintype="application", subtype="pdf")


def attach_power_notice(message: Message) -> Attachment:
    """Make the PDF of the notice."""
    content = render_notice(papers.notice_of(message))
    return Attachment(name="notificacion.pdf", content=content, maintype="application", subtype="pdf")


def _register(
    at_the_unit: MailKind,
    of_case: MailKind,
    subject: str,
    template: str,
    paper: MakeAttachment,
    while_true: WhileTrue = always,
) -> None:
    """Register the two mails of a decision: the paper goes only to the address that was left at the unit."""
    register(at_the_unit, Mail(while_true=while_true, subject=subject, template=template, attachment=(paper,)))
    register(of_case, Mail(while_true=while_true, subject=subject, template=template))


_register(
    MailKind.POWER_ENDORSE,
    MailKind.CASE_ENDORSE,
    mark("El poder fue sumillado"),
    mark(
        "%(unit)s validó y sumilló el poder notarial. Sumilla n.º %(number)s.\n\n"
        "Lleve a la ventanilla una copia del poder con la sumilla y su propio documento de identidad. La solicitud "
        "la firma siempre a mano la persona afiliada.\n\n%(next)s"
    ),
    attach_sheet,
    _is_in_force,
)
_register(
    MailKind.POWER_OBSERVE,
    MailKind.CASE_OBSERVE,
    mark("Lo que falta para sumillar el poder"),
    mark(
        "%(unit)s revisó el poder notarial y todavía no puede sumillarlo: falta lo que consta en el documento que "
        "entrega la unidad. Regrese allí con lo indicado; no necesita un turno.\n\n%(next)s"
    ),
    attach_power_notice,
)
_register(
    MailKind.POWER_REFUSE,
    MailKind.CASE_REFUSE,
    mark("La sumilla del poder fue negada"),
    mark(
        "%(unit)s no puede sumillar este poder notarial. Los motivos y su base legal constan en el documento que "
        "entrega la unidad. La persona afiliada puede hacer el trámite ella misma, o con otro poder.\n\n%(next)s"
    ),
    attach_power_notice,
)
_register(
    MailKind.POWER_REVOKE,
    MailKind.CASE_REVOKE,
    mark("La sumilla del poder fue revocada"),
    mark(
        "La sumilla n.º %(number)s de %(unit)s fue revocada: desde ahora no es válida en ninguna "
        "ventanilla.\n\n%(next)s"
    ),
    attach_power_notice,
)


@override("es")
def send_decision(power: Power, decision: PowerDecision, now: datetime) -> None:
    """Write the mails of a decision into the outbox: one to the address of the power, one for each open case."""
    words = {"unit": legal_unit(power.province.name), "number": power.sumilla}
    if power.email:
        follows = _("Número del poder en la unidad: %(reference)s") % {"reference": power.reference}
        enqueue(
            kind=MailKind(f"power_{decision.kind}"),
            recipient=power.email,
            words=words | {"next": follows},
            now=now,
            power_decision=decision,
        )
    for case in open_cases(power):
        if case.turno is not None and case.turno.email and case.turno.email.casefold() != power.email.casefold():
            enqueue(
                kind=MailKind(f"case_{decision.kind}"),
                recipient=case.turno.email,
                words=words | {"next": _of_case(case, decision.kind)},
                now=now,
                turno=case.turno,
                power_decision=decision,
            )


def _of_case(case: Case, kind: str) -> str:
    """Return how the waiting case goes on: with its number, without another turno (D7)."""
    words = {"reference": case.reference, "agency": case.agency.name}
    if kind == PowerAct.ENDORSE:
        return (
            _(
                "Su caso %(reference)s en %(agency)s ya puede continuar, sin otro turno: muestre en la ventanilla el "
                "número del caso."
            )
            % words
        )
    return _("Su caso %(reference)s en %(agency)s queda abierto y en espera.") % words
