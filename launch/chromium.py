"""Finds the browser that drives the journeys."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

# The browser without a window of its own is built for this: a new page costs it a quarter of what it costs the other.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
OF_PLAYWRIGHT = ("chromium_headless_shell-*/chrome-*/*headless[_-]shell", "chromium-*/chrome-linux*/chrome")
MISSING = "no se encontró Chromium (Debian: sudo apt-get install -y chromium; otro lugar: VINCULO_CHROMIUM)"


def find(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return the first Chromium that really starts, or None; VINCULO_CHROMIUM names one ahead of all others."""
    return next((path for path in _candidates(environ) if _starts(path)), None)


def _candidates(environ: Mapping[str, str]) -> Iterator[Path]:
    if said := environ.get("VINCULO_CHROMIUM"):
        yield Path(said)
        return
    for name in NAMES:
        if program := shutil.which(name, path=environ.get("PATH")):
            yield Path(program)
    cache = Path(environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    for pattern in OF_PLAYWRIGHT:
        yield from sorted(cache.glob(pattern), reverse=True)


def _starts(path: Path) -> bool:
    """Ubuntu's chromium-browser is often a script that only says where to get the real one."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
