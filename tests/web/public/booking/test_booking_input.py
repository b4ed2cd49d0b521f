"""What booking says to bad input, and what it never tells (S23, D17)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.web.posting import send
from tests.web.public.booking.booking_pages import code_of, confirm, hour_url, place, steps, text, url
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
    cast.agency("CAU Cayambe")  # the province has two: which one is asked
    return url(form, steps(client))


@pytest.mark.parametrize(("form", "field", "name"), TRIED)
def test_bad_input_gets_a_message_beside_the_field(client: Client, form: str, field: str, name: str) -> None:
    where = address(client, form)
    data = dict(FORMS[form][1])
    if name == "missing":
        del data[field]
    else:
        data[field] = HOSTILE[name].encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    answer = send(client, where, data)
    assert answer.status_code == 422, (answer.status_code, text(answer.content)[:500])
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert "<script>alert" not in page
    chosen = {"province", "procedure", "agency", "country", "code"}
    for other in data.keys() - chosen - {field}:
        assert f'value="{data[other]}"' in page, f"{other} was lost"


@pytest.mark.parametrize("mobile", ["022345678", "12", "+1", "0991234", "hola"])
def test_s23_a_number_that_is_no_mobile_is_refused(client: Client, mobile: str) -> None:
    answer = send(client, address(client, "contact"), {"email": "ana@example.com", "mobile": mobile})
    assert answer.status_code == 422
    assert 'id="id_mobile_error"' in answer.content.decode()
    assert 'value="ana@example.com"' in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+595 963 123456", "+595963123456"),
        ("+52 1 811 987 8677", "+528119878677"),
        ("+52 811 987 8677", "+528119878677"),
        ("٠٩٩١٢٣٤٥٦٧", "+593991234567"),
        ("０９９１２３４５６７", "+593991234567"),
    ],
)
def test_s23_a_mobile_number_that_is_possible_is_taken_whatever_the_lists_know(
    client: Client, typed: str, kept: str
) -> None:
    where = address(client, "contact")
    answer = client.post(where, {"email": "ana@example.com", "mobile": typed}, follow=True)
    assert Draft.objects.latest("id").mobile == kept
    assert ("No reconocemos el número celular" in text(answer.content)) is (kept == "+595963123456")


def test_s23_who_has_no_mobile_goes_on_and_is_told_what_that_means(client: Client) -> None:
    where = address(client, "contact")
    asked = text(client.get(where).content)
    assert "No tengo celular" in asked
    assert "nadie podrá llamarle, y todo aviso llegará allí" in asked
    left_empty = send(client, where, {"email": "ana@example.com"})
    assert left_empty.status_code == 422
    assert "Si no tiene, marque «No tengo celular»." in text(left_empty.content)
    answer = send(client, where, {"email": "ana@example.com", "no_mobile": "on"})
    draft = Draft.objects.latest("id")
    assert answer.headers["Location"] == url("code", draft)
    assert (draft.email, draft.mobile) == ("ana@example.com", "")
    send(client, url("code", draft), {"code": code_of(draft)})
    place(client, draft)
    send(client, hour_url(draft), {"asientos": "1"})
    assert "No tiene: todo aviso llega al correo" in text(client.get(url("review", draft)).content)
    send(client, url("review", draft))
    assert Turno.objects.get().mobile == ""


@pytest.mark.parametrize("email", ["ana@localhost", "ana@[127.0.0.1]"])
def test_d20_an_address_of_this_machine_is_refused_with_what_is_missing(client: Client, email: str) -> None:
    answer = send(client, address(client, "contact"), {"email": email, "mobile": "0991234567"})
    assert answer.status_code == 422
    assert "Revise el correo electrónico: " in text(answer.content)


@pytest.mark.parametrize(
    "shape",
    ["{0}", "{0:.3} {1}", "Código: {0}", "Su código es {0:.3}-{1}.", "  {0}\r\n", "El código {0} vence a las 09:30"],
)
@pytest.mark.parametrize("script", [0x30, 0x660, 0xFF10])
def test_s25_the_code_counts_in_digits_of_any_script_and_within_a_pasted_line(
    client: Client, shape: str, script: int
) -> None:
    where = address(client, "code")
    draft = Draft.objects.latest("id")
    line = shape.format(code_of(draft), code_of(draft)[3:])
    typed = "".join(chr(script + int(char)) if char.isdigit() else char for char in line)
    assert client.post(where, {"code": typed}).status_code == 302
    draft.refresh_from_db()
    assert draft.verified_at is not None


@pytest.mark.parametrize("line", ["123456 654321", "12345", "1234567", "AB123456"])
def test_s25_a_line_without_one_code_of_six_digits_costs_no_attempt(client: Client, line: str) -> None:
    where = address(client, "code")
    assert send(client, where, {"code": line}).status_code == 422
    assert Draft.objects.latest("id").code_attempts == 0


def test_s22_a_pasted_line_with_the_number_finds_it(client: Client) -> None:
    client.post(reverse("public:booking_number"), {"number": f"Código: {cast.ANA_CODE}"})
    assert Draft.objects.latest("id").presenter_number == cast.ANA_CODE


@pytest.mark.parametrize("number", ["NOTENGO", "no tengo", "ninguno"])
def test_d20_a_word_for_want_of_a_number_begins_nothing(client: Client, number: str) -> None:
    answer = send(client, reverse("public:booking_number"), {"number": number})
    assert answer.status_code == 422
    assert "Eso no es un código." in text(answer.content)
    assert not Draft.objects.exists()


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
    confirm(client, draft)
    pages.append(client.get(reverse("public:turno", args=[Turno.objects.get().token])))
    assert cast.ana().names == "Ana María Restrepo Gómez"  # there is something to leak
    assert [page.status_code for page in pages] == [200] * 5
    assert ["Restrepo" in text(page.content) for page in pages] == [False] * 5


def test_d17_too_many_searches_are_told_to_wait(client: Client) -> None:
    for _ in range(20):
        send(client, reverse("public:booking_number"), {"number": cast.ANA_CODE})
    answer = send(client, reverse("public:booking_number"), {"number": cast.ANA_CODE})
    assert answer.status_code == 429
    assert "60 minutos" in text(answer.content)


def test_s22_a_ruc_is_told_what_of_it_is_the_cedula(client: Client) -> None:
    answer = client.post(reverse("public:booking_number"), {"number": "1710034065001"}, follow=True)
    assert answer.redirect_chain == [(reverse("public:booking_number"), 303)]
    assert "Parece un RUC: escriba los diez primeros números." in text(answer.content)
    assert 'value="1710034065001"' in answer.content.decode()
    for other in ("1710034065002", "9999999999001"):
        assert client.post(reverse("public:booking_number"), {"number": other}).status_code == 302
