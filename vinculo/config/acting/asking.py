"""Pages of the admin whose changes can take their hour from people: they show whom, and ask, before anything is kept.

Everything that such a page does goes through one act (`actions/closures/changes.py`, D38).
"""

from __future__ import annotations

from collections.abc import Callable
from random import SystemRandom
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.messages import get_messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.actions.closures.changes import Strands, change_reference, seat_stranded
from vinculo.config.acting.read_rows import ActsOnWhatWasRead
from vinculo.queries.booking.serving import Shortage, shortages
from vinculo.records.models import Agency, Counter, Service
from vinculo.rules.shared.acts import Subject
from vinculo.web.supervision.closing import tell_outcome
from vinculo.web.supervision.forms import ToldReasonForm

PREFIX = "cambio"  # of what the question asks, beside what the page itself asks
SEATED = (Agency, Service, Counter)  # what decides at how many counters there are turnos
DECIDED, BACK = f"{PREFIX}-decidido", f"{PREFIX}-corregir"


def words_of(short: Shortage) -> dict[str, object]:
    """Return what is said of a service that wants more counters than serve it."""
    service = short.service
    return {
        "agency": service.agency,
        "procedure": service.procedure,
        "wanted": service.counters,
        "having": short.having,
    }


class ToCorrect:
    """A form that comes back with what was typed, because its person wants to correct it."""

    def clean(self) -> Any:
        """Keep what was typed and save nothing."""
        cleaned = super().clean()  # type: ignore[misc]
        self.add_error(None, _("Todavía no guardamos nada: corrija lo que haga falta."))  # type: ignore[attr-defined]
        return cleaned


class AsksWhomItHits(ActsOnWhatWasRead):
    """A page whose changes go through the act that asks whom they hit (D38)."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Add or change a row; where that hits turnos, ask first."""
        page = super().changeform_view
        return self._ask_before(request, lambda: page(request, object_id, form_url, extra_context), correctable=True)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Delete a row; where that hits turnos, ask first."""
        page = super().delete_view
        return self._ask_before(request, lambda: page(request, object_id, extra_context))

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:  # type: ignore[override]
        """Act on several rows; where that hits turnos, ask first."""
        page = super().response_action
        answer: HttpResponse | None = self._ask_before(request, lambda: page(request, queryset))
        return answer

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form; with what was typed where its person came back from the question to correct it."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (ToCorrect, form), {}) if BACK in request.POST else form

    def _ask_before(self, request: HttpRequest, page: Callable[[], Any], *, correctable: bool = False) -> Any:
        """Do what the page does through the act; where it hits turnos, show them until their reason is told.

        Only a page that is `correctable` leads back to its form, which then saves nothing (`ToCorrect`).
        """
        if request.method != "POST" or (correctable and BACK in request.POST):
            return page()
        form = ToldReasonForm(request.POST if DECIDED in request.POST else None, prefix=PREFIX)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        now = timezone.now()
        try:
            changed = change_reference(
                change=page,
                what=Subject(str(self.opts.model_name)),
                reason=reason,
                actor=request.user,  # type: ignore[arg-type]
                now=now,
                random_source=SystemRandom(),
            )
        except Strands as stranded:
            return self._show_question(request, form, stranded)
        if closed := seat_stranded(changed=changed, now=now):
            tell_outcome(request, closed)
        for short in shortages(changed.centres) if self.model in SEATED else ():
            words = _(
                "%(agency)s: «%(procedure)s» tiene turno en línea en %(wanted)d ventanillas y lo atienden %(having)d. "
                "Solo se ofrecen turnos en las que lo atienden: añádalas en «Ventanillas»."
            )
            self.message_user(request, words % words_of(short), messages.WARNING)
        return changed.result

    def _show_question(self, request: HttpRequest, form: ToldReasonForm, stranded: Strands) -> HttpResponse:
        """Show whom the change would hit, with all that was typed kept in the page."""
        list(get_messages(request))  # of what was undone: they are taken, and not shown
        own = {"csrfmiddlewaretoken", DECIDED, BACK, form["reason"].html_name}
        kept = [(name, value) for name, values in request.POST.lists() if name not in own for value in values]
        context = {
            **self.admin_site.each_context(request),
            "title": _("¿A quién afecta el cambio?"),
            "opts": self.opts,
            "messages": [],
            "form": form,
            "hit": stranded.turnos,
            "agencies": len({turno.agency_id for turno in stranded.turnos}),
            "kept": kept,
            "decided": DECIDED,
            "back": "" if "post" in request.POST or ACTION_CHECKBOX_NAME in request.POST else BACK,
        }
        status = 422 if form.is_bound else 409
        return TemplateResponse(request, "admin/whom_it_hits.html", context, status=status)
