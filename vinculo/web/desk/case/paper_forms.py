"""A compact form per kind of paper (S31-S38)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vinculo.rules.cases.facts import Copy, Paper, PaperKind, Signature
from vinculo.web.desk.case.certificate_form import CertificateForm
from vinculo.web.desk.case.identity_form import IdentityForm
from vinculo.web.desk.case.sheet import PaperForm
from vinculo.web.shared.fields import YES_NO, MarkField, NamesField, NumberField, radio


class SolicitudForm(PaperForm):
    """The signed solicitud: who signed it and how, and the seven contents (S31, S32)."""

    first = "signature"
    signature = radio(
        _("Firma"),
        [
            (Signature.HANDWRITTEN.value, _("A mano, de la persona afiliada")),
            (Signature.OF_ANOTHER.value, _("A mano, de otra persona")),
            (Signature.NONE.value, _("Sin firma")),
        ],
    )
    complete = radio(
        _("¿Constan los siete datos?"),
        YES_NO,
        _("Nombres, documento y código del solicitante; nombres y documento del dependiente; narración; firma."),
    )

    def paper(self) -> Paper:
        """Return the solicitud as the rules see it."""
        data = self.cleaned_data
        return Paper(
            kind=PaperKind.SOLICITUD,
            signature=Signature(data["signature"]),
            solicitud_complete=data["complete"] == "si",
        )


class CopyForm(PaperForm):
    """The copy of the endorsed power of attorney (S38)."""

    first = "copy"
    copy = radio(
        _("Copia del poder con la sumilla"),
        [("paper", _("Copia en papel recibida")), ("scan", _("Copia escaneada aquí"))],
    )
    number = MarkField(
        label=_("Número de la sumilla que lleva la copia"),
        longest=40,
        required=False,
        help_text=_("Vacío si la copia todavía no lleva sumilla."),
        error_messages={"max_length": _("Escriba el número como consta: provincia, año y número.")},
    )

    def paper(self) -> Paper:
        """Return the copy as the rules see it."""
        data = self.cleaned_data
        return Paper(kind=self.sheet.kind, copy=Copy(data["copy"]), number=data["number"])


class ProxyForm(PaperForm):
    """The proxy's own identity document: cédula, passport or visa (S38)."""

    first = "number"
    number = NumberField(label=_("Número de cédula, pasaporte o visa"))
    holder_names = NamesField(label=_("Nombres y apellidos"))

    def paper(self) -> Paper:
        """Return the document as the rules see it."""
        data = self.cleaned_data
        return Paper(kind=self.sheet.kind, number=data["number"], holder_names=data["holder_names"], original_seen=True)


FORMS: dict[PaperKind, type[PaperForm]] = {
    PaperKind.SOLICITUD: SolicitudForm,
    PaperKind.AFFILIATE_PASSPORT: IdentityForm,
    PaperKind.AFFILIATE_VISA: IdentityForm,
    PaperKind.DEPENDENT_PASSPORT: IdentityForm,
    PaperKind.DEPENDENT_VISA: IdentityForm,
    PaperKind.MARRIAGE: CertificateForm,
    PaperKind.UNION: CertificateForm,
    PaperKind.BIRTH: CertificateForm,
    PaperKind.ADOPTION: CertificateForm,
    PaperKind.POWER: CopyForm,
    PaperKind.PROXY_ID: ProxyForm,
}
