"""Whether somebody is meant by the names that were typed: each word begins or sounds like one of theirs (D19, D37)."""

from __future__ import annotations

from functools import lru_cache

from vinculo.rules.cases.sounds import consonants, sound_of
from vinculo.rules.shared.names import fold

SHORTEST = 3  # letters of the longest word: fewer say nothing
TELLING = 3  # consonants by which a word is found in another spelling
MOST_WORDS = 6


def typed_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a name that was typed; nothing for what is none or says too little."""
    words = tuple(fold(text).split())
    told = words and len(words) <= MOST_WORDS and max(map(len, words)) >= SHORTEST
    return words if told and all(map(str.isalpha, words)) else ()


def is_meant(words: tuple[str, ...], names: str) -> bool:
    """Return whether every typed word is the beginning of a word of these folded names, or sounds like one."""
    theirs = names.split()
    return all(any(one.startswith(word) or _sounds(word) == _sounds(one) for one in theirs) for word in words)


@lru_cache(maxsize=1 << 15)
def _sounds(word: str) -> str:
    """Return the consonants of a word that has enough of them, else its whole sound."""
    sound = sound_of(word)
    kept = consonants(sound)
    return kept if len(kept) >= TELLING else sound
