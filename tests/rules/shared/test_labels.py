"""The labels of every vocabulary: each word of it has one, and no label is written a second time elsewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Set
from enum import Enum
from functools import cache
from pathlib import Path

import pytest

from tests import ROOT
from vinculo.records.models import Role
from vinculo.rules.cases.agreements import AgreementKind, AgreementState
from vinculo.rules.cases.facts import Copy, ExecutedBy, Formality, Link, PresentedBy, Signature
from vinculo.rules.cases.paper_kinds import PAPERS, DocumentKind
from vinculo.rules.cases.status import ApplicationStatus, DecisionKind
from vinculo.rules.control.sampling import SampleReason
from vinculo.rules.control.status import SampleState
from vinculo.rules.feedback.status import About, ComplaintKind, ComplaintState
from vinculo.rules.legal.facts import Acting, MadeBefore
from vinculo.rules.legal.status import DECIDING, EXPIRED, PowerStatus
from vinculo.rules.mail.status import MessageState
from vinculo.rules.queue.classes import Klass, Mode
from vinculo.rules.queue.contingency import PaperTicketOutcome
from vinculo.rules.queue.status import CounterState, LogAct, Origin
from vinculo.rules.shared import labels
from vinculo.rules.shared.identity import PresenterKind
from vinculo.rules.shared.reference_data import Standing, TermKind, Waived
from vinculo.rules.shared.statuses import LocalDayState, TicketState, TurnoStatus
from vinculo.rules.staff.access import Territory

LABELS = ROOT / "vinculo" / "rules" / "shared" / "labels.py"
# Texts that are a label and, elsewhere, the name of something else.
HOMONYMS = {
    "negado": "a word of an address",
    "Asesoría Jurídica": "the name of a door",
    "Código de identificación para extranjero": "the name of what is issued",
    "Cédula ecuatoriana": "a question at the counter",
    "La persona afiliada": "a heading of the solicitud",
    "Observación": "a heading of a printed notice",
    "Sumilla": "the number of an endorsement",
    "Todo el país": "all centres together, in a choice of figures",
    "Código": "what is typed at the second factor",
    "vencido": "a term that ran out, of a request",
}
STATIC = {"errors/failed.html"}  # served when nothing else works: no labels from elsewhere
SAMPLES = ROOT / "vinculo" / "demo" / "templates"
POWERS = {*PowerStatus, EXPIRED}
WHAT_MAY_BE_DECIDED = {"issue", "correct", "refuse", "wait", "compare", "confirm", "facts"}
UNSEEN_TURNO = {TurnoStatus.HOLDING, TurnoStatus.EXPIRED}

VOCABULARIES: dict[str, Set[object]] = {
    "LINKS": set(Link),
    "LINKS_DECLARED": set(Link),
    "LINKS_ASKED": set(Link),
    "LINKS_OF_MINE": set(Link),
    "LINKS_LISTED": set(Link),
    "LINKS_IN_A_SENTENCE": set(Link),
    "LINKS_BRING": set(Link),
    "LINKS_BRING_NUMBERED": set(Link),
    "DOCUMENTS": set(DocumentKind),
    "DOCUMENTS_ASKED": set(DocumentKind),
    "SEXES": {"F", "M", "X"},
    "PRESENTED_BY": set(PresentedBy),
    "PRESENTED_BY_ASKED": set(PresentedBy),
    "PRESENTER_KINDS": set(PresenterKind),
    "PRESENTER_KINDS_IN_FULL": set(PresenterKind),
    "PRESENTER_KINDS_ASKED": set(PresenterKind),
    "ROLES": set(Role),
    "TERRITORIES": set(Territory),
    "SIGNATURES": set(Signature),
    "SIGNATURES_ASKED": set(Signature) - {Signature.ELECTRONIC},  # turned away, by a button of its own (S33)
    "COPIES": set(Copy),
    "COPIES_ASKED": {Copy.PAPER, Copy.SCAN},
    "SEEN_ASKED": {*Copy, "only_copy"},
    "FORMALITIES": set(Formality) - {Formality.NONE},
    "FORMALITIES_ASKED": set(Formality),
    "EXECUTED_BY": set(ExecutedBy),
    "STANDINGS": set(Standing),
    "WAIVED": set(Waived),
    "TERM_KINDS": set(TermKind),
    "LOCAL_DAY_STATES": set(LocalDayState),
    "TURNO_STATES": set(TurnoStatus) - UNSEEN_TURNO,
    "SOLICITUD_STATES": set(ApplicationStatus),
    "POWER_STANDINGS": POWERS,
    "POWER_AT_COUNTER": {"", *POWERS},
    "POWER_LISTS": {"", *PowerStatus},
    "MESSAGE_STATES": set(MessageState),
    "COMPLAINT_KINDS": set(ComplaintKind),
    "COMPLAINT_KINDS_ASKED": set(ComplaintKind),
    "COMPLAINT_STATES": set(ComplaintState),
    "RATED": set(About),
    "RATED_ASKED": set(About),
    "RATINGS": {1, 2, 3, 4, 5},
    "QUEUE_CLASSES": set(Klass),
    "QUEUE_MODES": set(Mode),
    "CONTINGENCY_OUTCOMES": set(PaperTicketOutcome),
    "MADE_BEFORE": set(MadeBefore),
    "MADE_BEFORE_ASKED": set(MadeBefore),
    "ACTING": set(Acting),
    "ACTING_ASKED": set(Acting),
    "WHOSE_PASSPORT": {"own", "parent"},
    "VERDICTS": WHAT_MAY_BE_DECIDED | (set(ApplicationStatus) - {ApplicationStatus.DRAFT, ApplicationStatus.IN_REVIEW}),
    "TICKET_STATES": set(TicketState),
    "TICKET_ORIGINS": set(Origin),
    "COUNTER_STATES": set(CounterState),
    "QUEUE_ACTS": set(LogAct),
    "DECISIONS": set(DecisionKind),
    "POWER_DECISIONS": set(DECIDING),
    "AGREEMENT_KINDS": set(AgreementKind),
    "AGREEMENT_QUESTIONS": set(AgreementKind),
    "AGREEMENT_RECORDS": set(AgreementKind),
    "AGREEMENT_STATES": set(AgreementState),
    "SAMPLE_REASONS": set(SampleReason),
    "SAMPLE_STATES": set(SampleState),
}


def tables() -> dict[str, Mapping[object, str]]:
    """Return every table of labels by its name."""
    return {name: value for name, value in vars(labels).items() if isinstance(value, dict) and name.isupper()}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_word_has_its_label(name: str) -> None:
    words = {each.value if isinstance(each, Enum) else each for each in VOCABULARIES[name]}
    assert set(tables()[name]) == words


def test_every_table_of_labels_is_compared_with_its_vocabulary() -> None:
    assert set(tables()) == set(VOCABULARIES)


def read_texts() -> dict[str, list[int]]:
    """Return every text of the tables, with the lines on which it is written."""
    texts: dict[str, list[int]] = {}
    for node in ast.walk(ast.parse(LABELS.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "mark":
            texts.setdefault(ast.literal_eval(node.args[0]), []).append(node.lineno)
    return texts


@cache
def modules() -> list[tuple[Path, ast.Module]]:
    """Return every module of the product but the tables, and the migrations, which a program writes."""
    paths = [path for path in sorted((ROOT / "vinculo").rglob("*.py")) if "migrations" not in path.parts]
    return [(path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))) for path in paths if path != LABELS]


def test_no_label_is_written_twice_in_the_tables() -> None:
    assert {text: lines for text, lines in read_texts().items() if len(lines) > 1} == {}


def test_no_label_is_written_again_in_another_module() -> None:
    texts = set(read_texts()) - set(HOMONYMS)
    assert [
        f"{path}:{node.lineno}: {node.value}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in texts
    ] == []


def test_no_label_is_written_again_in_a_template() -> None:
    texts = set(read_texts()) - set(HOMONYMS)
    labels = []
    for path in sorted((ROOT / "vinculo").rglob("*.html")):
        source = path.read_text(encoding="utf-8")
        if SAMPLES not in path.parents and not any(str(path).endswith(name) for name in STATIC):
            shown = re.findall(r"translate ([\"'])(.*?)\1|>([^<>{}]+)<", source)
            labels += [f"{path.relative_to(ROOT)}: {a or b}" for _quote, a, b in shown if (a or b).strip() in texts]
    assert labels == []


def test_every_homonym_is_still_a_label() -> None:
    assert set(HOMONYMS) <= set(read_texts())


def _key(node: ast.expr | None) -> str:
    """Return the word of a vocabulary that stands as a key: `"child"`, `Link.CHILD`, `Link.CHILD.value`."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    text = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
    return text.removesuffix(".value").rpartition(".")[2].lower()


def _text(node: ast.expr) -> str:
    """Return the text marked for translation in a value, or nothing."""
    calls = [each for each in ast.walk(node) if isinstance(each, ast.Call) and each.args]
    texts = [
        each.args[-1] for each in calls if ast.unparse(each.func) in {"mark", "_", "gettext", "gettext_lazy", "_lazy"}
    ]
    return next((str(each.value) for each in texts if isinstance(each, ast.Constant)), "")


def _pairs(node: ast.AST) -> list[tuple[str, str]]:
    """Return the keys and the marked texts of a table or of a list of choices."""
    if isinstance(node, ast.Dict):
        return [(_key(key), _text(value)) for key, value in zip(node.keys, node.values, strict=True)]
    if isinstance(node, ast.List | ast.Tuple) and all(isinstance(each, ast.Tuple) and each.elts for each in node.elts):
        return [(_key(each.elts[0]), _text(each)) for each in node.elts if isinstance(each, ast.Tuple)]
    return []


def test_no_other_table_words_a_vocabulary() -> None:
    vocabularies = {name: {str(word) for word in table} - {""} for name, table in tables().items()}
    other_tables = []
    for path, tree in modules():
        for node in ast.walk(tree):
            pairs = _pairs(node)
            keys = {key for key, text in pairs if text and not text.endswith(".")}  # a sentence is no label
            if len(keys) > 1 and any(keys <= words for words in vocabularies.values()):
                other_tables.append(f"{path}: {sorted(keys)}")
    assert other_tables == OTHER_PURPOSES


OTHER_PURPOSES = [
    "vinculo/documents/power.py: ['death', 'observe', 'refuse', 'revoke', 'substitute']",  # titles of notices
    "vinculo/web/desk/reception/give_forms.py: ['cedula', 'passport']",  # who stands there, in one answer
]


def test_no_paper_is_named_twice() -> None:
    names = {paper.name for paper in PAPERS.values()}
    assert len(names) == len(PAPERS)
    assert [
        f"{path}:{node.lineno}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in names - {"solicitud"} and path.name != "paper_kinds.py"
    ] == []
