"""The people of the journeys: nobody is in two of them, so that none depends on what another one left behind.

`python -m tests.journeys.people` makes those who are not people of the demo, in the house of the environment.
"""

from __future__ import annotations

import csv
import tempfile
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "vinculo-demo-2026"  # of all accounts, as in the demo


@dataclass(frozen=True)
class Person:
    """An affiliate: as the registry knows them, and what their passport says to a reader."""

    code: str
    names: str
    country: str
    birth: str  # as in the file of the registry
    passport: str
    read_names: str
    sex: str = "F"

    @property
    def mrz(self) -> str:
        """Return the two lines of the passport, which is valid until 2034."""
        from tests.stages.counter import td3

        return td3(self.read_names, self.passport, self.birth.replace("-", "")[2:], self.sex, "340101", self.country)

    @property
    def row(self) -> dict[str, str]:
        """Return the line of the registry's file."""
        return {
            "codigo": self.code,
            "nombres": self.names,
            "nacionalidad": self.country,
            "fecha_nacimiento": self.birth,
            "activo": "sí",
            "pasaporte": self.passport,
            "pais_pasaporte": self.country,
            "pasaporte_vence": "2034-01-01",
        }


@dataclass(frozen=True)
class Centre:
    """A centre in which one journey happens, with those who work there."""

    province: str
    name: str
    officer: str = ""
    supervisor: str = ""
    lawyer: str = ""


# From the public page to two printed codes: people of the demo, as README shows them.
ANA = Person("EXT1002003", "Ana María Restrepo Gómez", "COL", "1990-05-20", "AN123456", "RESTREPO<GOMEZ<<ANA<MARIA")
MATRIZ = Centre("Pichincha", "Centro de Atención Universal Matriz (Dirección Provincial Pichincha)", "olga")

# Every page of a counter, looked at and not worked at.
IBARRA = Centre("Imbabura", "Centro de Atención Universal Ibarra", "ines.ibarra")

# A proxy without an endorsed power: Pedro, of the demo, for Luz.
PEDRO = "1710034065"
LUZ = Person("EXT2003801", "Luz Marina Ortega Prado", "COL", "1988-04-11", "LM443322", "ORTEGA<PRADO<<LUZ<MARINA")
AMBATO = Centre("Tungurahua", "Centro de Atención Universal Ambato (Dirección Provincial Tungurahua)", "antonia.ambato")

# A proxy whose power is endorsed: Rita for Sofía.
RITA = "0926687856"
SOFIA = Person("EXT2003802", "Sofía Restrepo Mejía", "COL", "1991-09-30", "SM778899", "RESTREPO<MEJIA<<SOFIA")
CUENCA = Centre(
    "Azuay",
    "Centro de Atención Universal Cuenca (Dirección Provincial Azuay)",
    officer="clara.cuenca",
    lawyer="leonor.cuenca",
)

# A day at a centre: the families of Yusleidy and Thảo, of the demo (families.py).
MACHALA = Centre("El Oro", "Centro de Atención Universal Machala", "mario.machala", "marta.machala")

# Every step of booking: somebody with a passport for Jean-Baptiste, of the demo.
JEAN = "EXT5006007"

# Waiting for an hour, and a day that is closed.
MAI = Person("EXT2002701", "Phạm Thị Mai", "VNM", "1993-02-17", "B5566778", "PHAM<<THI<MAI")
MIREYA = Person("1798765431", "Mireya Caridad Peña Leal", "CUB", "1990-12-01", "K777888", "PENA<LEAL<<MIREYA<CARIDAD")

# The board, and figures, complaints and marks.
SANTO_DOMINGO = Centre("Santo Domingo de los Tsáchilas", "Centro de Atención Universal Santo Domingo")
RIOBAMBA = Centre("Chimborazo", "Centro de Atención Universal Riobamba", supervisor="raul.riobamba")

# What a booking weighs.
BEATRIZ = Person("EXT2003803", "Beatriz Elena Suárez Vélez", "COL", "1987-03-14", "BE112233", "SUAREZ<VELEZ<<BEATRIZ")
LOJA = Centre("Loja", "Centro de Atención Universal Loja")

IMPORTED = (LUZ, SOFIA, MAI, MIREYA, BEATRIZ)
STAFFED = (IBARRA, AMBATO, CUENCA, MACHALA, RIOBAMBA)


def make_people() -> None:
    """Import the affiliates and make the accounts, as administrators do."""
    from django.utils import timezone

    from vinculo.actions.operations import staff
    from vinculo.actions.operations.affiliates import import_affiliates
    from vinculo.queries.shared.places import agency_named

    now = timezone.now()
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=".csv") as file:
        lines = csv.DictWriter(file, IMPORTED[0].row, delimiter=";")
        lines.writeheader()
        lines.writerows(person.row for person in IMPORTED)
        file.flush()
        import_affiliates(path=Path(file.name), now=now)
    for centre in STAFFED:
        agency = agency_named(centre.name)
        if centre.officer:
            staff.create_officer(username=centre.officer, password=PASSWORD, exempt=True, agency=agency, now=now)
        if centre.supervisor:
            staff.create_supervisor(username=centre.supervisor, password=PASSWORD, exempt=True, agency=agency, now=now)
        if centre.lawyer:
            staff.create_lawyer(
                username=centre.lawyer, password=PASSWORD, exempt=True, province=agency.province, now=now
            )


if __name__ == "__main__":
    import django

    django.setup()
    make_people()
