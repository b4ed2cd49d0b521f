"""Where a centre lies: typed as maps give it, and inside Ecuador (S06)."""

from __future__ import annotations

import pytest

from vinculo.rules.booking.positions import PositionError, map_links, typed_position, written_position


@pytest.mark.parametrize(
    ("typed", "position"),
    [
        ("-0.20950, -78.49180", (-0.2095, -78.4918)),
        (" -0,2095 -78,4918 ", (-0.2095, -78.4918)),
        ("-0.9017;-89.6149", (-0.9017, -89.6149)),  # San Cristóbal
        ("0.8118, -77.7172", (0.8118, -77.7172)),  # Tulcán
        ("", None),
        ("  ", None),
    ],
)
def test_a_position_is_read_as_maps_give_it(typed: str, position: tuple[float, float] | None) -> None:
    assert typed_position(typed) == position


@pytest.mark.parametrize(
    ("typed", "outside"),
    [
        ("-78.4918, -0.2095", True),  # the wrong way round
        ("4.7110, -74.0721", True),  # Bogotá
        ("-12.0464, -77.0428", True),  # Lima
        ("-0.2095", False),
        ("Quito", False),
        ("https://maps.example/@-0.2,-78.5", False),
        ("-0.2095, -78.4918, 3", False),
        ("٠.٢, ٧٨", False),
    ],
)
def test_a_position_elsewhere_or_none_is_refused(typed: str, outside: bool) -> None:
    with pytest.raises(PositionError) as refused:
        typed_position(typed)
    assert refused.value.outside is outside


def test_a_position_is_written_as_it_is_typed() -> None:
    assert typed_position(written_position(-0.2095, -78.4918)) == (-0.2095, -78.4918)
    assert written_position(None, None) == ""


def test_a_map_shows_the_position_else_looks_for_the_street_else_nothing() -> None:
    assert map_links("Av. Patria", "Quito", -0.2, -78.5) == (
        "geo:-0.20000,-78.50000?q=-0.20000,-78.50000",
        "https://www.openstreetmap.org/?mlat=-0.20000&mlon=-78.50000#map=17/-0.20000/-78.50000",
    )
    assert map_links("Av. Patria", "Quito", None, None) == (
        "geo:0,0?q=Av.%20Patria%2C%20Quito%2C%20Ecuador",
        "https://www.openstreetmap.org/search?query=Av.%20Patria%2C%20Quito%2C%20Ecuador",
    )
    assert map_links("  ", "Quito", None, None) == ("", "")
