"""A copy is made anew from what a scanner sent, by its content: hostile, broken and wrong files are refused (D35)."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

from tests.stages.control import picture
from vinculo.gateways.scans import LONGEST_SIDE, make_anew
from vinculo.rules.control.copies import Media, ScanFault, ScanLimits, ScanRefused

LIMITS = ScanLimits(size=2_000_000, pixels=40_000_000, pages=3)


def pdf(pages: int = 1, **what: str) -> bytes:
    """Return a PDF of so many pages, with what else is said in it."""
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    if "script" in what:
        script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(what["script"])}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    if "attached" in what:
        writer.add_attachment("virus.exe", what["attached"].encode())
    if "link" in what:
        writer.add_annotation(0, Link(rect=(0, 0, 100, 100), url=what["link"]))
    if "act" in what:
        act = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")}
        )
        writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): act})
        resources = DictionaryObject({NameObject("/AA"): act, NameObject("/XObject"): DictionaryObject()})
        writer.pages[0][NameObject("/Resources")] = resources
    if "password" in what:
        writer.encrypt(what["password"], algorithm="RC4-128")
    if "title" in what:
        writer.add_metadata({"/Title": what["title"]})
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def fault_of(content: bytes, limits: ScanLimits = LIMITS) -> ScanFault:
    with pytest.raises(ScanRefused) as refused:
        make_anew(content, limits)
    return refused.value.fault


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_d35_an_image_becomes_a_plain_jpeg_whatever_it_was(form: str) -> None:
    made = make_anew(picture(form=form), LIMITS)
    assert (made.media, made.pages) == (Media.JPEG, 1)
    shown = Image.open(io.BytesIO(made.content))
    assert (shown.format, shown.size) == ("JPEG", (300, 200))


def test_d35_what_is_hidden_beside_the_pixels_is_gone() -> None:
    image = Image.new("RGB", (50, 50), "red")
    exif = Image.Exif()
    exif[0x010E] = "Ana María Restrepo, 1710034065"
    hidden = io.BytesIO()
    image.save(hidden, "JPEG", exif=exif, comment=b"<script>alert(1)</script>")
    content = hidden.getvalue() + b"<?php system($_GET[0]); ?>PK\x03\x04"
    assert b"Restrepo" in content
    made = make_anew(content, LIMITS).content
    assert [word in made for word in (b"Restrepo", b"script", b"php", b"PK\x03\x04")] == [False] * 4
    assert not Image.open(io.BytesIO(made)).getexif()


def test_d35_an_image_that_lies_on_its_side_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = io.BytesIO()
    Image.new("RGB", (60, 20)).save(lying, "JPEG", exif=exif)
    assert Image.open(io.BytesIO(make_anew(lying.getvalue(), LIMITS).content)).size == (20, 60)


def test_d35_a_large_image_is_made_smaller() -> None:
    made = make_anew(picture(5000, 100), LIMITS)
    assert Image.open(io.BytesIO(made.content)).size[0] <= LONGEST_SIDE


def test_d35_an_image_that_would_unpack_to_gigabytes_is_refused_by_its_head() -> None:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(head)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    data = b"IDAT" + zlib.compress(bytes(1000))
    bomb += struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    assert len(bomb) < 200
    assert fault_of(bomb) is ScanFault.TOO_MANY_PIXELS
    assert fault_of(picture(400, 300), ScanLimits(2_000_000, 100_000, 3)) is ScanFault.TOO_MANY_PIXELS


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", ScanFault.EMPTY),
        (b"hola", ScanFault.NO_SCAN),
        (b"\x00" * 500, ScanFault.NO_SCAN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", ScanFault.NO_SCAN),
        (b"<html><script>alert(1)</script>", ScanFault.NO_SCAN),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", ScanFault.NO_SCAN),
        (b"PK\x03\x04" + b"\x00" * 100, ScanFault.NO_SCAN),
        (b"MZ" + b"\x90" * 400, ScanFault.NO_SCAN),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", ScanFault.NO_SCAN),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 20, ScanFault.NO_SCAN),
        (picture(900, 700)[:3000], ScanFault.BROKEN),
        (picture(form="PNG")[:60], ScanFault.BROKEN),
        (b"%PDF-1.7\n" + b"1 0 obj\n<<" * 40, ScanFault.BROKEN),
        (b"%PDF-1.7\n", ScanFault.BROKEN),
        (pdf()[:300], ScanFault.BROKEN),
        (b"x" * 2_000_001, ScanFault.TOO_LARGE),
        (pdf(4), ScanFault.TOO_MANY_PAGES),
        (pdf(0), ScanFault.BROKEN),
        (pdf(password="secreto"), ScanFault.LOCKED),
    ],
)
def test_d35_what_is_no_copy_is_refused_with_its_reason(content: bytes, fault: ScanFault) -> None:
    assert fault_of(content) is fault


def test_d35_a_pdf_keeps_its_pages_and_loses_all_that_acts() -> None:
    sent = pdf(2, script="app.alert(1)", attached="MZ...", link="https://malo.example", act="1", title="Ana Restrepo")
    assert [word in sent for word in (b"/JavaScript", b"/EmbeddedFile", b"/URI", b"/AA", b"Ana Restrepo")] == [True] * 5
    made = make_anew(sent, LIMITS)
    assert (made.media, made.pages) == (Media.PDF, 2)
    gone = (b"/JavaScript", b"/JS", b"/Filespec", b"/URI", b"/AA", b"/Annots", b"/OpenAction", b"/Names")
    assert [word in made.content for word in (*gone, b"/EmbeddedFile", b"Ana Restrepo")] == [False] * 10
    shown = PdfReader(io.BytesIO(made.content))
    assert [len(shown.pages), float(shown.pages[0].mediabox.width)] == [2, 200.0]
    assert "/Names" not in shown.trailer["/Root"].get_object()  # type: ignore[operator]


def test_d35_what_a_pdf_shows_stays() -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "blue").save(drawn, "PDF")
    made = make_anew(drawn.getvalue(), LIMITS)
    (image,) = PdfReader(io.BytesIO(made.content)).pages[0].images
    assert image.image is not None
    assert image.image.size == (40, 30)


def test_d35_letters_and_pictures_that_a_pdf_calls_by_the_names_of_acts_stay() -> None:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    act = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")})
    letters, pictures = make_drawings("/A", "/F", "/a"), make_drawings("/F", "/A")
    pictures.update({NameObject("/AA"): act, NameObject("/JS"): TextStringObject("y()")})
    font = DictionaryObject({NameObject("/Subtype"): NameObject("/Type3"), NameObject("/CharProcs"): letters})
    font.update({NameObject("/AA"): act, NameObject("/F"): TextStringObject("otro.pdf")})
    fonts = DictionaryObject({NameObject("/F"): font})
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): fonts, NameObject("/XObject"): pictures, NameObject("/Properties"): make_drawings("/A")}
    )
    sent = io.BytesIO()
    writer.write(sent)
    made = make_anew(sent.getvalue(), LIMITS).content
    resources: Any = PdfReader(io.BytesIO(made)).pages[0]["/Resources"]
    kept = resources["/Font"]["/F"]
    assert (sorted(kept), sorted(kept["/CharProcs"])) == (["/CharProcs", "/Subtype"], ["/A", "/F", "/a"])
    assert (sorted(resources["/XObject"]), list(resources["/Properties"])) == (["/A", "/AA", "/F"], ["/A"])
    assert [word in made for word in (b"/JS", b"x()", b"y()", b"otro.pdf")] == [False] * 4


def make_drawings(*names: str) -> DictionaryObject:
    """Return a dictionary that gives each of these names something to draw."""
    return DictionaryObject({NameObject(each): DecodedStreamObject() for each in names})


def test_d35_an_image_with_damaged_facts_is_refused_and_no_error() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "hola"
    sent = io.BytesIO()
    Image.new("RGB", (60, 20)).save(sent, "JPEG", exif=exif)
    damaged = sent.getvalue().replace(b"\x01\x0e\x00\x02", b"\x01\x00\x00\x02")  # words where a width stands
    assert damaged != sent.getvalue()
    assert fault_of(damaged) is ScanFault.BROKEN


def test_d35_a_pdf_with_pages_that_turn_in_circles_is_refused_and_does_not_hang() -> None:
    loop = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
        b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n"
        b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n110\n%%EOF"
    )
    assert fault_of(loop) is ScanFault.BROKEN
