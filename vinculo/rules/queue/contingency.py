"""The numbers of contingency tickets, and what may have happened to who held one."""

from __future__ import annotations

from enum import StrEnum

LARGEST = 999
SHEET = 24  # tickets on one sheet of paper: three columns of eight


class PaperTicketOutcome(StrEnum):
    """What happened to the person who came with a paper ticket."""

    ARRIVED = "arrived"  # still waits
    ATTENDED = "attended"
    LEFT = "left"


def paper_number(number: int) -> str:
    """Return a number as it is printed: C-007."""
    return f"C-{number:03d}"


def read_paper_number(text: str) -> int | None:
    """Return the number that was typed as C-007, c7 or 7; None for what cannot be one."""
    plain = "".join(char for char in text.upper() if char.isascii() and char.isalnum())
    digits = plain.removeprefix("C")
    if not digits.isdigit() or len(digits) > 4:
        return None
    number = int(digits)
    return number if 1 <= number <= LARGEST else None
