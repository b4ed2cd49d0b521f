"""The same lines of the log as JSON, for a program that collects them: one object in one line."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from vinculo.config.logs.lines import clean_text, clean_trace


class JsonLines(logging.Formatter):
    """Writes a record as one object: when, how grave, by whom, what, and where in the code a fault happened (D34)."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": clean_text(record),
        }
        if answered := getattr(record, "status_code", None):
            said["answered"] = answered
        if trace := clean_trace(record):
            said["trace"] = trace
        return json.dumps(said, ensure_ascii=False)
