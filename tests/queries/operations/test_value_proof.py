"""A value that somebody claims is compared with what an event changed: the event keeps keyed digests alone (D32)."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from pytest_django import Settings

import vinculo
from tests import cast
from tests.queries.operations.changes_of_values import (
    Claim,
    ask,
    aurora,
    newest,
    of_contact,
    of_corrected_name,
    of_dependent_at_home,
    of_dependent_at_the_desk,
    of_ended_affiliation,
    of_ended_link,
    of_mended_person,
    of_moved_turno,
    of_new_document,
    of_power,
    of_presenter,
    of_registry,
    of_renewed_document,
    of_visit,
    of_waiting_entry,
)
from tests.stages import rights
from vinculo.actions.rights.restrictions import restrict
from vinculo.actions.rights.retention import apply_retention, forget_person
from vinculo.actions.shared.registry import _end_affiliation
from vinculo.queries.operations.archive import collect_case
from vinculo.queries.operations.value_proof import HOLDERS, check_value
from vinculo.queries.shared.access import NotFoundHere
from vinculo.queries.shared.marks import mark_of
from vinculo.records.events import Event, is_genuine, write_event
from vinculo.records.models import Affiliate, Case, Solicitud, Staff, Turno
from vinculo.records.values.changes import AnotherSecret
from vinculo.rules.log.values import Verdict, digest_changes, prove
from vinculo.rules.shared.acts import Act, Subject

pytestmark = pytest.mark.django_db


CHANGES: dict[Callable[[], Claim], Act] = {
    of_registry: Act.AFFILIATE_UPDATED,
    of_new_document: Act.AFFILIATE_UPDATED,
    of_ended_affiliation: Act.AFFILIATE_UPDATED,
    of_renewed_document: Act.AFFILIATE_DOCUMENT_KEPT,
    of_contact: Act.DATA_CORRECTED,
    of_corrected_name: Act.PERSON_RENAMED,
    of_mended_person: Act.PERSON_MENDED,
    of_ended_link: Act.LINK_ENDED,
    of_dependent_at_the_desk: Act.DEPENDENT_WRITTEN,
    of_dependent_at_home: Act.SOLICITUD_SAVED,
    of_presenter: Act.PRESENTER_WRITTEN,
    of_visit: Act.CASE_AT_COUNTER,
    of_power: Act.POWER_WRITTEN,
    of_moved_turno: Act.TURNO_MOVED,
    of_waiting_entry: Act.WAITING_JOINED,
}
EVERY = pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)


@EVERY
def test_d32_the_old_and_the_new_value_of_each_act_are_proved_and_no_other(change: Callable[[], Claim]) -> None:
    claim = change()
    assert claim.event.act == CHANGES[change]
    assert ask(claim, claim.old) == Verdict.OLD
    assert ask(claim, claim.new) == Verdict.NEW
    assert ask(claim, "algo que nunca constó") == Verdict.NEITHER


@EVERY
def test_d32_once_the_secret_of_the_person_is_gone_nothing_is_proved(change: Callable[[], Claim]) -> None:
    claim = change()
    for model in HOLDERS.values():
        model._default_manager.update(value_secret=AnotherSecret())
    assert ask(claim, claim.old) == Verdict.SECRET_GONE
    assert ask(claim, claim.new) == Verdict.SECRET_GONE


@EVERY
def test_d32_an_event_of_a_change_holds_no_value(change: Callable[[], Claim]) -> None:
    claim = change()
    kept = json.dumps([claim.event.fields, claim.event.digests, claim.event.content()], ensure_ascii=False)
    for value in filter(None, (claim.old, claim.new)):
        assert value.casefold() not in kept.casefold()
    assert claim.event.digests, "there was something to leak"


def test_d32_every_act_with_values_in_the_code_stands_in_this_table() -> None:
    written = set()
    for path in (Path(vinculo.__file__).parent / "actions").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            words = {each.arg: each.value for each in getattr(node, "keywords", ())}
            if "changes" in words and isinstance(words.get("act"), ast.Attribute):
                written.add(str(Act[words["act"].attr]))
    assert written == {str(act) for act in CHANGES.values()}


@pytest.mark.parametrize(
    ("subject", "field"), [("affiliate", "names"), ("person", "birth_date"), ("solicitud", "link"), ("turno", "email")]
)
def test_d32_an_event_that_names_a_field_of_a_person_without_its_values_is_refused(subject: str, field: str) -> None:
    with pytest.raises(ValueError, match=field):
        write_event(act=Act.CASE_READ, subject=Subject(subject), subject_id=1, now=cast.NOW, fields=[field, "state"])


def test_d32_two_people_with_the_same_value_have_different_digests() -> None:
    ana, zoila = cast.ana(), rights.zoila()
    for affiliate in (ana, zoila):
        _end_affiliation(affiliate.code, cast.NOW)
    first, second = Event.objects.filter(act="affiliate_updated").order_by("pk")
    assert first.digests != second.digests
    assert {len(digest) for event in (first, second) for digest in (event.digests or [[]])[0][1:]} == {32}


def test_d32_an_event_about_somebody_else_proves_nothing() -> None:
    claim = of_registry()
    rights.zoila()
    assert ask(claim, claim.old, person=rights.OTHER_CODE) == Verdict.NOT_ABOUT
    assert ask(claim, claim.old, field="email") == Verdict.NO_DIGESTS


def test_d32_an_event_that_was_changed_proves_nothing(settings: Settings) -> None:
    claim = of_registry()
    keys = settings.LOG_KEYS
    settings.LOG_KEYS = dict.fromkeys(keys, b"another key under the same name, long")
    assert ask(claim, claim.old) == Verdict.CHANGED
    settings.LOG_KEYS = {"9": b"the only key that is left, as long"}
    assert ask(claim, claim.old) == Verdict.KEY_GONE


def test_d32_each_comparison_is_an_event_without_what_was_typed() -> None:
    claim = of_registry()
    ask(claim, claim.old)
    event = newest(Act.LOG_READ)
    assert (event.subject, event.subject_id, event.actor, event.fields) == (
        "affiliate",
        claim.event.subject_id,
        aurora(),
        [f"event={claim.event.pk}", "proof=birth_date"],
    )


@pytest.mark.parametrize("who", [cast.olga, cast.sara, cast.alicia, cast.diana])
def test_d32_nobody_but_the_auditor_compares(who: Callable[[], Staff]) -> None:
    claim = of_registry()
    with pytest.raises(NotFoundHere):
        check_value(who(), number=claim.event.pk, person=claim.person, field="names", claimed="x", now=cast.NOW)
    assert not Event.objects.filter(act="log_read").exists()


def test_d32_d34_the_deletion_that_the_delegate_carries_out_takes_the_secret_away() -> None:
    claim = of_registry()
    ana = Affiliate.objects.get()
    forget_person(address=f"affiliate:{ana.pk}", actor=cast.diana(), now=cast.NOW)
    assert ask(claim, claim.old) == Verdict.SECRET_GONE
    assert newest(Act.DATA_FORGOTTEN).fields == ["rows=0", "secrets=1"]


def test_d32_d34_after_a_deletion_what_changes_next_is_proved_again_and_nothing_from_before() -> None:
    before = of_registry()
    forget_person(address=f"affiliate:{Affiliate.objects.get().pk}", actor=cast.diana(), now=cast.NOW)
    _end_affiliation(cast.ANA_CODE, cast.NOW)
    after = before._replace(event=newest(Act.AFFILIATE_UPDATED), field="active")
    assert [ask(before, each) for each in (before.old, before.new, "2001-01-01")] == [Verdict.SECRET_GONE] * 3
    assert [ask(after, each) for each in ("sí", "no", "quizás")] == [Verdict.OLD, Verdict.NEW, Verdict.NEITHER]


def test_d32_an_event_from_before_the_secret_left_its_mark_proves_what_fits_and_disproves_nothing() -> None:
    digests = digest_changes([("sex", "F", "M")], secret="uno", key=b"key")
    asked = partial(prove, secret="uno", key=b"key")
    assert [asked(digests, "sex", each) for each in "FMX"] == [Verdict.OLD, Verdict.NEW, Verdict.NEITHER]
    assert [asked(digests[1:], "sex", each) for each in "FX"] == [Verdict.OLD, Verdict.SECRET_GONE]
    assert prove(digests, "sex", "F", secret="otro", key=b"key") == Verdict.SECRET_GONE


@EVERY
def test_d32_every_row_of_a_person_has_a_secret_of_its_own_from_the_beginning(change: Callable[[], Claim]) -> None:
    change()
    rows = [model._default_manager.values_list("value_secret", flat=True) for model in HOLDERS.values()]
    drawn = [each for of_model in rows for each in of_model]
    assert (None not in drawn, len(set(drawn))) == (True, len(drawn))


def test_d32_d34_an_open_case_and_a_restriction_keep_the_secret() -> None:
    claim = of_renewed_document()
    ana = Affiliate.objects.get()
    forget_person(address=f"affiliate:{ana.pk}", actor=cast.diana(), now=cast.NOW)
    assert ask(claim, claim.new) == Verdict.NEW
    Case.objects.update(closed_at=cast.NOW)
    Turno.objects.update(status="attended", ended_at=cast.NOW)
    restrict(address=f"affiliate:{ana.pk}", reason="Reclama", actor=cast.diana(), now=cast.NOW)
    forget_person(address=f"affiliate:{ana.pk}", actor=cast.diana(), now=cast.NOW)
    assert ask(claim, claim.new) == Verdict.NEW


def test_d32_d34_the_contact_of_a_turno_takes_its_secret_along_when_its_time_is_over() -> None:
    claim = of_moved_turno()
    Turno.objects.update(status="cancelled", ended_at=cast.NOW)
    assert ask(claim, claim.old) == Verdict.OLD
    apply_retention(now=cast.NOW + timedelta(days=4000))
    assert ask(claim, claim.old) == Verdict.SECRET_GONE


def test_d32_d34_a_draft_that_is_deleted_takes_its_secret_along() -> None:
    claim = of_dependent_at_home()
    Solicitud.objects.all().delete()
    assert ask(claim, claim.old) == Verdict.NOT_ABOUT


def test_d32_an_event_from_before_there_were_digests_is_as_it_was_written() -> None:
    event = write_event(act=Act.CASE_READ, subject=Subject.CASE, subject_id=1, now=cast.NOW, actor=cast.olga())
    assert event.digests is None
    assert json.loads(event.content())[-1] == []  # the fields: nothing comes after them


def test_d32_digests_that_were_changed_are_named() -> None:
    claim = of_registry()
    event = Event.objects.get(pk=claim.event.pk)
    assert is_genuine(event)
    event.digests = [["birth_date", "0" * 32, "1" * 32]]
    assert not is_genuine(event)
    event.digests = None
    assert not is_genuine(event)


def test_d32_d30_a_secret_that_is_drawn_or_deleted_makes_nothing_read_stale() -> None:
    ana = cast.ana()
    read = mark_of(ana)
    Affiliate.objects.update(value_secret=AnotherSecret())
    assert mark_of(Affiliate.objects.get()) == read


def test_d32_d34_a_case_that_is_handed_to_the_archive_takes_no_secret_along() -> None:
    of_dependent_at_the_desk()
    case = Case.objects.get()
    secrets = [row.value_secret for row in (case, case.affiliate, case.solicitudes.get(), case.turno) if row]
    files = b"".join(collect_case(case).values()).decode("utf-8", "replace")
    assert ("dependent_names" in files, len(set(secrets))) == (True, 4)
    assert [secret for secret in secrets if secret and secret in files] == []
