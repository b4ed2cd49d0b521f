"""What is demanded of a case, at the counter: asked for, recorded, and in the way while it lacks (S12-S17, S34-S37)."""

from __future__ import annotations

from datetime import date

import pytest

from tests import cast
from tests.stages import desk
from tests.web.desk.case.counter_pages import (
    ANA,
    BIRTH,
    BRUNO,
    CARLOS,
    MARRIAGE,
    SIGNED,
    Values,
    all_but,
    arrive,
    with_bruno,
    with_carlos,
)
from tests.web.shared.reading import page, text
from vinculo.records.models import PaperRecord

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
PASSPORT_OF_ANA = "Pasaporte vigente de la persona afiliada"
PASSPORT_OF_DEPENDENT = "Pasaporte de la persona dependiente"
SOLICITUD = "Una solicitud por cada persona dependiente, firmada a mano por la persona afiliada"
VISA: Values = {
    "number": "VI778899",
    "holder_names": "BRUNO ANDRES RESTREPO GOMEZ",
    "holder_nationality": "COL",
    "holder_birth_date": "14/03/2015",
    "seen": "paper",
}


def test_s12_the_passport_of_the_applicant_and_of_each_dependent_is_asked_for_and_nothing_goes_on_without() -> None:
    of = desk.turno(2)
    desk.bruno_at_home(of)
    desk.carlos_at_home(of)
    visit = arrive(of)
    bruno, carlos = visit.case.solicitudes.order_by("position")
    assert visit.papers_to_record() == {PASSPORT_OF_ANA: True}
    for each in (bruno, carlos):
        assert visit.papers_to_record(each)[PASSPORT_OF_DEPENDENT] is True
        visit.record("solicitud", SIGNED, each)
    visit.record("birth", BIRTH, bruno)
    visit.record("marriage", MARRIAGE, carlos)
    visit.record("dependent_passport", BRUNO, bruno)
    of_ana = "Falta el documento de identidad vigente de la persona afiliada."
    of_carlos = "Falta el documento de identidad de la persona dependiente."
    assert (visit.stops(bruno), visit.stops(carlos)) == ([of_ana], [of_ana, of_carlos])
    assert visit.issue(bruno) is None
    visit.record("affiliate_passport", ANA)
    assert (visit.stops(bruno), visit.stops(carlos)) == ([], [of_carlos])
    assert (visit.papers_to_record(), visit.papers_to_record(carlos)[PASSPORT_OF_DEPENDENT]) == (
        {PASSPORT_OF_ANA: False},
        True,
    )
    assert (visit.issue(bruno) is None, visit.issue(carlos)) == (False, None)
    visit.record("dependent_passport", CARLOS, carlos)
    assert visit.issue(carlos) is not None
    numbers = list(PaperRecord.objects.exclude(number="").order_by("pk").values_list("number", flat=True))
    assert numbers == [cast.BRUNO_PASSPORT, cast.ANA_PASSPORT, cast.CARLOS_PASSPORT]


@pytest.mark.parametrize(
    ("link", "asked", "missing"),
    [
        ("child", "Certificado o acta de nacimiento", "Falta el certificado o acta de nacimiento."),
        ("spouse", "Certificado o acta de matrimonio", "Falta el certificado o acta de matrimonio."),
        ("partner", "Acta notarial de unión de hecho", "Falta el acta notarial de unión de hecho."),
    ],
)
def test_s13_the_document_of_the_link_is_asked_for_and_without_it_there_is_no_code(
    link: str, asked: str, missing: str
) -> None:
    visit, dependent = with_bruno() if link == "child" else with_carlos(link=link)
    kind = {"child": "birth", "spouse": "marriage", "partner": "union"}[link]
    assert list(visit.papers_to_record(dependent)) == [SOLICITUD, PASSPORT_OF_DEPENDENT, asked]
    all_but(visit, dependent, "birth", "marriage")
    assert visit.stops(dependent) == [missing]
    assert visit.issue(dependent) is None
    assert visit.record(kind, BIRTH, dependent).status_code == 302
    assert visit.stops(dependent) == []
    assert visit.issue(dependent) is not None


@pytest.mark.parametrize("left_empty", ["issuing_authority", "country", "issued_on", "language"])
def test_s13_d13_who_issued_it_where_when_and_in_what_language_is_written_down(left_empty: str) -> None:
    visit, bruno = with_bruno()
    answer = visit.record("birth", BIRTH | {left_empty: ""}, bruno)
    assert answer.status_code == 422
    assert f'id="id_{left_empty}_error"' in answer.content.decode()
    assert not PaperRecord.objects.exists()


@pytest.mark.parametrize(("question", "who"), [("names_affiliate", "afiliada"), ("names_dependent", "dependiente")])
def test_d13_the_officer_confirms_apart_that_it_names_this_affiliate_and_this_dependent(
    question: str, who: str
) -> None:
    visit, bruno = with_bruno()
    unanswered = visit.record("birth", {key: value for key, value in BIRTH.items() if key != question}, bruno)
    assert (unanswered.status_code, f'id="id_{question}_error"' in unanswered.content.decode()) == (422, True)
    all_but(visit, bruno, birth=BIRTH | {question: "no"})
    assert visit.stops(bruno) == [
        f"El documento no nombra a la persona {who}, así que no acredita el vínculo (certificado o acta de nacimiento)."
    ]
    assert visit.issue(bruno) is None


def test_s15_d2_a_visa_serves_only_where_it_is_written_down_that_there_is_no_passport() -> None:
    visit, bruno = with_bruno()
    all_but(visit, bruno, "dependent_passport", dependent_visa=VISA | {"has_passport": "si"})
    told = (
        "La visa se recibe solo cuando la persona no tiene pasaporte, y eso no consta (visa de la persona dependiente)."
    )
    assert visit.stops(bruno) == [told]
    assert visit.issue(bruno) is None
    visit.record("dependent_visa", VISA | {"has_passport": "no"}, bruno)
    assert visit.issue(bruno) is not None
    assert PaperRecord.objects.latest("pk").no_passport is True


def test_d2_the_applicant_too_may_show_a_visa_where_there_is_no_passport() -> None:
    visit, bruno = with_bruno()
    visa = {
        "number": "VI112233",
        "holder_names": "ANA MARIA RESTREPO GOMEZ",
        "holder_nationality": "COL",
        "holder_birth_date": "20/05/1990",
        "valid_until": "01/01/2028",
        "seen": "paper",
    }
    all_but(visit, bruno, "affiliate_passport", affiliate_visa=visa | {"has_passport": "si"})
    told = "La visa se recibe solo cuando la persona no tiene pasaporte, y eso no consta (visa de la persona afiliada)."
    assert visit.stops(bruno) == [told]
    visit.record("affiliate_visa", visa | {"has_passport": "no"})
    assert visit.issue(bruno) is not None


def test_s16_d3_the_partner_brings_the_union_deed_and_a_spouse_never_does() -> None:
    visit, carlos = with_carlos(link="partner")
    all_but(visit, carlos, "marriage", union=MARRIAGE)
    assert visit.stops(carlos) == []
    assert visit.issue(carlos) is not None
    assert list(PaperRecord.objects.filter(kind__in=["union", "marriage"]).values_list("kind", flat=True)) == ["union"]


@pytest.mark.parametrize(
    ("link", "brought", "begins"),
    [
        ("spouse", "birth", "Trajo un certificado de nacimiento, pero para su cónyuge se necesita el de matrimonio."),
        ("spouse", "union", "Trajo un acta de unión de hecho, pero el vínculo registrado es el de cónyuge."),
        (
            "child",
            "marriage",
            "Trajo un certificado de matrimonio, pero para su hija o hijo se necesita el de nacimiento.",
        ),
    ],
)
def test_d1_s16_a_wrong_certificate_is_turned_away_by_one_click_and_the_right_one_is_named(
    link: str, brought: str, begins: str
) -> None:
    visit, dependent = with_bruno() if link == "child" else with_carlos(link)
    all_but(visit, dependent, "birth", "marriage")
    assert visit.turn_away(brought, {"otro": "1"}, dependent).status_code == 302
    assert [told.startswith(begins) for told in visit.stops(dependent)] == [True]
    assert visit.issue(dependent) is None


def test_s17_through_a_proxy_the_power_of_attorney_is_one_requirement_more() -> None:
    of = desk.turno(by_proxy=True)
    desk.bruno_at_home(of)
    visit = arrive(of)
    bruno = visit.case.solicitudes.get()
    power = "Copia del poder notarial, con la sumilla de Asesoría Jurídica del IESS"
    proxy = "Documento de identidad del apoderado"
    assert visit.papers_to_record() == {PASSPORT_OF_ANA: True, power: True, proxy: True}
    all_but(visit, bruno)
    assert "Falta la copia del poder notarial sumillado." in visit.stops(bruno)
    assert visit.record("power", {"copy": "paper"}).status_code == 302
    visit.record("proxy_id", {"number": cast.PEDRO_CEDULA, "holder_names": "Pedro Mora"})
    assert visit.papers_to_record() == {PASSPORT_OF_ANA: False, power: False, proxy: False}
    assert "Falta la copia del poder notarial sumillado." not in visit.stops(bruno)
    assert visit.issue(bruno) is None  # nor with the copy alone: its endorsement is another row


def test_s17_somebody_who_comes_in_person_is_asked_for_no_power_of_attorney() -> None:
    visit, bruno = with_bruno()
    assert visit.papers_to_record() == {PASSPORT_OF_ANA: True}
    assert visit.client.get(f"{visit.home}?paso=power&de=").context["step"].kind != "power"
    all_but(visit, bruno)
    assert visit.issue(bruno) is not None


def test_s34_the_applicants_document_is_valid_today_and_the_one_registered_under_the_code() -> None:
    visit, bruno = with_bruno()
    typed = {"number": cast.ANA_PASSPORT, "holder_names": "ANA MARIA RESTREPO GOMEZ", "country": "COL", "seen": "paper"}
    all_but(visit, bruno, affiliate_passport=typed | {"valid_until": "29/11/2026"})
    assert visit.stops(bruno) == ["El documento caducó el 29/11/2026 (pasaporte de la persona afiliada)."]
    visit.record(
        "affiliate_passport",
        typed | {"number": "XX999999", "holder_names": "OTRA PERSONA", "valid_until": "01/01/2030"},
    )
    assert visit.issue(bruno) is None
    visit.record("affiliate_passport", typed | {"valid_until": "30/11/2026"})
    assert visit.stops(bruno) == []
    assert visit.issue(bruno) is not None


@pytest.mark.parametrize("seen", ["none", "only_copy"])
@pytest.mark.parametrize("kind", ["affiliate_passport", "dependent_passport", "birth"])
def test_s34_s35_s37_each_is_shown_in_original_and_left_in_simple_copy(kind: str, seen: str) -> None:
    visit, bruno = with_bruno()
    good = {"affiliate_passport": ANA, "dependent_passport": BRUNO, "birth": BIRTH}[kind]
    all_but(visit, bruno, **{kind: good | {"seen": seen}})
    word = "copia simple" if seen == "none" else "original"
    assert [word in told for told in visit.stops(bruno)] == [True]
    assert visit.issue(bruno) is None


def test_s35_each_dependent_shows_their_own_document() -> None:
    visit, bruno = with_bruno()
    answer = visit.record("dependent_passport", ANA, bruno)
    assert answer.status_code == 422
    assert "Este documento es de la persona afiliada" in text(page(answer))
    all_but(visit, bruno, dependent_passport=CARLOS)
    assert len(visit.stops(bruno)) > 0
    assert visit.issue(bruno) is None


@pytest.mark.parametrize(
    ("changes", "stopped"),
    [
        ({}, []),
        (
            {"formality": "none"},
            ["Falta la apostilla del documento emitido en: Colombia (certificado o acta de matrimonio)."],
        ),
        (
            {"country": "CUB", "formality": "none"},
            ["Falta la legalización consular del documento emitido en: Cuba (certificado o acta de matrimonio)."],
        ),
        ({"country": "CUB", "formality": "legalisation"}, []),
        ({"country": "ECU", "formality": "none"}, []),
        (
            {"language": "en", "translation": "no"},
            ["Falta la traducción al español del documento, escrito en: inglés (certificado o acta de matrimonio)."],
        ),
        ({"language": "en", "translation": "si"}, []),
        ({"seen": "none"}, ["Falta la copia simple del documento (certificado o acta de matrimonio)."]),
    ],
)
def test_s36_d5_the_certificate_of_marriage_carries_exactly_what_applies_to_it(
    changes: dict[str, str], stopped: list[str]
) -> None:
    visit, carlos = with_carlos()
    all_but(visit, carlos, marriage=MARRIAGE | changes)
    assert visit.stops(carlos) == stopped
    assert (visit.issue(carlos) is None) == bool(stopped)


@pytest.mark.parametrize(
    ("born", "verdict"), [(date(2008, 12, 1), "falta algo"), (date(2008, 11, 30), "no puede tener el código")]
)
def test_s37_a_child_is_under_18_on_the_day_of_the_visit(born: date, verdict: str) -> None:
    visit, bruno = with_bruno(birth_date=born)
    assert visit.verdict(bruno) == verdict


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"signature": "of_another", "complete": "si"}, "La firma de la solicitud no es de la persona afiliada."),
        ({"signature": "none", "complete": "si"}, "Falta la firma manuscrita de la persona afiliada en la solicitud."),
        (
            {"signature": "handwritten", "complete": "no"},
            "La solicitud no tiene los siete datos que debe contener, o todavía no se han revisado.",
        ),
    ],
)
def test_s31_s32_the_officer_confirms_the_handwritten_signature_and_the_seven_contents(
    values: Values, told: str
) -> None:
    visit, bruno = with_bruno()
    all_but(visit, bruno, solicitud=values)
    assert visit.stops(bruno) == [told]
    assert visit.issue(bruno) is None
    visit.record("solicitud", SIGNED, bruno)
    assert visit.issue(bruno) is not None
