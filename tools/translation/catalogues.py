"""The catalogues of the languages: read, brought up to date with the texts of the program, written (D10)."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from tools.translation.sources import Text

FOLDER = "vinculo/web/locale"
# The languages declared complete: what is missing in one of these fails the checks. The others are being translated.
COMPLETE: frozenset[str] = frozenset({"en", "pt_BR", "fr", "zh_Hans", "ht"})
_MADE = datetime(2026, 11, 29, tzinfo=UTC)  # one moment for ever: a new one would change every file each time


@dataclass(frozen=True)
class Language:
    """A language of the public side: the folder of its catalogue, its column in the table of terms, its plurals."""

    code: str
    name: str
    plural_forms: str


LANGUAGES = (
    Language("en", "English", "nplurals=2; plural=(n != 1);"),
    Language("pt_BR", "Portuguese of Brazil", "nplurals=2; plural=(n > 1);"),
    Language("fr", "French", "nplurals=2; plural=(n > 1);"),
    Language("zh_Hans", "Simplified Chinese", "nplurals=1; plural=0;"),
    Language("ht", "Haitian Creole", "nplurals=1; plural=0;"),
)
_HEADER = """\
# {name}: the public side of Vínculo. How to translate: docs/translating.md.
msgid ""
msgstr ""
"Project-Id-Version: Vinculo\\n"
"Language: {code}\\n"
"Plural-Forms: {plural_forms}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def catalogue_file(project: Path, language: Language) -> Path:
    """Return where the catalogue of a language stands."""
    return project / FOLDER / language.code / "LC_MESSAGES" / "django.po"


def read_catalogue(project: Path, language: Language) -> Catalog:
    """Return the catalogue of a language; an empty one where none is written yet."""
    path = catalogue_file(project, language)
    if path.exists():
        with path.open(encoding="utf-8") as file:
            return read_po(file, locale=language.code, abort_invalid=True)
    header = _HEADER.format(name=language.name, code=language.code, plural_forms=language.plural_forms)
    return read_po(io.StringIO(header), locale=language.code)


def template_of(texts: Iterable[Text]) -> Catalog:
    """Return the catalogue without translations, each text once with every file it stands in."""
    template = Catalog(creation_date=_MADE, fuzzy=False)
    for text in texts:
        template.add(
            (text.msgid, text.plural) if text.plural else text.msgid,
            context=text.context or None,
            locations=[(text.path, text.line)],
            auto_comments=[text.hint] if text.hint else [],
        )
    return template


def update_catalogue(project: Path, language: Language, template: Catalog) -> Catalog:
    """Bring a catalogue up to date: new texts without a translation, kept ones with theirs, gone ones taken out."""
    catalogue = read_catalogue(project, language)
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    return catalogue


def write_catalogue(project: Path, language: Language, catalogue: Catalog) -> None:
    """Write a catalogue in the order of its files, without line numbers: what did not change stays the same."""
    path = catalogue_file(project, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = io.BytesIO()
    catalogue.creation_date = catalogue.revision_date = _MADE
    catalogue.msgid_bugs_address, catalogue.last_translator, catalogue.language_team = "", "", language.name
    write_po(written, catalogue, width=110, include_lineno=False, sort_by_file=True, ignore_obsolete=True)
    path.write_bytes(written.getvalue())


def translations(message: Message) -> list[str]:
    """Return what stands in a catalogue for a text: one translation, or one for each plural form."""
    string = message.string
    return [string] if isinstance(string, str) else list(string or [""])


def is_translated(message: Message) -> bool:
    """Return whether a text has its translation, and each of its plural forms."""
    return all(translations(message))
