"""Every form of the administration: added, changed and deleted, with every inline filled, empty and wrong (D38).

One line for each model that is registered; a model without one fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tests import cast
from vinculo.records.models import (
    Agency,
    CalendarDay,
    Citation,
    ConventionEntry,
    Counter,
    Event,
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
    Service,
    Staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
Fields = Mapping[str, str]
NO_ROWS: Fields = {"services-TOTAL_FORMS": "0", "services-INITIAL_FORMS": "0"}
PASSWORDS: Fields = {"password1": "una-clave-larga-2026", "password2": "una-clave-larga-2026"}
DATED: Fields = {"valid_from": "2026-12-01", "valid_until": "", "instrument": "Decreto 1"}


@dataclass(frozen=True)
class Form:
    """What a form is given: what it takes, what is wrong with it and beside which field, what a change makes of it."""

    filled: Callable[[], Fields]
    wrong: Fields
    told: set[str]  # beside which fields
    change: Fields
    extra: Fields = field(default_factory=dict)  # what an add alone asks for, and what stands on the page besides
    added: bool = True
    deleted: bool = True


def agency_pk() -> str:
    return str(cast.agency().pk)


def other_procedure() -> str:
    return str(Procedure.objects.get_or_create(code="otro", name="Otro trámite")[0].pk)


FORMS: dict[type[Model], Form] = {
    Agency: Form(
        lambda: {
            "province": str(cast.agency().province_id),
            "name": "CAU Loja",
            "city": "Loja",
            "timezone": "America/Guayaquil",
            "opens": "08:00",
            "closes": "17:00",
            "active": "on",
        },
        {"closes": "07:00", "phone": "2394", "position": "aquí"},
        {"closes", "phone", "position"},
        {"address": "Av. Patria"},
        NO_ROWS,
    ),
    CalendarDay: Form(
        lambda: {"date": "2026-12-09", "name": "Decreto", "basis": "", "city": ""},
        {"date": "mañana", "city": "Macondo"},
        {"date", "city"},
        {"name": "Decreto 2"},
    ),
    Citation: Form(
        lambda: {"key": "ley", "name": "Ley", "articles": "Artículos: 1.", **DATED},
        {"key": "con espacio", "valid_until": "2020-01-01"},
        {"key", "valid_until"},
        {"name": "Ley nueva"},
    ),
    ConventionEntry: Form(
        lambda: {"code": "COL", "standing": "party", "sovereign": "", **DATED},
        {"code": "XXX", "standing": "extended"},
        {"code", "sovereign"},
        {"instrument": "Estado del Convenio"},
    ),
    Counter: Form(
        lambda: {"agency": agency_pk(), "number": "7", "procedures": str(cast.procedure().pk), "active": "on"},
        {"number": "siete"},
        {"number"},
        {"accessible": "on"},
    ),
    Exemption: Form(
        lambda: {
            "nationality": "VEN",
            "document": "passport",
            "waives": "validity",
            "years_after_expiry": "5",
            **DATED,
        },
        {"waives": "legal", "years_after_expiry": "cinco"},
        {"waives", "years_after_expiry"},
        {"years_after_expiry": "4"},
    ),
    LegalTerm: Form(lambda: {"kind": "correction", "days": "10", **DATED}, {"days": "diez"}, {"days"}, {"days": "12"}),
    RetentionRule: Form(
        lambda: {"kind": "contact", "days": "30", **DATED}, {"days": "treinta"}, {"days"}, {"days": "60"}
    ),
    LocalDay: Form(
        lambda: {"agency": agency_pk(), "month": "11", "day": "12", "name": "Cantón", **DATED},
        {"month": "2", "day": "30"},
        {"day"},
        {"name": "Día del cantón"},
    ),
    MailboxBound: Form(
        lambda: {"mailbox": "casa@example.com", "most": "5", "reason": "Un albergue"},
        {"mailbox": "casa", "most": "muchos"},
        {"mailbox", "most"},
        {"most": "6"},
    ),
    ModelText: Form(
        lambda: {"key": "cuenta", "body": "Texto"}, {"body": ""}, {"body"}, {"body": "Otro"}, {}, False, False
    ),
    PriorityCategory: Form(
        lambda: {"code": "grupo", "name": "Grupo", "position": "9", "active": "on"},
        {"position": "nueve"},
        {"position"},
        {"name": "Otro grupo"},
    ),
    Procedure: Form(
        lambda: {"code": "nuevo", "name": "Trámite nuevo", "slot_minutes": "20", "active": "on"},
        {"slot_minutes": "4"},
        {"slot_minutes"},
        {"slot_minutes": "30"},
    ),
    Province: Form(lambda: {"code": "11", "name": "Loja"}, {"code": "111"}, {"code"}, {"legal_unit_hours": "08:00"}),
    Remedy: Form(
        lambda: {"name": "Recurso", "body": "Dirección", "term": "diez días", **DATED},
        {"term": "", "valid_until": "ayer"},
        {"term", "valid_until"},
        {"term": "quince días"},
    ),
    Service: Form(
        lambda: {"agency": agency_pk(), "procedure": other_procedure(), "counters": "1", "active": "on"},
        {"counters": "61"},
        {"counters"},
        {"counters": "2"},
    ),
    Staff: Form(
        lambda: {"username": "nueva", "first_name": "Nueva", "role": "officer", "agency": agency_pk()},
        {"role": "officer", "agency": ""},
        {"agency"},
        {"first_name": "Otra", "is_active": "on"},
        PASSWORDS,
    ),
}
KINDS = pytest.mark.parametrize("kind", FORMS, ids=lambda kind: kind.__name__)
ADDED = pytest.mark.parametrize("kind", [kind for kind, form in FORMS.items() if form.added], ids=lambda k: k.__name__)


@pytest.fixture(autouse=True)
def _administrator(client: Client) -> None:
    client.force_login(cast.alicia(), backend="django.contrib.auth.backends.ModelBackend")
    cast.agency()


def address(kind: type[Model], what: str, *args: Any) -> str:
    return reverse(f"admin:records_{kind._meta.model_name}_{what}", args=args)


def told_beside(answer: Any) -> set[str]:
    """Return beside which fields of the form and its inlines something is told."""
    inlines = [form for each in answer.context["inline_admin_formsets"] for form in each.formset.forms]
    return {name for form in [answer.context["adminform"].form, *inlines] for name in form.errors}


def add_row(client: Client, kind: type[Model]) -> Model:
    """Return the row that the form adds; where none can be added, one that is there."""
    form = FORMS[kind]
    if not form.added:
        return kind._default_manager.create(**form.filled())
    before = set(kind._default_manager.values_list("pk", flat=True))
    answer = client.post(address(kind, "add"), {**form.filled(), **form.extra})
    assert answer.status_code == 302, told_beside(answer)
    return kind._default_manager.exclude(pk__in=before).get()


def test_d38_every_form_and_inline_of_the_administration_is_tried_here() -> None:
    assert set(FORMS) == set(admin.site._registry)
    inlines = {kind: [inline.model for inline in page.inlines] for kind, page in admin.site._registry.items()}
    assert {kind: rows for kind, rows in inlines.items() if rows} == {Agency: [Service]}


@ADDED
def test_d38_a_filled_form_adds_its_row_and_an_event(client: Client, kind: type[Model]) -> None:
    row = add_row(client, kind)
    event = Event.objects.get(act="reference_changed", subject=kind._meta.model_name, subject_id=row.pk)
    assert (event.actor, "created" in event.fields) == (cast.alicia(), True)


@ADDED
def test_d38_an_empty_form_is_told_field_by_field_and_adds_nothing(client: Client, kind: type[Model]) -> None:
    before, form = kind._default_manager.count(), FORMS[kind]
    answer = client.post(address(kind, "add"), {name: value for name, value in form.extra.items() if name in NO_ROWS})
    assert answer.status_code == 200
    assert told_beside(answer) >= {name for name, value in form.filled().items() if value} - OPTIONAL[kind]
    assert kind._default_manager.count() == before


@ADDED
def test_d38_a_wrong_form_is_told_beside_its_fields_and_keeps_what_was_typed(client: Client, kind: type[Model]) -> None:
    before, form = kind._default_manager.count(), FORMS[kind]
    typed = {**form.filled(), **form.extra, **form.wrong}
    answer = client.post(address(kind, "add"), typed)
    assert (answer.status_code, told_beside(answer)) == (200, form.told)
    bound = answer.context["adminform"].form
    assert {name: bound.data[name] for name in typed} == typed
    assert kind._default_manager.count() == before


@KINDS
def test_d38_a_changed_form_changes_its_row_and_a_wrong_one_does_not(client: Client, kind: type[Model]) -> None:
    row, form = add_row(client, kind), FORMS[kind]
    where = address(kind, "change", row.pk)
    rest = {name: value for name, value in form.extra.items() if name in NO_ROWS}
    before = kind._default_manager.filter(pk=row.pk).values().get()
    wrong = client.post(where, {**form.filled(), **rest, **form.wrong, "is_active": "on"})
    assert (wrong.status_code, told_beside(wrong)) == (200, form.told)
    assert kind._default_manager.filter(pk=row.pk).values().get() == before
    assert client.post(where, {**form.filled(), **rest, **form.change}).status_code == 302
    changed = kind._default_manager.filter(pk=row.pk).values().get()
    assert {name for name in form.change if str(changed[name]) == str(before[name]) and name != "is_active"} == set()


@KINDS
def test_d38_a_row_is_deleted_or_the_page_says_that_it_cannot_be(client: Client, kind: type[Model]) -> None:
    row, form = add_row(client, kind), FORMS[kind]
    where = address(kind, "delete", row.pk)
    statuses = [client.get(where).status_code, client.post(where, {"post": "yes"}).status_code]
    assert statuses == ([200, 302] if form.deleted else [403, 403])
    assert kind._default_manager.filter(pk=row.pk).exists() is not form.deleted


OPTIONAL: dict[type[Model], set[str]] = {kind: set() for kind in FORMS} | {
    Agency: {"active"},
    CalendarDay: set(),
    Citation: {"valid_from"},
    ConventionEntry: {"valid_from"},
    Counter: {"active"},
    Exemption: {"years_after_expiry"},
    LegalTerm: {"valid_from"},
    LocalDay: {"valid_from"},
    RetentionRule: {"valid_from", "days"},
    PriorityCategory: {"active"},
    Procedure: {"active"},
    Remedy: {"valid_from"},
    Service: {"active"},
    Staff: {"first_name", "agency"},
}


def service_row(**changes: str) -> Fields:
    row = {"procedure": other_procedure(), "counters": "2", "active": "on"} | changes
    numbers = {"services-TOTAL_FORMS": "1", "services-INITIAL_FORMS": "0"}
    return numbers | {f"services-0-{name}": value for name, value in row.items()}


@pytest.mark.parametrize("there", [False, True], ids=["added", "changed"])
@pytest.mark.parametrize(
    ("changes", "told", "more"),
    [({}, set(), 1), ({"procedure": "", "counters": "2"}, set(), 0), ({"counters": "0"}, {"counters"}, 0)],
    ids=["filled", "empty", "wrong"],
)
def test_d38_the_services_on_the_page_of_an_agency(
    client: Client, there: bool, changes: dict[str, str], told: set[str], more: int
) -> None:
    where = address(Agency, "change", add_row(client, Agency).pk) if there else address(Agency, "add")
    before = Service.objects.count()
    answer = client.post(where, {**FORMS[Agency].filled(), **service_row(**changes)})
    assert answer.status_code == (200 if told else 302)
    assert (told_beside(answer) if told else set()) == told
    assert Service.objects.count() == before + more
