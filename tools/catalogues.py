#!/usr/bin/env python3
"""Keep the catalogues of the languages: bring them up to date with the program, and check them (D10).

Usage: catalogues.py extract [PROJECT]   write new texts into every django.po, take out what is gone
       catalogues.py check [PROJECT]     one line for each fault, exit status 1 (docs/translating.md)
       catalogues.py count [PROJECT]     how much of each language is translated
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.translation import catalogues as kept  # noqa: E402 - the path of the project comes first
from tools.translation import sources  # noqa: E402


def extract(project: Path) -> int:
    """Write the catalogues anew from the texts of the program."""
    template = kept.template_of(sources.public_texts(project))
    for language in kept.LANGUAGES:
        kept.write_catalogue(project, language, kept.update_catalogue(project, language, template))
    return count(project)


def count(project: Path) -> int:
    """Print how many texts each language has, and how many of them are translated."""
    for language in kept.LANGUAGES:
        messages = [message for message in kept.read_catalogue(project, language) if message.id]
        done = sum(kept.is_translated(message) for message in messages)
        print(f"{language.code}: {done} of {len(messages)}")
    return 0


COMMANDS = {"extract": extract, "count": count}


def main() -> int:
    """Do what the first word says and return the exit status."""
    words = sys.argv[1:]
    if not words or words[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 2
    return COMMANDS[words[0]](Path(words[1]) if len(words) > 1 else ROOT)


if __name__ == "__main__":
    sys.exit(main())
