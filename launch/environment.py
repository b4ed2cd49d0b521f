"""The virtual environment: made from a lock with hashes, with uv where it is there, else with venv and pip."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from launch.messages import Problem, say
from launch.processes import run
from launch.stamps import Stamps, alone, digest
from launch.surroundings import Surroundings

STAMP = "vinculo-stamp.json"
SHORT = 60  # seconds
LOCKS = ("base", "demo", "dev", "test")  # each holds the whole of the one before it
# A person's pip settings may say `user = true`, which no virtual environment can obey; and like pip, uv shall trust
# the certificates that the system trusts (its setting has two names: before and after version 0.11).
INSTALLERS = {"PIP_USER": "0", "UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}


def ensure(around: Surroundings, lock: str) -> None:
    """Make sure that the environment holds what requirements/<lock>.txt names; done once per lock.

    Raises Problem when the folder cannot be written, Python's own tools are missing or the installation fails.
    """
    if is_ready(around, lock):
        return
    _check_folder(around.venv.parent)
    with alone(around.venv.parent, "preparar el entorno de Python"):
        if not is_ready(around, lock):
            _build(around, lock)


def is_ready(around: Surroundings, lock: str) -> bool:
    """Return whether the environment works, stands where it was made and was filled from this very lock."""
    return works(around.python) and _stamps(around).get(lock) == _digest_of_lock(around, lock)


def works(python: Path) -> bool:
    """Return whether an interpreter is there and is not older than Python 3.11."""
    question = "import sys; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([python, "-c", question], capture_output=True, timeout=SHORT, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _digest_of_lock(around: Surroundings, lock: str) -> str:
    """The place counts too: the scripts of an environment that was copied or moved call the old interpreter."""
    return f"{around.venv} {digest([lock_file(around, lock)])}"


def lock_file(around: Surroundings, lock: str) -> Path:
    """Return the path of a lock, by its name."""
    return around.root / "requirements" / f"{lock}.txt"


def _stamps(around: Surroundings) -> Stamps:
    return Stamps(around.venv / STAMP)


def _check_folder(folder: Path) -> None:
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise Problem(
            f"No se puede crear el entorno de Python en {folder}: no existe o no tiene permiso de escritura.",
            "Copie el proyecto a una carpeta suya, o elija otro lugar: VINCULO_VENV=/otra/carpeta/venv ./run",
        )


def _build(around: Surroundings, lock: str) -> None:
    started = time.monotonic()
    say(f"Se preparan las dependencias en {around.venv} (solo la primera vez; cerca de un minuto)…")
    _stamps(around).clear()
    if not (_with_uv(around, lock) or _with_pip(around, lock)):
        raise Problem(
            "No se pudieron instalar las dependencias; arriba consta por qué.",
            "Revise la conexión a Internet o el proxy (HTTPS_PROXY) y vuelva a ejecutar ./run.",
        )
    for held in LOCKS[: LOCKS.index(lock) + 1]:
        _stamps(around).set(held, _digest_of_lock(around, held))
    say(f"Dependencias listas en {time.monotonic() - started:.0f} s.")


def _with_uv(around: Surroundings, lock: str) -> bool:
    """Install with uv; False where it is not there or fails (it does not read pip's own settings)."""
    uv = shutil.which("uv", path=around.environ.get("PATH"))
    if uv is None:
        return False
    make: list[str | Path] = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, around.venv]
    fill: list[str | Path] = [uv, "pip", "install", "--quiet", "--python", around.python, "--require-hashes", "-r"]
    if (works(around.python) or _call(around, *make)) and _call(around, *fill, lock_file(around, lock)):
        return True
    say("uv no pudo terminar; se intenta con pip.")
    return False


def _with_pip(around: Surroundings, lock: str) -> bool:
    if not (works(around.python) and _call_quietly(around, around.python, "-m", "pip", "--version")):
        make_sure_of_venv(around)
        if not _call(around, sys.executable, "-m", "venv", "--clear", around.venv):
            return False
    options = ("--disable-pip-version-check", "--no-input", "install", "--quiet", "--require-hashes", "-r")
    return _call(around, around.python, "-m", "pip", *options, lock_file(around, lock))


def _call(around: Surroundings, *command: str | Path) -> bool:
    return run(command, cwd=around.root, env=around.child_environ(**INSTALLERS)) == 0


def _call_quietly(around: Surroundings, *command: str | Path) -> bool:
    done = subprocess.run(command, cwd=around.root, capture_output=True, timeout=SHORT, check=False)
    return done.returncode == 0


def make_sure_of_venv(around: Surroundings) -> None:
    """Make sure that Python can make environments; root gets what Debian leaves out installed.

    Raises Problem with the line to type for anybody else.
    """
    if has_venv():
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if shutil.which("apt-get") is None:
        raise Problem("A este Python le faltan los módulos venv y ensurepip.", "Instálelos con su gestor de paquetes.")
    if os.geteuid() != 0:
        raise Problem(
            "A este Python le falta el módulo venv, que Debian y Ubuntu entregan aparte. Escriba:",
            f"sudo apt-get install -y {package}",
        )
    _install(around, package)


def has_venv() -> bool:
    """Return whether this Python can make an environment that has pip in it."""
    importlib.invalidate_caches()
    return all(importlib.util.find_spec(name) is not None for name in ("venv", "ensurepip"))


def _install(around: Surroundings, package: str) -> None:
    say(f"Falta el paquete {package}; se instala.")
    environ = around.child_environ(DEBIAN_FRONTEND="noninteractive")
    apt = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    run([*apt, "update"], cwd=around.root, env=environ)
    if run([*apt, "install", "--no-install-recommends", package], cwd=around.root, env=environ) or not has_venv():
        raise Problem(f"No se pudo instalar {package}; arriba consta por qué.", f"apt-get install -y {package}")
