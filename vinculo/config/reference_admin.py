"""What every page of the admin has in common: who may, what is written down, what cannot be deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import PROTECT, Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.records.events import write_event
from vinculo.rules.shared.acts import Act, Subject

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    BaseAdmin = admin.ModelAdmin[Any]
    BaseInline = admin.TabularInline[Any, Any]
else:
    BaseAdmin, BaseInline = admin.ModelAdmin, admin.TabularInline


class ForAdministrators:
    """Whoever may enter the admin may edit all of it: the site lets in administrators only."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return whether the person is an administrator."""
        return bool(getattr(request.user, "is_administrator", False))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return whether the person is an administrator."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return whether the person is an administrator."""
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return whether the person is an administrator."""
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return whether the person is an administrator."""
        return self.has_module_permission(request)


class PlainChoices:
    """Choices of other rows without the buttons that would change those rows from here."""

    def formfield_for_dbfield(self, *args: Any, **kwargs: Any) -> Any:
        """Return the field without those buttons."""
        field = super().formfield_for_dbfield(*args, **kwargs)  # type: ignore[misc]
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            widget = field.widget
            widget.can_add_related = widget.can_change_related = False
            widget.can_delete_related = widget.can_view_related = False
        return field


class ReferenceAdmin(PlainChoices, ForAdministrators, BaseAdmin):
    """A page of reference data: every change is written as an event, what is in use is not deleted."""

    list_per_page = 50
    save_on_top = False
    instead: StrOrPromise = ""  # what to do with a row that is in use

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save what hangs on the row, then write one event with the names of the fields that changed."""
        super().save_related(request, form, formsets, change)
        rows = [name for formset in formsets if formset.has_changed() for name in [formset.prefix]]
        self.note(request, form.instance, [*([] if change else ["created"]), *_changed(form), *rows])

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Write the event, then delete."""
        self.note(request, obj, ["deleted"])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Write one event for each row, then delete them."""
        for row in queryset:
            self.note(request, row, ["deleted"])
        super().delete_queryset(request, queryset)

    def note(self, request: HttpRequest, row: Model, fields: Sequence[str]) -> None:
        """Write that the row changed."""
        write_event(
            act=Act.REFERENCE_CHANGED,
            subject=Subject(str(row._meta.model_name)),
            subject_id=row.pk,
            now=timezone.now(),
            actor=request.user,  # type: ignore[arg-type]
            fields=fields,
        )

    def get_deleted_objects(
        self, objs: QuerySet[Any] | Sequence[Any], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Return what a deletion would take along; a row in use is refused in plain words."""
        used = [row for row in objs if in_use(row)]
        if used:
            message = _("«%(row)s» ya se usa y no se puede eliminar. %(instead)s")
            return [], {}, set(), [message % {"row": row, "instead": self.instead} for row in used]
        return super().get_deleted_objects(objs, request)


class DatedAdmin(ReferenceAdmin):
    """A page of dated reference data: the row itself tells who changed it last, and the event log each time."""

    date_columns = ("valid_from", "valid_until", "instrument", "changed_by", "changed_at")
    readonly_fields: ClassVar[tuple[str, ...]] = ("changed_by", "changed_at")
    list_select_related: ClassVar[tuple[str, ...]] = ("changed_by",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the row with who changed it and when."""
        obj.changed_by, obj.changed_at = request.user, timezone.now()
        super().save_model(request, obj, form, change)


def _changed(form: ModelForm[Any]) -> list[str]:
    """Return the names of the fields that changed, never their values; passwords under one name."""
    return sorted({"password" if name.startswith("password") else name for name in form.changed_data})


def in_use(row: Model) -> bool:
    """Return whether some record that must not be lost refers to the row."""
    relations = [field for field in row._meta.get_fields(include_hidden=True) if field.one_to_many or field.one_to_one]
    protected = [relation for relation in relations if getattr(relation, "on_delete", None) is PROTECT]
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: row}).exists()  # type: ignore[union-attr]
        for relation in protected
    )
