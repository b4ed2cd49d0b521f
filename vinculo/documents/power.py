"""The papers of the legal unit: the sheet of an endorsement, and the notice of what is missing or was decided (S38)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.documents import printing
from vinculo.documents.facts import NoticeItem
from vinculo.documents.labels import contact_line, institution
from vinculo.documents.power_facts import EndorsementFacts, PowerNoticeFacts, PowerNoticeKind
from vinculo.documents.words import date_in_words, join_with_commas
from vinculo.rules.shared.marks import mark

_TITLES = {
    PowerNoticeKind.OBSERVE: mark("Lo que falta para sumillar el poder"),
    PowerNoticeKind.REFUSE: mark("Negativa de la sumilla y sus motivos"),
    PowerNoticeKind.REVOKE: mark("Revocatoria de la sumilla"),
    PowerNoticeKind.SUBSTITUTE: mark("Sustitución del apoderado"),
    PowerNoticeKind.DEATH: mark("Fin del poder por fallecimiento"),
}
_OPENINGS = {
    PowerNoticeKind.OBSERVE: mark(
        "El poder todavía no puede sumillarse. Hace falta lo que se indica a continuación; lo que ya presentó no tiene "
        "que presentarlo otra vez."
    ),
    PowerNoticeKind.REFUSE: mark("No es posible sumillar este poder, por los motivos que se indican a continuación."),
    PowerNoticeKind.REVOKE: mark(
        "La sumilla de este poder se revoca por el motivo que se indica a continuación. Desde este momento no es "
        "válida en ninguna ventanilla."
    ),
    PowerNoticeKind.SUBSTITUTE: mark(
        "Otro apoderado tomó el lugar del que consta abajo. Desde este momento este poder no es válido en ninguna "
        "ventanilla; es válido el del nuevo apoderado."
    ),
    PowerNoticeKind.DEATH: mark(
        "Falleció la persona que otorgó este poder, y con su fallecimiento el poder terminó. Desde este momento no "
        "es válido en ninguna ventanilla."
    ),
}


_ENDED = {  # what to do with what was begun with it
    PowerNoticeKind.SUBSTITUTE: (
        mark("El turno y el caso en la ventanilla no se pierden: continúa con ellos el nuevo apoderado."),
        mark("Ella muestra su documento y entrega una copia de su poder con la sumilla."),
    ),
    PowerNoticeKind.DEATH: (
        mark("No vaya al turno con este poder, y libérelo para que lo use otra persona. El caso abierto no continúa."),
        mark(
            "Pregunte en Atención al Ciudadano qué trámite corresponde a los dependientes de una persona afiliada que "
            "falleció."
        ),
    ),
}


def render_sheet(facts: EndorsementFacts, copy: int = 0) -> bytes:
    """Return the sheet of an endorsement as PDF/UA, in Spanish, from its frozen facts alone (S38).

    Of a paper that is given again `copy` is which one.
    """
    return printing.pdf(printing.number_copy(sheet(facts), copy))


def render_notice(facts: PowerNoticeFacts, copy: int = 0) -> bytes:
    """Return a notice of the unit as PDF/UA, in Spanish; each item cites its requirement and legal basis (S07, S38).

    Of a paper that is given again `copy` is which one.
    """
    return printing.pdf(printing.number_copy(notice(facts), copy))


@override("es")
def sheet(facts: EndorsementFacts) -> printing.Page:
    """Return what the sheet prints; its QR holds the address of the page that says whether it is in force."""
    data = {
        "institution": institution(),
        "service": facts.unit,
        "number_label": _("Sumilla n.º"),
        "number": facts.number,
        "meaning": _(
            "La unidad validó y sumilló el poder que se describe abajo, para el trámite «Asignación de código de "
            "identificación para dependientes extranjeros». Es válida en las ventanillas de todo el país mientras esté "
            "vigente."
        ),
        "rows": _rows(facts),
        "place_title": _("Lugar para la sumilla y el sello de la unidad"),
        "next_title": _("En la ventanilla"),
        "next": [
            _("El apoderado entrega una copia del poder con esta sumilla y muestra su documento de identidad."),
            _("La solicitud la firma siempre a mano la persona afiliada: el poder no permite firmarla por ella."),
        ],
        "check_label": _("Para comprobar que esta sumilla está vigente, lea el código QR o visite:"),
        "url": facts.verification_url,
        "contact": contact_line(facts.contact),
        "footer": _("Sumilla %(number)s · Poder %(reference)s · Reglas: versión %(rules)s")
        % {"number": facts.number, "reference": facts.reference, "rules": facts.rules_version},
    }
    label = _("Código QR con la dirección para comprobar esta sumilla: %(url)s") % {"url": facts.verification_url}
    return printing.Page(
        template="sumilla", title=_("Hoja de sumilla"), data=data, qr=facts.verification_url, qr_label=label
    )


def _rows(facts: EndorsementFacts) -> list[tuple[str, str]]:
    until = date_in_words(facts.expires_on) if facts.expires_on else _("sin plazo: es válido hasta que se revoque")
    rows = [
        (_("Persona afiliada que otorga"), join_with_commas(facts.affiliate_names, facts.affiliate_code)),
        (_("Apoderado"), facts.proxy_names),
        (facts.proxy_kind, facts.proxy_number),
        (_("Cómo actúa"), facts.acting),
        (facts.made_before, join_with_commas(facts.authority, facts.place, facts.country)),
        (_("Número del poder"), facts.deed),
        (_("Otorgado el"), date_in_words(facts.made_on)),
        (_("Plazo"), until),
        (_("Sumillado por"), facts.officer),
        (_("Unidad"), facts.unit),
        (_("Fecha de la sumilla"), date_in_words(facts.endorsed_on)),
    ]
    return [(label, value) for label, value in rows if value]


@override("es")
def notice(facts: PowerNoticeFacts) -> printing.Page:
    """Return what a notice prints, in the shape of those of the desk; its QR holds the reference of the power."""
    data = {
        "institution": institution(),
        "service": facts.unit,
        "reference_label": _("Número del poder en la unidad"),
        "reference": facts.reference,
        "opening": _(_OPENINGS[facts.kind]),
        "rows": _notice_rows(facts),
        "until": None,
        "items": [_item(facts.kind, number, each) for number, each in enumerate(facts.items, start=1)],
        "next": _next(facts.kind),
        "contact": contact_line(facts.contact),
        "footer": _("Poder %(reference)s · Emitido el %(day)s")
        % {"reference": facts.reference, "day": date_in_words(facts.issued_on)},
    }
    label = _("Código QR con el número del poder: %(reference)s") % {"reference": facts.reference}
    return printing.Page(template="notice", title=_(_TITLES[facts.kind]), data=data, qr=facts.reference, qr_label=label)


def _notice_rows(facts: PowerNoticeFacts) -> list[tuple[str, str]]:
    rows = [
        (_("Persona afiliada"), facts.affiliate_names),
        (_("Apoderado"), facts.proxy_names),
        (_("Sumilla"), facts.endorsement),
        (_("Unidad"), facts.unit),
        (_("Atendió"), facts.officer),
        (_("Fecha"), date_in_words(facts.issued_on)),
        (_("Observación"), facts.note),
    ]
    return [(label, value) for label, value in rows if value]


def _item(kind: PowerNoticeKind, number: int, item: NoticeItem) -> dict[str, Any]:
    words = {"basis": item.basis, "step": _(item.step) if item.step else ""}
    cited = _("Página del trámite, %(step)s. Base legal: %(basis)s") if item.step else _("Base legal: %(basis)s")
    return {
        "title": f"{number}. {item.requirement}",
        "wrong": item.wrong,
        "bring_label": _("Qué hay que hacer:") if kind is PowerNoticeKind.OBSERVE else _("Qué puede hacer:"),
        "bring": item.bring,
        "basis": cited % words,
    }


def _next(kind: PowerNoticeKind) -> dict[str, Any]:
    if kind is PowerNoticeKind.OBSERVE:
        return {
            "title": _("Cómo continúa"),
            "lines": [
                _("Regrese a esta unidad con lo indicado y con este documento: no necesita un turno."),
                _("El turno y el caso en la ventanilla no se pierden: continúan cuando esté la sumilla."),
                _("El trámite no tiene costo."),
            ],
        }
    if kind in _ENDED:
        return {"title": _("Cómo continúa"), "lines": [_(line) for line in _ENDED[kind]]}
    return {
        "title": _("Si no está de acuerdo"),
        "lines": [
            _("Puede presentar los recursos que la ley reconoce contra esta decisión, ante el IESS."),
            _("La persona afiliada puede hacer el trámite ella misma, sin poder, o con otro poder."),
        ],
    }
