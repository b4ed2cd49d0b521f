"""What a foreign public document needs so that it counts in Ecuador (D5, D24).

Decided by the country that issued the document, not by nationality, by the date, and by who executed it: what consuls
execute is outside the Apostille Convention (art. 1). How each country stands to it is dated reference data.
"""

from __future__ import annotations

from datetime import date

from vinculo.rules.cases.facts import ExecutedBy, Formality
from vinculo.rules.shared.countries import ECUADOR, canonical
from vinculo.rules.shared.languages import SPANISH
from vinculo.rules.shared.reference_data import APOSTILLES, ConventionRow, ReferenceData, in_force

# Before this day no country's apostille counted in Ecuador.
IN_FORCE_IN_ECUADOR = date(2005, 4, 2)

EITHER = frozenset({Formality.APOSTILLE, Formality.LEGALISATION})


def rows_of(reference: ReferenceData, country: str) -> tuple[ConventionRow, ...]:
    """Return every row of the table of the Convention for a country, past and to come."""
    return reference.convention.get(canonical(country), ())


def in_force_since(reference: ReferenceData, country: str) -> date | None:
    """Return since when the Convention binds that country and Ecuador, or will, or None where it does not."""
    if canonical(country) == ECUADOR:
        return None
    starts = [row.valid_from or date.min for row in rows_of(reference, country) if row.standing in APOSTILLES]
    return max(min(starts), IN_FORCE_IN_ECUADOR) if starts else None


def formality_needed(reference: ReferenceData, country: str, issued_on: date) -> Formality:
    """Return what a document needs if it was issued in that country on that day (D5): the rule as the page has it."""
    if canonical(country) == ECUADOR:
        return Formality.NONE
    row = in_force(rows_of(reference, country), issued_on)
    bound = row is not None and row.standing in APOSTILLES and issued_on >= IN_FORCE_IN_ECUADOR
    return Formality.APOSTILLE if bound else Formality.LEGALISATION


def is_confirmed(reference: ReferenceData, country: str, *days: date) -> bool:
    """Return whether the table is sure of a country on each of these days; where it says nothing it is not (D24).

    A row that is still to come says that the country is no party yet, as surely as it says from when on it is.
    """
    if canonical(country) == ECUADOR:
        return True
    rows = rows_of(reference, country)
    said = [in_force(rows, day) or next((row for row in rows if row.valid_from), None) for day in days]
    return all(row is not None and row.confirmed for row in said)


def formalities_accepted(
    reference: ReferenceData,
    country: str,
    issued_on: date,
    judged_on: date,
    executed_by: ExecutedBy = ExecutedBy.AUTHORITY,
) -> frozenset[Formality]:
    """Return every formality that serves for a document issued one day and judged on another (D5, D24).

    An old document may have been legalised while that was the only way, or be apostilled today: both serve; so they do
    where the table is not sure of the country. An empty set means that nothing is needed.
    """
    if executed_by is ExecutedBy.ECUADORIAN_CONSUL or canonical(country) == ECUADOR:
        return frozenset()
    if executed_by is ExecutedBy.FOREIGN_CONSUL:
        return frozenset({Formality.MINISTRY})
    if not is_confirmed(reference, country, issued_on, judged_on):
        return EITHER
    days = (issued_on, judged_on)
    return frozenset(formality_needed(reference, country, day) for day in days) - {Formality.NONE}


def translation_needed(language: str) -> bool:
    """Return whether a document in this language (a code of CLDR) needs a translation into Spanish (D5)."""
    return language.strip().lower() != SPANISH
