"""States, their acts and the words of events are written in one place, and everything else takes them from there."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

import pytest

from tests import ROOT
from vinculo.rules.cases.requirements.person_checks import _STANDINGS
from vinculo.rules.cases.status import ApplicationStatus, DecisionKind
from vinculo.rules.feedback.status import About, ComplaintKind, ComplaintState
from vinculo.rules.legal.status import DECIDING, EXPIRED, PowerStatus
from vinculo.rules.mail.status import MessageState
from vinculo.rules.queue.status import CounterState, LogAct, Origin
from vinculo.rules.shared import labels
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.shared.identity import PresenterKind
from vinculo.rules.shared.statuses import LocalDayState, TicketState, TurnoStatus
from vinculo.rules.shared.transitions import Transitions

TABLES = [
    f"vinculo.rules.{name}"
    for name in (
        "shared.statuses",
        "cases.agreements",
        "cases.status",
        "control.status",
        "legal.status",
        "booking.status",
        "queue.status",
        "feedback.status",
        "mail.status",
        "rights.status",
    )
]
PLACES = [*TABLES, "vinculo.rules.closures.outcomes", "vinculo.rules.shared.acts"]
COLUMNS = {"status", "state", "pool", "outcome", "origin", "state_code"}  # and what copies them
# What bears the name of a column and is none: how a requirement stands, which is said of it and never kept.
OTHERS = {"vinculo/queries/cases/case_file.py: self.state == 'ok'"}
RECORDS = "turno|ticket|message|certificate|complaint|counter|power|entry|found|solicitud|row|decision"
WRITTEN = {"status", "state"}
WRITERS = {"create", "update", "update_or_create", "get_or_create", "Turno", "Seat", "Ticket", "Solicitud", "Counter"}
WRITERS |= {"Certificate", "Power", "WaitingEntry", "Offer", "Complaint", "Message", "PreparedUpdate"}


def vocabularies() -> Iterator[type[StrEnum]]:
    for place in PLACES:
        for value in vars(importlib.import_module(place)).values():
            if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum:
                yield value


def tables() -> dict[str, Transitions[StrEnum, StrEnum]]:
    return {
        name: value
        for place in TABLES
        for name, value in vars(importlib.import_module(place)).items()
        if isinstance(value, Transitions)
    }


def modules(*floors: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield every module of these floors but the places of the vocabularies and what the database keeps."""
    kept = {Path(*place.split(".")).with_suffix(".py") for place in PLACES}
    for floor in floors:
        for path in sorted((ROOT / "vinculo" / floor).rglob("*.py")):
            where = path.relative_to(ROOT)
            if where not in kept and "migrations" not in where.parts:
                yield str(where), ast.parse(path.read_text(encoding="utf-8"))


EVERYWHERE = ("rules", "records", "gateways", "documents", "queries", "actions", "web", "simulation", "demo", "config")


def literals(node: ast.AST) -> Iterator[ast.Constant]:
    """Yield the texts that stand in an expression itself: alone, in a collection, or as one side of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node
    elif isinstance(node, (ast.List, ast.Set, ast.Tuple)):
        for part in node.elts:
            yield from literals(part)
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def column(name: str) -> str:
    """Return the column that a look-up names: `turno__status__in` names `status`."""
    return next((part for part in reversed(name.split("__")) if part not in {"in", "iexact", "exact"}), name)


def states_by_hand(tree: ast.Module) -> Iterator[str]:
    """Yield the expressions in which the state of something is a text."""
    for node in ast.walk(tree):
        yield from (ast.unparse(node) for text in said_of_states(node) for _ in literals(text))


def said_of_states(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what a column of a state is given, looked up by, compared with or assigned."""
    if isinstance(node, ast.keyword) and column(node.arg or "") in COLUMNS:
        yield node.value
    elif isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        if any(isinstance(side, ast.Attribute) and side.attr in COLUMNS for side in sides):
            yield from (side for side in sides if not isinstance(side, ast.Attribute))
    elif isinstance(node, ast.Assign):
        yield from (value for target in node.targets for value in read_assigned_values(target, node.value))
    elif isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        yield from (value for key, value in pairs if isinstance(key, ast.Constant) and is_lookup(key.value))


def is_lookup(key: object) -> bool:
    return isinstance(key, str) and "__" in key and column(key) in COLUMNS


def read_assigned_values(target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    """Yield what is assigned to a column of a state, also among several."""
    if isinstance(target, ast.Attribute) and target.attr in COLUMNS:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for each, part in zip(target.elts, value.elts, strict=True):
            yield from read_assigned_values(each, part)


def test_no_state_is_written_by_hand() -> None:
    by_hand = [f"{where}: {what}" for where, tree in modules(*EVERYWHERE) for what in states_by_hand(tree)]
    assert set(by_hand) == OTHERS


def from_a_table(value: ast.expr, known: set[str]) -> bool:
    """Return whether an expression is what a table said: at once, or by a name that holds it."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and isinstance(value.func.value, ast.Name):
        return value.func.attr in {"after", "begin", "result"} and value.func.value.id in tables()
    return isinstance(value, ast.Name) and value.id in known


def find_table_names(function: ast.AST) -> set[str]:
    """Return the names that hold what a table said."""
    names: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = (
                    zip(target.elts, node.value.elts, strict=True)
                    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                    else [(target, node.value)]
                )
                names |= {each.id for each, part in pairs if isinstance(each, ast.Name) and from_a_table(part, set())}
    return names


def writes(tree: ast.Module) -> Iterator[tuple[ast.expr, int]]:
    """Yield what is written to a column of a state, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from ((value, node.lineno) for value in read_written_values(target, node.value))
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in WRITERS:
                yield from ((each.value, node.lineno) for each in node.keywords if each.arg in WRITTEN)
                yield from ((value, node.lineno) for value in of_dictionaries(node))


def read_written_values(target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    key = target.slice if isinstance(target, ast.Subscript) else None
    name = target.attr if isinstance(target, ast.Attribute) else getattr(key, "value", "")
    if name in WRITTEN:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for each, part in zip(target.elts, value.elts, strict=True):
            yield from read_written_values(each, part)


def of_dictionaries(call: ast.Call) -> Iterator[ast.expr]:
    for node in ast.walk(call):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in WRITTEN:
                    yield value


def test_every_state_that_is_written_comes_from_its_table() -> None:
    count, by_hand = 0, []
    acting = modules("actions", "queries", "web", "simulation", "demo", "config")
    # The history of the demo writes rows of days that were, each in the state in which it ended, without the acts.
    for where, tree in ((where, tree) for where, tree in acting if "/demo/history/" not in where):
        known = find_table_names(tree)
        for value, line in writes(tree):
            count += 1
            if not from_a_table(value, known):
                by_hand.append(f"{where}:{line}: {ast.unparse(value)}")
    assert by_hand == []
    assert count > 40


@pytest.mark.parametrize(
    "line",
    [
        'turno.status = "confimed"',
        "turno.status = TurnoStatus.CONFIRMED",
        'turno.status, turno.version = "confimed", 1',
        'Turno.objects.create(status="holding")',
        "Turno.objects.filter(pk=1).update(status=TurnoStatus.EXPIRED)",
        'PreparedUpdate(lambda pk: (Turno.objects.filter(pk=pk), {"status": "confimed"}))',
        "turno.status = after",
    ],
)
def test_a_state_beside_its_table_is_found(line: str) -> None:
    ((value, _line),) = writes(ast.parse(line))
    assert not from_a_table(value, find_table_names(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        'Turno.objects.filter(status__in=["confirmed"])',
        'found.status == "confimed"',
        'found.state in {"waiting"}',
        'Turno.objects.filter(**{"tickets__state": "serving"})',
        'seat.pool = "online"',
    ],
)
def test_a_state_by_hand_is_found(line: str) -> None:
    assert len(list(states_by_hand(ast.parse(line)))) == 1


@cache
def references(*floors: str) -> set[tuple[str, str]]:
    """Return every member of an enum that these floors name."""
    return {
        (node.value.id, node.attr)
        for _, tree in modules(*floors)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }


def test_every_act_of_a_table_has_a_caller_and_every_caller_an_act() -> None:
    named = references("actions")
    for name, table in tables().items():
        acts = {*table.first, *(act for _, act in table.rows)}
        (vocabulary,) = {type(act) for act in acts}
        assert acts == set(vocabulary), name
        idle = [act.name for act in vocabulary if (vocabulary.__name__, act.name) not in named]
        assert idle == [], name


@pytest.mark.parametrize("vocabulary", [Act, Subject, ActorKind], ids=lambda each: each.__name__)
def test_every_word_of_the_events_is_written_somewhere(vocabulary: type[StrEnum]) -> None:
    named = references("records", "queries", "actions", "web", "config", "simulation", "demo")
    of_reference = {word for word in vocabulary if vocabulary is Subject and word.value in reference_tables()}
    idle = [word.name for word in vocabulary if (vocabulary.__name__, word.name) not in named]
    assert sorted(set(idle) - {word.name for word in of_reference}) == []


def reference_tables() -> set[str]:
    """Return the tables whose rows an administrator edits: an event names each of them by itself."""
    text = (ROOT / "vinculo/config/admin.py").read_text(encoding="utf-8")
    return {name.lower() for name in re.findall(r"^@admin\.register\((\w+)\)", text, re.MULTILINE)}


def test_every_table_of_reference_data_is_a_subject() -> None:
    assert {*reference_tables()} <= {word.value for word in Subject}


def test_no_word_of_an_event_is_a_text() -> None:
    count, by_hand = 0, []
    for where, tree in modules(*EVERYWHERE):
        for value in words_of_events(tree):
            count += 1
            if any(literals(value)) or isinstance(value, ast.JoinedStr):
                by_hand.append(f"{where}:{value.lineno}: {ast.unparse(value)}")
    assert by_hand == []
    assert count > 200


def words_of_events(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield what is written to the events and to the log of the queue."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in {"write_event", "write_system_events", "viewed", "log"}:
                yield from (each.value for each in node.keywords if each.arg in {"act", "subject", "actor_kind"})
                yield from node.args[1:2] if name == "log" else []


@pytest.mark.parametrize(
    ("table", "vocabulary"),
    [
        (labels.TURNO_STATES, TurnoStatus),
        (labels.SOLICITUD_STATES, ApplicationStatus),
        (labels.POWER_STANDINGS, {*PowerStatus, EXPIRED}),
        (labels.POWER_LISTS, {"", *PowerStatus}),
        (labels.TICKET_STATES, TicketState),
        (labels.TICKET_ORIGINS, Origin),
        (labels.COUNTER_STATES, CounterState),
        (labels.MESSAGE_STATES, MessageState),
        (labels.COMPLAINT_STATES, ComplaintState),
        (labels.COMPLAINT_KINDS, ComplaintKind),
        (labels.QUEUE_ACTS, LogAct),
        (labels.DECISIONS, DecisionKind),
        (labels.POWER_DECISIONS, DECIDING),
        (labels.PRESENTER_KINDS, PresenterKind),
        (labels.RATED, About),
        (labels.LOCAL_DAY_STATES, LocalDayState),
        (_STANDINGS, {*PowerStatus, EXPIRED}),
    ],
)
def test_every_label_and_reason_is_of_a_known_word(table: Mapping[str, object], vocabulary: Iterable[str]) -> None:
    unlabelled = {TurnoStatus.HOLDING, TurnoStatus.EXPIRED, PowerStatus.ENDORSED}  # nobody reads these there
    assert set(table) <= set(vocabulary)
    assert set(vocabulary) - set(table) <= unlabelled


def test_templates_compare_states_with_known_words_alone() -> None:
    words = {word.value for vocabulary in vocabularies() for word in vocabulary}
    pattern = re.compile(rf"\b(?:{RECORDS})\.(?:status|state|outcome)\s*(?:==|!=)\s*[\"'](\w+)[\"']")
    pages = (ROOT / "vinculo").rglob("*.html")
    compared = [(page, word) for page in pages for word in pattern.findall(page.read_text(encoding="utf-8"))]
    assert len(compared) > 30
    assert [(page.name, word) for page, word in compared if word not in words] == []
