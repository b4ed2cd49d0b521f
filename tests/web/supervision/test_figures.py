"""The pages of the figures: numbers that open their lists, territory, files, filter (D39)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.test import Client

from tests import cast
from tests.stages.counter import at_the_desk
from tests.stages.desk import turno
from tests.stages.figures import COUNTED, EVENING, something_for_each
from tests.stages.queue import at, ticket
from tests.stages.voice import make_attended_turno
from tests.web.shared.reading import Node, by_id, by_tag, page, text
from vinculo.queries.feedback.service.figures import FIGURES, SECTIONS, Section
from vinculo.queries.feedback.service.sources import SourceName
from vinculo.records.models import Agency, Case, Event, Province, Staff, Ticket, Turno
from vinculo.rules.shared.acts import Act
from vinculo.rules.shared.labels import DECISIONS
from vinculo.web.supervision.figures.words import value_in_words

pytestmark = pytest.mark.django_db
DAYS = "periodo=fechas&desde=2026-11-27&hasta=2026-11-30"
HERE = "/supervision/cifras/"


@pytest.fixture(autouse=True)
def _evening() -> Iterator[None]:
    with time_machine.travel(EVENING, tick=False):
        yield


def supervisor(name: str, **where: Any) -> Client:
    territory = "province" if "province" in where else "centres" if "agency" in where else "nation"
    made = Staff.objects.create_user(name, first_name=name, role="supervisor", territory=territory, **where)
    return at_the_desk(made)


def guayaquil() -> Agency:
    return cast.agency("CAU Guayaquil", "Guayas", "09")


def table(root: Node, slug: str) -> dict[str, list[Node]]:
    """Return the rows of a table by their names."""
    section = next(each for each in by_tag(root, "section") if each.get("aria-labelledby") == slug)
    rows = by_tag(by_tag(section, "tbody")[0], "tr")
    return {text(by_tag(row, "th")[0]): by_tag(row, "td") for row in rows}


def numbers(root: Node) -> dict[str, str]:
    return {name: text(cells[0]) for name, cells in table(root, "cifras").items()}


@pytest.mark.parametrize("chosen", SECTIONS.values(), ids=lambda each: each.slug)
def test_d39_each_number_of_the_page_opens_the_list_that_it_counts(chosen: Section) -> None:
    something_for_each()
    sara = at_the_desk(cast.sara())
    root = page(sara.get(f"{HERE}{chosen.slug}/?{DAYS}"))
    assert numbers(root) == {each.name: str(COUNTED[each.key]) for each in chosen.figures}
    links = [link for link in by_tag(by_id(root, "contenido"), "a") if "/cifras/lista/" in link.get("href")]
    told = {link.get("href"): int(text(link)) for link in links if "," not in text(link)}
    assert len(told) >= len(chosen.figures)
    assert told == {link: len(by_tag(by_tag(page(sara.get(link)), "tbody")[0], "tr")) for link in told}


def test_d39_a_list_leads_to_what_it_lists_and_writes_that_it_was_read() -> None:
    something_for_each()
    sara = at_the_desk(cast.sara())
    root = page(sara.get(f"{HERE}lista/no-vinieron/?{DAYS}"))
    links = [link.get("href") for link in by_tag(by_tag(root, "tbody")[0], "a")]
    assert [sara.get(link).status_code for link in links] == [200, 200]
    read = Event.objects.filter(act=Act.TURNO_READ, actor__username="sara")
    assert read.values("subject_id").distinct().count() == 2
    sara.get(f"{HERE}lista/correcciones/?{DAYS}")
    assert Event.objects.filter(act=Act.CASE_READ, actor__username="sara").count() == 3
    before = Event.objects.count()
    sara.get(f"{HERE}lista/numeros/?{DAYS}")
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("chosen", "status"),
    [
        ("columna=hour&valor=8", 200),
        ("columna=hour&valor=", 200),
        ("columna=hour&valor=24", 404),
        ("columna=hour&valor=abc", 404),
        ("columna=hour&valor=%00", 404),
        ("columna=status&valor=%00", 404),
        ("valor=%00", 404),
    ],
)
def test_d39_a_value_that_no_row_can_have_is_not_there(chosen: str, status: int) -> None:
    cast.agency()
    sara = at_the_desk(cast.sara())
    answers = [sara.get(f"{HERE}lista/{name}?{DAYS}&{chosen}") for name in ("no-vinieron/", "no-vinieron.csv")]
    assert [each.status_code for each in answers] == [status, status]


@pytest.mark.parametrize("key", ["correcciones", "motivos-correccion", "con-codigo", "plazos-correccion"])
def test_d7_d39_what_another_centre_has_now_is_counted_and_not_shown(key: str) -> None:
    something_for_each()
    Case.objects.update(agency=guayaquil())
    sara, nadia = at_the_desk(cast.sara()), supervisor("nadia")
    rows = by_tag(by_tag(page(sara.get(f"{HERE}lista/{key}/?{DAYS}")), "tbody")[0], "tr")
    assert [text(by_tag(row, "th")[0]) for row in rows] == ["Ya en otro centro"] * COUNTED[key]
    assert [link for row in rows for link in by_tag(row, "a")] == []
    assert Event.objects.filter(act=Act.CASE_READ).count() == 0
    links = by_tag(by_tag(page(nadia.get(f"{HERE}lista/{key}/?{DAYS}&lugar={cast.agency().pk}")), "tbody")[0], "a")
    assert {nadia.get(link.get("href")).status_code for link in links} == {200}
    assert Event.objects.filter(act=Act.CASE_READ, actor__username="nadia").count() > 0


def test_d39_a_turno_that_a_closing_moved_elsewhere_is_counted_and_not_shown() -> None:
    something_for_each()
    Turno.objects.filter(reseatings__isnull=False).update(agency=guayaquil())
    rows = by_tag(by_tag(page(at_the_desk(cast.sara()).get(f"{HERE}lista/cierres/?{DAYS}")), "tbody")[0], "tr")
    assert [text(by_tag(row, "th")[0]) for row in rows] == ["Ya en otro centro"] * 2
    assert Event.objects.filter(act=Act.TURNO_READ).count() == 0


def test_d39_the_lists_obey_the_territory() -> None:
    something_for_each()
    other, province = supervisor("sonia", agency=guayaquil()), Province.objects.get(code="09")
    for who in (other, supervisor("saul", province=province)):
        for key in FIGURES:
            answer = who.get(f"{HERE}lista/{key}/?{DAYS}")
            assert (answer.status_code, b"0 filas" in answer.content) == (200, True)
        assert who.get(f"{HERE}lista/turnos/?{DAYS}&lugar={cast.agency().pk}").status_code in {200, 404}
        assert b"/revertir/turno/" not in who.get(f"{HERE}lista/turnos/?{DAYS}&lugar={cast.agency().pk}").content
        assert cast.agency().name.encode() not in who.get(f"{HERE}?{DAYS}").content


def test_d39_the_nation_chooses_a_province_or_a_centre() -> None:
    something_for_each()
    make_attended_turno(at(0), guayaquil(), confirmed_at=cast.NOW)
    nadia = supervisor("nadia")
    told = {
        place: numbers(page(nadia.get(f"{HERE}volumen/?{DAYS}&lugar={place}")))["Turnos cuya hora llegó"]
        for place in ("", "p17", "p09", str(cast.agency().pk))
    }
    assert list(told.values()) == ["6", "5", "1", "5"]
    assert nadia.get(f"{HERE}volumen/?{DAYS}&lugar=p99").status_code == 422


def test_d39_the_summary_has_each_centre_and_no_middle_one_where_the_others_served_nobody() -> None:
    something_for_each()
    for name in ("CAU Loja", "CAU Tena"):
        make_attended_turno(at(0), cast.agency(name, "Pichincha", "17"), confirmed_at=cast.NOW)
    rows = table(page(supervisor("pia", province=cast.agency().province).get(f"{HERE}?{DAYS}")), "centros-0")
    told = {name: [text(cell) for cell in cells] for name, cells in rows.items()}
    assert told == {
        "CAU Loja": ["0", "—", "—", "0,0 %", "—", "—", "—", "—"],
        "CAU Tena": ["0", "—", "—", "0,0 %", "—", "—", "—", "—"],
        "Centro de Atención Universal Quito": ["2", "9,0", "70,0", "40,0 %", "50,0 %", "16,7 %", "75,0 %", "50,0 %"],
    }


def served_at(name: str, count: int, counters: int = 2) -> None:
    """Have so many numbers served today at a centre of so many counters."""
    place = cast.agency(name, "Pichincha", "17")
    for number in range(3, counters + 1):
        cast.counter(number, place)
    for _ in range(count):
        made = ticket(agency=place, actor=Staff.objects.create_user(f"o{Staff.objects.count()}", agency=place))
        Ticket.objects.filter(pk=made.pk).update(state="served", ended_at=at(20))


def test_d39_centres_stand_beside_the_middle_one_of_those_of_their_size_alone() -> None:
    for name, count in (("CAU Loja", 1), ("CAU Tena", 4), ("CAU Puyo", 3)):
        served_at(name, count)
    served_at("CAU Norte", 9, counters=6)
    root = page(supervisor("noe").get(f"{HERE}?{DAYS}"))
    small, large = (table(root, f"centros-{size}") for size in (0, 2))
    middle = "El centro del medio, de 3 de este tamaño en el país"
    assert {name: text(cells[0]) for name, cells in small.items()} == {
        "CAU Loja": "1",
        "CAU Tena": "4",
        "CAU Puyo": "3",
        middle: "3",
    }
    assert {name: text(cells[0]) for name, cells in large.items()} == {"CAU Norte": "9"}  # alone it has no middle


def test_d39_beside_each_plot_stands_the_table_of_its_numbers() -> None:
    """Each bar is the cell of its row: of the figure that the axis names, else of the half of the minutes."""
    something_for_each()
    sara = at_the_desk(cast.sara())
    drawn = []
    for slug in SECTIONS:
        root = page(sara.get(f"{HERE}{slug}/?{DAYS}"))
        for section in [each for each in by_tag(root, "section") if by_tag(each, "svg")]:
            words = list(by_tag(section, "text"))
            axis = [text(each) for each in words if each.get("text-anchor") == "middle"][-1]
            beside = [text(each) for each in words if "text-anchor" not in each.attributes]
            headings = [text(each) for each in by_tag(by_tag(section, "thead")[0], "th")][1:]
            column = headings.index(axis) if axis in headings else 1
            cells = {name: text(row[column]) for name, row in table(root, section.get("aria-labelledby")).items()}
            bars = dict(zip(beside[::2], beside[1::2], strict=True))
            assert bars == {name: f"{round(float(cells[name].replace(',', '.')))}" for name in bars}, (slug, axis)
            assert bars, slug
            drawn.append((slug, axis))
    assert drawn == [
        ("volumen", "No vinieron"),
        ("esperas", "Minutos: la mitad esperó hasta aquí"),
        ("decisiones", "Códigos emitidos"),
        ("cupos", "Vacíos mientras alguien esperó en la lista sin obtener turno"),
    ]


def test_d39_an_administrator_reads_numbers_and_no_list() -> None:
    something_for_each()
    answer = at_the_desk(cast.alicia()).get(f"{HERE}volumen/?{DAYS}")
    assert numbers(page(answer))["No vinieron"] == "2"
    assert b"/cifras/lista/" not in answer.content


def test_d39_every_link_keeps_the_filter() -> None:
    something_for_each()
    root = page(at_the_desk(cast.sara()).get(f"{HERE}volumen/?{DAYS}"))
    links = [each.get("href") for each in by_tag(by_id(root, "contenido"), "a")]
    assert len(links) > 10
    assert [each for each in links if DAYS not in each] == []


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("periodo=hoy", "30 de noviembre de 2026"),
        ("periodo=semana", "24 de noviembre de 2026 al 30 de noviembre de 2026"),
        ("", "1 de noviembre de 2026 al 30 de noviembre de 2026"),
        ("periodo=mes-pasado", "1 de octubre de 2026 al 31 de octubre de 2026"),
        ("periodo=trimestre", "1 de octubre de 2026 al 30 de noviembre de 2026"),
        ("periodo=trimestre-pasado", "1 de julio de 2026 al 30 de septiembre de 2026"),
        (DAYS, "27 de noviembre de 2026 al 30 de noviembre de 2026"),
    ],
)
def test_d39_the_period_is_said(period: str, days: str) -> None:
    answer = at_the_desk(cast.sara()).get(f"{HERE}volumen/?{period}")
    assert f"{days}." in text(by_id(page(answer), "contenido"))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("periodo=fechas", "Escriba la fecha."),
        ("periodo=fechas&desde=x&hasta=2026-11-30", "Escriba la fecha como día, mes y año; por ejemplo 31/12/2020."),
        ("periodo=fechas&desde=2026-11-30&hasta=2026-11-27", "Elija un día igual o posterior al primero."),
        ("periodo=fechas&desde=2026-11-30&hasta=2026-12-01", "Elija un día hasta hoy."),
        ("periodo=fechas&desde=2024-11-30&hasta=2026-11-30", "Elija un año como máximo."),
        ("periodo=siglo", "Elija un período de la lista."),
    ],
)
def test_a_period_that_cannot_be_is_told_beside_its_field(typed: str, told: str) -> None:
    answer = at_the_desk(cast.sara()).get(f"{HERE}volumen/?{typed}")
    assert (answer.status_code, told in text(by_id(page(answer), "contenido"))) == (422, True)


def test_days_without_anything_say_so() -> None:
    cast.agency()
    root = page(at_the_desk(cast.sara()).get(f"{HERE}volumen/"))
    assert "no hay nada que contar" in text(by_id(root, "contenido"))
    assert by_tag(by_id(root, "contenido"), "table") == []


def read_csv(answer: object) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode())))  # type: ignore[attr-defined]


def test_d39_the_files_say_what_the_page_says() -> None:
    something_for_each()
    sara = at_the_desk(cast.sara())
    for section in SECTIONS.values():
        lines = read_csv(sara.get(f"{HERE}{section.slug}.csv?{DAYS}"))
        told = {name: value for title, name, column, value in lines if (title, column) == ("Cifras", "Número")}
        assert told == {each.name: str(COUNTED[each.key]) for each in section.figures}
    book = ZipFile(io.BytesIO(sara.get(f"{HERE}esperas.xlsx?{DAYS}").content))
    figures = book.read("xl/worksheets/sheet2.xml").decode()
    assert re.findall(r'<c r="B\d+"><v>(\d+)</v>', figures) == [
        str(COUNTED[e.key]) for e in SECTIONS["esperas"].figures
    ]
    words = book.read("xl/sharedStrings.xml").decode()
    assert ("Supervisor" in words, "Sara" in words, "Villacís" in words) == (True, False, False)


def test_d39_no_file_has_a_sign_of_a_person() -> None:
    something_for_each()
    sara = at_the_desk(cast.sara())
    of = turno(status="no_show", starts=at(0), ends=at(15), confirmed_at=cast.NOW, presenter_key="zz")
    for key in FIGURES:
        for kind in ("csv", "xlsx"):
            content = sara.get(f"{HERE}lista/{key}.{kind}?{DAYS}").content
            texts = content if kind == "csv" else ZipFile(io.BytesIO(content)).read("xl/sharedStrings.xml")
            for sign in (of.reference, cast.ANA_CODE, "Ana", "Olga", "Sara", "@ejemplo.com", "C1,"):
                assert sign.encode() not in texts, (key, kind, sign)


def test_no_spreadsheet_reads_a_name_as_a_formula() -> None:
    place = cast.agency()
    Agency.objects.filter(pk=place.pk).update(name='=HYPERLINK("http://mal.example")')
    something = make_attended_turno(at(0), Agency.objects.get(pk=place.pk), confirmed_at=cast.NOW)
    assert something.agency_id == place.pk
    sara = at_the_desk(cast.sara(Agency.objects.get(pk=place.pk)))
    cells = read_csv(sara.get(f"{HERE}lista/turnos.csv?{DAYS}"))
    assert cells[1][2] == '\'=HYPERLINK("http://mal.example")'
    book = ZipFile(io.BytesIO(sara.get(f"{HERE}lista/turnos.xlsx?{DAYS}").content))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert ("<f>" in sheet, "hyperlink" in sheet) == (False, False)
    assert "=HYPERLINK(" in book.read("xl/sharedStrings.xml").decode()


def test_d39_a_page_costs_few_statements(django_assert_max_num_queries: object) -> None:
    something_for_each()
    sara = at_the_desk(cast.sara())
    for slug in ("", *(f"{each}/" for each in SECTIONS)):
        with django_assert_max_num_queries(20):  # type: ignore[operator]
            assert sara.get(f"{HERE}{slug}?{DAYS}").status_code == 200


@pytest.mark.parametrize(
    ("source", "column", "value", "said"),
    [
        (SourceName.TERMS, "outcome", "kept", "Cumplido"),
        (SourceName.CLOSURES, "outcome", "kept", "Quedó sin otra hora"),
        (SourceName.TERMS, "kind", "complaint", "Queja, sugerencia o felicitación"),
        (SourceName.MAILS, "kind", "complaint", "Recibo de una queja"),
        (SourceName.MAILS, "kind", "power_endorse", "Otro aviso"),
        (SourceName.DECISIONS, "kind", "correction", DECISIONS["correction"]),
        (SourceName.FORECASTS, "country", "", "Sin país"),
    ],
)
def test_a_word_means_what_it_means_in_its_source(source: SourceName, column: str, value: str, said: str) -> None:
    assert value_in_words(source, column, value) == said
