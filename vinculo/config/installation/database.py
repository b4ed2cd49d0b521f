"""How the program is told where its database is: one server, or the nodes of a cluster (D36)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

POSTGRES = {"postgres", "postgresql"}
SETTINGS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}  # nosec B105
# A machine that lost its power says nothing: the kernel gives up on it after some seconds instead of hours.
BOUNDS = {
    "connect_timeout": "3",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}


def parse(url: str) -> dict[str, Any]:
    """Return the database that an address names; of PostgreSQL in libpq's own form, which takes several nodes.

    Raises `ImproperlyConfigured`.
    """
    if urlsplit(url).scheme not in POSTGRES:
        return dict(dj_database_url.parse(url))
    try:
        given = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"DATABASE_URL no se entiende: {str(error).strip()}") from None
    parts: dict[str, Any] = {key: str(given.pop(name, "") or "") for name, key in SETTINGS.items()}
    return parts | {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 0, "OPTIONS": BOUNDS | given}
