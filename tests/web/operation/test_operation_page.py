"""The page of anyone who operates the service: what is late first, with what to do, from the one source of lateness."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests import cast
from tests.stages.counter import at_the_desk
from tests.stages.mail import write_mail
from tests.web.shared.reading import by_tag, page, text
from vinculo.config.management.commands import upkeep
from vinculo.gateways.last_runs import note_chores, read_chores
from vinculo.queries.operations.lateness import CHORE_WORDS, REMEDIES, TIMER_WORDS, TIMERS, Watched, find_late
from vinculo.records.events import Seal
from vinculo.records.models import Message

pytestmark = pytest.mark.django_db
HERE = "/operacion/"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def running(folder: Path) -> Path:
    """A house in which all was done in time."""
    for timer in TIMERS:
        path = folder / f"last-{timer}"
        path.touch()
        os.utime(path, (cast.NOW.timestamp(), cast.NOW.timestamp()))
    note_chores(folder=folder, done=["holds", "sealed"], failed={}, now=cast.NOW - timedelta(minutes=1))
    yesterday = (cast.NOW - timedelta(days=1)).date()
    Seal.objects.create(date=yesterday, count=0, hash="x", sealed_at=cast.NOW)
    return folder


@pytest.fixture
def browser() -> Client:
    return at_the_desk(cast.alicia())


def rows(browser: Client) -> dict[str, str]:
    """Return what the tables say, by the name of each thing, in their order."""
    lines = [by_tag(row, "td") for row in by_tag(page(browser.get(HERE)), "tr")]
    return {text(cells[0]): text(cells[1]) for cells in lines if cells}


def to_do(browser: Client) -> list[str]:
    return [text(item) for item in by_tag(page(browser.get(HERE)), "li") if item.get("class") == "card"]


@pytest.mark.usefixtures("running")
def test_d36_in_a_house_that_runs_everything_is_said_and_nothing_is_to_do(browser: Client) -> None:
    assert to_do(browser) == []
    said = rows(browser)
    assert list(said) == [
        "Base de datos",
        "Migraciones",
        "Correos por enviar",
        "Correos fallidos",
        "Reservas vencidas sin terminar",
        "Último sello de la bitácora",
        "Cabeza de la bitácora",
        *TIMER_WORDS.values(),
        CHORE_WORDS["holds"],
        CHORE_WORDS["sealed"],
    ]
    assert (said["Base de datos"], said["Correos por enviar"]) == ("responde y acepta cambios", "ninguno")
    assert said["Migraciones"] == "las tablas son las de esta versión"
    assert said["Último sello de la bitácora"] == "día 29/11/2026"
    assert said["Respaldo de la noche"] == "hace menos de un minuto"
    assert said[CHORE_WORDS["holds"]] == "hace 1 minuto"


def test_d36_what_is_late_comes_first_with_what_to_do(browser: Client, running: Path) -> None:
    long_ago = cast.NOW - timedelta(days=3)
    write_mail(now=cast.NOW - timedelta(minutes=40))
    Message.objects.filter(pk=write_mail(now=long_ago).pk).update(state="failed")
    os.utime(running / "last-backup", (long_ago.timestamp(), long_ago.timestamp()))
    note_chores(folder=running, done=["holds"], failed={"sealed": "ValueError: no key"}, now=cast.NOW)
    late = find_late(now=cast.NOW)
    assert [each.what for each in late] == [Watched.OUTBOX, Watched.CHORES, Watched.BACKUP]
    assert late[1].line == "mantenimiento: no se hizo: Sellar la bitácora (vinculo-upkeep)"
    assert to_do(browser) == [f"atrasado {each.line} {REMEDIES[each.what]}" for each in late]
    said = rows(browser)
    assert said["Correos por enviar"] == "atrasado 1 espera; el más antiguo, hace 40 minutos"
    assert said["Correos fallidos"] == "revise 1 no se pudo entregar"
    names = list(said)
    assert names.index("Respaldo de la noche") < names.index("Abrir los días para reservar")
    assert said["Respaldo de la noche"] == "atrasado hace 3 días"
    assert said[CHORE_WORDS["sealed"]] == "atrasado hace 1 minuto; después falló: ValueError: no key"
    assert names.index(CHORE_WORDS["sealed"]) < names.index(CHORE_WORDS["holds"])


@pytest.mark.usefixtures("running")
def test_d36_each_timer_that_is_late_is_named_by_its_words(browser: Client, folder: Path) -> None:
    long_ago = cast.NOW.timestamp() - 9 * 86400
    for timer in TIMERS:
        os.utime(folder / f"last-{timer}", (long_ago, long_ago))
    (folder / "last-drill").unlink()
    late = find_late(now=cast.NOW)
    assert [each.line for each in late] == [
        "Abrir los días para reservar: se hizo por última vez hace 216 h (vinculo-days.timer)",
        "Comprobar que los datos concuerdan: se hizo por última vez hace 216 h (vinculo-invariants.timer)",
        "Respaldo de la noche: se hizo por última vez hace 216 h (vinculo-backup.timer)",
        "Ensayo de restauración: nunca se hizo (vinculo-drill.timer)",
    ]
    assert to_do(browser) == [f"atrasado {each.line} {REMEDIES[each.what]}" for each in late]


def test_d36_where_no_upkeep_runs_the_page_says_so_and_not_that_it_is_late(browser: Client, folder: Path) -> None:
    assert Watched.CHORES not in {each.what for each in find_late(now=cast.NOW)}
    assert "En esta máquina no corre el mantenimiento" in text(page(browser.get(HERE)))


def test_d36_the_upkeep_writes_when_each_chore_was_done_and_each_has_its_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> int:
        raise ValueError("no key\nof the day")

    every = set(upkeep._chores(days=True, hourly=True))
    assert every == set(CHORE_WORDS)
    chores = {"holds": lambda: 1, "sealed": fail}
    monkeypatch.setattr(upkeep, "_chores", lambda **_: chores)
    upkeep.Command()._round(days=False, hourly=False, quiet=True)
    runs = read_chores(folder)
    assert {name: (bool(run.done_at), run.fault) for name, run in runs.items()} == {
        "holds": (True, ""),
        "sealed": (False, "ValueError: no key"),
    }


def test_every_thing_that_can_be_late_has_its_remedy_and_each_timer_its_words() -> None:
    assert set(REMEDIES) == set(Watched)
    assert set(TIMER_WORDS) == set(TIMERS)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.usefixtures("running")
def test_the_page_asks_as_much_for_one_mail_as_for_three(
    browser: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        write_mail(now=cast.NOW - timedelta(minutes=40))
    browser.get(HERE)
    with django_assert_num_queries({"sqlite": 10, "postgresql": 9}[connection.vendor]):
        browser.get(HERE)
