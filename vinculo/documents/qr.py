"""QR codes as pictures, for the phone page and the papers: the same content gives the same picture."""

from __future__ import annotations

from html import escape
from io import BytesIO

import segno
from django.utils.translation import gettext as _

from vinculo.rules.shared.references import HIDDEN_TOKEN

_DOTS = 8  # of a module of a PNG: sharp also where a screen has three dots for a pixel
MASK = 3  # to draw all eight and keep the best takes nine tenths of the time; readers take any of them
_QUIET_ZONE = 4  # modules around the code, as the standard demands


def svg(content: str, label: str = "") -> str:
    """Return the content as QR in an SVG element for a page: it scales with its box and is named for screen readers.

    The name is `label`, or the content in words. The element carries no style and no script.
    """
    name = escape(label or name_qr(content), quote=True)
    picture = _make(content).svg_inline(border=_QUIET_ZONE, omitsize=True, light="#fff", svgclass="qr-code")
    return str(picture).replace("<svg ", f'<svg role="img" aria-label="{name}" ', 1)


def name_qr(content: str) -> str:
    """Return what a QR is, in words, for the person who does not see it."""
    return _("Código QR con la referencia %(content)s") % {"content": content}


def png(content: str) -> bytes:
    """Return the content as QR in a PNG with its own white border, for mails: their programs show no SVG."""
    picture = BytesIO()
    _make(content).save(picture, kind="png", scale=_DOTS, border=_QUIET_ZONE, light="#fff")
    return picture.getvalue()


def draw_qr(content: str) -> str:
    """Return the content as QR in an SVG document, without a border: the paper around it must stay white."""
    picture = BytesIO()
    _make(content).save(picture, kind="svg", border=0, omitsize=True, xmldecl=False)
    return picture.getvalue().decode()


def _make(content: str) -> segno.QRCode:
    if HIDDEN_TOKEN in content:  # D34: frozen facts have no link until `fill_link` gives it back
        raise ValueError("an address without what opens it")
    return segno.make(content, error="m", micro=False, mask=MASK)
