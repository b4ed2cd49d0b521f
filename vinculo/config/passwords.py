"""Where a command takes a password from: the environment, the standard input, or a question at the terminal."""

from __future__ import annotations

import getpass
import os
import sys

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from vinculo.actions.operations.staff import BadAccount, UsernameTaken


def take_password(variable: str) -> str:
    """Return the password: of the variable, else asked twice at a terminal, else the first line of standard input."""
    if given := os.environ.get(variable):
        return given
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass(_("Contraseña: "))
    if getpass.getpass(_("Otra vez: ")) != password:
        raise CommandError(_("Las dos contraseñas no son iguales."))
    return password


def explain(error: UsernameTaken | BadAccount, username: str) -> CommandError:
    """Return the error as a command tells it."""
    if isinstance(error, UsernameTaken):
        return CommandError(_("Ya existe una cuenta «%(username)s».") % {"username": username})
    return CommandError("\n".join(error.reasons))
