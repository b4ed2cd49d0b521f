"""`./run dev` in a real browser: an open page shows what was saved; the toolbar obeys the policy of the product."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, expect

from tests.databases import Migrate
from tests.launch.starting import FEW_DAYS, copied_tree, start_command

pytestmark = [
    pytest.mark.browser,
    pytest.mark.full,
    pytest.mark.skipif(sys.platform != "linux", reason="looks for traces in /proc"),
]
WAIT = 40_000  # milliseconds, on a busy machine
COST = "El trámite no tiene costo."


def test_an_open_page_follows_what_is_saved(browser: Browser, tmp_path: Path, migrate_folder: Migrate) -> None:
    root = copied_tree(tmp_path / "tree")
    migrate_folder(tmp_path / "data")
    footer, style = root / "vinculo/web/templates/parts/footer.html", root / "vinculo/web/static/vinculo.css"
    refused: list[str] = []

    def note_refusal(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            refused.append(message.text)

    with (
        start_command(tmp_path / "data", "dev", root=root, VINCULO_HORIZON_DAYS=FEW_DAYS) as start,
        browser.new_context() as context,
    ):
        page = context.new_page()
        page.on("console", note_refusal)
        page.goto(f"{start.address}/")
        foot = page.locator("footer .footer-institution")
        expect(foot).to_contain_text(COST)
        footer.write_text(footer.read_text(encoding="utf-8").replace(COST, "Recién guardado."), encoding="utf-8")
        expect(foot).to_contain_text("Recién guardado.", timeout=WAIT)

        style.write_text(
            style.read_text(encoding="utf-8") + "\n.footer-institution { color: #010203 }\n", encoding="utf-8"
        )
        expect(foot).to_have_css("color", "rgb(1, 2, 3)", timeout=WAIT)

        page.locator("#djdt-SQLPanel a").click()  # the toolbar is open at first
        expect(page.locator("#SQLPanel")).to_be_visible()
    assert refused == []
