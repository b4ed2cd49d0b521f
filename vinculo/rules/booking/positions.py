"""Where a centre lies on the earth: typed by an administrator, and followed by a tap to a map."""

from __future__ import annotations

import re
from urllib.parse import quote

# Ecuador with Galápagos, in degrees: from the south of Zamora Chinchipe to Darwin island, and from there to Orellana.
SOUTH, NORTH = -5.1, 1.8
WEST, EAST = -92.1, -75.1
_POSITION = re.compile(r"\s*([+-]?[0-9]{1,3}(?:[.,][0-9]+)?)\s*[,; ]\s*([+-]?[0-9]{1,3}(?:[.,][0-9]+)?)\s*")


class PositionError(ValueError):
    """What was typed is no position, or (`outside`) one that is not in Ecuador."""

    def __init__(self, *, outside: bool) -> None:
        super().__init__("outside" if outside else "no position")
        self.outside = outside


def typed_position(text: str) -> tuple[float, float] | None:
    """Return latitude and longitude as maps give them (-0.20950, -78.49180), or None for nothing typed.

    Raises `PositionError`.
    """
    if not text.strip():
        return None
    numbers = _POSITION.fullmatch(text)
    if numbers is None:
        raise PositionError(outside=False)
    latitude, longitude = (float(each.replace(",", ".")) for each in numbers.groups())
    if not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST):
        raise PositionError(outside=True)
    return latitude, longitude


def written_position(latitude: float | None, longitude: float | None) -> str:
    """Return a position as it is typed; nothing where it is not known."""
    return "" if latitude is None or longitude is None else f"{latitude:.5f}, {longitude:.5f}"


def map_links(address: str, city: str, latitude: float | None, longitude: float | None) -> tuple[str, str]:
    """Return the address for a map application of the telephone (RFC 5870) and that of a map in the browser.

    Without a position both look for the street; without a street there is nothing to look for: two empty texts.
    """
    if latitude is not None and longitude is not None:
        at = f"{latitude:.5f},{longitude:.5f}"
        pin = f"mlat={latitude:.5f}&mlon={longitude:.5f}#map=17/{latitude:.5f}/{longitude:.5f}"
        return f"geo:{at}?q={at}", f"https://www.openstreetmap.org/?{pin}"
    if not address.strip():
        return "", ""
    where = quote(f"{address.strip()}, {city}, Ecuador")
    return f"geo:0,0?q={where}", f"https://www.openstreetmap.org/search?query={where}"
