"""The upkeep and the mail worker as they run, while their PostgreSQL is killed and started again (D36)."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event

import psycopg
import pytest

from launch.postgres import temporary_cluster
from tests import ROOT
from tests.polling import is_running, wait_until
from tests.smtp import Letters, free_port, running

pytestmark = [pytest.mark.postgres, pytest.mark.long]
PATIENCE = 90.0  # seconds
WRITE = """
import sys; import django; django.setup()
from django.utils import timezone
from tests.stages.mail import write_mail
write_mail(subject=sys.argv[1], now=timezone.now())
"""
HOLD = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from tests import cast
from tests.stages import booking
from vinculo.records.models import Seat, Turno
booking.hold_seat(booking.ready(), cast.slots(cast.agency(), booking.DAY, times=1, counters=1)[0])
ended = timezone.now() - timedelta(minutes=1)
Seat.objects.filter(state="held").update(held_until=ended)
Turno.objects.update(created_at=ended - timedelta(hours=1))
"""


class Node:
    """The PostgreSQL under an address; it is started again by the words with which it was started."""

    def __init__(self, url: str) -> None:
        folder = Path(url.partition("@")[2].rpartition("/")[0].replace("%2F", "/"))
        self.url, self.data = url, folder / "data"
        self.started: subprocess.Popen[bytes] | None = None

    def kill(self) -> None:
        """Kill every process of it at once, as when its machine loses its power."""
        postmaster = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for pid in [postmaster, *map(int, children)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not is_running(postmaster), "the server is gone", PATIENCE)

    def start(self) -> None:
        """Start it again and wait until it answers."""
        words, owner = shlex.split((self.data / "postmaster.opts").read_text()), self.data.stat()
        who = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        for lock in (self.data / "postmaster.pid", *self.data.parent.glob(".s.PGSQL.*")):
            lock.unlink()  # the number in it is still that of a process, which nobody has waited for
        with (self.data.parent / "again.log").open("wb") as log:
            self.started = subprocess.Popen(words, cwd=self.data.parent, stdout=log, stderr=log, **who)  # type: ignore[call-overload]
        wait_until(lambda: self.ask("SELECT 1") == 1, "the server is back", PATIENCE)

    def ask(self, question: str) -> object:
        with suppress(psycopg.OperationalError), psycopg.connect(self.url) as line:
            row = line.execute(question).fetchone()
            return row[0] if row else None
        return None


class Worker:
    """A command that goes on for ever, as its unit starts it."""

    def __init__(self, words: str, environ: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", *words.split()], cwd=ROOT, env=environ, stdout=output, stderr=output
            )

    def lines(self, what: str) -> list[str]:
        """Return the lines that tell of something, from there on, without what comes after the fault."""
        told = [line[line.index(what) :] for line in self.log.read_text().splitlines() if what in line]
        return [line.partition(" error=")[0].partition(" after ")[0] for line in told]


@pytest.fixture
def node() -> Iterator[Node]:
    with temporary_cluster(durable=True) as url:  # else what was committed just before the kill is lost with it
        made = Node(url)
        yield made
        if made.started is not None:
            made.started.send_signal(signal.SIGINT)
            made.started.wait(PATIENCE)


@pytest.fixture
def environ(node: Node, tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VINCULO_")}
    own = {"DATABASE_URL": node.url, "VINCULO_DATA": str(tmp_path), "VINCULO_SMTP_PORT": str(free_port())}
    return kept | own | {"DJANGO_SETTINGS_MODULE": "vinculo.config.settings", "PYTHONPATH": str(ROOT)}


def run(environ: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, *words], cwd=ROOT, env=environ, check=True, timeout=PATIENCE)


@pytest.mark.full
def test_d36_upkeep_and_mail_worker_outlive_a_killed_database_with_one_line_each(
    node: Node, environ: dict[str, str], tmp_path: Path
) -> None:
    run(environ, "manage.py", "migrate", "-v0")
    letters = Letters()
    upkeep = Worker("upkeep --forever --no-days --every 0.2", environ, tmp_path / "upkeep.log")
    mail = Worker("deliver_mail --forever --every 0.2", environ, tmp_path / "mail.log")
    try:
        with running(letters, int(environ["VINCULO_SMTP_PORT"])):
            run(environ, "-c", WRITE, "before")
            sent = "SELECT count(*) FROM records_message WHERE state = 'sent'"
            wait_until(lambda: node.ask(sent) == 1, "the first mail is written down as sent", PATIENCE)
            node.kill()
            wait_until(lambda: len(upkeep.lines("upkeep: database")) == 1, "upkeep tells of the outage", PATIENCE)
            wait_until(lambda: len(mail.lines("outbox")) == 1, "the mail worker tells of the outage", PATIENCE)
            Event().wait(2)  # several more looks, of which nothing is told
            node.start()
            run(environ, "-c", WRITE, "afterwards")
            run(environ, "-c", HOLD)
            wait_until(lambda: letters.subjects == ["before", "afterwards"], "mails go on", PATIENCE)
            held = "SELECT count(*) FROM records_seat WHERE state = 'held'"
            wait_until(lambda: node.ask(held) == 0, "holds are ended again", PATIENCE)
            wait_until(lambda: len(upkeep.lines("upkeep: database")) == 2, "upkeep tells that it is back", PATIENCE)
        assert upkeep.lines("upkeep: database") == ["upkeep: database out of reach", "upkeep: database back"]
        assert mail.lines("outbox") == ["outbox out of reach", "outbox back"]
        assert "no se hizo" not in upkeep.log.read_text()
        for worker in (upkeep, mail):
            assert worker.process.poll() is None
            assert "Traceback" not in worker.log.read_text()
    finally:
        for worker in (upkeep, mail):
            worker.process.kill()
            worker.process.wait(PATIENCE)
