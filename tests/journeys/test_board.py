"""The board of a waiting room in a real browser, with the real processes behind it, killed and started again."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from launch.processes import send
from launch.serving import stream_arguments
from launch.surroundings import free_port
from tests import ROOT
from tests.journeys.at_the_centre import done
from tests.journeys.conftest import START_LIMIT, WAIT, House
from tests.journeys.people import SANTO_DOMINGO
from tests.journeys.test_look import RULES, TOO_SMALL
from tests.polling import wait_until

pytestmark = pytest.mark.browser
THREADS = 2  # of the application: fewer than there are streams
STREAMS = 50
EARS = """() => {
  window.tones = 0; window.spoken = [];
  const Context = window.AudioContext;
  window.AudioContext = class extends Context { constructor() { super(); window.made = this; } };
  const made = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () { window.tones += 1; return made.call(this); };
  const speak = (words) => { window.spoken.push([words.text, words.lang]); setTimeout(() => words.onend(), 0); };
  Object.defineProperty(window.speechSynthesis, 'speak', { value: speak });
}"""


@dataclass
class Room:
    """A web server and a stream of their own on the data of the house."""

    house: House
    web_port: int = field(default_factory=free_port)
    stream_port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self.centre = int(done(self.house, SANTO_DOMINGO, "centre")[0])
        self.address = f"http://127.0.0.1:{self.web_port}"
        self.board = f"{self.address}/tablero/{self.centre}/"

    def start(self, port: int, *command: str) -> subprocess.Popen[bytes]:
        """Start a program and wait until it answers."""
        settings = {
            "PORT": str(self.web_port),
            "VINCULO_DEMO": "1",
            "VINCULO_STREAM_PORT": str(self.stream_port),
            "VINCULO_STREAM_URL": f"http://127.0.0.1:{self.stream_port}",
        }
        environ = self.house.environ | settings
        process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environ, start_new_session=True)
        wait_until(lambda: answers(port) or process.poll() is not None, f"port {port} answers", START_LIMIT)
        assert process.poll() is None
        return process

    def web(self) -> subprocess.Popen[bytes]:
        """Start the web server, with few threads."""
        return self.start(
            self.web_port,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--no-ws",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.web_port),
            "--blocking-threads",
            str(THREADS),
            "vinculo.config.wsgi:application",
        )

    def stream(self) -> subprocess.Popen[bytes]:
        """Start the stream."""
        return self.start(self.stream_port, *stream_arguments("127.0.0.1", str(self.stream_port)))

    def arrive(self, count: int = 1) -> list[str]:
        """Give numbers and return their tokens."""
        return done(self.house, SANTO_DOMINGO, "arrive", count)

    def call(self, counter: int) -> str:
        """Have a counter call the next one and return the number."""
        return done(self.house, SANTO_DOMINGO, "call", counter)[0]


def answers(port: int) -> bool:
    with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as line:
        line.request("GET", "/salud")
        return line.getresponse().status == 200
    return False


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a server with its worker, as kill -9 of the unit does: it has no time to say anything."""
    send(process.pid, signal.SIGKILL)
    process.wait(30)


@pytest.fixture(scope="module")
def room(house: House) -> Iterator[Room]:
    made = Room(house)
    web = made.web()
    yield made
    web.terminate()
    web.wait(30)


@pytest.fixture
def live(room: Room) -> Iterator[subprocess.Popen[bytes]]:
    """A stream for one test."""
    process = room.stream()
    yield process
    kill(process)


@pytest.fixture
def wall(browser: Browser) -> Iterator[BrowserContext]:
    """The screen of a waiting room."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="es-EC")
    context.set_default_timeout(WAIT)
    yield context
    context.close()


def by(page: Page, way: str) -> None:
    """Wait until the board is renewed that way."""
    page.wait_for_function("(way) => document.documentElement.dataset.live === way", arg=way)


def shows(page: Page, number: str, counter: int) -> None:
    expect(page.locator(".board-number")).to_have_text(number, timeout=WAIT)
    expect(page.locator(".board-to")).to_contain_text(f"Ventanilla {counter}")


def test_a_call_appears_rings_and_is_spoken(room: Room, live: object, wall: BrowserContext) -> None:
    page = wall.new_page()
    page.add_init_script(f"({EARS})()")
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text) if "Content Security" in message.text else None)
    page.goto(room.board)
    by(page, "stream")
    page.get_by_role("button", name="Activar sonido").click()
    expect(page.get_by_role("button", name="Activar sonido")).to_be_hidden()
    page.wait_for_function("() => window.spoken.length === 1")
    room.arrive(2)
    numbers = [room.call(1), room.call(2)]
    shows(page, numbers[1], 2)
    page.wait_for_function("() => window.spoken.length === 3")
    assert page.evaluate("window.spoken") == [
        ["Sonido activado", "es-EC"],
        [f"Número {numbers[0]}, ventanilla 1", "es-EC"],
        [f"Número {numbers[1]}, ventanilla 2", "es-EC"],
    ]
    assert page.evaluate("window.tones") == 6
    assert page.locator("#dicho").inner_text() == f"Número {numbers[1]}, ventanilla 2"
    assert broken == []


def test_d37_after_a_broken_chime_and_a_lost_sound_the_next_call_is_spoken(room: Room, wall: BrowserContext) -> None:
    page = wall.new_page()
    page.add_init_script(f"({EARS})()")
    page.goto(room.board)
    button = page.get_by_role("button", name="Activar sonido")
    button.click()
    page.wait_for_function("() => window.spoken.length === 1")
    page.evaluate(
        """() => {  // tones that never end, then tones that break
          const made = AudioContext.prototype.createOscillator;
          window.broken = 0;
          AudioContext.prototype.createOscillator = function () {
            window.broken += 1;
            if (window.broken > 2) throw new Error('no sound');
            const voice = made.call(this);
            Object.defineProperty(voice, 'onended', { set: () => {} });
            return voice;
          };
        }"""
    )
    room.arrive(2)
    numbers = [room.call(1), room.call(2)]
    page.wait_for_function("() => window.spoken.length === 3", timeout=2 * WAIT)
    assert [words for words, _lang in page.evaluate("window.spoken")][1:] == [
        f"Número {numbers[0]}, ventanilla 1",
        f"Número {numbers[1]}, ventanilla 2",
    ]
    page.evaluate("() => { AudioContext.prototype.resume = () => new Promise(() => {}); }")
    page.evaluate("made.suspend()")
    expect(button).to_be_visible()


def test_without_the_stream_it_polls_and_with_it_it_is_live_again(
    room: Room, live: subprocess.Popen[bytes], wall: BrowserContext
) -> None:
    room.arrive(3)
    page = wall.new_page()
    page.goto(room.board)
    by(page, "stream")
    kill(live)
    shows(page, room.call(1), 1)
    by(page, "poll")
    again = room.stream()
    try:
        by(page, "stream")
        polls: list[str] = []
        page.on("request", lambda request: polls.append(request.url) if "/ahora/" in request.url else None)
        shows(page, room.call(2), 2)
        assert polls == []
    finally:
        kill(again)


def test_while_fifty_streams_are_open_the_application_answers(room: Room, live: object) -> None:
    """Each stream would take a thread of the application, of which there are two."""
    with ExitStack() as open_streams:
        lines = [
            open_streams.enter_context(closing(http.client.HTTPConnection("127.0.0.1", room.stream_port, timeout=60)))
            for _ in range(STREAMS)
        ]
        for line in lines:
            line.request("GET", f"/tablero/{room.centre}/vivo")
        streams = [line.getresponse() for line in lines]
        assert [each.status for each in streams] == [200] * STREAMS
        for path in ("/", "/salud", f"/tablero/{room.centre}/ahora/"):
            with closing(http.client.HTTPConnection("127.0.0.1", room.web_port, timeout=60)) as asked:
                asked.request("GET", path)
                assert asked.getresponse().status == 200
        room.arrive()
        number = room.call(3)
        for each in streams:
            while f'<p class="board-number">{number}</p>' not in each.readline().decode():
                pass


def test_somebody_who_has_no_script_sees_the_call_too(room: Room, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.goto(room.board)
    room.arrive()
    shows(page, room.call(1), 1)
    context.close()


def test_a_board_that_hears_nothing_says_so_and_forgets_it_again(room: Room, wall: BrowserContext) -> None:
    page = wall.new_page()
    page.clock.install()
    page.goto(room.board)
    notice = page.get_by_text("Sin conexión: estos números pueden estar atrasados.")
    expect(notice).to_be_hidden()
    wall.set_offline(True)
    page.clock.fast_forward(30_000)
    expect(notice).to_be_visible()
    wall.set_offline(False)
    page.clock.fast_forward(10_000)
    expect(notice).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 720), (1920, 1080)])
@pytest.mark.parametrize("counters", [4, 14])
def test_it_can_be_read_at_every_size(room: Room, browser: Browser, width: int, height: int, counters: int) -> None:
    done(room.house, SANTO_DOMINGO, "fill", counters)
    context = browser.new_context(viewport={"width": width, "height": height}, locale="es-EC")
    page = context.new_page()
    page.goto(room.board)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    size = page.locator(".board-number").evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)")
    on_a_wall = page.evaluate("document.documentElement.scrollHeight") == height and size >= height / 4
    assert on_a_wall or width == 360  # a phone may scroll
    cut = "(nodes) => nodes.filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.outerHTML)"
    assert page.locator(".board-now li, .board-call").evaluate_all(cut) == []
    assert page.evaluate(TOO_SMALL) == []
    broken = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in broken] == []
    context.close()


def test_one_s_own_number_says_where_to_go_and_the_phone_vibrates(room: Room, page: Page) -> None:
    done(room.house, SANTO_DOMINGO, "drain", 1)
    (token,) = room.arrive()
    page.add_init_script("navigator.vibrate = (pattern) => { window.shaken = pattern; return true; }")
    page.goto(f"{room.address}/numero/{token}/")
    assert page.evaluate(TOO_SMALL) == []
    broken = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in broken] == []
    page.get_by_role("button", name="Avisarme con sonido").click()
    number = room.call(1)
    expect(page.locator(".ticket-go")).to_contain_text("ventanilla 1", timeout=2 * WAIT)
    expect(page).to_have_title(re.compile(r"^Pase a la ventanilla 1 · Número " + number))
    assert page.evaluate("window.shaken") == [400, 200, 400, 200, 400]
    assert page.evaluate("document.documentElement.scrollWidth") == 360
