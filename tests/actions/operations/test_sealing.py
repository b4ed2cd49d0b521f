"""The closing of a day: its events are chained, and the person who touches one afterwards is found out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from pytest_django import Settings

from tests.cast import GUAYAQUIL, NOW
from tests.stages.log import own
from vinculo.actions.operations.chaining import chain_events
from vinculo.actions.operations.sealing import seal_days
from vinculo.config.checks import log_keys, log_recipients
from vinculo.gateways.heads import kept_heads
from vinculo.queries.operations.tampering import find_tampering
from vinculo.queries.shared.seal_head import chain_head
from vinculo.records.events import Event, Seal, write_event
from vinculo.records.models import Message
from vinculo.rules.log.tampering import Head, LogFault, LogFinding, read_heads
from vinculo.rules.shared.acts import Act, ActorKind, Subject

pytestmark = pytest.mark.django_db
MONDAY = NOW.date()
DAY = timedelta(days=1)


def log_event(at: datetime, act: Act = Act.CASE_READ) -> Event:
    return write_event(act=act, subject=Subject.CASE, subject_id=1, now=at, actor_kind=ActorKind.SYSTEM)


def seals() -> list[tuple[date, int]]:
    return list(Seal.objects.values_list("date", "count"))


def three_days() -> list[Event]:
    events = [log_event(NOW), log_event(NOW + timedelta(hours=1)), log_event(NOW + timedelta(days=2))]
    assert seal_days(now=NOW + timedelta(days=3)) == 3
    return events


def test_every_day_that_is_over_is_sealed_once_also_one_without_events() -> None:
    three_days()
    days = [MONDAY + timedelta(days=n) for n in range(3)]
    assert seals() == list(zip(days, (2, 0, 1), strict=True))
    assert seal_days(now=NOW + timedelta(days=3)) == 0
    assert {each.fault for each in find_tampering(now=NOW + timedelta(days=3))} == {LogFault.CHAIN_MISSING}
    chain_events(now=NOW + timedelta(days=3))
    assert list(find_tampering(now=NOW + timedelta(days=3))) == []


def test_a_day_is_sealed_two_hours_after_its_midnight_by_the_nations_clocks() -> None:
    log_event(datetime(2026, 11, 30, 23, 59, tzinfo=GUAYAQUIL))
    log_event(datetime(2026, 12, 1, 0, 0, tzinfo=GUAYAQUIL))
    assert seal_days(now=datetime(2026, 12, 1, 1, 59, tzinfo=GUAYAQUIL)) == 0
    assert seal_days(now=datetime(2026, 12, 1, 2, 0, tzinfo=GUAYAQUIL)) == 1
    assert seals() == [(MONDAY, 1)]


def test_nothing_to_seal_before_the_first_event() -> None:
    assert seal_days(now=NOW) == 0


def test_the_chain_makes_every_later_seal_depend_on_the_first_day() -> None:
    log_event(NOW)
    seal_days(now=NOW + timedelta(days=2))
    last = Seal.objects.latest("date")
    one = last.hash
    own("DELETE FROM records_seal")
    log_event(NOW + timedelta(hours=1))
    seal_days(now=NOW + timedelta(days=2))
    other = Seal.objects.latest("date")
    assert (other.date, other.count) == (last.date, last.count) == (MONDAY + timedelta(days=1), 0)
    assert other.hash != one


@pytest.mark.parametrize("act", ["UPDATE records_seal SET count = 9", "DELETE FROM records_seal"])
def test_a_seal_is_for_ever(act: str) -> None:
    three_days()
    with pytest.raises(DatabaseError, match="seal_no_"), connection.cursor() as cursor:
        cursor.execute(act)


def test_d32_the_command_prints_the_newest_seal_and_head_or_what_changed(settings: Settings, tmp_path: Path) -> None:
    settings.LOG_HEADS = tmp_path / "heads"
    first = log_event(NOW - 2 * DAY)
    seal_days(now=NOW)
    call_command("chain_events", stdout=StringIO())
    out = StringIO()
    call_command("verify_events", stdout=out)
    newest, head = Seal.objects.latest("date"), chain_head()
    assert out.getvalue() == (f"Todo concuerda. Sello del 2026-11-29: {newest.hash}\nCabeza de la cadena: {head}\n")
    assert kept_heads(settings.LOG_HEADS) == [head]
    own(f"DELETE FROM records_event WHERE id = {first.pk}")
    assert run_verification() == (
        1,
        (
            f"2026-11-30: falta el suceso {first.pk}, que la cadena tiene.\n"
            "2026-11-28: los sucesos del día 2026-11-28 no concuerdan con su sello.\n"
        ),
    )


def test_d32_the_command_compares_with_heads_that_were_kept_elsewhere(settings: Settings, tmp_path: Path) -> None:
    settings.LOG_HEADS = tmp_path / "none"
    log_event(NOW)
    call_command("chain_events", stdout=StringIO())
    head = chain_head()
    call_command("verify_events", head=[str(head)], stdout=StringIO())
    kept = tmp_path / "mail.txt"
    kept.write_text(f"Buenos días.\nCabeza: {head}\nOtra: 7:{'0' * 64}\n")
    gone = f"sin fecha: la cadena no tiene la cabeza que se guardó fuera: 7:{'0' * 64}.\n"
    assert run_verification(heads=kept) == (1, gone)
    assert run_verification(head=["7:" + "0" * 64]) == (1, gone)
    with pytest.raises(CommandError, match="número"):
        call_command("verify_events", head=["7"], stdout=StringIO())


def test_d32_the_head_of_a_day_is_kept_once_and_one_that_the_chain_lost_stays(
    settings: Settings, tmp_path: Path
) -> None:
    settings.LOG_HEADS = tmp_path / "heads"
    kept = []
    for _ in range(2):
        log_event(NOW)
        call_command("chain_events", stdout=StringIO())
        kept.append(chain_head())
    assert kept_heads(settings.LOG_HEADS) == kept[1:]
    own("DELETE FROM records_event", "DELETE FROM records_chainlink")
    for _ in range(9):
        log_event(NOW)
    call_command("chain_events", stdout=StringIO())
    assert kept_heads(settings.LOG_HEADS) == [kept[1], chain_head()]
    assert run_verification()[0] == 1


def test_d32_each_night_the_head_leaves_the_machine_for_two_mailboxes(settings: Settings) -> None:
    settings.LOG_RECIPIENTS = ["auditoria@example.com", "delegado@example.com"]
    log_event(NOW)
    chain_events(now=NOW + DAY)
    assert seal_days(now=NOW + 3 * DAY) == 3
    assert seal_days(now=NOW + 3 * DAY) == 0
    seal, mails = Seal.objects.latest("pk"), Message.objects.order_by("recipient")
    assert [mail.recipient for mail in mails] == settings.LOG_RECIPIENTS
    assert [read_heads(mail.body.splitlines()) for mail in mails] == [[Head(seal.links, seal.head)] * 2] * 2
    assert f"Sello: {seal.hash}\n" in mails[0].body
    own("DELETE FROM records_chainlink")
    chain_events(now=NOW + 3 * DAY)
    wrong = set(find_tampering(now=NOW + 3 * DAY, heads=read_heads(mails[0].body.splitlines())))
    assert LogFinding(LogFault.HEAD_GONE, f"{seal.links}:{seal.head}", None) in wrong


def run_verification(**options: object) -> tuple[object, str]:
    """Return how the command ends, and what it says."""
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_events", stdout=out, **options)
    return stopped.value.code, out.getvalue()


def test_d32_a_key_that_wrote_and_is_gone_and_heads_that_leave_for_nobody_are_told_before_people_are_served(
    settings: Settings,
) -> None:
    three_days()
    settings.LOG_RECIPIENTS = ["auditoria@example.com", "auditoria@example.com"]
    assert ([each.id for each in log_keys()], [each.id for each in log_recipients()]) == ([], ["vinculo.W033"])
    settings.LOG_KEYS = {"2": b"the second key of these tests, long"}
    settings.LOG_RECIPIENTS = ["auditoria@example.com", "delegado@example.com"]
    assert ([each.id for each in log_keys()], [each.id for each in log_recipients()]) == (["vinculo.E032"], [])
