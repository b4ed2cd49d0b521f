#!/usr/bin/env python3
"""Hold the names to the words of the field.

Usage: names.py [PROJECT]

No class has a name that another class of its floor has: the person who searches for it finds one. No value is called
`found`: it bears the name of the thing. No function is called by a participle alone: it says what it does to what. No
text of the project uses a word of another century. Migrations do not count, nor do classes whose name the framework
gives. Exit status 1 and one line for each fault.
"""

from __future__ import annotations

import ast
import gc
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

PACKAGES = ("vinculo", "launch", "bench", "tools", "tests")
OF_THE_FRAMEWORK = {"Command", "Meta", "Media"}
IRREGULAR = frozenset(
    [
        "begun",
        "born",
        "bought",
        "broken",
        "brought",
        "built",
        "caught",
        "chosen",
        "drawn",
        "fallen",
        "felt",
        "forgotten",
        "found",
        "given",
        "gone",
        "grown",
        "held",
        "kept",
        "known",
        "laid",
        "led",
        "left",
        "lent",
        "lost",
        "made",
        "met",
        "paid",
        "said",
        "seen",
        "sent",
        "shown",
        "shut",
        "sold",
        "spent",
        "spoken",
        "stolen",
        "taken",
        "thrown",
        "told",
        "torn",
        "understood",
        "won",
        "worn",
        "written",
    ]
)
VERBS_IN_ED = {"embed", "exceed", "feed", "need", "proceed", "seed", "shed", "speed", "succeed"}
AVOIDED = re.compile("who" + "ever|here" + "with|there" + "of", re.IGNORECASE)
TEXTS = {".py", ".md", ".html", ".c", ".js", ".css", ".toml"}
PROPERTIES = {"property", "cached_property"}
VALUE = "found"

NAMING = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Name, ast.arg)
Parsed = dict[Path, list[ast.AST]]


def parse(project: Path) -> Parsed:
    """Return what has a name in every module that a person wrote, by its place in the project."""
    return {
        path.relative_to(project): [
            node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, NAMING)
        ]
        for package in PACKAGES
        for path in sorted((project / package).rglob("*.py"))
        if "migrations" not in path.parts
    }


def repeated_classes(modules: Parsed) -> Iterator[str]:
    """Yield one line for each name that two classes of one floor have."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path, nodes in modules.items():
        if path.parts[0] != "vinculo" or len(path.parts) < 3:
            continue
        for node in nodes:
            if isinstance(node, ast.ClassDef) and node.name not in OF_THE_FRAMEWORK:
                places[path.parts[1], node.name].append(f"{path}:{node.lineno}")
    for (floor, name), where in sorted(places.items()):
        if len(where) > 1:
            yield f"{floor}: class {name} in {', '.join(where)}"


def is_participle(word: str) -> bool:
    """Return whether a name is the participle of a verb and nothing else."""
    regular = word.endswith("ed") and "_" not in word and word not in VERBS_IN_ED
    return regular or word in IRREGULAR


def vague_names(path: Path, nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield one line for each value and each function of a module whose name does not say what it is."""
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) if name == VALUE:
                yield f"{path}:{node.lineno}: {VALUE}, name the thing"
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if is_participle(name.lstrip("_")):
                if not any(isinstance(each, ast.Name) and each.id in PROPERTIES for each in node.decorator_list):
                    yield f"{path}:{node.lineno}: {name}(), name it by verb and noun"


def avoided_words(project: Path) -> Iterator[str]:
    """Yield one line for each line of a text that has such a word, also within a name."""
    folders = [project / folder for folder in (*PACKAGES, "docs")]
    texts = [*project.glob("*.md"), *(path for folder in folders for path in folder.rglob("*"))]
    for path in sorted(each for each in texts if each.suffix in TEXTS):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if word := AVOIDED.search(line):
                yield f"{path.relative_to(project)}:{number}: {word[0]}, say it in plain words"


def main() -> int:
    """Print the faults and return the exit status."""
    project = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    modules = parse(project)
    lines = [
        *repeated_classes(modules),
        *(line for path, nodes in modules.items() for line in vague_names(path, nodes)),
    ]
    lines += avoided_words(project)
    print("\n".join(lines) or "every class has its own name")
    return 1 if lines else 0


if __name__ == "__main__":
    gc.disable()  # nothing of a million nodes goes before the end
    sys.exit(main())
