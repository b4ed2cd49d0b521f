"""The one list of what no program may change: the tables that are only appended, and every fence (trigger) of them.

The migrations made them; `verify_events` asks whether each still stands, with the body that it was given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import NamedTuple

MIGRATIONS = (
    "0002_fences",
    "0010_agreements",
    "0024_powers",
    "0035_control_of_codes",
    "0036_parties",
    "0038_case_entries",
    "0040_copies",
    "0043_log",
    "0047_rights_of_the_person",
    "0051_hearing",
    "0055_links_and_requests",
    "0066_named_proxies",
    "0068_disposal",
)
_LOG = import_module("vinculo.records.migrations.0043_log")
_DISPOSAL = import_module("vinculo.records.migrations.0068_disposal")
_APPENDED: Mapping[str, tuple[str, str]] = _LOG.APPENDED | _DISPOSAL.APPENDED
APPEND_ONLY: tuple[str, ...] = tuple(sorted(table for table, _same in _APPENDED.values()))
# The columns that a row which stays may still get: taken back once, emptied once by a disposal (D34).
MARKED_ONCE = {
    "records_decision": ("reversed_at", "disposal_id", "items", "note", "facts"),
    "records_caseentry": ("disposal_id", "words"),
    "records_adoptionlook": ("disposal_id", "note"),
}
LOCKED_BY = {"records_powerdecision": ("id",)}  # to lock takes the right to write a column: the fence refuses it


class Standing(NamedTuple):
    """One fence as it has to stand: the table, the moment, and whether it has a condition."""

    name: str
    table: str
    when: str
    condition: str


def fences(vendor: str) -> Iterator[Standing]:
    """Yield every fence that has to stand on this database."""
    text = "::text" if vendor == "postgresql" else ""
    made = {  # a later migration may make one of the same name otherwise
        fence.name: fence for name in MIGRATIONS for fence in import_module(f"vinculo.records.migrations.{name}").FENCES
    }
    for fence in made.values():
        yield Standing(fence.name, fence.table, fence.when, fence.condition.replace("{text}", text))
    for stem, (table, same) in _APPENDED.items():
        if vendor == "postgresql":
            yield Standing(f"{stem}_no_truncate", table, "TRUNCATE", "")
        else:
            yield Standing(f"{stem}_no_replace", table, "INSERT", f"EXISTS (SELECT 1 FROM {table} WHERE {same})")  # nosec B608
