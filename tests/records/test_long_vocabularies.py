"""A long list of words stands in a function on PostgreSQL, and a migration can make it longer (docs/decisions/0084)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.migrations.state import ProjectState
from django.db.models import CheckConstraint, Q

from tests.records.test_vocabularies import row, trial
from vinculo.records.models import Event, Message
from vinculo.records.tables.words import WordsCheck, alter_words, check_of_words
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.acts import Act, Subject

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has the list in the table")
LONGEST = 12_000  # letters of a CHECK as PostgreSQL keeps it; a microsecond for some 350


@pytest.mark.parametrize(
    ("model", "column", "vocabulary"),
    [(Event, "act", Act), (Event, "subject", Subject), (Message, "kind", MailKind)],
    ids=["act", "subject", "kind"],
)
def test_every_word_of_a_long_vocabulary_is_taken(model: Any, column: str, vocabulary: Iterable[Enum]) -> None:
    with trial():
        model.objects.bulk_create(row(model, **{column: word.value}) for word in vocabulary)
        assert model.objects.count() == len(list(vocabulary))


@on_postgresql
def test_no_check_has_a_long_text_that_each_statement_reads() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'c' AND length(conbin::text) > %s", [LONGEST])
        assert cursor.fetchall() == []
        cursor.execute("SELECT proname FROM pg_proc WHERE proname LIKE '%%\\_word' ORDER BY proname")
        assert cursor.fetchall() == [("event_act_word",), ("event_subject_kind_word",), ("message_kind_word",)]


@on_postgresql
def test_a_migration_lets_a_column_hold_one_more_word_and_takes_it_back() -> None:
    steps = alter_words("message", "kind", [*[word.value for word in MailKind], "one_more"], "message_kind", 20)
    states = [ProjectState.from_apps(apps)]
    for step in steps:
        states.append(states[-1].clone())
        step.state_forwards("records", states[-1])
    with trial():
        with connection.schema_editor() as editor:
            for step, was, becomes in zip(steps, states[:-1], states[1:], strict=True):
                step.database_forwards("records", editor, was, becomes)
        row(Message, kind="one_more").save(force_insert=True)
        refuse("no_such_kind")
    refuse("one_more")


def refuse(kind: str) -> None:
    with pytest.raises(IntegrityError, match="message_kind"), transaction.atomic():
        row(Message, kind=kind).save(force_insert=True)


def test_a_long_list_that_is_kept_otherwise_asks_for_a_migration() -> None:
    words = [f"word_{number}" for number in range(31)]
    check, same = (check_of_words("act", words, "event_act") for _ in range(2))
    plain = CheckConstraint(condition=Q(act__in=words), name="event_act")
    assert (check == same, check == plain, plain == check) == (True, False, False)
    assert (type(check), type(check_of_words("act", words[:30], "event_act"))) == (WordsCheck, CheckConstraint)
