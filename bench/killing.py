"""Two web servers on two ports before one PostgreSQL, killed in turn while people book: no answered request is lost.

Usage: python -m bench.killing [--people 600] [--kills 12]

A person books as a browser does and, when a server dies in the middle of a request, presses again at the other one.
Each answer is written down as it comes and compared with the database afterwards: a turno that was answered is there,
confirmed, with its seat; nobody has two; and no rule of `manage.py check_invariants` is broken.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread

from bench import house, sizes
from bench.house import Load, Server
from bench.processor import family
from launch.surroundings import free_port

CLIENTS = 8
PATIENCE = 20.0  # seconds for one answer
MOST_TRIES = 200
FORM = "application/x-www-form-urlencoded"


@dataclass
class Told:
    """What people were told."""

    held: int = 0
    turnos: dict[str, str] = field(default_factory=dict)  # the draft's address: the turno's token
    refused: int = 0
    again: int = 0  # how often somebody had to press once more
    wrong: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


class Servers:
    """The servers, of which one at a time is killed and started anew on its port."""

    def __init__(self, load: Load, number: int = 2) -> None:
        self.load = load
        self.ports = [free_port() for _ in range(number)]
        self.running = [Server(load, port=port) for port in self.ports]
        for server in self.running:
            server.wait_until_ready()

    def kill(self, index: int) -> None:
        """Kill a server and all its processes where they stand, and start it anew."""
        for pid in family(self.running[index].process.pid):
            house.kill(pid)
        self.running[index].process.wait()
        self.running[index] = Server(self.load, port=self.ports[index])
        self.running[index].wait_until_ready()

    def stop(self) -> None:
        """Stop them all."""
        for server in self.running:
            server.stop()


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
                continue
            finally:
                line.close()
            return answer.status, answer.headers.get("Location", "")
        return 0, "no answer"


@contextmanager
def booking(servers: Servers, lines: Sequence[str], told: Told) -> Iterator[list[Thread]]:
    """Let all these people book at once."""
    people: SimpleQueue[str] = SimpleQueue()
    for line in lines:
        people.put(line)
    clients: list[Thread] = [Booking(servers.ports, people, told, turn) for turn in range(CLIENTS)]
    for client in clients:
        client.start()
    yield clients
    for client in clients:
        client.join()


def killing(load: Load, kills: int) -> tuple[Told, int]:
    """Book and kill in turn; return what people were told and how often a server was killed while they booked."""
    servers, told, done = Servers(load), Told(), 0
    lines = (load.folder / "book-product.tsv").read_text().splitlines()
    step = max(1, len(lines) // (kills + 1))
    try:
        with booking(servers, lines, told) as clients:
            while done < kills and any(client.is_alive() for client in clients):
                wait_for(told, (done + 1) * step, clients)
                servers.kill(done % len(servers.ports))
                done += 1
    finally:
        servers.stop()
    return told, done


def wait_for(told: Told, turnos: int, clients: Sequence[Thread]) -> None:
    """Wait until so many turnos were answered or nobody books any more."""
    tick = Event()
    while len(told.turnos) < turnos and any(client.is_alive() for client in clients):
        tick.wait(0.005)


def compare(load: Load, told: Told) -> dict[str, object]:
    """Return what the database says to what people were told."""
    path = load.folder / "told.json"
    path.write_text(json.dumps(told.turnos))
    result: dict[str, object] = json.loads(load.run("-m", "bench.after", path))
    return result


def main(words: Sequence[str]) -> int:
    """Book, kill, compare, print; return 1 when anything that was answered is lost or wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.killing", description=__doc__)
    parser.add_argument("--people", type=int, default=600)
    parser.add_argument("--kills", type=int, default=12)
    asked = parser.parse_args(words)
    size = sizes.Size(agencies=10, days=7, bookers=asked.people)
    with house.build_load(size) as load:
        told, kills = killing(load, asked.kills)
        after = compare(load, told)
    print(
        f"{asked.people} people, {CLIENTS} at once, 2 servers, killed {kills} times: "
        f"{len(told.turnos)} turnos answered, {told.refused} refused, pressed again {told.again} times, "
        f"wrong answers {told.wrong}"
    )
    print(f"of the answered ones lost: {after['lost']}; confirmed in the database: {after['confirmed']}")
    print(f"oversold {after['oversold']}, broken rules {after['breaches']}")
    return 1 if told.wrong or after["lost"] or after["breaches"] or kills < asked.kills else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
