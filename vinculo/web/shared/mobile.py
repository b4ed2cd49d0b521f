"""A mobile number of any country, read kindly (S23)."""

from __future__ import annotations

import phonenumbers
from django import forms
from django.utils.translation import gettext as _

MOBILE_TYPES = {
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
}


def mobile_number(text: str) -> str:
    """Return the number in international form, as `+593991234567`; raise `ValidationError` for what is none."""
    message = _("Revise el número celular. Si es de otro país, empiece con + y el código del país.")
    try:
        parsed = phonenumbers.parse(text, "EC")
    except phonenumbers.NumberParseException as error:
        raise forms.ValidationError(message, code="mobile") from error
    if not phonenumbers.is_valid_number(parsed):
        raise forms.ValidationError(message, code="mobile")
    if phonenumbers.number_type(parsed) not in MOBILE_TYPES:
        raise forms.ValidationError(_("Ese número no es de un celular. Escriba un número celular."), code="fixed")
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
