"""What the legal unit decided is told: to the address left there, and where a case waits for it (S38)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.actions.mail.outbox import enqueue
from vinculo.queries.legal.waiting_cases import open_cases
from vinculo.queries.shared.places import legal_unit
from vinculo.records.models import Case, Power, PowerDecision
from vinculo.rules.legal.status import PowerAct

SHEET, NOTICE = "power_sheet_pdf", "power_notice_pdf"


@override("es")
def tell(power: Power, decision: PowerDecision, now: datetime) -> None:
    """Write the mails of a decision into the outbox: one to the address of the power, one for each open case.

    The paper itself goes only to the address that was left at the unit.
    """
    subject, body = _words(power, decision.kind)
    attach = [SHEET if decision.kind == PowerAct.ENDORSE else NOTICE]
    kind = f"power_{decision.kind}"
    if power.email:
        enqueue(
            kind=kind,
            recipient=power.email,
            subject=subject,
            body=f"{body}\n\n{_at_the_unit(power)}",
            now=now,
            power_decision=decision,
            attach=attach,
        )
    for case in open_cases(power):
        if case.turno is not None and case.turno.email and case.turno.email.casefold() != power.email.casefold():
            enqueue(
                kind=kind,
                recipient=case.turno.email,
                subject=subject,
                body=f"{body}\n\n{_of_case(case, decision.kind)}",
                now=now,
                turno=case.turno,
                power_decision=decision,
            )


def _words(power: Power, kind: str) -> tuple[str, str]:
    """Return subject and first sentences."""
    unit, number = legal_unit(power.province.name), power.sumilla
    if kind == PowerAct.ENDORSE:
        return _("El poder fue sumillado"), _(
            "%(unit)s validó y sumilló el poder notarial. Sumilla n.º %(number)s.\n\n"
            "Lleve a la ventanilla una copia del poder con la sumilla y su propio documento de identidad. La solicitud "
            "la firma siempre a mano la persona afiliada."
        ) % {"unit": unit, "number": number}
    if kind == PowerAct.OBSERVE:
        return _("Lo que falta para sumillar el poder"), _(
            "%(unit)s revisó el poder notarial y todavía no puede sumillarlo: falta lo que consta en el documento que "
            "entrega la unidad. Regrese allí con lo indicado; no necesita un turno."
        ) % {"unit": unit}
    if kind == PowerAct.REFUSE:
        return _("La sumilla del poder fue negada"), _(
            "%(unit)s no puede sumillar este poder notarial. Los motivos y su base legal constan en el documento que "
            "entrega la unidad. La persona afiliada puede hacer el trámite ella misma, o con otro poder."
        ) % {"unit": unit}
    return _("La sumilla del poder fue revocada"), _(
        "La sumilla n.º %(number)s de %(unit)s fue revocada: desde ahora no vale en ninguna ventanilla."
    ) % {"unit": unit, "number": number}


def _at_the_unit(power: Power) -> str:
    return _("Número del poder en la unidad: %(reference)s") % {"reference": power.reference}


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
