"""The kinds of mail: one list, each registered once by its subject, and true only while its subject says so (S24)."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction

import vinculo
from tests import cast
from tests.actions.mail.test_outbox import book_turno
from vinculo.actions.booking import mails
from vinculo.actions.mail import kinds, outbox
from vinculo.config import apps, checks
from vinculo.records.models import Draft, Message, Reminder, Turno
from vinculo.rules.mail.kinds import REMINDERS, MailKind
from vinculo.rules.shared.statuses import TurnoStatus

HOUSE = Path(vinculo.__file__).parent
OTHER_WORDS = {  # that other vocabularies have too: what a closing did, what was decided, a certificate's state, an act
    "cancelled",
    "code_issued",
    "complaint",
    "confirmation",
    "correction",
    "extension",
    "kept",
    "moved",
    "offer",
    "opinion",
    "replaced",
    "reseated",
    "sample_kept",
    "sample_opened",
    "waiting_joined",
    "withdrawal",
}
EVER = frozenset(TurnoStatus)
NOT_OVER = EVER - {"cancelled", "expired", "no_show"}
SAID = {  # of a turno in which states, where nothing else is known: no code awaited, no offer open, no closing
    MailKind.VERIFICATION: frozenset[str](),
    MailKind.RECOVERY: frozenset[str](),
    MailKind.CONFIRMATION: {"confirmed", "arrived"},
    MailKind.MOVED: {"confirmed", "arrived"},
    MailKind.CANCELLED: EVER,
    MailKind.REPLACED: EVER,
    MailKind.BOOKED_BY_OTHER: {"confirmed", "arrived"},
    MailKind.RELEASED: EVER,
    MailKind.REMINDER_DAY: frozenset[str](),
    MailKind.REMINDER_HOURS: frozenset[str](),
    MailKind.BRING_LIST: EVER,
    MailKind.WAITING_JOINED: EVER,
    MailKind.WAITING_REPLACED: EVER,
    MailKind.OFFER: frozenset[str](),
    MailKind.CORRECTION: NOT_OVER,
    MailKind.EXTENSION: NOT_OVER,
    MailKind.POSTPONED: NOT_OVER,
    MailKind.WITHDRAWAL: NOT_OVER,
    MailKind.REVERSAL_TURNO: EVER - {"cancelled", "expired"},
    MailKind.REVERSAL_SOLICITUD: NOT_OVER,
    MailKind.CODE_ISSUED: EVER,
    MailKind.SAMPLE_OPENED: EVER,
    MailKind.SAMPLE_KEPT: EVER,
    MailKind.DATA_REQUEST: EVER,
    MailKind.LOG_HEAD: EVER,
    MailKind.POWER_ENDORSE: EVER,
    MailKind.POWER_OBSERVE: EVER,
    MailKind.POWER_REFUSE: EVER,
    MailKind.POWER_REVOKE: EVER,
    MailKind.POWER_SUBSTITUTE: EVER,
    MailKind.POWER_DEATH: EVER,
    MailKind.CASE_ENDORSE: EVER,
    MailKind.CASE_OBSERVE: EVER,
    MailKind.CASE_REFUSE: EVER,
    MailKind.CASE_REVOKE: EVER,
    MailKind.CASE_SUBSTITUTE: EVER,
    MailKind.CASE_DEATH: EVER,
    MailKind.RESEATED: {"confirmed", "arrived"},
    MailKind.KEPT: frozenset[str](),
    MailKind.GO_BACK: frozenset[str](),
    MailKind.STANDS_AGAIN: frozenset[str](),
    MailKind.COMPLAINT: EVER,
    MailKind.COMPLAINT_ANSWER: EVER,
    MailKind.OPINION: {"attended"},
}


def about(turno: Turno | None, kind: MailKind) -> Message:
    """Write a mail of a kind, with any words."""
    return outbox.enqueue(kind=kind, recipient="a@example.com", words=defaultdict(int), now=cast.NOW, turno=turno)


@pytest.mark.django_db
@pytest.mark.parametrize("status", TurnoStatus)
def test_what_each_kind_may_say_of_a_turno_in_each_state(status: str) -> None:
    turno = book_turno()
    Turno.objects.filter(pk=turno.pk).update(status=status)
    said = set()
    for kind in MailKind:
        turno.messages.all().delete()
        if not outbox.is_dead(Message.objects.get(pk=about(turno, kind).pk)):
            said.add(kind)
    assert said == {kind for kind, statuses in SAID.items() if status in statuses}


@pytest.mark.django_db
def test_a_mail_that_is_kept_longer_than_its_turno_is_sent() -> None:
    alive = {kind for kind in MailKind if not outbox.is_dead(about(None, kind))}
    assert alive == set(MailKind) - {MailKind.VERIFICATION, MailKind.RECOVERY}


def test_every_kind_is_registered_once_and_is_in_the_table_above() -> None:
    assert (kinds.not_registered(), kinds.registered_twice(), checks.mail_kinds()) == ([], [], [])
    assert set(kinds.REGISTRY) == set(SAID) == set(MailKind)


def test_the_check_refuses_a_kind_that_nobody_registered_and_one_registered_twice() -> None:
    mail = kinds.mail_of(MailKind.OFFER)
    with patch.dict(kinds.REGISTRY, {MailKind.OFFER: [mail]}):
        kinds.register(MailKind.OFFER, replace(mail, subject="Otro"))
        assert [(each.id, "offer" in each.msg) for each in checks.mail_kinds()] == [("vinculo.E011", True)]
        assert kinds.mail_of(MailKind.OFFER) == mail
        del kinds.REGISTRY[MailKind.OFFER]
        assert [(each.id, "offer" in each.msg) for each in checks.mail_kinds()] == [("vinculo.E010", True)]


def test_the_mails_of_every_subject_are_loaded_at_the_start() -> None:
    written = {path.parent.name for path in (HOUSE / "actions").glob("*/mails.py")}
    tree = ast.parse(Path(apps.__file__).read_text("utf-8"))
    lines = [each for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)]
    loaded = {(each.module or "").removeprefix("vinculo.actions.") for each in lines if "mails" in names(each)}
    assert loaded == written


def names(line: ast.ImportFrom) -> list[str]:
    return [each.name for each in line.names]


@pytest.mark.django_db
def test_an_unknown_kind_is_refused_by_types_by_the_outbox_and_by_the_database() -> None:
    # Where types took any text, mypy would find that the comments are needed no more.
    with pytest.raises(kinds.UnknownKind):
        outbox.enqueue(kind="no_such_kind", recipient="a@example.com", now=cast.NOW)  # type: ignore[arg-type]
    with pytest.raises(kinds.UnknownKind):
        outbox.compose_message(kind="no_such_kind", recipient="a@example.com", now=cast.NOW)  # type: ignore[arg-type]
    turno = book_turno()
    message = Message.objects.get(turno=turno)
    with pytest.raises(IntegrityError, match="message_kind"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(kind="no_such_kind")
    with pytest.raises(IntegrityError, match="reminder_kind"), transaction.atomic():
        Reminder.objects.create(turno=turno, kind="confirmation", sequence=0, message=message)
    assert Message.objects.get(pk=message.pk).kind == "confirmation"


def test_a_newer_code_replaces_only_a_code() -> None:
    assert set(mails.CODES) == set(kinds.secret_kinds())
    assert set(REMINDERS) & set(kinds.secret_kinds()) == set()


@pytest.mark.parametrize("kind", MailKind)
def test_every_text_takes_words_by_name_alone(kind: MailKind) -> None:
    mail = kinds.mail_of(kind)
    for text in (mail.subject, mail.template):
        assert text % defaultdict(int) == text % defaultdict(int, unused=1)
        assert "%" not in text % defaultdict(int)
    assert mail.subject.strip()
    assert mail.template.strip()


@pytest.mark.django_db
def test_the_time_of_a_code_is_not_begun_by_a_mail_without_draft() -> None:
    others = Draft.objects.create(**Draft.link_for("o"), created_at=cast.NOW, updated_at=cast.NOW, code_hash="x")
    outbox.record_sent(message=about(None, MailKind.RECOVERY), now=cast.NOW)
    others.refresh_from_db()
    assert others.code_expires_at is None


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(HOUSE.rglob("*.py")):
        where = path.relative_to(HOUSE).as_posix()
        if "migrations" not in where and where != "rules/mail/kinds.py":
            yield where, ast.parse(path.read_text("utf-8"))


def literals(tree: ast.AST) -> set[str]:
    """Return the texts of a piece of code that are kinds of mail."""
    texts = {each.value for each in ast.walk(tree) if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    return texts & set(MailKind)


def test_no_kind_is_written_by_hand_elsewhere() -> None:
    """A word of its own stands nowhere else; one that others have too, never where a mail or a reminder is meant."""
    written = {}
    for where, tree in modules():
        words = set() if where.startswith("web/") else literals(tree) - OTHER_WORDS  # there they are addresses
        for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
            called = ast.unparse(call.func)
            if any(name in called for name in ("Message", "messages", "Reminder", "reminders", "enqueue", "composed")):
                given = [each for each in call.keywords if (each.arg or "").startswith("kind")]
                words = words.union(*map(literals, given))
        for compare in (each for each in ast.walk(tree) if isinstance(each, ast.Compare)):
            if ast.unparse(compare.left) in {"message.kind", "mail.kind", "reminder.kind"}:
                words |= literals(compare)
        if words:
            written[where] = words
    assert written == {}
    assert set(MailKind) > OTHER_WORDS


def test_the_outbox_and_the_delivery_know_no_other_subject() -> None:
    subjects = {path.parent.name for path in (HOUSE / "actions").glob("*/__init__.py")} - {"mail", "shared"}
    # What a mail is, its states, who sends one again, and what stands in its place on paper at a centre.
    records = {"Message", "MessageState", "Staff", "PaperNotice", "Agency"}
    for where, tree in (each for each in modules() if each[0].startswith("actions/mail/")):
        for line in (each for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)):
            module = line.module or ""
            assert not subjects & set(module.split(".")), (where, module)
            assert module != "vinculo.records.models" or set(names(line)) <= records, (where, names(line))
            assert not module.startswith("vinculo.documents"), (where, module)
