"""*Transparencia* as anybody reads it: by month with a plot and its table, by service, and as open data (S09)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from tests import cast
from tests.stages.counter import at_the_desk
from tests.stages.desk import case_of_bruno, papers_of_bruno
from tests.stages.voice import complaint, galapagos, give_mark, local, make_attended_turno, make_served_ticket
from tests.web.shared.hostile import HOSTILE
from tests.web.shared.reading import Node, by_class, by_id, by_tag, page, text
from vinculo.records.models import Agency

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
Queries = Callable[[int], AbstractContextManager[object]]
PAGE = "/transparencia/"
VOLUMES, SERVICES, DICTIONARY = (
    f"/transparencia/datos/{name}.csv" for name in ("atenciones-y-quejas", "servicios", "diccionario")
)


def year(place: Agency | None = None) -> None:
    """Two attentions and a complaint in October, one attention in November, and one claim of no place."""
    where = place or cast.agency()
    october = local("2026-10-20 10:00", where)
    make_attended_turno(october, where)
    make_served_ticket(october, where)
    complaint(now=october, agency=where)
    make_attended_turno(cast.NOW, where)
    complaint("claim")
    complaint("praise")


def rows(root: Node, table: str) -> list[list[str]]:
    return [[text(cell) for cell in by_tag(row, "th", "td")] for row in by_tag(by_id(root, table), "tr")]


def read_plot_words(root: Node) -> list[dict[str, str]]:
    """Return what each plot says of each month."""
    plots = []
    for figure in by_class(root, "plot"):
        words = [
            text(node) for node in by_tag(figure, "text") if not by_class(node, "plot-tick") or "sin" in text(node)
        ]
        plots.append(dict(zip(words[::2], words[1::2], strict=True)))
    return plots


def read(client: Client, address: str, **asked: str) -> list[list[str]]:
    answer = client.get(address, asked)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8; header=present")
    return [*csv.reader(io.StringIO(answer.content.decode("utf-8")))]


def test_s09_the_information_page_leads_to_the_figures_in_its_section_transparencia(client: Client) -> None:
    section = by_id(page(client.get("/")), "transparencia")
    assert text(by_tag(section, "h2")[0]) == "Transparencia"
    assert PAGE in [node.get("href") for node in by_tag(section, "a")]


def test_s09_attentions_and_complaints_per_month_in_plot_and_table_alike(client: Client) -> None:
    year()
    root = page(client.get(PAGE))
    months = rows(root, "tabla-meses")
    assert months[0] == ["Mes", "Atenciones", "Quejas y reclamos", "Sugerencias", "Felicitaciones"]
    assert months[1] == ["enero", "Sin datos"]
    assert months[10:] == [["octubre", "2", "1", "0", "0"], ["noviembre", "1", "1", "0", "1"]]
    told = {row[0][:3]: row[1:] for row in months[1:]}
    attentions, complaints = read_plot_words(root)
    assert attentions == {name: "sin datos" if len(row) == 1 else row[0] for name, row in told.items()}
    assert complaints == {name: "sin datos" if len(row) == 1 else row[1] for name, row in told.items()}


def test_s09_the_bars_are_as_long_as_their_numbers_and_the_plot_has_a_name(client: Client) -> None:
    year()
    root = page(client.get(PAGE))
    figure = by_class(root, "plot")[0]
    lengths = [float(node.get("width").rstrip("%")) for node in by_tag(figure, "rect")]
    assert lengths[9:] == [63.0, 31.5]
    assert lengths[:9] == [0.0] * 9
    plot = by_tag(figure, "svg")[0]
    assert plot.get("role") == "img"
    names = [by_id(root, name) for name in plot.get("aria-labelledby").split()]
    assert [node.name for node in names] == ["title", "desc"]
    assert "Número de atenciones" in text(plot)


def test_s09_a_month_a_province_and_a_centre_can_be_chosen(client: Client) -> None:
    year()
    island = galapagos()
    year(island)
    asked = [{"province": "17"}, {"province": "20"}, {"agency": str(island.pk)}, {"month": "2026-10"}]
    lines = [rows(page(client.get(PAGE, each)), "tabla-meses")[-1] for each in asked]
    assert lines == [
        ["noviembre", "1", "0", "0", "0"],
        ["noviembre", "1", "0", "0", "0"],
        ["noviembre", "1", "0", "0", "0"],
        ["octubre", "4", "2", "0", "0"],
    ]
    shown = page(client.get(PAGE, {"province": "20", "month": "2026-10"}))
    chosen = [node.get("value") for node in by_tag(shown, "option") if "selected" in node.attributes]
    assert chosen == ["2026-10", "20", ""]
    assert "Galápagos, de enero a octubre de 2026." in text(shown)


def test_s09_people_and_satisfaction_by_service_and_nothing_of_few_answers(client: Client) -> None:
    for _ in range(2):
        give_mark(make_attended_turno(), "service", 5)
    give_mark(make_attended_turno(), "person", 5)
    with override_settings(SATISFACTION_LEAST_MARKS=2):
        root = page(client.get(PAGE))
    assert rows(root, "tabla-servicios")[1] == [cast.PROCEDURE_NAME, "0", "0", "100 %", "pocas respuestas"]
    assert "menos de 2 respuestas" in text(root)


def test_s09_the_page_says_in_words_what_each_figure_counts(client: Client) -> None:
    root = page(client.get(PAGE))
    words = [text(node) for node in by_tag(by_id(root, "contenido"), "dt")]
    assert words[:6] == ["Atención", "Queja o reclamo", "Persona atendida", "Satisfecha", "Pocas respuestas", "Mes"]


def test_s09_the_open_data_say_what_the_page_says(client: Client) -> None:
    year()
    lines = read(client, VOLUMES)
    head = ["anio", "mes", "provincia", "centro", "atenciones", "quejas", "reclamos", "sugerencias", "felicitaciones"]
    assert lines == [
        head,
        ["2026", "10", "Pichincha", cast.agency().name, "2", "1", "0", "0", "0"],
        ["2026", "11", "", "", "0", "0", "1", "0", "1"],
        ["2026", "11", "Pichincha", cast.agency().name, "1", "0", "0", "0", "0"],
    ]
    assert read(client, VOLUMES, month="2026-10") == lines[:2]
    galapagos()
    assert read(client, VOLUMES, province="20") == [head]
    services = read(client, SERVICES, agency=str(cast.agency().pk))
    assert services[1][:6] == ["2026", "11", cast.agency().name, cast.PROCEDURE_NAME, "0", "0"]
    assert services[1][6:] == ["", ""]


def test_s09_every_column_is_documented_with_the_licence_on_the_page_and_in_a_file(client: Client) -> None:
    documented = read(client, DICTIONARY)
    for name, address in [("atenciones-y-quejas.csv", VOLUMES), ("servicios.csv", SERVICES)]:
        assert [row[1] for row in documented if row[0] == name] == read(client, address)[0]
        assert all(row[2] for row in documented)
    assert "CC BY 4.0" in documented[-1][2]
    shown = text(page(client.get(PAGE)))
    assert all(row[1] in shown for row in documented)
    assert "Licencia: Creative Commons Atribución 4.0 Internacional (CC BY 4.0)" in shown
    assert client.get(VOLUMES).headers["Link"].endswith('rel="license"')


def test_s09_a_visit_that_the_desk_attends_is_in_the_figures_at_once(client: Client) -> None:
    case, bruno = case_of_bruno()
    papers_of_bruno(case, bruno)
    assert rows(page(client.get(PAGE)), "tabla-meses")[-1] == ["noviembre", "Sin datos"]
    desk = at_the_desk()
    address = reverse("desk:issue", args=[case.reference, bruno.reference])
    form = desk.get(address).content.decode()
    version = re.search(r'name="version" value="(\d+)"', form)
    assert version
    assert desk.post(address, {"version": version[1]}).status_code == 302
    root = page(client.get(PAGE))
    assert rows(root, "tabla-meses")[-1] == ["noviembre", "1", "0", "0", "0"]
    assert rows(root, "tabla-servicios")[1][1:3] == ["1", "1"]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("field", ["month", "province", "agency"])
def test_a_bad_choice_gets_a_message_beside_the_field(client: Client, field: str, name: str) -> None:
    bad = {field: HOSTILE[name].encode("utf-8", "surrogatepass").decode("utf-8", "replace")}
    answer = client.get(PAGE, bad)
    assert (answer.status_code, f'id="id_{field}_error"' in answer.content.decode()) == (422, True)
    assert b"<script>alert" not in answer.content
    for address in (VOLUMES, SERVICES):
        assert client.get(address, bad).status_code == 422


def test_a_centre_of_another_province_is_told(client: Client) -> None:
    cast.agency()
    answer = client.get(PAGE, {"province": "17", "agency": str(galapagos().pk)})
    assert (answer.status_code, "Ese centro está en otra provincia: Galápagos." in answer.content.decode()) == (
        422,
        True,
    )


@pytest.mark.parametrize("centres", [1, 3])
def test_the_page_costs_the_same_for_one_centre_and_three(
    client: Client, django_assert_num_queries: Queries, centres: int
) -> None:
    places = [cast.agency(), cast.agency("Centro de Atención Universal Quitumbe"), galapagos()][:centres]
    for place in places:
        year(place)
    with django_assert_num_queries(12):  # four of them for the first visits (D39), two ask what was kept
        client.get(PAGE)
    with django_assert_num_queries(5):
        client.get(VOLUMES)
