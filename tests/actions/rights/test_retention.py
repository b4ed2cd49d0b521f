"""What is kept no longer goes, by the institution's dated rows, and the proof says what went and what is left (D34)."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError
from psycopg.errors import DeadlockDetected

from tests import cast
from tests.stages import rights
from tests.stages.mail import write_mail
from vinculo.actions.rights.former_values import forget_values
from vinculo.actions.rights.restrictions import restrict
from vinculo.actions.rights.retention import Proof, apply_daily, apply_retention, forget_person
from vinculo.queries.feedback.figures import FiguresScope, places, published_figures
from vinculo.queries.operations.invariants import breaches
from vinculo.queries.rights.whose import Whose, whose_of
from vinculo.queries.shared.access import NotFoundHere
from vinculo.queries.shared.retention import kept_since
from vinculo.records.models import (
    Case,
    Certificate,
    Code,
    Decision,
    Event,
    Message,
    PowerDecision,
    RetentionRule,
    Turno,
)
from vinculo.rules.feedback.figures import Month
from vinculo.rules.rights.retention import RetentionKind

pytestmark = pytest.mark.django_db
LATER = cast.NOW + timedelta(days=800)
FROZEN = (Certificate, Code, Decision, PowerDecision, Event)


def rule(kind: str, days: int | None, since: date | None = None) -> RetentionRule:
    return RetentionRule.objects.create(kind=kind, days=days, valid_from=since, instrument="Resolución de prueba")


def frozen() -> str:
    """Return every row that nobody may change, but the events of this job."""
    rows = {
        model.__name__: list(model.objects.exclude(**without(model)).order_by("pk").values_list()) for model in FROZEN
    }
    return json.dumps(rows, cls=DjangoJSONEncoder, default=str)


def without(model: type) -> dict[str, Any]:
    return {"act": "retention_applied"} if model is Event else {"pk": 0}


def of(kind: RetentionKind, proofs: list[Proof]) -> Proof:
    return next(proof for proof in proofs if proof.term.kind is kind)


def test_d34_a_dated_row_says_how_long_and_the_settings_where_there_is_none() -> None:
    assert kept_since(RetentionKind.CONTACT, cast.NOW) == cast.NOW - timedelta(days=180)
    assert kept_since(RetentionKind.COPY, cast.NOW) is None
    rule("contact", 30), rule("contact", 10, cast.NOW.date() + timedelta(days=5)), rule("copy", 3650)
    assert kept_since(RetentionKind.CONTACT, cast.NOW) == cast.NOW - timedelta(days=30)
    assert kept_since(RetentionKind.CONTACT, cast.NOW + timedelta(days=6)) == cast.NOW - timedelta(days=4)
    assert kept_since(RetentionKind.COPY, cast.NOW) == cast.NOW - timedelta(days=3650)
    rule("contact", None, cast.NOW.date())
    assert kept_since(RetentionKind.CONTACT, cast.NOW) is None


def test_d34_after_the_job_the_search_finds_nothing_of_who_only_had_a_turno() -> None:
    families = rights.families()
    mail = write_mail(recipient=rights.OTHER_MAILBOX, body="https://ejemplo/mi-turno/" + families.other_turno.token)
    Message.objects.filter(pk=mail.pk).update(state="sent", sent_at=cast.NOW)
    Turno.objects.filter(pk=families.other_turno.pk).update(
        affiliate=families.case.affiliate_id,
        by_proxy=True,
        presenter_kind="passport",
        presenter_number="PX445566",
        presenter_key="passport:PER:PX445566",
    )
    typed = ("PX445566", rights.OTHER_MAILBOX, "+593990000001")
    assert [len(whose_of(text)) for text in typed] == [1, 1, 1]
    before, numbers = frozen(), figures_of(cast.NOW)
    apply_retention(now=LATER)
    assert [len(whose_of(text)) for text in typed] == [0, 0, 0]
    assert Message.objects.get(pk=mail.pk).body == ""
    assert (frozen(), figures_of(cast.NOW)) == (before, numbers)
    assert breaches() == []


def figures_of(now: datetime) -> object:
    return published_figures(FiguresScope(first=Month(now.year, 1), last=Month(now.year, 12)), places())


def test_d34_what_is_within_its_time_or_still_open_stays() -> None:
    families = rights.families()
    apply_retention(now=cast.NOW + timedelta(days=179))
    families.other_turno.refresh_from_db()
    assert families.other_turno.email == rights.OTHER_MAILBOX
    apply_retention(now=LATER)
    families.turno.refresh_from_db()  # its case is open
    assert families.turno.email == rights.ANA_MAILBOX


def test_d34_the_proof_says_what_was_past_what_went_and_the_oldest_that_is_left() -> None:
    families = rights.families()
    dry = of(RetentionKind.CONTACT, apply_retention(now=LATER, dry_run=True))
    assert (dry.past, dry.cleared, dry.oldest) == (1, 0, cast.NOW)
    families.other_turno.refresh_from_db()
    assert families.other_turno.email == rights.OTHER_MAILBOX
    done = of(RetentionKind.CONTACT, apply_retention(now=LATER))
    assert (done.past, done.cleared, done.oldest) == (1, 1, None)
    again = of(RetentionKind.CONTACT, apply_retention(now=LATER))
    assert (again.past, again.cleared) == (0, 0)


def test_d34_it_is_done_once_a_day_and_is_an_event_with_the_counts() -> None:
    rights.families()
    assert apply_daily(now=LATER) == 2  # the contact of a turno, and who presented it
    assert apply_daily(now=LATER + timedelta(hours=1)) == 0
    event = Event.objects.get(act="retention_applied")
    assert (event.subject, event.actor_kind) == ("retentionrule", "system")
    assert {"contact=1", "turno=1", "mail=0"} <= set(event.fields)
    apply_daily(now=LATER + timedelta(days=1))
    assert Event.objects.filter(act="retention_applied").count() == 2


def test_d34_restricted_data_stay_until_the_restriction_is_lifted() -> None:
    families = rights.families()
    restrict(address=f"affiliate:{families.other.pk}", reason="Reclama", actor=cast.diana(), now=cast.NOW)
    apply_retention(now=LATER)
    families.other_turno.refresh_from_db()
    assert families.other_turno.email == rights.OTHER_MAILBOX


def test_d34_the_delegate_lets_go_of_what_is_past_of_one_person_and_of_nobody_else() -> None:
    families = rights.families()
    Case.objects.update(closed_at=cast.NOW, email="ana@ejemplo.com")
    gone = forget_person(address=f"affiliate:{families.other.pk}", actor=cast.diana(), now=LATER)
    families.other_turno.refresh_from_db()
    assert (gone, families.other_turno.email, families.other_turno.presenter_number) == (2, "", "")
    assert Case.objects.get().email == "ana@ejemplo.com"
    event = Event.objects.get(act="data_forgotten")
    assert (event.subject, event.subject_id, event.fields) == ("affiliate", families.other.pk, ["rows=2", "secrets=2"])
    with pytest.raises(NotFoundHere):
        forget_person(address=f"affiliate:{families.other.pk}", actor=cast.olga(), now=LATER)


def test_d34_who_is_received_at_that_moment_costs_a_second_try(monkeypatch: pytest.MonkeyPatch) -> None:
    families, tries = rights.families(), []

    def stopped_once(whose: Whose) -> int:
        tries.append(whose)
        if len(tries) == 1:
            raise OperationalError from DeadlockDetected()
        return forget_values(whose)

    monkeypatch.setattr("vinculo.actions.rights.retention.forget_values", stopped_once)
    gone = forget_person(address=f"affiliate:{families.other.pk}", actor=cast.diana(), now=LATER)
    assert (gone, len(tries), Event.objects.filter(act="data_forgotten").count()) == (2, 2, 1)


def test_d34_the_command_says_each_kind_and_changes_nothing_when_it_only_tells() -> None:
    rights.families()
    rule("contact", 30)
    said = StringIO()
    with time_machine.travel(LATER, tick=False):
        call_command("apply_retention", "--dry-run", stdout=said)
    lines = said.getvalue().splitlines()
    assert len(lines) == len(RetentionKind)
    assert (
        "Correo y celular, después de terminar el turno o el caso: 30 días, Resolución de prueba; "
        "vencidos=1 soltados=0 lo más antiguo que queda=2026-11-30" in lines
    )
    assert not Event.objects.filter(act="retention_applied").exists()
