"""manage.py create_officer USERNAME --agency NAME: makes an officer of an agency."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.actions.operations.staff import BadAccount, UsernameTaken, create_officer
from vinculo.config.passwords import explain, take_password
from vinculo.queries.shared.places import AgencyUnclear, agency_named


class Command(BaseCommand):
    """Makes an officer."""

    help = (
        "Crea una cuenta de servidor de ventanilla. La contraseña se toma de VINCULO_OFFICER_PASSWORD, se pregunta en "
        "la terminal o se lee de la entrada estándar."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take who it is and where."""
        parser.add_argument("username", help="nombre de usuario")
        parser.add_argument("--agency", required=True, help="nombre del centro, o una parte que lo distinga")
        parser.add_argument("--name", default="", help="nombres y apellidos, como salen en los papeles")

    def handle(self, *args: object, username: str, agency: str, name: str, **options: object) -> None:
        """Make the account."""
        try:
            place = agency_named(agency)
            password = take_password("VINCULO_OFFICER_PASSWORD")
            create_officer(username=username, password=password, agency=place, name=name, now=timezone.now())
        except AgencyUnclear as error:
            names = "\n  ".join(error.candidates)
            message = _("No queda claro cuál es el centro «%(name)s». Estos se parecen:\n  %(names)s")
            raise CommandError(message % {"name": agency, "names": names}) from error
        except (UsernameTaken, BadAccount) as error:
            raise explain(error, username) from error
        message = _("Se creó la cuenta «%(username)s» en %(agency)s.")
        self.stdout.write(message % {"username": username, "agency": place})
