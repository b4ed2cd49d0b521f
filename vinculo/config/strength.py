"""How passwords are kept, which are refused, and what is shown of them (D33)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import ReadOnlyPasswordHashWidget
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vinculo.rules.staff.passwords import is_common


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id with the least that OWASP asks for: eight log-ins at once must not make readers wait."""

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1


class SpanishCommonPasswords:
    """Refuses what people type first in Spanish, beside Django's list, which is English."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise `ValidationError` for a common password."""
        if is_common(password):
            raise ValidationError(self.get_help_text(), code="password_too_common")

    def get_help_text(self) -> str:
        """Return what a password must not be."""
        return _("La contraseña no puede ser solo palabras muy usadas, nombres, años o números en fila.")


class PasswordWithoutParts(ReadOnlyPasswordHashWidget):
    """The way to the page of the password, and nothing of how it is kept: nobody at a desk needs that."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the button alone."""
        return {**super().get_context(name, value, attrs), "summary": []}
