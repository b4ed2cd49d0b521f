"""The auditor's page: who looked at or changed a case, a person, a code, and who looks unusually much (D32)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests import cast
from tests.stages import desk, rights
from tests.stages.counter import at_the_desk
from tests.web.public.booking.booking_pages import text
from vinculo.records.events import Event, write_event
from vinculo.records.models import Case, Role, Staff
from vinculo.rules.log.words import ACT_WORDS, SUBJECT_WORDS
from vinculo.rules.shared.acts import Act, Subject

pytestmark = pytest.mark.django_db
HERE = "/auditoria/"
DAYS = {"since": "01/11/2026", "until": "30/11/2026"}


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


def aurora() -> Staff:
    return Staff.objects.create_user("aurora", first_name="Aurora", last_name="Vega", role=Role.AUDITOR)


@pytest.fixture
def browser() -> Client:
    return at_the_desk(aurora())


def read_case(staff: Staff, case: Case) -> None:
    write_event(act=Act.CASE_READ, subject=Subject.CASE, subject_id=case.pk, now=cast.NOW, actor=staff)


def lines(browser: Client, **question: str) -> list[dict[str, str]]:
    answer = browser.post(HERE, DAYS | question | {"export": "csv"})
    assert answer.status_code == 200, text(answer.content)
    return list(csv.DictReader(StringIO(answer.content.decode())))


def test_d32_every_look_at_a_case_and_every_change_of_it_is_listed_with_who_and_when(browser: Client) -> None:
    of = desk.turno(1)
    case = desk.record_arrival(of)
    read_case(cast.olga(), case)
    write_event(act=Act.CASE_READ, subject=Subject.CASE, subject_id=case.pk + 1, now=cast.NOW, actor=cast.sara())
    rows = lines(browser, case=case.reference)
    assert {row["referencia"] for row in rows} <= {case.reference, of.reference, *of_solicitudes(case)}
    read = [row for row in rows if row["qué hizo"] == "Vio un caso"]
    assert [(row["quién"], row["sobre qué"], row["referencia"]) for row in read] == [
        (cast.olga().printed_name(), "caso", case.reference)
    ]
    acts = {row["qué hizo"] for row in rows}
    assert {"Abrió un caso", "Registró la llegada de un turno", "Vio un caso"} <= acts
    shown = text(browser.post(HERE, DAYS | {"case": case.reference.lower()}).content)
    assert "Vio un caso" in shown
    assert cast.olga().printed_name() in shown


def test_d32_what_was_done_to_solicitud_paper_and_certificate_is_listed_with_the_case(browser: Client) -> None:
    families = rights.families()
    case, solicitud = families.case, families.certificate.solicitud
    about = {
        Subject.SOLICITUD: solicitud.pk,
        Subject.PAPER: case.papers.earliest("pk").pk,
        Subject.CERTIFICATE: families.certificate.pk,
    }
    for subject, key in about.items():
        for pk in (key, key + 1000):  # and the same of somebody else
            write_event(act=Act.SEARCHED, subject=subject, subject_id=pk, now=cast.NOW, actor=cast.sara())
    listed = lines(browser, case=case.reference, act="searched")
    assert sorted((row["sobre qué"], row["referencia"]) for row in listed) == sorted(
        [
            ("solicitud", solicitud.reference),
            ("documento", str(about[Subject.PAPER])),
            ("certificado", str(about[Subject.CERTIFICATE])),
        ]
    )


def of_solicitudes(case: Case) -> set[str]:
    return set(case.solicitudes.values_list("reference", flat=True))


def test_d32_what_concerns_a_person_is_found_by_their_code(browser: Client) -> None:
    case = desk.record_arrival(desk.turno(1))
    read_case(cast.olga(), case)
    assert [row["referencia"] for row in lines(browser, number=cast.ANA_CODE, act="case_read")] == [case.reference]
    assert lines(browser, number="1799999999", act="case_read") == []


def test_d32_an_officer_a_day_and_an_act_are_asked_for(browser: Client) -> None:
    case = desk.record_arrival(desk.turno(1))
    read_case(cast.olga(), case)
    read_case(cast.sara(), case)
    assert len(lines(browser, officer="olga", act="case_read")) == 1
    assert len(lines(browser, act="case_read")) == 2
    assert lines(browser, act="case_read", until="29/11/2026") == []


def test_d32_reading_the_log_is_an_event(browser: Client) -> None:
    case = desk.record_arrival(desk.turno(1))
    browser.get(HERE)
    browser.post(HERE, DAYS | {"case": case.reference})
    lines(browser, officer="olga")
    events = Event.objects.filter(act__in=[Act.LOG_READ, Act.LOG_EXPORTED]).order_by("pk")
    assert list(events.values_list("act", "subject", "subject_id", "fields", "actor__username")) == [
        ("log_read", "log", None, ["unusual"], "aurora"),
        ("log_read", "case", case.pk, ["case"], "aurora"),
        ("log_exported", "staff", cast.olga().pk, ["officer"], "aurora"),
    ]
    assert [row["quién"] for row in lines(browser, act="log_read")] == ["Aurora Vega"] * 2


def test_d32_nothing_asked_and_days_in_no_order_are_told_and_read_nothing(browser: Client) -> None:
    nothing = browser.post(HERE, DAYS)
    wrong = browser.post(HERE, {"since": "30/11/2026", "until": "01/11/2026", "officer": "olga"})
    assert (nothing.status_code, wrong.status_code) == (422, 422)
    assert "Escriba un caso, una persona o un funcionario" in text(nothing.content)
    assert "El último día no puede ser anterior" in text(wrong.content)
    assert not Event.objects.filter(act=Act.LOG_READ).exists()


def test_d32_who_looks_at_many_of_other_centres_is_shown(browser: Client, settings: Settings) -> None:
    settings.UNUSUAL_READS = 3
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    omar = Staff.objects.create_user("omar", first_name="Omar", role=Role.OFFICER, agency=there)
    case = desk.record_arrival(desk.turno(1))
    for subject, act, pk in (
        (Subject.CASE, Act.CASE_READ, case.pk),
        (Subject.CASE, Act.SEARCH_CASE, case.pk),  # the same case once more
        (Subject.TURNO, Act.TURNO_READ, case.turno_id),
        (Subject.AFFILIATE, Act.AFFILIATE_READ, case.affiliate_id),
    ):
        for staff in (omar, cast.olga()):
            write_event(act=act, subject=subject, subject_id=pk, now=cast.NOW - timedelta(days=1), actor=staff)
    shown = browser.get(HERE)
    assert [(each.username, each.centre, each.count) for each in shown.context["unusual"]] == [
        ("omar", "CAU Guayaquil", 3)
    ]
    assert "Omar" in text(shown.content)
    settings.UNUSUAL_READS = 1  # of the own centre not one look counts
    assert [each.username for each in browser.get(HERE).context["unusual"]] == ["omar"]
    settings.UNUSUAL_READS = 4
    assert browser.get(HERE).context["unusual"] == []


@pytest.mark.parametrize("times", [1, 3])
def test_d32_the_page_asks_the_database_as_often_for_many_events(
    browser: Client, times: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = desk.record_arrival(desk.turno(1))
    for _ in range(times):
        read_case(cast.olga(), case)
    browser.post(HERE, DAYS | {"act": "case_read"})
    with django_assert_num_queries(7):
        answer = browser.post(HERE, DAYS | {"act": "case_read"})
    assert len(answer.context["reading"].lines) == times


def test_d32_the_words_are_those_of_the_vocabulary() -> None:
    assert set(ACT_WORDS) - {str(act) for act in Act} == set()
    assert set(SUBJECT_WORDS) - {str(subject) for subject in Subject} == set()
