"""Countries and the other issuers of travel documents: codes, names and usual language."""

from __future__ import annotations

from vinculo.rules.shared.country_names import NAMES, OTHER_ISSUERS
from vinculo.rules.shared.languages import SPANISH
from vinculo.rules.shared.marks import mark

ECUADOR = "ECU"

# Codes of ICAO 9303 that stand for a country with another code in ISO 3166.
ICAO_TO_ISO = {"D": "DEU", "RKS": "XKX", "GBD": "GBR", "GBN": "GBR", "GBO": "GBR", "GBP": "GBR", "GBS": "GBR"}

# Nationality as printed on the document of somebody whose nationality it does not tell.
UNSPECIFIED_NATIONALITIES = frozenset({"UNO", "UNA", "UNK", "XOM", "XPO", "XXA", "XXB", "XXC", "XXX"})

# Spanish is official or the language of the civil registry there (domain notes, Papers).
SPANISH_SPEAKING = frozenset(
    {
        "ARG",
        "BOL",
        "CHL",
        "COL",
        "CRI",
        "CUB",
        "DOM",
        "ECU",
        "SLV",
        "GNQ",
        "GTM",
        "HND",
        "MEX",
        "NIC",
        "PAN",
        "PRY",
        "PER",
        "ESP",
        "URY",
        "VEN",
    }
)

_USUAL_LANGUAGE = {
    "ALB": "sq",
    "AUS": "en",
    "AUT": "de",
    "BEL": "fr",
    "BGD": "bn",
    "BGR": "bg",
    "BLR": "be",
    "BRA": "pt",
    "CAN": "en",
    "CHE": "de",
    "CHN": "zh",
    "CZE": "cs",
    "DEU": "de",
    "DNK": "da",
    "DZA": "ar",
    "EGY": "ar",
    "EST": "et",
    "FIN": "fi",
    "FRA": "fr",
    "GBR": "en",
    "GHA": "en",
    "GRC": "el",
    "GUY": "en",
    "HRV": "hr",
    "HTI": "fr",
    "HUN": "hu",
    "IDN": "id",
    "IND": "en",
    "IRL": "en",
    "IRN": "fa",
    "IRQ": "ar",
    "ISR": "he",
    "ITA": "it",
    "JAM": "en",
    "JOR": "ar",
    "JPN": "ja",
    "KAZ": "kk",
    "KHM": "km",
    "KOR": "ko",
    "LBN": "ar",
    "LKA": "si",
    "LTU": "lt",
    "LVA": "lv",
    "MAR": "ar",
    "NGA": "en",
    "NLD": "nl",
    "NOR": "no",
    "NPL": "ne",
    "NZL": "en",
    "PAK": "ur",
    "PHL": "en",
    "POL": "pl",
    "PRT": "pt",
    "ROU": "ro",
    "RUS": "ru",
    "SAU": "ar",
    "SRB": "sr",
    "SVK": "sk",
    "SVN": "sl",
    "SWE": "sv",
    "SYR": "ar",
    "THA": "th",
    "TTO": "en",
    "TUN": "ar",
    "TUR": "tr",
    "TWN": "zh",
    "UKR": "uk",
    "USA": "en",
    "UZB": "uz",
    "VNM": "vi",
    "ZAF": "en",
}


def canonical(code: str) -> str:
    """Return the code in capitals, with the codes that only travel documents use turned into those of ISO 3166."""
    bare = code.strip().strip("<").upper()
    return ICAO_TO_ISO.get(bare, bare)


def is_country(code: str) -> bool:
    """Return whether this is a country of ISO 3166 (or Kosovo), in either spelling: it can issue a certificate."""
    return canonical(code) in NAMES


def is_issuer(code: str) -> bool:
    """Return whether a travel document can come from there: a country or another issuer of ICAO 9303."""
    return is_country(code) or canonical(code) in OTHER_ISSUERS


def country_name(code: str) -> str:
    """Return the marked Spanish name, or the code itself where it is not known."""
    bare = canonical(code)
    return NAMES.get(bare) or OTHER_ISSUERS.get(bare) or (bare or mark("país sin registrar"))


def usual_language(country: str) -> str:
    """Return the language (ISO 639-1) that a certificate of that country is usually written in, or nothing."""
    code = canonical(country)
    return SPANISH if code in SPANISH_SPEAKING else _USUAL_LANGUAGE.get(code, "")
