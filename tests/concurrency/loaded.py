"""Loads the program, as a server does before it forks its workers: `tests/concurrency/processes.py`."""

from __future__ import annotations

import django

django.setup()

import tests.concurrency.crowd  # noqa: E402
import tests.concurrency.stage  # noqa: E402
import tests.concurrency.worker  # noqa: E402, F401
import vinculo.actions.closures.closures  # noqa: E402
import vinculo.actions.operations.upkeep  # noqa: E402
import vinculo.config.urls  # noqa: E402, F401
