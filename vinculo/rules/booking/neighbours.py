"""Which provinces of Ecuador touch each other by land, by the two-digit codes of the INEC (01 Azuay … 24 Santa Elena).

Source: general geography, not checked province by province against an official list. They steer only where an earlier
seat is looked for, never what anybody may do. Galápagos (20) touches none.
"""

from __future__ import annotations

_BORDERS = (
    "01-03 01-07 01-09 01-11 01-14 01-19 02-05 02-06 02-09 02-12 02-18 03-06 03-09 03-14 04-08 04-10 04-21 05-12 05-15 "
    "05-17 05-18 05-23 06-09 06-14 06-18 07-09 07-11 08-10 08-13 08-17 08-23 09-12 09-13 09-24 10-17 10-21 11-19 12-13 "
    "12-23 13-23 13-24 14-16 14-18 14-19 15-16 15-17 15-18 15-21 15-22 16-18 16-22 17-21 17-23 21-22"
)
_PAIRS = tuple((pair[:2], pair[3:]) for pair in _BORDERS.split())


def neighbours(province: str) -> tuple[str, ...]:
    """Return the codes of the provinces that touch this one, in their order; none for an island or an unknown code."""
    provinces = {b for a, b in _PAIRS if a == province} | {a for a, b in _PAIRS if b == province}
    return tuple(sorted(provinces))
