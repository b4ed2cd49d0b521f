"""Prints: a template and its data become a tagged PDF/UA or pictures. Data goes in as JSON, never as source text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, cast

import typst

from vinculo.documents import qr
from vinculo.documents.glyphs import printable, printable_all

TEMPLATES = Path(__file__).parent / "templates"
# The last two come with typst: letters that Open Sans lacks (Azerbaijani ə), and ▯.
FONTS = ("Open Sans", "Libertinus Serif", "DejaVu Sans Mono")
_PDF_STANDARD: Literal["ua-1"] = "ua-1"


@dataclass(frozen=True, kw_only=True)
class Page:
    """A document ready to be printed: the template's name, the document's title, its texts, and what its QR holds."""

    template: str
    title: str
    data: dict[str, Any]
    qr: str = ""
    qr_label: str = ""


def pdf(page: Page) -> bytes:
    """Return the document as PDF/UA-1, tagged, titled, in Spanish: the same page gives the same bytes."""
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
    code = {"drawing": qr.draw_qr(page.qr), "label": printable(page.qr_label)} if page.qr else None
    return {**printable_all(page.data), "title": printable(page.title), "fonts": FONTS, "qr": code}


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts, read once: Open Sans from its package, the others from typst itself; none of the system's."""
    package = find_spec("ttf_opensans")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("ttf_opensans")
    folder = Path(package.origin).parent / "ttf"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])
