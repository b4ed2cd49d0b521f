"""Finds the browser that drives the journeys."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

SHELLS = ("chromium-headless-shell",)
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MISSING = "no se encontró Chromium (Debian: sudo apt-get install -y chromium; otro lugar: VINCULO_CHROMIUM)"


def find(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return the first Chromium that really starts, or None; VINCULO_CHROMIUM names one ahead of all others."""
    return next((path for path in _candidates(environ) if _starts(path)), None)


def find_shell(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return the Chromium without windows, tabs and a viewer of PDFs, or None where there is none.

    The same pages cost it half of the processor's time. Where VINCULO_CHROMIUM names a browser, that one does all.
    """
    if environ.get("VINCULO_CHROMIUM"):
        return None
    shells = _find_programs(environ, SHELLS, "chromium_headless_shell-*/chrome-*/*headless*shell")
    return next((path for path in shells if _starts(path)), None)


def _candidates(environ: Mapping[str, str]) -> Iterator[Path]:
    if said := environ.get("VINCULO_CHROMIUM"):
        yield Path(said)
        return
    yield from _find_programs(environ, NAMES, "chromium-*/chrome-linux*/chrome")


def _find_programs(environ: Mapping[str, str], names: Iterable[str], downloaded: str) -> Iterator[Path]:
    """Return the programs of these names, then what Playwright downloaded, the newest first."""
    for name in names:
        if program := shutil.which(name, path=environ.get("PATH")):
            yield Path(program)
    cache = Path(environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    yield from sorted(cache.glob(downloaded), reverse=True)


def _starts(path: Path) -> bool:
    """Ubuntu's chromium-browser is often a script that only says where to get the real one."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
