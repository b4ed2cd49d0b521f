"""`manage.py board_stream`: the server of the boards' streams."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from vinculo.config.signals import Signals
from vinculo.web.board.stream import StreamServer


class Command(BaseCommand):
    """Sends every change of a centre's board to the boards that are connected."""

    help = "Envía en vivo a los tableros de las salas de espera los números que se llaman."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.STREAM_PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until a signal comes."""
        stop = Signals()
        host, port = options["host"], options["port"]
        try:
            server = StreamServer((host, port), settings.STREAM_MOST)
        except OSError as error:
            raise CommandError(f"No se puede escuchar en {host}:{port}: {error.strerror or error}.") from error
        server.start()
        self.stdout.write(f"tableros en vivo en {host}:{port}")
        self.stdout.flush()
        stop.wait()
        server.stop()
