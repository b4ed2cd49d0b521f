"""How a name is written when spelling is set aside: one spelling of its sound, and its consonants alone (D19).

Names come through many alphabets and hands. What is kept here is what survives: *Muhammad* and *Mohammed*, *Yuliia* and
*Julia*, *Jürgen* and *JUERGEN* differ in little or nothing once the letters of one sound are one letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from vinculo.rules.shared.names import fold

# Spellings of one sound, in the order in which they are replaced. Sources: the tables of ICAO 9303 part 3 section 6
# (AA, AE, OE, UE, UXX, NXX, SS, TH), the romanisations of Arabic, Cyrillic and Chinese in use, Spanish and Portuguese
# spelling (B and V, C and Z and S, Y and LL, NH), French and English for the same sounds (OU, DJ, KH, SH). The third
# column is what a word must contain for the pattern to match: most words of most people do not.
_ONE_SOUND = [
    (re.compile(pattern), letters, needed)
    for pattern, letters, needed in (
        (r"NXX", "N", "NXX"),
        (r"UXX", "U", "UXX"),
        (r"NG(?=[^AEIOUY]|$)", "N", "NG"),  # before H goes: Guanghua and Guang Hua
        (r"^OU(?=[AEI])|(?<=K)OU(?=A)", "W", "OU"),  # Ouedraogo and Wedraogo, Kouame and Kwame
        (r"^HS", "S", "HS"),  # Hsiao and Xiao
        (r"^X", "S", "X"),
        (r"CHR", "KR", "CHR"),
        (r"S(?:H|CH)TS?CH|SHCH|TSCH|TCH|SCH|SH|SZ|CZ|CS|CH|ZH|TZ|TS", "S", ""),
        (r"DZH|DSCH|DJ|DZ", "J", "D"),
        (r"KH", "H", "KH"),
        (r"PH", "F", "PH"),
        (r"CK|QU(?=[EI])|Q", "K", ""),
        (r"C(?=[EIY])", "S", "C"),
        (r"(?<=VI)C$", "S", "VIC"),  # Petrović and Petrovich
        (r"C", "K", "C"),
        (r"X", "KS", "X"),
        (r"G(?=[EIY])", "J", "G"),
        (r"Z", "S", "Z"),
        (r"[BW]", "V", ""),
        (r"H", "", "H"),
        (r"OU|OO", "U", "O"),
        (r"EE", "I", "EE"),
        (r"AE", "A", "AE"),
        (r"OE", "O", "OE"),
        (r"UE", "U", "UE"),
        (r"[JY]", "I", ""),
        (r"(.)\1+", r"\1", ""),
    )
]
# Letters that stand for two sounds: the word is kept under the other one too.
_OTHER_SOUNDS = [
    (re.compile(pattern), letters)
    for pattern, letters in (
        (r"CH", "H"),  # Michail and Mikhail, Chaim and Haim
        (r"^X(?=[AEO]|IM)", "J"),  # Ximena and Jimena, Xavier and Javier
        (r"^J(?=[AOU])", "G"),  # Jamal and Gamal
        (r"DJ", "D"),  # Djordje, for Đorđe
        (r"G(?=[EIY])", "GH"),  # Georgios and Giorgos, Sergey
    )
]
_NO_CONSONANT = re.compile(r"[AEIOU]")
_TWICE = re.compile(r"(.)\1+")
_SHAPE = re.compile(r"[AEIOU]")

# Words that stand before a name and are left out, parted from it or joined to it: *Al Zahrani*, *Alzahrani*, *Zahrani*.
PARTICLES = frozenset(
    [
        "AL",
        "AD",
        "AS",
        "AT",
        "AR",
        "EL",
        "UL",
        "BEN",
        "BIN",
        "BINT",
        "BINTI",
        "IBN",
        "DA",
        "DAS",
        "DE",
        "DEL",
        "DELA",
        "DELOS",
        "DEN",
        "DER",
        "DES",
        "DI",
        "DO",
        "DOS",
        "DU",
        "LA",
        "LAS",
        "LOS",
        "TEN",
        "TER",
        "THI",
        "VAN",
        "VON",
        "VANDER",
        "ZU",
    ]
)
_WRITTEN_OUT = {
    "MA": "MARIA",
    "JN": "JEAN",
    "ST": "SAINT",
    "STE": "SAINTE",
    "STA": "SANTA",
    "MD": "MOHAMMAD",
    "MOHD": "MOHAMMAD",
    "MUHD": "MOHAMMAD",
    "FCO": "FRANCISCO",
    "GPE": "GUADALUPE",
}
_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼʻʹʾʿ")
SHORT = 2  # consonants: a word of its own has as many at least


@dataclass(frozen=True)
class Part:
    """One name of a person with the particles before it, `joined` to it; `forms` are its sounds with and without.

    `kept` are the consonants under which it is looked up, `bones` those of each form, `whole` those of all that is
    joined to it; `fewest` and `most` how many its forms have. `rank` orders the names of a person: the first say most.
    """

    joined: str
    forms: tuple[str, ...]
    kept: str
    bones: tuple[str, ...]
    whole: str
    fewest: int
    most: int
    rank: tuple[int, int, str]

    @property
    def sound(self) -> str:
        """Return the sound of the word itself."""
        return self.forms[0]

    def sounds_as(self, other: Part) -> bool:
        """Return whether one of its sounds is one of another name; most names have one sound only."""
        if len(self.forms) == 1:
            return self.forms[0] in other.forms
        return not set(self.forms).isdisjoint(other.forms)


@lru_cache(maxsize=1 << 15)
def folded_word(written: str) -> str:
    """Return the folded key of what is written without a space."""
    return fold(written)


@lru_cache(maxsize=1 << 15)
def sound_of(word: str) -> str:
    """Return one spelling of the sound of a folded word; two spellings of one sound give the same."""
    for pattern, letters, needed in _ONE_SOUND:
        if needed in word:
            word = pattern.sub(letters, word)
    return word


@lru_cache(maxsize=1 << 15)
def consonants(sound: str) -> str:
    """Return the consonants of a sound, D as T, none twice in a row; its first vowel where there is none."""
    return _TWICE.sub(r"\1", _NO_CONSONANT.sub("", sound).replace("D", "T")) or sound[:1]


def shape(sound: str) -> str:
    """Return a sound with each vowel as one sign: vowels change with the transliteration, their places do not."""
    return _SHAPE.sub("-", sound)


@lru_cache(maxsize=1 << 14)
def parts_of(names: str) -> tuple[Part, ...]:
    """Return the names of a person in their order, particles with the name that they stand before."""
    alone = tuple(map(_part_alone, names.split()))
    if None not in alone:  # most names: in a file of 100,000 lines half of the time
        return cast(tuple[Part, ...], alone)
    words = [word for written in names.split() for word in _words(written)]
    parts: list[Part] = []
    before: list[str] = []
    for word in words:
        if (word in PARTICLES and (parts or word != "DO")) or len(word) == 1:
            before.append(word)
        else:
            parts.append(_part(word, "".join(before)))
            before = []
    if before:  # Nguyễn Văn, Do: at the end it is a name
        parts.extend(_part(word, "") for word in before if len(word) > 1)
    return tuple(parts) or tuple(_part(word, "") for word in words)


@lru_cache(maxsize=1 << 15)
def _words(written: str) -> tuple[str, ...]:
    """Return the folded words of one written without a space; names repeat, and folding is slow."""
    folded = fold(written.translate(_APOSTROPHES)).split()
    return tuple(_WRITTEN_OUT.get(word, word) for word in folded)


@lru_cache(maxsize=1 << 15)
def _part_alone(written: str) -> Part | None:
    """Return the name that is written without a space; None where it is several, or stands before another one."""
    words = _words(written)
    return _part(words[0], "") if len(words) == 1 and len(words[0]) > 1 and words[0] not in PARTICLES else None


@lru_cache(maxsize=1 << 15)
def _part(word: str, before: str) -> Part:
    others = [other for pattern, letters in _OTHER_SOUNDS if (other := pattern.sub(letters, word)) != word]
    words = [word, *([before + word] if before else ()), *others]
    forms = tuple(dict.fromkeys(map(sound_of, words)))
    bones = tuple(map(consonants, forms))
    whole = consonants(sound_of(before + word))
    lengths = list(map(len, bones))
    rank = (-len(bones[0]), -len(forms[0]), forms[0])
    return Part(before + word, forms, bones[0], bones, whole, min(lengths), max(lengths), rank)
