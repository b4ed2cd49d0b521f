"""Pages of the admin that act on rows: each carries the mark of what it showed (D30)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vinculo.actions.shared.guards import OwnAct, Stale, require_read
from vinculo.queries.shared.marks import mark_of
from vinculo.rules.shared.acts import Act, Subject
from vinculo.web.shared.fields import CHANGED, read_of

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Any]
else:
    BaseAdmin = admin.ModelAdmin


class Unread:
    """A form whose row changed since it was shown."""

    def clean(self) -> Any:
        """Refuse what was typed on a row that nobody has read as it is."""
        cleaned = super().clean()  # type: ignore[misc]
        self.add_error(None, CHANGED)  # type: ignore[attr-defined]
        return cleaned


class ActsOnWhatWasRead(BaseAdmin):
    """A page that changes, deletes or decides rows: one that is not as it was read stays as it is."""

    actions_selection_counter = False  # it offers to choose the rows of other pages, which nobody has read
    acts_of_actions: ClassVar[Mapping[str, Act]] = {}  # what the event log says of an action on several rows

    def what_is_read(self, row: Any) -> list[Model]:
        """Return the records that the page of a row shows: the row, and what is edited with it."""
        return [row]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the row; locked for the person who posts, inside the transaction of the page."""
        row = super().get_object(request, object_id, from_field)
        if row is None or request.method != "POST" or not connection.in_atomic_block:
            return row
        return self.model._base_manager.select_for_update(no_key=True).get(pk=row.pk)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form; it is refused where the row is not as the page showed it (D30)."""
        form = super().get_form(request, obj, change=change, **kwargs)
        read = read_of(request)
        if obj is None or request.method != "POST" or read is None or read == mark_of(*self.what_is_read(obj)):
            return form
        return type(form.__name__, (Unread, form), {})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Show the page with the mark of the row as it is kept, whatever was typed."""
        row = self.model._base_manager.filter(pk=context["object_id"]).first() if context.get("object_id") else None
        context["read_mark"] = mark_of(*self.what_is_read(row)) if row is not None else ""
        return super().render_change_form(request, context, *args, **kwargs)

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> Any:
        """Show what a deletion takes along, with the mark of the row."""
        return super().render_delete_form(
            request, context | {"read_mark": mark_of(*self.what_is_read(context["object"]))}
        )

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Delete a row as it was read; of another one show again what would be deleted."""
        with transaction.atomic():
            row = self.get_object(request, unquote(object_id)) if request.method == "POST" else None
            read = read_of(request)
            if row is None or read is None or read == mark_of(*self.what_is_read(row)):
                return super().delete_view(request, object_id, extra_context)
        self.message_user(request, str(CHANGED), messages.WARNING)
        return HttpResponseRedirect(request.get_full_path())

    def action_checkbox(self, obj: Model) -> SafeString:
        """Return the box that chooses a row of the list, with the mark of the row."""
        box = super().action_checkbox(obj)
        return format_html('{}<input type="hidden" name="read-{}" value="{}">', box, obj.pk, mark_of(obj))

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:  # type: ignore[override]
        """Act on the chosen rows if all are as they were read; what this person just did is not done again."""
        with transaction.atomic():
            chosen = self.model._base_manager.filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME)).order_by("pk")
            rows = list(chosen.select_for_update(no_key=True))
            to_do, stale = self._sort_out(request, rows)
            if not stale:
                answer = super().response_action(request, queryset.filter(pk__in=[row.pk for row in to_do]))
                if isinstance(answer, TemplateResponse):  # it asks for a confirmation
                    shown = [(str(row.pk), mark_of(*self.what_is_read(row))) for row in rows]
                    answer.context_data = (answer.context_data or {}) | {"read_marks": shown}
                return answer
        words = _(
            "Cambió mientras usted lo leía: %(rows)s. Todavía no hicimos nada. Esta página muestra cómo está ahora: "
            "revíselo y, si está de acuerdo, elija las filas otra vez."
        )
        self.message_user(request, words % {"rows": "; ".join(str(row) for row in stale)}, messages.WARNING)
        return HttpResponseRedirect(request.get_full_path())

    def _sort_out(self, request: HttpRequest, rows: list[Any]) -> tuple[list[Any], list[Any]]:
        """Return the rows on which an action is still to be done, and those that are not as they were read."""
        act = self.acts_of_actions.get(request.POST.get("action", ""))
        to_do, stale = [], []
        for row in rows:
            own = None
            if act is not None:
                subject = Subject(str(row._meta.model_name))
                own = OwnAct(request.user, timezone.now(), subject, row.pk, (act,))  # type: ignore[arg-type]
            covered = self.what_is_read(row) if "post" in request.POST else [row]  # its confirmation shows more
            try:
                if require_read(read_of(request, f"read-{row.pk}"), *covered, own=own):
                    to_do.append(row)
            except Stale:
                stale.append(row)
        return to_do, stale
