"""Every field of every form of the desk with missing, wrong, hostile and enormous input (issue: bad input)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

import pytest
import time_machine
from django.test import Client

from tests import cast
from tests.stages import desk
from tests.stages.counter import at_the_desk, td3
from tests.web.shared.hostile import HOSTILE
from tests.web.shared.reading import by_id, page, text
from vinculo.actions.cases.issuing import issue_code
from vinculo.records.models import Case, Certificate, Event, PaperRecord, Reprint, Resemblance, Solicitud
from vinculo.rules.queue.scanner import LONGEST

pytestmark = pytest.mark.django_db
ANA = td3("RESTREPO<GOMEZ<<ANA<MARIA", cast.ANA_PASSPORT, "900520", "F", "300101")
SIGNED = {"signature": "handwritten", "complete": "si"}
CERTIFICATE = {
    "issuing_authority": "Notaría Primera de Cali",
    "country": "COL",
    "issued_on": "03/02/2020",
    "language": "es",
    "formality": "apostille",
    "names_affiliate": "si",
    "names_dependent": "si",
    "seen": "paper",
}
IDENTITY = {
    "number": "BR765432",
    "holder_names": "Bruno Restrepo",
    "country": "COL",
    "holder_nationality": "COL",
    "holder_birth_date": "14/03/2015",
    "sex": "M",
    "valid_until": "01/06/2029",
    "seen": "paper",
}
VISA = {key: value for key, value in IDENTITY.items() if key != "country"} | {"has_passport": "no"}
FACTS = {
    "link": "child",
    "dependent_names": "Bruno Restrepo",
    "document_kind": "passport",
    "document_number": "BR765432",
    "document_country": "COL",
    "nationality": "COL",
    "birth_date": "14/03/2015",
    "sex": "M",
    "resides": "si",
    "has_cedula": "no",
    "ecuadorian_origin": "no",
}


@dataclass(frozen=True)
class Stage:
    """What there is to write on: a case with Bruno and with one issued code."""

    client: Client
    case: str
    bruno: str
    code: str
    person: int


@dataclass(frozen=True)
class Sheet:
    """One form: where it is sent, what is right, which fields must be there, and what is wrong in each."""

    address: str
    good: dict[str, str]
    missing: tuple[str, ...]
    wrong: dict[str, str]
    chosen: tuple[str, ...] = ()  # radio questions: their error stands at the group


SHEETS = {
    "solicitud": Sheet(
        "caso/{case}/{bruno}/papel/solicitud/",
        SIGNED,
        ("signature", "complete"),
        {"signature": "electronic", "complete": "quizás"},
    ),
    "passport": Sheet(
        "caso/{case}/{bruno}/papel/dependent_passport/",
        IDENTITY,
        ("number", "holder_names", "country", "seen"),
        {
            "number": "¡¿!?",
            "holder_names": "!!!",
            "country": "ZZZ",
            "holder_nationality": "ZZZ",
            "holder_birth_date": "31/02/2015",
            "sex": "Q",
            "valid_until": "mañana",
            "seen": "x",
            "mrz": "P<COL",
        },
    ),
    "visa": Sheet(
        "caso/{case}/{bruno}/papel/dependent_visa/",
        VISA,
        ("number", "holder_names", "seen", "has_passport"),
        {"number": "12", "has_passport": "x", "seen": "x", "holder_birth_date": "14/03/2999"},
    ),
    "affiliate": Sheet(
        "caso/{case}/papel/affiliate_passport/",
        {"mrz": ANA, "seen": "paper"},
        ("seen",),
        {"seen": "x", "mrz": ANA.replace("AN123456", "AN123457"), "number": "!"},
    ),
    "birth": Sheet(
        "caso/{case}/{bruno}/papel/birth/",
        CERTIFICATE,
        tuple(CERTIFICATE),
        {
            "issuing_authority": "12",
            "country": "ZZZ",
            "issued_on": "2030-01-01",
            "language": "xx",
            "formality": "sello",
            "names_affiliate": "x",
            "names_dependent": "x",
            "seen": "x",
        },
    ),
    "power": Sheet("caso/{case}/papel/power/", {"copy": "paper"}, ("copy",), {"copy": "none"}),
    "proxy": Sheet(
        "caso/{case}/papel/proxy_id/",
        {"number": cast.PEDRO_CEDULA, "holder_names": "Pedro Mora"},
        ("number", "holder_names"),
        {"number": "???", "holder_names": "7"},
    ),
    "facts": Sheet(
        "caso/{case}/{bruno}/datos/",
        FACTS,
        (
            "link",
            "dependent_names",
            "document_kind",
            "document_number",
            "nationality",
            "birth_date",
            "resides",
            "has_cedula",
            "ecuadorian_origin",
        ),
        {
            "link": "cousin",
            "dependent_names": "<b>",
            "document_kind": "carnet",
            "document_number": "!",
            "document_country": "ZZZ",
            "nationality": "ZZZ",
            "birth_date": "14/03/2999",
            "sex": "Q",
            "resides": "x",
            "has_cedula": "x",
            "ecuadorian_origin": "x",
        },
    ),
    "presenter": Sheet(
        "caso/{case}/presenta/",
        {"by_proxy": "si", "presenter_number": cast.PEDRO_CEDULA, "presenter_names": "Pedro Mora"},
        ("by_proxy", "presenter_number", "presenter_names"),
        {"by_proxy": "x", "presenter_number": "!", "presenter_names": "9"},
    ),
    "attach": Sheet("caso/{case}/solicitud/", {"reference": "S1"}, ("reference",), {"reference": "S999999999"}),
    "correct": Sheet("caso/{case}/{bruno}/corregir/", {"note": "Vuelve el lunes"}, (), {"note": "!" * 1001}),
    "reprint": Sheet("codigo/{code}/1/reimprimir/", {"reason": "Se mojó", "after": "0"}, ("reason",), {"reason": "1"}),
    "compare": Sheet(
        "caso/{case}/{bruno}/comparar/{person}/",
        {"answer": "same", "reason": "Mismo pasaporte"},
        ("answer", "reason"),
        {"answer": "x", "reason": "!"},
    ),
    "search": Sheet("buscar/", {"q": "EXT1"}, ("q",), {"q": "x" * (LONGEST + 1)}),
}
MISSING = [(name, field) for name, sheet in SHEETS.items() for field in sheet.missing]
WRONG = [(name, field) for name, sheet in SHEETS.items() for field in sheet.wrong]


@pytest.fixture(autouse=True)
def _at_nine() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture(scope="module")
def module_stage(module_db: None) -> Stage:
    """Prepare Ana's second case with a namesake of the first Bruno, nothing recorded yet."""
    first, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(first, bruno)
    certificate = issue_code(
        solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=random.Random(1)
    )
    of = desk.turno(by_proxy=True)
    again = desk.bruno_at_home(of, dependent_document_number="ZZ100200")
    case = desk.record_arrival(of)
    return Stage(at_the_desk(), case.reference, again.reference, certificate.code.value, certificate.code.person_id)


@pytest.fixture
def stage(module_stage: Stage, db: None) -> Stage:
    """Return what was prepared, with a browser of its own in the same session."""
    client = Client()
    client.cookies.load(module_stage.client.cookies.output(header=""))
    return replace(module_stage, client=client)


def send_form(stage: Stage, sheet: Sheet, changes: dict[str, str]) -> tuple[int, str]:
    """Send a form and return the status and the page."""
    where = sheet.address.format(case=stage.case, bruno=stage.bruno, code=stage.code, person=stage.person)
    if "presenta" in where or "papel/affiliate" in where or "papel/power" in where or "papel/proxy" in where:
        version = Case.objects.get(reference=stage.case).version
    else:
        version = Solicitud.objects.get(reference=stage.bruno).version
    answer = stage.client.post(f"/ventanilla/{where}", {"version": version, **sheet.good, **changes})
    return answer.status_code, answer.content.decode() if answer.status_code != 302 else ""


def count_rows() -> tuple[int, ...]:
    kept = Event.objects.exclude(act__endswith="_read").exclude(act__startswith="search")
    return PaperRecord.objects.count(), Resemblance.objects.count(), Reprint.objects.count(), kept.count()


def text_beside(body: str, field: str) -> str:
    """Return what is said beside a field."""

    class Sent:
        content = body.encode()

    return text(by_id(page(Sent()), f"id_{field}_error"))


@pytest.mark.parametrize("name", SHEETS)
def test_s31_s37_every_form_takes_what_is_right(stage: Stage, name: str) -> None:
    named = {"reference": desk.bruno_at_home(None).reference} if name == "attach" else {}
    status, _ = send_form(stage, SHEETS[name], named)
    assert status == (200 if name == "search" else 302)


@pytest.mark.parametrize(
    ("name", "field"), [(name, field) for name, sheet in SHEETS.items() for field in sheet.missing]
)
def test_s31_s37_what_is_missing_is_told_beside_its_field_and_nothing_typed_is_lost(
    stage: Stage, name: str, field: str
) -> None:
    before = count_rows()
    status, body = send_form(stage, SHEETS[name], {field: ""})
    assert status == 422
    assert text_beside(body, field).startswith("Error:")
    _still_typed(body, SHEETS[name], field)
    assert count_rows() == before


@pytest.mark.parametrize(("name", "field"), WRONG)
def test_s31_s37_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(
    stage: Stage, name: str, field: str
) -> None:
    before = count_rows()
    status, body = send_form(stage, SHEETS[name], {field: SHEETS[name].wrong[field]})
    assert status == 422
    assert text_beside(body, field).startswith("Error:")
    _still_typed(body, SHEETS[name], field)
    assert count_rows() == before


def _still_typed(body: str, sheet: Sheet, field: str) -> None:
    """Every other answer stands in the form as it was given."""
    typed = {other: value for other, value in sheet.good.items() if value and other not in {field, "after"}}
    for other, value in typed.items():
        kept = f'value="{escape(value)}"' in body or escape(value).split("\n")[0] in body
        assert kept, f"{other} is lost"


SHARP = ("null byte", "enormous", "markup", "right to left", "controls")


@pytest.mark.long
@pytest.mark.parametrize("name", SHEETS)
def test_s31_s37_hostile_input_in_any_field_never_breaks_a_form(stage: Stage, name: str) -> None:
    sheet = SHEETS[name]
    for field in {**sheet.good, **sheet.wrong}:
        for kind in SHARP:
            _survives(stage, sheet, {field: HOSTILE[kind]}, f"{field}: {kind}")
    # No browser can send a lone surrogate; several enormous fields are a body that is refused as a whole.
    for kind in HOSTILE.keys() - {"lone surrogate", "enormous"}:
        _survives(stage, sheet, dict.fromkeys(sheet.good, HOSTILE[kind]), kind)


def _survives(stage: Stage, sheet: Sheet, changes: dict[str, str], what: str) -> None:
    status, body = send_form(stage, sheet, changes)
    assert status in {200, 302, 404, 409, 422}, what
    assert "<script>alert" not in body, what
    assert status != 422 or "Error:" in body or "Revise estos datos" in body, what


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 30, "a\x00"])
@pytest.mark.parametrize("name", ["solicitud", "facts", "presenter", "correct"])
def test_s35_a_version_that_is_none_writes_nothing(stage: Stage, name: str, version: str) -> None:
    before = count_rows()
    status, _ = send_form(stage, SHEETS[name], {"version": version})
    assert status == 422
    assert count_rows() == before


def test_s35_what_changed_meanwhile_is_shown_with_everything_typed_and_can_be_sent_again(stage: Stage) -> None:
    old = {"version": str(Solicitud.objects.get(reference=stage.bruno).version)}
    assert send_form(stage, SHEETS["solicitud"], {})[0] == 302
    status, body = send_form(stage, SHEETS["birth"], old)
    assert status == 409
    assert "Este caso cambió mientras usted escribía" in body
    assert 'value="Notaría Primera de Cali"' in body
    assert send_form(stage, SHEETS["birth"], {})[0] == 302


def test_s35_a_body_of_a_megabyte_is_refused_without_an_error(stage: Stage) -> None:
    answer = stage.client.post(
        f"/ventanilla/caso/{stage.case}/{stage.bruno}/papel/solicitud/",
        data="x=" + "9" * 1_000_000,
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["solicitud", "dependent_passport", "birth", "adoption"])
def test_d15_a_paper_is_turned_away_with_a_reason_or_not_at_all(stage: Stage, kind: str) -> None:
    where = f"/ventanilla/caso/{stage.case}/{stage.bruno}/papel/{kind}/no-recibido/"
    version = Solicitud.objects.get(reference=stage.bruno).version
    for reason in ("", " ", "x\x00", "9" * 400, "!!!"):
        answer = stage.client.post(where, {"version": version, "reason": reason})
        assert answer.status_code == 422, reason
        assert 'id="id_motivo_error"' in answer.content.decode()
    assert not PaperRecord.objects.filter(case__reference=stage.case).exists()
    assert stage.client.post(where, {"version": version, "reason": "Está ilegible"}).status_code == 302
    kept = PaperRecord.objects.get(case__reference=stage.case)
    assert (kept.received, kept.refusal_reason, kept.kind) == (False, "Está ilegible", kind)


def test_s39_the_issue_of_somebody_who_lacks_papers_shows_the_case(stage: Stage) -> None:
    where = f"/ventanilla/caso/{stage.case}/{stage.bruno}/emitir/"
    version = Solicitud.objects.get(reference=stage.bruno).version
    assert stage.client.get(where).status_code == 302
    answer = stage.client.post(where, {"version": version}, follow=True)
    assert "Este caso cambió mientras tanto" in answer.content.decode()
    assert Certificate.objects.count() == 1
