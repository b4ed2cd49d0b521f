"""What stands between the program and PostgreSQL, where it is a PgBouncer: which version it says it is (D36)."""

from __future__ import annotations

import re
from typing import Any

import psycopg

CONSOLE = "pgbouncer"  # the database that is PgBouncer itself
OLDEST = (1, 22)  # an older one breaks prepared statements in its transaction mode


class NoConsole(Exception):
    """Nobody there says its version: no PgBouncer, or it does not let this user ask."""


def read_version(where: dict[str, Any]) -> tuple[int, ...]:
    """Return the version of the PgBouncer at an address; raises `NoConsole`."""
    try:
        with psycopg.connect(**where | {"dbname": CONSOLE, "autocommit": True, "connect_timeout": 3}) as line:
            row = line.execute("SHOW VERSION").fetchone()
    except psycopg.Error as error:
        raise NoConsole(str(error).strip().partition("\n")[0]) from error
    numbers = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", str(row[0]) if row else "")
    if numbers is None:
        raise NoConsole(str(row))
    return tuple(int(each) for each in numbers.groups(default="0"))
