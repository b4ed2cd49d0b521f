"""The worker and the sink as they run: threads on a database that commits, and processes that get signals (S24)."""

from __future__ import annotations

import logging
import os
import signal
import smtplib
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from queue import Queue
from random import Random
from threading import Barrier, BrokenBarrierError, Event, Thread

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections, transaction
from django.utils import timezone
from pytest_django import Settings

from tests import ROOT, cast
from tests.clock import start_clock
from tests.smtp import Letters, free_port, post_office, running
from tests.stages.mail import write_mail
from vinculo.actions.mail import delivery, outbox
from vinculo.config.management.commands import deliver_mail
from vinculo.config.management.commands.deliver_mail import Worker
from vinculo.gateways.mail import SmtpGateway
from vinculo.records.models import Message

PATIENCE = 20  # seconds
commits = pytest.mark.django_db(transaction=True)


def at_once(count: int, work: Callable[[], None]) -> list[Exception]:
    """Run the same work in so many threads that begin together and return what went wrong in them."""
    start, faults = Barrier(count), []

    def run() -> None:
        try:
            start.wait(PATIENCE)
            work()
        except Exception as error:
            faults.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return faults


def sent_by(workers: int, letters: Letters, gateway: SmtpGateway) -> tuple[list[Exception], Counter[str]]:
    """Let workers empty the outbox together; return what went wrong and how often each mail arrived."""

    def work() -> None:
        with SmtpGateway(gateway.server) as own:
            while delivery.deliver_due(gateway=own, clock=lambda: cast.NOW, random_source=Random(1), limit=3):
                pass

    return at_once(workers, work), Counter(letters.subjects)


@commits
def test_s24_workers_side_by_side_send_each_mail_once() -> None:
    for number in range(40):
        write_mail(subject=f"Carta {number}")
    with post_office() as (letters, gateway):
        faults, arrived = sent_by(4, letters, gateway)
    assert faults == []
    assert arrived == Counter({f"Carta {number}": 1 for number in range(40)})
    assert Message.objects.filter(state="sent", attempts=1).count() == 40


@commits
@pytest.mark.concurrency
def test_workers_that_only_look_before_they_take_send_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: without compare-and-set the test above would see doubles."""
    for number in range(40):
        write_mail(subject=f"Carta {number}")
    looked = Barrier(4)  # all four look before one of them takes

    def naive(*, now: datetime, limit: int) -> list[Message]:
        messages = list(Message.objects.filter(state="queued", leased_until=None).order_by("pk")[:limit])
        with suppress(BrokenBarrierError):  # once the first has emptied the outbox nobody waits any more
            looked.wait(1)
        Message.objects.filter(pk__in=[each.pk for each in messages]).update(leased_until=now + outbox.LEASE)
        return messages

    def believing(*, message: Message, now: datetime, lease: timedelta) -> Message:
        return Message.objects.get(pk=message.pk)

    monkeypatch.setattr(outbox, "take_due", naive)
    monkeypatch.setattr(outbox, "renew", believing)
    with post_office() as (letters, gateway):
        _, arrived = sent_by(4, letters, gateway)
    assert max(arrived.values()) > 1


class Mailroom(Letters):
    """Tells the person who waits for a mail."""

    def __init__(self) -> None:
        super().__init__()
        self.came: Queue[tuple[str, float]] = Queue()

    async def handle_DATA(self, server, session, envelope):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, N802
        answer = await super().handle_DATA(server, session, envelope)
        self.came.put((self.subjects[-1], time.monotonic()))
        return answer


@contextmanager
def working(every: float = deliver_mail.EVERY) -> Iterator[None]:
    """Run the worker of the command beside the test and stop it."""
    stop = Event()

    def run() -> None:
        try:
            Worker(stop, every).run()
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


class WorkerLog(logging.Handler):
    """Lets a test wait for a line of the log."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: Queue[str] = Queue()
        self.all: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.all.append(record.getMessage())
        self.lines.put(record.getMessage())

    def wait_for(self, beginning: str) -> str:
        while True:
            line = self.lines.get(timeout=PATIENCE)
            if line.startswith(beginning):
                return line


@pytest.fixture
def worker_log() -> Iterator[WorkerLog]:
    """The log of the mail worker."""
    handler, logger = WorkerLog(), logging.getLogger("vinculo.mail")
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)


@commits
def test_s24_a_mail_leaves_within_a_second_of_the_commit_and_never_before(settings: Settings) -> None:
    settings.SMTP_PORT = free_port()
    mailroom = Mailroom()
    with running(mailroom, settings.SMTP_PORT), working():
        with transaction.atomic():
            write_mail(subject="rolled back", now=timezone.now())
            transaction.set_rollback(True)
        with transaction.atomic():
            write_mail(subject="Verificar IESS turno online", now=timezone.now())
        committed = time.monotonic()
        subject, arrived = mailroom.came.get(timeout=PATIENCE)
    assert (subject, mailroom.subjects) == ("Verificar IESS turno online", ["Verificar IESS turno online"])
    assert arrived - committed < 2  # half a second to look, and a slow machine


@commits
def test_s24_an_outage_of_the_mail_server_is_survived_by_the_worker(
    settings: Settings, worker_log: WorkerLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def soon(created: datetime, failed: datetime, failures: int, jitter: float) -> datetime:
        return failed + timedelta(milliseconds=50)

    monkeypatch.setattr(outbox, "next_try", soon)
    settings.SMTP_PORT = free_port()
    mailroom = Mailroom()
    write_mail(now=timezone.now())
    with working(every=0.01):
        assert "ConnectionRefusedError" in worker_log.wait_for("mail delayed")
        worker_log.wait_for("mail delayed")
        with running(mailroom, settings.SMTP_PORT):
            worker_log.wait_for("mail sent")
    assert mailroom.subjects == ["Prueba"]
    assert Message.objects.get().state == "sent"


@commits
def test_an_outage_of_the_database_is_told_once_and_survived(
    settings: Settings, worker_log: WorkerLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_mail(now=timezone.now())
    faults = iter([OperationalError("gone")] * 3)
    plain = outbox.take_due

    def failing(*, now: datetime, limit: int) -> list[Message]:
        if (fault := next(faults, None)) is not None:
            raise fault
        return plain(now=now, limit=limit)

    monkeypatch.setattr(outbox, "take_due", failing)
    settings.SMTP_PORT = free_port()
    with running(Letters(), settings.SMTP_PORT) as letters, working(every=0.01):
        worker_log.wait_for("mail sent")
    assert letters.subjects == ["Prueba"]
    assert [line.partition(" id=")[0] for line in worker_log.all] == [
        "mail worker ready",
        "outbox out of reach error=OperationalError",
        "mail sent",
        "outbox back",
        "mail worker stopped",
    ]


@commits
def test_once_is_enough_for_a_timer(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    write_mail(now=timezone.now())
    settings.SMTP_PORT = free_port()
    with running(Letters(), settings.SMTP_PORT) as letters:
        call_command("deliver_mail", "--once")
        call_command("deliver_mail")
    assert (letters.subjects, capsys.readouterr().out.split()) == (["Prueba"], ["handled=1", "handled=0"])


@contextmanager
def command(data: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command of manage.py as a process of its own, on an empty data folder."""
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environ |= start_clock() | {"DJANGO_SETTINGS_MODULE": "vinculo.config.settings", "PYTHONUNBUFFERED": "1"}
    environ |= {"VINCULO_DATA": str(data)}
    with subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environ,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def until(process: subprocess.Popen[str], beginning: str) -> None:
    lines = []
    for line in process.stdout or ():
        lines.append(line)
        if line.startswith(beginning):
            return
    raise AssertionError("".join(lines))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_sink_takes_mail_until_it_is_told_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    port, folder = free_port(), tmp_path / "deep" / "mailbox"
    with command(tmp_path, "mail_sink", "--port", str(port), "--folder", str(folder)) as process:
        until(process, f"SMTP en 127.0.0.1:{port}")
        with smtplib.SMTP("127.0.0.1", port) as line:
            line.sendmail("turnos@example.com", ["ana@example.com"], b"Subject: Hola\r\n\r\nHola")
        process.send_signal(number)
        assert process.communicate(timeout=PATIENCE)[0] == ""
    assert process.returncode == 0
    (kept,) = (folder / "new").iterdir()
    assert (
        kept.read_text() == "Return-Path: <turnos@example.com>\nDelivered-To: ana@example.com\nSubject: Hola\n\nHola\n"
    )
    assert (folder.stat().st_mode & 0o777) == 0o700


def test_the_sink_says_what_keeps_it_from_starting(tmp_path: Path) -> None:
    with post_office() as (_, gateway):
        port = gateway.server.port
        with command(tmp_path, "mail_sink", "--port", str(port), "--folder", str(tmp_path / "m")) as process:
            said = process.communicate(timeout=PATIENCE)[0]
    assert process.returncode == 1
    assert said.startswith(f"CommandError: No se puede recibir correo en 127.0.0.1:{port}")


def test_the_worker_waits_for_its_database_and_stops_cleanly(tmp_path: Path) -> None:
    with command(tmp_path, "deliver_mail", "--forever") as process:
        until(process, "outbox out of reach error=OperationalError")  # no tables yet
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=PATIENCE)[0] == "mail worker stopped\n"
    assert process.returncode == 0
