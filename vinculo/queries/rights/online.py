"""The link by which a mailbox confirms what was asked on the public page: derived, it stands in no table (D34)."""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from vinculo.queries.shared.spoken import public_address
from vinculo.records.models import DataRequest

_DIGITS = 32
_LARGEST = 18  # digits of a number that every database holds


def address_of(request: DataRequest) -> str:
    """Return the whole address of the page of a request."""
    signature = _signature(request, settings.SECRET_KEY)
    return f"{public_address()}/privacidad/derechos/{request.pk}x{signature}/"


def find_request(token: str) -> DataRequest | None:
    """Return the request of a link, or None; one that a delegate wrote down has no link."""
    number, _, signature = token.partition("x")
    if not (number.isascii() and number.isdigit() and len(number) <= _LARGEST):
        return None
    request = DataRequest.objects.filter(pk=int(number), received_by__isnull=True).first()
    if request is None:
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return request if any(constant_time_compare(signature, _signature(request, key)) for key in keys) else None


def _signature(request: DataRequest, key: str | bytes) -> str:
    named = f"{request.pk}:{request.reference}"
    return salted_hmac("vinculo.data_request", named, secret=key, algorithm="sha256").hexdigest()[:_DIGITS]
