"""The metrics of the service for Prometheus: on a port of their own, never on that of the pages.

What the database knows is read at each question, so that any number of processes count once; what a process alone knows
(how long a document took) is shared by files in the folder of the data, as prometheus-client does it for several.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from vinculo.gateways.last_runs import age_of_run
from vinculo.queries.operations.lateness import TIMERS, Watched, find_late
from vinculo.queries.operations.running import count_running

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # as prometheus-client names it


class ServiceCollector(Collector):
    """Reads the service anew at each question; while the database is away it says that alone."""

    def collect(self) -> Iterable[Metric]:
        """Yield each metric."""
        try:
            yield from _read_service()
        except DatabaseError:
            yield GaugeMetricFamily("vinculo_database_up", "Whether the database answered", value=0)


def build_registry() -> CollectorRegistry:
    """Return what is shown: the service as the database knows it, and what its processes measured."""
    registry = CollectorRegistry()
    registry.register(ServiceCollector())
    if folder := os.environ.get(FOLDER):
        Path(folder).mkdir(parents=True, exist_ok=True)
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def _read_service() -> Iterable[Metric]:
    now = timezone.now()
    running = count_running(now=now)
    yield _one("vinculo_database_up", "Whether the database answered", 1)
    yield _by("vinculo_turnos", "Turnos by status", "status", running.turnos)
    yield _one("vinculo_seats_held", "Seats that somebody holds and has not confirmed", running.seats_held)
    yield _one("vinculo_holds_late_seconds", "Since the oldest hold ran out and was not ended", running.holds_late)
    yield _one("vinculo_waiting_list", "Entries of the waiting list that wait", running.waiting_list)
    yield _by("vinculo_queue", "Tickets of the halls that are not over, by state", "state", running.called_next)
    yield _one("vinculo_outbox_waiting", "Messages that wait", running.outbox_waiting)
    yield _one("vinculo_outbox_late_seconds", "Since the oldest waiting message was due", running.outbox_late)
    yield _one("vinculo_outbox_failed", "Messages that failed for ever", running.outbox_failed)
    yield _one("vinculo_unsealed_days", "Days that are over and have no seal", running.seal_late)
    ages = {timer: age_of_run(folder=settings.DATA, name=timer, now=now) for timer in TIMERS}
    known = {timer.value: age.total_seconds() for timer, age in ages.items() if age is not None}
    yield _by("vinculo_last_run_seconds", "Since the work of a timer was last done", "timer", known)
    late = {each.what for each in find_late(now=now)}
    yield _by("vinculo_late", "Whether it is late", "what", {each.value: int(each in late) for each in Watched})


def _one(name: str, meaning: str, value: float | timedelta) -> Metric:
    number = value.total_seconds() if isinstance(value, timedelta) else value
    return GaugeMetricFamily(name, meaning, value=number)


def _by(name: str, meaning: str, label: str, values: dict[str, Any]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family
