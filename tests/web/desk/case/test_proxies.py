"""The whole road of a proxy: books, is endorsed, comes to the counter, goes on with the case (S17, S20, S38, D4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import cast
from tests.stages import desk, legal
from tests.stages.counter import at_the_desk
from tests.web.desk.case.counter_pages import BIRTH, SIGNED, Visit, all_but, arrive
from tests.web.legal.legal_pages import at_the_unit, decide_on_power, receive_power
from tests.web.shared.reading import by_id, page, text
from vinculo.records.models import Case, Certificate, Event, Message, Solicitud, Turno

pytestmark = pytest.mark.django_db
PEDRO = {"number": cast.PEDRO_CEDULA, "holder_names": "Pedro Mora Salas"}
WAITS = "El poder notarial todavía no tiene la sumilla vigente de la unidad de Asesoría Jurídica del IESS."
BASIS = {"reason": "La persona afiliada lo pidió por escrito.", "basis": "administrative_code"}


@pytest.fixture(autouse=True)
def _at_nine() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        cast.ana()
        yield


def copy(number: str = "") -> dict[str, str]:
    return {"copy": "paper", "number": number}


def with_pedro() -> tuple[Visit, Solicitud]:
    """Return Pedro's visit for Bruno; nothing recorded yet."""
    of = legal.of_pedro()
    desk.bruno_at_home(of)
    visit = arrive(of)
    return visit, visit.case.solicitudes.get()


def test_s38_without_the_endorsement_the_case_waits_and_goes_on_after_it_without_another_turno() -> None:
    visit, bruno = with_pedro()
    all_but(visit, bruno, power=copy(), proxy_id=PEDRO)
    assert visit.stops(bruno) == [WAITS]
    assert visit.issue(bruno) is None
    visit.client.post(f"{visit.home}fin/", {"reason": "went"})
    waiting = text(page(visit.client.get(reverse("desk:powers"))))
    assert visit.case.reference in waiting
    assert "sin sumilla" in waiting
    lucia = at_the_unit()
    assert visit.case.reference in text(page(lucia.get(reverse("legal:home"))))
    power = receive_power(lucia)
    assert "en revisión" in text(visit.part())
    decide_on_power(lucia, power, "endorse", note="")
    assert visit.case.reference not in text(page(lucia.get(reverse("legal:home"))))
    assert "ya puede continuar, sin otro turno" in Message.objects.get(recipient="turno@ejemplo.com").body
    with time_machine.travel(cast.NOW + timedelta(days=9), tick=False):
        visit.client = at_the_desk()
        assert f"sumilla vigente {power.sumilla}" in text(page(visit.client.get(reverse("desk:powers"))))
        answer = visit.client.post(reverse("desk:search"), {"q": visit.case.reference})
        assert answer["Location"] == visit.home
        assert visit.stops(bruno) == ["La copia del poder se registró sin el número de la sumilla vigente."]
        visit.record("power", copy("17 2026 1"))
        assert visit.issue(bruno) is not None
    assert Turno.objects.count() == 1


def test_s38_the_endorsement_of_another_province_serves_at_every_counter() -> None:
    power = legal.make_endorsed_power(actor=legal.gloria())
    visit, bruno = with_pedro()
    all_but(visit, bruno, power=copy(power.sumilla), proxy_id=PEDRO)
    assert power.sumilla.startswith("09-")
    assert visit.issue(bruno) is not None


def test_s38_a_revoked_endorsement_stops_the_counter_at_once_even_on_an_open_page() -> None:
    power = legal.make_endorsed_power()
    visit, bruno = with_pedro()
    all_but(visit, bruno, power=copy(power.sumilla), proxy_id=PEDRO)
    where = f"{visit.address(bruno)}emitir/"
    assert visit.client.get(where).status_code == 200  # the officer has the button before them
    decide_on_power(at_the_unit(), power, "revoke", who="affiliate", **BASIS)
    bruno.refresh_from_db()
    answer = visit.client.post(where, {"version": bruno.version}, follow=True)
    assert "Este caso cambió mientras tanto" in text(page(answer))
    assert not Certificate.objects.exists()
    assert visit.stops(bruno) == ["La sumilla de este poder notarial fue revocada y ya no es válida."]
    assert visit.verdict(bruno) == "en espera de Asesoría Jurídica"
    assert Case.objects.get().closed_at is None


def test_s38_a_power_that_ran_out_serves_until_its_last_day_and_not_after() -> None:
    power = legal.make_endorsed_power(legal.other(expires_on=cast.NOW.date()))
    visit, bruno = with_pedro()
    all_but(visit, bruno, power=copy(power.sumilla), proxy_id=PEDRO)
    with time_machine.travel(cast.NOW + timedelta(days=1), tick=False):
        visit.client = at_the_desk()
        assert visit.issue(bruno) is None
        assert visit.stops(bruno) == ["El plazo del poder notarial terminó y su sumilla ya no es válida."]
    visit.client = at_the_desk()
    assert visit.issue(bruno) is not None


def test_d12_s38_a_child_who_turns_18_while_the_endorsement_is_pending_still_gets_the_code() -> None:
    of = legal.of_pedro()
    desk.bruno_at_home(of, birth_date=cast.NOW.date().replace(year=2008, month=12, day=5))
    visit = arrive(of)
    bruno = visit.case.solicitudes.get()
    typed = {
        "number": cast.BRUNO_PASSPORT,
        "holder_names": "BRUNO ANDRES RESTREPO GOMEZ",
        "country": "COL",
        "holder_nationality": "COL",
        "holder_birth_date": "05/12/2008",
        "seen": "paper",
    }
    all_but(visit, bruno, power=copy(), proxy_id=PEDRO, dependent_passport=typed)
    assert visit.stops(bruno) == [WAITS]
    visit.client.post(f"{visit.home}fin/", {"reason": "went"})
    with time_machine.travel(cast.NOW + timedelta(days=20), tick=False):
        visit.client = at_the_desk()
        power = legal.make_endorsed_power(now=cast.NOW + timedelta(days=20))
        visit.record("power", copy(power.sumilla))
        assert visit.stops(bruno) == []
        assert visit.issue(bruno) is not None


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (
            {"number": "0926687856", "holder_names": "Pedro Mora Salas"},
            "El documento 0926687856 no es el del apoderado que consta en el turno y en el poder.",
        ),
        (
            {"number": cast.ANA_PASSPORT, "holder_names": "Ana María Restrepo Gómez"},
            f"El documento {cast.ANA_PASSPORT} no es el del apoderado que consta en el turno y en el poder.",
        ),
    ],
)
def test_s38_the_document_shown_is_the_proxys_own_as_in_the_turno_and_in_the_power(
    shown: dict[str, str], said: str
) -> None:
    power = legal.make_endorsed_power()
    visit, bruno = with_pedro()
    all_but(visit, bruno, power=copy(power.sumilla), proxy_id=shown)
    assert visit.stops(bruno) == [said]
    assert visit.issue(bruno) is None
    visit.record("proxy_id", PEDRO)
    assert visit.issue(bruno) is not None


def test_s38_the_copy_has_the_endorsement_in_force_and_no_other() -> None:
    power = legal.make_endorsed_power()
    visit, bruno = with_pedro()
    all_but(visit, bruno, power=copy("17-2026-00002"), proxy_id=PEDRO)
    assert visit.stops(bruno) == ["La copia del poder lleva otra sumilla que la vigente."]
    assert visit.issue(bruno) is None
    visit.record("power", copy(power.sumilla))
    assert visit.issue(bruno) is not None


def test_s38_another_proxy_at_the_counter_needs_an_endorsement_of_their_own() -> None:
    power = legal.make_endorsed_power()
    visit, bruno = with_pedro()
    all_but(visit, bruno, power=copy(power.sumilla), proxy_id=PEDRO)
    assert visit.stops(bruno) == []
    visit.case.refresh_from_db()
    where = f"{visit.home}presenta/"
    rita = {"by_proxy": "si", "presenter_number": "PE445566", "presenter_names": "Rita Sol"}
    answer = visit.client.post(where, rita | {"version": visit.case.version})
    assert answer.status_code == 422
    assert "elija el país del pasaporte" in text(by_id(page(answer), "id_presenter_country_error"))
    visit.client.post(where, rita | {"version": visit.case.version, "presenter_country": "PER"})
    assert WAITS in visit.stops(bruno)
    assert visit.issue(bruno) is None
    legal.make_endorsed_power(
        legal.other(
            number="2", proxy_kind="passport", proxy_number="PE445566", proxy_country="PER", proxy_names="Rita Sol"
        )
    )
    visit.record("proxy_id", {"number": "PE445566", "holder_names": "Rita Sol"})
    visit.record("power", copy("17-2026-00002"))
    assert visit.issue(bruno) is not None


@pytest.mark.parametrize("signature", ["of_another", "none"])
def test_d4_the_proxy_never_signs_and_no_endorsement_changes_that(signature: str) -> None:
    power = legal.make_endorsed_power()
    visit, bruno = with_pedro()
    all_but(visit, bruno, power=copy(power.sumilla), proxy_id=PEDRO, solicitud=SIGNED | {"signature": signature})
    words = {
        "of_another": "La firma de la solicitud no es de la persona afiliada.",
        "none": "Falta la firma manuscrita de la persona afiliada en la solicitud.",
    }
    assert visit.stops(bruno) == [words[signature]]
    assert visit.issue(bruno) is None
    visit.record("solicitud", SIGNED, bruno)
    assert visit.issue(bruno) is not None


def test_d4_the_affiliate_who_comes_in_person_needs_no_power_and_a_revoked_one_changes_nothing() -> None:
    power = legal.make_endorsed_power()
    decide_on_power(at_the_unit(), power, "revoke", who="unit", **BASIS)
    of = desk.turno()
    desk.bruno_at_home(of)
    visit = arrive(of)
    bruno = visit.case.solicitudes.get()
    all_but(visit, bruno)
    assert visit.issue(bruno) is not None


def test_s17_the_power_and_the_proxys_document_are_recorded_beside_the_endorsement() -> None:
    power = legal.make_endorsed_power()
    visit, bruno = with_pedro()
    asked = [
        "Copia del poder notarial, con la sumilla de Asesoría Jurídica del IESS",
        "Documento de identidad del apoderado",
    ]
    assert [visit.papers_to_record()[each] for each in asked] == [True, True]
    all_but(visit, bruno)
    assert visit.issue(bruno) is None
    visit.record("power", copy(power.sumilla))
    assert visit.stops(bruno) == ["Falta el documento de identidad del apoderado."]
    visit.record("proxy_id", PEDRO)
    assert f"copia en papel · con la sumilla {power.sumilla}" in text(visit.part())
    assert visit.issue(bruno) is not None


def test_s38_what_the_lists_show_is_written_as_read() -> None:
    visit, _bruno = with_pedro()
    visit.client.get(reverse("desk:powers"))
    at_the_unit().get(reverse("legal:home"))
    readers = Event.objects.filter(act="waiting_read", subject_id=visit.case.pk).values_list(
        "actor__username", flat=True
    )
    assert sorted(readers) == ["lucia", "olga"]
    elsewhere = cast.agency("Centro Guayaquil", "Guayas", "09")
    other = at_the_desk(type(cast.olga()).objects.create_user("omar", role="officer", agency=elsewhere))
    assert visit.case.reference not in other.get(reverse("desk:powers")).content.decode()


def test_s37_an_adoption_serves_once_the_legal_unit_has_looked_at_it() -> None:
    of = desk.turno()
    desk.bruno_at_home(of)
    visit = arrive(of)
    bruno = visit.case.solicitudes.get()
    all_but(visit, bruno, "birth", adoption=BIRTH | {"issuing_authority": "Juzgado Segundo de Familia"})
    pending = "La adopción debe ser revisada por la unidad de Asesoría Jurídica antes de seguir."
    assert visit.stops(bruno) == [pending]
    paper = visit.case.papers.get(kind="adoption")
    where = reverse("legal:adoption", args=[paper.pk])
    gloria = at_the_unit(legal.gloria())
    assert [gloria.get(where).status_code, gloria.post(where).status_code] == [404, 404]
    lucia = at_the_unit()
    assert visit.case.reference in text(page(lucia.get(reverse("legal:adoptions"))))
    assert lucia.get(where).status_code == 200
    assert visit.stops(bruno) == [pending]  # reading alone confirms nothing
    assert lucia.post(where, {"note": "Sentencia ejecutoriada."}).status_code == 302
    assert visit.case.reference not in text(page(lucia.get(reverse("legal:adoptions"))))
    assert visit.stops(bruno) == []
    assert visit.issue(bruno) is not None


def test_s38_the_page_of_a_proxys_case_asks_once_for_the_power_with_one_and_with_three_dependents() -> None:
    counts = []
    for dependents in (1, 3):
        of = legal.of_pedro(dependents=dependents, presenter_key=f"cedula:{cast.PEDRO_CEDULA}", status="confirmed")
        visit = arrive(of)
        visit.client.post(f"{visit.home}fin/", {"reason": "went"})
        visit.client.get(visit.home)
        with CaptureQueriesContext(connection) as spent:
            visit.client.get(visit.home)
        asked = [each["sql"] for each in spent.captured_queries]
        counts.append(sum('FROM "records_power" ' in sql for sql in asked))
        Case.objects.update(closed_at=cast.NOW)
        for number in range(dependents):
            legal.receive_power(legal.other(number=f"Escritura {dependents}{number}"))
    assert counts == [1, 1]
