"""Whether the database can serve this version of the program now (D36), asked apart from all requests."""

from __future__ import annotations

import os
from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from vinculo.gateways.database import open_apart

# What an operator reads beside the status 503.
AWAY = "la base de datos no responde"
READ_ONLY = "la base de datos solo se puede leer"


def takes_changes() -> bool:
    """Return whether the database takes changes: no node that only follows, no file that may not be written.

    Raises Django's `Error`.
    """
    if connection.vendor != "postgresql":
        return os.access(connection.settings_dict["NAME"], os.W_OK)
    with open_apart() as raw:
        [follows, read_only] = raw.execute(
            "SELECT pg_is_in_recovery(), current_setting('transaction_read_only')"
        ).fetchone()
    return not follows and read_only == "off"


def missing_migrations() -> list[str]:
    """Return the newest migrations of this version that the database lacks; more than these do no harm.

    While two versions run over one database, the older one finds migrations that it does not know.
    """
    with open_apart() as raw:
        applied = {f"{app}.{name}" for app, name in raw.execute("SELECT app, name FROM django_migrations").fetchall()}
    return sorted(_newest_migrations() - applied)


@cache
def _newest_migrations() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationLoader(None).graph.leaf_nodes()}
