"""A rush: many people on few seats at once, each with real requests until they have a turno or no hour is left."""

from __future__ import annotations

from bench.driving import run_wrk
from bench.house import Load

CLIENTS = 32
LIMIT = 240  # seconds


def run(load: Load, address: str, clients: int = CLIENTS) -> dict[str, float]:
    """Let the people rush, and return how it ended for them."""
    people, days = load.folder / "rush.tsv", load.folder / "rush-days.txt"
    return run_wrk("rush.lua", address, clients, clients, LIMIT, people, days, clients)
