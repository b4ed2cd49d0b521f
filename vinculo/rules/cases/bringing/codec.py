"""The answers about one dependent as a word of an address: to share a list without a name or a number in it (D31)."""

from __future__ import annotations

from datetime import date

from vinculo.rules.cases.bringing.model import Answers
from vinculo.rules.cases.facts import Link
from vinculo.rules.shared.countries import is_country

LONGEST = 60
_YES_NO = {"1": True, "0": False, "": None}
_OF_BOOL = {value: sign for sign, value in _YES_NO.items()}


class NotAnswers(ValueError):
    """A word that no answers are written as."""


def encode(answers: Answers, *, to_share: bool = False) -> str:
    """Return the answers as one word; until when passports are valid stays at home where it is `to_share`."""
    until = (None, None) if to_share else (answers.affiliate_until, answers.dependent_until)
    parts = (
        answers.link.value if answers.link else "",
        _OF_BOOL[answers.affiliate_passport],
        _day(until[0]),
        _OF_BOOL[answers.dependent_passport],
        _day(until[1]),
        _day(answers.issued_on),
        answers.country,
    )
    return ".".join(parts)


def decode(word: str) -> Answers:
    """Return the answers that a word stands for. Raises `NotAnswers` for anything else."""
    parts = word.split(".")
    if len(word) > LONGEST or len(parts) != 7:
        raise NotAnswers(word[:LONGEST])
    link, has_own, own_until, has_theirs, their_until, issued_on, country = parts
    try:
        answers = Answers(
            link=Link(link),
            affiliate_passport=_YES_NO[has_own],
            affiliate_until=_read_day(own_until),
            dependent_passport=_YES_NO[has_theirs],
            dependent_until=_read_day(their_until),
            issued_on=_read_day(issued_on),
            country=country,
        )
    except (KeyError, ValueError):
        raise NotAnswers(word[:LONGEST]) from None
    if encode(answers) != word or not is_country(country):
        raise NotAnswers(word[:LONGEST])
    return answers


def _day(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else ""


def _read_day(text: str) -> date | None:
    if not text:
        return None
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))
