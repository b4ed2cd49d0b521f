"""From pressing *Emitir e imprimir* to the PDF on the officer's screen, in a real browser against the real program.

Usage: python bench/issue_to_pdf.py [HOW MANY]. Prints each time in milliseconds, their median, its ratio to the median
of a plain page (the agenda) in the same run. The target of the procedure is one second.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from playwright.sync_api import BrowserContext, Page, sync_playwright  # noqa: E402

from launch import chromium  # noqa: E402
from tests.journeys import test_main_road as road  # noqa: E402
from tests.journeys.conftest import ARGUMENTS, House, start_house  # noqa: E402
from tests.journeys.people import ANA, MATRIZ  # noqa: E402
from vinculo.demo.people import dependents, mrz  # noqa: E402


def open_issue_page(house: House, home: BrowserContext, officer: BrowserContext) -> Page:
    """Walk to the page that issues, and return it."""
    page = home.new_page()
    road.verify_mailbox(house, page, ANA.code, "ana@example.com")
    reference = road.book_turno(page, MATRIZ, 1)
    bruno = dependents()[0]
    page.goto(f"{page.url}solicitudes/1/")
    road.solicitud(page, bruno, "Hija o hijo menor de 18 años")
    desk = road.at_the_desk(house, officer, MATRIZ)
    road.record_arrival(desk, reference)
    road.passport(desk, ANA.mrz)
    road.record_signature(desk)
    road.passport(desk, "\n".join(mrz(bruno)))
    road.certificate(desk)
    desk.get_by_role("link", name="Emitir").first.click()
    return desk


def issue(desk: Page) -> float:
    """Press and return the milliseconds until the PDF has arrived whole."""
    began = time.perf_counter()
    with desk.expect_response(lambda answer: answer.url.endswith("codigo.pdf")) as pdf:
        desk.get_by_role("button", name="Emitir e imprimir").click()
    pdf.value.finished()
    return (time.perf_counter() - began) * 1000


def plain(desk: Page, house: House) -> float:
    """Return the milliseconds of a plain page of the desk."""
    began = time.perf_counter()
    desk.goto(f"{house.address}/ventanilla/")
    return (time.perf_counter() - began) * 1000


def main(times: int) -> None:
    """Measure so often, each time in a house of its own."""
    issued, pages = [], []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder, start_house(Path(folder)) as house, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=str(chromium.find()), args=ARGUMENTS)
            desk = open_issue_page(house, browser.new_context(locale="es-EC"), browser.new_context(locale="es-EC"))
            issued.append(issue(desk))
            pages += [plain(desk, house) for _ in range(5)]
            browser.close()
        print(f"issue to PDF: {issued[-1]:.0f} ms")
    print(
        f"median {median(issued):.0f} ms; plain page {median(pages):.0f} ms; ratio {median(issued) / median(pages):.1f}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
