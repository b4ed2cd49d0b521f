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
from vinculo.queries.legal.waiting_cases import coming_turnos, open_cases
from vinculo.queries.shared.local_time import local_day
from vinculo.queries.shared.places import legal_unit, to_confirm_of
from vinculo.queries.shared.spoken import in_their_language
from vinculo.records.models import Case, Message, Power, PowerDecision, Turno
from vinculo.rules.legal.status import ENDING, PowerAct, PowerStatus
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


_register(
    MailKind.POWER_SUBSTITUTE,
    MailKind.CASE_SUBSTITUTE,
    mark("Otro apoderado tomó su lugar"),
    mark(
        "%(unit)s registró que otro apoderado tomó el lugar de quien constaba en el poder con la sumilla "
        "n.º %(number)s: desde ahora ese poder no es válido en ninguna ventanilla. Continúa el nuevo apoderado, con "
        "su documento y una copia de su poder sumillado.\n\n%(next)s"
    ),
    attach_power_notice,
)
_register(
    MailKind.POWER_DEATH,
    MailKind.CASE_DEATH,
    mark("El poder terminó"),
    mark(
        "%(unit)s registró que la persona que otorgó el poder falleció: con eso el poder terminó, y desde ahora no "
        "es válido en ninguna ventanilla. Pregunte en Atención al Ciudadano qué trámite corresponde a sus dependientes."
        "\n\n%(next)s"
    ),
    attach_power_notice,
)


def send_decision(power: Power, decision: PowerDecision, now: datetime) -> None:
    """Write the mails of a decision into the outbox: one to the address of the power, one for each open case."""
    if power.email:
        _send_to_the_unit(power, decision, now)
    for case in open_cases(power):
        if case.turno is not None and case.turno.email and case.turno.email.casefold() != power.email.casefold():
            _send_of_case(case, power, decision, now)

    if decision.kind in ENDING:
        _tell_coming(power, decision, now)


@override("es")
def _send_to_the_unit(power: Power, decision: PowerDecision, now: datetime) -> None:
    """Send to the address that was left at the unit, where nobody asked for a language."""
    follows = _("Número del poder en la unidad: %(reference)s") % {"reference": power.reference}
    enqueue(
        kind=MailKind(f"power_{decision.kind}"),
        recipient=power.email,
        words=_words(power) | {"next": follows},
        now=now,
        power_decision=decision,
    )


@in_their_language
def _send_of_case(case: Case, power: Power, decision: PowerDecision, now: datetime) -> None:
    """Send to the person who booked the visit of a waiting case."""
    if case.turno is not None:
        enqueue(
            kind=MailKind(f"case_{decision.kind}"),
            recipient=case.turno.email,
            words=_words(power) | {"next": _of_case(case, decision.kind)},
            now=now,
            turno=case.turno,
            power_decision=decision,
        )


def _words(power: Power) -> dict[str, str]:
    return {"unit": legal_unit(power.province.name), "number": power.sumilla}


def _tell_coming(power: Power, decision: PowerDecision, now: datetime) -> None:
    """Tell the proxy of each turno still to come what to do with it, now that the power ended."""
    for turno in coming_turnos(power, now):
        if turno.email:
            _send_of_turno(turno, power, decision, now)


@in_their_language
def _send_of_turno(turno: Turno, power: Power, decision: PowerDecision, now: datetime) -> None:
    """Send to the person who booked a turno still to come."""
    day = local_day(turno.agency, turno.starts)
    known = {"reference": turno.reference, "agency": turno.agency.name, "day": f"{day:%d/%m/%Y}"}
    enqueue(
        kind=MailKind(f"case_{decision.kind}"),
        recipient=turno.email,
        words=_words(power) | {"next": _(_OF_TURNO[PowerAct(decision.kind)]) % known},
        now=now,
        turno=turno,
        power_decision=decision,
    )


_OF_TURNO = {
    PowerAct.REVOKE: mark(
        "Su turno %(reference)s del %(day)s en %(agency)s sigue a su nombre. Sin un poder sumillado no podrá terminar "
        "el trámite: si no va a tener otro, libere el turno con el enlace de la confirmación."
    ),
    PowerAct.SUBSTITUTE: mark(
        "Su turno %(reference)s del %(day)s en %(agency)s sigue a su nombre: libérelo con el enlace de la "
        "confirmación, para que el nuevo apoderado pida el suyo."
    ),
    PowerAct.DEATH: mark(
        "No vaya a su turno %(reference)s del %(day)s en %(agency)s con este poder: libérelo con el enlace de la "
        "confirmación, para que lo use otra persona."
    ),
}
_OF_CASE = {
    PowerAct.ENDORSE: mark(
        "Su caso %(reference)s en %(agency)s ya puede continuar, sin otro turno: muestre en la ventanilla el número "
        "del caso."
    ),
    PowerAct.SUBSTITUTE: mark(
        "El caso %(reference)s en %(agency)s no se pierde: lo continúa el nuevo apoderado, sin otro turno, con "
        "el número del caso."
    ),
    PowerAct.DEATH: mark("El caso %(reference)s en %(agency)s queda abierto, pero no continúa con este poder."),
}
_WAITS = mark("Su caso %(reference)s en %(agency)s queda abierto y en espera.")


def _of_case(case: Case, kind: str) -> str:
    """Return how the waiting case goes on: with its number, without another turno (D7)."""
    words = {"reference": case.reference, "agency": case.agency.name}
    said = _(_OF_CASE.get(PowerAct(kind), _WAITS)) % words
    return "\n\n".join(part for part in (said, to_confirm_of(case.agency)) if part)
