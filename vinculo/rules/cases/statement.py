"""The account of a solicitud (S32): composed in Spanish from the model of the institution and from answers.

What stands in brackets in the model is known of the people, is answered about the document of the link, or is a bracket
of the institution's own, which is asked for by its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from vinculo.rules.cases.facts import Applicant, Case, Dependent, Formality, Link
from vinculo.rules.cases.paper_kinds import PAPERS, PaperKind
from vinculo.rules.cases.requirements.model import Requirement
from vinculo.rules.cases.requirements.procedures import judged_as, requirements_of
from vinculo.rules.shared.countries import UNSPECIFIED_NATIONALITIES, country_name
from vinculo.rules.shared.labels import LINKS_IN_A_SENTENCE
from vinculo.rules.shared.marks import mark
from vinculo.rules.shared.parsing import OLDEST, TypedError
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS

_OPEN = re.compile(r"\[[^\[\]\n]{1,120}\]")
_PROOF = "[acta de matrimonio, acta notarial de unión de hecho o acta de nacimiento]"
_COUNTRY = "[escriba el país que emitió el acta]"
_AUTHORITY = "[escriba la autoridad que emitió el acta]"
_ISSUED_ON = "[escriba la fecha de emisión del acta]"
_CITY = "[escriba la ciudad donde residen]"
ANSWERED = frozenset({_PROOF, _COUNTRY, _AUTHORITY, _ISSUED_ON, _CITY})  # by the answers about the document


def list_proofs(link: Link, procedure: str = FOREIGN_DEPENDENTS) -> tuple[PaperKind, ...]:
    """Return the documents that a procedure takes as proof of a link; the first is the usual one (S36, S37).

    Where it takes none, those of the main procedure: the account names a document all the same (S32).
    """
    nobody = Applicant(code="", names="")
    case = Case(applicant=nobody, dependent=Dependent(link=link), judged_on=date.max)
    tables = (requirements_of(judged_as(procedure)), requirements_of(FOREIGN_DEPENDENTS))
    taken = [_list_accounted(row for row in table if row.applies(case)) for table in tables]
    return next(filter(None, taken))


def _list_accounted(asked: Iterable[Requirement]) -> tuple[PaperKind, ...]:
    return tuple(kind for row in asked for kind in row.papers if PAPERS[kind].in_account)


# In Spanish and in no catalogue: it is printed in the solicitud, which is signed (S31).
_CARRIES = {
    Formality.APOSTILLE: "El documento del vínculo familiar tiene apostilla.",
    Formality.LEGALISATION: "El documento del vínculo familiar está legalizado por el consulado del Ecuador.",
    Formality.MINISTRY: "El documento del vínculo familiar está legalizado por el Ministerio de Relaciones Exteriores.",
}


@dataclass(frozen=True, kw_only=True)
class ProofAnswers:
    """What is answered about the document of the link; `others` are the institution's own brackets with their words."""

    proof: PaperKind
    country: str
    issued_on: date
    authority: str
    formality: Formality
    city: str
    more: str = ""
    others: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the answers as a draft keeps them."""
        return {**vars(self), "issued_on": self.issued_on.isoformat()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> ProofAnswers:
        """Return the answers of a draft."""
        read = {
            "proof": PaperKind(kept["proof"]),
            "issued_on": date.fromisoformat(kept["issued_on"]),
            "formality": Formality(kept["formality"]),
        }
        return cls(**{**kept, **read})


def answers_kept(kept: Mapping[str, Any] | None) -> ProofAnswers | None:
    """Return the answers of a draft, or None while they are only lent by another or not given."""
    return ProofAnswers.from_json(kept) if kept and "issued_on" in kept else None


def check_issued_on(issued_on: date, born: date | None, today: date) -> None:
    """Check that a document can be of that day: not to come, and not from before the person (D23).

    Raises `TypedError` (`future`, `ancient`, `before_birth`).
    """
    if issued_on > today:
        raise TypedError("future", mark("Esa fecha todavía no llega. Revise el año."))
    if issued_on < OLDEST:
        raise TypedError("ancient", mark("Esa fecha es demasiado antigua. Revise el año."))
    if born is not None and issued_on < born:
        raise TypedError("before_birth", mark("Ese día el dependiente todavía no había nacido. Revise la fecha."))


def suggestion_from(kept: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return of the answers about one dependent what the next one may share: each document has its own day."""
    return {name: value for name, value in (kept or {}).items() if name not in {"issued_on", "more", "others"}}


def known_of(*, applicant: str, dependent: str, link: str, nationality: str) -> dict[str, str]:
    """Return what is known of the people, in Spanish, by the bracket of the model text that it fills."""
    known = {
        "[escriba sus nombres y apellidos]": applicant,
        "[escriba los nombres y apellidos del dependiente]": dependent,
    }
    if nationality and nationality not in UNSPECIFIED_NATIONALITIES:
        known["[escriba el país de su nacionalidad]"] = country_name(nationality)
    if link in set(Link):
        known["[hijo, hija, cónyuge o conviviente]"] = LINKS_IN_A_SENTENCE[link]
    return known


def answers_by_bracket(answers: ProofAnswers, issued_on: str) -> dict[str, str]:
    """Return what is answered, in Spanish, by the bracket that it fills; `issued_on` is the day in words."""
    return answers.others | {
        _PROOF: PAPERS[answers.proof].in_account,
        _COUNTRY: country_name(answers.country),
        _AUTHORITY: answers.authority,
        _ISSUED_ON: issued_on,
        _CITY: answers.city,
    }


def compose(text: str, answers: ProofAnswers) -> str:
    """Return the filled model with what the document carries and what was added, before a closing («Atentamente,»)."""
    added = [part for part in (_CARRIES.get(answers.formality, ""), answers.more.strip()) if part]
    *before, last = text.strip().split("\n\n")
    closes = last.rstrip().endswith(",")
    return "\n\n".join([*before, *added, last] if closes else [*before, last, *added])


def fill(text: str, known: Mapping[str, str]) -> str:
    """Return the text with every bracket that is known replaced; the others stay to be written."""
    return _OPEN.sub(lambda match: known.get(match[0], "") or match[0], text)


def brackets(text: str) -> list[str]:
    """Return what is still in brackets, each once, in the order of the text."""
    return list(dict.fromkeys(_OPEN.findall(text)))
