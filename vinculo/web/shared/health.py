"""Whether the process answers, and whether it can serve: two questions, for two who ask (D36).

Who restarts a process asks whether it lives: a database that is away is no reason to. Who sends people to it asks
whether it is ready: a node that takes nothing, or tables of an older version, serve nobody.
"""

from __future__ import annotations

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from vinculo.gateways import database
from vinculo.queries.operations import readiness
from vinculo.queries.operations.readiness import missing_migrations, takes_changes
from vinculo.web.shared.away.marks import without_data

PLAIN = "text/plain; charset=utf-8"


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 `ok` and the version when the database answers; else the error page's 503."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return _say_ok()


@without_data
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer that the process serves; nothing else is asked."""
    return _say_ok()


@without_data
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database takes changes and has the tables of this version, else 503 and which it is not."""
    if database.breaker.is_away():
        return _refuse(readiness.AWAY)
    try:
        if not takes_changes():
            return _refuse(readiness.READ_ONLY)
        missing = missing_migrations()
    except (Error, OSError):
        return _refuse(readiness.AWAY)
    return _refuse(f"faltan migraciones: {' '.join(missing)}") if missing else _say_ok()


def _say_ok() -> HttpResponse:
    return HttpResponse(f"ok {settings.VERSION}", content_type="text/plain")


def _refuse(why: str) -> HttpResponse:
    headers = {"Retry-After": str(database.AGAIN)}
    return HttpResponse(why, status=503, content_type=PLAIN, headers=headers)
