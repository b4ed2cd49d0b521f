#!/usr/bin/env python3
"""Draw the models and how they refer to each other, from the models themselves.

Usage: python tools/diagram_of_models.py [TARGET]

TARGET is `docs/models.svg`. Models stand in the frame of their module. A solid arrow leads to what a model must refer
to, a dashed one to what it may. What more than seven models refer to would cover the rest with arrows: the boxes that
refer to it name it in small print. It needs graphviz.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.drawing import FONT, draw  # noqa: E402 - the path of the project comes first

if TYPE_CHECKING:
    from django.db.models import Model

APP = "records"
MANY = 7
COLOUR = "#e8eef7"

References = dict[str, dict[str, bool]]  # of a model to others: whether it must


def load_models() -> list[type[Model]]:
    """Set Django up over a folder that goes away, and return the models of the app."""
    with tempfile.TemporaryDirectory(prefix="vinculo-diagram-") as data:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "vinculo.config.settings", "VINCULO_DATA": data}
        import django
        from django.apps import apps

        django.setup()
        return sorted(apps.get_app_config(APP).get_models(), key=lambda model: model.__name__)


def references(models: Iterable[type[Model]]) -> References:
    """Return to which others of the models each one refers by a foreign key, and whether it must."""
    ours = list(models)
    ends_by_model: References = {}
    for model in ours:
        ends: dict[str, bool] = {}
        for field in model._meta.concrete_fields:
            if field.related_model in ours:
                name = field.related_model.__name__
                ends[name] = ends.get(name, False) or not field.null
        ends_by_model[model.__name__] = ends
    return ends_by_model


def hubs(ends_by_model: References) -> set[str]:
    """Return the models to which so many others refer that arrows would say nothing."""
    counted = Counter(end for start, ends in ends_by_model.items() for end in ends if end != start)
    return {name for name, count in counted.items() if count > MANY}


def node(name: str, ends: Iterable[str], everywhere: set[str]) -> str:
    """Return one model with the small print of what everything refers to."""
    small = ", ".join(sorted(everywhere & set(ends)))
    print_below = f'<br/><font point-size="8" color="#555555">{small}</font>' if small else ""
    return f'"{name}" [label=<{name}{print_below}>, style="{"filled,bold" if name in everywhere else "filled"}"];'


def source(models: list[type[Model]]) -> Iterator[str]:
    """Yield the lines of the diagram in the language of graphviz."""
    ends_by_model = references(models)
    everywhere = hubs(ends_by_model)
    rooms: defaultdict[str, list[str]] = defaultdict(list)
    for model in models:
        rooms[model.__module__.rsplit(".", 1)[-1]].append(model.__name__)
    yield f'digraph models {{ graph [fontname="{FONT}", fontsize=12, rankdir=LR, nodesep=0.15, ranksep=0.7];'
    yield f'node [shape=box, fontname="{FONT}", fontsize=11, fillcolor="{COLOUR}", height=0.3];'
    yield 'edge [color="#555555", arrowsize=0.6];'
    for room, names in sorted(rooms.items()):
        yield f'subgraph "cluster_{room}" {{ label="{room}"; style=rounded; color="#999999";'
        yield from (node(name, ends_by_model[name], everywhere) for name in names)
        yield "}"
    for start, ends in ends_by_model.items():
        for end, must in ends.items():
            if end not in everywhere:
                yield f'"{start}" -> "{end}" [style={"solid" if must else "dashed"}];'
    yield "}"


def main() -> int:
    """Draw the diagram and say where it is."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "models.svg"
    draw("\n".join(source(load_models())), target)
    print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
