"""Children end with their whole group, die and come back, and nothing stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from launch.messages import Problem
from launch.processes import Child, Stopped, run, running_beside, stop_on_signals
from launch.watching import MOST_DEATHS, WINDOW, ProcessWatcher, Restarts
from tests import ROOT
from tests.polling import is_running, wait_until

DEADLINE = 20.0  # seconds
# Two stubborn generations: neither listens to SIGTERM.
STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pid = os.fork()
open(sys.argv[1] + ("/parent" if pid else "/child"), "w").write(str(os.getpid()))
time.sleep(600)
"""


def child(name: str, code: str, folder: Path) -> Child:
    return Child(name, [sys.executable, "-c", code, str(folder)], cwd=folder, env=dict(os.environ))


def wait_for_number(told: Path) -> int:
    """Wait for a file with a number."""
    wait_until(lambda: told.exists() and told.read_text() != "", f"{told} comes", DEADLINE)
    return int(told.read_text())


def wait_until_gone(*pids: int) -> None:
    """Wait for the end of processes."""
    wait_until(lambda: not any(is_running(pid) for pid in pids), f"{pids} are gone", DEADLINE)


def test_a_child_that_does_not_listen_is_killed_with_its_whole_group(tmp_path: Path) -> None:
    stubborn = child("terco", STUBBORN, tmp_path)
    stubborn.start()
    generations = [wait_for_number(tmp_path / "parent"), wait_for_number(tmp_path / "child")]
    assert [is_running(pid) for pid in generations] == [True, True]
    stubborn.ask_to_stop()
    stubborn.finish(patience=0.2)
    wait_until_gone(*generations)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_children_end_even_when_the_launcher_is_killed(tmp_path: Path) -> None:
    code = (
        "import os, sys, time, pathlib; from launch.processes import Child\n"
        'inner = \'import os,sys,time; open(sys.argv[1]+"/pid","w").write(str(os.getpid())); time.sleep(600)\'\n'
        "folder = pathlib.Path(sys.argv[1])\n"
        "Child('x', [sys.executable, '-c', inner, folder], cwd=folder, env=dict(os.environ)).start()\n"
        "time.sleep(600)\n"
    )
    root = ROOT
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=root) as launcher:
        pid = wait_for_number(tmp_path / "pid")
        launcher.kill()
    wait_until_gone(pid)


class Enough(Exception):
    """What was waited for has come."""


class Killer(ProcessWatcher):
    """Kills the first generation and ends when the second has written its number."""

    def __init__(self, child: Child, folder: Path) -> None:
        super().__init__([child])
        self.folder = folder
        self.killed = False

    def pause(self, seconds: float | None) -> None:
        """Look at the generations instead of waiting for long."""
        generations = [path.name for path in self.folder.iterdir()]
        if len(generations) == 1 and not self.killed:
            self.killed = True
            os.kill(int(generations[0]), signal.SIGKILL)
        if len(generations) == 2:
            raise Enough
        super().pause(0.05)


def watch(watcher: ProcessWatcher) -> None:
    with watcher:
        watcher.start()
        watcher.watch()


def test_a_child_that_exits_is_started_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = "import os, sys, time; open(sys.argv[1] + f'/{os.getpid()}', 'w'); time.sleep(600)"
    with pytest.raises(Enough):
        watch(Killer(child("constante", code, tmp_path), tmp_path))
    assert capsys.readouterr().out == "«constante» terminó (estado -9); se inicia otra vez en 1 s.\n"
    first, second = (int(path.name) for path in tmp_path.iterdir())
    wait_until_gone(first, second)


def wait_at_start(watcher: ProcessWatcher) -> None:
    with watcher:
        watcher.start()
        while True:
            watcher.check_all_alive()
            watcher.pause(0.05)


def test_a_child_that_exits_at_the_start_is_named(tmp_path: Path) -> None:
    failing = child("frágil", "raise SystemExit(3)", tmp_path)
    with pytest.raises(Problem, match=r"«frágil» terminó al arrancar \(estado 3\)"):
        wait_at_start(ProcessWatcher([failing]))


def test_pauses_grow_until_it_is_one_death_too_many() -> None:
    restarts = Restarts()
    assert [restarts.pause_after(float(moment)) for moment in range(MOST_DEATHS)] == [1.0, 2.0, 4.0, 8.0, None]


def test_deaths_far_apart_do_not_add_up() -> None:
    restarts = Restarts()
    assert [restarts.pause_after(index * (WINDOW + 1)) for index in range(20)] == [1.0] * 20


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0), (signal.SIGHUP, 0)], ids=str)
def test_signals_become_an_orderly_stop_with_a_sensible_status(number: signal.Signals, status: int) -> None:
    before = signal.getsignal(number)
    with pytest.raises(Stopped) as caught, stop_on_signals():
        signal.raise_signal(number)
    assert caught.value.status == status
    assert signal.getsignal(number) == before


def test_the_last_line_with_text_is_kept_and_everything_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = "import sys; print('uno'); print('=== 2 passed ==='); print(); sys.exit(4)"
    with running_beside([sys.executable, "-c", code], cwd=tmp_path, env=os.environ) as show:
        assert show() == (4, "=== 2 passed ===")
    assert capsys.readouterr().out == "uno\n=== 2 passed ===\n\n"


@pytest.mark.parametrize(("status", "shown"), [(0, ""), (4, "uno\ndos\n")])
def test_what_is_shown_if_it_fails_is_hidden_where_it_ends_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], status: int, shown: str
) -> None:
    code = f"print('uno'); print('dos'); raise SystemExit({status})"
    with running_beside([sys.executable, "-c", code], cwd=tmp_path, env=os.environ) as show:
        assert show(if_failed=True) == (status, "dos")
    assert capsys.readouterr().out == shown


def test_a_program_runs_beside_others_and_is_shown_when_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    meeting = tmp_path / "meeting"
    os.mkfifo(meeting)
    beside = f"print('x' * 200_000); open({str(meeting)!r}, 'w').close(); print('beside'); raise SystemExit(3)"
    other = f"open({str(meeting)!r}).close(); print('other')"
    with running_beside([sys.executable, "-c", beside], cwd=tmp_path, env=os.environ) as show:
        with running_beside([sys.executable, "-c", other], cwd=tmp_path, env=os.environ) as show_other:
            assert show_other() == (0, "other")
        assert capsys.readouterr().out == "other\n"
        assert show() == (3, "beside")
    assert capsys.readouterr().out == "x" * 200_000 + "\nbeside\n"


def test_what_runs_beside_is_ended_with_the_block(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, time; pathlib.Path('pid').write_text(str(os.getpid()))\n"
        "os.kill(os.getppid(), 2); time.sleep(600)"
    )
    with (
        pytest.raises(Stopped),
        stop_on_signals(),
        running_beside([sys.executable, "-c", code], cwd=tmp_path, env=os.environ) as show,
    ):
        show()
    wait_until_gone(int((tmp_path / "pid").read_text()))


def test_what_runs_beside_too_long_is_ended_and_has_failed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    with running_beside(command, cwd=tmp_path, env=os.environ, limit=0.2) as show:
        assert show() == (-signal.SIGKILL, "")


def test_a_program_that_takes_too_long_is_ended_and_counts_as_failed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    assert run(command, cwd=tmp_path, env=os.environ, limit=0.2) == -signal.SIGKILL
