"""What is closed, and why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vinculo.queries.booking.day_calendar import horizon
from vinculo.queries.closures import closures
from vinculo.queries.shared.local_time import local_day
from vinculo.web.shared.choices import CentreField
from vinculo.web.shared.clock import now
from vinculo.web.shared.fields import PickedDayField

LONGEST = 60  # days in one act
AHEAD = 366
DAYS, COUNTER, AGENCY = "days", "counter", "agency"
NATION, PROVINCE, CITY = "nation", "province", "city"
WIDE = (NATION, PROVINCE, CITY)
SCOPES = [
    (DAYS, gettext_lazy("Uno o varios días de un centro")),
    (COUNTER, gettext_lazy("Una ventanilla de un centro, en esos días")),
    (AGENCY, gettext_lazy("Todo el centro, desde hoy y hasta nuevo aviso")),
    (PROVINCE, gettext_lazy("Uno o varios días de todos los centros de una provincia")),
    (CITY, gettext_lazy("Uno o varios días de todos los centros de una ciudad")),
    (NATION, gettext_lazy("Uno o varios días de todo el país")),
]
_NOT_A_DAY = gettext_lazy("Escriba el día con el calendario, o así: 03/12/2026.")


def closing_day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """Return the field of a day that is closed."""
    return PickedDayField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _NOT_A_DAY, "required": gettext_lazy("Elija el día.")},
    )


def _one_line(text: str) -> str:
    """Return the reason as one line that can be printed; raise where nothing is left of it."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if not line:
        raise forms.ValidationError(_("Escriba el motivo: lo leerán las personas."))
    return line


class ReopeningForm(forms.Form):
    """Why what was closed is reopened."""

    reason = forms.CharField(
        label=gettext_lazy("Motivo"),
        max_length=160,
        help_text=gettext_lazy("Queda registrado con su nombre. Ejemplo: Volvió la energía."),
        error_messages={
            "required": gettext_lazy("Escriba el motivo."),
            "max_length": gettext_lazy("Como mucho 160 letras."),
        },
    )

    def clean_reason(self) -> str:
        """Take the reason as one line that can be printed."""
        return _one_line(self.cleaned_data["reason"])


def _told_reason() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Motivo"),
        max_length=160,
        help_text=gettext_lazy("Lo leerán las personas en la página y en su correo. Ejemplo: Corte de energía."),
        error_messages={
            "required": gettext_lazy("Escriba el motivo: lo leerán las personas."),
            "max_length": gettext_lazy("Como mucho 160 letras."),
        },
    )


class ToldReasonForm(forms.Form):
    """Why people lose the hour of their turno: they read it."""

    reason = _told_reason()

    def clean_reason(self) -> str:
        """Take the reason as one line that can be printed."""
        return _one_line(self.cleaned_data["reason"])


class ClosingForm(forms.Form):
    """The scope and the reason."""

    what = forms.ChoiceField(
        label=gettext_lazy("¿Qué se cierra?"),
        choices=SCOPES,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Elija qué se cierra."),
            "invalid_choice": gettext_lazy("Elija una de la lista."),
        },
    )
    agency = CentreField(
        label=gettext_lazy("Centro"),
        queryset=None,
        required=False,
        help_text=gettext_lazy("Solo si se cierra un centro o una ventanilla."),
        error_messages={"invalid_choice": gettext_lazy("Elija un centro abierto de la lista.")},
    )
    province: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("Provincia"),
        queryset=None,
        empty_label=gettext_lazy("Elija la provincia"),
        required=False,
        help_text=gettext_lazy("Solo si se cierra una provincia."),
        error_messages={"invalid_choice": gettext_lazy("Elija una provincia de la lista.")},
    )
    city = forms.ChoiceField(
        label=gettext_lazy("Ciudad"),
        required=False,
        help_text=gettext_lazy("Solo si se cierra una ciudad."),
        error_messages={"invalid_choice": gettext_lazy("Elija una ciudad de la lista.")},
    )
    first = closing_day(
        gettext_lazy("Primer día"), required=False, help_text=gettext_lazy("No hace falta si se cierra todo el centro.")
    )
    last = closing_day(gettext_lazy("Último día"), required=False, help_text=gettext_lazy("Vacío: solo el primer día."))
    counter = forms.IntegerField(
        label=gettext_lazy("Número de la ventanilla"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=gettext_lazy("Solo si se cierra una ventanilla."),
        error_messages={
            "invalid": gettext_lazy("Escriba el número de la ventanilla, de 1 a 60."),
            "min_value": gettext_lazy("Escriba el número de la ventanilla, de 1 a 60."),
            "max_value": gettext_lazy("Escriba el número de la ventanilla, de 1 a 60."),
        },
    )
    reason = _told_reason()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = closures.agencies()  # type: ignore[attr-defined]
        self.fields["province"].queryset = closures.provinces()  # type: ignore[attr-defined]
        cities = [(city, city) for city in closures.cities()]
        self.fields["city"].choices = [("", _("Elija la ciudad")), *cities]  # type: ignore[attr-defined]

    def clean_reason(self) -> str:
        """Take the reason as one line that can be printed."""
        return _one_line(self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        """Check the days and the counter where they are asked for."""
        data = super().clean() or self.cleaned_data
        self._check_place(data)
        whole = data.get("what") == AGENCY or "agency" in self.errors
        if whole or "what" in self.errors or "first" in self.errors or "last" in self.errors:
            return data
        self._check_days(data)
        if data.get("what") == COUNTER:
            self._check_counter(data)
        return data

    def _check_place(self, data: dict[str, Any]) -> None:
        """The place that the scope is of has to be chosen; what is chosen beside it does not count."""
        what = data.get("what")
        asked = {PROVINCE: "province", CITY: "city", NATION: ""}.get(what or "", "agency")
        messages = {
            "agency": _("Elija el centro."),
            "province": _("Elija la provincia."),
            "city": _("Elija la ciudad."),
        }
        if what and asked and not data.get(asked) and asked not in self.errors:
            self.add_error(asked, messages[asked])

    def _check_days(self, data: dict[str, Any]) -> None:
        place = data.get("agency")
        today = local_day(place, now()) if place else timezone.localdate(now())
        first: date | None = data.get("first")
        if first is None:
            self.add_error("first", _("Elija el día."))
            return
        last = data["last"] = data.get("last") or first
        if first < today:
            self.add_error("first", _("Ese día ya pasó."))
        elif last < first:
            self.add_error("last", _("El último día no puede ser anterior al primero."))
        elif last - first >= timedelta(days=LONGEST) or last > today + timedelta(days=AHEAD):
            self.add_error("last", _("Como mucho 60 días seguidos, y dentro de un año."))

    def _check_counter(self, data: dict[str, Any]) -> None:
        if "counter" in self.errors:
            return
        if data.get("counter") is None:
            self.add_error("counter", _("Escriba el número de la ventanilla, de 1 a 60."))
        elif data.get("last") and not self.errors and data["last"] > (end := horizon(data["agency"], now())[1]):
            message = _("Una ventanilla se cierra en los días ya abiertos: hasta el %(day)s.")
            self.add_error("last", message % {"day": f"{end:%d/%m/%Y}"})
        elif not self.errors and not closures.has_counter(data["agency"], data["counter"]):
            self.add_error("counter", _("Ese centro no tiene esa ventanilla en los días ya abiertos."))

    def scope(self) -> closures.ClosingScope:
        """Return what was chosen; only of a valid form."""
        data = self.cleaned_data
        agency = data["agency"]
        if data["what"] in WIDE:
            province = data["province"] if data["what"] == PROVINCE else None
            city = data["city"] if data["what"] == CITY else ""
            return closures.ClosingScope(None, data["first"], data["last"], province=province, city=city)
        if data["what"] == AGENCY:
            return closures.ClosingScope(agency, local_day(agency, now()), None)
        counter = data["counter"] if data["what"] == COUNTER else None
        return closures.ClosingScope(agency, data["first"], data["last"], counter)
