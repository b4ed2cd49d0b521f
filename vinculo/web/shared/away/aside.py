"""What a web process does beside its requests (D36)."""

from __future__ import annotations

import logging
from threading import Event, Thread

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from vinculo.queries.shared.reference_data import read_aside, refresh_published
from vinculo.web.shared.away.answering import places

log = logging.getLogger("vinculo.web")
FIRST = 2.0  # seconds that the start waits for what the pages for everybody show


def start() -> None:
    """Let go of those who hang at a database that says nothing, and read what needs no database later."""
    places.watch()
    read_aside()
    first, pause = Event(), Event()

    def keep_reading() -> None:
        while True:
            if places.take():
                try:
                    refresh_published(timezone.now())
                except Exception:
                    log.exception("what the pages for everybody show was not read")
                finally:
                    close_old_connections()
                    places.leave()
            first.set()
            pause.wait(settings.PUBLISHED_SECONDS / 2)

    Thread(target=keep_reading, name="published", daemon=True).start()
    first.wait(FIRST)
