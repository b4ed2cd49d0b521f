"""The parts of a whole house on one PostgreSQL, each of which can be killed where it stands and started anew.

Web servers, the workers for mail and for the upkeep, and PostgreSQL with its postmaster; a mail server and a service
for messages to mobiles are there all the time and keep what they are handed.
"""

from __future__ import annotations

import mailbox
import os
import re
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from bench import house
from bench.house import Load, Server
from bench.processor import family
from launch.processes import die_with_parent
from launch.surroundings import free_port
from tests.phone_server import PhoneServer, phone_server
from tests.polling import is_running, wait_until
from vinculo.gateways.sink import controller

QUICK_SYNC = ("-c", "recovery_init_sync_method=syncfs")  # the disk at once, not each of its thousand files
LIMIT = 60.0  # seconds in which a part must be back
NAMED = re.compile(r"vinculo-(\d+)-")  # how a mail and a message to a mobile are named: by the row of the outbox


class Part(Protocol):
    """Something that runs, and that can be killed."""

    name: str

    def kill(self) -> None:
        """Kill it and all its processes where they stand, and start it anew."""

    def stop(self) -> None:
        """End it."""


class Web:
    """A web server on a port of its own."""

    def __init__(self, load: Load, port: int, **settings: str) -> None:
        self.name, self.load, self.port, self.settings = "web", load, port, settings
        self.server = Server(load, port=port, **settings)

    def kill(self) -> None:
        """Kill it with its processes when it is well, and start it anew; others are killed while it starts."""
        self.server.wait_until_ready()
        kill_all(family(self.server.process.pid))
        self.server.process.wait()
        self.server = Server(self.load, port=self.port, **self.settings)

    def stop(self) -> None:
        """Ask it to end."""
        self.server.stop()


class Worker:
    """A command of `manage.py` that goes on for ever."""

    def __init__(self, load: Load, *words: str, **settings: str) -> None:
        self.name, self.load, self.words, self.settings = words[0], load, words, settings
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "manage.py", *self.words],
            cwd=self.load.root,
            env=self.load.environ(**self.settings),
            stdout=subprocess.DEVNULL,
            stderr=(self.load.folder / f"{self.name}.log").open("ab"),
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - it only asks the kernel for a signal
        )

    def kill(self) -> None:
        """Kill it and start it anew; who kills next does not wait until it works again."""
        kill_all(family(self.process.pid))
        self.process.wait()
        self.process = self._start()

    def stop(self) -> None:
        """Kill it for good."""
        kill_all(family(self.process.pid))
        self.process.wait()


class Postgres:
    """The PostgreSQL of a temporary cluster: killed with its postmaster, started anew as it had been."""

    def __init__(self, url: str) -> None:
        self.name, self.url = "PostgreSQL", url
        self.folder = Path(unquote(urlsplit(url).netloc.rpartition("@")[2]))
        self.process: subprocess.Popen[bytes] | None = None

    def kill(self) -> None:
        """Kill the postmaster and all its processes at once, start it, and wait until it has recovered."""
        data, owner = self.folder / "data", (self.folder / "data").stat()
        command = shlex.split((data / "postmaster.opts").read_text())
        postmaster = int((data / "postmaster.pid").read_text().split()[0])
        kill_all(family(postmaster))
        with suppress(ChildProcessError):  # who is dead and not asked for counts as running, for the next one
            os.waitpid(postmaster, 0)
        who: dict[str, Any] = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command if QUICK_SYNC[1] in command else [*command, *QUICK_SYNC],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(),  # noqa: PLW1509 - it only asks the kernel for a signal
                **({} if os.geteuid() else who),
            )
        wait_until(self._answers, "PostgreSQL answers", LIMIT)

    def _answers(self) -> bool:
        asked = ["psql", "--quiet", "--no-align", "--tuples-only", "--dbname", self.url, "--command", "SELECT 1"]
        return subprocess.run(asked, capture_output=True, check=False).returncode == 0

    def stop(self) -> None:
        """End what was started here; the first one ends with its cluster."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(LIMIT)


def kill_all(pids: Sequence[int]) -> None:
    """Kill these processes and wait until none of them runs any more."""
    for pid in pids:
        house.kill(pid)
    wait_until(lambda: not any(is_running(pid) for pid in pids), "what was killed is gone", LIMIT)


class House:
    """All parts, the mail server and the service for mobiles, with the way to the database."""

    def __init__(self, load: Load, mails: Path, phones: PhoneServer, smtp: int) -> None:
        self.load, self.mails, self.phones = load, mails, phones
        ways = {"VINCULO_SMTP_HOST": "127.0.0.1", "VINCULO_SMTP_PORT": str(smtp), "VINCULO_SMTP_SECURITY": "none"}
        ways |= {"VINCULO_PHONE_URL": phones.url, "VINCULO_PHONE_TOKEN": "s3cret"}
        self.ports = [free_port(), free_port()]
        webs = [Web(load, port, **ways) for port in self.ports]
        for web in webs:
            web.server.wait_until_ready()
        mail = Worker(load, "deliver_mail", "--forever", **ways)
        upkeep = Worker(load, "upkeep", "--forever", "--no-days", **ways)
        self.parts: list[Part] = [webs[0], mail, Postgres(load.database), webs[1], upkeep]

    def deliver_rest(self, limit: float = 1800.0) -> None:
        """Wait until nothing that is due waits; what a dead worker had leased is due at once, not minutes later."""
        self._ask("UPDATE records_message SET leased_until = NULL WHERE state = 'queued'")
        due = "SELECT count(*) FROM records_message WHERE state = 'queued' AND next_at <= now()"
        wait_until(lambda: self._ask(due) == "0", "the outbox is empty", limit)

    def _ask(self, statement: str) -> str:
        asked = ["psql", "--quiet", "--no-align", "--tuples-only", "--dbname", self.load.database]
        done = subprocess.run([*asked, "--command", statement], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def stop(self) -> None:
        """End all that was started here, PostgreSQL last."""
        for part in sorted(self.parts, key=lambda each: isinstance(each, Postgres)):
            part.stop()

    def handed_over(self) -> dict[str, dict[str, int]]:
        """Return how often each row of the outbox arrived, by mail and to a mobile, and under how many keys there."""
        names = (str(letter["Message-ID"]) for letter in mailbox.Maildir(self.mails))
        mails = Counter(named[1] for name in names if (named := NAMED.search(name)))
        calls = Counter(named[1] for key in self.phones.keys if (named := NAMED.search(key)))
        kept = Counter(named[1] for key in self.phones.delivered if (named := NAMED.search(key)))
        return {"mails": dict(mails), "calls": dict(calls), "phones": dict(kept)}


@contextmanager
def running(load: Load) -> Iterator[House]:
    """Start all of it on this load, and end it."""
    smtp, mails = free_port(), load.folder / "mails"
    server = controller(mails, smtp)
    server.start()
    try:
        with phone_server() as phones:
            started = House(load, mails, phones, smtp)
            try:
                yield started
            finally:
                started.stop()
    finally:
        server.stop()
