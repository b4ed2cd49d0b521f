"""The command `run` itself, as a person types it."""

from __future__ import annotations

import ast
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from launch.surroundings import ROOT, look_around
from tests.launch.starting import copied_tree


def run_command(*words: str, root: Path = ROOT, **environ: str) -> subprocess.CompletedProcess[str]:
    path = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    return subprocess.run(
        [root / "run", *words], env=path | environ, capture_output=True, text=True, timeout=60, check=False
    )


def test_help_names_every_command() -> None:
    told = run_command("help")
    assert (told.returncode, told.stderr) == (0, "")
    assert [line.split()[1] for line in told.stdout.splitlines() if line.startswith("./run ")] == [
        "prepara",
        "dev",
        "test",
        "test",
        "test",
        "test",
        "check",
        "manage",
        "lock",
        "help",
    ]


def test_an_unknown_word_is_answered_with_the_help() -> None:
    told = run_command("srve")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith("No se conoce «srve».")


def test_a_taken_port_ends_at_once_with_what_to_type(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        told = run_command(PORT=port, VINCULO_DATA=str(tmp_path / "data"), VINCULO_VENV=str(tmp_path / "venv"))
    assert (told.returncode, told.stdout) == (1, "")
    assert f"El puerto {port} ya está ocupado por otro programa." in told.stderr
    assert " ./run" in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_that_cannot_be_written_ends_at_once_with_what_to_type(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    told = run_command(PORT=port, VINCULO_DATA="/proc/vinculo", VINCULO_VENV=str(tmp_path / "venv"))
    assert (told.returncode, told.stdout) == (1, "")
    assert "No se puede escribir en la carpeta /proc/vinculo" in told.stderr
    assert "VINCULO_DATA=/otra/carpeta ./run" in told.stderr


def test_without_a_new_python_the_message_says_how_to_get_one(tmp_path: Path) -> None:
    for name in ("sh", "dirname", "cat"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "python3").chmod(0o755)
    told = run_command(PATH=str(tmp_path))
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith("Falta Python 3.11 o más reciente.")
    assert "sudo apt-get install -y python3 python3-venv" in told.stderr


@pytest.mark.parametrize("module", sorted((ROOT / "launch").glob("*.py")), ids=lambda path: str(path.name))
def test_the_launcher_imports_the_standard_library_alone(module: Path) -> None:
    imported: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {name.name.split(".")[0] for name in node.names}
        if isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
    assert imported - sys.stdlib_module_names == imported & {"launch"}


def test_the_version_of_help_and_of_the_settings_stands_in_one_place(tmp_path: Path) -> None:
    root = copied_tree(tmp_path / "tree")
    place = root / "pyproject.toml"
    assert f'version = "{look_around({}, root, root).version}"' in place.read_text(encoding="utf-8")
    place.write_text(re.sub(r'^version = ".*"$', 'version = "77.7"', place.read_text(encoding="utf-8"), flags=re.M))
    assert run_command("help", root=root).stdout.startswith("Vínculo 77.7\n")
    code = "from vinculo.config import settings; print(settings.VERSION)"
    environ = {"PATH": os.environ["PATH"], "VINCULO_DATA": str(tmp_path / "data")}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environ, capture_output=True, text=True, check=True
    )
    assert told.stdout == "77.7\n"
