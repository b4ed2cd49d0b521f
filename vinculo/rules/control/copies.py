"""What a copy that was scanned at the desk may be (D35): an image or a PDF, not large, of few pages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST_OF_PAPER = 6  # files of one paper: both sides, annexes


class Media(StrEnum):
    """What a copy is, once it was made anew."""

    JPEG = "jpeg"
    PDF = "pdf"


class ScanFault(StrEnum):
    """Why a file is not taken as a copy."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NO_SCAN = "no_scan"  # neither an image nor a PDF, whatever its name says
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_PAGES = "too_many_pages"
    LOCKED = "locked"  # a PDF with a password


class ScanRefused(Exception):
    """A file that is not taken as a copy: `fault` tells why."""

    def __init__(self, fault: ScanFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class ScanLimits:
    """How large a copy may be: bytes, pixels of an image, pages of a PDF."""

    size: int
    pixels: int
    pages: int


@dataclass(frozen=True)
class ScannedCopy:
    """A copy that was made anew from what was sent: nothing of the file but what is seen."""

    media: Media
    content: bytes
    pages: int
