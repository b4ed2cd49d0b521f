"""Prints: a template and its data become a tagged PDF/UA or pictures. Data goes in as JSON, never as source text."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

import typst
from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.documents import qr
from vinculo.documents.glyphs import printable, printable_all
from vinculo.rules.shared.languages import SPANISH, Spoken

if TYPE_CHECKING:
    from prometheus_client import Histogram

TEMPLATES = Path(__file__).parent / "templates"
METRICS = "PROMETHEUS_MULTIPROC_DIR"  # the folder in which several processes count together
SECONDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
# The last two come with typst: letters that Open Sans lacks (Azerbaijani ə), and ▯.
FONTS = ("Open Sans", "Libertinus Serif", "DejaVu Sans Mono")
OWN_FONTS = Path(__file__).parent / "fonts"
CHINESE = "Noto Sans SC"
REGIONS: dict[str, tuple[str, str]] = {  # language and region, as a print declares them
    Spoken.SPANISH: ("es", "EC"),
    Spoken.ENGLISH: ("en", "US"),
    Spoken.PORTUGUESE: ("pt", "BR"),
    Spoken.FRENCH: ("fr", "FR"),
    Spoken.CHINESE: ("zh", "CN"),
    Spoken.CREOLE: ("ht", "HT"),
}
_PDF_STANDARD: Literal["ua-1"] = "ua-1"


@dataclass(frozen=True, kw_only=True)
class Page:
    """A document ready to be printed: the template's name, the document's title, its texts, and what its QR holds.

    `second` is a further sheet with the same in the language of the person, under a `note` that it is only a help.
    With `parts` it is several documents of one template in one file, each with its own page numbers.
    """

    template: str
    title: str
    data: dict[str, Any]
    qr: str = ""
    qr_label: str = ""
    language: str = SPANISH
    note: str = ""
    second: Page | None = None
    parts: tuple[Page, ...] = ()


Said = TypeVar("Said")


@override("es")
def number_copy(page: Page, copy: int) -> Page:
    """Return a document that says on its first line which copy it is; 0 is the paper of the act itself (S39)."""
    words = _("Copia n.º %(number)s") % {"number": copy} if copy else ""
    return replace(page, data={**page.data, "copy": words})


def with_help(in_spanish: Page, language: str, make: Callable[[Said], Page], facts: Said) -> Page:
    """Return a document with a second sheet that says the same in the language of the person: only a help (D10)."""
    with override(language):
        note = _("Esta hoja es solo una ayuda; la válida es la española.")
        return replace(in_spanish, second=replace(make(facts), language=language, note=note))


def measure_document(template: str) -> AbstractContextManager[object]:
    """Return a context that measures one document, by its template."""
    if METRICS not in os.environ:
        return nullcontext()
    return _histogram().labels(template).time()


@cache
def _histogram() -> Histogram:
    from prometheus_client import Histogram  # a twentieth of a second that a start without metrics does not need

    return Histogram("vinculo_document_seconds", "How long a document took", ["template"], buckets=SECONDS)


def pdf(page: Page) -> bytes:
    """Return the document as PDF/UA-1, tagged and titled: the same page gives the same bytes."""
    with measure_document(page.template):
        made = _compiler(page).compile(format="pdf", pdf_standards=[_PDF_STANDARD])
    return cast(bytes, made)  # a PDF is one file


def pictures(page: Page, dots_per_inch: int = 144) -> list[bytes]:
    """Return each sheet of the document as PNG."""
    made = _compiler(page).compile(format="png", ppi=dots_per_inch)
    return made if isinstance(made, list) else [made or b""]


def _compiler(page: Page) -> typst.Compiler:
    return typst.Compiler(
        str(TEMPLATES / f"{page.template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_inputs(page), sort_keys=True)},
    )


def _inputs(page: Page) -> dict[str, Any]:
    spoken = page.language
    code = {"drawing": qr.draw_qr(page.qr), "label": printable(page.qr_label, spoken)} if page.qr else None
    language, region = REGIONS[spoken]
    return {
        **printable_all(page.data, spoken),
        "title": printable(page.title, spoken),
        "note": printable(page.note, spoken),
        "fonts": _chain(spoken),
        "language": language,
        "region": region,
        "qr": code,
        "second": _inputs(page.second) if page.second else None,
        "bound": [_inputs(part) for part in page.parts],
    }


def _chain(language: str) -> list[str | dict[str, str]]:
    """Return the fonts of a sheet: on a Chinese one ours has all but the Latin letters, dashes and quotes too."""
    if language != Spoken.CHINESE:
        return list(FONTS)
    return [{"name": FONTS[0], "covers": "latin-in-cjk"}, CHINESE, *FONTS]


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts, read once: Open Sans from its package, ours, the others from typst; none of the system's."""
    package = find_spec("ttf_opensans")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("ttf_opensans")
    folder = Path(package.origin).parent / "ttf"
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder), str(OWN_FONTS)]
    )
