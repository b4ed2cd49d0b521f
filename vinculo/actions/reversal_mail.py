"""The mail that tells a person what a supervisor took back, and what follows from it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.actions.case_mail import addressee
from vinculo.actions.mailing import enqueue
from vinculo.records.models import Case, Reversal, Solicitud, Turno
from vinculo.rules.reversing import REASONS
from vinculo.rules.texts import mark

_TURNO = {
    "arrived": mark("Su turno vale otra vez: acérquese al centro de atención y diga su número."),
    "confirmed": mark("Su turno queda como estaba, para el mismo día y la misma hora."),
    "no_show": mark("Su llegada se había registrado por error. Todavía puede usar su turno: acérquese al centro."),
}
_SOLICITUD = {
    "issued": mark(
        "El certificado impreso de esta solicitud ya no sirve y consta como anulado. El código es de la persona para "
        "siempre: si la revisión lo confirma, recibirá un certificado nuevo con el mismo código. Regrese al centro de "
        "atención: no necesita un turno nuevo."
    ),
    "refused": mark("La negativa quedó sin efecto. Regrese al centro de atención: no necesita un turno nuevo."),
    "withdrawn": mark(
        "El desistimiento quedó sin efecto y la solicitud sigue abierta. Regrese al centro de atención: no necesita un "
        "turno nuevo."
    ),
}


@override("es")
def of_turno(reversal: Reversal, turno: Turno, now: datetime) -> None:
    """Tell whoever booked the turno."""
    body = _("El estado de su turno %(reference)s se corrigió.\n\nMotivo: %(reason)s.\n%(words)s\n\n%(next)s") % {
        "reference": turno.reference, "reason": _(REASONS[reversal.reason]), "words": reversal.words,
        "next": _(_TURNO[reversal.now_is]),
    }  # fmt: skip
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
        "solicitud": solicitud.reference, "reference": case.reference, "reason": _(REASONS[reversal.reason]),
        "words": reversal.words, "next": _(_SOLICITUD[reversal.was]),
    }  # fmt: skip
    if recipient := addressee(case):
        subject = _("Se revisa otra vez la decisión de su trámite")
        enqueue(
            kind="reversal", recipient=recipient, subject=subject, body=body, now=now, turno=case.turno,
            solicitud=solicitud,
        )  # fmt: skip
