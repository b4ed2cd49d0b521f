"""The solicitud for one dependent, to be signed by hand by the affiliate (S10, S31, S32, S33)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.documents import printing
from vinculo.documents.facts import SolicitudFacts
from vinculo.documents.labels import contact_line, institution
from vinculo.documents.words import date_in_words, join_with_commas
from vinculo.rules.shared.languages import SPANISH


def render(facts: SolicitudFacts) -> bytes:
    """Return the solicitud as PDF/UA, in Spanish; a long account flows on to further sheets (S31, S32)."""
    return printing.pdf(page(facts))


def render_in(language: str, facts: SolicitudFacts) -> bytes:
    """Return the solicitud in Spanish, which is signed, and a second sheet that helps to read it (S31, D10)."""
    return printing.pdf(page_in(language, facts))


def render_all_in(language: str, turno: str, of_each: Sequence[SolicitudFacts]) -> bytes:
    """Return the solicitudes of a turno in one file, each with its page numbers and its reading aid (S10, S31)."""
    parts = tuple(page_in(language, facts) for facts in of_each)
    with override(SPANISH):
        title = _("Solicitudes del turno %(reference)s") % {"reference": turno}
    return printing.pdf(replace(parts[0], title=title, second=None, parts=parts))


def page_in(language: str, facts: SolicitudFacts) -> printing.Page:
    """Return the solicitud with its reading aid: each of its texts in Spanish and in the language, nothing to sign."""
    in_spanish = page(facts)
    if language == SPANISH:
        return in_spanish
    return printing.with_help(in_spanish, language, lambda typed: _reading_aid(in_spanish, _page(typed)), facts)


def _reading_aid(in_spanish: printing.Page, spoken: printing.Page) -> printing.Page:
    rows = list(zip(_texts(in_spanish), _texts(spoken), strict=True))
    names = ("institution", "service", "contact", "footer")
    return replace(spoken, qr="", data={name: spoken.data[name] for name in names} | {"rows": rows})


def _texts(page: printing.Page) -> list[str]:
    """Return the texts of the form itself, in its order: what somebody must understand who fills it in and signs it."""
    said = page.data
    parts = [text for part in said["parts"] for text in (part["title"], *(label for label, _ in part["fields"]))]
    signature = [said["signature"]["label"], *said["signature"]["notes"]]
    return [page.title, *parts, said["account_label"], said["declaration_title"], *said["declaration"], *signature]


@override("es")
def page(facts: SolicitudFacts) -> printing.Page:
    """Return what the solicitud prints: the seven contents numbered, what is empty as a line to write on."""
    return _page(facts)


def _page(facts: SolicitudFacts) -> printing.Page:
    data = {
        "institution": institution(),
        "service": _("El trámite no tiene costo"),
        "addressee": _("Dirigida al Instituto Ecuatoriano de Seguridad Social (IESS)"),
        "place_label": _("Lugar y fecha"),
        "place": join_with_commas(facts.place, date_in_words(facts.signed_on) if facts.signed_on else ""),
        "reference_label": _("Número de solicitud"),
        "reference": facts.reference,
        "parts": [_applicant(facts), _dependent(facts)],
        "account_label": _("6. Narración detallada de la solicitud"),
        "account": facts.account.strip(),
        "declaration_title": _("Declaración"),
        "declaration": _declaration(facts),
        "signature": _signature(facts),
        "contact": contact_line(facts.contact),
        "footer": _("Solicitud %(reference)s") % {"reference": facts.reference},
    }
    return printing.Page(
        template="solicitud",
        title=_("Solicitud de emisión de código de identificación para dependiente extranjero"),
        data=data,
        qr=facts.reference,
        qr_label=_("Código QR con el número de la solicitud: %(reference)s") % {"reference": facts.reference},
    )


def _kind_and_number(kind: str, number: str, country: str = "") -> str:
    """Return a document's kind, number and issuer; nothing without a number, so that the line stays free for all."""
    return join_with_commas(kind, number, country) if number else ""


def _applicant(facts: SolicitudFacts) -> dict[str, Any]:
    document = _kind_and_number(facts.applicant_document_kind, facts.applicant_document_number)
    return {
        "title": _("Solicitante: la persona afiliada"),
        "fields": [
            (_("1. Nombres y apellidos completos del solicitante"), facts.applicant_names),
            (_("2. Documento de identidad del solicitante (pasaporte o visa)"), document),
            (_("3. Código de identificación para extranjero del solicitante"), facts.applicant_code),
        ],
    }


def _dependent(facts: SolicitudFacts) -> dict[str, Any]:
    document = _kind_and_number(
        facts.dependent_document_kind, facts.dependent_document_number, facts.dependent_document_country
    )
    birth = date_in_words(facts.birth_date) if facts.birth_date else ""
    return {
        "title": _("Dependiente a registrar"),
        "fields": [
            (_("4. Nombres y apellidos completos del dependiente"), facts.dependent_names),
            (_("5. Documento de identidad del dependiente (pasaporte o visa)"), document),
            (_("Relación con la persona afiliada"), facts.link),
            (_("Nacionalidad"), facts.nationality),
            (_("Fecha de nacimiento"), birth),
        ],
    }


def _declaration(facts: SolicitudFacts) -> list[str]:
    """Return what the affiliate declares: residence (D14), no cédula (S03), origin (D22), and under which warning."""
    resides = _("Declaro que la persona dependiente reside en el Ecuador.")
    asked = _("Declaro que la persona dependiente reside en el Ecuador:   (    ) Sí   (    ) No")
    no_cedula = _("Declaro que no tiene cédula de identidad ecuatoriana.")
    warning = _(
        "Advertencia: lo que se declara en esta solicitud se presume verdadero, bajo la responsabilidad de quien la "
        "firma (Ley Orgánica para la Optimización y Eficiencia de Trámites Administrativos, art. 10)."
    )
    declared = [resides if facts.resides else asked, *[no_cedula] * (not facts.has_cedula)]
    return [*declared, _origin(facts.ecuadorian_origin), warning]


def _origin(ecuadorian: bool | None) -> str:
    """Return what is declared of the origin, to the third degree as the Constitution has it (D22, art. 7)."""
    if ecuadorian is None:
        return _(
            "La persona dependiente, o su madre, su padre, una abuela, un abuelo, una bisabuela o un bisabuelo, nació "
            "en el Ecuador:   (    ) Sí   (    ) No"
        )
    if ecuadorian:
        return _(
            "Declaro que la persona dependiente, o su madre, su padre, una abuela, un abuelo, una bisabuela o un "
            "bisabuelo, nació en el Ecuador."
        )
    return _(
        "Declaro que ni la persona dependiente, ni su madre o padre, ni sus abuelas o abuelos, ni sus bisabuelas o "
        "bisabuelos nacieron en el Ecuador."
    )


def _signature(facts: SolicitudFacts) -> dict[str, Any]:
    """Return the place of the handwritten signature: the affiliate's, never the proxy's (S31, D4)."""
    return {
        "label": _("7. Firma manuscrita del solicitante"),
        "under": join_with_commas(facts.applicant_names, facts.applicant_code),
        "notes": [
            _("Firma únicamente la persona afiliada, a mano. Su apoderado no puede firmar por ella."),
            _("No se recibirán solicitudes con firma electrónica."),
        ],
    }
