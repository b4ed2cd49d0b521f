"""The forms of the queue at a counter: reasons, a number out of order, where to pass somebody on to, a walk-in case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from vinculo.actions.queue import walk_ins
from vinculo.queries.shared.local_time import local_moment
from vinculo.rules.queue.reasons import OTHER_DAY, OUT_OF_ORDER, PAUSES, SKIPPED
from vinculo.rules.shared import identity, labels
from vinculo.rules.shared.countries import canonical
from vinculo.web.shared.choices import BY_PROXY, choices_of, country_choices
from vinculo.web.shared.fields import PLAIN, MailField, NamesField, NumberField, country_field, radio
from vinculo.web.shared.mobile import mobile_number

if TYPE_CHECKING:
    from vinculo.records.models import Counter, Procedure, Turno

_KEEP_IT = [("", _lazy("Elija")), (walk_ins.KEEP, _lazy("Dejarlo: vendrá también con ese turno"))]
_END_IT = [(walk_ins.CANCEL, _lazy("Cancelarlo: hoy se le atiende aquí"))]
_ATTEND_NOW = [
    (
        _lazy("Atender hoy con ese turno, y su hora queda para otros"),
        [(code, _lazy(OTHER_DAY[code])) for code in OTHER_DAY],
    )
]
_OTHER_TURNO = [*_KEEP_IT, *_ATTEND_NOW, *_END_IT]
REASON_ERRORS = {"required": _lazy("Elija el motivo."), "invalid_choice": _lazy("Elija un motivo de la lista.")}


class _WithReason(forms.Form):
    """A reason of a list."""

    reasons: Mapping[str, str] = {}
    reason = forms.ChoiceField(label=_lazy("Motivo"), error_messages=REASON_ERRORS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, _(text)) for code, text in self.reasons.items()]
        self.fields["reason"].choices = [("", _("Elija el motivo")), *named]  # type: ignore[attr-defined]


class PauseForm(_WithReason):
    """Why nobody is called to the counter for a while."""

    reasons = PAUSES


class SkipForm(_WithReason):
    """Why somebody who was called is put back."""

    reasons = SKIPPED


class OutOfOrderForm(_WithReason):
    """Who is called before their time, and why."""

    reasons = OUT_OF_ORDER
    number = forms.IntegerField(
        label=_lazy("Número que se llama"),
        min_value=1,
        max_value=99999,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "size": "6"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _lazy("Escriba el número, como consta en el boleto.")
        ),
    )
    field_order = ("number", "reason")


class LeavingForm(forms.Form):
    """What becomes of the person who is at a counter whose officer goes: back to the queue, or to another counter."""

    to = forms.ChoiceField(
        label=_lazy("¿Qué pasa con la persona?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _lazy("Elija qué pasa con la persona."),
            "invalid_choice": _lazy("Nadie atiende allí en este momento. Elija otra cosa."),
        },
    )

    def __init__(self, *args: Any, counters: list[Counter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.counters = {f"v{each.pk}": each for each in counters}
        self.fields["to"].choices = [back_to_the_queue(), *named_counters(self.counters)]  # type: ignore[attr-defined]

    def where(self) -> dict[str, Any]:
        """Return what was chosen, for the action; only of a valid form."""
        to = self.counters.get(self.cleaned_data["to"])
        return {"to": to, "give_back": to is None}


BACK = "espera"


def back_to_the_queue() -> tuple[str, str]:
    """Return the choice that somebody at a counter waits again for the same service."""
    return BACK, _("Vuelve a la espera: la llama la primera ventanilla libre")


def named_counters(counters: Mapping[str, Counter]) -> list[tuple[str, str]]:
    """Return the counters as choices, with who sits there."""
    name = _("Ventanilla %(number)d (%(staff)s)")
    return [
        (key, name % {"number": each.number, "staff": each.staff.printed_name() if each.staff else ""})
        for key, each in counters.items()
    ]


class TransferForm(forms.Form):
    """Where to."""

    to = forms.ChoiceField(
        label=_lazy("¿A dónde pasa?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _lazy("Elija a dónde pasa la persona."),
            "invalid_choice": _lazy("Ya no se puede pasar allí."),
        },
    )

    def __init__(
        self, *args: Any, counters: list[Counter], services: list[Procedure], own: Procedure, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        self.counters = {f"v{each.pk}": each for each in counters}
        self.services = {f"t{each.pk}": each for each in services}
        there = named_counters(self.counters)
        others = [(key, each.name) for key, each in self.services.items()]
        self.fields["to"].choices = [*there, *others, back_to_the_queue()]  # type: ignore[attr-defined]

    def where(self) -> dict[str, Any]:
        """Return what was chosen, for the action; only of a valid form."""
        chosen = self.cleaned_data["to"]
        service = self.own if chosen == BACK else self.services.get(chosen)
        return {"to": self.counters.get(chosen), "procedure": service}


class WalkInForm(forms.Form):
    """For whom, how many dependents, and who stands there."""

    code = NumberField(
        identity.affiliate_code_form,
        label=_lazy("Código o documento de la persona afiliada"),
        error_messages={"required": _lazy("Escriba el código o el número del documento.")},
    )
    dependents = forms.IntegerField(
        label=_lazy("¿Para cuántos dependientes?"),
        initial=1,
        min_value=1,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "size": "3"}),
    )
    email = MailField(
        label=_lazy("Correo para los avisos"),
        required=False,
        error_messages={"invalid": _lazy("Revise el correo electrónico: debe tener la forma nombre@ejemplo.com.")},
        widget=forms.EmailInput(attrs={**PLAIN, "inputmode": "email"}),
    )
    mobile = forms.CharField(
        label=_lazy("Celular"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={**PLAIN, "inputmode": "tel"}),
    )
    no_contact = forms.BooleanField(
        label=_lazy("No tiene correo ni celular: se le entrega impreso cada aviso"), required=False
    )
    by_proxy = radio(_lazy("¿Quién está en la ventanilla?"), BY_PROXY)
    presenter_kind = forms.ChoiceField(
        label=_lazy("Documento del apoderado"), choices=choices_of(labels.PRESENTER_KINDS_IN_FULL), required=False
    )
    presenter_number = NumberField(label=_lazy("Número de ese documento"), required=False)
    presenter_country = country_field(_lazy("País que emitió el pasaporte, solo si es pasaporte"), [], required=False)
    presenter_names = NamesField(label=_lazy("Nombres y apellidos del apoderado"), required=False)
    other = forms.ChoiceField(
        label=_lazy("¿Qué se hace con su otro turno?"),
        required=False,
        error_messages={"invalid_choice": _lazy("Elija una respuesta de la lista.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["presenter_country"].choices = country_choices(issuers=True)  # type: ignore[attr-defined]
        self.fields["code"].widget.attrs["autofocus"] = not self.is_bound
        self.fields["other"].choices = _OTHER_TURNO  # type: ignore[attr-defined]
        self.asks_other = "other" in self.data
        most = settings.MAX_DEPENDENTS
        told = _("Escriba cuántos dependientes son, de 1 a %(most)d.") % {"most": most}
        field = self.fields["dependents"]
        field.max_value = most  # type: ignore[attr-defined]
        field.error_messages |= dict.fromkeys(("required", "invalid", "min_value", "max_value"), told)
        self.told = told

    def ask_other_turno(self, turno: Turno, *, here: bool) -> None:
        """Ask what becomes of a turno for another day or agency, and say which one it is."""
        self.asks_other = True
        fitting = [*_KEEP_IT, *(_ATTEND_NOW if here else _END_IT)]
        self.fields["other"].choices = fitting  # type: ignore[attr-defined]
        self.fields["other"].required = True  # from here on the page says so
        told = _("Tiene un turno el %(day)s en %(agency)s. Diga qué se hace con él.")
        local = local_moment(turno.agency, turno.starts)
        self.add_error("other", told % {"day": f"{local:%d/%m/%Y %H:%M}", "agency": turno.agency.name})

    def clean_dependents(self) -> int:
        """Take a number that a case has room for."""
        count: int = self.cleaned_data["dependents"]
        if not 1 <= count <= settings.MAX_DEPENDENTS:
            raise forms.ValidationError(self.told)
        return count

    def clean_mobile(self) -> str:
        """Return the number in international form, or nothing."""
        typed = self.cleaned_data["mobile"]
        return mobile_number(typed) if typed else ""

    def contact(self) -> walk_ins.Contact:
        """Return how the person can be reached. Only of a valid form."""
        data = self.cleaned_data
        return walk_ins.Contact(data["email"], data["mobile"], data["no_contact"])

    def clean(self) -> dict[str, Any]:
        """Ask for number and names of a proxy; a cédula has its check digit."""
        data = super().clean() or {}
        if data.get("no_contact") and (data.get("email") or data.get("mobile")):
            self.add_error("no_contact", _("Escribió un correo o un celular: quite la marca, o borre lo escrito."))
        if data.get("by_proxy") != "si":
            return data
        for name, message in (
            ("presenter_number", _("Escriba el número del documento del apoderado.")),
            ("presenter_names", _("Escriba los nombres del apoderado.")),
        ):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, message)
        if data.get("presenter_kind") == "cedula" and data.get("presenter_number"):
            self._check_cedula(data["presenter_number"])
        if data.get("presenter_kind") == "passport" and not data.get("presenter_country"):
            self.add_error("presenter_country", _("Elija el país que emitió el pasaporte."))
        return data

    def presenter(self) -> dict[str, str]:
        """Return who stands there as a proxy, for the action; nothing for the affiliate. Only of a valid form."""
        data = self.cleaned_data
        if data["by_proxy"] != "si":
            return {}
        country = canonical(data["presenter_country"]) if data["presenter_kind"] == "passport" else ""
        names = ("presenter_kind", "presenter_number", "presenter_names")
        return {name: data[name] for name in names} | {"presenter_country": country}

    def _check_cedula(self, number: str) -> None:
        if not identity.is_cedula(number):
            self.add_error("presenter_number", _("Ese número de cédula no es correcto. Revíselo con el documento."))
