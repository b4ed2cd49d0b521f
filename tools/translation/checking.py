"""All checks of the catalogues and of the texts they are made of, each fault with its file and line (D10)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from tools.translation.catalogues import COMPLETE, LANGUAGES, Language, catalogue_file, read_catalogue, translations
from tools.translation.labels import label_faults
from tools.translation.literals import SPANISH_ON_PURPOSE, module_faults, template_faults
from tools.translation.sources import Text, public_modules, public_templates, public_texts
from tools.translation.strings import bare_words, sources, string_faults
from tools.translation.terms import Term, read_terms, term_faults

EXCEPTIONS = "vinculo/web/locale/exceptions.csv"
EVERYWHERE = "*"


@dataclass(frozen=True)
class Excused:
    """What is excepted from a rule, with the reason written beside it: language, rule and text."""

    rows: frozenset[tuple[str, str, str]]

    def covers(self, language: str, rule: str, msgid: str) -> bool:
        """Return whether a rule does not hold for a text in a language."""
        return bool({(language, rule, msgid), (EVERYWHERE, rule, msgid)} & self.rows)


def read_exceptions(project: Path) -> Excused:
    """Return the exceptions. Raises ValueError for one without a reason."""
    with (project / EXCEPTIONS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if bare := [row["msgid"] for row in rows if not row["reason"]]:
        raise ValueError(f"exceptions without a reason: {bare}")
    return Excused(frozenset((row["language"], row["rule"], row["msgid"]) for row in rows))


def source_faults(project: Path) -> Iterator[str]:
    """Yield what is wrong with the Spanish texts: outside gettext, or glued from pieces."""
    for template in public_templates(project):
        for line, fault in template_faults(template.read_text(encoding="utf-8")):
            yield f"{template.relative_to(project)}:{line}: {fault}"
    for module in public_modules(project):
        place = module.relative_to(project).as_posix()
        for line, fault in module_faults(module.read_text(encoding="utf-8")):
            if place not in SPANISH_ON_PURPOSE or fault.startswith("glued"):
                yield f"{place}:{line}: {fault}"


def language_faults(project: Path, language: Language) -> Iterator[str]:
    """Yield what is wrong with a language: texts it lacks, and each translation against every rule."""
    catalogue, path = read_catalogue(project, language), catalogue_file(project, language).relative_to(project)
    texts = public_texts(project)
    yield from unmatched_texts(catalogue, texts, path)
    places = {(text.context, text.msgid): text.place for text in reversed(texts)}
    labels = {message.id: translations(message)[0] for message in catalogue if isinstance(message.id, str)}
    terms, excused = read_terms(project), read_exceptions(project)
    for message in catalogue:
        if not message.id:
            continue
        msgid = sources(message)[0]
        for rule, fault in message_faults(message, language.code, labels, terms):
            if not excused.covers(language.code, rule, msgid):
                place = places.get((message.context or "", msgid), "nowhere")
                yield f"{path}:{message.lineno}: {fault} [{rule}] in «{_short(msgid)}» ({place})"


def unmatched_texts(catalogue: Catalog, texts: list[Text], path: Path) -> Iterator[str]:
    """Yield each text that only the program has, and each that only the catalogue has."""
    known = {(text.context, text.msgid): text for text in texts}
    for text in known.values():
        if catalogue.get(text.msgid, text.context or None) is None:
            yield f"{text.place}: not in {path}, run tools/catalogues.py extract: «{_short(text.msgid)}»"
    for message in catalogue:
        if message.id and (message.context or "", sources(message)[0]) not in known:
            what = f"no longer in the program, run tools/catalogues.py extract: «{_short(sources(message)[0])}»"
            yield f"{path}:{message.lineno}: {what}"


def message_faults(
    message: Message, language: str, labels: dict[str, str], terms: list[Term]
) -> Iterator[tuple[str, str]]:
    """Yield rule and fault of one translation; where it is missing nothing else is asked."""
    faults = list(string_faults(message, language))
    yield from faults
    if ("missing", "no translation") in faults:
        return
    spanish = sources(message)
    for each in translations(message):
        yield from term_faults(terms, bare_words(spanish[-1]), bare_words(each), language)
        yield from label_faults(spanish[-1], each, labels)


def faults(project: Path) -> Iterator[str]:
    """Yield every fault of the Spanish texts and of the languages that are declared complete."""
    yield from source_faults(project)
    for language in LANGUAGES:
        if language.code in COMPLETE:
            yield from language_faults(project, language)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 70 else f"{line[:70]}…"
