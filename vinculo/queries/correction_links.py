"""The private address of a correction, which its mail brings: the decision's number and a signature of it."""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from vinculo.queries.access import NotFoundHere
from vinculo.records.models import Decision

_SALT = "vinculo.correction"
_DIGITS = 32  # 128 bits
_LARGEST = 18  # digits of a number that every database holds


def token(decision: Decision) -> str:
    """Return the part of the address that nobody can guess."""
    return f"{decision.pk}x{_signature(str(decision.pk), settings.SECRET_KEY)}"


def address(decision: Decision) -> str:
    """Return the whole address of the page of a correction."""
    return f"{settings.PUBLIC_URL}/correccion/{token(decision)}/"


def find(text: str) -> Decision:
    """Return the correction that a token names. Raises `NotFoundHere` for any other text."""
    number, _, signature = text.partition("x")
    if not (number.isascii() and number.isdigit() and len(number) <= _LARGEST):
        raise NotFoundHere
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(constant_time_compare(signature, _signature(number, key)) for key in keys):
        raise NotFoundHere
    rows = Decision.objects.select_related("solicitud__case__agency", "agency")
    found = rows.filter(pk=int(number), kind="correction").first()
    if found is None:
        raise NotFoundHere
    return found


def _signature(number: str, key: str | bytes) -> str:
    return salted_hmac(_SALT, number, secret=key, algorithm="sha256").hexdigest()[:_DIGITS]
