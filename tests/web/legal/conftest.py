"""What the tests of the legal unit's pages begin with."""

from __future__ import annotations

import pytest

from tests import cast


@pytest.fixture
def ana_at_nine(db: None, nine_o_clock: None) -> None:
    """It is nine o'clock, and Ana is in the registry."""
    cast.ana()
