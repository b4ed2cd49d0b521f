"""The privacy notice, with how long what is kept, and how to ask for one's rights (D34)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from vinculo.queries.shared.reference_data import get_published
from vinculo.queries.shared.retention import Keeping, published_terms
from vinculo.rules.rights.retention import RetentionKind
from vinculo.rules.rights.words import RETENTION_KINDS
from vinculo.web.shared.away.marks import without_data
from vinculo.web.shared.clock import now

OF_STAFF = {RetentionKind.LOG_IN}
YEAR = 365


@without_data
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the privacy notice."""
    moment = now()
    kept = [
        (_(RETENTION_KINDS[term.kind]), kept_in_words(term), term.row.instrument if term.row else "")
        for term in published_terms(moment).values()
        if term.kind not in OF_STAFF
    ]
    context = {"kept": kept, "delegate": get_published(moment).texts["delegate"]}
    return render(request, "public/information/privacy.html", context)


@without_data
@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """Show what to bring to ask for one's rights over the data, and how they are answered."""
    return render(request, "public/information/rights.html", {"delegate": get_published(now()).texts["delegate"]})


def kept_in_words(term: Keeping) -> str:
    """Return how long a kind is kept, as people say it."""
    days = term.days
    if days is None:
        return _("Según el cuadro de conservación del IESS")
    if days % YEAR == 0:
        years = days // YEAR
        return ngettext("%(years)d año", "%(years)d años", years) % {"years": years}
    return ngettext("%(days)d día", "%(days)d días", days) % {"days": days}
