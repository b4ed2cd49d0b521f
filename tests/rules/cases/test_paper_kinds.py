"""The table of the kinds of paper: complete, consistent, and the only place that knows what depends on a kind."""

from __future__ import annotations

import ast
from dataclasses import fields

import pytest

from tests import ROOT
from vinculo.rules.cases.facts import Paper
from vinculo.rules.cases.paper_kinds import (
    PAPERS,
    DocumentKind,
    Names,
    PaperKind,
    RecordingForm,
    identities_of,
    kinds_with,
    visa_for,
)
from vinculo.rules.cases.requirements.evaluate import REQUIREMENTS

OWN_COLUMNS: set[str] = set()  # of the record, judged by no rule
SAID_OF_EVERY_PAPER = {"kind", "received", "refusal_reason", "legal_look"}
OF_THE_PROXY = {PaperKind.POWER, PaperKind.PROXY_ID}
SPELLED_OUT = ("paper_kinds.py", "table.py", "mistaken.py")  # the table, the requirements, what is brought instead


def test_every_kind_of_paper_has_its_row() -> None:
    assert list(PAPERS) == list(PaperKind)


@pytest.mark.parametrize("kind", PaperKind)
def test_every_field_of_a_paper_is_a_column(kind: PaperKind) -> None:
    columns = {each.name for each in fields(Paper)} - SAID_OF_EVERY_PAPER
    assert PAPERS[kind].columns
    assert PAPERS[kind].columns <= columns | OWN_COLUMNS


def test_every_column_of_a_paper_is_filled_by_some_kind() -> None:
    columns = {each.name for each in fields(Paper)} - SAID_OF_EVERY_PAPER
    assert columns | OWN_COLUMNS == set().union(*(paper.columns for paper in PAPERS.values()))


@pytest.mark.parametrize("kind", PaperKind)
def test_every_kind_of_paper_satisfies_a_requirement(kind: PaperKind) -> None:
    assert [row.code for row in REQUIREMENTS if kind in row.papers] != []


@pytest.mark.parametrize("row", [row for row in REQUIREMENTS if row.papers], ids=lambda row: row.code)
def test_the_papers_of_a_requirement_are_alike(row: object) -> None:
    """Any one of them will do: so one absence is said, and all are shared or none, certificates or none."""
    papers = [PAPERS[kind] for kind in row.papers]  # type: ignore[attr-defined]
    assert len({paper.absence for paper in papers}) == 1
    assert len({(paper.shared, paper.certificate, paper.names) for paper in papers}) == 1
    assert row.absent.code == papers[0].absence.code  # type: ignore[attr-defined]


def test_what_is_shared_names_no_dependent() -> None:
    assert {paper.names for paper in PAPERS.values() if paper.shared} == {Names.AFFILIATE, Names.PROXY}
    assert set(kinds_with(lambda paper: paper.names is Names.PROXY)) == OF_THE_PROXY


def test_identity_papers_are_recorded_in_the_form_of_a_reading() -> None:
    assert kinds_with(lambda paper: paper.identity is not None) == kinds_with(
        lambda paper: paper.form is RecordingForm.IDENTITY
    )


@pytest.mark.parametrize("names", [Names.AFFILIATE, Names.DEPENDENT])
def test_s15_a_visa_serves_where_there_is_no_passport(names: Names) -> None:
    documents = {document: kind for kind, document in identities_of(names).items()}
    assert set(documents) == set(DocumentKind)
    assert visa_for(PaperKind(documents[DocumentKind.PASSPORT])) == documents[DocumentKind.VISA]


@pytest.mark.parametrize("kind", [PaperKind.MARRIAGE, PaperKind.UNION, PaperKind.BIRTH, PaperKind.ADOPTION])
def test_d13_a_certificate_of_the_link_names_the_affiliate_and_the_dependent(kind: PaperKind) -> None:
    assert PAPERS[kind].certificate
    assert {"names_affiliate", "names_dependent"} <= PAPERS[kind].columns


def _lists_of_kinds() -> list[str]:
    """Return where the product writes two kinds of paper or more into one list, set or table."""
    modules = []
    for path in sorted((ROOT / "vinculo").rglob("*.py")):
        if path.name in SPELLED_OUT or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Set | ast.List | ast.Tuple | ast.Dict):
                items = [*node.keys, *node.values] if isinstance(node, ast.Dict) else node.elts
                if sum(_is_kind(item) for item in items) > 1:
                    modules.append(str(path.relative_to(ROOT)))
    return modules


def _is_kind(node: ast.expr | None) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in PaperKind.__members__ and "PaperKind" in ast.unparse(node.value)
    return isinstance(node, ast.Constant) and node.value in set(PaperKind) - _WORDS_OF_OTHERS


_WORDS_OF_OTHERS = {"solicitud", "power"}  # subjects of the event log and keys of pages


def test_no_other_module_lists_kinds_of_paper() -> None:
    assert _lists_of_kinds() == ASKED_BY_NAME


ASKED_BY_NAME = [
    "vinculo/queries/rights/finding.py",  # the papers that show who somebody is
    "vinculo/rules/rights/field_words.py",  # the names of columns and values in what is handed over
    "vinculo/web/public/information/forms.py",  # the two questions of the page of papers
]
