"""What booking says to bad input, and what it never tells (S23, D17)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.web.public.booking.booking_pages import hour_url, place, steps, text, url
from tests.web.shared.hostile import HOSTILE
from vinculo.records.models import Draft, Turno

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seats_tomorrow")]
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
    chosen = {"province", "procedure", "agency", "country", "code"}
    for other in data.keys() - chosen - {field}:
        assert f'value="{data[other]}"' in page, f"{other} was lost"


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


def test_d17_the_booking_never_shows_the_registrys_name(client: Client) -> None:
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
