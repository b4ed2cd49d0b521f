"""Django's own sessions, read by a plain statement: every page of a person begins with it.

The table holds the hash of the name that stands in the cookie: the person who has a dump has nobody's session (D34).

The log-in of somebody who works here ends with the day, and after a while without a page (D33): what else the session
holds stays, so that what they typed can be sent after the next log-in.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

from vinculo.records.people import StaffSession
from vinculo.records.rows import rows
from vinculo.rules.shared.references import hash_token

SESSION = "SELECT session_data FROM django_session WHERE session_key = %(key)s AND expire_date > %(now)s"
SINCE, SEEN, VERIFIED, HAS_FACTOR = "since", "seen", "verified", "has_factor"
BY_INSTITUTION = "by_institution"  # no password of ours was typed
OF_A_LOG_IN = (SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY, SINCE, SEEN, VERIFIED, HAS_FACTOR, BY_INSTITUTION)
KEY_SIGNS = 40  # of the column that Django gives it


def hash_key(key: str | None) -> str:
    """Return under which name the session of a cookie is kept; nothing for none."""
    return hash_token(key)[:KEY_SIGNS] if key else ""


def has_ended(session: dict[str, Any], now: datetime) -> bool:
    """Return whether a log-in is over: of another day, too long without a page, or from before this was counted."""
    since, seen = session.get(SINCE), session.get(SEEN)
    if since is None or seen is None:
        return True
    idle = now.timestamp() - seen
    return bool(idle > settings.IDLE_MINUTES * 60 or _day(since) != timezone.localtime(now).date())


def _day(moment: float) -> Any:
    return timezone.localtime(datetime.fromtimestamp(moment, timezone.get_default_timezone())).date()


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
            return self._without_ended_log_in(self.decode(data))
        session_rows = rows(SESSION, key=hash_key(self.session_key), now=timezone.now())
        return self._without_ended_log_in(self.decode(session_rows[0][0])) if session_rows else super().load()

    def begin_log_in(self, now: datetime) -> None:
        """Begin to count the time of a log-in, whose cookie ends with the browser."""
        self[SINCE] = self[SEEN] = int(now.timestamp())
        self.set_expiry(0)

    def cycle_key(self) -> None:
        """Go on under a new key, as after a change of the password; the list of open sessions follows (D33)."""
        before = self.session_key
        super().cycle_key()
        if SESSION_KEY in self:
            StaffSession.objects.filter(key=hash_key(before)).update(key=hash_key(self.session_key))

    def note_presence(self, now: datetime) -> None:
        """Keep that somebody is there: written seldom, so that a page costs no statement for it."""
        if now.timestamp() - self.get(SEEN, 0) > timedelta(minutes=settings.IDLE_MINUTES).total_seconds() / 4:
            self[SEEN] = int(now.timestamp())

    def exists(self, session_key: str) -> bool:
        """Return whether there is a session with this cookie."""
        return bool(rows("SELECT 1 FROM django_session WHERE session_key = %(key)s", key=hash_key(session_key)))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Return the row that keeps the session."""
        row = super().create_model_instance(data)
        row.session_key = hash_key(self.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Delete the session of a cookie, this one if none is named."""
        self.model.objects.filter(session_key=hash_key(session_key or self.session_key)).delete()

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        row = self.model.objects.filter(session_key=hash_key(self.session_key), expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None  # Django's own way to say that there is none
        return row

    def _without_ended_log_in(self, session: dict[str, Any]) -> dict[str, Any]:
        if SESSION_KEY in session and has_ended(session, timezone.now()):
            self.modified = True
            return {name: value for name, value in session.items() if name not in OF_A_LOG_IN}
        return session

    def _validate_session_key(self, key: str | None) -> bool:
        """Return whether this can be a key: letters and digits, so a NUL, which PostgreSQL refuses, is nobody's."""
        return bool(key and key.isascii() and key.isalnum() and super()._validate_session_key(key))  # type: ignore[misc]
