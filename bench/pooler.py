"""People book through PgBouncer in transaction mode, while the PostgreSQL behind it is killed.

Usage: PGBOUNCER=/usr/sbin/pgbouncer python -m bench.pooler [--people 300] [--kills 3]

PGBOUNCER is how it is called, with its words if there are any; without it the one of this machine. Two web servers with
`VINCULO_DATABASE_POOLER=1` stand before it. What people were answered is compared with the tables.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import house, sizes
from bench.house import Load
from bench.killing import Told, book_and_kill, compare, show
from bench.parts import LIMIT, Postgres, Web
from launch.surroundings import free_port
from tests.polling import wait_until
from vinculo.gateways.pooler import NoConsole, read_version

INI = """[databases]
vinculo = {server} dbname=vinculo
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/bouncer.users
stats_users = {user}
pool_mode = transaction
server_login_retry = 1
"""


def command() -> list[str]:
    """Return how PgBouncer is called here; nothing where there is none."""
    program = os.environ.get("PGBOUNCER") or shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    return shlex.split(program or "")


@dataclass(frozen=True)
class Behind:
    """What a PgBouncer stands before: how it is reached, as whom, and the folder of the user that owns its files."""

    server: str  # in the words of its settings
    user: str
    folder: Path
    owner: Mapping[str, Any]  # as whom it runs: it refuses to be root


@contextmanager
def pooling(behind: Behind) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Run a PgBouncer before this; yield the address of its database by it, and its version."""
    port, folder = free_port(), behind.folder
    (folder / "bouncer.users").write_text(f'"{behind.user}" ""\n')
    (folder / "bouncer.ini").write_text(INI.format(port=port, folder=folder, server=behind.server, user=behind.user))
    started = subprocess.Popen([*command(), "-q", str(folder / "bouncer.ini")], cwd=folder, **behind.owner)
    where = {"host": "127.0.0.1", "port": port, "user": behind.user}
    versions: list[tuple[int, ...]] = []

    def says_its_version() -> bool:
        with suppress(NoConsole):
            versions.append(read_version(where))
        return bool(versions)

    try:
        wait_until(says_its_version, "PgBouncer says its version", LIMIT)
        yield f"postgresql://{behind.user}@127.0.0.1:{port}/vinculo", versions[0]
    finally:
        started.terminate()
        started.wait()


def before_server(database: Postgres) -> Behind:
    """Return that it stands before one PostgreSQL, as whom this runs."""
    owner = (database.folder / "data").stat()
    who = {} if os.geteuid() else {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
    return Behind(f"host={database.folder}", "vinculo", database.folder, who)


def measure(load: Load, kills: int) -> tuple[Told, dict[str, object], tuple[int, ...]]:
    """Book through it while PostgreSQL is killed so often."""
    database = Postgres(load.database)
    try:
        with pooling(before_server(database)) as (address, version):
            webs = [Web(Load(address, load.folder), free_port(), VINCULO_DATABASE_POOLER="1") for _ in range(2)]
            try:
                for web in webs:
                    web.server.wait_until_ready()
                told = book_and_kill(load, [web.port for web in webs], [database], kills, 600)
            finally:
                for web in webs:
                    web.stop()
        return told, compare(load, told), version
    finally:
        database.stop()


def main(words: Sequence[str]) -> int:
    """Book, kill, compare, print; return 1 when anything that was answered is lost or wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.pooler", description=__doc__)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--kills", type=int, default=3)
    asked = parser.parse_args(words)
    if not command():
        print("not installed: pgbouncer")
        return 0
    with house.build_load(sizes.Size(agencies=10, days=7, bookers=asked.people)) as load:
        told, after, version = measure(load, asked.kills)
    print(f"PgBouncer {'.'.join(map(str, version))}, transaction mode")
    show(asked.people, told, after)
    wrong = [told.wrong, after["lost"], after["breaches"]]
    return 1 if any(wrong) or told.killed.total() < asked.kills else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
