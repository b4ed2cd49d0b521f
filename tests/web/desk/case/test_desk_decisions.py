"""What comes of a case, at the counter: the code, the list of what is missing, or a refusal with its basis."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.documents.reading import picture_of_svg, text_of
from tests.stages import desk
from tests.stages.counter import at_the_desk
from tests.web.desk.case.counter_pages import BIRTH, SIGNED, all_but, arrive, at, with_bruno
from tests.web.public.booking.booking_pages import book_turno, version
from tests.web.shared.reading import by_id, by_tag, page, text
from vinculo.records.models import (
    Affiliate,
    Case,
    Certificate,
    Code,
    Decision,
    IdDocument,
    Message,
    Person,
    Resemblance,
    Solicitud,
    Turno,
)
from vinculo.rules.cases.codes import is_own_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


def father() -> Affiliate:
    """Return an affiliate parent of Bruno's other than Ana."""
    person = Affiliate.objects.create(
        code="EXT7007007",
        names="Diego Restrepo Mejía",
        names_key="DIEGO RESTREPO MEJIA",
        nationality="COL",
        birth_date=date(1986, 1, 2),
        active=True,
        updated_at=cast.NOW,
    )
    IdDocument.objects.create(
        affiliate=person,
        kind="passport",
        country="COL",
        number_key="DI121212",
        number="DI121212",
        seen_at=cast.NOW,
        valid_until=date(2031, 1, 1),
    )
    return person


OF_FATHER = {
    "number": "DI121212",
    "holder_names": "DIEGO RESTREPO MEJIA",
    "country": "COL",
    "valid_until": "01/01/2031",
    "seen": "paper",
}


@pytest.mark.usefixtures("seats_tomorrow")
def test_s14_a_visit_begins_with_the_turno_that_was_booked_online(client: Client) -> None:
    of = book_turno(client)
    too_early = at_the_desk().post(reverse("desk:check_in", args=[of.reference]))
    assert (too_early.status_code, Case.objects.count()) == (422, 0)
    with at(of.starts):
        visit = arrive(of)
        assert (visit.case.turno, visit.case.affiliate) == (of, cast.ana())
        assert visit.case.solicitudes.count() == of.dependents == 1
        assert Turno.objects.get().status == "arrived"


@pytest.mark.usefixtures("seats_tomorrow")
def test_s14_without_a_turno_or_with_a_cancelled_one_there_is_no_visit(client: Client) -> None:
    nothing = at_the_desk().post(reverse("desk:search"), {"q": "T000000000"})
    assert "no hay nada en este centro" in text(page(nothing))
    of = book_turno(client)
    client.post(reverse("public:turno_cancel", args=[of.token]), version(of))
    with at(of.starts):
        refused = at_the_desk().post(reverse("desk:check_in", args=[of.reference]), follow=True)
    assert "Este turno ya no se puede usar" in text(page(refused))
    assert not Case.objects.exists()


def test_s14_the_turno_stands_among_the_requirements_with_the_way_to_it(client: Client) -> None:
    general = by_id(page(client.get("/")), "requisitos-generales").children
    (turno,) = (each for each in general if not isinstance(each, str) and "Turno de atención" in text(each))
    assert [each.get("href") for each in by_tag(turno, "a")] == [reverse("public:booking")]


@pytest.mark.usefixtures("seats_tomorrow")
def test_s30_the_desk_checks_in_from_the_paper_or_from_the_phone(client: Client) -> None:
    of = book_turno(client)
    shown = client.get(reverse("public:turno", args=[of.token])).content.decode()
    (drawing,) = (each for each in re.findall("<svg .*?</svg>", shown, re.S) if "Código QR" in each)
    on_the_phone = [code.text for code in zxingcpp.read_barcodes(picture_of_svg(drawing))]
    printed = text_of(client.get(reverse("public:turno_pdf", args=[of.token])).content)
    assert on_the_phone == [of.reference]
    assert of.reference in printed
    with at(of.starts):
        counter = at_the_desk()
        for typed in (on_the_phone[0], of.reference.lower()):
            answer = counter.post(reverse("desk:search"), {"q": typed})
            assert answer["Location"] == reverse("desk:turno", args=[of.reference])


def test_s02_who_has_a_code_gets_no_second_one() -> None:
    visit, bruno = with_bruno()
    all_but(visit, bruno)
    first = visit.issue(bruno)
    assert first is not None
    again = desk.turno()
    desk.bruno_at_home(again)
    second = arrive(again)
    same = second.case.solicitudes.get()
    all_but(second, same)
    assert second.verdict(same) == "no puede tener el código"
    assert second.issue(same) is None
    notice = text_of(second.notice(_refuse_solicitud(second, same)))
    assert "ya tiene un código de identificación para extranjero: no se le asigna un segundo" in notice
    assert list(Code.objects.values_list("value", flat=True)) == [first.code.value]


def _refuse_solicitud(visit: Any, of: Solicitud) -> Decision:
    assert visit.decide("negar", of).status_code == 302
    return Decision.objects.get(solicitud=of, kind="refusal")


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        ({"nationality": "ECU"}, "tiene nacionalidad ecuatoriana: este código es solo para personas extranjeras."),
        ({"has_cedula": True}, "tiene cédula ecuatoriana: este código es solo para quienes no la tienen."),
    ],
)
def test_s03_s07_an_ecuadorian_or_who_has_a_cedula_is_refused_with_reason_requirement_and_basis(
    fact: dict[str, object], told: str
) -> None:
    visit, bruno = with_bruno(**fact)
    assert visit.verdict(bruno) == "no puede tener el código"
    assert visit.issue(bruno) is None
    notice = text_of(visit.notice(_refuse_solicitud(visit, bruno)))
    assert told in notice
    assert "Página del trámite, ¿A quién está dirigido?" in notice
    assert "S03" not in notice  # our own number
    assert "LEY ORGANICA DE MOVILIDAD HUMANA. Artículos: 20." in notice
    bruno.refresh_from_db()
    assert (bruno.status, Code.objects.count()) == ("refused", 0)


def test_s33_d15_an_electronic_signature_is_turned_away_by_one_click_and_the_case_is_corrected() -> None:
    visit, bruno = with_bruno()
    all_but(visit, bruno, "solicitud")
    form = next(
        each
        for each in by_tag(visit.read(), "form")
        if any(button.get("name") == "electronica" for button in by_tag(each, "button"))
    )
    sent = {each.get("name"): each.get("value") for each in by_tag(form, "input")} | {"electronica": "1"}
    assert visit.client.post(form.get("action"), sent).status_code == 302
    assert visit.stops(bruno) == ["No se recibió la solicitud porque tiene firma electrónica."]
    assert visit.issue(bruno) is None
    notice = text_of(visit.notice(visit.correct(bruno)))
    assert "No se recibió la solicitud porque tiene firma electrónica." in notice
    bruno.refresh_from_db()
    assert bruno.status == "correction_pending"


def test_d15_what_cannot_be_taken_is_printed_with_its_reason_and_is_never_a_refusal() -> None:
    visit, bruno = with_bruno()
    all_but(visit, bruno, "birth")
    assert visit.turn_away("birth", {"reason": ""}, bruno).status_code == 422
    assert visit.turn_away("birth", {"reason": "El sello no se puede leer."}, bruno).status_code == 302
    bruno.refresh_from_db()
    refused = visit.client.post(f"{visit.address(bruno)}negar/", {"version": bruno.version, "note": ""})
    assert refused["Location"] == visit.home
    notice = text_of(visit.notice(visit.correct(bruno)))
    assert "El sello no se puede leer." in notice
    assert list(Decision.objects.values_list("kind", flat=True)) == ["correction"]


def test_d7_s07_what_is_missing_is_written_until_when_and_the_next_visit_goes_on_from_there() -> None:
    visit, bruno = with_bruno()
    all_but(visit, bruno, "birth")
    notice = text_of(visit.notice(visit.correct(bruno)))
    assert "Falta el certificado o acta de nacimiento." in notice
    assert "Ley de Seguridad Social. Artículos: 16; 17; 18; 25; 244; 247; 248." in notice
    assert "Página del trámite, paso 6." in notice
    assert "S37" not in notice
    bruno.refresh_from_db()
    last = bruno.answer_until
    assert last == date(2026, 12, 14)  # ten working days after 30 November
    assert "14 de diciembre de 2026" in notice
    assert Message.objects.filter(kind="correction", recipient="ana@ejemplo.com").count() == 1
    with at(cast.NOW + timedelta(days=4)):
        counter = at_the_desk()
        answer = counter.post(reverse("desk:search"), {"q": visit.case.reference})
        assert answer["Location"] == visit.home
        assert "Este caso espera que la persona vuelva." in text(page(counter.get(visit.home)))
        counter.post(reverse("desk:continue", args=[visit.case.reference]))
        visit.client = counter
        assert visit.stops(bruno) == ["Falta el certificado o acta de nacimiento."]  # the rest is there
        visit.record("birth", BIRTH, bruno)
        assert visit.issue(bruno) is not None


def test_d8_the_same_child_of_another_parent_with_another_spelling_keeps_the_one_code() -> None:
    visit, bruno = with_bruno()
    all_but(visit, bruno)
    first = visit.issue(bruno)
    assert first is not None
    of = desk.turno(affiliate=father(), presenter_number="EXT7007007")
    desk.bruno_at_home(
        of,
        dependent_names="Restrepo Gómez, Bruno",
        dependent_document_number="NUEVO111",
        applicant_names="Diego Restrepo Mejía",
        applicant_code="EXT7007007",
        applicant_document_number="DI121212",
    )
    second = arrive(of)
    again = second.case.solicitudes.get()
    renewed = {
        "number": "NUEVO111",
        "holder_names": "RESTREPO GOMEZ BRUNO ANDRES",
        "country": "COL",
        "holder_nationality": "COL",
        "holder_birth_date": "14/03/2015",
        "valid_until": "01/01/2031",
        "seen": "paper",
    }
    all_but(second, again, affiliate_passport=OF_FATHER, dependent_passport=renewed)
    assert second.verdict(again) == "por comparar"
    assert second.issue(again) is None
    person = first.code.person
    where = f"{second.address(again)}comparar/{person.pk}/"
    assert where in second.client.get(second.home).content.decode()
    assert second.client.post(where, {"answer": "same", "reason": ""}).status_code == 422
    second.client.post(where, {"answer": "same", "reason": "Misma partida de nacimiento."})
    issued = second.issue(again)
    assert issued is not None
    assert (issued.code.value, Code.objects.count(), Person.objects.count()) == (first.code.value, 1, 1)
    kept = Resemblance.objects.get()
    assert (kept.same, kept.reason, kept.decided_by) == (True, "Misma partida de nacimiento.", cast.olga())


def test_d12_a_child_who_turns_18_between_two_visits_still_gets_the_code() -> None:
    born = date(2008, 12, 2)  # 17 on the first visit, 18 on the second
    visit, child = with_bruno(birth_date=born)
    typed = {
        "number": cast.BRUNO_PASSPORT,
        "holder_names": "BRUNO ANDRES RESTREPO GOMEZ",
        "country": "COL",
        "holder_nationality": "COL",
        "holder_birth_date": "02/12/2008",
        "valid_until": "01/06/2029",
        "seen": "paper",
    }
    all_but(visit, child, "birth", dependent_passport=typed)
    visit.correct(child)
    with at(cast.NOW + timedelta(days=3)):
        visit.client = at_the_desk()
        visit.client.post(reverse("desk:continue", args=[visit.case.reference]))
        visit.record("birth", BIRTH, child)
        assert visit.stops(child) == []
        assert visit.issue(child) is not None


def test_d14_residence_is_declared_and_affiliation_is_asked_again_when_the_code_is_issued() -> None:
    visit, bruno = with_bruno(resides=False)
    all_but(visit, bruno)
    assert visit.stops(bruno) == ["Falta declarar que la persona dependiente reside en el Ecuador."]
    Solicitud.objects.update(resides=True)
    assert visit.stops(bruno) == []
    Affiliate.objects.update(active=False)
    assert visit.issue(bruno) is None
    assert visit.stops(bruno) == ["La persona afiliada no consta con afiliación activa en el registro."]
    Affiliate.objects.update(active=True)
    assert visit.issue(bruno) is not None


def test_s10_s39_each_dependent_of_a_visit_has_a_solicitud_a_decision_and_a_printed_code_of_their_own() -> None:
    of = desk.turno(2)
    desk.bruno_at_home(of)
    desk.type_solicitud("Lucía Restrepo Gómez", "LU555666", date(2019, 8, 9), "child", of, 2)
    visit = arrive(of)
    bruno, lucia = visit.case.solicitudes.order_by("position")
    all_but(visit, bruno)
    own = {
        "number": "LU555666",
        "holder_names": "LUCIA RESTREPO GOMEZ",
        "country": "COL",
        "holder_nationality": "COL",
        "holder_birth_date": "09/08/2019",
        "valid_until": "01/06/2029",
        "seen": "paper",
    }
    visit.record("solicitud", SIGNED, lucia)
    visit.record("dependent_passport", own, lucia)
    visit.record("birth", BIRTH, lucia)
    for each, names in ((bruno, "Bruno Andrés Restrepo Gómez"), (lucia, "Lucía Restrepo Gómez")):
        certificate = visit.issue(each)
        assert certificate is not None
        assert is_own_code(certificate.code.value)
        where = reverse("desk:certificate_pdf", args=[certificate.code.value, certificate.number])
        printed = text_of(visit.client.get(where).content)
        assert names in printed
        assert certificate.code.value in printed.replace(" ", "")
    assert Certificate.objects.values("code").distinct().count() == 2
    assert Decision.objects.filter(kind="issue").values("solicitud").distinct().count() == 2
