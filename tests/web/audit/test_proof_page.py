"""The page on which an auditor compares a claimed value with what an event changed (D32)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.stages.counter import at_the_desk
from tests.web.public.booking.booking_pages import text
from vinculo.records.events import Event, write_event
from vinculo.records.models import Affiliate, Role, Staff
from vinculo.records.values.changes import Changes
from vinculo.rules.log.values import PERSONAL, Verdict, draw_secret
from vinculo.rules.log.words import FIELD_WORDS, VERDICT_WORDS
from vinculo.rules.shared.acts import Act, Subject

pytestmark = pytest.mark.django_db
OLD, NEW = "ana@ejemplo.com", "ana.nueva@ejemplo.com"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def browser() -> Client:
    return at_the_desk(Staff.objects.create_user("aurora", first_name="Aurora", role=Role.AUDITOR))


def write_change(times: int = 1) -> Event:
    ana = cast.ana()
    for _ in range(times):
        write_event(
            act=Act.AFFILIATE_UPDATED,
            subject=Subject.AFFILIATE,
            subject_id=ana.pk,
            now=cast.NOW,
            fields=["email"],
            changes=Changes(ana, (("email", OLD, NEW),)),
        )
    return Event.objects.filter(act=Act.AFFILIATE_UPDATED).latest("pk")


def ask_page(browser: Client, event: Event, claimed: str) -> str:
    address = reverse("audit:proof", args=[event.pk])
    answer = browser.post(address, {"person": cast.ANA_CODE.lower(), "field": "email", "claimed": claimed})
    assert answer.status_code == 200, text(answer.content)
    assert answer.context["form"].fields["field"].choices == [("email", "correo electrónico")]
    return str(answer.context["verdict"])


def test_d32_the_list_leads_to_the_page_that_says_what_was_and_what_is(browser: Client) -> None:
    event = write_change()
    address = reverse("audit:proof", args=[event.pk])
    days = {"since": "01/11/2026", "until": "30/11/2026"}
    assert address in browser.post("/auditoria/", days | {"act": "affiliate_updated"}).content.decode()
    assert "Comprobar un dato" in text(browser.get(address).content)
    assert [ask_page(browser, event, value) for value in (OLD, NEW, "otra@ejemplo.com")] == [
        VERDICT_WORDS[verdict] for verdict in (Verdict.OLD, Verdict.NEW, Verdict.NEITHER)
    ]
    Affiliate.objects.update(value_secret=draw_secret())
    assert ask_page(browser, event, OLD) == VERDICT_WORDS[Verdict.SECRET_GONE]


def test_d32_the_page_calls_proved_what_is_proved_and_nothing_else(browser: Client) -> None:
    address = reverse("audit:proof", args=[write_change().pk])
    asked = {"person": cast.ANA_CODE, "field": "email"}
    answers = [browser.post(address, asked | {"claimed": value}) for value in (OLD, NEW, "otra@ejemplo.com")]
    assert [answer.context["proved"] for answer in answers] == [True, True, False]
    assert ["notice-warn" in answer.content.decode() for answer in answers] == [False, False, True]


def test_d32_an_event_without_digests_has_no_such_page_and_no_link(browser: Client) -> None:
    event = write_event(act=Act.CASE_READ, subject=Subject.CASE, subject_id=1, now=cast.NOW, actor=cast.olga())
    address = reverse("audit:proof", args=[event.pk])
    days = {"since": "01/11/2026", "until": "30/11/2026"}
    listed = browser.post("/auditoria/", days | {"act": "case_read"})
    assert "Vio un caso" in text(listed.content)
    assert address not in listed.content.decode()
    assert browser.get(address).status_code == 404


def test_d32_a_claim_without_a_person_is_asked_again_and_reads_nothing(browser: Client) -> None:
    event = write_change()
    answer = browser.post(reverse("audit:proof", args=[event.pk]), {"field": "email", "claimed": OLD})
    assert answer.status_code == 422
    assert not Event.objects.filter(act=Act.LOG_READ).exists()


@pytest.mark.parametrize("times", [1, 3])
def test_d32_the_page_asks_the_database_as_often_for_many_changes(
    browser: Client, times: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = write_change(times)
    ask_page(browser, event, OLD)
    with django_assert_num_queries(15):
        ask_page(browser, event, OLD)


def test_d32_every_field_and_every_verdict_has_its_words() -> None:
    assert set(FIELD_WORDS) == set().union(*PERSONAL.values())
    assert set(VERDICT_WORDS) == {str(verdict) for verdict in Verdict}
