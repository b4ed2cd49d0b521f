"""The language is in the address, kept with the turno, and said by the page (D10)."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.translation import get_language, override

from tests import cast
from tests.stages import desk
from tests.web.posting import send
from tests.web.public.booking import booking_pages as walk
from tests.web.public.test_every_page import PLAIN
from tests.web.shared.reading import by_class, by_tag, page, text
from vinculo.records.models import Message, Turno

pytestmark = pytest.mark.django_db
NAMES = ["Español", "English", "Português", "Français", "简体中文", "Kreyòl ayisyen"]
CODES = [code for code, _ in settings.LANGUAGES]
OTHERS = CODES[1:]
TAGS = {"pt-br": "pt-BR", "zh-hans": "zh-Hans"}


def switch(answer: object) -> dict[str, str]:
    """Return the names in the switch of a page, each with its address."""
    (nav,) = by_class(page(answer), "languages")  # type: ignore[arg-type]
    return {text(link): link.get("href") for link in by_tag(nav, "a")}


@pytest.mark.parametrize("code", OTHERS)
def test_d10_a_prefix_names_the_language_of_a_page_and_its_links_keep_it(client: Client, code: str) -> None:
    answer = client.get(f"/{code}/turnos/")
    root = page(answer)
    tag = TAGS.get(code, code)
    assert answer.status_code == 200
    assert (by_tag(root, "html")[0].get("lang"), answer["Content-Language"]) == (tag, tag)
    inside = [link.get("href") for link in by_tag(root, "a") if not link.get("hreflang")]
    ours = [href for href in inside if href.startswith("/") and href != "/ventanilla/"]
    assert len(ours) > 8
    assert [href for href in ours if not href.startswith(f"/{code}/")] == []
    assert get_language() == "es"


def test_d10_spanish_has_no_prefix_and_every_old_address_goes_on_working(client: Client) -> None:
    for address in ["/", "/turnos/", "/verificar/", "/quejas/", "/transparencia/", "/tablero/"]:
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Language"]) == (200, "es"), address
    assert client.get("/es/turnos/").status_code == 404


@pytest.mark.parametrize("address", ["/ventanilla/ingreso/", "/salud", "/administracion/login/"])
def test_d10_the_doors_of_the_staff_speak_spanish_alone(client: Client, address: str) -> None:
    assert client.get(f"/fr{address}").status_code == 404
    answer = client.get(address, headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer["Content-Language"]) == (200, "es")
    assert "Accept-Language" not in answer.headers.get("Vary", "")
    assert b"languages" not in answer.content


@pytest.mark.parametrize("code", CODES)
def test_d10_the_switch_leads_to_the_same_page_in_each_language(client: Client, code: str) -> None:
    with override(code):
        here = reverse("public:apostille")
    answer = client.get(f"{here}?country=COL")
    prefixes = dict(zip(NAMES, ["", *(f"/{other}" for other in OTHERS)], strict=True))
    assert switch(answer) == {name: f"{prefix}/apostilla/?country=COL" for name, prefix in prefixes.items()}
    (nav,) = by_class(page(answer), "languages")
    current = [text(link) for link in by_tag(nav, "a") if link.get("aria-current") == "true"]
    assert current == [dict(settings.LANGUAGES)[code]]
    assert [link.get("lang") for link in by_tag(nav, "a")] == [TAGS.get(each, each) for each in CODES]


def test_d10_the_page_names_its_alternates_but_none_of_a_persons_own(client: Client) -> None:
    root = page(client.get("/fr/privacidad/"))
    named = {node.get("hreflang"): node.get("href") for node in by_tag(root, "link") if node.get("rel") == "alternate"}
    base = settings.PUBLIC_URL
    assert named == {"es": f"{base}/privacidad/"} | {
        TAGS.get(code, code): f"{base}/{code}/privacidad/" for code in OTHERS
    }
    own = page(client.get(f"/fr/mi-turno/{'0' * 32}/"))
    assert [node for node in by_tag(own, "link") if node.get("rel") == "alternate"] == []


OFFERS = [
    ("en-US,en;q=0.9,es;q=0.5", "en", "This page is available in English"),
    ("pt-PT", "pt-br", "Esta página está disponível em português"),
    ("zh-CN,zh;q=0.9", "zh-hans", "本页有简体中文版"),
    ("de,ht;q=0.8", "ht", "Paj sa a disponib an kreyòl ayisyen"),
]


@pytest.mark.parametrize(("header", "code", "line"), OFFERS)
def test_d10_the_language_of_the_browser_is_offered_and_never_forced(
    client: Client, header: str, code: str, line: str
) -> None:
    answer = client.get("/turnos/", headers={"Accept-Language": header})
    assert (answer.status_code, answer["Content-Language"]) == (200, "es")
    assert switch(answer)[line] == f"/{code}/turnos/"
    assert "Accept-Language" in answer["Vary"]
    asked_for_spanish = client.get("/turnos/", headers={"Accept-Language": f"es-EC,{header}"})
    assert list(switch(asked_for_spanish)) == NAMES
    there = client.get(f"/{code}/turnos/", headers={"Accept-Language": header})
    assert list(switch(there)) == NAMES


@override_settings(OFFERED_LANGUAGES=["es", "en"])
def test_d10_a_language_that_nobody_read_for_the_institution_is_not_there(client: Client) -> None:
    assert list(switch(client.get("/turnos/"))) == ["Español", "English"]
    assert client.get("/ht/turnos/").status_code == 404
    assert client.get("/en/turnos/").status_code == 200


@override_settings(OFFERED_LANGUAGES=["es"])
def test_d10_with_spanish_alone_there_is_no_switch(client: Client) -> None:
    assert by_class(page(client.get("/turnos/")), "languages") == []


def test_d10_what_is_not_there_is_told_in_the_language_of_the_address(client: Client) -> None:
    answer = client.get("/fr/no-existe/")
    assert (answer.status_code, answer["Content-Language"]) == (404, "fr")
    assert switch(answer)["English"] == "/en/"
    assert client.get("/fr").headers["Location"] == "/fr/"


@pytest.mark.usefixtures("seats_tomorrow")
def test_d10_the_language_may_change_inside_the_booking_and_stays_with_the_turno(client: Client) -> None:
    with override("fr"):
        draft = walk.steps(client)
        assert draft.language == "fr"
        here = walk.url("place", draft)
    over = switch(client.get(here))["Kreyòl ayisyen"]
    assert (over, client.get(over).status_code) == (f"/ht/turnos/{draft.token}/lugar/", 200)
    draft.refresh_from_db()
    assert (draft.language, draft.email, draft.presenter_number) == ("ht", "ana@example.com", cast.ANA_CODE)
    with override("ht"):
        walk.place(client, draft)
        client.post(walk.hour_url(draft), {"asientos": "1"})
        answer = walk.confirm(client, draft)
    turno = Turno.objects.get()
    assert (turno.language, answer["Location"]) == ("ht", f"/ht/mi-turno/{turno.token}/")
    assert f"/ht/mi-turno/{turno.token}/" in Message.objects.get(turno=turno, kind="confirmation").body


@pytest.mark.usefixtures("seats_tomorrow")
def test_d10_a_refused_answer_is_switched_by_the_address_of_its_page(client: Client) -> None:
    draft = walk.steps(client)
    answer = send(client, walk.url("place", draft), {})
    assert answer.status_code == 422
    assert switch(answer)["English"] == f"/en/turnos/{draft.token}/lugar/"


@pytest.mark.usefixtures("nine_o_clock")
def test_d10_who_reads_the_turno_in_another_language_can_be_written_to_in_it(client: Client) -> None:
    turno = desk.turno(language="fr")
    with override("ht"):
        here, change = (reverse(f"public:{name}", args=[turno.token]) for name in ["turno", "turno_language"])
    forms = [form.get("action") for form in by_tag(page(client.get(here)), "form")]
    assert change in forms
    assert client.get(change)["Location"] == here  # by reloading nothing changes
    turno.refresh_from_db()
    assert turno.language == "fr"
    assert client.post(change)["Location"] == here
    turno.refresh_from_db()
    assert turno.language == "ht"
    assert change not in [form.get("action") for form in by_tag(page(client.get(here)), "form")]


@pytest.mark.parametrize("code", OTHERS)
def test_d10_every_public_page_is_there_in_each_language(client: Client, code: str) -> None:
    cast.agency()
    addresses = [reverse(f"public:{name}") for name in PLAIN]
    in_spanish = [client.get(address).status_code for address in addresses]
    assert [client.get(f"/{code}{address}").status_code for address in addresses] == in_spanish
