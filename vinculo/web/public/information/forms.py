"""The two small questionnaires of the information page: plain GET forms, whose answers are addresses one can share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vinculo.rules.shared import labels
from vinculo.web.shared.choices import CHOOSE, YES_NO, LongSelect, choices_of, country_choices
from vinculo.web.shared.fields import PickedDayField

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


class PapersForm(IssuedForm):
    """What decides which papers one dependent needs; nothing of it is kept."""

    field_order = ("link", "affiliate_passport", "dependent_passport", "country", "issued_on", "who")

    link = forms.ChoiceField(
        label=_("¿A quién va a registrar?"),
        help_text=_("Una lista por cada persona. Si son varias, repita estas preguntas para cada una."),
        choices=choices_of(labels.LINKS_OF_MINE),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    affiliate_passport = forms.ChoiceField(
        label=_("¿La persona afiliada al IESS tiene pasaporte?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    dependent_passport = forms.ChoiceField(
        label=_("¿La persona que va a registrar tiene pasaporte?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    who = forms.ChoiceField(
        label=_("¿Quién hará el trámite en el Centro de Atención Universal?"),
        choices=choices_of(labels.PRESENTED_BY_ASKED),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.fields["country"].label = _("País que emite el certificado del vínculo")
        self.fields["country"].help_text = _("El certificado de matrimonio, de nacimiento o el acta de unión de hecho.")
        self.fields["issued_on"].label = _("Fecha en que se emitió el certificado")
