"""Of which days and centres the figures are asked for: a GET form, whose answer is an address one can keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vinculo.queries.feedback.service.scope import ServiceScope
from vinculo.rules.feedback.service import LONGEST, PERIODS, Period, days_of_period
from vinculo.web.shared.choices import choices_of
from vinculo.web.shared.fields import PickedDayField

if TYPE_CHECKING:
    from vinculo.records.models import Agency

WRONG_DAY = {"invalid": gettext_lazy("Escriba la fecha como día, mes y año; por ejemplo 31/12/2020.")}


def _picked_day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PeriodForm(forms.Form):
    """The period, or two dates of one's own; and where, for the person who answers for several centres."""

    periodo = forms.ChoiceField(
        label=gettext_lazy("Período"),
        choices=choices_of(PERIODS),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Elija un período de la lista.")},
    )
    desde = PickedDayField(label=gettext_lazy("Desde"), required=False, widget=_picked_day(), error_messages=WRONG_DAY)
    hasta = PickedDayField(label=gettext_lazy("Hasta"), required=False, widget=_picked_day(), error_messages=WRONG_DAY)
    lugar = forms.ChoiceField(
        label=gettext_lazy("Lugar"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Elija un lugar de la lista.")},
    )

    def __init__(self, *args: Any, centres: Sequence[Agency], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.centres, self.today = centres, today
        if len(centres) == 1:
            del self.fields["lugar"]
        else:
            self.fields["lugar"].choices = self._places()  # type: ignore[attr-defined]

    def _places(self) -> list[Any]:
        """Return all of the territory, each province where there are several, and each centre by its province."""
        groups = [(name, list(group)) for name, group in groupby(self.centres, key=lambda each: each.province.name)]
        provinces = [(f"p{group[0].province.code}", name) for name, group in groups]
        every = _("Todo el país") if len(groups) > 1 else _("Toda la provincia")
        places: list[Any] = [("", every)]
        if len(groups) > 1:
            places.append((_("Provincias"), provinces))
        return [*places, *((name, [(str(each.pk), each.name) for each in group]) for name, group in groups)]

    def clean(self) -> dict[str, Any]:
        """Check that two dates of one's own are there, in order, not too far apart, and not still to come."""
        data = super().clean() or {}
        if data.get("periodo") != Period.OWN:
            return data
        first, last = data.get("desde"), data.get("hasta")
        for name in ("desde", "hasta"):
            if data.get(name) is None and name not in self.errors:
                self.add_error(name, _("Escriba la fecha."))
        if first is None or last is None:
            return data
        if last > self.today:
            self.add_error("hasta", _("Elija un día hasta hoy."))
        elif first > last:
            self.add_error("hasta", _("Elija un día igual o posterior al primero."))
        elif (last - first).days >= LONGEST:
            self.add_error("desde", _("Elija un año como máximo."))
        return data

    def days(self) -> tuple[date, date]:
        """Return the first and the last day; only of a valid form."""
        data = self.cleaned_data
        if data["periodo"] == Period.OWN:
            return data["desde"], data["hasta"]
        return days_of_period(Period(data["periodo"] or Period.MONTH), self.today)

    def chosen_centres(self) -> tuple[Agency, ...]:
        """Return the centres of the place, all of the territory where none was chosen; only of a valid form."""
        place = self.cleaned_data.get("lugar", "")
        if place.startswith("p"):
            return tuple(each for each in self.centres if each.province.code == place[1:])
        return tuple(each for each in self.centres if place in {"", str(each.pk)})

    def scope(self, now: datetime) -> ServiceScope:
        """Return what is to be counted; only of a valid form."""
        first, last = self.days()
        return ServiceScope(centres=self.chosen_centres(), first=first, last=last, now=now)

    def days_in_words(self) -> str:
        """Return the period as people read it; only of a valid form."""
        first, last = self.days()
        if first == last:
            return date_format(first, "j \\d\\e F \\d\\e Y")
        return _("%(first)s al %(last)s") % {
            "first": date_format(first, "j \\d\\e F \\d\\e Y"),
            "last": date_format(last, "j \\d\\e F \\d\\e Y"),
        }

    def place_in_words(self) -> str:
        """Return the place as people read it; only of a valid form."""
        chosen = self.chosen_centres()
        if len(chosen) == 1:
            return str(chosen[0].name)
        provinces = {each.province.name for each in chosen}
        return str(provinces.pop()) if len(provinces) == 1 else _("Todo el país")
