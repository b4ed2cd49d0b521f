"""The mails of a case: what is missing, the extension, the end of the term, what a supervisor took back (D7).

One mail for each dependent: each has a notice, a last day and an answer of its own, and none waits for another. No
name stands in a mail: the number of the solicitud tells them apart.

The mail that tells a person what a supervisor took back, and what follows from it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.actions.mail.outbox import enqueue
from vinculo.documents.words import day_in_words
from vinculo.queries.cases.corrections import address
from vinculo.records.models import Case, Decision, Reversal, Solicitud, Turno
from vinculo.rules.cases.reasons import REASONS
from vinculo.rules.cases.status import ApplicationStatus, DecisionKind
from vinculo.rules.shared.marks import mark
from vinculo.rules.shared.statuses import TurnoStatus


def addressee(case: Case) -> str:
    """Return to whom the mails of a case go: whoever booked its turno, else the address in the registry, or nobody."""
    return (case.turno.email if case.turno else "") or case.affiliate.email


@override("es")
def asked(case: Case, decision: Decision, last_day: date, now: datetime) -> None:
    """Send the list of what is missing, with the last day and the link where more time can be asked for."""
    body = _(
        "Para continuar con el trámite falta lo que se indica en el documento adjunto (caso %(reference)s, solicitud "
        "%(solicitud)s).\n\nRegrese con lo indicado hasta el %(day)s (%(short)s): no necesita un turno nuevo. Al "
        "llegar, muestre el código QR del documento o diga el número del caso.\n\n"
        "Si necesita más tiempo, pida una prórroga antes de ese día:\n%(url)s"
    )
    _send(case, decision, "correction", _("Lo que falta para completar su trámite"), body, last_day, now)


@override("es")
def extended(case: Case, decision: Decision, last_day: date, now: datetime) -> None:
    """Tell the new last day."""
    body = _(
        "Tiene más tiempo para traer lo que falta en el caso %(reference)s, solicitud %(solicitud)s: hasta el %(day)s "
        "(%(short)s). El documento adjunto reemplaza al anterior.\n\nNo necesita un turno nuevo. La prórroga se "
        "concede una sola vez: si no alcanza, puede empezar de nuevo, sin costo."
    )
    _send(case, decision, "extension", _("Tiene más tiempo para completar su trámite"), body, last_day, now)


@override("es")
def postponed(case: Case, solicitud: Solicitud, last_day: date, now: datetime) -> None:
    """Tell that the last day is a later one, because the centre was closed meanwhile (D12)."""
    body = _(
        "El centro de atención cerró un día en el que usted podía venir, así que tiene más tiempo para traer lo que "
        "falta en el caso %(reference)s, solicitud %(solicitud)s: hasta el %(day)s (%(short)s).\n\n"
        "No tiene que hacer nada más, ni necesita un turno nuevo."
    )
    _enqueue(case, solicitud, "extension", _("Tiene más tiempo para completar su trámite"), body, last_day, now, "")


@override("es")
def withdrawn(case: Case, decision: Decision, last_day: date, now: datetime) -> None:
    """Tell that the term has passed, with the decision, and how to begin anew."""
    body = _(
        "El plazo para traer lo que faltaba en el caso %(reference)s terminó el %(day)s (%(short)s), y la solicitud "
        "%(solicitud)s quedó como desistida. La decisión va adjunta.\n\nPuede empezar de nuevo cuando quiera, sin "
        "costo: pida un turno en %(home)s/turnos/ y diga el número del caso. Lo que escribió se conserva; no tiene "
        "que volver a escribirlo."
    )
    _send(case, decision, "withdrawal", _("Terminó el plazo de su trámite"), body, last_day, now)


def _send(case: Case, decision: Decision, kind: str, subject: str, body: str, last_day: date, now: datetime) -> None:
    where = address(decision) if decision.kind == DecisionKind.CORRECTION else ""
    _enqueue(case, decision.solicitud, kind, subject, body, last_day, now, where, ("notice_pdf",))


def _enqueue(
    case: Case,
    solicitud: Solicitud,
    kind: str,
    subject: str,
    body: str,
    last_day: date,
    now: datetime,
    url: str,
    attach: tuple[str, ...] = (),
) -> None:
    recipient = addressee(case)
    if not recipient:
        return  # printed only
    words = {
        "reference": case.reference,
        "solicitud": solicitud.reference,
        "day": day_in_words(last_day),
        "short": f"{last_day:%d/%m/%Y}",
        "url": url,
        "home": settings.PUBLIC_URL,
    }
    enqueue(
        kind=kind,
        recipient=recipient,
        subject=subject,
        body=body % words,
        now=now,
        turno=case.turno,
        solicitud=solicitud,
        attach=attach,
    )


_TURNO: dict[str, str] = {
    TurnoStatus.ARRIVED: mark("Su turno vale otra vez: acérquese al centro de atención y diga su número."),
    TurnoStatus.CONFIRMED: mark("Su turno queda como estaba, para el mismo día y la misma hora."),
    TurnoStatus.NO_SHOW: mark(
        "Su llegada se había registrado por error. Todavía puede usar su turno: acérquese al centro."
    ),
}
_SOLICITUD: dict[str, str] = {
    ApplicationStatus.ISSUED: mark(
        "El certificado impreso de esta solicitud ya no sirve y consta como anulado. El código es de la persona para "
        "siempre: si la revisión lo confirma, recibirá un certificado nuevo con el mismo código. Regrese al centro de "
        "atención: no necesita un turno nuevo."
    ),
    ApplicationStatus.REFUSED: mark(
        "La negativa quedó sin efecto. Regrese al centro de atención: no necesita un turno nuevo."
    ),
    ApplicationStatus.WITHDRAWN: mark(
        "El desistimiento quedó sin efecto y la solicitud sigue abierta. Regrese al centro de atención: no necesita un "
        "turno nuevo."
    ),
}


@override("es")
def of_turno(reversal: Reversal, turno: Turno, now: datetime) -> None:
    """Tell whoever booked the turno."""
    body = _("El estado de su turno %(reference)s se corrigió.\n\nMotivo: %(reason)s.\n%(words)s\n\n%(next)s") % {
        "reference": turno.reference,
        "reason": _(REASONS[reversal.reason]),
        "words": reversal.words,
        "next": _(_TURNO[reversal.now_is]),
    }
    if turno.email:
        subject = _("Se corrigió el estado de su turno")
        enqueue(kind="reversal", recipient=turno.email, subject=subject, body=body, now=now, turno=turno)


@override("es")
def of_solicitud(reversal: Reversal, solicitud: Solicitud, case: Case, now: datetime) -> None:
    """Tell whoever the mails of the case go to."""
    body = _(
        "La decisión sobre la solicitud %(solicitud)s del caso %(reference)s se revisa otra vez.\n\n"
        "Motivo: %(reason)s.\n%(words)s\n\n%(next)s"
    ) % {
        "solicitud": solicitud.reference,
        "reference": case.reference,
        "reason": _(REASONS[reversal.reason]),
        "words": reversal.words,
        "next": _(_SOLICITUD[reversal.was]),
    }
    if recipient := addressee(case):
        subject = _("Se revisa otra vez la decisión de su trámite")
        enqueue(
            kind="reversal",
            recipient=recipient,
            subject=subject,
            body=body,
            now=now,
            turno=case.turno,
            solicitud=solicitud,
        )
