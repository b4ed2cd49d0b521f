"""`manage.py serve_metrics`: answers Prometheus at VINCULO_METRICS_PORT until it is stopped."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from prometheus_client import start_http_server

from vinculo.config.signals import Signals
from vinculo.config.watching.metrics import build_registry


class Command(BaseCommand):
    """Serves the metrics on a port of their own, by default on loopback alone."""

    help = "Publica las métricas para Prometheus en VINCULO_METRICS_PORT."

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until a signal comes."""
        if settings.METRICS_PORT is None:
            raise CommandError(_("Falta el puerto de las métricas: VINCULO_METRICS_PORT=9108."))
        stop = Signals()  # before there is a second thread
        server, thread = start_http_server(settings.METRICS_PORT, settings.METRICS_HOST, build_registry())
        while not stop.wait(60):
            pass
        server.shutdown()
        thread.join()
