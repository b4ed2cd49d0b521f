"""Spanish that gettext does not see, and sentences glued from pieces, in the public templates and modules (D10)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tools.translation.sources import KEYWORDS

# Modules with Spanish that nobody is shown, or that is a name: not looked through for words outside gettext.
SPANISH_ON_PURPOSE = {
    "vinculo/rules/cases/statement.py": "the account of the solicitud, which is signed in Spanish (S31)",
    "vinculo/rules/shared/parsing.py": "how people type dates, and the signs that a printer knows",
    "vinculo/rules/shared/countries.py": "names of countries by language",
}
_QUOTATIONS = frozenset({"source_line"})  # arguments that hold a line of the official page
# Names that are the same in every language.
NAMES = frozenset({"Vínculo", "IESS", "PDF", "CSV", "QR", "UTF"})
_WORDS = re.compile(r"[^\W\d_]{2,}")
_ATTRIBUTE = re.compile(r"\b(?:aria-label|title|alt|placeholder|data-copied|data-say|data-title)=\"([^\"{]*)\"")
_SPANISH = re.compile(
    r"[áéíóúñ¿¡]|\b(?:de|del|la|las|el|los|que|en|un|una|su|sus|para|con|por|este|esta|hay|ya|su)\b", re.IGNORECASE
)
_BLOCK = (
    "p|li|h[1-6]|dt|dd|td|th|div|button|option|label|summary|br|title|legend|caption|tr|section|ul|ol|dl|form|header|footer"
    "|nav|main|details|fieldset|table|thead|tbody|noscript|html|head|body|meta|link|input|aside|svg|a"
)
_PIECE = re.compile(
    r"(?P<translated>\{%\s*trans(?:late)?\b(?P<words>.*?)%\}|\{%\s*blocktrans(?:late)?\b(?P<options>.*?)%\}(?P<body>.*?)"
    r"\{%\s*endblocktrans(?:late)?\s*%\})"
    r"|(?P<skipped>\{%\s*comment\b.*?endcomment\s*%\}|\{#.*?#\}|<script\b.*?</script>|<style\b.*?</style>"
    r"|<(?P<spanish>\w+)[^>]*\blang=\"es\"[^>]*>.*?</(?P=spanish)>|\{%\s*block body_class\b.*?endblock[^%]*%\})"
    r"|(?P<branch>\{%\s*(?:if|elif|else|endif|for|empty|endfor|block|endblock|include|with|endwith)\b.*?%\})"
    r"|(?P<tag>\{%.*?%\})|(?P<variable>\{\{.*?\}\})"
    rf"|(?P<block></?(?:{_BLOCK})\b(?:[^>\"]|\"[^\"]*\")*>)|(?P<inline></?[a-z][^>]*>|<!.*?>)",
    re.DOTALL,
)
_ENDS = re.compile(r"[.?!:…]\W*$")
_BEGINS = re.compile(r"^\W*(?:[A-ZÁÉÍÓÚÑ\d]|%|\{)")


def template_faults(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and fault of each text that is not translated, and of each that is glued to what stands beside it."""
    yield from _loose_texts(source)
    yield from _glued_pieces(source)


def _loose_texts(source: str) -> Iterator[tuple[int, str]]:
    """Yield the words between the tags, and in the attributes that are read out, which gettext does not see."""
    position = 0
    for match in _PIECE.finditer(source):
        text, start = source[position : match.start()], position
        position = match.end()
        if loose := _loose_words(text):
            yield _line(source, start + len(text) - len(text.lstrip())), f"not translated: {loose}"
        for attribute in _ATTRIBUTE.findall(match.group()):
            if loose := _loose_words(attribute):
                yield _line(source, match.start()), f"not translated: {loose}"
    if loose := _loose_words(source[position:]):
        yield _line(source, position), f"not translated: {loose}"


def _glued_pieces(source: str) -> Iterator[tuple[int, str]]:
    """Yield each two pieces that make one sentence; a branch or a block of HTML between them keeps them apart."""
    before: tuple[str, str] | None = None  # kind and words of the piece before in the same line of text
    gap, position = "", 0
    for match in _PIECE.finditer(source):
        gap, position = gap + source[position : match.start()], match.end()
        piece = _piece(match)
        if piece is not None:
            if before and _is_glued(before, piece, gap):
                yield _line(source, match.start()), f"glued: {before[1]!r} and {piece[1]!r}"
            before, gap = piece, ""
        elif match.group("branch") or match.group("block"):
            before, gap = None, ""


def _line(source: str, position: int) -> int:
    return source.count("\n", 0, position) + 1


def _loose_words(text: str) -> str:
    words = [word for word in _WORDS.findall(re.sub(r"&\w+;|\S+\.\S+", " ", text)) if word not in NAMES]
    return " ".join(words)


def _piece(match: re.Match[str]) -> tuple[str, str] | None:
    """Return what a match puts on the page as text: a translation or a variable; None of everything else."""
    if match.group("translated"):
        words = match.group("body") or match.group("words") or ""
        options = match.group("options") or match.group("words") or ""
        stored = re.search(r"\b(?:asvar\s+\w+|as\s+\w+)\s*$", options)
        literal = re.match(r"\s*([\"'])(.*?)\1", words) if match.group("words") else None
        if match.group("words") and literal is None:  # of a variable: what it says is known when the page is made
            return None if stored else ("variable", words.strip())
        bare = re.sub(r"<[^>]*>", " ", literal.group(2) if literal else words)
        return None if stored else ("translated", " ".join(bare.split()))
    return ("variable", match.group()) if match.group("variable") else None


def _is_glued(before: tuple[str, str], after: tuple[str, str], gap: str) -> bool:
    """Return whether two pieces make one sentence; after a whole one, or a label with its colon, something may come."""
    if "translated" not in (before[0], after[0]) or re.search("[·→=]", gap) or before[1] in NAMES:
        return False
    if before[0] == "variable":
        return not (_ENDS.search(gap) and _BEGINS.match(after[1]))
    return not (_ENDS.search(before[1] + gap.rstrip()) and (after[0] == "variable" or _BEGINS.match(after[1])))


def module_faults(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and fault of each Spanish text outside gettext, and of each translation that is glued to something."""
    tree = ast.parse(source)
    translated = {id(part) for node in ast.walk(tree) if _is_translation(node) for part in ast.walk(node)}
    translated |= {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg in _QUOTATIONS
    }
    translated |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in translated:
            if " " in node.value.strip() and _SPANISH.search(node.value):
                yield node.lineno, f"not translated: {node.value.strip()[:60]}"
        elif any(_gives_translation(part) for part in _glued_parts(node)):
            yield getattr(node, "lineno", 1), "glued: a translation and something beside it"


def _glued_parts(node: ast.AST) -> list[ast.expr]:
    """Return what a sum or an f-string puts side by side."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [node.left, node.right]
    if isinstance(node, ast.JoinedStr):
        return [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
    return []


def _is_translation(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS


def _gives_translation(node: ast.AST) -> bool:
    """Return whether an expression is a translation, with its placeholders filled or not."""
    return _is_translation(node) or (
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and _is_translation(node.left)
    )
