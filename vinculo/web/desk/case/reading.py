"""The machine-readable zone as a field: what a passport reader types fills the form and is compared with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vinculo.queries.shared.names import country_in_words
from vinculo.rules.shared import mrz
from vinculo.rules.shared.countries import canonical, issuer_code
from vinculo.rules.shared.identity import passport_number_form, same_number
from vinculo.rules.shared.parsing import typed_name
from vinculo.web.shared.accepting import accept_value


@dataclass(frozen=True)
class Reading:
    """What was read, by the fields of the form."""

    zone: mrz.Mrz

    @property
    def is_visa(self) -> bool:
        """Return whether a visa was read."""
        return self.zone.kind is not mrz.MrzKind.TD3

    def values(self) -> dict[str, Any]:
        """Return what the reading fills."""
        zone = self.zone
        return {
            "number": zone.number,
            "holder_names": zone.names,
            "country": zone.issuer,
            "holder_nationality": zone.nationality,
            "holder_birth_date": zone.birth_date,
            "sex": zone.sex,
            "valid_until": zone.expiry_date,
        }

    def agrees(self, name: str, typed: Any) -> bool:
        """Return whether what was typed is what was read: names without marks, numbers without separators.

        Some documents print the number with its check digit, as those of Germany.
        """
        read = self.values()[name]
        if name == "holder_names":
            return mrz.names_match(self.zone, typed)
        if name == "number":
            return same_number(read, typed) or same_number(read + mrz.check_digit(read), typed)
        return bool(canonical(typed) == read) if name in {"country", "holder_nationality"} else bool(typed == read)

    def spell(self, name: str) -> str:
        """Return what was read, as people read it."""
        read = self.values()[name]
        if isinstance(read, date):
            return f"{read:%d/%m/%Y}"
        return country_in_words(read) if name in {"country", "holder_nationality"} else str(read)


# What is read is judged by the same functions as what is typed or imported (D20).
_JUDGED: dict[str, Callable[[str], str]] = {
    "number": passport_number_form,
    "holder_names": typed_name,
    "country": issuer_code,
    "holder_nationality": issuer_code,
}


def judge_field(name: str, read: Any) -> Any:
    """Return what was read of a field in one spelling; raises ValidationError where it cannot be."""
    return accept_value(_JUDGED[name], read) if name in _JUDGED else read


class WrongReading(ValidationError):
    """A zone whose check digits fail: `failed` are the fields that they guard."""

    def __init__(self, failed: tuple[str, ...]) -> None:
        wrong = ", ".join(gettext(mrz.READ_FIELDS[name]) for name in failed)
        message = gettext("La lectura no cuadra en: %(wrong)s. Lea otra vez, o borre esto y escriba los datos.")
        super().__init__(message % {"wrong": wrong}, code="check_digit")
        self.failed = failed


class MrzField(forms.CharField):
    """Two lines as a reader types them; a wrong check digit is told by the name of what to read again."""

    today = date.max

    def __init__(self) -> None:
        attrs = {
            "rows": 2,
            "cols": 46,
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "maxlength": mrz.MAX_TYPED,
        }
        super().__init__(
            label=_("Lectura del documento (dos líneas)"),
            help_text=_("Pase el documento por el lector. Si no se puede leer, escriba los datos más abajo."),
            required=False,
            widget=forms.Textarea(attrs=attrs),
        )

    def clean(self, value: Any) -> Any:
        """Return the reading, or None where nothing was read."""
        text = super().clean(str(value or "").strip(mrz.BLANK))
        if not text:
            return None
        try:
            zone = mrz.parse(text, self.today)
        except mrz.MrzError as error:
            raise ValidationError(gettext(error.message), code=error.code) from error
        if zone.failed:
            raise WrongReading(zone.failed)
        return Reading(zone)
