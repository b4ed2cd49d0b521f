"""The legal basis of the procedure, as published on its page (S07): data, with a version and a date.

Nothing here is paraphrased: names and articles are those of the page. Which of them a requirement cites is ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

LEGAL_BASIS_VERSION = "1"
TAKEN_FROM_THE_PAGE_ON = date(2026, 11, 24)


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """One legal instrument with the articles that the page names; both verbatim."""

    key: str
    name: str
    articles: str

    @property
    def citation(self) -> str:
        """The instrument with its articles, for a finding or a list."""
        return f"{self.name}. {self.articles}"


INSTRUMENTS = (
    Instrument(
        key="constitution",
        name="Constitución de la República del Ecuador",
        articles="Artículos: 3, numeral 1; 9; 11, numerales 3, 4, 5, 6, 8, 9; 34; 66 numerales 2; 82; 226; 227; 370.",
    ),
    Instrument(key="mobility", name="LEY ORGANICA DE MOVILIDAD HUMANA", articles="Artículos: 20."),
    Instrument(
        key="administrative_code",
        name="Código Orgánico Administrativo",
        articles="Artículos: 3; 4; 5; 14; 22; 24; 33; 35; 37; 39; 90.",
    ),
    Instrument(
        key="simplification",
        name="Ley Orgánica para la Optimización y Eficiencia de Trámites Administrativos",
        articles="Artículos: 2 numeral 6; 3 numerales 1; 4, 5, 8, 9, 10, 11, 14.",
    ),
    Instrument(
        key="social_security", name="Ley de Seguridad Social", articles="Artículos: 16; 17; 18; 25; 244; 247; 248."
    ),
    Instrument(
        key="functional_regulation",
        name="535 REGLAMENTO ORGANICO FUNCIONAL INSTITUTO ECUATORIANO SEGURIDAD SOCIAL",
        articles=(
            "Artículo 10, numerales 3.1.1, literales: a, c, d, e, f, g, numerales 3.1.1.1, "
            "literales a, b, c, d, h, i, j, l."
        ),
    ),
    Instrument(
        key="insurance_regulation",
        name="REGLAMENTO DE ASEGURAMIENTO, RECAUDACION Y GESTION DE CARTERA, RESOLUCION CD 625",
        articles="Disposición General Trigésima Segunda.",
    ),
)
