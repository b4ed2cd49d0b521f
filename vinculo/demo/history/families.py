"""The families of the demonstration's history: drawn, of nobody real, and alike to nobody whom a visitor tries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random

from vinculo.rules.cases.facts import Link

GIVEN = (
    *("Adela", "Bertha", "Camila", "Dolores", "Edith", "Fabiola", "Gisela", "Hilda", "Ingrid", "Jimena", "Karina"),
    *("Abel", "Benigno", "Cristóbal", "Danilo", "Efraín", "Fausto", "Germán", "Horacio", "Ismael", "Joaquín", "Kléver"),
)
FAMILY = (
    *("Alvarado", "Benalcázar", "Cedeño", "Dávalos", "Escudero", "Figueroa", "Galárraga", "Hidalgo", "Izurieta"),
    *("Jácome", "Lascano", "Maldonado", "Naranjo", "Ordóñez", "Palacios", "Quishpe", "Rivadeneira", "Samaniego"),
    *("Tamariz", "Urrutia", "Villamar", "Yépez", "Zambrano"),
)
COUNTRIES = {"VEN": 44, "COL": 28, "CUB": 8, "PER": 8, "HTI": 5, "CHN": 4, "SYR": 3}  # of a hundred
LANGUAGES = {"HTI": "fr", "CHN": "zh", "SYR": "ar"}
CODES, PASSPORTS = 7_000_001, 4_100_001  # where the numbers of these people begin


@dataclass(frozen=True, kw_only=True)
class Dependant:
    """A dependent of a family."""

    names: str
    birth: date
    sex: str
    link: Link
    passport: str


@dataclass(frozen=True, kw_only=True)
class Household:
    """An affiliate with the dependents for whom they come."""

    code: str
    names: str
    birth: date
    passport: str
    country: str
    email: str
    dependents: list[Dependant] = field(default_factory=list)

    @property
    def language(self) -> str:
        """Return the language of the country's papers."""
        return LANGUAGES.get(self.country, "es")


def draw_families(chance: Random, today: date) -> Iterator[Household]:
    """Yield families without end, each with its own numbers."""
    numbers = count()
    countries, weights = list(COUNTRIES), list(COUNTRIES.values())
    for number in numbers:
        surname, country = chance.choice(FAMILY), chance.choices(countries, weights)[0]
        yield Household(
            code=f"EXT{CODES + number}",
            names=f"{chance.choice(GIVEN)} {surname} {chance.choice(FAMILY)}",
            birth=_draw_birth_date(chance, today, 24, 55),
            passport=f"DH{PASSPORTS + 10 * number}",
            country=country,
            email=f"familia{number + 1}@ejemplo.com",
            dependents=list(_dependents(chance, today, surname, number)),
        )


def _dependents(chance: Random, today: date, surname: str, number: int) -> Iterator[Dependant]:
    for index in range(chance.choices((1, 2, 3), (74, 20, 6))[0]):
        adult = index == 0 and chance.random() < 0.35
        yield Dependant(
            names=f"{chance.choice(GIVEN)} {chance.choice(FAMILY) if adult else surname} {chance.choice(FAMILY)}",
            birth=_draw_birth_date(chance, today, 24, 55) if adult else _draw_birth_date(chance, today, 1, 16),
            sex=chance.choice("FM"),
            link=Link.SPOUSE if adult else Link.CHILD,
            passport=f"DH{PASSPORTS + 10 * number + index + 1}",
        )


def _draw_birth_date(chance: Random, today: date, youngest: int, oldest: int) -> date:
    return today - timedelta(days=chance.randrange(youngest * 366, oldest * 365))
