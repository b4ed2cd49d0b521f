"""A counter that somebody left open, freed by who supervises the centre (D37)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from vinculo.actions.queue import leaving
from vinculo.actions.queue.transfers import NoSuchCounter
from vinculo.actions.shared.guards import Stale
from vinculo.queries.queue import day_report, queue
from vinculo.queries.shared.local_time import local_day
from vinculo.rules.staff.access import Work
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import door, staff_of
from vinculo.web.shared.fields import CHANGED, read_of

if TYPE_CHECKING:
    from vinculo.records.models import Counter

answering = door(Work.SUPERVISION)
BACK = "espera"


class FreeForm(forms.Form):
    """What becomes of the person who is at the counter: back to the queue, or to another counter."""

    to = forms.ChoiceField(
        label=_lazy("¿Qué pasa con la persona que está en ella?"),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _lazy("Nadie atiende allí en este momento. Elija otra cosa.")},
    )

    def __init__(self, *args: Any, counters: list[Counter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.counters = {f"v{each.pk}": each for each in counters}
        name = _("Ventanilla %(number)d (%(staff)s)")
        there = [
            (key, name % {"number": each.number, "staff": each.staff.printed_name() if each.staff else ""})
            for key, each in self.counters.items()
        ]
        back = (BACK, _("Vuelve a la espera: la llama la primera ventanilla libre"))
        self.fields["to"].choices = [back, *there]  # type: ignore[attr-defined]
        self.fields["to"].initial = BACK

    def counter(self) -> Counter | None:
        """Return to which counter the person goes; only of a valid form."""
        return self.counters.get(self.cleaned_data["to"])


@answering
@require_http_methods(["GET", "HEAD", "POST"])
def free(request: HttpRequest, agency: int, number: int) -> HttpResponse:
    """Say who is at the counter and ask; then it is closed and free for anybody."""
    staff, moment = staff_of(request), now()
    where = day_report.agency_of(staff, agency)
    seated = queue.seated_counter(where, number)
    form = FreeForm(request.POST if request.method == "POST" else None, counters=seated.others)
    if form.is_valid():
        try:
            leaving.free_counter(
                counter=seated.counter, actor=staff, now=moment, to=form.counter(), read=read_of(request)
            )
            messages.success(request, _("La ventanilla %(number)d quedó libre.") % {"number": number})
            return redirect("supervision:day", agency=agency, day=local_day(where, moment))
        except Stale:
            form.add_error(None, CHANGED)
        except NoSuchCounter:
            form.add_error("to", _("Nadie atiende allí en este momento. Elija otra cosa."))
    context = {"form": form, "seated": seated, "agency": where, "day": local_day(where, moment)}
    return render(request, "supervision/free_counter.html", context, status=422 if form.errors else 200)
