"""The forms of a case that are not papers: the dependent, the presenter, reasons and references."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vinculo.actions.cases.case import DependentFacts
from vinculo.rules.shared import labels
from vinculo.rules.shared.countries import canonical
from vinculo.rules.shared.identity import cedula
from vinculo.web.desk.case.sheet import SEXES
from vinculo.web.shared.choices import BY_PROXY, ORIGIN_HELP, YES_NO, choices_of, country_choices
from vinculo.web.shared.fields import DayField, NamesField, NumberField, VersionField, WordsField, country_field, radio

if TYPE_CHECKING:
    from vinculo.records.models import Solicitud


class FactsForm(forms.Form):
    """The dependent as it stands in the solicitud (S32), with what is declared there (S03, D14)."""

    version = VersionField()
    link = radio(_("Relación con la persona afiliada"), choices_of(labels.LINKS))
    dependent_names = NamesField(
        label=_("Nombres y apellidos, como constan en el documento"),
        error_messages={"required": _("Escriba los nombres y apellidos del dependiente.")},
    )
    document_kind = forms.ChoiceField(label=_("Documento"), choices=choices_of(labels.DOCUMENTS))
    document_number = NumberField(
        label=_("Número del documento"), error_messages={"required": _("Escriba el número del documento.")}
    )
    document_country = country_field(_("País que emitió el documento"), [], required=False)
    nationality = country_field(_("Nacionalidad"), [])
    birth_date = DayField(
        label=_("Fecha de nacimiento"), error_messages={"required": _("Escriba la fecha de nacimiento.")}
    )
    sex = forms.ChoiceField(label=_("Sexo"), choices=SEXES, required=False)
    resides = radio(_("¿Declara que reside en el Ecuador?"), YES_NO)
    has_cedula = radio(_("¿Tiene cédula ecuatoriana?"), YES_NO)
    ecuadorian_origin = radio(_("¿Nació en el Ecuador, o desciende de alguien que nació aquí?"), YES_NO)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["birth_date"].latest = today  # type: ignore[attr-defined]
        self.fields["ecuadorian_origin"].help_text = ORIGIN_HELP
        for name in ("document_country", "nationality"):
            self.fields[name].choices = country_choices(issuers=True)  # type: ignore[attr-defined]

    def facts(self, account: str) -> DependentFacts:
        """Return what was typed; the account stands on the paper and is kept as it was."""
        data = self.cleaned_data
        return DependentFacts(
            names=data["dependent_names"],
            document_kind=data["document_kind"],
            document_number=data["document_number"],
            document_country=canonical(data["document_country"] or data["nationality"]),
            nationality=canonical(data["nationality"]),
            birth_date=data["birth_date"],
            sex=data["sex"],
            link=data["link"],
            resides=data["resides"] == "si",
            has_cedula=data["has_cedula"] == "si",
            ecuadorian_origin=data["ecuadorian_origin"] == "si",
            account=account,
        )


def facts_initial(solicitud: Solicitud) -> dict[str, Any]:
    """Return what is known of a dependent, for the form; what was never answered stays without an answer."""
    answered = bool(solicitud.link)
    return {
        "version": solicitud.version,
        "link": solicitud.link,
        "dependent_names": solicitud.dependent_names,
        "document_kind": solicitud.dependent_document_kind,
        "document_number": solicitud.dependent_document_number,
        "document_country": solicitud.dependent_document_country,
        "nationality": solicitud.nationality,
        "birth_date": solicitud.birth_date,
        "sex": solicitud.sex,
        "resides": "si" if solicitud.resides else "",
        "has_cedula": ("si" if solicitud.has_cedula else "no") if answered else "",
        "ecuadorian_origin": ("si" if solicitud.ecuadorian_origin else "no") if answered else "",
    }


class PresenterForm(forms.Form):
    """Who stands at the counter (D4, S38)."""

    version = VersionField()
    by_proxy = radio(_("¿Quién presenta el caso?"), BY_PROXY)
    presenter_number = NumberField(label=_("Número de documento del apoderado"), required=False)
    presenter_names = NamesField(label=_("Nombres y apellidos del apoderado"), required=False)
    presenter_country = country_field(_("País que emitió el pasaporte, solo si es pasaporte"), [], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["presenter_country"].choices = country_choices(issuers=True)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for number and names of a proxy."""
        data = super().clean() or {}
        if data.get("by_proxy") == "si":
            for name, message in (
                ("presenter_number", _("Escriba el número de documento del apoderado.")),
                ("presenter_names", _("Escriba los nombres del apoderado.")),
            ):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, message)
        return data


class AttachForm(forms.Form):
    """A solicitud prepared at home without a turno (S31)."""

    reference = forms.CharField(
        label=_("Número de la solicitud preparada en casa"),
        max_length=40,
        error_messages={"required": _("Lea el QR de la solicitud o escriba su número.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class ReasonForm(forms.Form):
    """A reason that is kept and printed."""

    reason = WordsField(
        label=_("Motivo"),
        longest=300,
        error_messages={"required": _("Escriba el motivo."), "max_length": _("Escriba hasta 300 letras.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class EndLinkForm(forms.Form):
    """When a link ended, and by which paper (D23)."""

    ended_on = DayField(
        label=_("Desde cuándo"),
        help_text=_("La fecha del divorcio, del fallecimiento o de la disolución, como consta en el documento."),
        error_messages={"required": _("Escriba la fecha en que terminó.")},
    )
    paper = WordsField(
        label=_("Documento que lo prueba"),
        help_text=_("Qué documento es, quién lo emitió y su fecha: por ejemplo, la sentencia de divorcio."),
        longest=300,
        error_messages={
            "required": _("Escriba qué documento lo prueba."),
            "max_length": _("Escriba hasta 300 letras."),
        },
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ended_on"].latest = today  # type: ignore[attr-defined]


class NotReceivedForm(ReasonForm):
    """A paper that cannot be taken, with the reason that is printed (D15)."""

    version = VersionField()


class NoteForm(forms.Form):
    """A decision with an inner note."""

    version = VersionField()
    note = WordsField(
        label=_("Nota interna"),
        longest=1000,
        required=False,
        error_messages={"max_length": _("Escriba hasta 1000 letras.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class IssueForm(forms.Form):
    """The version that the officer looked at."""

    version = VersionField()


class CompareForm(ReasonForm):
    """Whether a dependent is somebody who holds a code, with the reason (D8)."""

    answer = radio(_("¿Es la misma persona?"), [("same", _("Sí, es la misma")), ("different", _("No, es otra"))])


class CorrectedNameForm(ReasonForm):
    """The name as the document prints it, and why the certificate bears another (D27)."""

    field_order = ("names", "reason")
    names = NamesField(
        label=_("Nombres y apellidos correctos, como constan en el documento"),
        error_messages={"required": _("Escriba los nombres y apellidos correctos.")},
    )


class CedulaForm(forms.Form):
    """The cédula that the person has since (D27); the number is checked and not kept."""

    number = NumberField(
        check=cedula,
        label=_("Número de la cédula ecuatoriana que muestra"),
        help_text=_("Se comprueba y no se guarda."),
        error_messages={"required": _("Escriba el número de la cédula.")},
    )


class RestoreForm(ReasonForm):
    """Why a cédula was registered by mistake; `seen` is the mark of what was read (D27, D30)."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)


class ReprintForm(ReasonForm):
    """Why a certificate is printed again; `after` is the last reprint that was seen."""

    after = VersionField()
