"""The compact forms in which the desk records papers (S31-S38)."""

from __future__ import annotations

from typing import assert_never

from django.utils.translation import gettext_lazy as _

from vinculo.rules.cases.facts import Copy, Paper, Signature
from vinculo.rules.cases.paper_kinds import PAPERS, PaperKind, RecordingForm
from vinculo.rules.shared import labels
from vinculo.web.desk.case.certificate_form import CertificateForm
from vinculo.web.desk.case.identity_form import IdentityForm
from vinculo.web.desk.case.sheet import PaperForm
from vinculo.web.shared.choices import YES_NO, choices_of
from vinculo.web.shared.fields import MarkField, NamesField, NumberField, radio


class SignedForm(PaperForm):
    """The signed solicitud: who signed it and how, and the seven contents (S31, S32)."""

    first = "signature"
    signature = radio(_("Firma"), choices_of(labels.SIGNATURES_ASKED))
    complete = radio(
        _("¿Constan los siete datos?"),
        YES_NO,
        _("Nombres, documento y código del solicitante; nombres y documento del dependiente; narración; firma."),
    )

    def paper(self) -> Paper:
        """Return the solicitud as the rules see it."""
        data = self.cleaned_data
        return Paper(
            kind=self.sheet.kind, signature=Signature(data["signature"]), solicitud_complete=data["complete"] == "si"
        )


class CopyForm(PaperForm):
    """The copy of the endorsed power of attorney (S38)."""

    first = "copy"
    copy = radio(_("Copia del poder con la sumilla"), choices_of(labels.COPIES_ASKED))
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


class ProxyDocumentForm(PaperForm):
    """The proxy's own identity document: cédula, passport or visa (S38)."""

    first = "number"
    number = NumberField(label=_("Número de cédula, pasaporte o visa"))
    holder_names = NamesField(label=_("Nombres y apellidos"))

    def paper(self) -> Paper:
        """Return the document as the rules see it."""
        data = self.cleaned_data
        return Paper(kind=self.sheet.kind, number=data["number"], holder_names=data["holder_names"], original_seen=True)


def form_of(kind: PaperKind) -> type[PaperForm]:
    """Return the form in which a kind of paper is recorded."""
    form = PAPERS[kind].form
    match form:
        case RecordingForm.SIGNED:
            return SignedForm
        case RecordingForm.IDENTITY:
            return IdentityForm
        case RecordingForm.CERTIFICATE:
            return CertificateForm
        case RecordingForm.COPY:
            return CopyForm
        case RecordingForm.NUMBER:
            return ProxyDocumentForm
    assert_never(form)
