"""Two web servers on two ports before one PostgreSQL, killed in turn while people book: no answered request is lost.

Usage: python -m bench.killing [--people 600] [--kills 12] [--everything] [--seconds 600]

A person books as a browser does and, when a server dies in the middle of a request, presses again at the other one.
Each answer is written down as it comes and compared with the database afterwards: a turno that was answered is there,
confirmed, with its seat; nobody has two; and no rule of `manage.py check_invariants` is broken.

With `--everything` the workers for mail and upkeep run too, and are killed in their turn, as PostgreSQL is with its
postmaster. Then each turno that was answered has its confirmation, each mail that is written down as sent arrived (once
more where its worker was killed before it could say so), and no message to a mobile was taken twice under its key.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from time import monotonic

from bench import house, parts, sizes
from bench.house import Load
from bench.parts import Part, Web
from launch.surroundings import free_port

CLIENTS = 8
PATIENCE = 20.0  # seconds for one answer
MOST_TRIES = 400
AGAIN = 0.2  # seconds until somebody presses the button of a page that says to try again
HEALS = 503
NONE_OF = ("lost", "breaches", "without a confirmation", "mails lost", "phones lost", "taken twice")
OF_MAILS = ("outbox", "without a confirmation", "mails", "mails lost", "mails twice")
OF_PHONES = ("phones", "phones lost", "phones again", "taken twice")
FORM = "application/x-www-form-urlencoded"


@dataclass
class Told:
    """What people were told."""

    held: int = 0
    turnos: dict[str, str] = field(default_factory=dict)  # the draft's address: the turno's token
    refused: int = 0
    again: int = 0  # how often somebody had to press once more
    healed: int = 0  # how often because a page said so: the database was away
    killed: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


class Booking(Thread):
    """A client who books for one person after the other."""

    def __init__(self, ports: Sequence[int], people: SimpleQueue[str], told: Told, turn: int) -> None:
        super().__init__(daemon=True)
        self.ports, self.people, self.told = ports, people, told
        self.turns = count(turn)

    def run(self) -> None:
        """Book until there is nobody left."""
        try:
            while True:
                self.book(*self.people.get_nowait().split("\t"))
        except Empty:
            return

    def book(self, path: str, cookie: str, body: str) -> None:
        """Hold and confirm, pressing again where no answer came; write down what was answered."""
        status, to = self.press(path, cookie, body)
        if status == 303:  # refused: the page that tells why has an address (decision 0033)
            self.told.refused += 1
            return
        for _ in range(2):  # a hold that was pressed twice may have been confirmed by nobody but oneself
            if to.startswith("/mi-turno/"):
                break
            self.told.held += 1
            status, to = self.press(to, cookie, body)
        with self.told.lock:
            if status == 302 and to.startswith("/mi-turno/"):
                self.told.turnos[path.split("/")[2]] = to.split("/")[2]
            else:
                self.told.wrong.append(f"{path}: {status} {to}")

    def press(self, path: str, cookie: str, body: str) -> tuple[int, str]:
        """Send a form until it is answered, at one server after the other; return status and where it leads."""
        for _ in range(MOST_TRIES):
            line = http.client.HTTPConnection(
                "127.0.0.1", self.ports[next(self.turns) % len(self.ports)], timeout=PATIENCE
            )
            try:
                line.request("POST", path, body, {"Cookie": cookie, "Content-Type": FORM})
                answer = line.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                with self.told.lock:
                    self.told.again += 1
                Event().wait(AGAIN / 4)
                continue
            finally:
                line.close()
            if answer.status != HEALS:
                return answer.status, answer.headers.get("Location", "")
            with self.told.lock:
                self.told.healed += 1
            Event().wait(AGAIN)
        return 0, "no answer"


@contextmanager
def booking(ports: Sequence[int], lines: Sequence[str], told: Told) -> Iterator[list[Thread]]:
    """Let all these people book at once."""
    people: SimpleQueue[str] = SimpleQueue()
    for line in lines:
        people.put(line)
    clients: list[Thread] = [Booking(ports, people, told, turn) for turn in range(CLIENTS)]
    for client in clients:
        client.start()
    yield clients
    for client in clients:
        client.join()


def killing(load: Load, kills: int, seconds: float) -> Told:
    """Let two web servers be killed in turn."""
    webs = [Web(load, free_port()) for _ in range(2)]
    try:
        for web in webs:
            web.server.wait_until_ready()
        return book_and_kill(load, [web.port for web in webs], webs, kills, seconds)
    finally:
        for web in webs:
            web.stop()


def killing_everything(load: Load, kills: int, seconds: float) -> tuple[Told, dict[str, object]]:
    """Let each part of the house be killed in turn; return also what the tables say, asked while PostgreSQL runs."""
    with parts.running(load) as whole:
        told = book_and_kill(load, whole.ports, whole.parts, kills, seconds)
        tell("the rest of the outbox is delivered")
        whole.deliver_rest()
        tell("what people were told is compared with the tables")
        return told, compare(load, told, whole.handed_over())


def book_and_kill(load: Load, ports: Sequence[int], victims: Sequence[Part], kills: int, seconds: float) -> Told:
    """Book and kill in turn, so often or so long; return what people were told and what was killed meanwhile."""
    told, until = Told(), monotonic() + seconds
    lines = (load.folder / "book-product.tsv").read_text().splitlines()
    step = max(1, len(lines) // (kills + 1))
    with booking(ports, lines, told) as clients:
        for done in range(kills):
            wait_for(told, (done + 1) * step, clients, until)
            if monotonic() > until or not any(client.is_alive() for client in clients):
                break
            victim = victims[done % len(victims)]
            victim.kill()
            told.killed[victim.name] += 1
            tell(f"killed {done + 1}, the last {victim.name}: {len(told.turnos)} turnos answered")
    return told


def tell(line: str) -> None:
    """Say how far it is, so that a run that is ended from outside says until where it came."""
    print(line, file=sys.stderr, flush=True)


def wait_for(told: Told, turnos: int, clients: Sequence[Thread], until: float) -> None:
    """Wait until so many turnos were answered, nobody books any more or the time is up."""
    tick = Event()
    while len(told.turnos) < turnos and monotonic() < until and any(client.is_alive() for client in clients):
        tick.wait(0.005)


def compare(load: Load, told: Told, handed: dict[str, dict[str, int]] | None = None) -> dict[str, object]:
    """Return what the database says to what people were told, and to what was handed over of its outbox."""
    paths = [load.folder / "told.json"]
    paths[0].write_text(json.dumps(told.turnos))
    if handed is not None:
        paths.append(load.folder / "handed.json")
        paths[1].write_text(json.dumps(handed))
    result: dict[str, object] = json.loads(load.run("-m", "bench.after", *paths))
    return result


def main(words: Sequence[str]) -> int:
    """Book, kill, compare, print; return 1 when anything that was answered is lost or wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.killing", description=__doc__)
    parser.add_argument("--people", type=int, default=600)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--everything", action="store_true")
    parser.add_argument("--seconds", type=float, default=600)
    asked = parser.parse_args(words)
    size = sizes.Size(agencies=10, days=7, bookers=asked.people)
    with house.build_load(size) as load:
        if asked.everything:
            told, after = killing_everything(load, asked.kills, asked.seconds)
        else:
            told = killing(load, asked.kills, asked.seconds)
            after = compare(load, told)
    show(asked.people, told, after)
    wrong = [told.wrong, *(after.get(name) for name in NONE_OF)]
    return 1 if any(wrong) or told.killed.total() < asked.kills else 0


def show(people: int, told: Told, after: dict[str, object]) -> None:
    """Print it."""
    killed = ", ".join(f"{name} {times}" for name, times in sorted(told.killed.items()))
    print(
        f"{people} people, {CLIENTS} at once, 2 servers, killed {told.killed.total()} times ({killed}): "
        f"{len(told.turnos)} turnos answered, {told.refused} refused, pressed again {told.again} times and "
        f"{told.healed} times at a page that says so, wrong answers {told.wrong}"
    )
    print(f"of the answered ones lost: {after['lost']}; confirmed in the database: {after['confirmed']}")
    print(f"oversold {after['oversold']}, broken rules {after['breaches']}")
    for name in [name for name in OF_MAILS + OF_PHONES if name in after]:
        print(f"{name}: {after[name]}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
