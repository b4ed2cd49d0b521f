"""`./run`: sets up, serves, tells where, and watches until somebody stops it."""

from __future__ import annotations

import http.client
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from launch import environment
from launch.messages import Problem, say
from launch.preparing import check_settings, prepare
from launch.processes import Child
from launch.surroundings import Surroundings, check_folder, check_port, free_port, parse_port
from launch.watching import ProcessWatcher

READY_LIMIT = 90.0  # seconds
READY_STEP = 0.1
SHOW_LIMIT = 60
MOST_THREADS = 8
SERVER_THREADS = "32"  # for what needs no database while all of VINCULO_THREADS wait for one: they cost nothing idle
STREAM_PORT = "8001"  # where nothing names another


def serve(around: Surroundings) -> int:
    """Set up and serve until a signal comes; raises Problem when something is missing or keeps dying."""
    return run_children(around, around.lock, children)


def run_children(around: Surroundings, lock: str, choose: Callable[[Surroundings], Sequence[Child]]) -> int:
    """Set up with a lock, start the children and watch over them until a signal comes; raises Problem like `serve`.

    The children are chosen last: some get a port that is free now.
    """
    check_port(around.host, around.port)
    if named := around.environ.get("VINCULO_STREAM_PORT"):
        check_port(around.host, parse_port(named, "VINCULO_STREAM_PORT"), "VINCULO_STREAM_PORT")
    check_folder(around.data, "VINCULO_DATA")
    environment.ensure(around, lock)
    check_settings(around)
    prepare(around)
    (around.data / "static").mkdir(exist_ok=True)
    with ProcessWatcher(choose(around)) as watcher:
        watcher.start()
        wait_until_ready(around, watcher)
        announce(around)
        watcher.watch()
    return 0


def children(around: Surroundings) -> list[Child]:
    """Return what has to run: mail sink where no mail server is named, mail worker, boards' stream, web server last."""
    port = around.environ.get("VINCULO_SMTP_PORT") or str(free_port())
    stream_port = choose_stream_port(around)
    settings = stream_settings(around, stream_port) | {"VINCULO_THREADS": asking_threads(around)}
    settings |= {"VINCULO_SMTP_PORT": port} if around.own_sink else {}
    environ = around.child_environ(**settings)

    def child(name: str, *command: str | Path) -> Child:
        return Child(name, [around.python, *command], cwd=around.root, env=environ)

    programs = [child("envío de correo", "manage.py", "deliver_mail", "--forever")]
    if around.own_sink:
        sink = ("manage.py", "mail_sink", "--port", port, "--folder", mailbox(around))
        programs.insert(0, child("buzón de correo local", *sink))
    if any((around.root / "vinculo").glob("*/management/commands/upkeep.py")):
        programs.append(child("mantenimiento", "manage.py", "upkeep", "--forever"))
    programs.append(child("tableros en vivo", *stream_arguments(around.host, stream_port)))
    return [*programs, child("servidor web", *server_arguments(around))]


def choose_stream_port(around: Surroundings) -> str:
    """Return the port of the boards' stream: the one that is named, else a free one.

    Behind a web server with TLS it is reached through that one, which needs a port that is known.
    """
    named = around.environ.get("VINCULO_STREAM_PORT")
    return named or (STREAM_PORT if around.public_url.startswith("https://") else str(free_port()))


def stream_settings(around: Surroundings, port: str) -> dict[str, str]:
    """Return where boards find their stream: at its own port, or behind a web server with TLS at the pages' origin."""
    if around.public_url.startswith("https://"):
        return {}
    return {"VINCULO_STREAM_URL": around.environ.get("VINCULO_STREAM_URL") or f"http://{_bracket_host(around)}:{port}"}


def stream_arguments(host: str, port: str) -> list[str]:
    """Return what the interpreter runs as the server of the boards' stream: one process, for one reads for all.

    Streams do not end by themselves: who stops the server waits a second for them, not longer.
    """
    return [
        *("-m", "granian", "--interface", "asginl", "--no-ws", "--http", "1", "--no-http1-keep-alive"),
        *("--http1-header-read-timeout", "20000", "--log-level", "error", "--no-access-log"),
        *("--host", host, "--port", port),
        *("--workers", "1", "--workers-kill-timeout", "1", "vinculo.config.asgi:application"),
    ]


def _bracket_host(around: Surroundings) -> str:
    host = urlsplit(around.public_url).hostname or "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def mailbox(around: Surroundings) -> Path:
    """Return the folder in which the mail sink keeps what arrives."""
    return around.root / (around.environ.get("VINCULO_DEMO_MAILBOX") or around.data / "mailbox")


def server_arguments(around: Surroundings) -> list[str]:
    """Return what the interpreter is told to run as the web server."""
    workers = around.environ.get("VINCULO_WORKERS") or "1"
    return [
        *("-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning", "--no-access-log"),
        *("--host", around.host, "--port", str(around.port)),
        *("--workers", workers, "--blocking-threads", SERVER_THREADS),
        *("--workers-kill-timeout", "5", "vinculo.config.wsgi:application"),
    ]


def asking_threads(around: Surroundings) -> str:
    """Return how many requests of a process may ask the database at once: more would wait for each other."""
    return around.environ.get("VINCULO_THREADS") or str(min(2 * (os.cpu_count() or 1) + 1, MOST_THREADS))


def wait_until_ready(around: Surroundings, watcher: ProcessWatcher) -> None:
    """Ask the real socket until the system answers; raises Problem when a child dies or the time is up."""
    give_up = time.monotonic() + READY_LIMIT
    while not answers(around):
        watcher.check_all_alive()
        if time.monotonic() > give_up:
            raise Problem(f"El servidor no respondió en {READY_LIMIT:.0f} s; arriba consta por qué.")
        watcher.pause(READY_STEP)


def answers(around: Surroundings) -> bool:
    """Return whether the health page answers; an unknown host name is an answer too, a fault of the server is not."""
    line = http.client.HTTPConnection(around.host, around.port, timeout=5)
    try:
        line.request("GET", "/salud", headers={"Host": urlsplit(around.public_url).netloc})
        return line.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def announce(around: Surroundings) -> None:
    """Print the addresses, the people of the demo and how to stop."""
    say(f"\nVínculo está en marcha: {around.public_url}/")
    say(f"  Ventanilla:             {around.public_url}/ventanilla/")
    say(f"  Administración:         {around.public_url}/administracion/")
    say(f"  Datos en:               {around.data if around.embedded else 'PostgreSQL (DATABASE_URL)'}")
    if around.demo and around.own_sink:
        say(f"  Correos recibidos:      {around.public_url}/demo/correo/")
    if around.demo:
        say(f"\n{_demo_people(around)}")
    if around.own_sink and not around.demo:
        say("\nAtención: VINCULO_SMTP_HOST no está puesta. Los correos se guardan en un buzón local;")
        say("nadie los recibe hasta que indique su servidor de correo.")
    say("\nPara detenerlo: Ctrl-C.")


def _demo_people(around: Surroundings) -> str:
    done = subprocess.run(
        [around.python, "manage.py", "demo", "--show"],
        cwd=around.root,
        env=around.child_environ(),
        capture_output=True,
        encoding="utf-8",
        timeout=SHOW_LIMIT,
        check=False,
    )
    return done.stdout.rstrip() if done.returncode == 0 else f"No se pudo mostrar la demostración:\n{done.stderr}"
