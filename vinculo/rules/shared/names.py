"""Names of people: a folded key for searching, and whether two spellings are the same name."""

from __future__ import annotations

import unicodedata
from itertools import product

MRZ_NAME_LENGTH = 39  # TD3 and MRV-A; MRV-B has 31

# Letters that no decomposition turns into ASCII.
_LETTERS = str.maketrans(
    {
        "Æ": "AE",
        "Œ": "OE",
        "Ø": "O",
        "Đ": "D",
        "Ð": "D",
        "Ɖ": "D",
        "Ł": "L",
        "Þ": "TH",
        "ẞ": "SS",
        "ß": "SS",
        "Ħ": "H",
        "Ŧ": "T",
        "Ŋ": "N",
        "ı": "I",
        "ĸ": "K",
        "Ə": "E",
        "Ɓ": "B",
        "Ɗ": "D",
        "Ƙ": "K",
        "Ƴ": "Y",
        "Ɲ": "N",
    }
)

# ICAO 9303 part 3, section 6: spellings of a machine-readable zone that differ from the letter without its mark.
_ICAO = str.maketrans({"Ä": "AE", "Ö": "OE", "Ü": "UE", "Å": "AA", "Ø": "OE"})

_NO_LETTERS = {code: " " for code in range(128) if not chr(code).isalnum()}

_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼʻʹ")


def fold(name: str) -> str:
    """Return the name in ASCII capitals: no marks, hyphen and apostrophe as a space, single spaces (D8).

    Letters of other scripts stay as they are, in capitals.
    """
    if name.isascii():  # the usual case, in a file of 100,000 lines
        return " ".join(name.upper().translate(_NO_LETTERS).split())
    upper = unicodedata.normalize("NFC", name).upper().translate(_LETTERS)
    bare = "".join(char for char in unicodedata.normalize("NFKD", upper) if not unicodedata.combining(char))
    letters = (char if char.isalnum() else " " for char in bare.upper() if unicodedata.category(char) != "Cf")
    return " ".join("".join(letters).split())


def _spellings(name: str) -> frozenset[tuple[str, ...]]:
    """Return the ways in which a name may come, each as its sorted tokens: as typed, as ICAO transliterates it."""
    upper = unicodedata.normalize("NFC", name).upper()
    ways = {fold(upper), fold(upper.translate(_ICAO))}
    ways |= {fold(text.translate(_APOSTROPHES)) for text in (upper, upper.translate(_ICAO))}  # O'Brien: OBRIEN
    ways |= {way.replace("NXX", "N").replace("UXX", "U") for way in ways}  # Ñ: NXX, Ü: UXX
    return frozenset(tuple(sorted(way.split())) for way in ways)


def _cut_from(short: list[str], whole: list[str], shortest_cut: int) -> bool:
    """Return whether `short` is what a machine-readable zone keeps of `whole`: tokens cut short or left out."""
    if len(" ".join(short)) < shortest_cut or len(short) > len(whole):
        return False
    left = list(whole)
    beginnings = []
    for token in short:
        if token in left:
            left.remove(token)
        else:
            beginnings.append(token)
    for token in sorted(beginnings, key=len, reverse=True):
        match = next((candidate for candidate in left if candidate.startswith(token)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def same_names(one: str, other: str, room: int = MRZ_NAME_LENGTH) -> bool:
    """Return whether two spellings are the same name: in any order, without marks, transliterated, or cut short.

    A name counts as cut short only where it fills the `room` of a machine-readable zone (39 letters, 31 in MRV-B).
    An empty name is the same as none.
    """
    shortest_cut = room - 2  # the double filler counts for one space; a cut may fall after a filler
    for mine, theirs in product(_spellings(one), _spellings(other)):
        if not mine or not theirs:
            return False
        short, whole = sorted((list(mine), list(theirs)), key=lambda tokens: len(" ".join(tokens)))
        if mine == theirs or _cut_from(short, whole, shortest_cut):
            return True
    return False
