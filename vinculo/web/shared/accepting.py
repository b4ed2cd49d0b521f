"""What the rules make of something typed, with their message as the field's error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from vinculo.rules.shared.identity import IdentityError
from vinculo.rules.shared.parsing import TypedError


def accept_value(check: Callable[..., Any], *values: Any) -> Any:
    """Return what a check of the rules makes of the values; raises ValidationError with its sentence, translated."""
    try:
        return check(*values)
    except (TypedError, IdentityError) as error:
        params = getattr(error, "params", None)
        raise ValidationError(gettext_lazy(error.message), code=error.code, params=params) from error
