#!/usr/bin/env python3
"""Draw the floors and their subjects with the number of imports between them, from the imports themselves.

Usage: python tools/picture_of_floors.py [TARGET]

TARGET is `docs/floors.svg`. The floors stand in the order of their contract in pyproject.toml. On the left the floors:
an arrow says how many imports lead from one to the other. On the right the subjects inside actions and inside queries.
An import is one module that names another; those for type annotations alone do not count. It needs graphviz.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.drawing import FONT, draw  # noqa: E402 - the path of the project comes first

PACKAGE = "vinculo"
WITH_SUBJECTS = ("actions", "queries")
COLOURS = {"web": "#dbe9f6", "actions": "#fde8d0", "queries": "#e3f1dc", "rules": "#f6e0ea"}
PLAIN = "#eeeeee"

Arrows = Counter[tuple[str, str]]


def layers() -> list[list[str]]:
    """Return the floors from the highest to the lowest, those of the same height together."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (floors,) = (each["layers"] for each in contracts if each["id"] == "floors")
    return [layer.split(" | ") for layer in floors]


def arrows(graph: grimp.ImportGraph, depth: int, inside: str = PACKAGE) -> Arrows:
    """Count the imports between the packages that stand so deep inside one package."""
    counted: Arrows = Counter()
    for module in graph.find_descendants(inside):
        for imported in graph.find_modules_directly_imported_by(module):
            if not imported.startswith(f"{inside}."):
                continue
            ends = module.split(".")[depth], imported.split(".")[depth]
            if ends[0] != ends[1]:
                counted[ends] += 1
    return counted


def modules(graph: grimp.ImportGraph, floor: str) -> list[list[str]]:
    """Return the modules of a floor, each by the parts of its name; packages and migrations do not count."""
    names = sorted(name for name in graph.find_descendants(f"{PACKAGE}.{floor}") if not graph.find_children(name))
    return [name.split(".") for name in names if ".migrations." not in name]


def rooms(graph: grimp.ImportGraph, floor: str) -> Counter[str]:
    """Return the rooms of a floor with the number of their modules."""
    return Counter(parts[2] for parts in modules(graph, floor) if len(parts) > 3 and parts[2] != "management")


def floor_node(graph: grimp.ImportGraph, floor: str) -> str:
    """Return a floor as a table: its name, the number of its modules, and its rooms below."""
    inside = rooms(graph, floor)
    cells = "".join(
        f'<td border="1">{name}<br/><font point-size="9">{size}</font></td>' for name, size in inside.items()
    )
    head = f'<tr><td colspan="{max(1, len(inside))}"><b>{floor}</b> · {len(modules(graph, floor))} modules</td></tr>'
    body = f"<tr>{cells}</tr>" if cells else ""
    table = f'<table border="0" cellspacing="3" cellpadding="4">{head}{body}</table>'
    return f'"{floor}" [label=<{table}>, fillcolor="{COLOURS.get(floor, PLAIN)}"];'


def edges(counted: Arrows, prefix: str = "") -> Iterator[str]:
    """Yield one arrow for each pair, thicker where it stands for more imports."""
    for (start, end), count in sorted(counted.items()):
        yield f'"{prefix}{start}" -> "{prefix}{end}" [label="{count}", penwidth={0.7 + count / 30:.2f}];'


def source(graph: grimp.ImportGraph) -> str:
    """Return the whole picture in the language of graphviz."""
    lines = ["digraph floors {", f'graph [fontname="{FONT}", fontsize=12, nodesep=0.3, ranksep=0.5];']
    lines += [
        f'node [shape=box, style="filled,rounded", fontname="{FONT}", fontsize=11, fillcolor="{PLAIN}"];',
        f'edge [fontname="{FONT}", fontsize=9, color="#555555", arrowsize=0.6];',
    ]
    for layer in layers():
        lines.append("{ rank=same; " + " ".join(floor_node(graph, floor) for floor in layer) + " }")
    heights = [layer[0] for layer in layers()]
    lines.append(f"{' -> '.join(heights)} [style=invis];")  # one below the other, also where no import says so
    lines += edges(arrows(graph, 1))
    for floor in WITH_SUBJECTS:
        counted = arrows(graph, 2, f"{PACKAGE}.{floor}")
        lines += [f'subgraph "cluster_{floor}" {{', f'label="inside {floor}"; color="#999999"; style=rounded;']
        lines += [f'"{floor}.{name}" [label="{name}", fillcolor="{COLOURS[floor]}"];' for name in rooms(graph, floor)]
        lines += [*edges(counted, f"{floor}."), "}"]
    return "\n".join([*lines, "}"])


def main() -> int:
    """Draw the picture and say where it is."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "floors.svg"
    draw(source(grimp.build_graph(PACKAGE, exclude_type_checking_imports=True, cache_dir=None)), target)
    print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
