"""Powers that end and powers of several proxies, through the pages of the unit and of the counter (S38)."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

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
from tests.web.shared.reading import by_class, by_id, by_tag, page, text
from vinculo.actions.legal.decisions import OwnReason, endorse_power, revoke_power
from vinculo.records.models import Power

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ana_at_nine")]
SOURCE = "Inscripción de defunción n.º 88, Registro Civil de Quito"
RITA = {
    "proxy_number": legal.RITA_CEDULA,
    "proxy_names": "Rita Solano Vera",
    "proxy_birth_date": "02/08/1991",
    "email": "rita@ejemplo.com",
}


def test_s38_a_death_is_recorded_with_its_day_and_source_and_printed() -> None:
    lucia, power = at_the_unit(), legal.make_endorsed_power()
    assert "Falleció quien lo otorgó" in acts(read(lucia, power))
    for died_on, source, field, said in (
        ("", SOURCE, "died_on", "Escriba la fecha del fallecimiento."),
        ("01/12/2026", SOURCE, "died_on", "Esa fecha todavía no llega."),
        ("04/10/2026", SOURCE, "died_on", "El poder es posterior a esa fecha"),
        ("29/11/2026", "", "source", "Escriba en qué documento o fuente consta."),
    ):
        answer = decide(lucia, power, "death", died_on=died_on, source=source)
        assert answer.status_code == 422
        assert said in text(by_id(page(answer), f"id_{field}_error"))
    made = decide_on_power(lucia, power, "death", died_on="29/11/2026", source=SOURCE)
    notice = re.sub(r"\s+", " ", text_of(get_decision_pdf(lucia, made)))
    for words in (
        "Fin del poder por fallecimiento",
        "falleció el 29/11/2026. Consta en: Inscripción de defunción n.º 88",
        "No vaya al turno con este poder",
        "Pregunte en Atención al Ciudadano",
    ):
        assert words in notice, words
    shown = text(read(lucia, power))
    assert "terminado por fallecimiento" in shown
    assert "Quien lo otorgó falleció el 29/11/2026." in shown
    assert "Revocar la sumilla" not in acts(read(lucia, power))
    public = page(Client().get(f"/verificar/sumilla/{power.token}/"))
    assert text(by_tag(by_class(public, "notice")[0], "h2")[0]) == "Terminada"  # of a death nothing is said to anybody
    assert "falleci" not in text(public)


def test_s38_a_substitution_is_received_on_the_page_of_the_power_and_both_show_the_chain() -> None:
    lucia, former = at_the_unit(), legal.make_endorsed_power()
    where = reverse("legal:substitute", args=[former.reference])
    asked = page(lucia.get(where))
    assert "Recibir una sustitución" in text(asked)
    assert "¿Quien otorga es el apoderado anterior, o la persona afiliada?" in text(asked)
    written = TYPED | RITA | {"grantor_names": "Pedro Mora Salas", "number": "Sustitución 55"}
    same = lucia.post(where, written | {"proxy_number": cast.PEDRO_CEDULA})
    assert "Es el mismo apoderado" in text(by_id(page(same), "id_proxy_number_error"))
    lucia.post(where, written)
    fresh = Power.objects.latest("pk")
    assert stops(read(lucia, fresh)) == ["Falta leer si el poder anterior permite la sustitución."]
    assert "Se recibió una sustitución a favor de Rita Solano Vera." in text(read(lucia, former))
    amend = reverse("legal:amend", args=[fresh.reference])
    lucia.post(amend, written | {"version": str(fresh.version), "may_substitute": "si"})
    answer = decide(lucia, fresh, "endorse", note="")
    sheet = fresh.decisions.get(kind="endorse")
    assert answer["Location"] == reverse("legal:paper", args=[fresh.reference, sheet.pk])
    assert "Sustituye a Pedro Mora Salas." in text(read(lucia, fresh))
    shown = read(lucia, former)
    assert "La sustituyó Rita Solano Vera." in text(shown)
    assert "sustituido" in text(shown)
    assert lucia.get(where, follow=True).redirect_chain  # nobody substitutes who was substituted
    notice = re.sub(r"\s+", " ", text_of(get_decision_pdf(lucia, former.decisions.get(kind="substitute"))))
    assert "Sustitución del apoderado" in notice
    assert "fue sustituido por Rita Solano Vera, con la sumilla n.º 17-2026-00002" in notice


def test_s38_two_who_act_together_are_received_apart_and_each_page_names_the_other() -> None:
    lucia = at_the_unit()
    pedros = receive_power(lucia, acting="together", proxies="2")
    assert stops(read(lucia, pedros)) == ["El poder nombra a 2 apoderados que actúan juntos; recibidos: 1."]
    ritas = receive_power(lucia, **RITA, acting="together", proxies="2")
    for power, other in ((pedros, "Rita Solano Vera"), (ritas, "Pedro Mora Salas")):
        assert stops(read(lucia, power)) == []
        assert other in text(by_tag(read(lucia, power), "aside")[0])
    made = decide_on_power(lucia, pedros, "endorse", note="")
    assert "hay varios, y actúan todos juntos; Rita Solano Vera" in re.sub(
        r"\s+", " ", text_of(get_decision_pdf(lucia, made))
    )


@pytest.mark.parametrize(
    ("proxies", "told"),
    [
        ("", "Escriba a cuántos apoderados nombra el poder."),
        ("1", "Escriba un número de 2 a 20."),
        ("tres", "Escriba un número de 2 a 20."),
        ("21", "Escriba un número de 2 a 20."),
    ],
)
def test_s38_how_many_act_together_is_asked_beside_its_field(proxies: str, told: str) -> None:
    answer = receive(at_the_unit(), acting="together", proxies=proxies)
    assert answer.status_code == 422
    assert text(page(answer)).count(told) == 2  # in the summary, and beside the field
    assert not Power.objects.exists()


def test_s38_a_proxy_under_18_is_endorsed_only_with_the_reason_of_the_unit() -> None:
    lucia = at_the_unit()
    power = receive_power(lucia, proxy_birth_date="01/12/2008")
    assert stops(read(lucia, power)) == ["El apoderado nació el 01/12/2008 y es menor de 18 años."]
    assert "Sumillar" not in acts(read(lucia, power))
    amend = reverse("legal:amend", args=[power.reference])
    posted = TYPED | {
        "proxy_birth_date": "01/12/2008",
        "minor_reason": "Es la hija mayor",
        "version": str(power.version),
    }
    lucia.post(amend, posted)
    assert "La unidad acepta a este apoderado por este motivo: Es la hija mayor" in text(read(lucia, power))
    made = decide_on_power(lucia, power, "endorse", note="")
    assert [each["code"] for each in made.items] == ["power_proxy_under_18"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"country": "PRI", "formality": "apostille", "formality_reason": ""}, "formality_reason"),
        ({"language": "mis", "translation": "si", "language_name": ""}, "language_name"),
    ],
)
def test_d24_d25_the_form_asks_of_a_power_what_it_asks_of_other_papers(changes: dict[str, str], said: str) -> None:
    answer = at_the_unit().post(reverse("legal:receive"), TYPED | changes)
    assert answer.status_code == 422
    assert by_tag(page(answer), "main")
    assert text(by_id(page(answer), f"id_{said}_error"))


def test_d24_d25_a_power_is_recorded_from_any_place_before_any_consul_and_in_any_language() -> None:
    lucia = at_the_unit()
    power = receive_power(
        lucia,
        country="PRI",
        formality="apostille",
        formality_reason="Lo confirmó la Cancillería",
        apostille_number="A-17",
        apostille_on="07/10/2026",
        apostille_authority="Departamento de Estado",
        language="mis",
        language_name="tsáfiki",
        translation="si",
    )
    assert stops(read(lucia, power)) == []
    assert (power.apostille_number, power.language_name, power.translation_seen) == ("A-17", "tsáfiki", True)
    carried = "con apostilla, A-17, 07/10/2026, Departamento de Estado, Lo confirmó la Cancillería, tsáfiki"
    assert carried in text(by_tag(read(lucia, power), "aside")[0])
    consul = receive_power(
        lucia,
        number="2",
        country="CUB",
        made_before="foreign_consul",
        formality="none",
        language="fr",
        translation="spanish_too",
    )
    assert consul.spanish_too
    assert stops(read(lucia, consul)) == [
        "Falta la legalización del poder otorgado ante un consulado o embajada de: Cuba."
    ]
    form = page(lucia.get(reverse("legal:amend", args=[power.reference])))
    kept = {each.get("name"): each.get("value") for each in by_tag(form, "input") if each.get("type") == "text"}
    assert (kept["formality_reason"], kept["language_name"], kept["apostille_number"]) == (
        "Lo confirmó la Cancillería",
        "tsáfiki",
        "A-17",
    )


def test_s38_at_the_counter_the_other_proxy_is_named_until_their_document_is_recorded() -> None:
    pedros, _ritas = legal.together()
    case, _bruno = legal.at_the_counter(pedros.sumilla)
    olga = at_the_desk()
    where = reverse("desk:case", args=[case.reference])
    assert "aquí falta: Rita Solano Vera" in text(page(olga.get(where)))
    case.refresh_from_db()
    posted = {"version": case.version, "number": legal.RITA_CEDULA, "holder_names": "Rita Solano Vera"}
    assert olga.post(f"{where}papel/proxy_id/", posted).status_code == 302
    assert "aquí falta" not in text(page(olga.get(where)))


def test_s38_who_acts_together_costs_the_page_of_the_case_one_statement() -> None:
    spent = []
    for acting in ("each", "together"):
        with transaction.atomic():
            powers = [legal.receive_power(replace(each, acting=acting)) for each in (legal.OF_ANA, legal.OF_RITA)]
            endorse_power(power=powers[0], note="", version=0, actor=cast.lucia(), now=cast.NOW)
            powers[0].refresh_from_db()
            case, _bruno = legal.at_the_counter(powers[0].sumilla)
            with CaptureQueriesContext(connection) as statements:
                assert at_the_desk().get(reverse("desk:case", args=[case.reference])).status_code == 200
            spent.append(len(statements))
            transaction.set_rollback(True)
    assert spent[1] == spent[0] + 1


def test_s38_what_is_kept_against_a_power_is_read_and_answered_where_it_is_endorsed() -> None:
    lucia, former = at_the_unit(), legal.make_endorsed_power()
    why = OwnReason(text="Ya no confía en él", basis="administrative_code")
    revoke_power(power=former, reason=why, by_affiliate=True, version=former.version, actor=cast.lucia(), now=cast.NOW)
    again = legal.receive_power()
    told = f"revocó el poder {former.reference} de este mismo apoderado"
    assert told in text(read(lucia, again))
    assert told in text(page(lucia.get(reverse("legal:endorse", args=[again.reference]))))
    answer = decide(lucia, again, "endorse", note="")
    assert answer.status_code == 422
    assert "escriba por qué se sumilla de todos modos" in text(by_id(page(answer), "id_note_error"))
    decide_on_power(lucia, again, "endorse", note="Vino y dijo que fue un error")
    assert Power.objects.get(pk=again.pk).state == "endorsed"
