"""`manage.py send_test_mail ADDRESS`: one mail by the product's own way and settings, at once and past the outbox."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.actions.mail.delivery import configured_gateway
from vinculo.gateways.letter import OutgoingMail
from vinculo.gateways.sending import SendingDelayed, SendingRefused, ServerDown


class Command(BaseCommand):
    """Sends one and tells what the mail server said."""

    help = "Envía un correo de prueba con los ajustes VINCULO_SMTP_… y dice qué respondió el servidor."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take to whom."""
        parser.add_argument("address", help="a quién")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        """Hand it over, or tell why the server did not take it."""
        server = f"{settings.SMTP_HOST}:{settings.SMTP_PORT} ({settings.SMTP_SECURITY})"
        mail = OutgoingMail(
            sender=settings.MAIL_FROM,
            recipient=address,
            subject=_("Prueba del correo de turnos"),
            body=_("Este correo prueba los ajustes del servicio. No hay que hacer nada."),
            message_id=f"<{uuid4()}@vinculo.invalid>",
            date=timezone.now(),
            language="es",
        )
        try:
            with configured_gateway() as gateway:
                gateway.send(mail)
        except (SendingDelayed, SendingRefused, ServerDown) as error:
            told = {"server": server, "reason": error}
            raise CommandError(_("%(server)s no tomó el correo: %(reason)s") % told) from error
        self.stdout.write(_("%(server)s tomó el correo para %(address)s.") % {"server": server, "address": address})
