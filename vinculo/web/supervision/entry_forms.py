"""The forms of what a supervisor writes on a case: a note, what is to be looked at again, who takes it (D37)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from vinculo.rules.cases.work import MOST_WORDS
from vinculo.web.shared.fields import WordsField

if TYPE_CHECKING:
    from vinculo.records.models import Staff

FOR_THE_SERVICE = _lazy("Lo lee el servicio; la persona, no.")
TOO_LONG = _lazy("Escriba hasta 1000 letras.")


class SupervisorNoteForm(forms.Form):
    """A note."""

    words = WordsField(
        label=_lazy("Nota sobre el caso"),
        help_text=FOR_THE_SERVICE,
        longest=MOST_WORDS,
        error_messages={"required": _lazy("Escriba la nota."), "max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SendBackForm(forms.Form):
    """Why a case is sent back."""

    words = WordsField(
        label=_lazy("Qué hay que revisar"),
        help_text=FOR_THE_SERVICE,
        longest=MOST_WORDS,
        error_messages={"required": _lazy("Escriba qué hay que revisar."), "max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AssignForm(forms.Form):
    """Who takes a case."""

    to = forms.ChoiceField(
        label=_lazy("¿A quién pasa el caso?"),
        error_messages={
            "required": _lazy("Elija a la persona."),
            "invalid_choice": _lazy("Elija a una persona de la lista."),
        },
    )
    words = WordsField(
        label=_lazy("Qué falta hacer"),
        help_text=FOR_THE_SERVICE,
        longest=MOST_WORDS,
        required=False,
        error_messages={"max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, officers: Iterable[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officers = {str(each.pk): each for each in officers}
        named = [(key, each.printed_name()) for key, each in self.officers.items()]
        self.fields["to"].choices = [("", _("Elija a la persona")), *named]  # type: ignore[attr-defined]

    def officer(self) -> Staff:
        """Return who was chosen; only of a valid form."""
        return self.officers[self.cleaned_data["to"]]
