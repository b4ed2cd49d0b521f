"""The number of a member of staff: typed by an administrator, kept as a keyed hash and never shown (D35)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vinculo.queries.shared.parties import keyed_identity
from vinculo.rules.shared.identity import cedula, normalise_number
from vinculo.web.shared.accepting import accept_value

if TYPE_CHECKING:
    Base = forms.ModelForm[Any]
else:
    Base = forms.ModelForm

DIGITS_OF_CEDULA = 10


def typed_identity(text: str) -> str:
    """Return a cédula or a code in one spelling; ten digits are a cédula. Raises `IdentityError`."""
    number = normalise_number(text)
    return cedula(number) if number.isdigit() and len(number) == DIGITS_OF_CEDULA else number


class WithIdentity(Base):
    """A form of an account with its number, which is written and never read back."""

    identity = forms.CharField(
        label=gettext_lazy("Cédula o código de identificación"),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = _("Ya hay un número guardado: escriba otro solo para cambiarlo.") if self.instance.party_digest else ""
        why = _("Sirve para que nadie decida un caso propio. No se muestra ni se guarda como se escribe.")
        self.fields["identity"].help_text = f"{why} {kept}".strip()

    def clean_identity(self) -> str:
        """Keep the hash of what was typed on the account; nothing typed changes nothing."""
        typed = self.cleaned_data["identity"]
        if typed:
            number = accept_value(typed_identity, typed)
            self.instance.party_key, self.instance.party_digest = keyed_identity(number)
        return ""
