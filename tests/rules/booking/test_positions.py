"""Where a centre lies: typed as maps give it, and inside Ecuador (S06)."""

from __future__ import annotations

import pytest

from vinculo.rules.booking.positions import map_links, typed_position, written_position
from vinculo.rules.shared.parsing import TypedError


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
    ("typed", "code"),
    [
        ("-78.4918, -0.2095", "outside"),  # the wrong way round
        ("4.7110, -74.0721", "outside"),  # Bogotá
        ("-12.0464, -77.0428", "outside"),  # Lima
        ("-0.2095", "no_position"),
        ("Quito", "no_position"),
        ("https://maps.example/@-0.2,-78.5", "no_position"),
        ("-0.2095, -78.4918, 3", "no_position"),
        ("٠.٢, ٧٨", "no_position"),
    ],
)
def test_a_position_elsewhere_or_none_is_refused(typed: str, code: str) -> None:
    with pytest.raises(TypedError) as refused:
        typed_position(typed)
    assert refused.value.code == code


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
