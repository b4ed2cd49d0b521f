"""What people type about themselves: names, dates and accounts, read kindly or refused with a clear message.

The same functions judge what is typed, what is read from a document and what is imported (D20).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from vinculo.rules.shared.marks import mark

LONGEST_NAME = 200
LONGEST_ACCOUNT = 4000
LONGEST_WORDS = 200
OLDEST = date(1900, 1, 1)

_APOSTROPHES = "'’‘ʼʻ`´ʾʿ"
# With the usual signs of passports: Ravi A/L Kumar, Tan Ah Kow @ Lim, García, José (Pepe), Gal·la.
_NAME_SIGNS = frozenset(" -.‐‑–—,()/@·" + _APOSTROPHES)
_BEGIN_A_NAME = frozenset("(" + _APOSTROPHES)
_USUAL_NAME = re.compile("[A-Za-zÀ-ÖØ-öø-ž]+(?:[ -][A-Za-zÀ-ÖØ-öø-ž]+)*")
_TOO_MANY_MARKS = re.compile("[\u0300-\u036f]{3}")  # two are printed
# Beside letters and digits, what an account may hold: everything that the printed solicitud has a sign for.
_ACCOUNT_SIGNS = frozenset("\n0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~¡¿ªº°«»“”‘’–—…·•€£§©®´¨×÷±²³½¼¾¶¢¥¬¯¸¹µ")
_MONTHS = (  # in the languages of the pages; OUT is two of them, and so none
    ("ENERO", "JANUARY", "JANVIER", "JANEIRO", "JANVYE"),
    ("FEBRERO", "FEBRUARY", "FEVRIER", "FEVEREIRO", "FEVRIYE"),
    ("MARZO", "MARCH", "MARS", "MARCO", "MAS"),
    ("ABRIL", "APRIL", "AVRIL"),
    ("MAYO", "MAY", "MAI", "MAIO"),
    ("JUNIO", "JUNE", "JUIN", "JUNHO", "JEN"),
    ("JULIO", "JULY", "JUILLET", "JULHO", "JIYE"),
    ("AGOSTO", "AUGUST", "AOUT", "OUT"),
    ("SEPTIEMBRE", "SETIEMBRE", "SEPTEMBER", "SEPTEMBRE", "SETEMBRO", "SEPTANM"),
    ("OCTUBRE", "OCTOBER", "OCTOBRE", "OUTUBRO", "OKTOB"),
    ("NOVIEMBRE", "NOVEMBER", "NOVEMBRE", "NOVEMBRO", "NOVANM"),
    ("DICIEMBRE", "DECEMBER", "DECEMBRE", "DEZEMBRO", "DESANM"),
)
_IDEOGRAPHS = str.maketrans({"年": "-", "月": "-", "日": " "})
_DATE = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})")
_RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})")
_ISO = re.compile(r"(\d{4})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{1,2})")
_ORDINAL = r"(?:\.?(?:O|°|RO|ER|ST|ND|RD|TH))?"
_MONTH = r"(?P<month>[A-Z]{3,})\.?(?: ?/ ?(?P<other>[A-Z]{2,})\.?)?"  # passports print it in two languages: MAR/MARS
_GAP = r"[ ,./-]*"
_IN_WORDS = [
    re.compile(rf"(?P<day>\d{{1,2}}){_ORDINAL}\.?{_GAP}(?:DE |OF )?{_MONTH}{_GAP}(?:DEL? )?(?P<year>\d{{4}})"),
    re.compile(rf"{_MONTH}{_GAP}(?P<day>\d{{1,2}}){_ORDINAL}[ ,./-]+(?:DEL? )?(?P<year>\d{{4}})"),
    re.compile(rf"(?P<year>\d{{4}}){_GAP}{_MONTH}{_GAP}(?P<day>\d{{1,2}})"),
]
LONGEST_DATE = 40


class TypedError(ValueError):
    """Something typed that cannot serve: `code` for programs, `message` a marked Spanish sentence with its `params`."""

    def __init__(self, code: str, message: str, **params: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.params = params


def is_latin(char: str) -> bool:
    """Return whether this is a letter of the Latin alphabets as travel documents print it, with any mark.

    Of the phonetic letters those that an alphabet has, with a capital of their own: ə, ɔ, ɛ, ɗ (D20).
    """
    if not char.isalpha() or char == "µ":
        return False
    phonetic = "\u0250" <= char <= "\u02af" and char.upper() < "\u0250"
    return char < "\u0250" or phonetic or "\u1e00" <= char <= "\u1eff"


def _is_mark(char: str) -> bool:
    """Return whether this is a mark over or under a letter that has no sign of its own with it (ẹ́)."""
    return "\u0300" <= char <= "\u036f"


def typed_name(text: str) -> str:
    """Return names in one spelling: composed letters, single spaces; never another letter than the typed one.

    Raises `TypedError` (`control`, `letters`, `no_name`, `beginning`, `long_name`).
    """
    if _USUAL_NAME.fullmatch(text) and 1 < len(text) <= LONGEST_NAME:  # in a file of 100,000 lines
        return text
    name = " ".join(unicodedata.normalize("NFC", text).split())
    hidden = any(unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs"} for char in text.strip())
    if hidden or _TOO_MANY_MARKS.search(name):
        raise TypedError(
            "control", mark("Hay signos que no se ven entre las letras. Borre el nombre y escríbalo otra vez.")
        )
    wrong = _unlike(name, lambda char: is_latin(char) or _is_mark(char) or char in _NAME_SIGNS)
    if wrong:
        message = mark("Escriba el nombre con letras latinas, como en el pasaporte. No se puede usar: %(signs)s")
        raise TypedError("letters", message, signs=wrong)
    if sum(map(is_latin, name)) < 2:
        raise TypedError("no_name", mark("Escriba los nombres y apellidos completos, como constan en el documento."))
    if not is_latin(name[0]) and name[0] not in _BEGIN_A_NAME:
        message = mark("El nombre empieza con una letra. Quite el signo del comienzo: %(signs)s")
        raise TypedError("beginning", message, signs=name[0])
    if len(name) > LONGEST_NAME:
        raise TypedError("long_name", mark("Los nombres tienen más de 200 letras."))
    return name


def _unlike(text: str, fits: Callable[[str], bool]) -> str:
    """Return the first few signs that do not fit, to be shown; one without a shape by its number."""
    wrong = dict.fromkeys(char for char in text if not fits(char))
    shown = [char if char.isprintable() else f"U+{ord(char):04X}" for char in wrong]
    return " ".join(shown[:5])


def typed_date(text: str, today: date) -> date:
    """Return the birth date however it is typed: 14/03/2015, 14-3-2015, 14032015, 14 de marzo de 2015, 2015年3月14日.

    Raises `TypedError` (`no_date`, `future`, `ancient`).
    """
    day = read_day(text)
    if day is None:
        raise TypedError("no_date", mark("Escriba el día, el mes y el año de nacimiento; por ejemplo 14/03/2015."))
    if day > today:
        raise TypedError("future", mark("Esa fecha todavía no llega. Revise el año de nacimiento."))
    if day < OLDEST:
        raise TypedError("ancient", mark("Esa fecha es demasiado antigua. Revise el año de nacimiento."))
    return day


def _parts(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day, or None for what does not look like a date."""
    plain = unicodedata.normalize("NFKC", text).translate(_IDEOGRAPHS).strip()[:LONGEST_DATE]
    if iso := _ISO.fullmatch(plain):
        return int(iso[1]), int(iso[2]), int(iso[3])
    if numbers := _DATE.fullmatch(plain) or _RUN_TOGETHER.fullmatch(plain):
        return int(numbers[3]), int(numbers[2]), int(numbers[1])
    bare = unicodedata.normalize("NFKD", " ".join(plain.split())).upper()
    bare = "".join(char for char in bare if not unicodedata.combining(char)).replace("PRIMERO", "1")
    for shape in _IN_WORDS:
        words = shape.fullmatch(bare)
        month = _month(words["month"], words["other"]) if words else None
        if words and month:
            return int(words["year"]), month, int(words["day"])
    return None


def _month(word: str, other: str | None) -> int | None:
    """Return the month that a word means in a language of ours, whole or cut (MAR, SET); None for another word.

    Of two words, as passports print them, one may be of another language; two that we know must agree.
    """
    meant = [_months_of(part) for part in (word, other or "") if len(part) > 2]
    known = set.intersection(*filter(None, meant)) if any(meant) else set()
    return known.pop() if len(known) == 1 else None


def _months_of(word: str) -> set[int]:
    return {month for month, names in enumerate(_MONTHS, start=1) if any(name.startswith(word) for name in names)}


def read_day(text: str) -> date | None:
    """Return the day that a text names, or None.

    In digits (14/03/2015, 14032015, 2015-03-14) or as passports print it (14-mar-2015, 14 setiembre 2015, 14 MAR/MAR
    2015), the month in one of the languages of the pages.
    """
    parts = _parts(text)
    try:
        return date(*parts) if parts else None
    except ValueError:  # the 31st of a month that has 30 days
        return None


def typed_email(address: str) -> str:
    """Return an address whose server can be one of the internet, not of this machine alone. Raises `TypedError`."""
    server = address.rpartition("@")[2]
    if "." not in server.strip(".") or "[" in server:
        raise TypedError("email", NO_SERVER)
    return address


NO_SERVER = mark(
    "Revise el correo electrónico: después de la @ va el nombre completo del servicio, como en nombre@ejemplo.com."
)


def typed_account(text: str) -> str:
    """Return the account with plain line ends, at most one empty line in a row, and only signs that can be printed.

    Raises `TypedError` (`no_account`, `signs`, `long`).
    """
    plain = _printable_text(text, LONGEST_ACCOUNT)
    if not any(map(is_latin, plain)):
        raise TypedError("no_account", mark("Cuente con sus palabras qué pide y para quién."))
    return plain


def typed_words(text: str) -> str:
    """Return a few words that go into an account, on one line. Raises `TypedError` (`signs`, `long`)."""
    return " ".join(_printable_text(text, LONGEST_WORDS).split())


def _printable_text(text: str, longest: int) -> str:
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    lines = (" ".join(line.split()) for line in plain.split("\n"))
    printed = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if len(printed) > longest:
        message = mark("Ha escrito %(length)s letras: escriba hasta %(longest)s.")
        raise TypedError("long", message, length=str(len(printed)), longest=str(longest))
    wrong = _unlike(printed, lambda char: is_latin(char) or _is_mark(char) or char in _ACCOUNT_SIGNS)
    if wrong:
        message = mark("Escriba con letras latinas y signos corrientes. No se puede imprimir: %(signs)s")
        raise TypedError("signs", message, signs=wrong)
    return printed
