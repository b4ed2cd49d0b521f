"""`./run dev`, really started on a copy of the tree: what is saved is what is served."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve

from tests.databases import Migrate
from tests.launch.starting import FEW_DAYS, Start, copied_tree, left_behind, running, start_command

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for traces in /proc")
DEADLINE = 40.0  # seconds, on a busy machine
APOSTILLE = "/apostilla/?country=COL"


def save(path: Path, old: str, new: str) -> None:
    """Replace a text that stands once in a file, as an editor that saves it."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def comes(true: Callable[[], bool]) -> bool:
    """Wait until something is so; a server that is just starting again refuses, and is asked again."""
    limit = time.monotonic() + DEADLINE
    while time.monotonic() < limit:
        try:
            if true():
                return True
        except OSError:
            pass
        time.sleep(0.5)  # the page is asked again: nothing tells when another process has taken what was saved
    return False


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
        assert comes(lambda: "Recién guardado." in start.get("/")[1])
        style = root / "vinculo/web/static/vinculo.css"
        style.write_text(style.read_text(encoding="utf-8") + "\n.saved { color: red; }\n", encoding="utf-8")
        assert comes(lambda: ".saved { color: red; }" in start.get("/static/vinculo.css")[1])

        before = mail_worker(data)
        assert len(before) == 1
        assert "Necesita apostilla." in start.get(APOSTILLE)[1]
        save(rule, "Formality.APOSTILLE if bound else", "Formality.LEGALISATION if bound else")
        assert comes(lambda: "Necesita legalización del consulado del Ecuador." in start.get(APOSTILLE)[1])
        assert comes(lambda: len(mail_worker(data)) == 1 and mail_worker(data).isdisjoint(before))

        save(rule, "def is_confirmed(", "def is_confirmed)(")
        assert comes(lambda: is_down(start))
        save(rule, "def is_confirmed)(", "def is_confirmed(")
        assert comes(lambda: "Necesita legalización del consulado del Ecuador." in start.get(APOSTILLE)[1])
        assert comes(lambda: len(mail_worker(data)) == 1)
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
