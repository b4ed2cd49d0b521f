"""Looks at every page of one house: clock, database and statements of each, fresh and as it is answered from then on.

Usage: python -m bench.looking STAGE [--times 5] [--new]; prints JSON. STAGE is a file with what stands in the
addresses: the first process that finds none plays the scene (tests/web/shared/test_every_door.py) and writes it.
Started by bench/pages.py, on a database of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import django
import time_machine

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vinculo.config.settings")

FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
WARMING = 6  # a statement that was prepared gets a plan for all values after five
READERS = ("nobody", "olga", "lucia", "sara", "alicia")


@dataclass
class Look:
    """What one answer took, in milliseconds, or the least of several.

    `program` and `database` are processor time of this thread and of the process of the database that answers it: what
    else the machine does adds nothing to them. `clock` is what a watch says.
    """

    clock: float
    program: float
    database: float
    statements: int
    slowest: str = ""
    status: int = 0


def look(act: Callable[[], Any]) -> Look:
    """Do something once and return what it took."""
    from django.db import connection

    spent, texts = list[float](), list[str]()

    def ask(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            if not sql.startswith(FRAME):
                spent.append((time.perf_counter() - began) * 1000)
                texts.append(sql)

    began, worked, served = time.perf_counter(), time.thread_time(), of_database()
    with connection.execute_wrapper(ask):
        answer = act()
    served, worked = of_database() - served, (time.thread_time() - worked) * 1000
    clock = (time.perf_counter() - began) * 1000
    worst = max(range(len(spent)), key=spent.__getitem__, default=-1)
    slowest = f"{spent[worst]:.1f} ms: {' '.join(texts[worst].split())[:400]}" if spent else ""
    return Look(clock, worked, served, len(spent), slowest, getattr(answer, "status_code", 0))


def of_database() -> float:
    """Return the milliseconds of processor that the database's process of this connection has used (proc(5))."""
    from django.db import connection

    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


def looks(act: Callable[[], Any], times: int, prepare: Callable[[], Any] = lambda: None) -> Look:
    """Return the least of several, after some that do not count: what else the machine does adds to the others."""
    seen = list[Look]()
    for number in range(WARMING + times):
        prepare()
        one = look(act)
        if number >= WARMING:
            seen.append(one)
    quickest = min(seen, key=lambda each: each.database)
    quickest.clock, quickest.program = min(each.clock for each in seen), min(each.program for each in seen)
    return quickest


@contextmanager
def set_stage(stage: Path) -> Iterator[dict[str, Any]]:
    """Stand at the moment of the cast, and yield what stands in the addresses."""
    from tests import cast
    from tests.web.shared import test_every_door as doors

    with time_machine.travel(cast.NOW.timestamp(), tick=True):
        if not stage.exists():
            from vinculo.actions.operations.reference import load_reference

            load_reference(now=cast.NOW)
            known = doors.stage()
            for each in (cast.lucia, cast.sara, cast.alicia):
                each()
            stage.write_text(json.dumps(known | {"day": known["day"].isoformat()}))
        known = json.loads(stage.read_text())
        yield known | {"day": date.fromisoformat(known["day"])}


Page = tuple[str, str, dict[str, str] | None]  # who, the address, what is typed


def addresses(known: dict[str, Any]) -> dict[str, Page]:
    """Return every page by its name, with each search for somebody of the history, and for nobody."""
    from tests.web.shared import test_every_door as doors

    pages: dict[str, Page] = {}
    for name in doors.ALL:
        who = "nobody"
        if name in doors.EXPECTED:
            answers = dict(zip(doors.WHO, doors.EXPECTED[name], strict=True))
            who = next((each for each in READERS if answers[each] == doors.IN), "olga")
        pages[name] = (who, doors.address(name, known), None)
    searches = {"desk:search": "olga", "desk:reception": "olga", "legal:search": "lucia", "supervision:reverse": "sara"}
    for name, who in searches.items():
        for number in _numbers():
            pages[f"{name} {number}"] = (who, pages[name][1], {"q": number})
    for model in ("affiliate", "agency", "staff", "calendarday"):
        pages[f"admin {model}"] = ("alicia", f"/administracion/records/{model}/", None)
    return pages


def _numbers() -> list[str]:
    """Return a document, a code and a reference of the newest case, and a number that nobody has."""
    from vinculo.records.models import Case, Solicitud

    one = Solicitud.objects.exclude(dependent_document_number="").order_by("-pk").first()
    case = Case.objects.select_related("affiliate").order_by("-pk").first()
    assert one is not None
    assert case is not None
    return [one.dependent_document_number, case.affiliate.code, case.reference, "ZX99887766"]


def readers() -> dict[str, Any]:
    """Return a browser for each reader, logged in with both factors."""
    from django.test import Client

    from vinculo.records.models import Staff

    made: dict[str, Any] = {"nobody": Client(SERVER_NAME="127.0.0.1")}
    for name in READERS[1:]:
        made[name] = Client(SERVER_NAME="127.0.0.1")
        made[name].force_login(Staff.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
        session = made[name].session
        session["verified"] = True
        session.save()
    return made


def read_pages(known: dict[str, Any], times: int, only: str) -> dict[str, dict[str, Any]]:
    """Return what each page took, fresh and again, by its name."""
    from django.core.cache import cache

    browsers, told = readers(), {}
    for name, (who, address, typed) in addresses(known).items():
        if only not in name:
            continue

        def act(browser: Any = browsers[who], address: str = address, typed: Any = typed) -> Any:
            return browser.get(address) if typed is None else browser.post(address, typed)

        if look(act).status not in {200, 302, 422} or "stream" in name:
            continue
        told[name] = {"fresh": asdict(looks(act, times, cache.clear)), "again": asdict(looks(act, times))}
    return told


def parts_of_a_round() -> dict[str, Callable[[], Any]]:
    """Return the parts of a round of the upkeep at the moment of the cast, in their order, by name."""
    from tests import cast
    from vinculo.actions.booking.opening_days import open_days
    from vinculo.actions.feedback.keeping import keep_figures, keep_published
    from vinculo.actions.operations import upkeep
    from vinculo.actions.operations.chaining import chain_events
    from vinculo.actions.operations.sealing import seal_days
    from vinculo.actions.queue.predictions import predict_everywhere, settle_predictions

    now, chance = cast.NOW, Random(1)
    return {
        "upkeep feed_waiting_list": lambda: upkeep.feed_waiting_list(now=now, random_source=chance),
        "upkeep run_upkeep": lambda: upkeep.run_upkeep(now=now),
        "upkeep predict_everywhere": lambda: predict_everywhere(now=now),
        "upkeep settle_predictions": lambda: settle_predictions(now=now),
        "upkeep chain_events": lambda: chain_events(now=now),
        "upkeep seal_days": lambda: seal_days(now=now),
        "upkeep keep_figures": lambda: keep_figures(now=now),
        "upkeep keep_published": lambda: keep_published(now=now),
        "upkeep open_days": lambda: open_days(now=now, random_source=chance),
    }


def keep_at_once() -> dict[str, dict[str, Any]]:
    """Keep all figures of days that are over, as the command does, and return what it took, and what the next takes."""
    from tests import cast
    from vinculo.actions.feedback.keeping import keep_all_figures

    first, again = (look(lambda: keep_all_figures(now=cast.NOW)) for _ in range(2))
    return {"command keep_figures": {"fresh": asdict(first), "again": asdict(again)}}


def go_rounds() -> dict[str, dict[str, Any]]:
    """Return what each part of a round of the upkeep took, the first time and the third."""
    told = dict[str, dict[str, Any]]()
    for name, act in parts_of_a_round().items():
        first, _second, third = look(act), look(act), look(act)
        told[name] = {"fresh": asdict(first), "again": asdict(third)}
    return told


def main(words: Sequence[str]) -> int:
    """Look at all of it and print what was seen."""
    parser = argparse.ArgumentParser(prog="python -m bench.looking", description=__doc__)
    parser.add_argument("stage", type=Path)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--new", action="store_true", help="before anything was kept")
    parser.add_argument("--only", default="", help="pages whose name has this")
    asked = parser.parse_args(words)
    django.setup()
    with set_stage(asked.stage) as known:
        told = keep_at_once() if asked.times and not asked.new else {}
        told |= read_pages(known, asked.times, asked.only) if asked.times else {}
        if asked.times and asked.only in {"", "upkeep"}:
            told |= go_rounds()
    json.dump(told, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
