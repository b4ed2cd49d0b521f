"""The two small questionnaires of the information page: plain GET forms, whose answers are addresses one can share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vinculo.rules.cases.bringing.model import Answers
from vinculo.rules.cases.facts import Link
from vinculo.rules.shared import labels
from vinculo.web.shared.choices import CHOOSE, YES, YES_NO, LongSelect, choices_of, country_choices
from vinculo.web.shared.fields import MailField, PickedDayField

EARLIEST = date(1900, 1, 1)


class IssuedForm(forms.Form):
    """D5: which country issued a document, and when if it is known."""

    country = forms.ChoiceField(
        label=_("País que emitió el documento"),
        widget=LongSelect,
        help_text=_("El país de la autoridad que lo firmó, aunque la persona sea de otra nacionalidad."),
        error_messages={"required": _("Elija el país."), "invalid_choice": _("Elija un país de la lista.")},
    )
    issued_on = PickedDayField(
        label=_("Fecha en que se emitió"),
        help_text=_("Si no la sabe, déjela en blanco."),
        required=False,
        error_messages={"invalid": _("Escriba la fecha como día, mes y año; por ejemplo 31/12/2020.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["country"].choices = country_choices()  # type: ignore[attr-defined]

    def clean_issued_on(self) -> date | None:
        """Return the day of issue; one that is still to come, or far too old, is a slip."""
        issued: date | None = self.cleaned_data["issued_on"]
        if issued and issued > self.today:
            raise forms.ValidationError(gettext("Esa fecha todavía no llega. Revise el año."), code="future")
        if issued and issued < EARLIEST:
            raise forms.ValidationError(gettext("Esa fecha es demasiado antigua. Revise el año."), code="ancient")
        return issued


def _make_question(label: Any, choices: list[tuple[str, Any]], missing: Any, hint: Any = "") -> forms.ChoiceField:
    """Return a question whose error names it, so that a summary of several can be told apart."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        help_text=hint,
        widget=forms.RadioSelect,
        error_messages={**CHOOSE, "required": missing},
    )


def _make_expiry(label: Any) -> PickedDayField:
    return PickedDayField(
        label=label,
        help_text=_("Está en la página de datos. Si no la sabe, déjela en blanco."),
        required=False,
        error_messages={"invalid": _("Escriba la fecha como día, mes y año; por ejemplo 31/12/2030.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class DependentForm(IssuedForm):
    """What decides which papers one dependent needs (D31)."""

    field_order = (
        "link",
        "affiliate_passport",
        "affiliate_until",
        "dependent_passport",
        "dependent_until",
        "country",
        "issued_on",
        "who",
    )

    link = _make_question(
        _("¿A quién va a registrar?"),
        choices_of(labels.LINKS_OF_MINE),
        _("Elija a quién va a registrar."),
        _("Se responde por cada persona. Si son varias, después puede agregar otra."),
    )
    affiliate_passport = _make_question(
        _("¿La persona afiliada al IESS tiene pasaporte?"),
        YES_NO,
        _("Elija si la persona afiliada al IESS tiene pasaporte."),
    )
    affiliate_until = _make_expiry(_("¿Hasta cuándo es válido el pasaporte de la persona afiliada?"))
    dependent_passport = _make_question(
        _("¿La persona que va a registrar tiene pasaporte?"),
        YES_NO,
        _("Elija si la persona que va a registrar tiene pasaporte."),
    )
    dependent_until = _make_expiry(_("¿Hasta cuándo es válido el pasaporte de la persona que va a registrar?"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.fields["country"].label = _("País que emite el certificado del vínculo")
        self.fields["country"].help_text = _("El certificado de matrimonio, de nacimiento o el acta de unión de hecho.")
        self.fields["country"].error_messages["required"] = _("Elija el país que emite el certificado del vínculo.")
        self.fields["issued_on"].label = _("Fecha en que se emitió el certificado")

    def answers(self) -> Answers:
        """Return what a valid form says; until when a passport is valid only where there is one."""
        data = self.cleaned_data
        has_own, has_theirs = data["affiliate_passport"] == YES, data["dependent_passport"] == YES
        return Answers(
            link=Link(data["link"]),
            affiliate_passport=has_own,
            affiliate_until=data["affiliate_until"] if has_own else None,
            dependent_passport=has_theirs,
            dependent_until=data["dependent_until"] if has_theirs else None,
            country=data["country"],
            issued_on=data["issued_on"],
        )


class PapersForm(DependentForm):
    """The same without a turno: who will come is asked too."""

    who = _make_question(
        _("¿Quién hará el trámite en el Centro de Atención Universal?"),
        choices_of(labels.PRESENTED_BY_ASKED),
        _("Elija quién hará el trámite."),
    )


class ListMailForm(forms.Form):
    """Where the list goes by mail."""

    email = MailField(
        label=_("Correo electrónico"),
        error_messages={"required": _("Escriba el correo al que enviamos la lista.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
