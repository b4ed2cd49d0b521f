"""Chooses what `./run` does from its arguments."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from launch import checks, developing, environment, locking, serving, testing
from launch.messages import Problem, complain, say
from launch.processes import Stopped, stop_on_signals
from launch.surroundings import Surroundings, look_around

HELP = """\
./run                  prepara todo y sirve en http://127.0.0.1:8000 (Ctrl-C para detener)
./run dev              lo mismo para desarrollo: recarga código, plantillas y estilos al guardarlos
./run test [ARG…]      comprobaciones y pruebas en SQLite y PostgreSQL; con ARG, solo pytest con esos argumentos
./run test --wide      lo mismo con los actos y las consultas en las dos bases
./run test --all       lo mismo con todo: cada página en las dos bases, más idiomas, más intentos
./run test --fast      lo de cada día: reglas, acciones y páginas en SQLite
./run check            solo las comprobaciones: estilo, tipos, capas, plantillas, seguridad, tamaños
./run manage ORDEN     una orden de administración (./run manage help las enumera)
./run lock [--upgrade] escribe otra vez los archivos requirements/*.txt (necesita uv)
./run help             este texto

PORT (8000) elige el puerto y VINCULO_DATA (./data) la carpeta de los datos; DATABASE_URL elige PostgreSQL.
Los demás ajustes están en docs/running.md."""


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say and return the exit status: 0 well, 1 a fault, 2 not understood, 130 after Ctrl-C."""
    try:
        with stop_on_signals():
            return _choose(list(arguments))
    except Problem as problem:
        complain(problem)
        return 1
    except Stopped as stopped:
        say()
        return stopped.status


def _choose(arguments: list[str]) -> int:
    name, *words = arguments or ["serve"]
    command = COMMANDS.get(name)
    if command is None:
        say(f"No se conoce «{name}».\n\n{HELP}", to=sys.stderr)
        return 2
    return command(look_around(os.environ, Path.cwd()), words)


def _serve(around: Surroundings, words: list[str]) -> int:
    return serving.serve(around)


def _dev(around: Surroundings, words: list[str]) -> int:
    return developing.develop(around)


def _test(around: Surroundings, words: list[str]) -> int:
    return testing.test(around, words)


def _check(around: Surroundings, words: list[str]) -> int:
    return checks.check(around)


def _lock(around: Surroundings, words: list[str]) -> int:
    return locking.lock(around, words)


def _manage(around: Surroundings, words: list[str]) -> int:
    """Become the administrative command, with this terminal: some of them ask for a password."""
    environment.ensure(around, around.lock)
    python = str(around.python)
    os.execve(python, [python, str(around.root / "manage.py"), *words], around.child_environ())


def _help(around: Surroundings, words: list[str]) -> int:
    say(f"Vínculo {around.version}\n\n{HELP}")
    return 0


COMMANDS: dict[str, Callable[[Surroundings, list[str]], int]] = {
    "serve": _serve,
    "dev": _dev,
    "test": _test,
    "check": _check,
    "lock": _lock,
    "manage": _manage,
    "help": _help,
    "-h": _help,
    "--help": _help,
}
