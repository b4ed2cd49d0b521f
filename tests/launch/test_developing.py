"""`./run dev`, really started on a copy of the tree: what is saved is what is served."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve

from tests.databases import Migrate
from tests.launch.starting import FEW_DAYS, Start, copied_tree, left_behind, running, start_command
from tests.polling import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for traces in /proc")
DEADLINE = 40.0  # seconds, on a busy machine
APOSTILLE = "/apostilla/?country=COL"
LEGALISED = "Necesita legalización del consulado del Ecuador."


def save(path: Path, old: str, new: str) -> None:
    """Replace a text that stands once in a file, as an editor that saves it."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def wait_for(is_so: Callable[[], bool], what: str) -> None:
    """Wait until something is so; a server that is just starting again refuses, and is asked again."""

    def is_so_by_now() -> bool:
        with suppress(OSError):
            return is_so()
        return False

    wait_until(is_so_by_now, what, DEADLINE)


def mail_worker(data: Path) -> set[int]:
    """Return the process that sends the mails, without the one that watches over it."""
    return {
        number
        for number, words in running(data).items()
        if "manage.py deliver_mail" in words.split("watchfiles")[-1] and "watchfiles" not in words
    }


def is_down(start: Start) -> bool:
    """Return whether the pages do not answer, or answer with a fault."""
    try:
        start.get(APOSTILLE)
    except OSError:
        return True
    return False


@pytest.mark.full
def test_what_is_saved_is_served_without_another_start(tmp_path: Path, migrate_folder: Migrate) -> None:
    """A template, a style, a rule, a slip that is mended: all while it runs; the mail worker takes them too."""
    root, data = copied_tree(tmp_path / "tree"), tmp_path / "data"
    migrate_folder(data)
    rule = root / "vinculo/rules/cases/apostille.py"
    with start_command(data, "dev", root=root, VINCULO_HORIZON_DAYS=FEW_DAYS) as start:
        assert f"Vínculo está en marcha: {start.address}/" in start.told
        assert f"  Correos recibidos:      {start.address}/demo/correo/" in start.told
        assert [start.get(path)[0] for path in ("/tablero/", "/demo/correo/")] == [200, 200]
        assert 'id="djDebug"' in start.get("/")[1]

        save(root / "vinculo/web/templates/parts/footer.html", "El trámite no tiene costo.", "Recién guardado.")
        wait_for(lambda: "Recién guardado." in start.get("/")[1], "the page has the new words")
        style = root / "vinculo/web/static/vinculo.css"
        style.write_text(style.read_text(encoding="utf-8") + "\n.saved { color: red; }\n", encoding="utf-8")
        wait_for(lambda: ".saved { color: red; }" in start.get("/static/vinculo.css")[1], "the style has the new line")

        before = mail_worker(data)
        assert len(before) == 1
        assert "Necesita apostilla." in start.get(APOSTILLE)[1]
        save(rule, "Formality.APOSTILLE if bound else", "Formality.LEGALISATION if bound else")
        wait_for(lambda: LEGALISED in start.get(APOSTILLE)[1], "the new rule holds")
        wait_for(
            lambda: len(mail_worker(data)) == 1 and mail_worker(data).isdisjoint(before), "the mail worker is another"
        )

        save(rule, "def is_confirmed(", "def is_confirmed)(")
        wait_for(lambda: is_down(start), "the slip ends the server")
        save(rule, "def is_confirmed)(", "def is_confirmed(")
        wait_for(lambda: LEGALISED in start.get(APOSTILLE)[1], "the server is back")
        wait_for(lambda: len(mail_worker(data)) == 1, "one mail worker is back")
        assert start.stop(signal.SIGINT) == 130
    assert left_behind(data) == []


def test_the_tools_of_development_are_not_in_the_product() -> None:
    """Neither its settings nor its addresses know them, and production's lock has no file of them."""
    tools = {"debug_toolbar", "django_browser_reload"}
    assert tools.isdisjoint(settings.INSTALLED_APPS)
    assert not any(name.split(".")[0] in tools for name in settings.MIDDLEWARE)
    for address in ("/__reload__/events/", "/__debug__/render_panel/"):
        with pytest.raises(Resolver404):
            resolve(address, urlconf=settings.ROOT_URLCONF)
