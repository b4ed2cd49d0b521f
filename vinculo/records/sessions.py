"""Django's own sessions, read by a plain statement: every page of a person begins with it."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from vinculo.records.rows import rows

SESSION = "SELECT session_data FROM django_session WHERE session_key = %(key)s AND expire_date > %(now)s"


class SessionStore(db.SessionStore):
    """A session of the table that Django keeps."""

    data_read = ""  # what `take_data` was given

    def take_data(self, data: str | None) -> None:
        """Take what a page read of this session together with something else: then it is not read once more."""
        self.data_read = data or ""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; Django itself deals with one that is not there."""
        if self.data_read:
            data, self.data_read = self.data_read, ""
            return self.decode(data)
        session_rows = rows(SESSION, key=self.session_key, now=timezone.now())
        return self.decode(session_rows[0][0]) if session_rows else super().load()
