"""The HTML part of a mail, made of its text: the same words in the same order, nothing that is fetched (D10).

The text is the source, and how it is written says how it is set: an empty line ends a paragraph, `- ` and `[ ] ` begin
an item, four spaces set a code apart, a line that ends with a colon names the address beneath it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

CLOSING = "\n\n-- \n"  # how mail programs know a signature
_MOST_NAME = 80  # letters of a link
_MOST_TITLE = 60
_ITEM = re.compile(r"(?:- |\[ \] )")
_ADDRESS = re.compile(r"https?://[^\s<>\"«»]*[^\s<>\"«».,;:!?)]")
_NAMED = re.compile(r"(?P<name>\S.*[:：])\s*(?P<address>https?://\S+)")  # ：Chinese's own colon
_HOUR = re.compile(r"\b\d{1,2}:\d{2}\b")
_ROOT = "color-scheme:light dark"
_COLUMN = (
    "max-width:36em;margin:0 auto;padding:16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,"
    "sans-serif;overflow-wrap:anywhere"
)
_PARAGRAPH = "margin:0 0 16px"
_TITLE = "margin:0 0 4px;font-weight:bold"
_ITEMS = "margin:0 0 16px;padding:0 0 0 20px"
_DETAIL = "font-size:14px"
_BUTTON = (
    "display:inline-block;padding:10px 16px;background:#0b5394;color:#ffffff;font-weight:bold;text-decoration:none;"
    "border-radius:4px"
)
_LARGE = "display:block;font-size:20px;font-weight:bold;line-height:1.4"
_HOUR_STYLE = "font-size:32px;white-space:nowrap"
_END_OF_LARGE = "</strong>"  # a line of its own
_CODE = "margin:0 0 16px;font:bold 32px/1.4 ui-monospace,Consolas,monospace;letter-spacing:2px"
_PICTURE = "display:block;background:#ffffff;border:0"
_SIGNATURE = "margin:24px 0 0;padding:16px 0 0;border-top:1px solid #767676;font-size:14px"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture that travels inside the mail; `alt` says it in words, `size` is its side in pixels."""

    content: bytes  # PNG
    alt: str
    size: int = 180


def render_page(text: str, *, title: str, language: str, large: str = "", picture: str = "") -> str:
    """Return the page of a text, in one column, for light and dark screens.

    `language` is a tag of BCP 47, `large` what stands large where the text says it, `picture` the element of
    `show_picture`: it stands after the paragraph that says what is large, else before the closing lines.
    """
    body, _mark, closing = text.rpartition(CLOSING)
    parts = list(_blocks(body or closing, large, picture))
    if picture and picture not in parts:
        parts.append(picture)
    if body:
        parts.append(f'<p style="{_SIGNATURE}">{_lines(closing.splitlines(), "")}</p>')
    return (
        f'<!doctype html><html lang="{escape(language)}" style="{_ROOT}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f'<title>{escape(title)}</title></head><body style="margin:0">'
        f'<div lang="{escape(language)}" style="{_COLUMN}">{"".join(parts)}</div></body></html>\n'
    )


def show_picture(picture: Picture, cid: str) -> str:
    """Return the element that shows the attachment of this id, and its words where pictures are not shown."""
    return (
        f'<p style="{_PARAGRAPH}"><img src="cid:{escape(cid)}" alt="{escape(picture.alt)}" width="{picture.size}" '
        f'height="{picture.size}" style="{_PICTURE}"></p>'
    )


def _blocks(text: str, large: str, picture: str) -> Iterator[str]:
    """Yield each paragraph, and the picture once, after the first one that says what is large."""
    for block in re.split(r"\n{2,}", text.strip("\n")):
        yield _block(block.split("\n"), large)
        if large and large in block and picture:
            yield picture
            picture = ""


def _block(lines: Sequence[str], large: str) -> str:
    if all(line.startswith("    ") for line in lines):
        return f'<p style="{_CODE}">{_lines([line.strip() for line in lines], "")}</p>'
    first = next((at for at, line in enumerate(lines) if _ITEM.match(line)), len(lines))
    before, after = lines[:first], lines[first:]
    is_title = len(before) == 1 and bool(after) and len(before[0]) <= _MOST_TITLE
    said = f'<p style="{_TITLE if is_title else _PARAGRAPH}">{_lines(before, large)}</p>' if before else ""
    return said + (f'<ul style="{_ITEMS}">{"".join(_items(after, large))}</ul>' if after else "")


def _items(lines: Sequence[str], large: str) -> Iterator[str]:
    """Yield each item with the lines beneath it, which are set smaller where they are set in."""
    starts = [at for at, line in enumerate(lines) if _ITEM.match(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        own, rest = _ITEM.sub("", lines[start], count=1), lines[start + 1 : end]
        if rest and all(line.startswith(" ") for line in rest):
            detail = _lines([line.strip() for line in rest], large)
            yield f'<li>{_inline(own, large)}<br><span style="{_DETAIL}">{detail}</span></li>'
        else:
            yield f"<li>{_lines([own, *rest], large)}</li>"


def _lines(lines: Sequence[str], large: str) -> str:
    """Return lines one beneath the other; one that names the address after it, on it or beneath, becomes its link."""
    parts, at = [], 0
    while at < len(lines):
        named = _NAMED.fullmatch(lines[at])
        if named is None and at + 1 < len(lines):
            named = _NAMED.fullmatch(f"{lines[at]} {lines[at + 1]}") if lines[at + 1].startswith("http") else None
            at += named is not None
        parts.append(_link(named["name"], named["address"]) if named else _inline(lines[at], large))
        at += 1
    return "<br>".join(parts).replace(f"{_END_OF_LARGE}<br>", _END_OF_LARGE)


def _link(name: str, address: str) -> str:
    """Return a link that bears its name, and beneath it where it goes, to be read or typed."""
    where = escape(address, quote=True)
    if len(name) > _MOST_NAME:
        return f'{escape(name)}<br><a href="{where}">{where}</a>'
    return f'<a href="{where}" style="{_BUTTON}">{escape(name)}</a><br><span style="{_DETAIL}">{where}</span>'


def _inline(line: str, large: str) -> str:
    before, match, after = line.partition(large) if large else (line, "", "")
    if not match:
        return _link_addresses(line)
    hours = _HOUR.sub(lambda hour: f'<span style="{_HOUR_STYLE}">{hour[0]}</span>', escape(match))
    return f'{_link_addresses(before)}<strong style="{_LARGE}">{hours}{_END_OF_LARGE}{_link_addresses(after)}'


def _link_addresses(text: str) -> str:
    """Return a text with its addresses as links."""
    parts, at = [], 0
    for address in _ADDRESS.finditer(text):
        where = escape(address[0], quote=True)
        parts += [escape(text[at : address.start()]), f'<a href="{where}">{where}</a>']
        at = address.end()
    return "".join([*parts, escape(text[at:])])
