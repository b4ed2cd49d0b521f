"""The model text of the account in a solicitud (S32): what stands in brackets is known, or is still to be written."""

from __future__ import annotations

import re

from vinculo.rules.cases.facts import Link
from vinculo.rules.shared.countries import UNSPECIFIED_NATIONALITIES, country_name
from vinculo.rules.shared.labels import LINK_PROOFS, LINKS_IN_A_SENTENCE

_OPEN = re.compile(r"\[[^\[\]\n]{1,120}\]")


def known_of(*, applicant: str, dependent: str, link: str, nationality: str) -> dict[str, str]:
    """Return what is known, in Spanish, by the bracket of the model text that it fills."""
    known = {
        "[escriba sus nombres y apellidos]": applicant,
        "[escriba los nombres y apellidos del dependiente]": dependent,
    }
    if nationality and nationality not in UNSPECIFIED_NATIONALITIES:
        known["[escriba el país de su nacionalidad]"] = country_name(nationality)
    if link in set(Link):
        known["[hijo, hija, cónyuge o conviviente]"] = LINKS_IN_A_SENTENCE[link]
        known["[acta de matrimonio, acta notarial de unión de hecho o acta de nacimiento]"] = LINK_PROOFS[link]
    return known


def fill(text: str, known: dict[str, str]) -> str:
    """Return the text with every bracket that is known replaced; the others stay to be written."""
    return _OPEN.sub(lambda match: known.get(match[0], "") or match[0], text)


def brackets(text: str) -> list[str]:
    """Return what is still in brackets, each once, in the order of the text."""
    return list(dict.fromkeys(_OPEN.findall(text)))
