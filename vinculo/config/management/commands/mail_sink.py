"""`manage.py mail_sink --port N --folder DIR`: the mail server of the demo."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vinculo.config.signals import Signals
from vinculo.gateways.sink import HOST, controller


class Command(BaseCommand):
    """Takes every mail on loopback and keeps it in a folder; nothing leaves the machine."""

    help = "Recibe por SMTP en 127.0.0.1 y guarda los correos en una carpeta (demostración)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take port and folder."""
        parser.add_argument("--port", type=int, required=True)
        parser.add_argument("--folder", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until a signal comes."""
        stop = Signals()
        port, folder = options["port"], options["folder"]
        try:
            server = controller(folder, port)
            server.start()
        except OSError as error:
            message = f"No se puede recibir correo en {HOST}:{port} y guardarlo en {folder}: {error.strerror or error}."
            raise CommandError(message) from error
        self.stdout.write(f"SMTP en {HOST}:{port}, carpeta {folder}")
        self.stdout.flush()
        try:
            stop.wait()
        finally:
            server.stop()
