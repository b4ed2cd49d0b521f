"""The rows that a figure counts: the same statement and the same condition as its number, shown a page at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from vinculo.queries.feedback.service.counting import read_day
from vinculo.queries.feedback.service.figures import COLUMNS, Figure
from vinculo.queries.feedback.service.scope import ServiceScope
from vinculo.queries.feedback.service.sources import ABOUT, SOURCES, source_statement
from vinculo.queries.shared import access
from vinculo.records.models import Agency, Staff
from vinculo.records.rows import rows
from vinculo.rules.shared.acts import Act, Subject

HOURS = {"", *map(str, range(24))}
ACTS = {Subject.TURNO: Act.TURNO_READ, Subject.CASE: Act.CASE_READ}


@dataclass(frozen=True, kw_only=True)
class ListedRow:
    """One row of a list, without a name or a number of a person; `facts` are the columns that its source has."""

    pk: int
    agency: int
    now_at: int  # the centre that has the thing now (D7)
    day: date
    hour: int | None
    label: str
    subject: int | None
    about: str
    facts: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Which of a figure's rows are listed: those of one value of a column, or all."""

    column: str = ""
    value: str = ""

    def is_allowed(self, figure: Figure) -> bool:
        """Return whether the figure can be told apart by this column, and has such values.

        A name from an address is never put into SQL, and no database takes a NUL in a text.
        """
        if "\0" in self.value or (self.column == "hour" and self.value not in HOURS):
            return False
        return not self.column or self.column in COLUMNS.get(figure.source, ())


def count_rows(figure: Figure, scope: ServiceScope, chosen: Chosen) -> int:
    """Return how many rows a list has; one statement."""
    statement, values = _list_statement(figure, scope, chosen)
    ((count,),) = rows(f"SELECT COUNT(*) FROM ({statement}) AS listed", **values)  # nosec B608
    return int(count)


def list_rows(figure: Figure, scope: ServiceScope, chosen: Chosen, begin: int, most: int) -> list[ListedRow]:
    """Return a part of a list in the order of the days; one statement.

    All columns order it: two rows of one record would else change places between two pages. The moment stands in the
    text, so that PostgreSQL plans it anew each time: of a prepared statement it forgets the days, takes any span for
    two or three, and compares each number with each call.
    """
    statement, values = _list_statement(figure, scope, chosen)
    source = SOURCES[figure.source]
    facts, about = source.facts, source.about or ""
    columns = ("id", "agency_id", "day", "hour", "label", "subject_id", source.now_at, *facts)
    order = dict.fromkeys(("day", "hour", "id", *columns))
    lines = rows(
        f"/* {scope.now.isoformat()} */ SELECT {', '.join(columns)} FROM ({statement}) AS listed"  # nosec B608
        f" ORDER BY {', '.join(order)} LIMIT %(most)s OFFSET %(begin)s",
        **values,
        most=most,
        begin=begin,
    )
    listed = []
    for pk, agency, day, hour, label, subject, now_at, *rest in lines:
        words = {name: "" if value is None else str(value) for name, value in zip(facts, rest, strict=True)}
        listed.append(
            ListedRow(
                pk=pk,
                agency=agency,
                now_at=now_at,
                day=read_day(day),
                hour=hour,
                label=label,
                subject=subject,
                about=words.pop(ABOUT, about),
                facts=words,
            )
        )
    return listed


def hide_elsewhere(lines: Iterable[ListedRow], centres: Iterable[Agency]) -> list[ListedRow]:
    """Return a list without the references of what a centre out of the reader's territory has now (D7).

    The row is counted where it was; whose it is concerns the centre that has it. What is hidden is not read.
    """
    territory = {each.pk for each in centres}
    return [each if each.now_at in territory else replace(each, label="", subject=None, about="") for each in lines]


def _list_statement(figure: Figure, scope: ServiceScope, chosen: Chosen) -> tuple[str, dict[str, object]]:
    """Return the statement of a list: the figure's source under the figure's condition, as the number counts it."""
    statement, values = source_statement(figure.source, scope)
    only = f" AND COALESCE(CAST(r.{chosen.column} AS text), '') = %(chosen)s" if chosen.column else ""
    return f"SELECT * FROM ({statement}) AS r WHERE ({figure.condition}){only}", values | {"chosen": chosen.value}  # nosec B608


def record_listing(lines: list[ListedRow], staff: Staff, scope: ServiceScope) -> None:
    """Write that the turnos and the cases of a list were shown: one event for each.

    A number of the queue and a seat are nobody's; a complaint is listed without what it says, as in its own list.
    """
    for subject, act in ACTS.items():
        shown = dict.fromkeys(each.subject for each in lines if each.about == subject and each.subject is not None)
        access.record_view(act=act, subject=subject, subject_ids=shown, staff=staff, now=scope.now)
