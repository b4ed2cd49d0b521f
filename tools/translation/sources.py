"""What of the program speaks to the public, and the texts that stand there: what the catalogues are made of (D10).

This is the one list of it. A module or a folder that is not named here is the staff's and stays Spanish.
"""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import templatize

TEMPLATES = ("web/templates/base.html", *(f"web/templates/{room}" for room in ("public", "board", "errors", "parts")))
# Parts of the staff's pages; of the two the desk and the unit alone make use.
STAFF_TEMPLATES = frozenset({"web/templates/parts/waiting_cases.html", "web/templates/parts/standing.html"})
MODULES = (
    "web/public",
    "web/board",
    "web/shared",
    "web/languages",
    "documents/confirmation.py",
    "documents/invite.py",
    "documents/labels.py",
    "documents/notice.py",
    "documents/printing.py",
    "documents/qr.py",
    "documents/solicitud.py",
    "documents/ticket.py",
    "documents/words.py",
    "actions/booking/mails.py",
    "actions/booking/release_mails.py",
    "actions/booking/waiting_mails.py",
    "actions/cases/mails.py",
    "actions/closures/mails.py",
    "actions/control/mails.py",
    "actions/feedback/mails.py",
    "actions/legal/mails.py",
    "actions/rights/mails.py",
    "actions/shared/registry.py",
    "queries/shared/calendar.py",
    "queries/shared/names.py",
    "queries/shared/places.py",
    "rules/booking",
    "queries/booking/bring.py",
    "queries/feedback/first_visit.py",
    "rules/cases/bringing",
    "rules/cases/paper_kinds.py",
    "rules/cases/precheck.py",
    "rules/cases/reasons.py",
    "rules/cases/requirements",
    "rules/cases/statement.py",
    "rules/feedback/complaints.py",
    "rules/feedback/first_visit.py",
    "rules/queue/overtaking.py",
    "rules/rights/words.py",
    "rules/shared/calendar.py",
    "rules/shared/countries.py",
    "rules/shared/identity.py",
    "rules/shared/labels.py",
    "rules/shared/parsing.py",
)
# Of a module that others share with the staff, the names whose texts the public reads.
PUBLIC_NAMES: dict[str, frozenset[str]] = {
    "rules/rights/words.py": frozenset({"REQUEST_KINDS", "RETENTION_KINDS"}),
    "rules/shared/labels.py": frozenset(
        {
            "INSTITUTION",
            "LINKS",
            "LINKS_DECLARED",
            "LINKS_ASKED",
            "LINKS_OF_MINE",
            "LINKS_LISTED",
            "LINKS_IN_A_SENTENCE",
            "LINKS_BRING",
            "LINKS_BRING_NUMBERED",
            "IN_PARENTS_PASSPORT",
            "DOCUMENTS",
            "DOCUMENTS_ASKED",
            "PRESENTED_BY",
            "PRESENTED_BY_ASKED",
            "STANDINGS",
            "MESSAGE_STATES",
            "COMPLAINT_KINDS",
            "COMPLAINT_KINDS_ASKED",
            "RATED",
            "RATED_ASKED",
            "RATINGS",
        }
    ),
}
# Reference data whose words the public reads: the file and its column.
DATA = (
    ("records/data/procedures.csv", "name"),
    ("records/data/texts.csv", "body"),
    ("records/data/holidays_ec_2025_2027.csv", "name"),
    ("records/data/cantonal_days.csv", "name"),
)

# The functions that take a text, with the positions of its context, itself and its plural; none is -1.
KEYWORDS: dict[str, tuple[int, int, int]] = {
    **dict.fromkeys(("_", "_lazy", "_now", "gettext", "gettext_lazy", "mark"), (-1, 0, -1)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (-1, 0, 1)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (0, 1, -1)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (0, 1, 2)),
}
_STRING = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_CALL = re.compile(rf"(?<!\w)(n?p?gettext|_)\(({_STRING}(?:\s*,\s*{_STRING})*)(?:\s*,\s*count)?\)")


@dataclass(frozen=True)
class Text:
    """A text that the public reads, with where it stands."""

    msgid: str
    plural: str
    context: str
    path: str  # from the root of the project
    line: int
    hint: str = ""  # what tells a translator more: the table it stands in

    @property
    def place(self) -> str:
        """Return file and line, as a fault names them."""
        return f"{self.path}:{self.line}"


def public_files(project: Path, places: Iterable[str], suffix: str) -> list[Path]:
    """Return the files of the list, folders with all that is in them, in a fixed order."""
    package = project / "vinculo"
    files: list[Path] = []
    for place in places:
        path = package / place
        files += sorted(path.rglob(f"*{suffix}")) if path.is_dir() else [path] if path.exists() else []
    return files


def public_templates(project: Path) -> list[Path]:
    """Return the templates that the public sees."""
    files = public_files(project, TEMPLATES, ".html")
    return [path for path in files if path.relative_to(project / "vinculo").as_posix() not in STAFF_TEMPLATES]


def public_modules(project: Path) -> list[Path]:
    """Return the modules whose texts the public reads."""
    return public_files(project, MODULES, ".py")


def public_texts(project: Path) -> list[Text]:
    """Return every text that the public reads, as often as it stands somewhere."""
    texts: list[Text] = []
    for path in public_templates(project):
        texts += template_texts(path.read_text(encoding="utf-8"), path.relative_to(project).as_posix())
    for path in public_modules(project):
        place = path.relative_to(project).as_posix()
        names = PUBLIC_NAMES.get(path.relative_to(project / "vinculo").as_posix())
        texts += module_texts(path.read_text(encoding="utf-8"), place, names)
    for name, column in DATA:
        texts += data_texts(project / "vinculo" / name, f"vinculo/{name}", column)
    return texts


def template_texts(source: str, path: str) -> Iterator[Text]:
    """Yield the texts of a template, which Django turns into calls that a reader of Python finds."""
    calls = templatize(source, origin=path)
    for call in _CALL.finditer(calls):
        name, line = call.group(1), calls.count("\n", 0, call.start()) + 1
        yield _text(name, list(ast.literal_eval(f"[{call.group(2)}]")), path, line)


def module_texts(source: str, path: str, names: frozenset[str] | None = None) -> Iterator[Text]:
    """Yield the texts of a module; with `names` only those of these names at its top."""
    for statement in ast.parse(source).body:
        name = _assigned_name(statement)
        if names is not None and name not in names:
            continue
        for node in ast.walk(statement):
            arguments = _arguments(node)
            if arguments is not None:
                yield _text(_called_name(node), arguments, path, getattr(node, "lineno", 1), name)


def data_texts(file: Path, path: str, column: str) -> Iterator[Text]:
    """Yield each different text of a column of reference data; what is empty as delivered is no text."""
    seen = {""}
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if (msgid := row[column]) not in seen:
                seen.add(msgid)
                yield Text(msgid=msgid, plural="", context="", path=path, line=1)


def _assigned_name(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id
    return ""


def _called_name(node: ast.AST) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def _arguments(node: ast.AST) -> list[str] | None:
    """Return the literal arguments of a call that takes a text; None of another call and of one with a variable."""
    if not isinstance(node, ast.Call) or _called_name(node) not in KEYWORDS:
        return None
    wanted = max(KEYWORDS[_called_name(node)]) + 1
    literals = [arg.value for arg in node.args[:wanted] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    return literals if len(literals) == wanted else None


def _text(name: str, arguments: list[str], path: str, line: int, hint: str = "") -> Text:
    context, msgid, plural = KEYWORDS[name]
    return Text(
        msgid=arguments[msgid],
        plural=arguments[plural] if plural >= 0 else "",
        context=arguments[context] if context >= 0 else "",
        path=path,
        line=line,
        hint=hint,
    )
