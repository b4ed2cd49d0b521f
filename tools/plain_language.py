#!/usr/bin/env python3
"""Measure how plainly the public Spanish is written: its index, and its longest sentences.

Usage: plain_language.py [PROJECT]

For each file with public texts: how many words, the index, and every sentence above the bound. Exit status 1 where
there is one; the index of whole pages is held by tests/web/public/test_plain_language.py.

The index is the *perspicuidad* of Szigriszt Pazos: 206.835 − 62.3 · syllables/words − words/sentences (Francisco
Szigriszt Pazos, «Sistemas predictivos de legibilidad del mensaje escrito: fórmula de perspicuidad», doctoral thesis,
Universidad Complutense de Madrid, 1993). On the scale INFLESZ (Barrio-Cantalejo and others, «Validación de la Escala
INFLESZ para evaluar la legibilidad de los textos dirigidos a pacientes», Anales del Sistema Sanitario de Navarra 31,
2008) 55 to 65 is normal and 65 to 80 quite easy. Syllables are divided by the library silabeador.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import silabeador

from tools.translation.sources import public_texts

LEAST_INDEX, LEAST_PIECE = 65, 5
MOST_WORDS, MOST_TO_THE_STOP = 25, 35  # of a sentence, and of what stands between two full stops
# Words of a sentence in the other languages, which need more of them; in Chinese signs.
MOST_IN = {"en": 32, "pt_BR": 32, "fr": 32, "ht": 32, "zh_Hans": 50}
# Proper names, which nobody can write more plainly: taken out before anything is counted.
NAMES = (
    "Asignación de código de identificación para dependientes extranjeros",
    "Instituto Ecuatoriano de Seguridad Social",
    "Centro de Atención Universal",
    "Centros de Atención Universal",
    "Coordinación o Unidad Provincial de Asesoría Jurídica",
    "Coordinación/Unidad Provincial de Asesoría Jurídica",
    "Asesoría Jurídica",
    "Ministerio de Relaciones Exteriores",
    "Convenio de La Haya sobre la apostilla",
    "Convenio de La Haya",
    "Atención al Ciudadano",
    "Confirmación del Turno en Línea",
    "Turnos para atención ciudadana",
    "Verificar IESS turno online",
    "Código Orgánico Administrativo",
    "Superintendencia de Protección de Datos Personales",
    "Ley Orgánica de Protección de Datos Personales",
    "Ley Orgánica para la Optimización y Eficiencia de Trámites Administrativos",
)
_FILLED = re.compile(r"%\(\w+\)[a-z]|\{\{.*?\}\}|\{\w*\}|<[^>]*>|\S+@\S+|https?://\S+|www\.\S+")
_WORD = re.compile(r"[^\W\d_]+")
_PARAGRAPH = re.compile(r"\n\s*\n|(?<=[:.])\n|\n(?=-|%\()")  # of a mail
_STOP = re.compile(r"(?<=[.?!…])[»”\")]*\s+")
_END = re.compile(r"(?<=[.?!…:;])[»”\")]*\s+")
_BRACKETS = re.compile(r"[（(][^()（）]*[)）]")
_JOINED = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_SIGN = re.compile(r"[\u4e00-\u9fff]")
_END_IN = {"zh_Hans": re.compile(r"(?<=[。？！；：])")}
_RUN = 4  # words in a row by which a quotation is known


def words(text: str) -> list[str]:
    """Return the words of a text, without figures, addresses and what is filled in."""
    return _WORD.findall(_FILLED.sub(" ", text))


def sentences(text: str) -> list[str]:
    """Return the sentences of a piece: each ends with its full stop, its colon or its semicolon, or with the piece."""
    return _split_text(text, _END)


def _split_text(text: str, end: re.Pattern[str]) -> list[str]:
    return [each for each in end.split(text.strip()) if words(each)]


@cache
def count_syllables(word: str) -> int:
    """Return how many syllables a word has; an abbreviation without a vowel is spoken as one."""
    return max(1, len(silabeador.syllabify(word.lower())))


@dataclass(frozen=True)
class Prose:
    """Pieces of Spanish prose, each a paragraph or an item."""

    pieces: tuple[str, ...]

    @cached_property
    def sentences(self) -> list[str]:
        """Return the sentences of all pieces."""
        return [sentence for piece in self.pieces for sentence in sentences(piece)]

    @property
    def words(self) -> list[str]:
        """Return the words of all pieces."""
        return [word for piece in self.pieces for word in words(piece)]

    @property
    def index(self) -> float:
        """Return the perspicuidad of Szigriszt Pazos; that of nothing is the highest there is."""
        if not self.words:
            return 206.835
        syllables = sum(map(count_syllables, self.words))
        return 206.835 - 62.3 * syllables / len(self.words) - len(self.words) / len(self.sentences)

    @property
    def long_sentences(self) -> list[str]:
        """Return the sentences above their bound, and what is too long to its full stop."""
        to_the_stop = [each for piece in self.pieces for each in _split_text(piece, _STOP)]
        long = [each for each in self.sentences if len(words(each)) > MOST_WORDS]
        return long + [each for each in to_the_stop if len(words(each)) > MOST_TO_THE_STOP]


class OfficialPage:
    """Knows what is a quotation of the procedure's official page: most of its runs of four words stand there."""

    def __init__(self, published: str) -> None:
        self._runs = set(_runs(published))

    def quotes(self, sentence: str) -> bool:
        """Return whether a sentence is the page's, with at most small corrections of its punctuation."""
        runs = list(_runs(sentence))
        return bool(runs) and sum(run in self._runs for run in runs) * 2 >= len(runs)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    spoken = [word.lower() for word in words(text)]
    return (tuple(spoken[start : start + _RUN]) for start in range(len(spoken) - _RUN + 1))


def prose(pieces: Iterable[str], page: OfficialPage) -> Prose:
    """Return the prose among pieces of text: without short ones, names and quotations of the official page."""
    ours: list[str] = []
    for piece in (part for each in pieces for part in _PARAGRAPH.split(each)):
        text = " ".join(sentence for sentence in sentences(piece) if not page.quotes(sentence))
        for name in NAMES:
            text = text.replace(name, "")
        if len(words(text)) >= LEAST_PIECE:
            ours.append(text)
    return Prose(tuple(ours))


def official_page(project: Path) -> OfficialPage:
    """Return the official page as it was published."""
    return OfficialPage((project / "docs" / "spec" / "procedure-page.txt").read_text(encoding="utf-8"))


def count_sentences(translated: str, language: str) -> list[tuple[int, str]]:
    """Return the sentences of a translation with their words, in Chinese signs, Spanish words in brackets left out."""
    bare = _BRACKETS.sub(" ", translated)
    counted = []
    for sentence in (each for part in bare.split("\n") for each in _END_IN.get(language, _END).split(part)):
        units = _SIGN.findall(sentence) if language == "zh_Hans" else _JOINED.findall(_FILLED.sub(" ", sentence))
        counted.append((len(units), sentence.strip()))
    return counted


def long_translations(translated: str, language: str) -> list[str]:
    """Return the sentences of a translation above the bound of its language."""
    return [sentence for count, sentence in count_sentences(translated, language) if count > MOST_IN[language]]


def main(arguments: list[str]) -> int:
    """Print what was measured."""
    project = Path(arguments[1] if len(arguments) > 1 else ".")
    page, long = official_page(project), 0
    by_file: dict[str, set[str]] = defaultdict(set)
    for text in public_texts(project):
        by_file[text.path] |= {text.msgid, text.plural} - {""}
    for path, texts in by_file.items():
        measured = prose(sorted(texts), page)
        print(f"{path}: {len(measured.words)} words, index {measured.index:.0f}")
        for sentence in measured.long_sentences:
            long += 1
            print(f"  {len(words(sentence))} words: {' '.join(sentence.split())}")
    return 1 if long else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
