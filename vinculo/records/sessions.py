"""Django's own sessions, read by a plain statement: every page of a person begins with it."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from vinculo.records.rows import rows

SESSION = "SELECT session_data FROM django_session WHERE session_key = %(key)s AND expire_date > %(now)s"


class SessionStore(db.SessionStore):
    """A session of the table that Django keeps."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; Django itself deals with one that is not there."""
        session_rows = rows(SESSION, key=self.session_key, now=timezone.now())
        return self.decode(session_rows[0][0]) if session_rows else super().load()
