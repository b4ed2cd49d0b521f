"""What the tests of the history of the demonstration share."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from tests import cast
from vinculo.queries.feedback.service.scope import ServiceScope, every_centre


def scope_of_history(*names: str) -> ServiceScope:
    """Return the two months at the named centres, or at all."""
    centres, today = tuple(each for each in every_centre() if each.name in names or not names), cast.NOW.date()
    return ServiceScope(centres=centres, first=today - timedelta(days=61), last=today, now=cast.NOW)


def count_anew() -> None:
    """Let PostgreSQL check and count what was written, as it does by itself where it was committed.

    It plans by what it counted; and what is not checked yet would be checked after each test anew.
    """
    if connection.vendor == "postgresql":
        connection.check_constraints()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
