"""The forms of the unit's decisions: a reason of its own with the instrument it rests on, and a note."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vinculo.actions.legal.decisions import OwnReason
from vinculo.queries.shared.reference_data import reference_data
from vinculo.web.shared.clock import now
from vinculo.web.shared.fields import DayField, VersionField, WordsField, radio


def _bases() -> list[tuple[str, Any]]:
    """Return the instruments as they are cited today (D26)."""
    instruments = reference_data([]).instruments(timezone.localdate(now()))
    return [("", _("Elija la norma")), *((each.key, each.name) for each in instruments)]


def _note(label: Any) -> WordsField:
    return WordsField(
        label=label,
        longest=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": _("Escriba hasta 1000 letras.")},
    )


class EndorseForm(forms.Form):
    """The version that was looked at, and an inner note."""

    version = VersionField()
    note = _note(_("Nota interna"))


class ReasonedForm(forms.Form):
    """A reason in the unit's own words beside those of the table; with it the instrument that it rests on."""

    version = VersionField()
    reason = WordsField(
        label=_("Otro motivo, con palabras de la unidad"),
        longest=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": _("Escriba hasta 500 letras.")},
    )
    basis = forms.ChoiceField(
        label=_("Base legal de ese motivo"),
        choices=_bases,
        required=False,
        help_text=_("Se imprime con sus artículos, como la publica la página del trámite."),
        error_messages={"invalid_choice": _("Elija una norma de la lista.")},
    )
    note = _note(_("Indicaciones para la persona, que se imprimen"))

    def clean(self) -> dict[str, Any]:
        """Ask for the basis of a reason: nobody is sent away without one (S07)."""
        data = super().clean() or {}
        if data.get("reason") and not data.get("basis") and "basis" not in self.errors:
            self.add_error("basis", gettext("Elija la norma en que se apoya ese motivo."))
        return data

    def own_reason(self) -> OwnReason | None:
        """Return the unit's own reason, if one was written."""
        data = self.cleaned_data
        return OwnReason(text=data["reason"], basis=data["basis"]) if data["reason"] else None


class DeathForm(forms.Form):
    """When the person who granted the power died, and how the unit knows it."""

    version = VersionField()
    died_on = DayField(
        label=_("Fecha del fallecimiento"),
        help_text=_("Como consta en el documento."),
        error_messages={"required": _("Escriba la fecha del fallecimiento.")},
    )
    source = WordsField(
        label=_("Documento o fuente en que consta"),
        help_text=_("Qué documento es, quién lo emitió y su número: por ejemplo, la inscripción de defunción."),
        longest=300,
        error_messages={
            "required": _("Escriba en qué documento o fuente consta."),
            "max_length": _("Escriba hasta 300 letras."),
        },
    )


class RevokeForm(forms.Form):
    """Whose wish it is, why, and the instrument that it rests on."""

    version = VersionField()
    who = radio(
        _("¿Por qué se revoca?"),
        [("affiliate", _("La persona afiliada lo pide")), ("unit", _("La unidad encontró un motivo"))],
    )
    reason = WordsField(
        label=_("Motivo, que se imprime"),
        longest=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Escriba el motivo."), "max_length": _("Escriba hasta 500 letras.")},
    )
    basis = forms.ChoiceField(
        label=_("Base legal"),
        choices=_bases,
        error_messages={
            "required": _("Elija la norma en que se apoya."),
            "invalid_choice": _("Elija una norma de la lista."),
        },
    )
