"""manage.py create_administrator USERNAME: makes an administrator, the first one too."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.actions.operations.staff import BadAccount, UsernameTaken, create_administrator
from vinculo.config.passwords import explain, take_password


class Command(BaseCommand):
    """Makes an administrator."""

    help = (
        "Crea una cuenta de administrador. La contraseña se toma de VINCULO_ADMIN_PASSWORD, se pregunta en la "
        "terminal o se lee de la entrada estándar."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take who it is."""
        parser.add_argument("username", help="nombre de usuario")
        parser.add_argument("--name", default="", help="nombres y apellidos, como salen en los papeles")

    def handle(self, *args: object, username: str, name: str, **options: object) -> None:
        """Make the account."""
        password = take_password("VINCULO_ADMIN_PASSWORD")
        try:
            create_administrator(username=username, password=password, name=name, now=timezone.now())
        except (UsernameTaken, BadAccount) as error:
            raise explain(error, username) from error
        self.stdout.write(_("Se creó la cuenta de administrador «%(username)s».") % {"username": username})
