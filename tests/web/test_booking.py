"""The door of booking: pages in the order and words of the page, and bad input (S21-S28)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.web.hostile import HOSTILE
from vinculo.queries import documents
from vinculo.records.models import Agency, Draft, Event, Message, Province, Seat, Turno

pytestmark = pytest.mark.django_db
DAY = (cast.NOW + timedelta(days=1)).date()


@pytest.fixture(autouse=True)
def stage() -> Iterator[None]:
    """Set the clock and the stage."""
    with time_machine.travel(cast.NOW, tick=False):
        cast.ana()
        cast.slots(cast.agency(), DAY, times=3, counters=1)
        yield


def steps(client: Client, number: str = cast.ANA_CODE, email: str = "ana@example.com") -> Draft:
    """Walk to the verified e-mail."""
    client.post(reverse("public:booking_number"), {"number": number})
    draft = Draft.objects.latest("id")
    client.post(url("contact", draft), {"email": email, "mobile": "099 123 4567"})
    client.post(url("code", draft), {"code": code_of(draft)})
    draft.refresh_from_db()
    return draft


def url(name: str, draft: Draft) -> str:
    return reverse(f"public:booking_{name}", args=[draft.token])


def code_of(draft: Draft) -> str:
    found = re.search(r"\b(\d{6})\b", Message.objects.filter(draft=draft).latest("id").body)
    assert found
    return found.group(1)


def place(client: Client, draft: Draft, dependents: int = 1) -> Draft:
    agency = cast.agency()
    data = {
        "province": agency.province_id, "procedure": cast.procedure().pk, "agency": agency.pk, "dependents": dependents,
    }  # fmt: skip
    answer = client.post(url("place", draft), data)
    assert answer.status_code == 302, text(answer.content)
    draft.refresh_from_db()
    return draft


def hour_url(draft: Draft, index: int = 0) -> str:
    slot = Seat.objects.order_by("slot__starts")[index].slot_id
    return reverse("public:booking_hour", args=[draft.token, slot])


def text(content: bytes) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", content.decode())))


def buttons(content: bytes) -> list[str]:
    """Return the words on the buttons of the page's forms, in order."""
    main = content.decode().split("<main")[1].split("</main")[0]
    return [
        html.unescape(re.sub(r"<[^>]+>", "", found)).strip()
        for found in re.findall(r"<button[^>]*>(.*?)</button>", main, re.S)
    ]


def test_s21_to_s28_the_road_in_the_words_of_the_page(client: Client) -> None:
    portal = client.get(reverse("public:booking"))
    assert "Turnos para atención ciudadana" in text(portal.content)
    assert re.search(r'<a[^>]*href="/turnos/generar/"[^>]*>\s*Generar turno', portal.content.decode())
    assert buttons(client.get(reverse("public:booking_number")).content) == ["Buscar"]
    client.post(reverse("public:booking_number"), {"number": cast.ANA_CODE})
    draft = Draft.objects.get()
    assert buttons(client.get(url("contact", draft)).content) == ["Siguiente"]
    client.post(url("contact", draft), {"email": "ana@example.com", "mobile": "+57 300 123 4567"})
    assert Message.objects.get().subject == "Verificar IESS turno online"
    assert buttons(client.get(url("code", draft)).content) == ["Verificar", "Enviar otro código"]
    client.post(url("code", draft), {"code": code_of(draft)})
    assert buttons(client.get(url("place", draft)).content) == ["Siguiente"]
    place(client, draft)
    assert DAY.isoformat() in client.get(url("day", draft)).content.decode()
    hour = hour_url(draft)
    assert buttons(client.get(hour).content) == ["Si"]
    assert client.post(hour, {"asientos": "1"}).headers["Location"] == url("review", draft)
    assert buttons(client.get(url("review", draft)).content) == ["Confirmar"]
    done = client.post(url("review", draft))
    turno = Turno.objects.get()
    assert done.headers["Location"] == reverse("public:turno", args=[turno.token])
    assert (turno.status, turno.mobile, turno.presenter_kind) == ("confirmed", "+573001234567", "code")
    assert turno.reference in text(client.get(done.headers["Location"]).content)


FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "number": ("number", {"number": cast.ANA_CODE}),
    "passport": ("passport", {"number": "AB1234567", "country": "COL"}),
    "contact": ("contact", {"email": "ana@example.com", "mobile": "0991234567"}),
    "code": ("code", {"code": "123456"}),
    "affiliate": ("affiliate", {"affiliate_code": cast.ANA_CODE}),
    "place": ("place", {"province": "1", "procedure": "1", "agency": "1", "dependents": "1"}),
}
TRIED = [(form, field, name) for form, (_, data) in FORMS.items() for field in data for name in [*HOSTILE, "missing"]]


def address(client: Client, form: str) -> str:
    if form in {"number", "passport"}:
        return reverse(f"public:booking_{form}")
    if form in {"contact", "code"}:
        client.post(reverse("public:booking_number"), {"number": cast.ANA_CODE})
        draft = Draft.objects.latest("id")
        if form == "code":
            client.post(url("contact", draft), {"email": "ana@example.com", "mobile": "0991234567"})
        return url(form, draft)
    return url(form, steps(client))


@pytest.mark.parametrize(("form", "field", "name"), TRIED)
def test_bad_input_gets_a_message_beside_the_field(client: Client, form: str, field: str, name: str) -> None:
    where = address(client, form)
    data = dict(FORMS[form][1])
    if name == "missing":
        del data[field]
    else:
        data[field] = HOSTILE[name].encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    answer = client.post(where, data)
    assert answer.status_code == 422, (answer.status_code, text(answer.content)[:500])
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert "<script>alert" not in page
    for other, value in data.items():
        if other != field and other not in {"province", "procedure", "agency", "country", "code"}:
            assert f'value="{value}"' in page, f"{other} was lost"


@pytest.mark.parametrize("mobile", ["022345678", "12", "+1", "0991234", "hola"])
def test_s23_a_number_that_is_no_mobile_is_refused(client: Client, mobile: str) -> None:
    answer = client.post(address(client, "contact"), {"email": "ana@example.com", "mobile": mobile})
    assert answer.status_code == 422
    assert 'id="id_mobile_error"' in answer.content.decode()
    assert 'value="ana@example.com"' in answer.content.decode()


@pytest.mark.parametrize("number", [cast.ANA_CODE, "NOSUCHCODE1", "1710034060", cast.PEDRO_CEDULA])
def test_d17_before_the_email_is_verified_every_number_is_answered_alike(client: Client, number: str) -> None:
    answer = client.post(reverse("public:booking_number"), {"number": number})
    draft = Draft.objects.latest("id")
    assert answer.headers["Location"] == url("contact", draft)
    page = text(client.get(url("contact", draft)).content)
    assert "Restrepo" not in page
    assert "afiliado activo" not in page
    client.post(url("contact", draft), {"email": "x@example.com", "mobile": "0991234567"})
    assert "Restrepo" not in text(client.get(url("code", draft)).content)


def test_d17_the_road_never_shows_the_registrys_name(client: Client) -> None:
    draft = place(client, steps(client))
    client.post(hour_url(draft), {"asientos": "1"})
    pages = [client.get(url(name, draft)) for name in ["place", "day", "review", "affiliate"]]
    client.post(url("review", draft))
    pages.append(client.get(reverse("public:turno", args=[Turno.objects.get().token])))
    assert cast.ana().names == "Ana María Restrepo Gómez"  # there is something to leak
    assert [page.status_code for page in pages] == [200] * 5
    assert ["Restrepo" in text(page.content) for page in pages] == [False] * 5


def test_d17_too_many_searches_are_told_to_wait(client: Client) -> None:
    for _ in range(20):
        client.post(reverse("public:booking_number"), {"number": cast.ANA_CODE})
    answer = client.post(reverse("public:booking_number"), {"number": cast.ANA_CODE})
    assert answer.status_code == 429
    assert "60 minutos" in text(answer.content)


def test_a_draft_opens_only_in_the_browser_that_began_it(client: Client) -> None:
    draft = steps(client)
    assert Client().get(url("place", draft)).status_code == 404
    assert client.get(url("place", draft)).status_code == 200


def test_steps_cannot_be_skipped(client: Client) -> None:
    client.post(reverse("public:booking_number"), {"number": cast.ANA_CODE})
    draft = Draft.objects.get()
    for name in ["code", "affiliate", "place", "day", "review"]:
        assert client.get(url(name, draft)).headers["Location"] == url("contact", draft)


def test_s27_two_tabs_and_a_double_click_end_in_clear_pages(client: Client) -> None:
    first, second = place(client, steps(client)), place(client, steps(client))
    client.post(hour_url(first, 0), {"asientos": "1"})
    client.post(hour_url(second, 1), {"asientos": "1"})
    lost = client.post(url("review", first))
    assert lost.status_code == 409
    assert "ya no está reservada para usted" in text(lost.content)
    assert client.post(url("review", second)).status_code == 302
    again = client.post(url("review", second))
    assert again.headers["Location"] == reverse("public:turno", args=[Turno.objects.get(status="confirmed").token])
    already = client.post(hour_url(first, 2), {"asientos": "1"})
    assert already.status_code == 409
    assert "Ver mi turno" in text(already.content)


def test_s27_an_hour_taken_meanwhile_keeps_everything_typed(client: Client) -> None:
    draft = place(client, steps(client))
    Seat.objects.filter(pk=Seat.objects.order_by("slot__starts")[0].pk).update(state="blocked")
    answer = client.post(hour_url(draft), {"asientos": "1"})
    assert answer.status_code == 409
    assert "acaba de ser tomada" in text(answer.content)
    draft.refresh_from_db()
    assert (draft.email, draft.agency) == ("ana@example.com", cast.agency())


def test_s28_an_expired_hold_taken_by_another_ends_in_a_clear_page(client: Client) -> None:
    draft = place(client, steps(client))
    client.post(hour_url(draft), {"asientos": "1"})
    with time_machine.travel(cast.NOW + timedelta(minutes=11), tick=False):
        other = Client()
        pedro = steps(other, cast.PEDRO_CEDULA, "pedro@example.com")
        other.post(url("affiliate", pedro), {"affiliate_code": cast.ANA_CODE})
        place(other, pedro)
        other.post(hour_url(pedro), {"asientos": "1"})
        answer = client.post(url("review", draft))
        assert answer.status_code == 409
        assert "ya no está reservada para usted" in text(answer.content)


@pytest.mark.parametrize("count", [1, 3])
def test_s26_only_agencies_that_serve_and_are_open_are_offered(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    guayas = Province.objects.create(code="09", name="Guayas")
    for index in range(count - 1):
        cast.agency(f"Agencia {index}", "Pichincha", "17")
    Agency.objects.create(province=guayas, name="Sin servicio", city="Guayaquil")
    closed = cast.agency("Cerrada", "Pichincha", "17")
    Agency.objects.filter(pk=closed.pk).update(active=False)
    draft = steps(client)
    with django_assert_num_queries(6):  # session, draft, agencies, provinces, procedures (asked twice by its widget)
        page = client.get(url("place", draft)).content.decode()
    offered = re.search(r'<select name="agency".*?</select>', page, re.S)
    assert offered
    assert len(re.findall(r'<option value="\d+"', offered.group())) == count
    assert [name in page for name in ["Sin servicio", "Cerrada"]] == [False, False]


def test_s20_a_proxy_names_the_affiliate_and_is_told_of_the_endorsement(client: Client) -> None:
    draft = steps(client, cast.PEDRO_CEDULA, "pedro@example.com")
    answer = client.get(url("place", draft))
    assert answer.headers["Location"] == url("affiliate", draft)
    assert "Asesoría Jurídica" in text(client.get(url("affiliate", draft)).content)
    wrong = client.post(url("affiliate", draft), {"affiliate_code": "NOSUCHCODE"})
    assert wrong.status_code == 422
    assert "Con ese código no podemos continuar" in text(wrong.content)
    client.post(url("affiliate", draft), {"affiliate_code": cast.ANA_CODE})
    draft.refresh_from_db()
    assert (draft.affiliate, draft.by_proxy) == (cast.ana(), True)


def test_s22_a_mistyped_number_is_mended_with_everything_else_kept(client: Client) -> None:
    draft = steps(client, "NOSUCHCODE1")
    assert client.get(url("affiliate", draft)).headers["Location"] == url("nobody", draft)
    client.post(url("change_number", draft), {"number": cast.ANA_CODE})
    draft.refresh_from_db()
    assert (draft.affiliate, draft.email, draft.by_proxy) == (cast.ana(), "ana@example.com", False)


def booked(client: Client) -> Turno:
    draft = place(client, steps(client))
    client.post(hour_url(draft), {"asientos": "1"})
    client.post(url("review", draft))
    return Turno.objects.get(status="confirmed")


def test_s30_the_phone_page_and_the_pdf_bear_the_same_reference(client: Client) -> None:
    turno = booked(client)
    page = client.get(reverse("public:turno", args=[turno.token]))
    pdf = client.get(reverse("public:turno_pdf", args=[turno.token]))
    assert "<svg" in page.content.decode()
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    entry = client.get(reverse("public:turno_ics", args=[turno.token]))
    assert "BEGIN:VEVENT" in entry.content.decode()


def test_a_get_never_cancels_and_a_post_does(client: Client) -> None:
    turno = booked(client)
    link = reverse("public:turno_cancel", args=[turno.token])
    client.get(link)
    turno.refresh_from_db()
    assert turno.status == "confirmed"
    client.post(link)
    turno.refresh_from_db()
    assert turno.status == "cancelled"
    assert "Turno cancelado" in text(client.get(reverse("public:turno", args=[turno.token])).content)


def test_a_turno_is_moved_by_its_private_link(client: Client) -> None:
    turno = booked(client)
    answer = Client().post(reverse("public:turno_move", args=[turno.token]))
    assert answer.status_code == 302
    client.post(reverse("public:turno_move", args=[turno.token]))
    draft = Draft.objects.latest("id")
    client.post(hour_url(draft, 2), {"asientos": "1"})
    client.post(url("review", draft))
    moved = Turno.objects.get(pk=turno.pk)
    assert (moved.starts - turno.starts) == timedelta(minutes=30)
    assert Turno.objects.count() == 1


def test_an_unknown_private_link_is_not_found(client: Client) -> None:
    for name in ["turno", "turno_pdf", "turno_ics", "turno_cancel"]:
        assert client.get(reverse(f"public:{name}", args=["0" * 32])).status_code == 404


def test_every_act_of_booking_wrote_its_event(client: Client) -> None:
    booked(client)
    acts = list(Event.objects.order_by("id").values_list("act", flat=True))
    assert acts == ["code_sent", "email_verified", "presenter_resolved", "seat_held", "turno_confirmed"]


def test_d17_whoever_typed_a_passport_is_not_told_the_code(client: Client) -> None:
    client.post(reverse("public:booking_passport"), {"number": cast.ANA_PASSPORT, "country": "COL"})
    draft = Draft.objects.latest("id")
    client.post(url("contact", draft), {"email": "x@example.com", "mobile": "0991234567"})
    client.post(url("code", draft), {"code": code_of(draft)})
    place(client, draft)
    client.post(hour_url(draft), {"asientos": "1"})
    client.post(url("review", draft))
    turno = Turno.objects.get(status="confirmed")
    assert turno.affiliate.code == cast.ANA_CODE
    page = text(client.get(reverse("public:turno", args=[turno.token])).content)
    assert (cast.ANA_PASSPORT in page, cast.ANA_CODE in page) == (True, False)
    assert documents.confirmation_facts(turno).affiliate_code == ""
