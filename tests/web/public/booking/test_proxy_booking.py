"""A proxy books with a cédula, a code or a passport, and is told of the sumilla before choosing a day (S20, S38)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.stages.counter import at_the_desk
from tests.web.desk.case.counter_pages import all_but, arrive
from tests.web.legal.legal_pages import at_the_unit, decide_on_power, receive_power
from tests.web.public.booking.booking_pages import DAY, code_of, confirm, hour_url, place, steps, url
from tests.web.shared.reading import by_class, by_id, by_tag, page, text
from vinculo.records.models import Affiliate, CalendarDay, Draft, IdDocument, Power, Turno

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_nine() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        cast.ana()
        yield


def luis() -> Affiliate:
    """Return Luis, Ana's friend and an affiliate himself."""
    known, _ = Affiliate.objects.get_or_create(
        code="EXT7000001", defaults={"names": "Luis Paz", "names_key": "LUIS PAZ", "updated_at": cast.NOW}
    )
    IdDocument.objects.get_or_create(
        affiliate=known,
        kind="passport",
        country="PER",
        number_key="LU112233",
        defaults={"number": "LU112233", "seen_at": cast.NOW},
    )
    return known


def walk_to_affiliate(client: Client, kind: str) -> Draft:
    """Walk to the question for whom the proxy acts, with each of the three kinds of numbers (S20)."""
    if kind == "passport":
        client.post(reverse("public:booking_passport"), {"number": "PE998877", "country": "PER"})
        draft = Draft.objects.latest("pk")
        client.post(url("contact", draft), {"email": "pedro@example.com", "mobile": "0991234567"})
        client.post(url("code", draft), {"code": code_of(draft)})
        return draft
    luis()
    return steps(client, {"cedula": cast.PEDRO_CEDULA, "code": "EXT7000001"}[kind], "pedro@example.com")


IN_THE_POWER = {
    "cedula": {"proxy_kind": "cedula", "proxy_number": cast.PEDRO_CEDULA},
    "code": {
        "proxy_kind": "passport",
        "proxy_number": "LU112233",
        "proxy_country": "PER",
    },  # the power has his passport
    "passport": {"proxy_kind": "passport", "proxy_number": "PE998877", "proxy_country": "PER"},
}
SHOWN = {"cedula": cast.PEDRO_CEDULA, "code": "LU112233", "passport": "PE998877"}


@pytest.mark.parametrize("kind", ["cedula", "code", "passport"])
def test_s20_s38_a_proxy_with_any_of_three_numbers_books_is_endorsed_and_gets_the_code(
    client: Client, kind: str
) -> None:
    cast.slots(cast.agency(), DAY)
    draft = walk_to_affiliate(client, kind)
    named = client.post(f"{url('affiliate', draft)}?apoderado=1", {"affiliate_code": cast.ANA_CODE})
    assert named["Location"] == url("place", draft)
    place(client, draft)
    client.post(hour_url(draft), {"asientos": "1"})
    confirm(client, draft)
    of = Turno.objects.get()
    assert (of.status, of.by_proxy, of.affiliate, of.presenter_kind) == ("confirmed", True, cast.ana(), kind)
    lucia = at_the_unit()
    power = receive_power(lucia, **IN_THE_POWER[kind])
    decide_on_power(lucia, power, "endorse", note="")
    desk.bruno_at_home(of)
    with time_machine.travel(of.starts, tick=False):
        visit = arrive(of, at_the_desk())
        bruno = visit.case.solicitudes.get()
        all_but(
            visit,
            bruno,
            proxy_id={"number": SHOWN[kind], "holder_names": "Pedro Mora Salas"},
            power=copy(power.sumilla),
        )
        assert visit.stops(bruno) == []
        assert visit.issue(bruno) is not None


def copy(number: str = "") -> dict[str, str]:
    return {"copy": "paper", "number": number}


def test_s38_the_public_page_and_the_booking_tell_where_before_a_day_is_chosen(client: Client) -> None:
    cast.slots(cast.agency(), DAY)
    home = text(by_id(page(client.get("/")), "apoderado"))
    told = "Coordinación o Unidad Provincial de Asesoría Jurídica del IESS"
    assert told in home
    for words in ("el original del poder", "copia simple", "su documento de identidad", "apostilla", "antes del día"):
        assert words in home, words
    pedro = steps(client, cast.PEDRO_CEDULA, "pedro@example.com")
    asked = text(page(client.get(f"{url('affiliate', pedro)}?apoderado=1")))
    assert told in asked
    client.post(url("affiliate", pedro), {"affiliate_code": cast.ANA_CODE})
    shown = text(by_id(page(client.get(url("place", pedro))), "sumilla"))
    assert "de su provincia" in shown
    for words in ("el original del poder", "copia simple", "antes del turno"):
        assert words in shown, words
    place(client, pedro)
    day = text(page(client.get(url("day", pedro))))
    assert "Coordinación/Unidad Provincial de Asesoría Jurídica de Pichincha" in day
    ana = steps(client, cast.ANA_CODE, "ana@example.com")
    assert not [each for each in by_tag(page(client.get(url("place", ana))), "details") if each.get("id") == "sumilla"]


def test_d21_the_affiliate_who_types_a_registered_cedula_goes_on_without_naming_anybody(client: Client) -> None:
    Affiliate.objects.filter(code=cast.ANA_CODE).update(cedula=cast.PEDRO_CEDULA)
    draft = steps(client, cast.PEDRO_CEDULA)
    answer = client.get(url("place", draft))
    assert answer.status_code == 200
    assert "¿Es usted el apoderado o la persona afiliada?" not in text(page(client.get(url("affiliate", draft))))
    draft.refresh_from_db()
    assert (draft.by_proxy, draft.affiliate and draft.affiliate.code) == (False, cast.ANA_CODE)


def test_d21_after_another_cedula_the_page_asks_who_it_is_and_leads_the_affiliate_on(client: Client) -> None:
    draft = steps(client, cast.PEDRO_CEDULA)
    asked = client.get(url("affiliate", draft))
    assert "¿Es usted el apoderado o la persona afiliada?" in text(page(asked))
    assert url("own", draft) in asked.content.decode()
    told = page(client.get(url("own", draft)))
    for sentence in (
        "dependientes extranjeros de personas extranjeras afiliadas al IESS",  # what it is for
        "Siga con su código de identificación para extranjero en lugar de la cédula.",  # how to go on
        "Si es de nacionalidad ecuatoriana Este trámite es solo para personas afiliadas de otra nacionalidad",
        "Pregunte cómo registrar a sus dependientes en un Centro de Atención Universal",  # where to go
        "atencionalusuario@iess.gob.ec",
    ):
        assert sentence in text(told)
    again = f"{url('change_number', draft)}?tipo=numero"
    assert again in client.get(url("own", draft)).content.decode()
    assert client.post(again, {"number": cast.ANA_CODE}).headers["Location"] == url("place", draft)


def test_d21_who_has_a_code_or_a_passport_only_is_not_asked_about_a_cedula(client: Client) -> None:
    for kind in ("code", "passport"):
        draft = walk_to_affiliate(client, kind)
        assert "¿Es usted el apoderado o la persona afiliada?" not in text(page(client.get(url("affiliate", draft))))
        assert client.get(url("own", draft)).status_code == 302


@pytest.mark.parametrize("known", ["unknown", "inactive"])
def test_d21_d17_an_inactive_affiliates_cedula_is_answered_like_an_unknown_one(client: Client, known: str) -> None:
    if known == "inactive":
        Affiliate.objects.filter(code=cast.ANA_CODE).update(cedula=cast.PEDRO_CEDULA, active=False)
    draft = steps(client, cast.PEDRO_CEDULA)
    pages = [text(page(client.get(url(name, draft)))) for name in ("affiliate", "own")]
    assert "¿Es usted el apoderado o la persona afiliada?" in pages[0]
    assert "Restrepo" not in pages[0] + pages[1]
    assert "activa" not in pages[1]


def read_days(client: Client, draft: Draft) -> tuple[str, list[str], list[str]]:
    """Return what a proxy is told of the days, and those that come too soon and those that do not."""
    root = page(client.get(url("day", draft)))
    told = " ".join(text(each) for each in by_class(root, "notice"))
    early, free = (
        [link.get("href").split("dia=")[1][:10] for cell in by_class(root, kind) for link in by_tag(cell, "a")]
        for kind in ("day-early", "day-free")
    )
    return told, early, free


def at_the_days(client: Client) -> Draft:
    for later in range(3):
        cast.slots(cast.agency(), DAY + timedelta(days=later), times=1)
    draft = walk_to_affiliate(client, "cedula")
    client.post(f"{url('affiliate', draft)}?apoderado=1", {"affiliate_code": cast.ANA_CODE})
    return place(client, draft)


def test_s38_a_proxy_is_proposed_the_days_after_the_endorsement_and_may_choose_an_earlier_one(client: Client) -> None:
    draft = at_the_days(client)
    told, early, free = read_days(client, draft)
    assert (early, free) == (["2026-12-01"], ["2026-12-02", "2026-12-03"])
    assert "la sumilla de la Coordinación/Unidad Provincial de Asesoría Jurídica de Pichincha" in told
    assert "Le proponemos los días desde el miércoles 2 de diciembre" in told
    client.post(hour_url(draft), {"asientos": "1"})
    confirm(client, draft)
    assert Turno.objects.get().starts.astimezone(cast.GUAYAQUIL).date() == DAY


def test_s38_a_day_of_rest_gives_the_unit_no_time_and_the_term_is_the_institutions(
    client: Client, settings: object
) -> None:
    draft = at_the_days(client)
    CalendarDay.objects.create(date=DAY, name="Corte", agency=cast.agency())
    assert read_days(client, draft)[1:] == (["2026-12-02"], ["2026-12-03"])
    settings.ENDORSEMENT_WORKING_DAYS = 0  # type: ignore[attr-defined]
    told, early, free = read_days(client, draft)
    assert (early, free) == ([], ["2026-12-02", "2026-12-03"])
    assert "elija un día en que ya tenga la sumilla" in told


def test_s38_who_has_the_endorsement_is_proposed_every_day(client: Client) -> None:
    draft = at_the_days(client)
    lucia = at_the_unit()
    power = receive_power(lucia, **IN_THE_POWER["cedula"], email="pedro@example.com")
    assert read_days(client, draft)[1] == ["2026-12-01"]  # received is not endorsed
    decide_on_power(lucia, power, "endorse", note="")
    assert read_days(client, draft) == ("", [], ["2026-12-01", "2026-12-02", "2026-12-03"])
    Power.objects.update(email="otra@example.com")  # D28: anybody can type a number
    assert read_days(client, draft)[1] == ["2026-12-01"]


@pytest.mark.parametrize(("until", "early"), [("30/11/2026", ["2026-12-01", "2026-12-02"]), ("01/12/2026", [])])
def test_s38_an_endorsement_whose_term_has_passed_gives_no_day(client: Client, until: str, early: list[str]) -> None:
    lucia = at_the_unit()
    decide_on_power(
        lucia, receive_power(lucia, **IN_THE_POWER["cedula"], email="", expires_on=until), "endorse", note=""
    )
    with time_machine.travel(cast.NOW + timedelta(days=1), tick=False):
        assert read_days(client, at_the_days(client))[1] == early
