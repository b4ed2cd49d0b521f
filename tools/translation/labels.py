"""Labels that a sentence quotes: *pulse «Siguiente»* must quote what the button says in that language (D10)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_QUOTED = re.compile(r"«([^»]+)»")
_BRACKETED = re.compile(r"\s*[（(][^（()）]*[）)]")


def label_faults(spanish: str, translated: str, labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each quoted label that the translation does not quote; `labels` are the translations of all texts."""
    for quoted in _QUOTED.findall(spanish):
        label = labels.get(quoted.strip())
        if label and _BRACKETED.sub("", label).casefold() not in translated.casefold():
            yield "label", f"«{quoted}» is not quoted as its button says it: {label}"
