"""The forms of reception: each can be filled and sent by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from vinculo.rules.queue.reasons import OTHER_DAY, UNDOING
from vinculo.rules.queue.scanner import LONGEST
from vinculo.rules.shared.references import draw_token
from vinculo.web.shared.clock import RANDOM
from vinculo.web.shared.fields import CAPITALS

if TYPE_CHECKING:
    from vinculo.queries.queue.reception import Screen

BROKEN = _("La página estaba incompleta. Presione Esc y empiece otra vez.")


class ScanForm(forms.Form):
    """The one field of reception: what a reader types, or a person says."""

    q = forms.CharField(
        label=_("Lea el QR, o escriba referencia, código o documento"),
        max_length=LONGEST,
        error_messages={
            "required": _("Lea el código QR o escriba un número."),
            "max_length": _("Eso es demasiado largo para una referencia o un número."),
        },
        widget=forms.TextInput(attrs={**CAPITALS, "data-key": "F2"}),
    )

    def __init__(self, *args: Any, in_focus: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if in_focus:
            self.fields["q"].widget.attrs["autofocus"] = True


class KeyField(forms.RegexField):
    """What makes a second Enter one act with the first."""

    def __init__(self) -> None:
        messages = dict.fromkeys(("required", "invalid"), BROKEN)
        super().__init__(
            regex=r"\A[0-9a-f]{32}\Z",
            widget=forms.HiddenInput,
            initial=lambda: draw_token(RANDOM),
            error_messages=messages,
        )


class _Received(forms.Form):
    """What every number is given with."""

    key = KeyField()
    accessible = forms.BooleanField(
        label=_("Ventanilla accesible"), required=False, widget=forms.CheckboxInput(attrs={"data-letter": "a"})
    )


class _OfScreen(_Received):
    person = forms.CharField(
        label=_("Código o documento"),
        required=False,
        max_length=LONGEST,
        error_messages={"max_length": _("Eso es demasiado largo para una referencia o un número.")},
        widget=forms.TextInput(attrs=CAPITALS),
    )
    procedure = forms.TypedChoiceField(
        label=_("Trámite"),
        coerce=int,
        error_messages={"required": _("Elija el trámite."), "invalid_choice": _("Elija un trámite de la lista.")},
    )

    def __init__(self, *args: Any, screen: Screen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(each.pk, each.name) for each in screen.procedures]
        field = self.fields["procedure"]
        field.choices = offered  # type: ignore[attr-defined]
        if len(offered) == 1:
            field.widget = forms.HiddenInput()
        field.initial = offered[0][0] if offered else None
        self.procedures = {each.pk: each for each in screen.procedures}

    def chosen_procedure(self) -> Any:
        """Return the procedure of a valid form."""
        return self.procedures[self.cleaned_data["procedure"]]


def _groups(screen: Screen, *, required: bool) -> forms.MultipleChoiceField:
    messages = {
        "required": _("Elija al menos un grupo."),
        "invalid_choice": _("Elija los grupos de la lista."),
        "invalid_list": _("Elija los grupos de la lista."),
    }
    return forms.MultipleChoiceField(
        label=_("Grupo de atención prioritaria"),
        required=required,
        error_messages=messages,
        choices=[(each.code, each.name) for each in screen.groups],
        widget=forms.CheckboxSelectMultiple,
    )


class PriorityForm(_OfScreen):
    """A number for a priority person: the group only, on their word (S29)."""

    def __init__(self, *args: Any, screen: Screen, **kwargs: Any) -> None:
        super().__init__(*args, screen=screen, auto_id="p_%s", **kwargs)
        self.fields["categories"] = _groups(screen, required=True)


class SameDayForm(_OfScreen):
    """A number for today for somebody without a turno."""

    def __init__(self, *args: Any, screen: Screen, **kwargs: Any) -> None:
        super().__init__(*args, screen=screen, auto_id="d_%s", **kwargs)
        self.fields["accessible"].widget.attrs = {"data-key": "F6"}


class ReceiveForm(_Received):
    """The arrival of a turno: a priority person may say so, another day needs its reason."""

    def __init__(self, *args: Any, screen: Screen, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "r_%s"} | kwargs))
        self.fields["categories"] = _groups(screen, required=False)
        reasons = [(code, _now(text)) for code, text in OTHER_DAY.items()]
        self.fields["reason"] = forms.ChoiceField(
            label=_("Motivo para atender hoy"),
            required=False,
            choices=[("", _now("Elija el motivo")), *reasons],
            error_messages={"invalid_choice": _("Elija un motivo de la lista.")},
        )


class UndoForm(forms.Form):
    """Why a check-in is taken back."""

    reason = forms.ChoiceField(
        label=_("Motivo"),
        error_messages={"required": _("Elija el motivo."), "invalid_choice": _("Elija un motivo de la lista.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "u_%s"} | kwargs))
        reasons = [(code, _now(text)) for code, text in UNDOING.items()]
        self.fields["reason"].choices = [("", _now("Elija el motivo")), *reasons]  # type: ignore[attr-defined]
