"""The delegate finds all that is kept on a person, and hands it over, and each look is an event (D34)."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.documents.reading import text_of
from tests.stages import rights
from tests.stages.counter import at_the_desk
from tests.web.shared.reading import page, text
from vinculo.queries.rights.desk import digest_of
from vinculo.queries.rights.dossier import gather
from vinculo.queries.rights.whose import whose_at, whose_of
from vinculo.records.models import Affiliate, Event, Solicitud
from vinculo.rules.rights.status import WhoseKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
OF_ZOILA = ("Zoila", rights.OTHER_CODE, rights.OTHER_PASSPORT, rights.OTHER_MAILBOX, "+593990000001")
READ: dict[str, Callable[[bytes], str]] = {"pdf": text_of, "json": bytes.decode}


def delegate() -> Client:
    return at_the_desk(cast.diana())


def titles_of(text_typed: str) -> list[tuple[str, str]]:
    return [(str(each.kind), each.title) for each in whose_of(text_typed)]


def sections(address: str) -> dict[str, int]:
    whose = whose_at(address)
    assert whose is not None
    return {section.key: len(section.rows) for section in gather(whose, cast.NOW).sections}


def test_d34_one_search_by_code_passport_cedula_and_mailbox_tells_people_apart() -> None:
    families = rights.families()
    ana, bruno = "Ana María Restrepo Gómez", "Bruno Andrés Restrepo Gómez"
    assert titles_of(cast.ANA_CODE) == [("affiliate", ana)]
    assert titles_of(cast.ANA_PASSPORT) == [("affiliate", ana)]
    assert titles_of(families.certificate.code.value) == [("person", bruno)]
    assert titles_of(cast.BRUNO_PASSPORT) == [("person", bruno)]
    assert titles_of(cast.PEDRO_CEDULA) == [("number", cast.PEDRO_CEDULA)]
    assert titles_of(cast.CARLOS_PASSPORT) == [("number", cast.CARLOS_PASSPORT)]
    assert titles_of("ANA@ejemplo.com") == [("mailbox", "ANA@ejemplo.com")]
    assert titles_of("+593991234567") == [("mailbox", "+593991234567")]
    assert (titles_of("XX000000"), titles_of("nadie@ejemplo.com"), titles_of("¿?")) == ([], [], [])


def test_d34_the_file_of_each_has_what_is_theirs_and_nothing_of_another_family() -> None:
    families = rights.families()
    ana = Affiliate.objects.get(code=cast.ANA_CODE)
    assert sections(f"affiliate:{ana.pk}") == {
        "affiliate": 1,
        "iddocument": 1,
        "dependency": 1,
        "turno": 1,
        "case": 1,
        "solicitud": 2,
        "paperrecord": 1,
        "decision": 1,
        "power": 1,
        "powerdecision": 1,
        "message": sections(f"affiliate:{ana.pk}")["message"],
    }
    assert set(sections(f"person:{families.bruno.pk}")) == {
        *("person", "iddocument", "dependency", "code", "certificate", "solicitud", "paperrecord", "decision"),
        *("message", "sample"),
    }
    assert sections(f"number:{cast.PEDRO_CEDULA}") == {"power": 1, "powerdecision": 1}
    assert sections(f"number:{cast.CARLOS_PASSPORT}") == {"solicitud": 1}


@pytest.mark.parametrize("form", ["pdf", "json"])
def test_d34_what_is_handed_over_has_the_persons_data_and_nobody_elses(form: str) -> None:
    families = rights.families()
    ana = Affiliate.objects.get(code=cast.ANA_CODE)
    answer = delegate().post(reverse(f"delegate:dossier_{form}"), {"de": f"affiliate:{ana.pk}"})
    content = READ[form](answer.content)
    assert answer["Content-Disposition"] == f'attachment; filename="datos-personales.{form}"'
    assert [part for part in (cast.ANA_CODE, cast.ANA_PASSPORT, families.turno.reference) if part not in content] == []
    assert [part for part in (*OF_ZOILA, families.turno.token) if part in content] == []


def test_d34_the_file_for_programs_names_each_set_with_its_rows() -> None:
    families = rights.families()
    answer = delegate().post(reverse("delegate:dossier_json"), {"de": f"person:{families.bruno.pk}"})
    sets = {each["nombre"]: each["filas"] for each in json.loads(answer.content)["conjuntos"]}
    assert [row["value"] for row in sets["code"]] == [families.certificate.code.value]
    assert [(row["number"], row["country"]) for row in sets["iddocument"]] == [(cast.BRUNO_PASSPORT, "COL")]
    assert "applicant_names" not in sets["solicitud"][0]  # that is Ana


def test_d34_each_search_view_and_hand_over_is_an_event_without_the_number() -> None:
    families = rights.families()
    client, before = delegate(), Event.objects.order_by("-pk").values_list("pk", flat=True)[0]
    client.post(reverse("delegate:search"), {"q": cast.ANA_CODE})
    client.post(reverse("delegate:dossier"), {"de": f"person:{families.bruno.pk}"})
    client.post(reverse("delegate:dossier_pdf"), {"de": f"number:{cast.PEDRO_CEDULA}"})
    rows = Event.objects.filter(pk__gt=before, act__startswith="data_").order_by("pk")
    assert list(rows.values_list("act", "subject", "subject_id", "fields", "actor__username")) == [
        ("data_searched", "person", None, [digest_of(cast.ANA_CODE)], "diana"),
        ("data_read", "person", families.bruno.pk, [], "diana"),
        ("data_handed_over", "person", None, ["number", digest_of(cast.PEDRO_CEDULA), "pdf"], "diana"),
    ]


def test_d34_the_page_of_a_search_asks_to_compare_and_leads_on() -> None:
    rights.families()
    client = delegate()
    assert "no conserva datos de nadie" in text(page(client.post(reverse("delegate:search"), {"q": "XX000000"})))
    shown = text(page(client.post(reverse("delegate:search"), {"q": cast.ANA_CODE})))
    assert "Ana María Restrepo Gómez" in shown
    assert client.post(reverse("delegate:search"), {"q": ""}).status_code == 422
    assert client.post(reverse("delegate:dossier"), {"de": "person:0"}).status_code == 404
    assert client.post(reverse("delegate:dossier"), {"de": "nada"}).status_code == 404


def test_d34_nobody_but_the_delegate_gets_in() -> None:
    rights.families()
    for staff in (cast.olga(), cast.sara(), cast.lucia()):
        client = at_the_desk(staff)
        assert client.get(reverse("delegate:home")).status_code == 403
        assert client.post(reverse("delegate:dossier_json"), {"de": f"number:{cast.PEDRO_CEDULA}"}).status_code == 403


def test_d34_a_passport_of_another_country_is_another_person() -> None:
    families = rights.families()
    turno = families.other_turno
    turno.presenter_kind, turno.presenter_number, turno.presenter_country = "passport", cast.ANA_PASSPORT, "BOL"
    turno.presenter_key = f"passport:BOL:{cast.ANA_PASSPORT}"
    turno.save()
    meant = whose_of(cast.ANA_PASSPORT)
    assert [each.kind for each in meant] == [WhoseKind.AFFILIATE, WhoseKind.NUMBER]
    assert sections(meant[0].address)["turno"] == 1
    assert Solicitud.objects.count() == 2
