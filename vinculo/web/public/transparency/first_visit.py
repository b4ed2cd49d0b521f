"""*Se fue con el código en la primera visita*, as *Transparencia* shows it (D39)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.formats import date_format

from vinculo.queries.feedback import first_visit
from vinculo.queries.feedback.figures import FiguresScope
from vinculo.rules.feedback.first_visit import FirstVisits
from vinculo.web.shared.figures.plot import format_count

if TYPE_CHECKING:
    from vinculo.records.models import Agency


def first_visit_context(scope: FiguresScope, centres: Sequence[Agency], today: date) -> dict[str, object]:
    """Return the months with their shares, the whole year, the reasons, and what people answered themselves."""
    shown = first_visit.first_visit_figures(scope, centres, today)
    return {
        "months": [
            {"name": date_format(month.first, "F"), "any": bool(each.visits), **_cells(each)}
            for month, each in shown.months.items()
        ],
        "whole": _cells(shown.whole),
        "any": bool(shown.whole.visits),
        "reasons": [{"text": each.text, "count": format_count(each.count)} for each in shown.reasons],
        "fewer": shown.fewer,
        "answered": _cells(shown.answered),
        "least": settings.SATISFACTION_LEAST_MARKS,
    }


def _cells(each: FirstVisits) -> dict[str, str]:
    """Return count and share; both empty of so few that a family might be recognised."""
    share = each.share(settings.SATISFACTION_LEAST_MARKS)
    if share is None:
        return {"visits": "", "share": ""}
    return {"visits": format_count(each.visits), "share": f"{share} %"}


def first_visit_rows(scope: FiguresScope, centres: Sequence[Agency], today: date) -> Iterator[list[object]]:
    """Yield the rows of the open data: one for each month and centre that had a first visit."""
    known = {row.pk: row for row in centres}
    least = settings.SATISFACTION_LEAST_MARKS
    for (month, pk), each in first_visit.by_centre(scope, centres, today).items():
        share = each.share(least)
        visits = None if share is None else each.visits
        yield [month.year, month.number, known[pk].province.name, known[pk].name, visits, share]
