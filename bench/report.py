"""Prints what was found: rates, ratios to the bare program, percentiles, and what may never happen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from statistics import median
from typing import Any

from bench.driving import Figures
from bench.processor import Cost

STEPS = {"read": ["read"], "book": ["hold", "confirm"]}
# Ten each before the bounds of D28, which take one statement for the lock and one to read what is held (decision 0025).
LIMITS = {"read": 2, "hold": 7, "confirm": 7}
AT = 8  # clients at which the targets are asked
SLOWEST = 2.0  # p99 of the read, of the bare program's
LEAST = {"read": 1.0, "book": 0.7}  # of the bare program, by processor time, at 8 clients


def lines(result: dict[str, Any]) -> Iterator[str]:
    """Return the lines of the report."""
    size = result["size"]
    yield f"{size.agencies} agencies, {size.days} days, {size.all_seats:,} seats; {os.cpu_count()} cores for all"
    for what, steps in STEPS.items():
        yield from _costs(result, what)
        yield from _rates(result, what)
        for step in steps:
            yield from _percentiles(result, what, step)
    yield "\nstatements per request: " + ", ".join(
        f"{step} {count} (at most {LIMITS[step]})" for step, count in result["statements"].items()
    )
    yield "peak memory: " + ", ".join(f"{side} {peak} MiB" for side, peak in result["memory"].items())
    yield from _rush(result)
    after = result["breaches"]
    yield f"errors {errors(result)}, oversold {after['oversold']}, broken rules {len(after['breaches'])}"
    yield from after["breaches"]
    yield from _targets(result)


def _costs(result: dict[str, Any], what: str) -> Iterator[str]:
    """Say what one costs server and database, and how many of the product's a bare one would pay for."""
    yield f"\n{what}, processor ms each: median of the rounds (least-most); ratio at 8 clients at least {LEAST[what]}"
    for clients in result["clients"]:
        product, bare = (result["table"][what, side, clients].costs for side in ("product", "bare"))
        ratios = [floor.whole / ours.whole for ours, floor in zip(product, bare, strict=True) if ours.whole]
        yield f"{clients:>4} clients{'':4}product {_cost(product)}   bare {_cost(bare)}   ratio {_spread(ratios)}"


def _cost(costs: list[Cost]) -> str:
    server, database = (median(getattr(each, part) for each in costs) for part in ("server", "database"))
    return f"{_spread([each.whole for each in costs])} = server {server:.2f} + database {database:.2f}"


def _spread(values: list[float]) -> str:
    return f"{median(values):.2f} ({min(values):.2f}-{max(values):.2f})" if values else "-"


def _rates(result: dict[str, Any], what: str) -> Iterator[str]:
    yield f"\n{what} per second{'':12}{'product':>10}{'bare':>10}{'ratio':>8}{'pgbench':>10}"
    for clients in result["clients"]:
        product, bare, alone = (result["table"][what, side, clients].rate for side in ("product", "bare", "pgbench"))
        ratio = product / bare if bare else 0.0
        yield f"{clients:>4} clients{'':17}{product:>10.0f}{bare:>10.0f}{ratio:>8.2f}{alone:>10.0f}"


def _percentiles(result: dict[str, Any], what: str, step: str) -> Iterator[str]:
    yield f"{step}, ms: p50 / p95 / p99"
    for clients in result["clients"]:
        product, bare = (result["table"][what, side, clients] for side in ("product", "bare"))
        ratio = product.percentile(step, 0.99) / (bare.percentile(step, 0.99) or 1)
        both = f"product {_three(product, step)}   bare {_three(bare, step)}"
        yield f"{clients:>4} clients{'':10}{both}   p99 ratio {ratio:.2f}"


def _three(figures: Figures, step: str) -> str:
    return " / ".join(f"{figures.percentile(step, share):.1f}" for share in (0.5, 0.95, 0.99))


def _targets(result: dict[str, Any]) -> Iterator[str]:
    """Say whether the targets of 8 clients are reached; nothing where they were not measured."""
    if AT not in result["clients"]:
        return
    read, bare_read = (result["table"]["read", side, AT] for side in ("product", "bare"))
    book, bare_book = (result["table"]["book", side, AT] for side in ("product", "bare"))
    booked = book.rate / (bare_book.rate or 1)
    slowest = read.percentile("read", 0.99) / (bare_read.percentile("read", 0.99) or 1)
    rounds = len(book.costs)
    yield f"\ntargets at {AT} clients, of {rounds} rounds:"
    yield f"bookings to the bare program: {booked:.2f} (at least 0.7){'' if booked >= LEAST['book'] else ' MISSED'}"
    yield f"p99 of the read to the bare program: {slowest:.2f} (at most 2){'' if slowest <= SLOWEST else ' MISSED'}"


def _rush(result: dict[str, Any]) -> Iterator[str]:
    rush, size = result["rush"], result["size"]
    rate = rush["requests"] / rush["seconds"]
    yield (
        f"rush of {size.rush_people} people on {size.rush_seats} seats: {rush['taken']} have a turno, "
        f"{rush['refused']} found none, {rush['quicker']} times another was quicker; "
        f"{rush['seconds']:.1f} s, {rate:.0f} requests per second"
    )
    yield f"seats of the rush afterwards: {result['breaches']['rush']}"


def errors(result: dict[str, Any]) -> int:
    """Return how many requests were answered wrongly or not at all."""
    table: dict[object, Figures] = result["table"]
    return sum(each.errors for each in table.values()) + int(result["rush"]["errors"])


def faults(result: dict[str, Any]) -> list[str]:
    """Return what may never happen and did: an error, an oversold seat, an unsold one, a broken rule."""
    size, rush = result["size"], result["rush"]
    sold = (
        rush["taken"] == min(size.rush_seats, size.rush_people) and rush["taken"] + rush["refused"] == size.rush_people
    )
    return [
        *(["errors"] if errors(result) else []),
        *(["the rush left seats unsold or people unanswered"] if not sold else []),
        *result["breaches"]["breaches"],
    ]
