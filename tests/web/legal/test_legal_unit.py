"""The door of the legal unit: queue, intake, decisions, papers, and who may see what (S17, S38)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse
from pytest_django import Settings

from tests import cast
from tests.documents.reading import text_of
from tests.stages import legal
from tests.stages.counter import at_the_desk
from tests.web.legal.legal_pages import (
    TYPED,
    acts,
    at_the_unit,
    decide,
    decide_on_power,
    get_decision_pdf,
    read,
    receive,
    receive_power,
    stops,
)
from tests.web.shared.reading import by_class, by_id, by_tag, facts, page, text
from vinculo.actions.legal import mails
from vinculo.actions.mail.kinds import mail_of
from vinculo.records.models import Event, Message, Power, PowerDecision
from vinculo.web.legal.urls import urlpatterns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ana_at_nine")]
BASIS = {"reason": "La notaría informó que el poder fue dejado sin efecto.", "basis": "administrative_code"}


def test_s38_a_power_is_written_down_checked_and_endorsed_with_its_sheet(client: Client) -> None:
    lucia = at_the_unit()
    power = receive_power(lucia)
    assert (power.affiliate.code, power.proxy_number, power.number) == (
        cast.ANA_CODE,
        cast.PEDRO_CEDULA,
        "20261701001P01234",
    )
    assert stops(read(lucia, power)) == []
    assert acts(read(lucia, power))[0] == "Sumillar"
    made = decide_on_power(lucia, power, "endorse", note="")
    assert (power.state, power.sumilla) == ("endorsed", "17-2026-00001")
    sheet = text_of(get_decision_pdf(lucia, made))
    for words in (
        "17-2026-00001",
        "Ana María Restrepo Gómez",
        cast.ANA_CODE,
        "Pedro Mora Salas",
        cast.PEDRO_CEDULA,
        "Notaría Primera de Cali",
        "20261701001P01234",
        "5 de octubre de 2026",
        "Lucía Andrade",
        "Coordinación/Unidad Provincial de Asesoría Jurídica de Pichincha",
        "30 de noviembre de 2026",
    ):
        assert words in sheet
    assert f"/verificar/sumilla/{power.token}/" in sheet.replace("\n", "")


def test_s38_anybody_checks_an_endorsement_and_learns_nobodys_name(client: Client) -> None:
    power = legal.make_endorsed_power()
    answer = client.get(f"/verificar/sumilla/{power.token}/")
    assert facts(page(answer)) == {
        "Sumilla n.º": "17-2026-00001",
        "Fecha de la sumilla": "30 de noviembre de 2026",
        "Unidad": "Coordinación/Unidad Provincial de Asesoría Jurídica de Pichincha",
    }
    assert text(by_tag(by_class(page(answer), "notice")[0], "h2")[0]) == "Vigente"
    secret = ["Ana", "Restrepo", "Pedro", "Mora", cast.ANA_CODE, cast.PEDRO_CEDULA, "Lucía", "Cali", power.reference]
    assert [word for word in secret if word in answer.content.decode()] == []
    assert (answer["X-Robots-Tag"], "no-store" in answer["Cache-Control"]) == ("noindex, nofollow", True)
    decide_on_power(at_the_unit(), power, "revoke", who="affiliate", **BASIS)
    said = page(client.get(f"/verificar/sumilla/{power.token}/"))
    assert text(by_tag(by_class(said, "notice")[0], "h2")[0]) == "Revocada"
    for token in ("0" * 32, legal.receive_power(legal.other(number="2")).token, power.sumilla, "x"):
        assert client.get(f"/verificar/sumilla/{token}/").status_code == 404


def test_s38_an_endorsement_whose_power_ran_out_is_told_so(client: Client) -> None:
    power = legal.make_endorsed_power(legal.other(expires_on=cast.NOW.date()))
    for days, word in ((0, "Vigente"), (1, "Vencida")):
        with time_machine.travel(cast.NOW + timedelta(days=days), tick=False):
            root = page(client.get(f"/verificar/sumilla/{power.token}/"))
            assert text(by_tag(by_class(root, "notice")[0], "h2")[0]) == word


def test_s38_what_is_missing_is_printed_mailed_and_brought(client: Client) -> None:
    lucia = at_the_unit()
    power = receive_power(lucia, country="HTI", language="fr", formality="none", translation="no", number="1234")
    assert stops(read(lucia, power)) == [
        "Falta la legalización consular del poder otorgado en: Haití.",
        "Falta la traducción al español del poder, escrito en: francés.",
    ]
    assert "Sumillar" not in acts(read(lucia, power))
    made = decide_on_power(lucia, power, "observe", note="Pregunte por Lucía.")
    notice = re.sub(r"\s+", " ", text_of(get_decision_pdf(lucia, made)))
    for words in (
        "Lo que falta para sumillar el poder",
        power.reference,
        "Haití",
        "francés",
        "Pregunte por Lucía.",
        "Código Orgánico Administrativo. Artículos: 3; 4; 5; 14; 22; 24; 33; 35; 37; 39; 90.",
        "Página del trámite, paso 7.",
    ):
        assert words in notice, words
    mail = Message.objects.get()
    assert (mail.kind, mail.recipient) == ("power_observe", "pedro@ejemplo.com")
    assert mail_of(mail.kind).attachment == (mails.attach_power_notice,)
    brought = {"country": "HTI", "language": "fr", "formality": "legalisation", "translation": "si", "number": "1234"}
    where = reverse("legal:amend", args=[power.reference])
    assert 'value="Notaría Primera de Cali"' in lucia.get(where).content.decode()
    assert lucia.post(where, TYPED | brought | {"version": str(power.version)}).status_code == 302
    power.refresh_from_db()
    assert power.state == "received"
    decide_on_power(lucia, power, "endorse", note="")
    history = text(by_id(read(lucia, power), "historia"))
    assert "Observación" in history
    assert "Sumilla" in history
    assert "en camino" in history


def test_s07_s38_a_refusal_has_reasons_and_their_basis_as_published(client: Client) -> None:
    lucia = at_the_unit()
    power = receive_power(lucia)
    answer = decide(lucia, power, "refuse", reason="", basis="", note="")
    assert answer.status_code == 422
    assert "escriba el motivo y elija su base legal" in text(page(answer))
    answer = decide(lucia, power, "refuse", reason="Consta revocado.", basis="", note="Guardado")
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "Consta revocado." in body
    assert "Guardado" in body
    assert "Elija la norma en que se apoya ese motivo." in text(page(answer))
    made = decide_on_power(lucia, power, "refuse", reason="Consta revocado.", basis="constitution", note="")
    notice = re.sub(r"\s+", " ", text_of(get_decision_pdf(lucia, made)))
    assert "Consta revocado." in notice
    assert "Constitución de la República del Ecuador. Artículos: 3, numeral 1; 9; 11" in notice
    assert "Puede presentar los recursos que la ley reconoce" in notice


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"affiliate_code": ""}, "affiliate_code", "Escriba el código de la persona afiliada."),
        ({"affiliate_code": "EXT9999999"}, "affiliate_code", "El registro no conoce ese código."),
        ({"proxy_kind": ""}, "proxy_kind", "Elija una respuesta: Documento con que se identifica."),
        ({"proxy_number": "1710034060"}, "proxy_number", "El número de cédula no es correcto."),
        ({"proxy_kind": "passport", "proxy_number": "PE998877"}, "proxy_country", "Elija el país que emitió"),
        ({"proxy_kind": "code", "proxy_number": cast.ANA_CODE}, "proxy_number", "Es la misma persona afiliada"),
        ({"made_on": "31/02/2026"}, "made_on", "Escriba el día, el mes y el año"),
        ({"made_on": "01/12/2026"}, "made_on", "Esa fecha todavía no llega."),
        ({"expires_on": "04/10/2026"}, "expires_on", "El plazo no puede terminar antes"),
        ({"country": "XYZ"}, "country", "«XYZ» no es un país ni otro emisor"),
        ({"authority": "\x07"}, "authority", "Escriba"),
        ({"scope": ""}, "scope", "Escriba las facultades que constan."),
        ({"formality": ""}, "formality", "Elija una respuesta: Apostilla o legalización."),
        ({"email": "pedro"}, "email", "Escriba un correo completo"),
        ({"grantor_names": "安娜"}, "grantor_names", "letras latinas"),
        ({"number": "x" * 61}, "number", "demasiado largo"),
    ],
)
def test_s38_what_is_typed_wrongly_is_told_beside_it_and_nothing_typed_is_lost(
    changes: dict[str, str], field: str, said: str
) -> None:
    answer = receive(at_the_unit(), **changes)
    assert answer.status_code == 422
    assert said in text(by_id(page(answer), f"id_{field}_error"))
    kept = "Tramitar ante el IESS" if field != "scope" else "Notaría Primera de Cali"
    assert kept in answer.content.decode()
    assert Power.objects.count() == 0


def test_d5_the_form_asks_for_what_country_and_language_need(client: Client) -> None:
    lucia = at_the_unit()

    def fields_for(**changes: str) -> set[str]:
        answer = lucia.post(reverse("legal:fields"), TYPED | changes)
        inputs = by_tag(by_id(page(answer), "segun"), "input")
        return {each.get("value") for each in inputs if each.get("name") in {"formality", "translation"}}

    any_seen = {"apostille", "legalisation", "none"}  # D24: whatever the rule expects
    assert fields_for() == any_seen
    assert fields_for(country="CUB") == any_seen
    assert fields_for(country="ECU") == set()
    assert fields_for(country="HTI", made_before="consul") == set()
    assert fields_for(country="HTI", language="fr") == {*any_seen, "si", "no", "spanish_too"}
    assert Power.objects.count() == 0


def test_s38_the_same_deed_is_found_not_received_again(client: Client) -> None:
    lucia = at_the_unit()
    power = receive_power(lucia)
    assert receive(lucia)["Location"] == reverse("legal:power", args=[power.reference])  # a double click
    answer = receive(lucia, proxy_names="Pedro M.")
    assert power.reference in text(by_id(page(answer), "id_number_error"))
    assert Power.objects.count() == 1


def test_s38_another_unit_sees_nothing_of_it_and_absent_is_answered_alike(client: Client) -> None:
    power = legal.make_endorsed_power()
    decision = power.decisions.get()
    gloria = at_the_unit(legal.gloria())
    known = {"reference": power.reference, "decision": decision.pk}
    assert all(isinstance(each, URLPattern) for each in urlpatterns)
    for each in [each for each in urlpatterns if known.keys() & each.pattern.converters]:
        names = [name for name in each.pattern.converters if name in known]
        theirs = reverse(f"legal:{each.name}", kwargs={name: known[name] for name in names})
        absent = reverse(f"legal:{each.name}", kwargs={name: known[name] for name in names} | {"reference": "P000"})
        bodies = [gloria.get(where) for where in (theirs, absent)]
        assert [answer.status_code for answer in bodies] == [404, 404], each.name
        assert bodies[0].content.replace(theirs.encode(), b"") == bodies[1].content.replace(absent.encode(), b"")
        assert gloria.post(theirs, {"version": "1"}).status_code in {404, 405}, each.name
    for number in (power.reference, power.sumilla, cast.ANA_CODE, cast.PEDRO_CEDULA):
        assert "no hay ningún poder" in text(page(gloria.post(reverse("legal:search"), {"q": number})))
    assert power.reference not in gloria.get(reverse("legal:home") + "?estado=endorsed").content.decode()
    assert not Event.objects.filter(actor=legal.gloria()).exclude(act__startswith="log").exists()


def test_s38_only_the_legal_unit_enters(client: Client) -> None:
    power = legal.receive_power()
    where = reverse("legal:power", args=[power.reference])
    assert client.get(where)["Location"].startswith("/ventanilla/ingreso/")
    for staff in (cast.olga(), cast.alicia(), cast.sara()):
        other = at_the_desk(staff)
        assert [other.get(where).status_code, other.post(reverse("legal:receive"), TYPED).status_code] == [403, 403]
    assert Power.objects.count() == 1
    assert at_the_unit().get("/ventanilla/").status_code == 403


def test_s38_the_log_in_leads_to_the_door_of_the_unit(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = []  # its pages have tests of their own
    cast.lucia()
    answer = client.post("/ventanilla/ingreso/", {"username": "lucia", "password": cast.PASSWORD})
    assert answer["Location"] == reverse("legal:home") == "/juridica/"


@pytest.mark.parametrize("number", ["17-2026-00001", "17 2026 1", cast.ANA_CODE, cast.ANA_PASSPORT, cast.PEDRO_CEDULA])
def test_s38_a_power_is_found_by_any_number_on_the_papers(number: str) -> None:
    power = legal.make_endorsed_power()
    where = reverse("legal:power", args=[power.reference])
    assert at_the_unit().post(reverse("legal:search"), {"q": number})["Location"] == where
    legal.receive_power(legal.other(number="Escritura 9"))
    answer = at_the_unit().post(reverse("legal:search"), {"q": cast.ANA_CODE})
    assert len(by_tag(page(answer), "tr")) == 3


def test_s38_the_queue_is_the_units_oldest_first_and_costs_the_same_for_one_and_for_three() -> None:
    lucia = at_the_unit()
    counts = []
    for index in range(3):
        with time_machine.travel(cast.NOW + timedelta(minutes=index), tick=False):
            legal.receive_power(legal.other(number=f"Escritura {index}"), now=cast.NOW + timedelta(minutes=index))
        with CaptureQueriesContext(connection) as spent:
            root = page(lucia.get(reverse("legal:home")))
        reads = [each for each in spent.captured_queries if "INSERT INTO" not in each["sql"]]
        counts.append(len(reads))
    assert counts == [7, 7, 7]
    shown = [text(each) for each in by_tag(root, "a") if "mono" in each.get("class")]
    assert shown == list(Power.objects.order_by("received_at").values_list("reference", flat=True))
    observed = Power.objects.latest("pk")
    decide_on_power(lucia, observed, "observe", reason="Falta una firma.", basis="administrative_code", note="")
    rows = by_tag(page(lucia.get(reverse("legal:home") + "?estado=observed")), "tr")
    assert len(rows) == 2
    assert Event.objects.filter(act="power_listed", subject_id=observed.pk).count() >= 2


def test_s38_two_lawyers_on_one_page_decide_once() -> None:
    lucia = at_the_unit()
    power = receive_power(lucia)
    where = reverse("legal:refuse", args=[power.reference])
    decide_on_power(lucia, power, "endorse", note="")
    answer = lucia.post(where, {"version": "0", **BASIS}, follow=True)
    assert "Este poder cambió mientras tanto" in text(page(answer))
    stale = lucia.post(
        reverse("legal:revoke", args=[power.reference]), {"version": "0", "who": "unit", **BASIS}, follow=True
    )
    assert "Este poder cambió mientras tanto" in text(page(stale))
    assert [each.kind for each in PowerDecision.objects.all()] == ["endorse"]


def test_s39_a_head_of_the_sheet_of_a_power_is_not_its_paper() -> None:
    power = legal.make_endorsed_power()
    lucia = at_the_unit()
    sheet = reverse("legal:paper_pdf", args=[power.reference, power.decisions.get().pk])
    assert (lucia.head(sheet).status_code, Event.objects.filter(act="power_printed").count()) == (200, 0)
    assert "Copia" not in text_of(get_decision_pdf(lucia, power.decisions.get()))


def test_s38_reading_a_power_is_an_event_of_its_own() -> None:
    power = legal.make_endorsed_power()
    lucia = at_the_unit()
    read(lucia, power)
    get_decision_pdf(lucia, power.decisions.get())
    acted = list(Event.objects.filter(actor=cast.lucia(), subject="power").order_by("pk").values_list("act", flat=True))
    assert acted == ["power_received", "power_endorsed", "power_read", "power_printed"]


def test_the_form_that_mends_a_power_shows_it_and_that_is_written_as_a_read(client: Client) -> None:
    lucia = at_the_unit()
    power = receive_power(lucia)
    before = Event.objects.filter(act="power_read").count()
    lucia.get(reverse("legal:amend", args=[power.reference]))
    event = Event.objects.filter(act="power_read").latest("pk")
    assert Event.objects.filter(act="power_read").count() == before + 1
    assert (event.subject, event.subject_id, event.actor) == ("power", power.pk, cast.lucia())


@pytest.mark.parametrize("typed", ["a\x00b", "9" * 30, "ZZ"])
def test_d36_a_country_that_is_none_is_said_beside_its_field(typed: str) -> None:
    answer = receive(at_the_unit(), country=typed)
    assert (answer.status_code, Power.objects.count()) == (422, 0)
