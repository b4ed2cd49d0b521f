"""How long a document takes: measured where the metrics are on (docs/production.md), else nothing is loaded or kept."""

from __future__ import annotations

import functools
import os
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client import Histogram

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the folder in which several processes count together
SECONDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


def measure_document(template: str) -> AbstractContextManager[object]:
    """Return a context that measures one document, by its template."""
    if FOLDER not in os.environ:
        return nullcontext()
    return _histogram().labels(template).time()


@functools.cache
def _histogram() -> Histogram:
    from prometheus_client import Histogram  # a twentieth of a second that a start without metrics does not need

    return Histogram("vinculo_document_seconds", "How long a document took", ["template"], buckets=SECONDS)
