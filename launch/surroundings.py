"""What the launcher finds around it: folders, port, settings of the environment."""

from __future__ import annotations

import errno
import socket
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launch.messages import Problem

ROOT = Path(__file__).resolve().parent.parent
CLEARED = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__", "DJANGO_SETTINGS_MODULE")
LAST_PORT = 65535
FALSE = {"0", "false", "no", "off", ""}


@dataclass(frozen=True)
class Surroundings:
    """The places and settings that a start works with; every path is absolute."""

    root: Path
    data: Path
    venv: Path
    host: str
    port: int
    environ: Mapping[str, str]

    @property
    def python(self) -> Path:
        """The interpreter of the virtual environment."""
        return self.venv / "bin" / "python"

    @property
    def embedded(self) -> bool:
        """Whether the database is the embedded SQLite."""
        return not self.environ.get("DATABASE_URL")

    @property
    def own_sink(self) -> bool:
        """Whether nobody named a mail server, so that mail goes to a sink on loopback."""
        return not self.environ.get("VINCULO_SMTP_HOST")

    @property
    def demo(self) -> bool:
        """Whether the demo is wanted: said by VINCULO_DEMO, else only in the embedded default."""
        said = self.environ.get("VINCULO_DEMO")
        if not said:
            return self.embedded and self.own_sink
        return said.strip().lower() not in FALSE

    @property
    def lock(self) -> str:
        """The lock that serving needs: the mail server on loopback is no part of production."""
        return "demo" if self.own_sink else "base"

    @property
    def version(self) -> str:
        """The version of the program, whose one place is pyproject.toml."""
        return str(tomllib.loads((self.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])

    @property
    def public_url(self) -> str:
        """The address under which people reach the system, without a slash at its end."""
        return (self.environ.get("VINCULO_PUBLIC_URL") or f"http://127.0.0.1:{self.port}").rstrip("/")

    def child_environ(self, **more: str) -> dict[str, str]:
        """Return the environment of a child: everything said explicitly, no leftovers of other Python projects."""
        kept = {name: value for name, value in self.environ.items() if name not in CLEARED}
        said = {"VINCULO_DATA": str(self.data), "PORT": str(self.port), "VINCULO_DEMO": "1" if self.demo else "0"}
        return kept | said | {"PYTHONUNBUFFERED": "1"} | more


def look_around(environ: Mapping[str, str], here: Path, root: Path = ROOT) -> Surroundings:
    """Return the surroundings that an environment describes; relative folders count from `here`.

    Raises Problem when PORT is not a port.
    """
    return Surroundings(
        root=root,
        data=(here / (environ.get("VINCULO_DATA") or root / "data")).resolve(),
        venv=(here / (environ.get("VINCULO_VENV") or root / ".venv")).resolve(),
        host=environ.get("VINCULO_HOST") or "127.0.0.1",
        port=parse_port(environ.get("PORT") or "8000"),
        environ=dict(environ),
    )


def parse_port(said: str, setting: str = "PORT") -> int:
    """Return the number of a port; raises Problem when it is none."""
    if said.isascii() and said.isdigit() and len(said) <= len(str(LAST_PORT)) and 1 <= int(said) <= LAST_PORT:
        return int(said)
    raise Problem(
        f"{setting} debe ser un número entre 1 y {LAST_PORT}, no {said!r}.", f"Por ejemplo: {setting}=8001 ./run"
    )


def check_port(host: str, port: int, setting: str = "PORT") -> None:
    """Make sure that the port can be listened on; raises Problem with a free one to take instead."""
    try:
        _try_port(host, port)
    except OSError as error:
        raise Problem(*_port_trouble(host, port, setting, error)) from error


def _try_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


def _port_trouble(host: str, port: int, setting: str, error: OSError) -> tuple[str, str]:
    if error.errno == errno.EADDRINUSE:
        free = next_free_port(host, port)
        return (
            f"El puerto {port} ya está ocupado por otro programa.",
            f"Cierre ese programa o use otro puerto: {setting}={free} ./run",
        )
    if error.errno == errno.EACCES:
        return f"No tiene permiso para usar el puerto {port}.", f"Use un puerto desde 1024: {setting}=8000 ./run"
    return f"No se puede escuchar en {host}:{port}: {error.strerror or error}.", f"Revise VINCULO_HOST y {setting}."


def next_free_port(host: str, after: int) -> int:
    """Return the first port above `after` that can be listened on, or `after` + 1 when none of the next hundred can."""
    for port in range(after + 1, min(after + 100, LAST_PORT) + 1):
        try:
            _try_port(host, port)
        except OSError:
            continue
        return port
    return after + 1


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port that the system gives away as free."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def check_folder(folder: Path, setting: str) -> None:
    """Make the folder, for its owner only, unless it is there, and write in it once.

    Raises Problem that names the setting with which another folder is chosen.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"x")
    except OSError as error:
        raise Problem(
            f"No se puede escribir en la carpeta {folder}: {error.strerror or error}.",
            f"Dé permiso de escritura a su usuario o elija otra carpeta: {setting}=/otra/carpeta ./run",
        ) from error
