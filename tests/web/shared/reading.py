"""Reads a page as a person does: the visible text of its parts, found by id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from typing import Protocol

VOID = {"meta", "link", "input", "br", "img", "hr"}
SILENT = {"script", "style", "title", "option"}
INLINE = {"a", "strong", "span", "em", "b", "time", "kbd"}


class Answer(Protocol):
    """What came back."""

    @property
    def content(self) -> bytes: ...


@dataclass
class Node:
    """One element of a page."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return an attribute, or nothing."""
        return self.attributes.get(name, "")


class _Reader(HTMLParser):
    """Builds the tree and fails on a tag that is not closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("page")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        assert len(node.attributes) == len(attrs), f"an attribute twice in {tag}"
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        closed = self.open.pop()
        assert closed.name == tag, f"{closed.name} is closed by {tag}"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def page(answer: Answer) -> Node:
    """Return the page as a tree; fails where tags are not closed or nested wrongly."""
    return _tree(answer.content)


@lru_cache(maxsize=8)  # a test asks the same page for several of its parts
def _tree(content: bytes) -> Node:
    reader = _Reader()
    reader.feed(content.decode())
    reader.close()
    assert [node.name for node in reader.open] == ["page"]
    return reader.open[0]


def every(root: Node) -> Iterator[Node]:
    """Return the element and all below it, in the order of the page."""
    yield root
    for child in root.children:
        if isinstance(child, Node):
            yield from every(child)


def by_tag(root: Node, *names: str) -> list[Node]:
    """Return the elements with one of these names."""
    return [node for node in every(root) if node.name in names]


def by_class(root: Node, name: str) -> list[Node]:
    """Return the elements of a class."""
    return [node for node in every(root) if name in node.get("class").split()]


def by_id(root: Node, name: str) -> Node:
    """Return the element with this id; there must be exactly one."""
    nodes = [node for node in every(root) if node.get("id") == name]
    assert len(nodes) == 1, f"{len(nodes)} elements with id {name}"
    return nodes[0]


def text(node: Node) -> str:
    """Return the visible text, with single spaces."""
    return " ".join(_words(node).split())


def _words(node: Node | str) -> str:
    if isinstance(node, str):
        return node
    if node.name in SILENT:
        return ""
    gap = "" if node.name in INLINE else " "
    return gap + "".join(_words(child) for child in node.children) + gap


def items(node: Node) -> list[str]:
    """Return the texts of a list's own items."""
    return [text(child) for child in node.children if isinstance(child, Node) and child.name == "li"]


def facts(root: Node) -> dict[str, str]:
    """Return a list of facts as a mapping: what is named, and what is said of it."""
    names, values = by_tag(root, "dt"), by_tag(root, "dd")
    return {text(name): text(value) for name, value in zip(names, values, strict=True)}
