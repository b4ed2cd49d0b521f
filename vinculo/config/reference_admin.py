"""What the pages of the admin have in common: who may, what is written down, what cannot be deleted.

And the forms of the dated reference data, which its pages share.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import PROTECT, Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vinculo.config.acting.asking import AsksWhomItHits
from vinculo.config.reference_forms import ReferenceForm
from vinculo.records.events import write_event
from vinculo.records.models import Citation, ConventionEntry, Exemption, LegalTerm, LocalDay, Remedy, RetentionRule
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.reference_data import Standing, Waived
from vinculo.rules.shared.statuses import LocalDayState
from vinculo.web.shared.choices import country_choices

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    BaseInline = admin.TabularInline[Any, Any]
else:
    BaseInline = admin.TabularInline


class ForAdministrators:
    """The person who may enter the admin may edit all of it: the site lets in administrators only."""

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


class ReferenceAdmin(PlainChoices, ForAdministrators, AsksWhomItHits):
    """A page of reference data: each change asks whom it hits and is written as an event; what is in use stays."""

    list_per_page = 50
    save_on_top = False
    instead: StrOrPromise = ""  # what to do with a row that is in use

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save what hangs on the row, then write one event with the names of the fields that changed."""
        super().save_related(request, form, formsets, change)
        rows = [name for formset in formsets if formset.has_changed() for name in [formset.prefix]]
        self.note(request, form.instance, [*([] if change else ["created"]), *_changed_fields(form), *rows])

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

    date_columns = ("valid_from", "valid_until", "changed_by")  # the source is long: it stands on the page of the row
    readonly_fields: ClassVar[tuple[str, ...]] = ("changed_by", "changed_at")
    list_select_related: ClassVar[tuple[str, ...]] = ("changed_by",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the row with who changed it and when."""
        obj.changed_by, obj.changed_at = request.user, timezone.now()
        super().save_model(request, obj, form, change)


def _changed_fields(form: ModelForm[Any]) -> list[str]:
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


class DatedForm(ReferenceForm):
    """A row of dated reference data: it holds from a day until another, by an instrument."""

    def check_row(self, row: dict[str, Any]) -> None:
        """The days stand in their order."""
        since, until = row.get("valid_from"), row.get("valid_until")
        if since and until and until < since:
            self.add_error("valid_until", _("El último día no puede ser anterior al primero."))
        for name, value in list(row.items()):
            if isinstance(value, str) and value and not any(each.isprintable() and each != " " for each in value):
                self.add_error(name, _("Escriba este dato: solo tiene signos que no se ven."))

    def offer_countries(self, *names: str) -> None:
        """Let these fields be chosen from the list of countries."""
        for name in names:
            field = self.fields[name]
            self.fields[name] = forms.ChoiceField(
                label=field.label, required=field.required, choices=country_choices(), help_text=field.help_text
            )


DATED_HELP = {
    "valid_from": gettext_lazy("Vacío: desde siempre. Puede ser un día por venir: rige desde ese día."),
    "valid_until": gettext_lazy("Vacío: hasta que otra fila empiece. Ese día todavía rige."),
    "instrument": gettext_lazy("La ley, el decreto, la resolución o la fuente de donde consta."),
}


class ConventionForm(DatedForm):
    """How a country or territory stands to the Apostille Convention (D24)."""

    class Meta:
        """Every field but who changed it."""

        model = ConventionEntry
        fields = ("code", "standing", "sovereign", "confirmed", "valid_from", "valid_until", "instrument")
        help_texts = {
            **DATED_HELP,
            "sovereign": gettext_lazy("Solo de un territorio: el país del que es."),
            "confirmed": gettext_lazy("Sin marcar, la ventanilla recibe apostilla o legalización, con un motivo."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_countries("code", "sovereign")

    def check_row(self, row: dict[str, Any]) -> None:
        """A territory has its country; a code has one row from the same day."""
        super().check_row(row)
        if row.get("standing") in {Standing.EXTENDED, Standing.NOT_EXTENDED} and not row.get("sovereign"):
            self.add_error("sovereign", _("Elija de qué país es el territorio."))
        same = ConventionEntry.objects.filter(code=row.get("code"), valid_from=row.get("valid_from"))
        if row.get("code") and same.exclude(pk=self.instance.pk).exists():
            self.add_error("valid_from", _("Ya hay una fila de ese lugar desde ese día: cámbiela."))


class ExemptionForm(DatedForm):
    """What a decree waives (D26)."""

    class Meta:
        """Every field but who changed it."""

        model = Exemption
        fields = ("nationality", "document", "waives", "years_after_expiry", "valid_from", "valid_until", "instrument")
        help_texts = {
            **DATED_HELP,
            "years_after_expiry": gettext_lazy(
                "Solo si se dispensa la vigencia: hasta cuántos años después de caducar. Vacío: sin límite. Ejemplo: "
                "pasaporte de Venezuela, vigencia, 5 años, por los decretos 826 (2019) y 1020 (2020), si todavía rigen."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_countries("nationality")

    def check_row(self, row: dict[str, Any]) -> None:
        """Years belong to validity, and an exception has a first day."""
        super().check_row(row)
        if row.get("years_after_expiry") is not None and row.get("waives") != Waived.VALIDITY:
            self.add_error("years_after_expiry", _("Los años se escriben solo cuando se dispensa la vigencia."))
        if not row.get("valid_from") and "valid_from" not in self.errors:
            self.add_error("valid_from", _("Escriba desde qué día rige la excepción."))


class CitationForm(DatedForm):
    """How a legal instrument is cited."""

    class Meta:
        """Every field but who changed it."""

        model = Citation
        fields = ("key", "name", "articles", "valid_from", "valid_until", "instrument")
        help_texts = {
            **DATED_HELP,
            "key": gettext_lazy("Con ella la citan los requisitos; una clave nueva solo se muestra en la página."),
            "articles": gettext_lazy("Como se imprime, por ejemplo «Artículos: 16; 17; 18.»."),
        }


class LegalTermForm(DatedForm):
    """How many working days a term has."""

    class Meta:
        """Every field but who changed it."""

        model = LegalTerm
        fields = ("kind", "days", "valid_from", "valid_until", "instrument")
        help_texts = {
            **DATED_HELP,
            "days": gettext_lazy("Sin una fila rige el ajuste del servicio. Un plazo que empezó no cambia."),
        }

    def check_row(self, row: dict[str, Any]) -> None:
        """A term has days that can be."""
        super().check_row(row)
        if row.get("days") is not None and not 1 <= row["days"] <= 120:
            self.add_error("days", _("Escriba entre 1 y 120 días hábiles."))


class RetentionForm(DatedForm):
    """How many days a kind of data is kept (D34)."""

    class Meta:
        """Every field but who changed it."""

        model = RetentionRule
        fields = ("kind", "days", "valid_from", "valid_until", "instrument")
        help_texts = {
            **DATED_HELP,
            "days": gettext_lazy(
                "Desde que termina. Vacío: mientras lo diga el cuadro de conservación. Sale en el aviso de privacidad."
            ),
        }

    def check_row(self, row: dict[str, Any]) -> None:
        """A kind has one row from the same day, and days that can be."""
        super().check_row(row)
        if row.get("days") is not None and not 1 <= row["days"] <= 36500:
            self.add_error("days", _("Escriba entre 1 y 36500 días, o déjelo vacío."))
        same = RetentionRule.objects.filter(kind=row.get("kind"), valid_from=row.get("valid_from"))
        if row.get("kind") and same.exclude(pk=self.instance.pk).exists():
            self.add_error("valid_from", _("Ya hay una fila de eso desde ese día: cámbiela."))


class RemedyForm(DatedForm):
    """What somebody who is refused may do about it."""

    class Meta:
        """Every field but who changed it."""

        model = Remedy
        fields = ("name", "body", "term", "valid_from", "valid_until", "instrument")
        help_texts = {
            **DATED_HELP,
            "name": gettext_lazy("Se imprime en cada negativa. Sin un recurso que rija no se puede negar."),
            "term": gettext_lazy("Por ejemplo: diez días desde la notificación."),
        }


class LocalDayForm(DatedForm):
    """A day of rest of the canton of an agency; its state changes by accepting or rejecting it in the list."""

    class Meta:
        """Every field but the state and who changed it."""

        model = LocalDay
        fields = ("agency", "month", "day", "name", "valid_from", "valid_until", "instrument")
        help_texts = DATED_HELP

    def check_row(self, row: dict[str, Any]) -> None:
        """The day exists in every year; one that was decided stays that day of that centre (D26)."""
        super().check_row(row)
        if self.instance.pk and self.instance.state != LocalDayState.PROPOSED:
            for name in {"agency", "month", "day"} & set(self.changed_data):
                self.add_error(name, _("Ya se decidió sobre ese día. Agregue otra fila para otro día."))
        try:
            date(2025, row.get("month", 1), row.get("day", 1))
        except ValueError:
            self.add_error("day", _("Ese día no existe en ese mes."))
