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


# Mexico once asked callers from abroad for a digit that is no part of the number: people still write it.
_ONCE_DIALLED = {52: "1"}


def mobile_number(text: str) -> str:
    """Return the number in international form, as `+593991234567`; raise `ValidationError` for what is none.

    Ranges open faster than lists of them are brought up to date: what is possible is taken (`is_usual` tells which).
    """
    message = _("Revise el número celular. Si es de otro país, empiece con + y el código del país.")
    parsed = _parse_mobile(text)
    if parsed is None:
        raise forms.ValidationError(message, code="mobile")
    if phonenumbers.is_valid_number(parsed):
        if phonenumbers.number_type(parsed) not in MOBILE_TYPES:
            raise forms.ValidationError(_("Ese número no es de un celular. Escriba un número celular."), code="fixed")
    elif not _is_possible(parsed):
        raise forms.ValidationError(message, code="mobile")
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def is_usual(number: str) -> bool:
    """Return whether a number that was taken lies in a range that is known to be of mobiles."""
    parsed = _parse_mobile(number)
    return parsed is not None and phonenumbers.is_valid_number(parsed)


def _parse_mobile(text: str) -> phonenumbers.PhoneNumber | None:
    try:
        parsed = phonenumbers.parse(text, "EC")
    except phonenumbers.NumberParseException:
        return None
    national, dialled = str(parsed.national_number), _ONCE_DIALLED.get(parsed.country_code or 0)
    if dialled and national.startswith(dialled) and not phonenumbers.is_possible_number(parsed):
        parsed.national_number = int(national.removeprefix(dialled))
    return parsed


def _is_possible(parsed: phonenumbers.PhoneNumber) -> bool:
    """Return whether the number has the length of a mobile number of its country."""
    reason = phonenumbers.is_possible_number_for_type_with_reason(parsed, phonenumbers.PhoneNumberType.MOBILE)
    return bool(reason == phonenumbers.ValidationResult.IS_POSSIBLE)
