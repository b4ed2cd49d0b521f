"""The printed code: *Código de identificación para extranjero* (S39, D8, D11)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.documents import printing
from vinculo.documents.facts import CertificateFacts
from vinculo.documents.labels import contact_line, institution
from vinculo.documents.words import date_in_words, join_with_commas, office_in_words
from vinculo.rules.cases.codes import pretty


def render(facts: CertificateFacts, copy: int = 0) -> bytes:
    """Return the certificate as PDF/UA, in Spanish, on one sheet, from its frozen facts alone (S39).

    Of a paper that is given again `copy` is which one.
    """
    return printing.pdf(printing.number_copy(page(facts), copy))


@override("es")
def page(facts: CertificateFacts) -> printing.Page:
    """Return what the certificate prints; its QR holds the address of the verification page, a preview has none."""
    data = {
        "institution": institution(),
        "service": _("Certificado n.º %(number)s de este código") % {"number": facts.number},
        "draft": _("BORRADOR – sin validez") if facts.preview else "",
        "given": _("Código asignado a"),
        "names": facts.names,
        "code": pretty(facts.code) if facts.code else _("Se asigna al emitir"),
        "has_code": bool(facts.code),
        "meaning": _meaning(),
        "rows": _rows(facts),
        "reprint": _reprint(facts),
        "signature": "" if facts.preview else _("Firma de quien emite"),
        "seal": "" if facts.preview else _("Sello de la oficina"),
        "check_label": _("Para comprobar que este certificado está vigente, lea el código QR o visite:"),
        "url": "" if facts.preview else facts.verification_url,
        "contact": contact_line(facts.contact),
        "footer": _footer(facts),
    }
    return printing.Page(
        template="certificate",
        title=_("Código de identificación para extranjero"),
        data=data,
        qr="" if facts.preview else facts.verification_url,
        qr_label=_("Código QR con la dirección para comprobar este certificado: %(url)s")
        % {"url": facts.verification_url},
    )


def _meaning() -> str:
    """Return the sentence that keeps the code from being taken for coverage: no figures in it."""
    return _(
        "Este código identifica a la persona ante el IESS, para siempre. No es una cobertura: cada prestación se rige "
        "por sus propios requisitos. No es un documento de identidad: se presenta junto con el documento de la persona."
    )


def _rows(facts: CertificateFacts) -> list[tuple[str, str]]:
    rows = [
        (_("Fecha de nacimiento"), date_in_words(facts.birth_date) if facts.birth_date else ""),
        (_("Nacionalidad"), facts.nationality),
        (_("Documento de la persona"), _document(facts)),
        (_("Relación con la persona afiliada"), facts.link),
        (_("Persona afiliada"), facts.affiliate_names),
        (_("Código de la persona afiliada"), facts.affiliate_code),
        (_("Emitido en"), office_in_words(facts.office, facts.office_city)),
        (_("Emitido por"), facts.officer),
        (_("Fecha de emisión"), date_in_words(facts.issued_on)),
    ]
    return [(label, value) for label, value in rows if value]


def _document(facts: CertificateFacts) -> str:
    if not facts.document_number:  # of a certificate from before D27
        return ""
    return join_with_commas(f"{facts.document_kind} {facts.document_number}", facts.document_country)


def _reprint(facts: CertificateFacts) -> str:
    if facts.reprint is None:
        return ""
    return _("Reimpresión n.º %(number)s, del %(day)s. Motivo: %(reason)s") % {
        "number": facts.reprint.number,
        "day": date_in_words(facts.reprint.printed_on),
        "reason": facts.reprint.reason,
    }


def _footer(facts: CertificateFacts) -> str:
    words = {"number": facts.number, "rules": facts.rules_version}
    return _("Versión %(number)s del certificado · Reglas: versión %(rules)s") % words
