"""Ends a start that cannot go well with one line for each fault, instead of a traceback."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from vinculo.config.installation.reading import SettingsRefused, retired_names, take_settings

MISCONFIGURED = 78  # EX_CONFIG of sysexits.h: systemd does not try it again (RestartPreventExitStatus)


def check_settings() -> None:
    """Read the settings; where they are wrong, say so and end the process."""
    try:
        take_settings()
    except SettingsRefused as refused:
        _say(refused.faults)
        sys.exit(MISCONFIGURED)
    _say(retired_names(os.environ))


@contextmanager
def explain_database() -> Iterator[None]:
    """End a command that finds no database with one line; any other fault of the database keeps its traceback."""
    from django.db import OperationalError, connection  # after the settings were read

    try:
        yield
    except OperationalError as error:
        if connection.connection is not None or "--traceback" in sys.argv:
            raise
        _say([f"No se pudo abrir la base de datos: {_reason(error)} Revise DATABASE_URL y que el servidor responda."])
        sys.exit(1)


def _reason(error: Exception) -> str:
    """Return what the database says: a pool tells only that it waited, so it is asked once more without one."""
    import psycopg

    if take_settings().database_url:
        try:
            psycopg.connect(take_settings().database_url, connect_timeout=3).close()
        except psycopg.Error as direct:
            error = direct
    return str(error).strip().partition("\n")[0].rstrip(".") + "."


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)
