"""The whole house for the journeys: started the way a newcomer starts it, looked at with a real browser."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

# The browser's event loop runs in the thread of the tests, from the first journey to the end of the run.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ROOT = Path(__file__).resolve().parent.parent.parent
READY = "Vínculo está en marcha"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
WAIT = 15_000  # milliseconds for anything a page does


@dataclass(frozen=True)
class House:
    """A running Vínculo with its demo."""

    address: str
    data: Path
    told: str  # what it printed before it was ready


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Start everything as `./run` does (web server, mail worker, mail sink, demo) and stop it with Ctrl-C."""
    data = tmp_path_factory.mktemp("house")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    environ = {name: value for name, value in kept.items() if not name.startswith("VINCULO_")}
    environ |= {"PORT": str(port), "VINCULO_DATA": str(data), "VINCULO_VENV": sys.prefix}
    with subprocess.Popen(
        [sys.executable, "-m", "launch"], cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            yield House(f"http://127.0.0.1:{port}", data, _until_ready(process))
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)


def _until_ready(process: subprocess.Popen[str]) -> str:
    told = ""
    for line in process.stdout or ():
        told += line
        if READY in line:
            return told
    raise AssertionError(f"it did not start:\n{told}")


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """Start the machine's Chromium, without a screen."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(chromium_path), args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def person(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody at home with a small phone, in Spanish."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="es-EC")
    context.set_default_timeout(WAIT)
    yield context
    context.close()


@pytest.fixture
def officer(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody at a desk with a wide screen."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="es-EC")
    context.set_default_timeout(WAIT)
    yield context
    context.close()


@pytest.fixture
def page(person: BrowserContext) -> Page:
    """One page on the phone."""
    return person.new_page()
