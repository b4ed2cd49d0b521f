"""A whole booking on a slow line: 50 kB/s and 400 ms, in a real browser with an empty cache, before the real program.

Usage: python bench/slow_phone.py. Prints what each request weighed, then the sum: bytes and requests beside
their bounds, and the seconds until the turno. The exit status is 1 beyond a bound.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from playwright.sync_api import Page, sync_playwright  # noqa: E402

from launch import chromium  # noqa: E402
from tests.journeys import test_main_road as road  # noqa: E402
from tests.journeys.conftest import ARGUMENTS, House, start_house  # noqa: E402
from tests.journeys.people import ANA, MATRIZ  # noqa: E402
from tests.journeys.test_weight import BOOKING, KB, REQUESTS, Wire  # noqa: E402

LINE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 25_000,
}  # ms, bytes a second
PATIENCE = 60_000  # milliseconds


def book_slowly(house: House, page: Page) -> tuple[Wire, float]:
    """Book for two dependents and return what came over the wire, and the seconds from the first page to the turno."""
    wire = Wire()
    wire.listen(page)
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", LINE)
    began = time.perf_counter()
    road.verify_mailbox(house, page, ANA.code, "ana@example.com")
    road.book_turno(page, MATRIZ, 2)
    seconds = time.perf_counter() - began
    page.wait_for_load_state("networkidle")
    return wire, seconds


def main() -> int:
    """Measure once: bytes are the same each time, and seconds follow from them."""
    with tempfile.TemporaryDirectory() as folder, start_house(Path(folder)) as house, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(chromium.find()), args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="es-EC")
        context.set_default_timeout(PATIENCE)
        wire, seconds = book_slowly(house, context.new_page())
        browser.close()
    print(wire.table(house))
    print(f"{wire.bytes / KB:.1f} KB (at most {BOOKING / KB:.0f}) in {len(wire.fetched)} requests (at most {REQUESTS})")
    print(f"{seconds:.1f} s from the first page to the turno, the wait for the mail included, nothing of typing")
    return int(wire.bytes > BOOKING or len(wire.fetched) > REQUESTS)


if __name__ == "__main__":
    sys.exit(main())
