"""What the officer is shown: by exact number, each read an event, in a fixed number of statements (S30, D8)."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.stages import desk
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.cases.issuing import issue_code
from vinculo.queries.cases import case_file, certificates
from vinculo.queries.cases.agenda import agenda, turno_view
from vinculo.queries.cases.finding.search import search
from vinculo.queries.shared import access
from vinculo.records.models import Affiliate, Case, Certificate, Event, Solicitud, Staff

pytestmark = pytest.mark.django_db


def omar() -> Staff:
    return Staff.objects.create_user("omar", role="officer", agency=cast.agency("CAU Guayaquil", "Guayas", "09"))


def issue_certificate() -> Certificate:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    return issue_code(
        solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=random.Random(1)
    )


def reads(act: str) -> list[int]:
    return [each or 0 for each in Event.objects.filter(act=act).values_list("subject_id", flat=True)]


def test_s30_the_agenda_has_todays_turnos_of_this_agency_in_their_order() -> None:
    later = desk.turno(starts=cast.NOW.replace(hour=15), ends=cast.NOW.replace(hour=16))
    first = desk.turno(2, by_proxy=True)
    desk.turno(starts=cast.NOW + timedelta(days=1), ends=cast.NOW + timedelta(days=1, hours=1))
    desk.turno(agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    desk.turno(status="holding")
    desk.turno(status="cancelled")
    today = agenda(cast.olga(), cast.NOW)
    assert [(row.reference, row.hour, row.dependents, row.by_proxy) for row in today.rows] == [
        (first.reference, "10:00", 2, True),
        (later.reference, "15:00", 1, False),
    ]
    assert [row.state for row in today.rows] == ["Por llegar", "Por llegar"]
    assert reads("agenda_read") == [cast.agency().pk]


def test_s30_the_agenda_takes_two_statements_however_long_it_is() -> None:
    olga = cast.olga()
    for hour in range(10, 16):
        desk.record_arrival(desk.turno(starts=cast.NOW.replace(hour=hour), ends=cast.NOW.replace(hour=hour, minute=15)))
    olga = Staff.objects.select_related("agency").get(pk=olga.pk)
    with CaptureQueriesContext(connection) as captured:
        agenda(olga, cast.NOW)
    assert len(captured) == 2  # the turnos, the event


def test_s30_the_case_takes_as_many_statements_for_papers_many_or_few() -> None:
    of = desk.turno()
    bruno = desk.bruno_at_home(of)
    case = desk.record_arrival(of)
    olga = Staff.objects.select_related("agency").get(pk=cast.olga().pk)
    with CaptureQueriesContext(connection) as few:
        case_file.open_file(olga, case.reference, cast.NOW)
    desk.papers_of_bruno(case, bruno)
    with CaptureQueriesContext(connection) as many:
        case_file.open_file(olga, case.reference, cast.NOW)
    assert (len(few), len(many)) == (14, 14)


@pytest.mark.parametrize("text", ["{turno}", " {turno} ", "{lower}", cast.ANA_CODE, "ext-1002003", cast.ANA_PASSPORT])
def test_s30_a_turno_is_found_by_reference_code_or_document(text: str) -> None:
    of = desk.turno()
    result = search(cast.olga(), text.format(turno=of.reference, lower=of.reference.lower()), cast.NOW)
    assert result.only_turno == of.reference


def test_s30_a_proxys_turno_is_found_by_the_cedula() -> None:
    of = desk.turno(by_proxy=True)
    assert search(cast.olga(), "171003406-5", cast.NOW).only_turno == of.reference


@pytest.mark.parametrize("text", ["nadie", "T000000000", "", "   ", "%", "_", "'; --", "9" * 64, "👪", "\x00"])
def test_s30_what_is_nobodys_finds_nothing(text: str) -> None:
    desk.turno()
    assert search(cast.olga(), text, cast.NOW).empty


def test_s30_the_turno_of_another_agency_is_told_without_anybodys_name() -> None:
    of = desk.turno()
    result = search(omar(), of.reference, cast.NOW)
    assert (result.turno_elsewhere, result.turnos) == (of, [])


def test_d7_an_open_case_of_another_agency_is_found_by_exact_number_and_a_closed_one_is_not() -> None:
    case, bruno = desk.case_of_bruno()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    stranger = omar()
    for text in (case.reference, bruno.reference, cast.ANA_CODE, cast.BRUNO_PASSPORT):
        result = search(stranger, text, cast.NOW)
        assert (result.elsewhere, result.cases) == ([case], []), text
    assert reads("search_case") == [case.pk] * 4
    Case.objects.update(closed_at=cast.NOW)
    assert search(stranger, cast.ANA_CODE, cast.NOW).empty
    with pytest.raises(access.NotFoundHere):
        access.open_case_anywhere(stranger, case.reference)


def test_s39_a_certificate_is_found_by_the_code_or_the_dependents_document() -> None:
    certificate = issue_certificate()
    stranger = omar()
    for text in (certificate.code.value, cast.BRUNO_PASSPORT):
        assert search(stranger, text, cast.NOW).certificates == [certificate]
    assert reads("search_certificate") == [certificate.pk] * 2


def test_s30_each_read_of_a_case_or_a_turno_is_an_event_without_personal_data() -> None:
    of = desk.turno()
    desk.bruno_at_home(of)
    case = desk.record_arrival(of)
    turno_view(cast.olga(), of.reference, cast.NOW)
    case_file.open_file(cast.olga(), case.reference, cast.NOW)
    assert (reads("turno_read"), reads("case_read")) == ([of.pk], [case.pk])
    for event in Event.objects.all():
        said = event.content()
        assert not any(word in said for word in ("Bruno", "Ana", cast.BRUNO_PASSPORT, cast.ANA_CODE, "ejemplo.com"))


def test_s39_each_print_of_a_certificate_and_of_a_notice_is_an_event() -> None:
    certificate = issue_certificate()
    certificates.facts_to_print(cast.olga(), certificate.code.value, 1, 0, cast.NOW)
    assert reads("certificate_printed") == [certificate.pk]
    with pytest.raises(access.NotFoundHere):
        certificates.facts_to_print(cast.olga(), certificate.code.value, 1, 1, cast.NOW)
    case, bruno = desk.case_of_bruno(dependent_document_number="ZZ1", dependent_names="Otra Persona")
    decision = request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    certificates.notice_to_print(cast.olga(), case.reference, decision.pk, cast.NOW)
    assert reads("notice_printed") == [bruno.pk]


def test_d8_the_candidate_is_shown_with_what_tells_people_apart_and_not_whose_child_they_are() -> None:
    first = issue_certificate()
    father = Affiliate.objects.create(code="EXT7770001", names="Luis Díaz", names_key="LUIS DIAZ", updated_at=cast.NOW)
    of = desk.turno(affiliate=father)
    solicitud = desk.bruno_at_home(of, applicant_code=father.code, dependent_document_number="ZZ100200")
    case = desk.record_arrival(of)
    file = case_file.open_file(cast.olga(), case.reference, cast.NOW)
    each = file.of(solicitud.reference)
    assert each is not None
    (candidate,) = each.candidates
    assert (candidate.person, candidate.exact, candidate.decided) == (first.code.person, False, False)
    assert candidate.masked_numbers == ["••••5432"]


def test_s31_the_next_thing_to_write_follows_the_order_of_the_counter() -> None:
    case, bruno = desk.case_of_bruno()
    olga = cast.olga()

    def next_kind() -> str:
        step = case_file.open_file(olga, case.reference, cast.NOW).next_step
        return step.kind if step else ""

    seen = []
    for paper in (desk.ANA_PASSPORT, desk.SIGNED, desk.BRUNO_PASSPORT, desk.BIRTH):
        seen.append(next_kind())
        desk.record(case, paper, None if paper is desk.ANA_PASSPORT else bruno)
    assert seen == ["affiliate_passport", "solicitud", "dependent_passport", "birth"]
    assert next_kind() == ""


def test_s31_of_somebody_not_typed_at_home_the_document_is_read_before_the_rest_is_asked() -> None:
    case = desk.record_arrival(desk.turno())
    solicitud = case.solicitudes.get()
    file = case_file.open_file(cast.olga(), case.reference, cast.NOW)
    assert [step.kind for step in file.steps] == ["affiliate_passport", "solicitud", "dependent_passport", "datos"]
    desk.record(case, desk.BRUNO_PASSPORT, solicitud)
    solicitud.refresh_from_db()
    assert (solicitud.birth_date, solicitud.sex) == (cast.BRUNO_BIRTH, "")


@pytest.mark.parametrize(
    ("link", "asked"),
    [
        ("child", "Certificado o acta de nacimiento"),
        ("spouse", "Certificado o acta de matrimonio"),
        ("partner", "Acta notarial de unión de hecho"),
    ],
)
def test_s36_s37_s16_d1_the_checklist_asks_for_exactly_what_the_link_needs(link: str, asked: str) -> None:
    case, bruno = desk.case_of_bruno(link=link)
    each = case_file.open_file(cast.olga(), case.reference, cast.NOW).of(bruno.reference)
    assert each is not None
    papers = [line.text for line in each.lines if line.kinds]
    assert papers[2:] == [asked]
    assert len(papers) == 3


def test_s39_a_withdrawn_solicitud_is_not_on_the_page() -> None:
    case, bruno = desk.case_of_bruno()
    Solicitud.objects.filter(pk=bruno.pk).update(status="withdrawn")
    assert case_file.open_file(cast.olga(), case.reference, cast.NOW).dependents == []
