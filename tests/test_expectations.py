"""Every test expects the same in every run: no expectation hangs on a condition, none is passed over.

A branch that no run takes is never tried: one of them kept the suite red on every weekend.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
EXPECTING = {"expect", "fail", "raises"}
LEAVING = (ast.Return, ast.Continue, ast.Break)
ON_A_CONDITION = "line 2: an expectation on a condition"
AT_ONCE_AFTER_A_PRESS = "line 3: reads a page at once after a press"
PRESSING = {"click", "press", "tap"}
PROMISING = ("async", "await", ".then(", "Promise", "fetch(", "caches.")
READING_AT_ONCE = {"all_inner_texts", "all_text_contents", "content", "count", "is_visible", "title"}
READING_THE_CLOCK = {"now", "today", "localdate", "localtime", "utcnow"}


def faults(source: str) -> list[str]:
    """Return what a module of tests may not have, each with its line."""
    tree = ast.parse(source)
    lines = [(getattr(node, "lineno", 0), what) for node in ast.walk(tree) for what in faults_of(node)]
    lines += [(node.lineno, "reads the clock when it is imported") for node in read_at_import(tree)]
    lines += [
        (read.lineno, "reads a page at once after a press") for each in ast.walk(tree) for read in read_at_once(each)
    ]
    return [f"line {line}: {what}" for line, what in sorted(set(lines))]


def faults_of(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.If(body=body, orelse=orelse) if expects([*body, *orelse]):
            yield "an expectation on a condition"
        case ast.Match(cases=cases) if expects(cases):
            yield "an expectation on a condition"
        case ast.Try(handlers=handlers, orelse=orelse) if expects([*handlers, *orelse]):
            yield "an expectation on an exception"
        case ast.Call(args=[asked, *_]) if get_call_name(node) == "wait_for_function" and makes_a_promise(asked):
            yield "waits for a promise, which is true at once"
        case ast.FunctionDef(name=name) if name.startswith("test_"):
            guards = [each for each in ast.walk(node) if isinstance(each, ast.If)]
            if any(isinstance(each, LEAVING) for guard in guards for each in ast.walk(guard)):
                yield "a condition that passes over what follows"


def makes_a_promise(asked: ast.expr) -> bool:
    """Return whether what a page is asked for is a promise: the page waits for none, and any is true."""
    texts = [each.value for each in ast.walk(asked) if isinstance(each, ast.Constant)]
    return any(word in str(text) for text in texts for word in PROMISING)


def read_at_once(node: ast.AST) -> Iterator[ast.stmt]:
    """Return the statements that read a page without waiting right after a press.

    What a press leads to comes later, and on a busy machine the page of before or an empty one is read: such a
    statement waits (`expect`, `wait_for`, `wait_for_url`) or the press does (`expect_navigation`).
    """
    for statements in (getattr(node, "body", None), getattr(node, "orelse", None)):
        if isinstance(statements, list):
            for act, read in itertools.pairwise(statements):
                pressed = isinstance(act, ast.Expr) and get_call_name(act.value) in PRESSING
                if pressed and any(reads_at_once(each) for each in ast.walk(read)):
                    yield read


def reads_at_once(node: ast.AST) -> bool:
    """Return whether a call reads what a page shows now; `page.evaluate` does, `locator.evaluate` waits."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Attribute(), attr="evaluate")):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Call() | ast.Attribute(value=ast.Call()) | ast.Name(), attr=name)):
            return name in READING_AT_ONCE
    return False


def expects(nodes: Sequence[ast.AST]) -> bool:
    """Return whether there is an expectation in the nodes."""
    return any(
        isinstance(each, ast.Assert) or get_call_name(each) in EXPECTING for node in nodes for each in ast.walk(node)
    )


def get_call_name(node: ast.AST) -> str:
    """Return the last name of what a call calls."""
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
    return ""


def read_at_import(node: ast.AST) -> Iterator[ast.Call]:
    """Return the calls that read the clock outside of every function: the moment of the tests is not set yet."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda):
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for each in [*child.decorator_list, *child.args.defaults, *filter(None, child.args.kw_defaults)]:
                yield from read_at_import(ast.Expr(each))
            continue
        if isinstance(child, ast.Call) and get_call_name(child) in READING_THE_CLOCK:
            yield child
        yield from read_at_import(child)


def test_no_expectation_hangs_on_a_condition() -> None:
    faults_by_file = {str(path.relative_to(TESTS)): faults(path.read_text("utf-8")) for path in TESTS.rglob("*.py")}
    assert len(faults_by_file) > 200
    assert {path: lines for path, lines in faults_by_file.items() if lines} == {}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def test_x():\n    if a:\n        assert b", [ON_A_CONDITION]),
        ("def helper():\n    if a:\n        pass\n    else:\n        assert b", [ON_A_CONDITION]),
        ("def test_x():\n    if a:\n        with pytest.raises(E):\n            b()", [ON_A_CONDITION]),
        ("def test_x():\n    if a:\n        expect(b).to_be_hidden()", [ON_A_CONDITION]),
        ("def test_x():\n    match a:\n        case 1:\n            assert b", [ON_A_CONDITION]),
        (
            "def test_x():\n    try:\n        a()\n    except E:\n        assert b",
            ["line 2: an expectation on an exception"],
        ),
        (
            "def test_x():\n    for a in b:\n        if a:\n            continue\n        assert a",
            ["line 1: a condition that passes over what follows"],
        ),
        ("NOW = timezone.now()", ["line 1: reads the clock when it is imported"]),
        ("def f(now=datetime.now()):\n    pass", ["line 1: reads the clock when it is imported"]),
        ("def test_x():\n    page.click()\n    assert page.evaluate(a)", [AT_ONCE_AFTER_A_PRESS]),
        ("def helper():\n    press(page, a)\n    return page.locator(b).count()", [AT_ONCE_AFTER_A_PRESS]),
        ("page.wait_for_function('async () => false')", ["line 1: waits for a promise, which is true at once"]),
        ("page.wait_for_function(f'() => caches.has({a})')", ["line 1: waits for a promise, which is true at once"]),
        ("page.wait_for_function('() => window.printed === 1')", []),
        ("def test_x():\n    page.click()\n    assert page.locator(a).evaluate(b)\n    assert page.title()", []),
        ("def test_x():\n    with page.expect_navigation():\n        page.click()\n    assert page.title()", []),
        ("def test_x():\n    for a in [b for b in c if b]:\n        assert a == (1 if a else 2) or a", []),
        ("def helper(now=cast.NOW):\n    if a:\n        return timezone.now()\n    return None", []),
    ],
)
def test_each_kind_of_fault_is_found(source: str, expected: list[str]) -> None:
    assert faults(source) == expected
