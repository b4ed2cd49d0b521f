"""The written notice: what is missing and until when (D7), papers not received (D15), the reasons of a refusal.

And the notice that is given by hand to a person whom no mail reaches, with the receipt that they sign (D35).
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.documents import printing
from vinculo.documents.facts import HandNoticeFacts, NoticeFacts, NoticeItem, NoticeKind
from vinculo.documents.labels import contact_line, institution
from vinculo.documents.words import date_in_words, day_in_words, office_in_words
from vinculo.rules.shared.languages import SPANISH
from vinculo.rules.shared.marks import mark

_TITLES = {
    NoticeKind.CORRECTION: mark("Lo que falta para completar su trámite"),
    NoticeKind.NOT_RECEIVED: mark("Constancia de documentos no recibidos"),
    NoticeKind.REFUSAL: mark("Negativa de la solicitud y sus motivos"),
    NoticeKind.EXTENSION: mark("Prórroga para completar su trámite"),
    NoticeKind.WITHDRAWAL: mark("Desistimiento por haber terminado el plazo"),
}
_OPENINGS = {
    NoticeKind.CORRECTION: mark(
        "Su solicitud sigue abierta. Para continuarla hace falta lo que se indica a continuación; lo que ya presentó "
        "no tiene que presentarlo otra vez."
    ),
    NoticeKind.NOT_RECEIVED: mark(
        "En esta visita no se recibieron los documentos que se indican a continuación, por el motivo que consta en "
        "cada uno. Su solicitud sigue abierta."
    ),
    NoticeKind.REFUSAL: mark(
        "No es posible asignar el código de identificación para extranjero a esta persona, por los motivos que se "
        "indican a continuación."
    ),
    NoticeKind.EXTENSION: mark(
        "Tiene más tiempo para traer lo que falta. Esta notificación reemplaza a la anterior; lo que ya presentó no "
        "tiene que presentarlo otra vez."
    ),
    NoticeKind.WITHDRAWAL: mark(
        "Lo que faltaba no se presentó dentro del plazo, por lo que la solicitud queda como desistida. No es una "
        "negativa: puede empezar de nuevo cuando quiera, sin costo."
    ),
}


def render(facts: NoticeFacts, copy: int = 0) -> bytes:
    """Return the notice as PDF/UA, in Spanish; each item cites its requirement and its legal basis (S07, D7, D15).

    Of a paper that is given again `copy` is which one.
    """
    return printing.pdf(printing.number_copy(page(facts), copy))


def render_in(language: str, facts: NoticeFacts) -> bytes:
    """Return the notice in Spanish, and on a second sheet in the language of the person: only a help (D7, D10)."""
    return printing.pdf(page_in(language, facts))


def page_in(language: str, facts: NoticeFacts) -> printing.Page:
    """Return both sheets; what was frozen in words that no catalogue has stays in Spanish on the second one too."""
    return page(facts) if language == SPANISH else printing.with_help(page(facts), language, _page, facts)


@override("es")
def page(facts: NoticeFacts) -> printing.Page:
    """Return what the notice prints; its QR holds the reference with which the next visit continues the case."""
    return _page(facts)


def _page(facts: NoticeFacts) -> printing.Page:
    data = {
        "institution": institution(),
        "service": _("Código para dependientes extranjeros"),
        "reference_label": _("Número del caso"),
        "reference": facts.reference,
        "opening": _(_OPENINGS[facts.kind]),
        "rows": _rows(facts),
        "until": _until(facts),
        "items": [_item(facts.kind, number, item) for number, item in enumerate(facts.items, start=1)],
        "next": _next(facts),
        "contact": contact_line(facts.contact),
        "footer": _("Caso %(reference)s · Emitido el %(day)s") % _issue_texts(facts),
    }
    label = _("Código QR con el número del caso: %(reference)s") % {"reference": facts.reference}
    return printing.Page(template="notice", title=_(_TITLES[facts.kind]), data=data, qr=facts.reference, qr_label=label)


def _issue_texts(facts: NoticeFacts) -> dict[str, str]:
    return {"reference": facts.reference, "day": date_in_words(facts.issued_on)}


def _rows(facts: NoticeFacts) -> list[tuple[str, str]]:
    rows = [
        (_("Dependiente"), facts.dependent_names),
        (_("Persona afiliada"), facts.affiliate_names),
        (_("Centro"), office_in_words(facts.office, facts.office_city)),
        (_("Atendió"), facts.officer),
        (_("Fecha"), date_in_words(facts.issued_on)),
    ]
    return [(label, value) for label, value in rows if value]


def _until(facts: NoticeFacts) -> dict[str, str] | None:
    """Return the last day, in words, where there is one (D7)."""
    if facts.kind is NoticeKind.REFUSAL or facts.last_day is None:
        return None
    if facts.kind is NoticeKind.WITHDRAWAL:
        return {"label": _("Último día del plazo, que ya terminó"), "day": day_in_words(facts.last_day), "term": ""}
    return {
        "label": _("Último día para traer lo que falta, ese día incluido"),
        "day": day_in_words(facts.last_day),
        "term": _term(facts),
    }


def _term(facts: NoticeFacts) -> str:
    """Return how the last day was counted."""
    if not facts.days:
        return ""
    if facts.kind is NoticeKind.EXTENSION:
        return _("%(days)s días hábiles más (sin sábados, domingos ni feriados), una sola vez") % {"days": facts.days}
    return _("%(days)s días hábiles (sin sábados, domingos ni feriados), contados desde el día siguiente") % {
        "days": facts.days
    }


def _item(kind: NoticeKind, number: int, item: NoticeItem) -> dict[str, Any]:
    label = _("Qué puede hacer:") if kind is NoticeKind.REFUSAL else _("Qué hay que hacer:")
    if kind is NoticeKind.WITHDRAWAL:
        label = _("Qué había que hacer:")
    requirement = _(item.requirement)
    return {
        "title": f"{number}. {requirement}",
        "wrong": _(item.wrong),
        "bring_label": label,
        "bring": _(item.bring) if item.bring else "",
        "basis": _basis(item),
    }


def _basis(item: NoticeItem) -> str:
    """Return where the procedure's page asks for it, and its legal basis (S07)."""
    if not item.step:
        return _("Base legal: %(basis)s") % {"basis": item.basis}
    return _("Página del trámite, %(step)s. Base legal: %(basis)s") % {"basis": item.basis, "step": _(item.step)}


def _remedy(remedy: tuple[str, ...]) -> str:
    """Return the remedy as the institution named it; notices from before it did name none."""
    if len(remedy) != 3:
        return _("Puede presentar los recursos que la ley reconoce contra esta decisión, ante el IESS.")
    name, body, term = remedy
    words = {"name": name, "body": body, "term": term}
    return _("Puede presentar: %(name)s. Ante quién: %(body)s. Plazo: %(term)s.") % words


def _next(facts: NoticeFacts) -> dict[str, Any]:
    """Return how to go on: no new turno for an open case (D7), the ways the law gives for a refused one."""
    if facts.kind is NoticeKind.REFUSAL:
        return {
            "title": _("Si no está de acuerdo"),
            "lines": [
                _remedy(facts.remedy),
                _("Puede pedir copia de lo que consta en su caso con el número del caso."),
            ],
        }
    if facts.kind is NoticeKind.WITHDRAWAL:
        return {
            "title": _("Cómo empezar de nuevo"),
            "lines": [
                _("Pida un turno en línea, o pregunte en el centro si pueden atenderle ese mismo día."),
                _("Muestre el código QR o diga el número del caso: lo que escribió se conserva."),
                _("Puede presentar los recursos que la ley reconoce contra esta decisión, ante el IESS."),
            ],
        }
    lines = [
        _("Regrese con lo indicado y con este documento: no necesita un turno nuevo."),
        _("Al llegar, muestre el código QR o diga el número del caso."),
    ]
    if facts.kind is NoticeKind.CORRECTION and facts.days:
        lines.append(
            _(
                "Si necesita más tiempo, pida una prórroga hasta el último día, ese día incluido, en la ventanilla o "
                "con el enlace del correo. Se concede una sola vez."
            )
        )
    return {"title": _("Cómo continúa"), "lines": [*lines, _("El trámite no tiene costo.")]}


def render_by_hand(facts: HandNoticeFacts, copy: int = 0) -> bytes:
    """Return the notice as PDF/UA, in Spanish; of a paper that is given again `copy` is which one."""
    return printing.pdf(printing.number_copy(page_by_hand(facts), copy))


@override("es")
def page_by_hand(facts: HandNoticeFacts) -> printing.Page:
    """Return what the notice prints; its QR holds the number with which the person is found at the desk."""
    rows = [
        (_("Dependiente"), facts.dependent_names),
        (_("Persona afiliada"), facts.affiliate_names),
        (_("Centro"), office_in_words(facts.office, facts.office_city)),
        (_("Fecha"), date_in_words(facts.issued_on)),
    ]
    data = {
        "institution": institution(),
        "service": _("Código para dependientes extranjeros"),
        "reference_label": _("Número del caso"),
        "reference": facts.reference,
        "rows": [(label, value) for label, value in rows if value],
        "paragraphs": [each for each in facts.text.split("\n\n") if each.strip()],
        "receipt": _("Recibí este aviso"),
        "to_sign": [_("Nombres de quien recibe"), _("Número de su documento"), _("Fecha y hora"), _("Firma")],
        "contact": contact_line(facts.contact),
        "footer": facts.title,
    }
    label = _("Código QR con el número del caso: %(reference)s") % {"reference": facts.reference}
    return printing.Page(template="hand_notice", title=facts.title, data=data, qr=facts.reference, qr_label=label)
