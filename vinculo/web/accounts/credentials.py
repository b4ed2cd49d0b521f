"""What every log-in of the house asks for."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from vinculo.web.shared.clock import now

WRONG = _("El usuario o la contraseña no son correctos. Revise las mayúsculas e intente otra vez.")
CODE_OVER = _("Pasó el plazo de ese código. Pida otro a quien administra el sistema.")
LONGEST_NAME, LONGEST_PASSWORD = 150, 1000


class CredentialsForm(AuthenticationForm):
    """User name and password; which of the two is wrong is not told.

    Nothing longer than this is anybody's, and the log of wrong log-ins has no room for it.
    """

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def confirm_login_allowed(self, user: Any) -> None:
        """Turn away a code in the place of a password that was not used in time."""
        super().confirm_login_allowed(user)
        if user.password_until is not None and user.password_until <= now():
            raise ValidationError(CODE_OVER, code="code_over")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].validators.append(MaxLengthValidator(LONGEST_NAME, WRONG))
        self.fields["password"].validators.append(MaxLengthValidator(LONGEST_PASSWORD, WRONG))
