"""Making a copy anew from the file that a scanner or a telephone made: what it is by its content, never by its name.

Of an image the pixels stay, of a PDF what its pages show: no script, no action, no form, no file inside, no metadata.
"""

from __future__ import annotations

import io
import warnings
from typing import Any

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from vinculo.rules.control.copies import Media, ScanFault, ScanLimits, ScannedCopy, ScanRefused

IMAGES = ("JPEG", "PNG", "WEBP")
LONGEST_SIDE = 3000  # pixels: an A4 page at 250 dots an inch
QUALITY = 82
OF_A_PAGE = frozenset({"/Type", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group"})
NEVER = frozenset(
    {
        "/A",
        "/AA",
        "/Annots",
        "/EF",
        "/EmbeddedFiles",
        "/F",
        "/JavaScript",
        "/JS",
        "/Launch",
        "/Metadata",
        "/Names",
        "/OPI",
        "/OpenAction",
        "/PieceInfo",
        "/PS",
        "/Ref",
        "/RichMedia",
        "/URI",
        "/XFA",
    }
)

NAMED = frozenset(  # dictionaries whose keys are names that the file chose: /A is a letter there, and no action
    {
        "/CharProcs",
        "/ColorSpace",
        "/Colorants",
        "/ExtGState",
        "/Font",
        "/Pattern",
        "/Properties",
        "/Shading",
        "/XObject",
    }
)


def make_anew(content: bytes, limits: ScanLimits) -> ScannedCopy:
    """Return the copy made anew. Raises `ScanRefused`."""
    if not content:
        raise ScanRefused(ScanFault.EMPTY)
    if len(content) > limits.size:
        raise ScanRefused(ScanFault.TOO_LARGE)
    made = _pdf(content, limits) if content.startswith(b"%PDF-") else _image(content, limits)
    if len(made.content) > limits.size:
        raise ScanRefused(ScanFault.TOO_LARGE)
    return made


def _image(content: bytes, limits: ScanLimits) -> ScannedCopy:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit of ours is lower
            image: Image.Image = Image.open(io.BytesIO(content), formats=IMAGES)
    except Image.DecompressionBombError as error:
        raise ScanRefused(ScanFault.TOO_MANY_PIXELS) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise ScanRefused(ScanFault.NO_SCAN) from error
    if image.width * image.height > limits.pixels:  # said by the head of the file: nothing is unpacked yet
        raise ScanRefused(ScanFault.TOO_MANY_PIXELS)
    try:
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG need not be unpacked whole
        plain = ImageOps.exif_transpose(image).convert("RGB")
    except Exception as error:  # a damaged file fails anywhere in the library, with any error
        raise ScanRefused(ScanFault.BROKEN) from error
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    made = io.BytesIO()
    bare = Image.new("RGB", plain.size)  # nothing goes along but the pixels
    bare.paste(plain)
    bare.save(made, "JPEG", quality=QUALITY, optimize=True)
    return ScannedCopy(Media.JPEG, made.getvalue(), 1)


def _pdf(content: bytes, limits: ScanLimits) -> ScannedCopy:
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise ScanRefused(ScanFault.LOCKED)
        count = len(reader.pages)
        if count > limits.pages:
            raise ScanRefused(ScanFault.TOO_MANY_PAGES)
        writer = PdfWriter()
        for page in reader.pages:
            for key in [key for key in page if key not in OF_A_PAGE and key != "/Parent"]:
                del page[key]
            _strip(page.get("/Resources"))
            writer.add_page(page)
        writer.metadata = None
        made = io.BytesIO()
        writer.write(made)
    except ScanRefused:
        raise
    except Exception as error:  # a broken or hostile file fails anywhere in the library, with any error
        raise ScanRefused(ScanFault.BROKEN) from error
    if not count:
        raise ScanRefused(ScanFault.BROKEN)
    return ScannedCopy(Media.PDF, made.getvalue(), count)


def _strip(resources: Any) -> None:
    """Take out of a page's resources, however deep, whatever acts, leads elsewhere or holds a file."""
    seen: set[tuple[int, bool]] = set()
    waiting = [(resources, False)]
    while waiting:
        each, names = waiting.pop()
        each = each.get_object() if isinstance(each, IndirectObject) else each
        names = names and not isinstance(each, StreamObject)
        if (id(each), names) in seen or not isinstance(each, DictionaryObject | ArrayObject):
            continue
        seen.add((id(each), names))
        if isinstance(each, ArrayObject):
            waiting.extend((one, False) for one in each)
            continue
        for key in [key for key in each if key in NEVER and not (names and _is_named(each.get(key)))]:
            del each[key]
        waiting.extend((one, not names and key in NAMED) for key, one in each.items())


def _is_named(thing: Any) -> bool:
    """Return whether this can be what a name of a resource stands for: a string, as of a script, cannot."""
    return isinstance(thing, DictionaryObject | ArrayObject | NameObject)
