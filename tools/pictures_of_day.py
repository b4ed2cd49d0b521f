#!/usr/bin/env python3
"""Take the pictures of docs/day.md from a running demonstration.

Usage: python tools/pictures_of_day.py ADDRESS [FOLDER]

ADDRESS is that of `./run` with its demonstration, such as http://127.0.0.1:8000, freshly made: on the way a person
without a turno is received and called. FOLDER is docs/day. It needs Chromium and the environment of `./run test`.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402 - the path of the project comes first

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vinculo.config.settings")
django.setup()

from launch import chromium  # noqa: E402
from vinculo.demo.people import PASSWORD  # noqa: E402

WIDTH, HEIGHT, COLOURS = 1280, 800, 64
FOLDER = ROOT / "docs" / "day"


@dataclass(frozen=True)
class Shot:
    """One picture: whose day, its name, the page, and which button is pressed before it is taken."""

    who: str  # an account of the demonstration; empty: nobody
    name: str
    path: str
    press: tuple[str, ...] = ()
    first: str = ""  # of a list: the link that is followed


SHOTS = (
    Shot("", "home", "/"),
    Shot("olga", "reception", "/ventanilla/recepcion/"),
    Shot("olga", "counter", "/ventanilla/llamar/", ("Abrir la 1",)),
    Shot("olga", "called", "/ventanilla/llamar/", ("Llamar al siguiente",)),
    Shot("olga", "work", "/ventanilla/casos/"),
    Shot("olga", "case", "/ventanilla/casos/", first="main table a"),
    Shot("lucia", "legal", "/juridica/"),
    Shot("lucia", "power", "/juridica/nuevo/"),
    Shot("sara", "supervision", "/supervision/"),
    Shot("sara", "cases", "/supervision/casos/"),
    Shot("sara", "sample", "/supervision/muestra/"),
    Shot("sara", "figures", "/supervision/cifras/"),
    Shot("sara", "first-visit", "/supervision/cifras/primera-visita/"),
    Shot("alicia", "administration", "/administracion/"),
    Shot("alicia", "closings", "/supervision/cierres/"),
    Shot("aurora", "audit", "/auditoria/"),
    Shot("diana", "delegate", "/proteccion-de-datos/"),
    Shot("", "transparency", "/transparencia/"),
    Shot("", "board", "/tablero/"),
)


def main(arguments: list[str]) -> int:
    """Take every picture; return 2 where the address is missing."""
    if not arguments:
        print(__doc__)
        return 2
    folder = Path(arguments[1]) if len(arguments) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    program = chromium.find()
    if program is None:
        print(chromium.MISSING)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        for shot, picture in take(browser, arguments[0].rstrip("/")):
            (folder / f"{shot.name}.png").write_bytes(picture)
            print(shot.name, f"{len(picture) // 1024} kB")
    return 0


def take(browser: Browser, address: str) -> Iterator[tuple[Shot, bytes]]:
    """Yield each picture with what it is of, each account in a browser of its own."""
    pages: dict[str, Page] = {}
    for shot in SHOTS:
        page = pages.get(shot.who) or log_in(browser, address, shot.who)
        pages[shot.who] = page
        page.goto(address + shot.path)
        if shot.first:
            page.locator(shot.first).first.click()
        for label in shot.press:
            page.get_by_role("button", name=label).first.click()
        page.wait_for_load_state()
        yield shot, in_few_colours(page.screenshot())


def log_in(browser: Browser, address: str, who: str) -> Page:
    """Return a page of somebody who has logged in, or of nobody."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="es-EC")
    page = context.new_page()
    if who:
        page.goto(f"{address}/ventanilla/ingreso/")
        page.locator("#id_username").fill(who)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("main form button[type=submit]").click()
        page.wait_for_load_state()
    return page


def in_few_colours(picture: bytes) -> bytes:
    """Return a picture of a page with a palette: a tenth of the size, and as easy to read."""
    made = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS).save(made, "PNG", optimize=True)
    return made.getvalue()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
