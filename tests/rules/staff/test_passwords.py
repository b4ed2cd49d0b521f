"""Passwords that people type first, in Spanish (D33)."""

from __future__ import annotations

import pytest

from vinculo.demo.people import PASSWORD
from vinculo.rules.staff.passwords import is_common


@pytest.mark.parametrize(
    "password",
    [
        "contrasena1",
        "Contraseña2026",
        "iess2026iess",
        PASSWORD,
        "C0ntr4s3ñ4!",
        "quito-2026-quito",
        "MiClaveSecreta1",
        "Ecuador2026*",
        "aaaaaaaaaa1",
        "2026-11-30-2026",
        "BarcelonaSC1925".replace("SC", ""),
        "administrador.iess",
    ],
)
def test_d33_what_people_type_first_is_common(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize(
    "password",
    ["tres-loros-verdes-7", "clave-de-prueba-larga-xkj", "murcielago oxidado 4", "R7#kp2!vQz", "iess-trompeta-lunar"],
)
def test_d33_what_nobody_would_guess_is_taken(password: str) -> None:
    assert not is_common(password)
