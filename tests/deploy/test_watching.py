"""What the person who runs the service sees: lines of the log as JSON, metrics on a port of their own, what is late."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from launch.surroundings import free_port
from tests import ROOT
from tests.databases import Migrate
from tests.polling import wait_until
from vinculo.config.logs.json_lines import JsonLines
from vinculo.queries.operations.lateness import TIMERS, Watched, find_late
from vinculo.records.events import Seal
from vinculo.records.models import Message
from vinculo.rules.mail.kinds import MailKind

PATIENCE = 60.0  # seconds


def queue_message(minutes: int) -> Message:
    """Return a message that was due so long ago."""
    due = timezone.now() - timedelta(minutes=minutes)
    return Message.objects.create(
        kind=MailKind.VERIFICATION, recipient="ana@example.org", next_at=due, created_at=due, language="es"
    )


def touch_timers(folder: Path, *, days_ago: int = 0) -> None:
    for timer in TIMERS:
        path = folder / f"last-{timer}"
        path.touch()
        moment = timezone.now().timestamp() - days_ago * 86400
        os.utime(path, (moment, moment))


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_nothing_is_late_in_a_house_that_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    touch_timers(folder)
    queue_message(minutes=1)
    call_command("check_late")
    assert capsys.readouterr().out == "Nada está atrasado.\n"


@pytest.mark.django_db
def test_each_thing_that_is_late_has_its_line_and_the_status_tells(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    touch_timers(folder, days_ago=9)
    (folder / "last-drill").unlink()
    queue_message(minutes=40)
    queue_message(minutes=20)
    with pytest.raises(SystemExit) as ended:
        call_command("check_late")
    assert ended.value.code == 1
    assert capsys.readouterr().out.splitlines() == [
        "correo: el más antiguo espera hace 40 min y hay 2 en la cola (vinculo-mail)",
        "Abrir los días para reservar: se hizo por última vez hace 216 h (vinculo-days.timer)",
        "Comprobar que los datos concuerdan: se hizo por última vez hace 216 h (vinculo-invariants.timer)",
        "Respaldo de la noche: se hizo por última vez hace 216 h (vinculo-backup.timer)",
        "Ensayo de restauración: nunca se hizo (vinculo-drill.timer)",
    ]
    left_out = frozenset(Watched) - {Watched.DRILL}
    assert [each.what for each in find_late(now=timezone.now(), left_out=left_out)] == [Watched.DRILL]


@pytest.mark.django_db
def test_days_without_a_seal_are_named(folder: Path) -> None:
    touch_timers(folder)
    now = timezone.now()
    Seal.objects.create(date=(now - timedelta(days=4)).date(), count=0, hash="x", sealed_at=now - timedelta(days=3))
    assert [each.what for each in find_late(now=now)] == [Watched.SEAL]


def test_a_line_as_json_has_what_the_plain_one_has_and_no_more() -> None:
    record = logging.LogRecord(
        "vinculo.mail", logging.WARNING, __file__, 1, "to %s:\nfailed %d", ("ana@example.org", 3), None
    )
    said = json.loads(JsonLines().format(record))
    assert said | {"time": "", "process": 0} == {
        "time": "",
        "level": "WARNING",
        "logger": "vinculo.mail",
        "process": 0,
        "message": "to (...):\\nfailed 3",
    }


def test_the_whole_program_writes_json_where_it_is_set(tmp_path: Path) -> None:
    program = (
        "import django, logging; django.setup();"
        "logging.getLogger('vinculo').info('hola'); logging.getLogger('psycopg').warning('away')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ
        | {
            "VINCULO_LOG_FORMAT": "json",
            "VINCULO_DATA": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "vinculo.config.settings",
        },
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert [json.loads(line)["message"] for line in done.stderr.splitlines()] == ["hola", "away"]


def read_metrics(port: int) -> str:
    answers: list[str] = []

    def has_answered() -> bool:
        with suppress(URLError), urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            answers.append(answer.read().decode())
        return bool(answers)

    wait_until(has_answered, "there are metrics", PATIENCE)
    return answers[0]


def values(text: str) -> dict[str, float]:
    return {name: float(value) for name, value in re.findall(r"^(vinculo_\S+) (\S+)$", text, re.MULTILINE)}


@pytest.mark.long
def test_metrics_are_served_on_their_own_port_and_count_the_documents_of_each_process(
    tmp_path: Path, migrate_folder: Migrate
) -> None:
    data, port = tmp_path / "data", free_port()
    migrate_folder(data)
    around = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "VINCULO_DATA": str(data),
        "VINCULO_METRICS_PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "vinculo.config.settings",
    }
    make = (
        "import django; django.setup()\n"
        "from vinculo.documents.printing import measure_document\n"
        "with measure_document('certificate'): pass"
    )
    for _ in range(2):
        subprocess.run([sys.executable, "-c", make], cwd=ROOT, env=around, timeout=60, check=True)
    server = subprocess.Popen([sys.executable, "manage.py", "serve_metrics"], cwd=ROOT, env=around)
    try:
        told = values(read_metrics(port))
    finally:
        server.terminate()
        assert server.wait(30) == 0
    assert told["vinculo_database_up"] == 1
    assert told["vinculo_outbox_waiting"] == 0
    assert told['vinculo_late{what="backup"}'] == 1
    assert told['vinculo_late{what="outbox"}'] == 0
    assert told['vinculo_document_seconds_count{template="certificate"}'] == 2
