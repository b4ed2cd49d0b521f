"""Of which month, and where, the public figures are (S09)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vinculo.queries.feedback.figures import FiguresScope
from vinculo.rules.feedback.figures import Month, read_month

if TYPE_CHECKING:
    from vinculo.records.models import Agency

OFFERED = 36  # months; earlier ones are in the open data


def month_in_words(month: Month) -> str:
    """Return a month as people name it."""
    return date_format(month.first, "MONTH_OF_YEAR")


class FiguresForm(forms.Form):
    """Month, province, centre: all three may be left out. The province is given by its official code."""

    month = forms.ChoiceField(label=gettext_lazy("Mes"), required=False)
    province = forms.ChoiceField(label=gettext_lazy("Provincia"), required=False)
    agency = forms.ChoiceField(label=gettext_lazy("Centro"), required=False)

    def __init__(self, *args: Any, centres: Sequence[Agency], today: Month, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.centres = {str(row.pk): row for row in centres}
        self.provinces = {row.province.code: row.province for row in centres}
        self._offer()

    def _offer(self) -> None:
        months = [self.today.back(index) for index in range(OFFERED)]
        groups = groupby(self.centres.items(), key=lambda item: item[1].province.name)
        choices: dict[str, list[Any]] = {
            "month": [(str(month), month_in_words(month)) for month in months],
            "province": [("", _("Todo el país")), *((code, row.name) for code, row in self.provinces.items())],
            "agency": [
                ("", _("Todos los centros")),
                *((name, [(key, row.name) for key, row in group]) for name, group in groups),
            ],
        }
        wrong = {
            "month": _("Elija un mes de la lista."),
            "province": _("Elija una provincia de la lista."),
            "agency": _("Elija un centro de la lista."),
        }
        for name, options in choices.items():
            field = self.fields[name]
            field.choices = options  # type: ignore[attr-defined]
            field.error_messages["invalid_choice"] = wrong[name]

    def clean(self) -> dict[str, Any]:
        """Check that the centre lies in the province."""
        data = super().clean() or {}
        place, code = self.centres.get(data.get("agency") or ""), data.get("province")
        if place is not None and code and place.province.code != code:
            self.add_error("agency", _("Ese centro está en otra provincia: %(name)s.") % {"name": place.province.name})
        return data

    def scope(self) -> FiguresScope:
        """Return the year until the month, at these centres; only of a valid form."""
        data = self.cleaned_data
        last = read_month(data["month"]) or self.today
        province = self.provinces.get(data["province"])
        return FiguresScope(
            first=Month(last.year, 1),
            last=last,
            province=province.pk if province else None,
            agency=int(data["agency"]) if data["agency"] else None,
        )

    def where(self) -> str:
        """Return the place in words; only of a valid form."""
        data = self.cleaned_data
        if data["agency"]:
            return str(self.centres[data["agency"]].name)
        return str(self.provinces[data["province"]].name) if data["province"] else _("Todo el país")
