"""What a foreign public document needs so that it counts in Ecuador (D5).

Decided by the country that issued the document, not by nationality, and by the date. The entries into force come from
the status table of the Hague Convention of 5-X-1961; `tests/rules/cases/test_apostille.py` compares them with the
data file.
"""

from __future__ import annotations

from datetime import date

from vinculo.rules.cases.facts import Formality
from vinculo.rules.shared.countries import ECUADOR, canonical
from vinculo.rules.shared.languages import SPANISH

# Before this day no country's apostille counted in Ecuador.
IN_FORCE_IN_ECUADOR = date(2005, 4, 2)

# Ecuador objected (17-VI-2016): party, but the Convention is not in force between the two.
NOT_WITH_ECUADOR = frozenset({"XKX"})

ENTRY_INTO_FORCE = {
    "ALB": date(2004, 5, 9),
    "AND": date(1996, 12, 31),
    "ARG": date(1988, 2, 18),
    "ARM": date(1994, 8, 14),
    "ATG": date(1981, 11, 1),
    "AUS": date(1995, 3, 16),
    "AUT": date(1968, 1, 13),
    "AZE": date(2005, 3, 2),
    "BDI": date(2015, 2, 13),
    "BEL": date(1976, 2, 9),
    "BGD": date(2025, 3, 30),
    "BGR": date(2001, 4, 29),
    "BHR": date(2013, 12, 31),
    "BHS": date(1973, 7, 10),
    "BIH": date(1992, 3, 6),
    "BLR": date(1992, 5, 31),
    "BLZ": date(1993, 4, 11),
    "BOL": date(2018, 5, 7),
    "BRA": date(2016, 8, 14),
    "BRB": date(1966, 11, 30),
    "BRN": date(1987, 12, 3),
    "BWA": date(1966, 9, 30),
    "CAN": date(2024, 1, 11),
    "CHE": date(1973, 3, 11),
    "CHL": date(2016, 8, 30),
    "CHN": date(2023, 11, 7),
    "COK": date(2005, 4, 30),
    "COL": date(2001, 1, 30),
    "CPV": date(2010, 2, 13),
    "CRI": date(2011, 12, 14),
    "CYP": date(1973, 4, 30),
    "CZE": date(1999, 3, 16),
    "DEU": date(1966, 2, 13),
    "DMA": date(1978, 11, 3),
    "DNK": date(2006, 12, 29),
    "DOM": date(2009, 8, 30),
    "DZA": date(2026, 7, 9),
    "ESP": date(1978, 9, 25),
    "EST": date(2001, 9, 30),
    "FIN": date(1985, 8, 26),
    "FJI": date(1970, 10, 10),
    "FRA": date(1965, 1, 24),
    "GBR": date(1965, 1, 24),
    "GEO": date(2007, 5, 14),
    "GRC": date(1985, 5, 18),
    "GRD": date(2002, 4, 7),
    "GTM": date(2017, 9, 18),
    "GUY": date(2019, 4, 18),
    "HKG": date(1965, 4, 25),
    "HND": date(2004, 9, 30),
    "HRV": date(1991, 10, 8),
    "HUN": date(1973, 1, 18),
    "IDN": date(2022, 6, 4),
    "IND": date(2005, 7, 14),
    "IRL": date(1999, 3, 9),
    "ISL": date(2004, 11, 27),
    "ISR": date(1978, 8, 14),
    "ITA": date(1978, 2, 11),
    "JAM": date(2021, 7, 3),
    "JPN": date(1970, 7, 27),
    "KAZ": date(2001, 1, 30),
    "KGZ": date(2011, 7, 31),
    "KNA": date(1994, 12, 14),
    "KOR": date(2007, 7, 14),
    "LBR": date(1996, 2, 8),
    "LCA": date(2002, 7, 31),
    "LIE": date(1972, 9, 17),
    "LSO": date(1966, 10, 4),
    "LTU": date(1997, 7, 19),
    "LUX": date(1979, 6, 3),
    "LVA": date(1996, 1, 30),
    "MAC": date(1969, 2, 4),
    "MAR": date(2016, 8, 14),
    "MCO": date(2002, 12, 31),
    "MDA": date(2007, 3, 16),
    "MEX": date(1995, 8, 14),
    "MHL": date(1992, 8, 14),
    "MKD": date(1991, 11, 17),
    "MLT": date(1968, 3, 3),
    "MNE": date(2006, 6, 3),
    "MNG": date(2009, 12, 31),
    "MUS": date(1968, 3, 12),
    "MWI": date(1967, 12, 2),
    "NAM": date(2001, 1, 30),
    "NIC": date(2013, 5, 14),
    "NIU": date(1999, 3, 2),
    "NLD": date(1965, 10, 8),
    "NOR": date(1983, 7, 29),
    "NZL": date(2001, 11, 22),
    "OMN": date(2012, 1, 30),
    "PAK": date(2023, 3, 9),
    "PAN": date(1991, 8, 4),
    "PER": date(2010, 9, 30),
    "PHL": date(2019, 5, 14),
    "PLW": date(2020, 6, 23),
    "POL": date(2005, 8, 14),
    "PRT": date(1969, 2, 4),
    "PRY": date(2014, 8, 30),
    "ROU": date(2001, 3, 16),
    "RUS": date(1992, 5, 31),
    "RWA": date(2024, 6, 5),
    "SAU": date(2022, 12, 7),
    "SEN": date(2023, 3, 23),
    "SGP": date(2021, 9, 16),
    "SLV": date(1996, 5, 31),
    "SMR": date(1995, 2, 13),
    "SRB": date(1992, 4, 27),
    "STP": date(2008, 9, 13),
    "SUR": date(1975, 11, 25),
    "SVK": date(2002, 2, 18),
    "SVN": date(1991, 6, 25),
    "SWE": date(1999, 5, 1),
    "SWZ": date(1968, 9, 6),
    "SYC": date(1979, 3, 31),
    "THA": date(2027, 2, 28),
    "TJK": date(2015, 10, 31),
    "TON": date(1970, 6, 4),
    "TTO": date(2000, 7, 14),
    "TUN": date(2018, 3, 30),
    "TUR": date(1985, 9, 29),
    "UKR": date(2003, 12, 22),
    "URY": date(2012, 10, 14),
    "USA": date(1981, 10, 15),
    "UZB": date(2012, 4, 15),
    "VCT": date(1979, 10, 27),
    "VEN": date(1999, 3, 16),
    "VNM": date(2026, 9, 11),
    "VUT": date(1980, 7, 30),
    "WSM": date(1999, 9, 13),
    "XKX": date(2016, 7, 14),
    "ZAF": date(1995, 4, 30),
}


def in_force_since(country: str) -> date | None:
    """Return since when the Convention binds that country and Ecuador, or None where it does not."""
    code = canonical(country)
    entry = ENTRY_INTO_FORCE.get(code)
    if entry is None or code in NOT_WITH_ECUADOR:
        return None
    return max(entry, IN_FORCE_IN_ECUADOR)


def formality_needed(country: str, issued_on: date) -> Formality:
    """Return what a document needs if it was issued in that country on that day (D5): the rule as the page has it."""
    if canonical(country) == ECUADOR:
        return Formality.NONE
    since = in_force_since(country)
    return Formality.APOSTILLE if since is not None and since <= issued_on else Formality.LEGALISATION


def formalities_accepted(country: str, issued_on: date, judged_on: date) -> frozenset[Formality]:
    """Return every formality that serves for a document issued one day and judged on another (D5).

    An old document may have been legalised while that was the only way, or be apostilled today: both serve. An empty
    set means that nothing is needed.
    """
    by_issue, by_today = formality_needed(country, issued_on), formality_needed(country, judged_on)
    return frozenset({by_issue, by_today}) - {Formality.NONE}


def translation_needed(language: str) -> bool:
    """Return whether a document in this language (ISO 639-1) needs a translation into Spanish (D5)."""
    return language.strip().lower() != SPANISH
