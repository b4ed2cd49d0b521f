"""The form of the waiting list: from which day to which, and for how many (D16)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from vinculo.actions.booking.waiting_list import Wish
from vinculo.web.shared.fields import PickedDayField


def _day(label: Any, required: Any) -> forms.DateField:
    return PickedDayField(
        label=label,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"required": required, "invalid": _("Revise el día: por ejemplo 15/12/2026.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class WishForm(forms.Form):
    """When the person could come."""

    first = _day(_("Desde el día"), _("Elija desde qué día puede venir."))
    last = _day(_("Hasta el día"), _("Elija hasta qué día puede venir."))
    dependents = forms.IntegerField(
        label=_("¿Cuántos dependientes va a registrar?"),
        min_value=1,
        max_value=settings.MAX_DEPENDENTS,
        error_messages={
            "required": _("Escriba cuántos dependientes son."),
            "invalid": _("Escriba un número, por ejemplo 2."),
            "min_value": _("Escriba al menos 1."),
            "max_value": _("En un turno se registran hasta %(limit_value)s dependientes."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, days: tuple[date, date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = days

    def clean_first(self) -> date:
        """Return the first day, within those that can be booked."""
        return self._within(self.cleaned_data["first"])

    def clean_last(self) -> date:
        """Return the last day, within those that can be booked and not before the first."""
        day, first = self._within(self.cleaned_data["last"]), self.cleaned_data.get("first")
        if first is not None and day < first:
            raise forms.ValidationError(_("Elija un día igual o posterior al primero."), code="before")
        return day

    def _within(self, day: date) -> date:
        if not self.days[0] <= day <= self.days[1]:
            first, last = (date_format(day, "DAY_OF_MONTH") for day in self.days)
            bounds = {"first": first, "last": last}
            raise forms.ValidationError(_("Elija un día entre el %(first)s y el %(last)s."), params=bounds, code="days")
        return day

    def wish(self) -> Wish:
        """Return what a valid form asks for."""
        data = self.cleaned_data
        return Wish(data["first"], data["last"], data["dependents"])
