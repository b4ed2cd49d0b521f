"""Texts for a mobile: what fits into one message of the telephone networks, and a private link as short as can be.

A message holds 160 signs of the alphabet of GSM 03.38 (a few of them count twice), else 70 of UTF-16.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable

from vinculo.rules.shared.references import HIDDEN_TOKEN

MOST_GSM, MOST_UTF16 = 160, 70
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("^{}\\[~]|€")
_PLAIN = str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "\u00a0": " "})
_HEX_TOKEN = re.compile(r"[0-9a-f]{32}")
_LINK = re.compile(
    r"(?<=/)(?:[0-9]+x)?[0-9a-f]{32}(?![0-9a-f])|(?<=/t/)[A-Za-z0-9_-]{22}|(?<=/liberar/)[^/\s]+"
    r"|\b[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}\b"  # the key of a complaint, as it is typed
)
_SHORT = re.compile(r"[A-Za-z0-9_-]{22}")


def in_plain_signs(text: str) -> str:
    """Return a text in the signs of GSM, accents that it lacks left out; unchanged where it is in another script."""
    plain = "".join(map(_plain_sign, text.translate(_PLAIN)))
    return plain if _is_gsm(plain) else text


def fits(text: str) -> bool:
    """Return whether a text goes in one message."""
    if _is_gsm(text):
        return len(text) + sum(sign in _TWICE for sign in text) <= MOST_GSM
    return len(text.encode("utf-16-le")) // 2 <= MOST_UTF16


def choose_text(texts: Iterable[str]) -> str:
    """Return the first of these that goes in one message, in plain signs; else the last, which is never cut."""
    chosen = ""
    for text in texts:
        chosen = in_plain_signs(text)
        if fits(chosen):
            break
    return chosen


def shorten_token(token: str) -> str:
    """Return a token of a private link in 22 signs; one of another form as it is."""
    if not _HEX_TOKEN.fullmatch(token):
        return token
    return urlsafe_b64encode(bytes.fromhex(token)).rstrip(b"=").decode()


def lengthen_token(short: str) -> str:
    """Return the token that was made short."""
    return urlsafe_b64decode(f"{short}==").hex() if _SHORT.fullmatch(short) else short


def hide_links(text: str) -> str:
    """Return a text without what opens private links: for what is kept of a mail that is sent (D34)."""
    return _LINK.sub(HIDDEN_TOKEN, text)


def _plain_sign(sign: str) -> str:
    if sign in _BASIC or sign in _TWICE:
        return sign
    return "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))


def _is_gsm(text: str) -> bool:
    return all(sign in _BASIC or sign in _TWICE for sign in text)
