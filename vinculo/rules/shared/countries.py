"""Countries and the other issuers of travel documents: codes, names and usual language.

The names are those of CLDR, by Babel, so that they exist in every language (D25); Babel reads them from its own files.
"""

from __future__ import annotations

from functools import cache

from babel.core import get_global

from vinculo.rules.shared.identity import IdentityError
from vinculo.rules.shared.languages import SPANISH, Spoken, locale_of
from vinculo.rules.shared.marks import mark

ECUADOR = "ECU"

# ISO 3166 alpha-3, and Kosovo, which has a code of its own beside it.
_CODES = """
ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM
BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR
CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB
GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA
JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA
MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR
NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS
SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON
TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM XKX YEM ZAF ZMB ZWE
"""
CODES = tuple(_CODES.split())

# Names that our pages have where those of CLDR say more, less or something else, or where there are none.
_OWN_NAMES: dict[str, dict[str, str]] = {
    SPANISH: {
        "ALA": "Islas Åland",
        "BES": "Caribe Neerlandés",
        "CIV": "Costa de Marfil",
        "COG": "República del Congo",
        "HKG": "Hong Kong",
        "MAC": "Macao",
        "PSE": "Palestina",
        "ROU": "Rumania",
        "SAU": "Arabia Saudita",
        "USA": "Estados Unidos de América",
    },
    Spoken.CREOLE: {  # of which CLDR knows none; the others keep the Spanish name
        "HTI": "Ayiti",
        "USA": "Etazini",
        "CAN": "Kanada",
        "CHL": "Chili",
        "BRA": "Brezil",
        "ARG": "Ajantin",
        "PRY": "Paragwe",
        "CUB": "Kiba",
        "VEN": "Venezyela",
        "NIC": "Nikaragwa",
        "ECU": "Ekwatè",
        "COL": "Kolonbi",
        "PER": "Pewou",
        "BOL": "Bolivi",
        "URY": "Irigwe",
        "MEX": "Meksik",
        "PAN": "Panama",
        "DOM": "Repiblik Dominikèn",
        "ESP": "Espay",
        "FRA": "Lafrans",
        "ITA": "Itali",
        "DEU": "Almay",
        "CHN": "Lachin",
        "IND": "End",
        "RUS": "Larisi",
        "UKR": "Ikrèn",
        "NGA": "Nijerya",
        "GHA": "Gana",
        "CMR": "Kamewoun",
    },
}

# Issuers of travel documents that are no country of ISO 3166 (ICAO 9303-3), and countries that are no more: what they
# issued may still be shown.
OTHER_ISSUERS = {
    "UNO": mark("Organización de las Naciones Unidas"),
    "UNA": mark("Organismo especializado de las Naciones Unidas"),
    "UNK": mark("Misión de las Naciones Unidas en Kosovo"),
    "EUE": mark("Unión Europea"),
    "XBA": mark("Banco Africano de Desarrollo"),
    "XIM": mark("Banco Africano de Exportación e Importación"),
    "XCC": mark("Comunidad del Caribe"),
    "XCE": mark("Consejo de Europa"),
    "XCO": mark("Mercado Común de África Oriental y Austral"),
    "XDC": mark("Comunidad de Desarrollo de África Austral"),
    "XEC": mark("Comunidad Económica de Estados de África Occidental"),
    "XES": mark("Organización de Estados del Caribe Oriental"),
    "XMP": mark("Asamblea Parlamentaria del Mediterráneo"),
    "XOM": mark("Soberana Orden de Malta"),
    "XPO": mark("Interpol"),
    "XXA": mark("Persona apátrida"),
    "XXB": mark("Persona refugiada (Convención de 1951)"),
    "XXC": mark("Persona refugiada (otra)"),
    "XXX": mark("Nacionalidad sin especificar"),
    "ANT": mark("Antillas Neerlandesas (hasta 2010)"),
    "CSK": mark("Checoslovaquia (hasta 1992)"),
    "DDR": mark("República Democrática Alemana (hasta 1990)"),
    "SCG": mark("Serbia y Montenegro (hasta 2006)"),
    "SUN": mark("Unión Soviética (hasta 1991)"),
    "YUG": mark("Yugoslavia (hasta 2003)"),
    "ZAR": mark("Zaire (hasta 1997)"),
}

# Codes of ICAO 9303 that stand for a country with another code in ISO 3166.
ICAO_TO_ISO = {"D": "DEU", "RKS": "XKX", "GBD": "GBR", "GBN": "GBR", "GBO": "GBR", "GBP": "GBR", "GBS": "GBR"}

# Codes that ISO 3166 gave up because the country took another name or joined another one (ISO 3166-3): old documents
# and civil registries still write them.
FORMER_TO_ISO = {
    "AFI": "DJI",
    "BUR": "MMR",
    "BYS": "BLR",
    "CTE": "KIR",
    "DHY": "BEN",
    "FXX": "FRA",
    "HVO": "BFA",
    "NHB": "VUT",
    "PCZ": "PAN",
    "RHO": "ZWE",
    "ROM": "ROU",
    "SKM": "IND",
    "TMP": "TLS",
    "VDR": "VNM",
    "YMD": "YEM",
}

UNKNOWN_ISSUER = mark(
    "«%(value)s» no es un país ni otro emisor de documentos de viaje. Revise cómo consta en el documento."
)
LONGEST_SHOWN = 20

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


class CountryName(str):
    """The name of a country, which also knows it in other languages."""

    code: str

    def __new__(cls, code: str, language: str = SPANISH) -> CountryName:
        """Return the name; where a language has none, the Spanish one."""
        named = super().__new__(cls, _names(language).get(code) or NAMES[code])
        named.code = code
        return named

    def in_language(self, language: str) -> str:
        """Return the name in another language."""
        return CountryName(self.code, language)


@cache
def _names(language: str) -> dict[str, str]:
    """Return the names of all countries in a language: those of CLDR, in Spanish with our own."""
    known = locale_of(language)
    territories = known.territories if known else {}
    two_letters = get_global("territory_aliases")
    named = {code: territories.get(_KOSOVO.get(code) or two_letters[code][0], "") for code in CODES}
    return named | _OWN_NAMES.get(language, {})


_KOSOVO = {"XKX": "XK"}
NAMES = _names(SPANISH)


def canonical(code: str) -> str:
    """Return the code in capitals; codes that only travel documents use, and former ones, as those of ISO 3166."""
    bare = code.strip().strip("<").upper()
    return ICAO_TO_ISO.get(bare) or FORMER_TO_ISO.get(bare, bare)


def is_country(code: str) -> bool:
    """Return whether this is a country of ISO 3166 (or Kosovo), in either spelling: it can issue a certificate."""
    return canonical(code) in NAMES


def is_issuer(code: str) -> bool:
    """Return whether a travel document can come from there: a country or another issuer of ICAO 9303."""
    return is_country(code) or canonical(code) in OTHER_ISSUERS


def issuer_code(code: str) -> str:
    """Return the code of who issues a document, or of a nationality, in one spelling: the one list of D20.

    For what is typed, read from a document (no check digit guards these codes) and imported. Raises `IdentityError`
    (`empty`, `issuer`).
    """
    bare = canonical(code)
    if not bare:
        raise IdentityError("empty", mark("Elija el país."))
    if not is_issuer(bare):
        raise IdentityError("issuer", UNKNOWN_ISSUER, value=code.strip()[:LONGEST_SHOWN])
    return bare


def country_name(code: str, language: str = SPANISH) -> str:
    """Return the name of a country or another issuer in a language, or the code itself where it is not known."""
    bare = canonical(code)
    if bare in NAMES:
        return CountryName(bare, language)
    return OTHER_ISSUERS.get(bare) or (bare or mark("país sin registrar"))


def usual_language(country: str) -> str:
    """Return the language (ISO 639-1) that a certificate of that country is usually written in, or nothing."""
    code = canonical(country)
    return SPANISH if code in SPANISH_SPEAKING else _USUAL_LANGUAGE.get(code, "")
