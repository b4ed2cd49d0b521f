"""The whole house for the journeys: started the way a newcomer starts it, looked at with a real browser."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from launch import chromium
from launch.surroundings import free_port
from tests import ROOT
from tests.clock import NOW, read_clock, start_clock
from tests.databases import Migrate
from tests.polling import wait_until

# The browser's event loop runs in the thread of the tests, from the first journey to the end of the run.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

READY = "Vínculo está en marcha"
ARGUMENTS = [
    "--no-sandbox",
    # Nobody looks at the pages: drawn by one process less, they cost a fifth less.
    "--disable-gpu",
    "--disable-gpu-compositing",
    "--disable-checker-imaging",
    "--in-process-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_LIMIT = 180  # seconds, on a busy machine
WAIT = 15_000  # milliseconds for anything a page does
# A page does not print by itself: print() in a frame ends a Chromium that has no screen.
NO_PRINTER = "Object.defineProperty(navigator, 'pdfViewerEnabled', { get: () => false })"


@dataclass(frozen=True)
class House:
    """A running Vínculo with its demo."""

    address: str
    environ: dict[str, str]  # of its processes: the data, and the clock
    told: str  # what it printed before it was ready
    centre: subprocess.Popen[str]  # what happens at its centres: tests/journeys/at_the_centre.py

    def now(self) -> datetime:
        """Return what time it is in the house."""
        return read_clock(self.environ)


@contextmanager
def start_house(data: Path) -> Iterator[House]:
    """Start everything as `./run` does (web server, mail worker, mail sink, demo), at the moment of the cast.

    It is stopped with Ctrl-C.
    """
    port = free_port()
    environ = surroundings(data) | start_clock() | {"PORT": str(port)}
    with (
        (data / "told.log").open("w", encoding="utf-8") as told,
        subprocess.Popen(
            [sys.executable, "-m", "tests.house"],
            cwd=ROOT,
            env=environ,
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        try:
            printed = _until_ready(process, data / "told.log")
            with at_the_centre(environ) as centre:
                yield House(f"http://127.0.0.1:{port}", environ, printed, centre)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


@contextmanager
def at_the_centre(environ: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Start the process in which people and officers act; it is kept, and ends when nobody speaks to it any more."""
    command = [sys.executable, "-m", "tests.journeys.at_the_centre"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        yield process


def surroundings(data: Path) -> dict[str, str]:
    """Return what the house reads of its surroundings: data of its own, and no other setting."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environ = {name: value for name, value in kept.items() if not name.startswith("VINCULO_")}
    product = {"DJANGO_SETTINGS_MODULE": "vinculo.config.settings", "VINCULO_VENV": sys.prefix}
    return environ | product | {"VINCULO_DATA": str(data)}


def command(house: House, *words: str) -> str:
    """Run a command of the house on its data and return what it printed; one that fails is an error."""
    return python(house, "manage.py", *words)


def python(house: House, *words: str) -> str:
    """Run this Python in the house, at its hour, and return what it printed; one that fails is an error."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=house.environ,
        capture_output=True,
        text=True,
        timeout=START_LIMIT,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def upkeep(house: House) -> None:
    """Let the upkeep come by now, not within the minute."""
    command(house, "upkeep", "--no-days")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, migrate_folder: Migrate) -> Iterator[House]:
    """One house for all the journeys of a run, with people for each; what they left behind is sound."""
    data = tmp_path_factory.mktemp("house")
    migrate_folder(data)
    with start_house(data) as started_house:
        python(started_house, "-m", "tests.journeys.people")
        yield started_house
        command(started_house, "check_invariants")


@pytest.fixture(autouse=True)
def moment_of_test(clock_of_tests: time_machine.Traveller, request: pytest.FixtureRequest) -> None:
    """Begin at the moment of the cast, or at that of the house where one is used: it has run for a while."""
    names = {"house", "room"} & set(request.fixturenames)
    clock_of_tests.move_to((request.getfixturevalue("house").now() if names else NOW).timestamp(), tick=True)


def _until_ready(process: subprocess.Popen[bytes], told: Path) -> str:
    """Return what was printed once it is ready; a process that ended first fails with its words."""

    def has_told() -> bool:
        return READY in told.read_text(encoding="utf-8") or process.poll() is not None

    wait_until(has_told, f"it is ready, as {told} says", START_LIMIT)
    words = told.read_text(encoding="utf-8")
    assert READY in words, f"it did not start:\n{words}"
    return words


@pytest.fixture(scope="session")
def play() -> Iterator[Playwright]:
    """What drives the browsers, once in a process."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def whole_browser(play: Playwright, chromium_path: Path) -> Iterator[Browser]:
    """Start the machine's Chromium, without a screen."""
    started_browser = play.chromium.launch(executable_path=str(chromium_path), args=ARGUMENTS)
    yield started_browser
    started_browser.close()


@pytest.fixture(scope="session")
def light_browser(play: Playwright, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Start the Chromium that is made to have no screen, where there is one: the same pages cost half as much."""
    shell = chromium.find_shell()
    if shell is None:
        yield request.getfixturevalue("whole_browser")
        return
    started_browser = play.chromium.launch(executable_path=str(shell), args=ARGUMENTS)
    yield started_browser
    started_browser.close()


@pytest.fixture
def browser(light_browser: Browser, request: pytest.FixtureRequest) -> Browser:
    """Return the browser of a test: the whole one where a paper is printed, which a frame has to show first."""
    if request.node.get_closest_marker("prints") is None:
        return light_browser
    whole: Browser = request.getfixturevalue("whole_browser")
    return whole


@pytest.fixture
def person(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody at home with a small phone, in Spanish."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="es-EC")
    context.set_default_timeout(WAIT)
    yield context
    context.close()


@pytest.fixture
def officer(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """Somebody at a desk with a wide screen; in the house without a printer."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="es-EC")
    context.set_default_timeout(WAIT)
    if "house" in request.fixturenames:
        context.add_init_script(NO_PRINTER)
    yield context
    context.close()


@pytest.fixture
def page(person: BrowserContext) -> Page:
    """One page on the phone."""
    return person.new_page()
