"""Whether every fence stands that has to (D32), with the body that its migration gave it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from vinculo.queries.operations.fences import Standing, fences
from vinculo.records.rows import rows
from vinculo.rules.log.tampering import LogFault, LogFinding

SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
POSTGRES = """
SELECT t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text || ' ' || p.prosrc
FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal
"""


def find_missing_fences() -> Iterator[LogFinding]:
    """Yield the fences that are gone, switched off, or made otherwise."""
    vendor = connection.vendor
    standing = dict(rows(POSTGRES if vendor == "postgresql" else SQLITE))
    expects = _on_postgres if vendor == "postgresql" else _on_sqlite
    for fence in fences(vendor):
        if fence.name not in standing:
            yield LogFinding(LogFault.FENCE_MISSING, fence.name, None)
        elif not expects(fence, " ".join(standing[fence.name].split())):
            yield LogFinding(LogFault.FENCE_CHANGED, fence.name, None)


def _on_sqlite(fence: Standing, text: str) -> bool:
    guard = f"WHEN {fence.condition} " if fence.condition else ""
    head = f"CREATE TRIGGER {fence.name} BEFORE {fence.when} ON {fence.table} {guard}"
    return text == " ".join(f"{head}BEGIN SELECT RAISE(ABORT, '{fence.name}'); END".split())


def _on_postgres(fence: Standing, text: str) -> bool:
    """Return whether definition, switch and body are as made; PostgreSQL writes a condition in its own words."""
    each = "STATEMENT" if fence.when == "TRUNCATE" else "ROW"
    head = f"CREATE TRIGGER {fence.name} BEFORE {fence.when} ON public.{fence.table} FOR EACH {each} "
    tail = (
        f"EXECUTE FUNCTION {fence.name}() O "
        f"BEGIN RAISE EXCEPTION '{fence.name}' USING ERRCODE = 'restrict_violation'; END"
    )
    if not fence.condition:
        return text == head + tail
    return text.startswith(f"{head}WHEN (") and text.endswith(f") {tail}") and "OLD." in text.upper()
