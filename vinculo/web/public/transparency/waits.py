"""How well the announced waits hold, for everybody to see."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vinculo.queries.queue import predictions
from vinculo.web.shared.clock import now

YEARS = range(2020, 2100)


@require_safe
def waits(request: HttpRequest) -> HttpResponse:
    """Show the hit rate of each centre in a month, the present one unless asked otherwise."""
    present = predictions.this_month(now())
    asked = request.GET.get("mes", "")
    month = _read(asked) or present
    context = {
        "month": month,
        "rates": predictions.hit_rates(month),
        "before": predictions.month_before(month),
        "after": predictions.month_after(month) if month < present else None,
        "wrong": bool(asked) and _read(asked) is None,
    }
    return render(request, "public/transparency/waits.html", context, status=422 if context["wrong"] else 200)


def _read(asked: str) -> date | None:
    """Return the month written as 2026-11, or None; one of no year of ours is none."""
    try:
        month = date.fromisoformat(f"{asked}-01")
    except ValueError:
        return None
    return month if month.year in YEARS else None
