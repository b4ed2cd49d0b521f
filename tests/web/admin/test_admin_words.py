"""The administration reads as Spanish and looks like the house: articles, titles, dates, colours."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import Settings

from tests import ROOT as PROJECT
from tests import cast
from tests.web.admin.admin_pages import ROOT
from tests.web.posting import title_of
from tests.web.shared.reading import by_tag, page, text
from vinculo.actions.operations.reference import load_reference
from vinculo.records.models import Agency, CalendarDay, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
# What Django's Spanish says with one article for every noun, or as no office here does.
STRANGE = re.compile(
    r"\b[Ee]l(agencia| agencia| persona|provincia| provincia)|seleccionad[oa]/|/s\b|/o\b|"
    r"Seleccione .* a modificar|a modificar|[Ññ]adir|satisfactoriamente|con éxito|fué|Histórico|Vista\b"
)


@pytest.fixture
def alicia(client: Client) -> Client:
    load_reference(now=cast.NOW)
    client.force_login(cast.alicia(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def paths() -> list[str]:
    place, day = cast.agency(), CalendarDay.objects.create(date="2026-12-09", name="Corte de energía")
    rows = [f"records/agency/{place.pk}/", f"records/calendarday/{day.pk}/", f"records/staff/{Staff.objects.get().pk}/"]
    kinds = ("agency", "calendarday", "staff", "province", "localday", "conventionentry", "counter")
    lists = [f"records/{kind}/" for kind in kinds]
    return [
        "",
        *lists,
        *(f"{each}add/" for each in lists),
        *(f"{row}{act}/" for row in rows for act in ("change", "history", "delete")),
    ]


def test_no_page_has_the_article_of_another_noun(alicia: Client) -> None:
    for path in paths():
        answer = alicia.get(ROOT + path)
        assert answer.status_code == 200, path
        assert STRANGE.findall(f"{title_of(answer)} {text(page(answer))}") == [], path


@pytest.mark.parametrize(
    ("kind", "title"),
    [("agency", "Centros"), ("staff", "Personas del servicio"), ("calendarday", "Días del calendario")],
)
def test_a_list_is_named_by_what_stands_in_it(alicia: Client, kind: str, title: str) -> None:
    answer = alicia.get(f"{ROOT}records/{kind}/")
    assert [text(each) for each in by_tag(page(answer), "h1")] == [title]
    assert title_of(answer) == f"{title} · Vínculo · IESS"


def test_what_was_done_is_told_without_an_article(alicia: Client, settings: Settings) -> None:
    settings.HORIZON_DAYS = 1  # that the days beside it are put on sale is a test of its own
    said = {"date": "2026-12-09", "name": "Corte de energía", "basis": "x", "city": "", "is_open": ""}
    added = alicia.post(f"{ROOT}records/calendarday/add/", said, follow=True)
    assert "Se agregó «09/12/2026 Corte de energía» (día del calendario)." in text(page(added))
    row = CalendarDay.objects.get(name="Corte de energía")
    changed = alicia.post(f"{ROOT}records/calendarday/{row.pk}/change/", said | {"name": "Corte"}, follow=True)
    assert "Se guardó «09/12/2026 Corte» (día del calendario)." in text(page(changed))
    gone = alicia.post(f"{ROOT}records/calendarday/{row.pk}/delete/", {"post": "yes"}, follow=True)
    assert "Se eliminó «09/12/2026 Corte» (día del calendario)." in text(page(gone))


def test_what_is_wrong_is_told_in_the_words_of_the_house(alicia: Client) -> None:
    answer = alicia.post(f"{ROOT}records/calendarday/add/", {"name": "Corte"})
    assert "Corrija lo que se señala abajo." in text(page(answer))
    nothing = alicia.post(f"{ROOT}records/agency/", {"action": "delete_selected", "index": "0"}, follow=True)
    assert "Elija primero las filas. No se modificó nada." in text(page(nothing))


def test_days_are_written_as_at_the_desk(alicia: Client) -> None:
    CalendarDay.objects.create(date="2026-12-09", name="Corte de energía", agency=cast.agency())
    assert "09/12/2026" in text(page(alicia.get(f"{ROOT}records/calendarday/")))
    Staff.objects.update(last_login=cast.NOW)
    assert "30/11/2026 09:00" in text(page(alicia.get(f"{ROOT}records/staff/")))
    assert Agency.objects.exists()


def colours(name: str) -> set[str]:
    css = (PROJECT / "vinculo" / "web" / "static" / name).read_text(encoding="utf-8")
    return set(re.findall(r"#[0-9a-f]{3,6}\b", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)))


def test_its_colours_are_those_of_the_house() -> None:
    assert colours("admin.css") - colours("vinculo.css") == set()
    house = (PROJECT / "vinculo" / "web" / "static" / "vinculo.css").read_text(encoding="utf-8")
    [letters] = re.findall(r"--sans: (.*?);", house)
    admin = (PROJECT / "vinculo" / "web" / "static" / "admin.css").read_text(encoding="utf-8")
    assert f"--font-family-primary: {letters};" in admin
