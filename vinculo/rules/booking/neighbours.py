"""Which provinces of Ecuador touch each other by land, by the two-digit codes of the INEC (01 Azuay … 24 Santa Elena).

Source: general geography, not checked province by province against an official list. They steer only where an earlier
seat is looked for, never what anybody may do. Galápagos (20) touches none.
"""

from __future__ import annotations

from datetime import timedelta
from math import cos, hypot, radians

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


# Where the capital of each province lies, in degrees south and west: rounded, to tell what is nearer.
_CAPITALS = {
    "01": (2.90, 79.00),  # Cuenca
    "02": (1.59, 79.00),  # Guaranda
    "03": (2.74, 78.85),  # Azogues
    "04": (-0.81, 77.72),  # Tulcán
    "05": (0.93, 78.62),  # Latacunga
    "06": (1.67, 78.65),  # Riobamba
    "07": (3.26, 79.96),  # Machala
    "08": (-0.96, 79.65),  # Esmeraldas
    "09": (2.19, 79.89),  # Guayaquil
    "10": (-0.35, 78.12),  # Ibarra
    "11": (3.99, 79.20),  # Loja
    "12": (1.80, 79.53),  # Babahoyo
    "13": (1.05, 80.45),  # Portoviejo
    "14": (2.31, 78.12),  # Macas
    "15": (0.99, 77.81),  # Tena
    "16": (1.49, 78.00),  # Puyo
    "17": (0.22, 78.51),  # Quito
    "18": (1.24, 78.62),  # Ambato
    "19": (4.07, 78.95),  # Zamora
    "20": (0.90, 89.61),  # Puerto Baquerizo Moreno
    "21": (-0.09, 76.89),  # Nueva Loja
    "22": (0.46, 76.99),  # Puerto Francisco de Orellana
    "23": (0.25, 79.17),  # Santo Domingo
    "24": (2.23, 80.86),  # Santa Elena
}
_DEGREE = 111  # kilometres
SPEED = 30  # kilometres in an hour as the crow flies, on the roads of the Andes
LEAST_TRAVEL = timedelta(minutes=30)  # to another agency of the same province
FAR = 10_000  # kilometres, for a code that is not known


def kilometres(one: str, other: str) -> int:
    """Return how far the capitals of two provinces lie from each other, as the crow flies; 0 within a province."""
    if one == other:
        return 0
    if one not in _CAPITALS or other not in _CAPITALS:
        return FAR
    (south, west), (south_too, west_too) = _CAPITALS[one], _CAPITALS[other]
    return round(_DEGREE * hypot(south - south_too, (west - west_too) * cos(radians((south + south_too) / 2))))


def travel_time(one: str, other: str) -> timedelta:
    """Return about how long somebody takes from an agency of one province to an agency of the other."""
    return max(LEAST_TRAVEL, timedelta(hours=kilometres(one, other) / SPEED))
