"""Django's own sessions, read by a query that is compiled once: every page of a person begins with it."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from vinculo.records.prepared import Prepared


class SessionStore(db.SessionStore):
    """A session of the table that Django keeps."""

    def _get_session_from_db(self) -> Session | None:
        found = _SESSION.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found


_SESSION = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))
