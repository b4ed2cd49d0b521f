"""Every form that acts carries the version of what its person read (D30)."""

from __future__ import annotations

from django.http import HttpRequest

NOTHING_READ = -1
LONGEST = 10


def version_read(request: HttpRequest) -> int:
    """Return the version that a form carries; `NOTHING_READ`, which no record has, where it carries none."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST else NOTHING_READ
