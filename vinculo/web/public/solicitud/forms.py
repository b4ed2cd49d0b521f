"""The first step of a solicitud: the people, in the words of the page (S31, S32, D14, S03)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vinculo.rules.cases import precheck
from vinculo.rules.cases.facts import Dependent, Link
from vinculo.rules.shared import identity, labels
from vinculo.rules.shared.parsing import typed_date, typed_name
from vinculo.web.shared.accepting import accept_value
from vinculo.web.shared.choices import ORIGIN_HELP, YES, YES_NO, LongSelect, choices_of, country_choices

_DOCUMENTS = choices_of(labels.DOCUMENTS_ASKED)
PLAIN = {"autocomplete": "off", "spellcheck": "false"}
NUMBER = {**PLAIN, "autocapitalize": "characters"}


def _text(label: Any, required: Any, hint: Any = "", attrs: dict[str, str] | None = None) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, error_messages={"required": required}, widget=forms.TextInput(attrs=attrs or PLAIN)
    )


def _radio(label: Any, choices: list[tuple[str, Any]], required: Any) -> forms.ChoiceField:
    messages = {"required": required, "invalid_choice": required}
    return forms.ChoiceField(label=label, choices=choices, error_messages=messages, widget=forms.RadioSelect)


class PeopleForm(forms.Form):
    """Who asks, for whom (S32), and what decides at once whether this procedure is for them (S03, S37, D14)."""

    applicant_names = _text(
        _("Nombres y apellidos completos del solicitante"),
        _("Escriba los nombres y apellidos de la persona afiliada."),
        _("Como constan en su pasaporte o visa."),
        attrs={"autocomplete": "name", "spellcheck": "false"},
    )
    applicant_document_kind = _radio(
        _("Documento que presenta la persona afiliada"),
        _DOCUMENTS,
        _("Elija el documento que presenta la persona afiliada."),
    )
    applicant_document_number = _text(
        _("Número de documento de identidad del solicitante (pasaporte o visa)"),
        _("Escriba el número del pasaporte o de la visa de la persona afiliada."),
        attrs=NUMBER,
    )
    applicant_code = _text(
        _("Número del código de identificación para extranjero del solicitante"),
        _("Escriba el código de identificación para extranjero de la persona afiliada."),
        _("El que le asignó el IESS. No se pide ningún papel para esto: solo escríbalo bien."),
        attrs=NUMBER,
    )
    link = _radio(
        _("¿Qué es el dependiente de la persona afiliada?"),
        choices_of(labels.LINKS_ASKED),
        _("Elija qué es el dependiente de la persona afiliada."),
    )
    dependent_names = _text(
        _("Nombres y apellidos completos del dependiente a registrar"),
        _("Escriba los nombres y apellidos del dependiente."),
        _("Como constan en su pasaporte o visa."),
    )
    dependent_document_kind = _radio(
        _("Documento que presenta el dependiente"), _DOCUMENTS, _("Elija el documento que presenta el dependiente.")
    )
    dependent_document_number = _text(
        _("Número de documento de identidad del dependiente a registrar (pasaporte o visa)"),
        _("Escriba el número del pasaporte o de la visa del dependiente."),
        attrs=NUMBER,
    )
    nationality = forms.ChoiceField(
        label=_("Nacionalidad del dependiente"),
        widget=LongSelect,
        error_messages={
            "required": _("Elija el país de la nacionalidad."),
            "invalid_choice": _("Elija un país de la lista."),
        },
    )
    dependent_document_country = forms.ChoiceField(
        label=_("País que emitió el documento del dependiente"),
        widget=LongSelect,
        help_text=_("Déjelo sin elegir si es el de su nacionalidad."),
        required=False,
        error_messages={"invalid_choice": _("Elija un país de la lista.")},
    )
    birth_date = _text(
        _("Fecha de nacimiento del dependiente"),
        _("Escriba la fecha de nacimiento del dependiente."),
        _("Día, mes y año; por ejemplo 14/03/2015."),
        attrs={"autocomplete": "off", "inputmode": "text", "size": "12"},
    )
    has_cedula = _radio(
        _("¿El dependiente tiene cédula de identidad ecuatoriana?"),
        YES_NO,
        _("Diga si el dependiente tiene cédula de identidad ecuatoriana."),
    )
    ecuadorian_origin = _radio(
        _("¿El dependiente nació en el Ecuador, o desciende de alguien que nació aquí?"),
        YES_NO,
        _("Diga si el dependiente nació en el Ecuador, o desciende de alguien que nació aquí."),
    )
    resides = forms.BooleanField(
        label=_("Declaro que el dependiente reside en el Ecuador."),
        help_text=_("No se pide ningún documento para demostrarlo."),
        required=False,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.barred = False
        self.fields["ecuadorian_origin"].help_text = ORIGIN_HELP
        self.fields["nationality"].choices = country_choices(issuers=True)  # type: ignore[attr-defined]
        self.fields["dependent_document_country"].choices = country_choices(issuers=True)  # type: ignore[attr-defined]

    def clean_applicant_names(self) -> str:
        """Return the names in one spelling."""
        return str(accept_value(typed_name, self.cleaned_data["applicant_names"]))

    def clean_dependent_names(self) -> str:
        """Return the names in one spelling."""
        return str(accept_value(typed_name, self.cleaned_data["dependent_names"]))

    def clean_applicant_document_number(self) -> str:
        """Return the number in one spelling."""
        return str(accept_value(identity.passport_number_form, self.cleaned_data["applicant_document_number"]))

    def clean_dependent_document_number(self) -> str:
        """Return the number in one spelling."""
        return str(accept_value(identity.passport_number_form, self.cleaned_data["dependent_document_number"]))

    def clean_applicant_code(self) -> str:
        """Return the code in one spelling; only its form is checked, the registry is not asked (S11, D17)."""
        return str(accept_value(identity.affiliate_code_form, self.cleaned_data["applicant_code"]))

    def clean_birth_date(self) -> date | None:
        """Return the day, however it was typed."""
        birth_date: date = accept_value(typed_date, self.cleaned_data["birth_date"], self.today)
        return birth_date

    def clean_has_cedula(self) -> bool:
        """Return the answer as a fact."""
        return bool(self.cleaned_data["has_cedula"] == YES)

    def clean_ecuadorian_origin(self) -> bool:
        """Return the answer as a fact (D22)."""
        return bool(self.cleaned_data["ecuadorian_origin"] == YES)

    def clean(self) -> dict[str, Any]:
        """Return the facts; who cannot have this code for certain is told beside the field, and what to do (S03)."""
        data = super().clean() or {}
        if not data.get("dependent_document_country") and data.get("dependent_document_kind") == "passport":
            data["dependent_document_country"] = data.get("nationality", "")
        dependent = Dependent(
            link=Link(data.get("link") or Link.SPOUSE),
            birth_date=data.get("birth_date"),
            nationality=data.get("nationality", ""),
            has_cedula=data.get("has_cedula", False),
            resides=data.get("resides", False),
        )
        for field, fault in precheck.barriers(dependent, self.today).items():
            self.barred = self.barred or field != "resides"
            said = {"fault": gettext(fault.text) % fault.params, "remedy": gettext(fault.remedy)}
            told = gettext("%(fault)s %(remedy)s") % said
            self.add_error(field, forms.ValidationError(told, code=fault.code))
        return data
