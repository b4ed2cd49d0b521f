"""The pages of the admin: places, calendar, texts and accounts; no case, no person, no code."""

from __future__ import annotations

from collections.abc import Sequence
from random import SystemRandom
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vinculo.actions.operations.accounts import give_one_time_code
from vinculo.actions.operations.factors import remove_factor
from vinculo.actions.operations.reference import decide_local_day
from vinculo.actions.shared.guards import Stale
from vinculo.config import reference_admin, reference_forms
from vinculo.config.reference_admin import BaseInline, DatedAdmin, ForAdministrators, PlainChoices, ReferenceAdmin
from vinculo.queries.operations.accounts import has_factor
from vinculo.queries.shared.names import country_in_words
from vinculo.records.models import (
    Agency,
    CalendarDay,
    Citation,
    ConventionEntry,
    Counter,
    Exemption,
    LegalTerm,
    LocalDay,
    MailboxBound,
    ModelText,
    PriorityCategory,
    Procedure,
    Province,
    Remedy,
    RetentionRule,
    SecondFactor,
    Service,
    Staff,
)
from vinculo.rules.shared.acts import Act
from vinculo.rules.shared.transitions import NotAllowedError
from vinculo.web.shared.fields import CHANGED, read_of

LONGEST_ID = 10  # digits

if TYPE_CHECKING:
    AccountAdmin = UserAdmin[Staff]
else:
    AccountAdmin = UserAdmin


class ServiceInline(PlainChoices, ForAdministrators, BaseInline):
    """The procedures of an agency, on its page."""

    model = Service
    form = reference_forms.ServiceForm
    formset = reference_forms.ServiceRows
    extra = 0


@admin.register(Province)
class ProvinceAdmin(ReferenceAdmin):
    """The provinces."""

    list_display = ("code", "name", "legal_unit_address", "legal_unit_hours")
    list_display_links = ("name",)
    search_fields = ("code", "name")
    instead = _("Tiene centros.")


@admin.register(Agency)
class AgencyAdmin(ReferenceAdmin):
    """The agencies, with what they serve."""

    form = reference_forms.AgencyForm
    inlines = (ServiceInline,)
    list_display = ("name", "province", "city", "address", "opens", "closes", "active", "verified")
    list_filter = ("active", "verified", "province")
    list_select_related = ("province",)
    search_fields = ("name", "city", "address")
    readonly_fields = ("source",)
    instead = _("Desmarque «abierto» para que no se ofrezca.")

    def what_is_read(self, row: Agency) -> list[Model]:
        """Return the agency with its services."""
        return [row, *Service.objects.filter(agency=row).order_by("pk")]


@admin.register(Procedure)
class ProcedureAdmin(ReferenceAdmin):
    """The procedures."""

    form = reference_forms.ProcedureForm
    list_display = ("name", "code", "slot_minutes", "active")
    list_filter = ("active",)
    search_fields = ("name", "code")
    instead = _("Desmarque «activo» para que no se ofrezca.")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A procedure keeps the code by which the program knows it."""
        return ("code",) if obj else ()


@admin.register(Service)
class ServiceAdmin(ReferenceAdmin):
    """The matrix of agency and procedure (S26)."""

    form = reference_forms.ServiceForm
    autocomplete_fields = ("agency", "procedure")
    list_display = ("agency", "procedure", "counters", "active")
    list_filter = ("active", "procedure", "agency__province")
    list_select_related = ("agency", "procedure")
    search_fields = ("agency__name", "agency__city", "procedure__name")


@admin.register(CalendarDay)
class CalendarDayAdmin(ReferenceAdmin):
    """The calendar above the national rule."""

    form = reference_forms.CalendarDayForm
    list_display = ("date", "name", "is_open", "province", "city", "agency", "basis")

    def get_deleted_objects(
        self, objs: QuerySet[Any] | Sequence[Any], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Refuse what the guided act closed: only reopening takes it back."""
        problems = [message for row in objs if (message := reference_forms.deletion_problem(row))]
        if problems:
            return [], {}, set(), problems
        return super().get_deleted_objects(objs, request)

    list_filter = ("is_open", "province", "city")
    list_select_related = ("province", "agency")
    search_fields = ("name", "basis", "city", "agency__name")
    date_hierarchy = "date"
    ordering = ("-date",)


@admin.register(MailboxBound)
class MailboxBoundAdmin(ReferenceAdmin):
    """The mailboxes that may have more live turnos than others: an employer, a shelter, a lawyer (D28)."""

    form = reference_forms.MailboxBoundForm
    list_display = ("mailbox", "most", "reason")
    search_fields = ("mailbox", "reason")


@admin.register(Counter)
class CounterAdmin(ReferenceAdmin):
    """The counters of the agencies: who sits there and whether it is open is changed at the desk."""

    fields = ("agency", "number", "accessible", "procedures", "active")
    autocomplete_fields = ("agency",)
    list_display = ("agency", "number", "accessible", "active")
    list_filter = ("active", "accessible", "agency__province")
    list_select_related = ("agency",)
    search_fields = ("agency__name", "agency__city")
    instead = _("Desmarque «existe» para que no se abra.")


@admin.register(PriorityCategory)
class PriorityCategoryAdmin(ReferenceAdmin):
    """The groups who need not book (S29)."""

    list_display = ("name", "code", "position", "active")
    search_fields = ("name", "code")
    instead = _("Desmarque «activa» para que no se ofrezca.")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A group keeps the code that the tickets keep."""
        return ("code",) if obj else ()


@admin.register(ModelText)
class ModelTextAdmin(ReferenceAdmin):
    """The texts that the institution edits; the program knows them by their key."""

    form = reference_forms.ModelTextForm
    list_display = ("key", "body")
    search_fields = ("key", "body")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A text keeps its key."""
        return ("key",) if obj else ()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No: a text that the program does not know would stand nowhere."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No: the program needs the text."""
        return False


@admin.register(ConventionEntry)
class ConventionAdmin(DatedAdmin):
    """How countries and territories stand to the Apostille Convention (D24)."""

    form = reference_admin.ConventionForm
    list_display = ("place", "standing", "sovereign", "confirmed", *DatedAdmin.date_columns)
    list_filter = ("confirmed", "standing")
    search_fields = ("code", "sovereign", "instrument")

    @admin.display(description=_("país o territorio"), ordering="code")
    def place(self, row: ConventionEntry) -> str:
        """Return the name beside the code."""
        return f"{row.code} · {country_in_words(row.code)}"


@admin.register(Exemption)
class ExemptionAdmin(DatedAdmin):
    """What decrees waive (D26)."""

    form = reference_admin.ExemptionForm
    list_display = ("nationality", "document", "waives", "years_after_expiry", *DatedAdmin.date_columns)
    search_fields = ("nationality", "instrument")


@admin.register(Citation)
class CitationAdmin(DatedAdmin):
    """How legal instruments are cited (S07)."""

    form = reference_admin.CitationForm
    list_display = ("name", "key", "articles", *DatedAdmin.date_columns)
    search_fields = ("name", "key", "articles")


@admin.register(LegalTerm)
class LegalTermAdmin(DatedAdmin):
    """How many working days the terms have (D7)."""

    form = reference_admin.LegalTermForm
    list_display = ("kind", "days", *DatedAdmin.date_columns)


@admin.register(RetentionRule)
class RetentionRuleAdmin(DatedAdmin):
    """How long each kind of data is kept (D34)."""

    form = reference_admin.RetentionForm
    list_display = ("kind", "days", *DatedAdmin.date_columns)


@admin.register(Remedy)
class RemedyAdmin(DatedAdmin):
    """What somebody who is refused may do about it."""

    form = reference_admin.RemedyForm
    list_display = ("name", "body", "term", *DatedAdmin.date_columns)


@admin.register(LocalDay)
class LocalDayAdmin(DatedAdmin):
    """Days of rest of the cantons, agency by agency: proposals, each accepted or rejected by a person."""

    form = reference_admin.LocalDayForm
    list_display = ("agency", "day", "month", "name", "state", *DatedAdmin.date_columns)
    list_filter = ("state", "agency__province")
    list_select_related = ("agency", "changed_by")
    readonly_fields = ("state", *DatedAdmin.readonly_fields)
    search_fields = ("agency__name", "agency__city", "name")
    actions = ("accept", "reject")
    acts_of_actions: ClassVar = {"accept": Act.LOCAL_DAY_ACCEPTED, "reject": Act.LOCAL_DAY_REJECTED}

    @admin.action(description=_("Aceptar: cerrar ese día cada año en el centro"))
    def accept(self, request: HttpRequest, chosen: QuerySet[LocalDay]) -> None:
        """Accept the chosen days."""
        self._decide(request, chosen, accept=True)

    @admin.action(description=_("Rechazar: el centro atiende ese día"))
    def reject(self, request: HttpRequest, chosen: QuerySet[LocalDay]) -> None:
        """Reject the chosen days."""
        self._decide(request, chosen, accept=False)

    def _decide(self, request: HttpRequest, chosen: QuerySet[LocalDay], *, accept: bool) -> None:
        """Decide each of them, and say of each that could not be decided why."""
        for row in chosen.select_related("agency"):
            try:
                decided = decide_local_day(local_day=row, accept=accept, actor=request.user, now=timezone.now())  # type: ignore[arg-type]
            except NotAllowedError:
                self.message_user(request, gettext("%(row)s: ya se decidió.") % {"row": row}, messages.WARNING)
            else:
                self.message_user(request, f"{row}: {decided.get_state_display()}", messages.SUCCESS)


@admin.register(Staff)
class StaffAdmin(ReferenceAdmin, AccountAdmin):
    """The accounts of the service."""

    form = reference_forms.StaffForm
    add_form = reference_forms.NewStaffForm
    list_display = ("username", "whole_name", "role", "where", "is_active", "last_login")
    list_filter = ("role", "territory", "is_active", "agency__province")
    list_select_related = ("agency", "province")
    search_fields = ("username", "first_name", "last_name", "agency__name")
    ordering = ("username",)
    filter_horizontal = ()
    autocomplete_fields = ("centres",)
    fieldsets = (
        (None, {"fields": (*reference_forms.StaffForm.Meta.fields, "identity")}),
        (_("Contraseña"), {"fields": ("password",)}),
    )
    add_fieldsets = (
        (None, {"fields": (*reference_forms.NewStaffForm.Meta.fields, "identity", "password1", "password2")}),
    )
    instead = _("Desmarque «activo» para que no pueda entrar.")

    @admin.display(description=_("Nombre"), ordering="first_name")
    def whole_name(self, row: Staff) -> str:
        """Return names and surnames, which are one column of the list."""
        return row.get_full_name()

    @admin.display(description=_("Dónde"), ordering="agency__name")
    def where(self, row: Staff) -> str:
        """Return the centre, the province or the words of the territory: one of them says it."""
        return str(row.agency or row.province or row.get_territory_display())

    def what_is_read(self, row: Staff) -> list[Model]:
        """Return the account with its other centres."""
        return [row, *Staff.centres.through._default_manager.filter(staff=row).order_by("pk")]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save an account; the password of a new one is known to who made it, until its owner changes it."""
        obj.must_change_password = obj.must_change_password or not change
        if "provider_subject" in form.changed_data:
            obj.provider_issuer = settings.INSTITUTION["issuer"] if obj.provider_subject else ""
        super().save_model(request, obj, form, change)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """Give a code in the place of a forgotten password, or take a lost second factor away (D33)."""
        row = Staff.objects.filter(pk=id).first() if id.isdecimal() and len(id) < LONGEST_ID else None
        if row is None or not self.has_change_permission(request, row):
            raise Http404
        actor: Any = request.user
        context = {**self.admin_site.each_context(request), "row": row, "opts": self.opts, "title": row}
        known: dict[str, Any] = {"staff": row, "actor": actor, "now": timezone.now(), "read": read_of(request)}
        try:
            if request.method == "POST" and request.POST.get("acto") == "factor":
                context["removed"] = remove_factor(**known)
            elif request.method == "POST":
                context["code"] = give_one_time_code(**known, random_source=SystemRandom())
                context["hours"] = settings.ONE_TIME_CODE_HOURS
        except Stale:
            self.message_user(request, str(CHANGED), messages.WARNING)
            return HttpResponseRedirect(request.path)
        context["has_factor"] = has_factor(row)
        context["factor"] = SecondFactor.objects.filter(staff=row).first()
        return TemplateResponse(request, "admin/records/staff/help.html", context)
