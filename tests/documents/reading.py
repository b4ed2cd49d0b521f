"""Reads documents back the way others do: their text with pypdf, their QR with a reader, from a picture."""

from __future__ import annotations

import re
from io import BytesIO

import typst
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from vinculo.documents import printing
from vinculo.documents.printing import Page

BREAK = "\u200b"  # where a long word may break


def text_of(pdf: bytes) -> str:
    """Return the text of all sheets, in reading order, with single spaces."""
    pages = PdfReader(BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages)).replace(BREAK, "")


def sheets_of(pdf: bytes) -> int:
    """Return how many sheets the document has."""
    return len(PdfReader(BytesIO(pdf)).pages)


def codes_on(page: Page) -> list[str]:
    """Return what a reader finds in the QR codes of the first sheet, printed at 150 dots per inch."""
    picture = Image.open(BytesIO(printing.pictures(page, 150)[0]))
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def ink_in_right_margin(picture: bytes) -> bool:
    """Return whether anything is printed in the last 18 mm of a sheet's width."""
    sheet = Image.open(BytesIO(picture)).convert("L")
    margin = sheet.crop((round(sheet.width * (210 - 18) / 210), 0, sheet.width, sheet.height))
    darkest, _lightest = margin.getextrema()
    return darkest != 255


def width_of_code(page: Page) -> float:
    """Return the width of the QR on the first sheet, in millimetres."""
    dots_per_inch = 300
    picture = Image.open(BytesIO(printing.pictures(page, dots_per_inch)[0]))
    (code,) = zxingcpp.read_barcodes(picture)
    return (code.position.top_right.x - code.position.top_left.x) / dots_per_inch * 25.4


def picture_of_svg(drawing: str) -> Image.Image:
    """Return an SVG as a browser would show it, 60 mm wide."""
    source = (
        b'#set page(width: 60mm, height: 60mm, margin: 0mm)\n#image(bytes(sys.inputs.svg), format: "svg", width: 60mm)'
    )
    drawn = drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)  # a page in HTML implies it
    png = typst.compile(source, format="png", sys_inputs={"svg": drawn})
    assert isinstance(png, bytes)
    return Image.open(BytesIO(png))
