"""Draw a graph that is written in the language of graphviz."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

FONT = "DejaVu Sans, Verdana, sans-serif"
MISSING = "graphviz is not installed: sudo apt-get install -y graphviz"


def find_dot() -> str | None:
    """Return the path of graphviz's program, or None."""
    return shutil.which("dot")


def draw(source: str, target: Path) -> None:
    """Write the graph as SVG; raises SystemExit where graphviz is missing or refuses it."""
    program = find_dot()
    if program is None:
        raise SystemExit(MISSING)
    drawn = subprocess.run([program, "-Tsvg"], input=source, capture_output=True, encoding="utf-8", check=False)
    if drawn.returncode:
        raise SystemExit(drawn.stderr)
    target.write_text(drawn.stdout, encoding="utf-8")
