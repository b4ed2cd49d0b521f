#!/usr/bin/env python3
"""Hold the program to the public names of its libraries, so that the next Django can be put in its place.

Usage: public_names.py [PROJECT]

Looks at every import and every attribute in `vinculo` and `bench`. Exit status 1 and one line for each private name:
from a module of Django that is for itself alone, with an underscore, or from within its database backends.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGES = ("vinculo", "bench")
PRIVATE_MODULES = (
    "django.db.models.sql",
    "django.db.models.query",
    "django.db.models.base",
    "django.db.models.options",
    "django.db.backends",
)
DOCUMENTED_MODULES = {"django.db.backends.base.schema"}  # the type of the editor that migrations are given
DOCUMENTED = {"_meta", "_state", "_base_manager", "_default_manager"}
OF_BACKENDS = {"ops", "get_compiler", "as_sql", "sql_flush", "sql_compiler", "add_update_values"}
OWN = {"self", "cls", "super"}
MEASURED = {("bench/simulated.py", "._prepared")}  # of a measurement, which fails where it is gone (decision 0083)


def is_private(name: str) -> bool:
    """Return whether a name is private by its underscore."""
    return name.startswith("_") and not name.startswith("__") and name not in DOCUMENTED


def private_import(module: str, names: list[str]) -> str | None:
    """Return the private name that is imported, if there is one."""
    if module.partition(".")[0] != "django":
        return None
    if module not in DOCUMENTED_MODULES and any(f"{module}.".startswith(f"{each}.") for each in PRIVATE_MODULES):
        return module
    private = [part for part in [*module.split("."), *names] if is_private(part)]
    return f"{module}: {private[0]}" if private else None


def private_name_used(node: ast.AST) -> str | None:
    """Return the private name that a node imports or reads, if it does."""
    if isinstance(node, ast.ImportFrom):
        return private_import(node.module or "", [each.name for each in node.names])
    if isinstance(node, ast.Import):
        return next(filter(None, (private_import(each.name, []) for each in node.names)), None)
    if not isinstance(node, ast.Attribute):
        return None
    holder = node.value.func if isinstance(node.value, ast.Call) else node.value
    if isinstance(holder, ast.Name) and holder.id in OWN:
        return None
    return f".{node.attr}" if is_private(node.attr) or node.attr in OF_BACKENDS else None


def faults(project: Path) -> Iterator[str]:
    """Yield one line for each private name."""
    for package in PACKAGES:
        for path in sorted((project / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                name = private_name_used(node)
                if name is not None and (str(path.relative_to(project)), name) not in MEASURED:
                    line = getattr(node, "lineno", 0)
                    yield f"{path.relative_to(project)}:{line}: {name} is private, or for Django alone"


def main() -> int:
    """Print the faults and return the exit status."""
    lines = list(faults(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
    print("\n".join(lines) or "only public names")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
