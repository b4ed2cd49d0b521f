"""Names of people: a folded key for searching, and whether two spellings are the same name."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import product

from vinculo.rules.shared.languages import Spoken

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

# Rarer letters of the Latin alphabets, each with what it is searched by; a tone or a click is searched by nothing.
_RARE = """
ŉ=N Ƀ=B Ƃ=B Ƈ=C Ɖ=D Ƌ=D Ǝ=E Ɛ=E Ƒ=F Ɠ=G Ɣ=G Ɩ=I Ɨ=I Ƚ=L Ɯ=M Ƞ=N Ɔ=O Ɵ=O Ƣ=OI Ȣ=OU Ƥ=P Ʀ=R Ʃ=S Ƭ=T Ʈ=T Ʊ=U Ʉ=U Ʋ=V Ʌ=V
Ƶ=Z Ʒ=Z Ƹ=Z Ȥ=Z Ǥ=G Ƕ=HV Ƿ=W Ȝ=Y Ⱥ=A Ȼ=C Ⱦ=T Ɇ=E Ɉ=J Ɋ=Q Ɍ=R Ɏ=Y Ỻ=LL Ỽ=V Ỿ=Y ƍ=D ƛ=L ƪ=S ƫ=T ƺ=Z ȡ=D ȴ=L ȵ=N ȶ=T ȷ=J
ȸ=DB ȹ=QP ȿ=S Ȿ=S ɀ=Z Ɀ=Z ẜ=S ẝ=S ẟ=D Ƅ= Ƨ= Ƽ= ƻ= ƾ= Ɂ= ǀ= ǁ= ǂ= ǃ=
"""
_LETTERS |= {ord(pair[0]): pair[2:] for pair in _RARE.split()}

# ICAO 9303 part 3, section 6: spellings of a machine-readable zone that differ from the letter without its mark.
_ICAO = str.maketrans({"Ä": "AE", "Ö": "OE", "Ü": "UE", "Å": "AA", "Ø": "OE"})

_NO_LETTERS = {code: " " for code in range(128) if not chr(code).isalnum()}
_LETTER_APOSTROPHES = frozenset("ʼʻʹʾʿ")
_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼʻʹʾʿ")


def sorting_key(name: str, language: str | None) -> str:
    """Return by what a list is ordered in a language: letters without their marks; Chinese as in GB 2312, by sound."""
    return name.encode("gb18030", "replace").hex() if language == Spoken.CHINESE else fold(name)


def fold(name: str) -> str:
    """Return the name in ASCII capitals: no marks, hyphen and apostrophe as a space, single spaces (D8).

    Letters of other scripts stay as they are, in capitals.
    """
    if name.isascii():  # the usual case, in a file of 100,000 lines
        return " ".join(name.upper().translate(_NO_LETTERS).split())
    upper = unicodedata.normalize("NFC", name).translate(_LETTERS).upper().translate(_LETTERS)
    bare = "".join(char for char in unicodedata.normalize("NFKD", upper) if not unicodedata.combining(char))
    plain = bare.translate(_LETTERS).upper().translate(_LETTERS)  # Ǣ is Æ once its mark is gone
    letters = (  # no apostrophe that Unicode calls a letter
        char if char.isalnum() and char not in _LETTER_APOSTROPHES else " "
        for char in plain
        if unicodedata.category(char) != "Cf"
    )
    return " ".join("".join(letters).split())


@lru_cache(maxsize=1 << 12)
def _spellings(name: str) -> frozenset[tuple[str, ...]]:
    """Return the ways in which a name may come, each as its sorted tokens: as typed, as ICAO transliterates it."""
    upper = unicodedata.normalize("NFC", name).upper()
    texts = {upper, upper.translate(_ICAO)}
    texts |= {text.translate(_APOSTROPHES) for text in texts}  # O'Brien: OBRIEN
    ways = {fold(text) for text in texts}  # of most names one: to fold is what costs
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


def in_one_order(one: str, other: str) -> bool:
    """Return whether the same names stand in the same order, or with those of the end before the others.

    So they do on paper, in a zone and in lists that begin with the surnames. *María José* and *José María* do not.
    Names that differ in more than their order are not judged.
    """
    words, others = fold(one).split(), fold(other).split()
    if sorted(words) != sorted(others):
        return True
    return any(words[start:] + words[:start] == others for start in range(len(words)))


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
