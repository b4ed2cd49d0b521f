"""Every kind of paper through the pages of the desk: asked for, recorded, turned away, printed as missing.

The walk takes the kinds from the table, so a new kind is walked as soon as it is there; the last tests add one on the
way, by its row in the table of kinds and its row in the table of requirements, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django import forms
from django.db import connection
from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.web.desk.case.counter_pages import Visit, arrive
from vinculo.queries.cases.case_papers import paper_name
from vinculo.records.models import Decision, PaperRecord, Solicitud
from vinculo.rules.cases.bringing import model as bringing
from vinculo.rules.cases.bringing.required import list_papers
from vinculo.rules.cases.facts import Applicant, Case, Dependent, Link, PresentedBy
from vinculo.rules.cases.paper_kinds import PAPERS, Absence, Names, PaperAttributes, PaperKind, RecordingForm
from vinculo.rules.cases.requirements.evaluate import required_papers
from vinculo.rules.cases.requirements.model import Requirement
from vinculo.rules.cases.requirements.procedures import TABLES
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS
from vinculo.web.desk.case.paper_forms import form_of
from vinculo.web.desk.case.sheet import Sheet
from vinculo.web.shared.fields import DayField, NumberField

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


ALWAYS_RECORDED = {"kind", "received", "recorded_by_id", "recorded_at", "case_id", "solicitud_id", "id"}


def who_brings(kind: PaperKind) -> tuple[Link, PresentedBy]:
    """Return a family link and a presenter for which this paper is asked."""
    for link in Link:
        for presenter in PresentedBy:
            case = Case(
                applicant=Applicant(code="", names=""),
                dependent=Dependent(link=link),
                judged_on=date.min,
                presented_by=presenter,
            )
            if any(kind in row.papers for row in required_papers(case)):
                return link, presenter
    raise AssertionError(f"nobody is asked for {kind}")


def visit_for(kind: PaperKind) -> tuple[Visit, Solicitud | None]:
    """Return a case at the counter in which the paper is asked for, with its dependent where it is not shared."""
    link, presenter = who_brings(kind)
    of = desk.turno(by_proxy=presenter is PresentedBy.PROXY)
    desk.bruno_at_home(of, link=link.value)
    visit = arrive(of)
    return visit, None if PAPERS[kind].shared else visit.case.solicitudes.get()


def fill_form(kind: PaperKind, visit: Visit, of: Solicitud | None) -> dict[str, Any]:
    """Return the form of a paper as an officer fills it: every question answered."""
    form = form_of(kind)(sheet=Sheet(kind, cast.NOW.date(), visit.case.affiliate, of))
    return {name: answer(name, field) for name, field in form.fields.items() if name not in {"version", "mrz"}}


def answer(name: str, field: forms.Field) -> str:
    if isinstance(field, forms.ChoiceField):
        values = [str(value) for value, _label in field.choices if value]  # type: ignore[misc, union-attr]
        return next((usual for usual in ("COL", "es") if usual in values), values[0])
    if isinstance(field, DayField):
        return "01/01/2031" if name == "valid_until" else "03/02/2020"
    return "QX731902" if isinstance(field, NumberField) or name == "number" else "Consta así"


def page_of(visit: Visit, kind: PaperKind, of: Solicitud | None) -> str:
    """Return the page of the case with the form of this paper open."""
    asked = {"paso": kind.value, "de": of.reference if of else ""}
    answered = visit.client.get(visit.home, asked)
    assert answered.status_code == 200
    return answered.content.decode()


def record_through_the_page(kind: PaperKind) -> None:
    """Record a paper through its form, and expect it kept and shown."""
    visit, of = visit_for(kind)
    open_page = page_of(visit, kind, of)
    values = fill_form(kind, visit, of)
    assert [name for name in values if f'name="{name}"' not in open_page] == []
    assert visit.record(kind.value, values, of).status_code == 302
    kept = PaperRecord.objects.get(kind=kind.value)
    assert (kept.case, kept.solicitud, kept.received) == (visit.case, of, True)
    default = PaperRecord()
    said = {each.attname for each in PaperRecord._meta.concrete_fields} - ALWAYS_RECORDED
    changed = {name for name in said if getattr(kept, name) != getattr(default, name)}
    given = PAPERS[kind].columns | ({"country"} if PAPERS[kind].visa else set()) | {"original_seen"}
    assert changed <= given
    assert paper_name(kind) in visit.client.get(visit.home).content.decode()


def turn_away_through_the_page(kind: PaperKind) -> None:
    """Turn a paper away with its reason, and expect it kept and shown."""
    visit, of = visit_for(kind)
    assert visit.turn_away(kind.value, {"reason": "Está roto."}, of).status_code == 302
    kept = PaperRecord.objects.get(kind=kind.value)
    assert (kept.received, kept.refusal_reason) == (False, "Está roto.")
    assert "Está roto." in visit.client.get(visit.home).content.decode()


def ask_for_it_in_the_notice(kind: PaperKind) -> None:
    """Ask for a paper that was not brought, and expect its words on the page and in the frozen notice."""
    visit, _of = visit_for(kind)
    absence = PAPERS[kind].absence
    assert absence.text in visit.client.get(visit.home).content.decode()
    decision = visit.correct(visit.case.solicitudes.get())
    assert [item["bring"] for item in decision.facts["items"] if item["wrong"] == absence.text] == [absence.remedy]
    assert visit.notice(decision).startswith(b"%PDF")
    shown = visit.client.get(reverse("desk:notice", args=[visit.case.reference, decision.pk]))
    assert shown.status_code == 200
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("kind", PaperKind)
def test_every_kind_of_paper_is_recorded_through_its_page(kind: PaperKind) -> None:
    record_through_the_page(kind)


@pytest.mark.parametrize("kind", PaperKind)
def test_every_kind_of_paper_is_turned_away_through_its_page(kind: PaperKind) -> None:
    turn_away_through_the_page(kind)


@pytest.mark.parametrize("kind", PaperKind)
def test_every_kind_of_paper_is_asked_for_in_the_notice(kind: PaperKind) -> None:
    ask_for_it_in_the_notice(kind)


LICENCE = PaperAttributes(
    name="permiso de residencia",
    in_account="su permiso de residencia",
    form=RecordingForm.CERTIFICATE,
    fields=PAPERS[PaperKind.BIRTH].fields,
    names=Names.DEPENDENT,
    shared=False,
    identity=None,
    legal_look=False,
    absence=Absence(code="licence_missing", text="Falta el permiso.", remedy="Traiga el permiso."),
)


@pytest.fixture(params=[form for form in RecordingForm if form is not RecordingForm.IDENTITY])
def new_kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[PaperKind]:
    """Add a kind of paper to the enum and to the two tables; the CHECKs of the database, made by a migration, are off.

    A member cannot be added to an enum while it is in use but through its inner maps.
    """
    kind = str.__new__(PaperKind, "licence")
    kind._name_, kind._value_ = "LICENCE", "licence"
    monkeypatch.setitem(PaperKind._member_map_, "LICENCE", kind)
    monkeypatch.setitem(PaperKind._value2member_map_, "licence", kind)
    fields = next(paper.fields for paper in PAPERS.values() if paper.form is request.param)
    monkeypatch.setitem(PAPERS, kind, replace(LICENCE, form=request.param, fields=fields))
    row = Requirement(
        code="licence", rows=("S03",), source_line="", text="Permiso", hint="Original.", basis="Ley.", papers=(kind,)
    )
    monkeypatch.setitem(TABLES, FOREIGN_DEPENDENTS, (*TABLES[FOREIGN_DEPENDENTS], row))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("ALTER TABLE records_paperrecord DROP CONSTRAINT paper_kind")
    yield kind
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def test_a_new_kind_of_paper_is_recorded_by_its_two_rows_alone(new_kind: PaperKind) -> None:
    record_through_the_page(new_kind)


def test_a_new_kind_of_paper_is_turned_away_by_its_two_rows_alone(new_kind: PaperKind) -> None:
    turn_away_through_the_page(new_kind)


def test_a_new_kind_of_paper_is_asked_for_in_the_notice_by_its_two_rows_alone(new_kind: PaperKind) -> None:
    ask_for_it_in_the_notice(new_kind)


def test_a_new_kind_of_paper_stands_where_papers_are_listed(new_kind: PaperKind, client: Any) -> None:
    assert "Permiso" in client.get(reverse("public:home")).content.decode()
    visit = bringing.Visit(dependents=(bringing.Answers(),), attended_on=cast.NOW.date())
    assert "Permiso" in [item.title.text for item in list_papers(visit).items]
