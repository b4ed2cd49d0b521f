"""The person who answers for many centres finds one by typing, not among all links; without a script."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import cast
from tests.stages.counter import at_the_desk
from tests.web.shared.reading import by_tag, page, text
from vinculo.records.models import Agency, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
PLACES = [
    ("Agencia Durán", "Durán", "Guayas", "09"),
    ("Agencia Ibarra", "Ibarra", "Imbabura", "10"),
    ("Agencia Otavalo", "Otavalo", "Imbabura", "10"),
    ("Agencia Loja", "Loja", "Loja", "11"),
    ("Agencia Cuenca", "Cuenca", "Azuay", "01"),
    ("Agencia Cañar", "Azogues", "Cañar", "03"),
    ("Agencia Manta", "Manta", "Manabí", "13"),
]
DAYS, POLICIES = "/supervision/dia/", "/supervision/politica/"


@pytest.fixture
def nation() -> Client:
    """Return the browser of a supervisor of the nation, who answers for eight centres."""
    cast.agency()
    for name, city, province, code in PLACES:
        made = cast.agency(name, province, code)
        Agency.objects.filter(pk=made.pk).update(city=city)
    sara = cast.sara()
    Staff.objects.filter(pk=sara.pk).update(agency=None, province=None, territory="nation")
    sara.refresh_from_db()
    return at_the_desk(sara)


def get_agency(name: str) -> Agency:
    return Agency.objects.get(name=name)


@pytest.mark.parametrize("where", [DAYS, POLICIES])
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("duran", "Agencia Durán"),
        ("CAÑAR", "Agencia Cañar"),
        ("azogues", "Agencia Cañar"),
        ("manabi", "Agencia Manta"),
        ("imbabura otavalo", "Agencia Otavalo"),
        ("Agencia Loja · Loja, Loja", "Agencia Loja"),
    ],
)
def test_the_nation_comes_to_a_centre_by_a_part_of_its_name_city_or_province(
    nation: Client, where: str, typed: str, name: str
) -> None:
    answer = nation.get(where, {"centro": typed})
    assert (answer.status_code, answer["Location"].split("/")[3]) == (302, str(get_agency(name).pk))


def test_the_field_suggests_every_centre_and_the_links_are_folded(nation: Client) -> None:
    root = page(nation.get(DAYS))
    [field] = [node for node in by_tag(root, "input") if node.get("name") == "centro"]
    [suggested] = [node for node in by_tag(root, "datalist") if node.get("id") == field.get("list")]
    offered = [node.get("value") for node in by_tag(suggested, "option")]
    assert (len(offered), "Agencia Cañar · Azogues, Cañar" in offered) == (8, True)
    [folded] = [node for node in by_tag(root, "details") if node.get("class") != "keys-of-page"]
    assert ("open" in folded.attributes, len(by_tag(folded, "a"))) == (False, 8)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("imbabura", "Hay varios: Agencia Ibarra; Agencia Otavalo. Escriba algo más del nombre."),
        ("Nueva York", "No hay un centro con ese nombre. Escriba una parte del nombre o la ciudad."),
        ("99999", "No hay un centro con ese nombre. Escriba una parte del nombre o la ciudad."),
        ("", "Escriba el centro."),
        ("<script>", "No hay un centro con ese nombre. Escriba una parte del nombre o la ciudad."),
    ],
)
def test_what_is_no_centre_or_several_is_told_beside_the_field(nation: Client, typed: str, told: str) -> None:
    answer = nation.get(DAYS, {"centro": typed})
    assert (answer.status_code, told in text(page(answer))) == (422, True)
    assert [node.get("value") for node in by_tag(page(answer), "input") if node.get("name") == "centro"] == [typed]


def test_few_centres_are_all_shown_and_nothing_is_typed() -> None:
    cast.agency("Agencia Ibarra", "Imbabura", "10"), cast.agency("Agencia Otavalo", "Imbabura", "10")
    sara = cast.sara()
    Staff.objects.filter(pk=sara.pk).update(
        agency=None, province=get_agency("Agencia Ibarra").province, territory="province"
    )
    root = page(at_the_desk(Staff.objects.get(pk=sara.pk)).get(DAYS))
    [shown] = [node for node in by_tag(root, "details") if node.get("class") != "keys-of-page"]
    assert ("open" in shown.attributes, [node for node in by_tag(root, "input") if node.get("name") == "centro"]) == (
        True,
        [],
    )


def test_a_centre_of_somebody_else_is_not_found_by_typing(nation: Client) -> None:
    sara = cast.sara()
    Staff.objects.filter(pk=sara.pk).update(province=get_agency("Agencia Ibarra").province, territory="province")
    Agency.objects.create(province=get_agency("Agencia Ibarra").province, name="A", city="A")
    for _ in range(6):
        made = Agency.objects.latest("pk")
        made.pk, made.name = None, f"{made.name}a"
        made.save()
    answer = at_the_desk(Staff.objects.get(pk=sara.pk)).get(DAYS, {"centro": "Manta"})
    assert (answer.status_code, "No hay un centro con ese nombre" in text(page(answer))) == (422, True)


def test_what_is_closed_is_typed_too(nation: Client) -> None:
    administrator = at_the_desk(cast.alicia())
    asked = {"what": "days", "agency": "duran", "first": "2026-12-02", "last": "", "reason": "Corte de energía"}
    shown = administrator.post("/supervision/cierres/", asked)
    assert (shown.status_code, "Agencia Durán" in text(page(shown))) == (200, True)
    several = page(administrator.post("/supervision/cierres/", asked | {"agency": "imbabura"}))
    assert "Hay varios: Agencia Ibarra; Agencia Otavalo." in text(several)
    [field] = [node for node in by_tag(several, "input") if node.get("name") == "agency"]
    assert (field.get("value"), bool(field.get("list"))) == ("imbabura", True)


def test_a_day_without_the_system_is_prepared_for_a_typed_centre(nation: Client) -> None:
    answer = nation.get("/contingencia/", {"agencia": "duran", "dia": "2026-12-01"})
    root = page(answer)
    assert (answer.status_code, "Agencia Durán, martes 1 de diciembre de 2026" in text(root)) == (200, True)
    [field] = [node for node in by_tag(root, "input") if node.get("name") == "agencia" and node.get("list")]
    assert field.get("value") == "Agencia Durán · Durán, Guayas"
