"""Who may be Ecuadorian, and links that are seldom so, through the pages: nothing is issued before somebody decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests import cast
from tests.stages import desk
from tests.stages.agreements import nora
from tests.stages.counter import at_the_desk, td3
from tests.web.desk.case.counter_pages import (
    ANA,
    BIRTH,
    CARLOS,
    MARRIAGE,
    SIGNED,
    Visit,
    all_but,
    arrive,
    with_bruno,
    with_carlos,
)
from tests.web.shared.reading import Node, by_tag, page, text
from vinculo.records.models import (
    Affiliate,
    Agreement,
    Certificate,
    Code,
    Decision,
    Dependency,
    Event,
    Solicitud,
    Staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
OF_QUITO = {key: value for key, value in BIRTH.items() if key != "formality"} | {
    "issuing_authority": "Registro Civil de Quito",
    "country": "ECU",
}
BORN_HERE = "El certificado de nacimiento se emitió en el Ecuador"


def links(root: Node, words: str) -> list[str]:
    return [node.get("href") for node in by_tag(root, "a") if words in text(node)]


def ask(visit: Visit, of: Solicitud) -> Agreement:
    """Ask for a look at the one finding of the page that somebody else decides."""
    (address,) = links(visit.part(of), "Pedir revisión")
    (seen,) = [
        each.get("value") for each in by_tag(page(visit.client.get(address)), "input") if each.get("name") == "seen"
    ]
    visit.client.post(address, {"reason": "Lo explica la madre", "seen": seen})
    return Agreement.objects.latest("pk")


def answer(asked: Agreement, who: Staff, word: str = "agree") -> int:
    posted = {"answer": word, "reason": "Vi los documentos"}
    return at_the_desk(who).post(f"/confirmaciones/{asked.pk}/", posted).status_code


def nothing_is_issued(visit: Visit, of: Solicitud) -> None:
    assert not links(visit.part(of), "Emitir código")
    version = Solicitud.objects.get(pk=of.pk).version
    visit.client.post(f"{visit.address(of)}emitir/", {"version": version})
    assert not Certificate.objects.filter(solicitud=of).exists()


def of_quito() -> tuple[Visit, Solicitud]:
    visit, bruno = with_bruno()
    all_but(visit, bruno, birth=OF_QUITO)
    return visit, bruno


def test_d22_s03_a_child_born_in_quito_waits_and_a_supervisor_may_go_on_with_a_reason() -> None:
    visit, bruno = of_quito()
    assert BORN_HERE in visit.stops(bruno)[0]
    assert links(visit.part(bruno), "Pedir corrección")
    assert not links(visit.part(bruno), "Negar")
    nothing_is_issued(visit, bruno)
    asked = ask(visit, bruno)
    assert "Falta que la supervisión o Asesoría Jurídica revise" in text(visit.part(bruno))
    nothing_is_issued(visit, bruno)
    assert [answer(asked, who) for who in (nora(), cast.lucia())] == [404, 404]
    assert answer(asked, cast.sara()) == 302
    certificate = visit.issue(bruno)
    assert certificate is not None
    (item,) = Decision.objects.get(solicitud=bruno).items
    assert (item["code"], item["severity"]) == ("ecuadorian_by_birth", "warns")
    assert item["text"].startswith(BORN_HERE)


def test_d22_d15_the_printed_correction_says_where_to_go_and_nobody_is_refused() -> None:
    visit, bruno = of_quito()
    decision = visit.correct(bruno)
    (item,) = decision.items
    assert (decision.kind, item["code"]) == ("correction", "ecuadorian_by_birth")
    assert "Registro Civil" in item["remedy"]


def test_d22_where_the_supervisor_does_not_agree_the_case_goes_to_correction() -> None:
    visit, bruno = of_quito()
    assert answer(ask(visit, bruno), cast.sara(), "disagree") == 302
    assert "no autorizó seguir" in text(visit.part(bruno))
    nothing_is_issued(visit, bruno)
    assert visit.correct(bruno).items[0]["code"] == "ecuadorian_by_birth"


def test_d22_the_answer_given_at_home_counts_and_the_desk_confirms_or_changes_it() -> None:
    visit, bruno = with_bruno(ecuadorian_origin=True)
    all_but(visit, bruno)
    assert "una abuela, un abuelo" in visit.stops(bruno)[0]
    nothing_is_issued(visit, bruno)
    form = page(visit.client.get(f"{visit.home}?paso=datos&de={bruno.reference}"))
    (yes,) = [
        each.get("value")
        for each in by_tag(form, "input")
        if each.get("name") == "ecuadorian_origin" and "checked" in each.attributes
    ]
    assert yes == "si"
    bruno.refresh_from_db()
    visit.client.post(
        f"{visit.address(bruno)}datos/",
        {
            "version": bruno.version,
            "link": "child",
            "dependent_names": bruno.dependent_names,
            "document_kind": "passport",
            "document_number": bruno.dependent_document_number,
            "document_country": "COL",
            "nationality": "COL",
            "birth_date": "14/03/2015",
            "sex": "M",
            "resides": "si",
            "has_cedula": "no",
            "ecuadorian_origin": "no",
        },
    )
    assert visit.issue(bruno) is not None


def a_spouse_of_eight() -> tuple[Visit, Solicitud]:
    of = desk.turno()
    desk.carlos_at_home(of, 1, birth_date=date(2018, 7, 2))
    visit = arrive(of)
    carlos = visit.case.solicitudes.get()
    child = CARLOS | {"mrz": td3("PENA<RUIZ<<CARLOS", cast.CARLOS_PASSPORT, "180702", "M", "290601")}
    all_but(visit, carlos, dependent_passport=child)
    return visit, carlos


def an_early_certificate() -> tuple[Visit, Solicitud]:
    visit, carlos = with_carlos()
    all_but(visit, carlos, marriage=MARRIAGE | {"issued_on": "06/05/1991"})  # Ana was 1, Carlos 2
    return visit, carlos


def a_young_parent(registered: date | None = date(2014, 5, 20)) -> tuple[Visit, Solicitud]:
    visit, bruno = with_bruno()
    Affiliate.objects.filter(pk=visit.case.affiliate_id).update(birth_date=registered)
    all_but(
        visit,
        bruno,
        affiliate_passport=ANA | {"mrz": td3("RESTREPO<GOMEZ<<ANA<MARIA", cast.ANA_PASSPORT, "140520", "F", "300101")},
    )
    return visit, bruno


def a_second_spouse() -> tuple[Visit, Solicitud]:
    of = desk.turno(2)
    desk.carlos_at_home(of, 1)
    desk.type_solicitud("Diego Vera Luna", "DV445566", date(1985, 4, 3), "partner", of, 2)
    visit = arrive(of)
    carlos = visit.case.solicitudes.get(position=1)
    all_but(visit, carlos)
    return visit, carlos


SELDOM: dict[str, Callable[[], tuple[Visit, Solicitud]]] = {
    "partner_under_18": a_spouse_of_eight,
    "certificate_too_early": an_early_certificate,
    "parent_too_young": a_young_parent,
    "second_partner": a_second_spouse,
}


@pytest.mark.parametrize("code", SELDOM)
def test_d23_what_is_seldom_so_is_issued_only_after_the_legal_unit_decided(code: str) -> None:
    visit, of = SELDOM[code]()
    nothing_is_issued(visit, of)
    asked = ask(visit, of)
    assert asked.subject == f"solicitud {of.pk} {code}"
    nothing_is_issued(visit, of)
    assert answer(asked, nora()) == 404
    seen = text(page(at_the_desk(cast.lucia()).get(f"/confirmaciones/{asked.pk}/")))
    assert "pidió la revisión" in seen
    assert "Lo explica la madre" in seen
    assert answer(asked, cast.lucia()) == 302
    assert visit.issue(of) is not None
    assert [each["code"] for each in Decision.objects.get(solicitud=of).items] == [code]


@pytest.mark.parametrize("code", SELDOM)
def test_d23_what_is_not_believed_is_not_issued(code: str) -> None:
    visit, of = SELDOM[code]()
    assert answer(ask(visit, of), cast.sara(), "disagree") == 302
    nothing_is_issued(visit, of)
    assert Code.objects.count() == 0


def test_d23_a_registry_without_a_birth_date_does_not_hide_that_the_passport_is_of_a_child() -> None:
    visit, bruno = a_young_parent(registered=None)
    nothing_is_issued(visit, bruno)
    asked = ask(visit, bruno)
    assert asked.subject == f"solicitud {bruno.pk} parent_too_young"
    assert answer(asked, cast.lucia()) == 302
    assert visit.issue(bruno) is not None


def test_d22_a_birth_registered_at_an_ecuadorian_consulate_waits_for_a_supervisor() -> None:
    visit, bruno = with_bruno()
    of_the_consulate = {key: value for key, value in BIRTH.items() if key != "formality"}
    all_but(visit, bruno, birth=of_the_consulate | {"executed_by": "ecuadorian_consul"})
    assert "es de un consulado del Ecuador" in visit.stops(bruno)[0]
    nothing_is_issued(visit, bruno)
    assert answer(ask(visit, bruno), cast.sara()) == 302
    assert visit.issue(bruno) is not None


def test_d23_each_of_two_partners_in_one_visit_is_told() -> None:
    visit, _carlos = a_second_spouse()
    for each in visit.case.solicitudes.all():
        assert "otra persona cónyuge o conviviente" in text(visit.part(each))


def test_d23_what_was_agreed_to_counts_for_exactly_these_facts() -> None:
    visit, carlos = an_early_certificate()
    answer(ask(visit, carlos), cast.lucia())
    assert links(visit.part(carlos), "Emitir código")
    visit.record("marriage", MARRIAGE | {"issued_on": "06/05/1992"}, carlos)
    nothing_is_issued(visit, carlos)
    assert links(visit.part(carlos), "Pedir revisión")


def issue_to_husband() -> Certificate:
    """Return Carlos's certificate, as Ana's husband."""
    visit, carlos = with_carlos()
    all_but(visit, carlos)
    certificate = visit.issue(carlos)
    assert certificate is not None
    return certificate


def second_visit() -> tuple[Visit, Solicitud]:
    """Return a later visit of Ana with another husband."""
    of = desk.turno()
    desk.type_solicitud("Diego Vera Luna", "DV445566", date(1985, 4, 3), "spouse", of, 1)
    visit = arrive(of)
    diego = visit.case.solicitudes.get()
    passport = CARLOS | {"mrz": td3("VERA<LUNA<<DIEGO", "DV445566", "850403", "M", "290601")}
    all_but(visit, diego, dependent_passport=passport, solicitud=SIGNED)
    return visit, diego


def test_d23_a_second_spouse_waits_until_the_first_link_has_ended_by_its_paper() -> None:
    certificate = issue_to_husband()
    visit, diego = second_visit()
    nothing_is_issued(visit, diego)
    address = f"/ventanilla/codigo/{certificate.code.value}/1/"
    (there,) = links(page(visit.client.get(address)), "El vínculo terminó")
    assert visit.client.post(there, {"ended_on": "01/02/2999", "paper": ""}).status_code == 422
    ended = visit.client.post(there, {"ended_on": "01/02/2026", "paper": "Sentencia de divorcio"}, follow=True)
    assert "terminó el 01/02/2026: Sentencia de divorcio" in text(page(ended))
    assert Event.objects.get(act="link_ended").fields == ["ended_on", "ended_by"]
    assert visit.issue(diego) is not None
    assert Dependency.objects.filter(ended_on__isnull=True).count() == 1
