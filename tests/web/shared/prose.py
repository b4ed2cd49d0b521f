"""The prose of a page: what its main part says in paragraphs, items and labels, for the measure of plain language."""

from __future__ import annotations

from collections.abc import Iterator

from tests.web.shared.reading import Node, by_tag

_INLINE = frozenset({"a", "strong", "span", "em", "b", "kbd", "small", "abbr"})
# What is no prose: what is typed or chosen, drawn, quoted from laws, or the name and address of a place or a person.
_SKIPPED = frozenset({"script", "style", "select", "textarea", "svg", "time", "code"})
_NAMED = frozenset(
    {"legal", "agencies", "provinces", "reference", "big-code", "languages", "translated", "contact", "qr"}
)


def pieces(root: Node) -> list[str]:
    """Return the pieces of prose of a page's main part, in its order, with single spaces."""
    (main,) = by_tag(root, "main")
    joined = "".join(_read(main))
    return [line for piece in joined.split("\n") if (line := " ".join(piece.split()))]


def _read(node: Node | str) -> Iterator[str]:
    if isinstance(node, str):
        yield node.replace("\n", " ")
    elif not (node.name in _SKIPPED or _NAMED & set(node.get("class").split()) or "hidden" in node.attributes):
        edge = "" if node.name in _INLINE else "\n"
        yield edge
        for child in node.children:
            yield from _read(child)
        yield edge
