"""What somebody tells us, without turno and without account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vinculo.actions.feedback.complaints import Told
from vinculo.rules.feedback.complaints import typed_line
from vinculo.rules.shared.labels import COMPLAINT_KINDS_ASKED
from vinculo.rules.shared.parsing import OLDEST
from vinculo.web.shared.choices import choices_of
from vinculo.web.shared.fields import MailField, MessageField, PickedDayField

if TYPE_CHECKING:
    from vinculo.records.models import Agency

MAIL, PAGE = "correo", "pagina"
WAYS = [
    (MAIL, gettext_lazy("Por correo electrónico")),
    (PAGE, gettext_lazy("Solo en la página, con el número y la clave que le daremos")),
]
WHAT = gettext_lazy("Elija qué nos quiere contar.")
HOW = gettext_lazy("Elija cómo quiere la respuesta.")


class ComplaintForm(forms.Form):
    """What it is, what happened, and how the answer should come."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    kind = forms.ChoiceField(
        label=gettext_lazy("¿Qué nos quiere contar?"),
        choices=choices_of(COMPLAINT_KINDS_ASKED),
        widget=forms.RadioSelect,
        error_messages={"required": WHAT, "invalid_choice": WHAT},
    )
    text = MessageField(
        rows=7,
        label=gettext_lazy("Cuéntenos"),
        help_text=gettext_lazy(
            "Qué pasó, con sus palabras y en su idioma. No escriba datos de salud ni números de documentos: "
            "no hacen falta."
        ),
        error_messages={"required": gettext_lazy("Cuéntenos qué pasó, con sus palabras.")},
    )
    place = forms.ChoiceField(
        label=gettext_lazy("¿Dónde?"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Elija un lugar de la lista.")},
    )
    happened_on = PickedDayField(
        label=gettext_lazy("¿Qué día?"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": gettext_lazy("Escriba el día, el mes y el año; por ejemplo 31/10/2026.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    names = forms.CharField(
        label=gettext_lazy("Sus nombres"),
        required=False,
        max_length=200,
        error_messages={"max_length": gettext_lazy("Es demasiado largo: escriba hasta 200 letras.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    way = forms.ChoiceField(
        label=gettext_lazy("¿Cómo quiere la respuesta?"),
        choices=WAYS,
        widget=forms.RadioSelect,
        error_messages={"required": HOW, "invalid_choice": HOW},
    )
    email = MailField(
        label=gettext_lazy("Correo electrónico"),
        required=False,
        help_text=gettext_lazy("Solo si eligió la respuesta por correo."),
        error_messages={
            "invalid": gettext_lazy("Revise el correo electrónico: debe tener la forma nombre@ejemplo.com.")
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def __init__(self, *args: Any, centres: Sequence[Agency], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.setdefault("key", uuid4().hex)
        self.centres = {f"centro-{row.pk}": row for row in centres}
        self.provinces = {f"provincia-{row.province_id}": row.province for row in centres}
        self.fields["place"].choices = self._places()  # type: ignore[attr-defined]

    def _places(self) -> list[Any]:
        """Return the centres by province, each province with a line for anyone who does not know which one it was."""
        groups = groupby(self.centres.items(), key=lambda item: item[1].province)
        somewhere = _("%(province)s: no sé en qué centro")
        return [
            ("", _("No fue en un centro, o prefiero no decirlo")),
            *(
                (
                    province.name,
                    [
                        *((key, row.name) for key, row in group),
                        (f"provincia-{province.pk}", somewhere % {"province": province.name}),
                    ],
                )
                for province, group in groups
            ),
        ]

    def clean_key(self) -> str:
        """Return the key that this form was given; one that is none is drawn anew."""
        try:
            return UUID(hex=self.cleaned_data["key"]).hex
        except ValueError:
            return uuid4().hex

    def clean_names(self) -> str:
        """Return the names as one line."""
        return typed_line(self.cleaned_data["names"])

    def clean_happened_on(self) -> date | None:
        """Return the day; one that is still to come or long ago is a slip."""
        day: date | None = self.cleaned_data["happened_on"]
        if day and not OLDEST <= day <= self.today:
            raise forms.ValidationError(_("Revise el día: no puede ser posterior a hoy."), code="day")
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for the e-mail of the person who wants the answer by it; of others none is kept."""
        data = super().clean() or {}
        if data.get("way") == MAIL and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Escriba su correo electrónico para recibir la respuesta."))
        return data

    def complaint(self) -> Told:
        """Return what a valid form says."""
        data = self.cleaned_data
        return Told(
            key=data["key"],
            kind=data["kind"],
            text=data["text"],
            agency=self.centres.get(data["place"]),
            province=self.provinces.get(data["place"]),
            happened_on=data["happened_on"],
            names=data["names"],
            email=data["email"] if data["way"] == MAIL else "",
        )


class FindForm(forms.Form):
    """The number and the key, of the person who does not have the link."""

    never_kept = ("key",)

    reference = forms.CharField(
        label=gettext_lazy("Número"),
        help_text=gettext_lazy("Empieza con Q."),
        max_length=64,
        error_messages={"required": gettext_lazy("Escriba el número.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    key = forms.CharField(
        label=gettext_lazy("Clave"),
        help_text=gettext_lazy("Tres grupos de cuatro letras y números."),
        max_length=64,
        error_messages={"required": gettext_lazy("Escriba la clave.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
