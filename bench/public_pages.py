"""Every public page without data of a person, in each language, in a real browser at 360 pixels (D10).

Usage: python -m bench.public_pages [--languages es fr] [--pages / /papeles/] [--to docs/public-pages.md]

Each page is opened with an empty cache, before the real program. Counted are the rules of axe that it breaks, the bytes
of the page alone and of the whole first view as they came over the wire, headers included, and how plainly it is
written: in Spanish by the index of Szigriszt Pazos, in another language by the words of its longest sentence, in
Chinese by its signs. Quotations of the official page and their translations are not counted (decision 0037).

Prints a line for each view, writes the table, and ends with what is beyond a bound: then the exit status is 1.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from django.utils.translation import to_locale  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from launch import chromium  # noqa: E402
from tests import ROOT  # noqa: E402
from tests.journeys.conftest import ARGUMENTS, WAIT, start_house  # noqa: E402
from tests.journeys.test_look import LIST, RULES  # noqa: E402
from tests.journeys.test_weight import FIRST_VIEW, KB, PAGE, Wire, plain_addresses  # noqa: E402
from tests.web.shared import reading  # noqa: E402
from tests.web.shared.prose import pieces  # noqa: E402
from tools.plain_language import LEAST_INDEX, MOST_IN, Prose, count_sentences, official_page, prose, sentences  # noqa: E402
from tools.translation.catalogues import LANGUAGES, read_catalogue, translations  # noqa: E402
from tools.translation.strings import sources  # noqa: E402
from vinculo.rules.shared.languages import OWN_NAMES, SPANISH  # noqa: E402
from vinculo.web.languages.addresses import in_language  # noqa: E402

STATES = ["/papeles/?link=nadie", LIST, "/apostilla/?country=CUB", "/tablero/", "/no-existe/"]
SAMPLE = 40  # words: the index of fewer is by chance, so that short pages are measured together
REFUSED = 405  # an address to which something is sent, and no page
OFFICIAL = official_page(ROOT)


@dataclass(frozen=True)
class Source:
    """The bytes of a page as the browser has them."""

    content: bytes


@dataclass(frozen=True)
class PageView:
    """What one page cost and broke in one language."""

    path: str
    language: str
    violations: tuple[str, ...]  # the rules of axe, each once for each element
    page: int  # bytes over the wire
    whole: int
    pieces: tuple[str, ...]  # of prose

    @property
    def spanish(self) -> Prose:
        """Return the prose that the index is taken of."""
        return prose(self.pieces, OFFICIAL)

    @property
    def longest(self) -> tuple[int, str]:
        """Return the longest sentence of another language, behind its length."""
        locale = to_locale(self.language)
        counted = [each for piece in self.pieces for each in count_sentences(piece, locale)]
        ours = [each for each in counted if _letters(each[1]) not in quotations(locale)]
        return max(ours, default=(0, ""))

    @property
    def is_short(self) -> bool:
        """Return whether it has too few words for an index of its own."""
        return len(self.spanish.words) < SAMPLE

    @property
    def plainness(self) -> str:
        """Return the index, in brackets where the page is short, or the length of the longest sentence."""
        if self.language != SPANISH:
            return str(self.longest[0])
        return f"({self.spanish.index:.0f})" if self.is_short else f"{self.spanish.index:.0f}"

    @property
    def cell(self) -> str:
        """Return its figures in the order of the table."""
        return f"{len(self.violations)} · {self.page / KB:.1f} · {self.whole / KB:.1f} · {self.plainness}"

    def faults(self) -> Iterator[str]:
        """Yield what is beyond a bound."""
        yield from (f"axe: {rule}" for rule in self.violations)
        if self.page > PAGE:
            yield f"the page weighs {self.page} bytes, at most {PAGE}"
        if self.whole > FIRST_VIEW:
            yield f"the first view weighs {self.whole} bytes, at most {FIRST_VIEW}"
        if self.language == SPANISH:
            if not self.is_short and self.spanish.index < LEAST_INDEX:
                yield f"index {self.spanish.index:.1f}, at least {LEAST_INDEX}"
            yield from (f"too long: {sentence}" for sentence in self.spanish.long_sentences)
        elif self.longest[0] > MOST_IN[to_locale(self.language)]:
            yield f"{self.longest[0]} in a sentence: {self.longest[1]}"


@cache
def quotations(locale: str) -> frozenset[str]:
    """Return how a language says each sentence that is quoted of the official page, by its letters."""
    (language,) = (each for each in LANGUAGES if each.code == locale)
    return frozenset(
        _letters(sentence)
        for each in read_catalogue(ROOT, language)
        if any(map(OFFICIAL.quotes, sentences(sources(each)[0])))
        for said in translations(each)
        for _, sentence in count_sentences(said, locale)
    )


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text))


def open_page(browser: Browser, address: str, path: str, language: str) -> PageView | None:
    """Open a page as somebody who was never here; None where there is none of its own (a redirect, or only sent to)."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="es-EC")
    context.set_default_timeout(WAIT)
    page, wire = context.new_page(), Wire()
    wire.listen(page)
    answer = page.goto(address + in_language(path, language), wait_until="networkidle")
    assert answer is not None
    view = None
    if answer.status != REFUSED and answer.request.redirected_from is None:
        weights = [size for _, size in wire.fetched.values()]  # before axe asks for anything
        broken = Axe().run(page, options=RULES).response["violations"]
        violations = tuple(f"{rule['id']} {node['html']}" for rule in broken for node in rule["nodes"])
        said = tuple(pieces(reading.page(Source(answer.body()))))
        view = PageView(path, language, violations, weights[0], sum(weights), said)
    context.close()
    return view


def open_all(browser: Browser, address: str, paths: Sequence[str], languages: Sequence[str]) -> Iterator[PageView]:
    """Yield every page in every language, and print its figures."""
    for path in paths:
        for language in languages:
            view = open_page(browser, address, path, language)
            print(f"{in_language(path, language):60} {view.cell if view else 'no page of its own'}", flush=True)
            if view:
                yield view


def find_faults(views: Sequence[PageView]) -> list[str]:
    """Return every fault behind its address; short pages in Spanish share one index."""
    lines = [f"{in_language(view.path, view.language)}: {fault}" for view in views for fault in view.faults()]
    if (index := measure_short(views).index) < LEAST_INDEX:
        lines.append(f"short pages together: index {index:.1f}, at least {LEAST_INDEX}")
    return lines


def measure_short(views: Sequence[PageView]) -> Prose:
    """Return the prose of all short pages in Spanish."""
    short = [view.spanish for view in views if view.language == SPANISH and view.is_short]
    return Prose(tuple(piece for each in short for piece in each.pieces))


def sum_up(views: Sequence[PageView], language: str) -> str:
    """Return the worst of a language, as a row of the first table."""
    ours = [view for view in views if view.language == language]
    page, whole = max(ours, key=lambda view: view.page), max(ours, key=lambda view: view.whole)
    if language == SPANISH:
        plain = min((view for view in ours if not view.is_short), key=lambda view: view.spanish.index, default=ours[0])
    else:
        plain = max(ours, key=lambda view: view.longest[0])
    cells = [
        OWN_NAMES[language],
        str(len(ours)),
        str(sum(len(view.violations) for view in ours)),
        f"{page.page / KB:.1f} `{page.path}`",
        f"{whole.whole / KB:.1f} `{whole.path}`",
        f"{plain.plainness} `{plain.path}`",
    ]
    return f"| {' | '.join(cells)} |"


HEAD = f"""# The public pages, measured

`python -m bench.public_pages` writes this page: every public page that holds no data of a person, in each language,
opened in Chromium at 360 pixels with an empty cache before the real program. Each cell says:

1. how often it breaks a rule of axe ({", ".join(RULES["runOnly"])}): 0;
2. KB over the wire of the page alone, compressed, with the headers of the answer: at most {PAGE // KB};
3. KB over the wire of the first view, with styles, scripts and pictures: at most {FIRST_VIEW // KB};
4. in Spanish the index of Szigriszt Pazos: at least {LEAST_INDEX}, in brackets where the page has fewer than {SAMPLE}
   words of prose, for those are measured together; in the other languages the words of the longest sentence, at most
   {MOST_IN["en"]}, in Chinese its signs, at most {MOST_IN["zh_Hans"]}. Quotations of the official page are not counted
   (decision 0037).

A page weighs some bytes more or less each time: its compression pads it at random (decision 0040).
"""


def write_table(views: Sequence[PageView], languages: Sequence[str]) -> str:
    """Return the page with both tables: the worst of each language, and page × language."""
    cells = {(view.path, view.language): view.cell for view in views}
    names = [OWN_NAMES[language] for language in languages]
    short = measure_short(views)
    rows = [
        "## The worst of each language",
        "",
        "| language | pages | axe | heaviest page | heaviest first view | hardest |",
        "|---|---|---|---|---|---|",
        *(sum_up(views, language) for language in languages),
        "",
        f"Short pages in Spanish together: index {short.index:.0f} over {len(short.words)} words.",
        "",
        "## Each page",
        "",
        f"| page | {' | '.join(names)} |",
        f"|---|{'---|' * len(names)}",
    ]
    for path in dict.fromkeys(view.path for view in views):
        rows.append(f"| `{path}` | {' | '.join(cells.get((path, each), '') for each in languages)} |")
    return "\n".join([HEAD, *rows, ""])


def main(arguments: Sequence[str]) -> int:
    """Measure once."""
    parser = argparse.ArgumentParser(prog="bench.public_pages", description="Measure every public page.")
    parser.add_argument("--languages", nargs="+", default=list(OWN_NAMES), choices=list(OWN_NAMES))
    parser.add_argument("--pages", nargs="+", default=[*plain_addresses(), *STATES])
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "public-pages.md")
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, start_house(Path(folder)) as house, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(chromium.find()), args=ARGUMENTS)
        views = list(open_all(browser, house.address, wanted.pages, wanted.languages))
        browser.close()
    table = write_table(views, wanted.languages)
    wanted.to.write_text(table, encoding="utf-8")
    print(table)
    faults = find_faults(views)
    print("\n".join([*faults, f"{len(views)} views, {len(faults)} beyond a bound"]))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
