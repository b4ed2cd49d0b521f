"""The copy of a turno that its owner keeps on their phone by a tap, for when there is no network (D10).

The page says in a header until when a copy is of use; the script of the copy (static/copy.js) keeps none without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vinculo.queries.booking.drafts import turno_by_token
from vinculo.queries.shared.local_time import local_day, local_moment, midnight
from vinculo.rules.shared.statuses import TurnoStatus
from vinculo.web.shared.away.marks import without_data
from vinculo.web.shared.clock import now
from vinculo.web.shared.private import private

if TYPE_CHECKING:
    from vinculo.records.models import Turno

HEADER = "X-Copy-Until"  # seconds since 1970
TO_COME = frozenset({TurnoStatus.CONFIRMED, TurnoStatus.ARRIVED})


@dataclass(frozen=True)
class Copy:
    """When a copy of the page was made, as the clock of the centre shows it, and until when it is of use."""

    made: datetime
    ends: datetime

    @property
    def until(self) -> int:
        """Return the end in seconds since 1970."""
        return int(self.ends.timestamp())


def copy_of(turno: Turno, moment: datetime) -> Copy | None:
    """Return what a copy made now would be, or None once the visit is over or cancelled: until its day has passed."""
    ends = midnight(turno.agency, local_day(turno.agency, turno.starts) + timedelta(days=1))
    if turno.status not in TO_COME or moment >= ends:
        return None
    return Copy(local_moment(turno.agency, moment), ends)


@private
@require_safe
def copy_script(request: HttpRequest, token: str) -> HttpResponse:
    """Return the script that keeps the copy; below the page's address, so that it reaches no other page."""
    turno = turno_by_token(token)
    if turno is None or copy_of(turno, now()) is None:
        raise Http404
    script = Path(str(finders.find("copy.js"))).read_text(encoding="utf-8")
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@without_data
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Return what a phone shows on its first screen for a page that its owner puts there: the page itself opens."""
    icon = {"src": static("favicon.svg"), "type": "image/svg+xml", "sizes": "any"}
    name = _("Vínculo")
    said = {"name": f"{name} · IESS", "short_name": name, "lang": "es", "display": "browser", "icons": [icon]}
    return JsonResponse(said, content_type="application/manifest+json")
