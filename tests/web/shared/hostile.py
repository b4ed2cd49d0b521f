"""Input that no form may stumble over: every field of every form is tried with each of them."""

from __future__ import annotations

HOSTILE: dict[str, str] = {
    "null byte": "a\x00b",
    "enormous": "9" * 100_000,
    "markup": "<script>alert(1)</script>",
    "quotes": "'; DROP TABLE records_turno; --",
    "format": "%(x)s %s {0} {{ x }} {% now %}",
    "right to left": "\u202eabc\u202c",
    "lone surrogate": "\ud800",
    "controls": "\x01\x02\x1b[31m",
    "emoji": "👩‍👧‍👦" * 50,
    "digits of another script": "٣٤",
    "negative": "-1",
    "huge number": "9" * 30,
    "not a number": "NaN",
    "traversal": "..\\..\\etc\\passwd",
    "newlines": "a\r\nBcc: x@example.com",
}
