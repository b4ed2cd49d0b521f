#!/usr/bin/env python3
"""Keep the catalogues of the languages: bring them up to date with the program, and check them (D10).

Usage: catalogues.py extract      write new texts into every django.po, take out what is gone
       catalogues.py check        the Spanish texts and each complete language: a line for each fault, exit status 1
       catalogues.py check fr     one language, complete or not
       catalogues.py count        how much of each language is translated
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.translation import catalogues as kept  # noqa: E402 - the path of the project comes first
from tools.translation import checking, sources  # noqa: E402


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


def check(project: Path, code: str = "") -> int:
    """Print the faults and return the exit status; of one language all of them, complete or not."""
    chosen = [language for language in kept.LANGUAGES if language.code == code]
    lines = [line for each in chosen for line in checking.language_faults(project, each)]
    lines = lines if code else list(checking.faults(project))
    print("\n".join(lines) or f"no fault in {code or ', '.join(('the Spanish texts', *sorted(kept.COMPLETE)))}")
    return 1 if lines else 0


def main() -> int:
    """Do what the words say and return the exit status."""
    match sys.argv[1:]:
        case ["extract"]:
            return extract(ROOT)
        case ["count"]:
            return count(ROOT)
        case ["check"]:
            return check(ROOT)
        case ["check", code] if code in {language.code for language in kept.LANGUAGES}:
            return check(ROOT, code)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
