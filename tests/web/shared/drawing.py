"""Reads a plot as eyes do: each bar's number is measured by the axis below it, not taken from the words beside it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.web.shared.reading import Node, by_class, by_tag, text


@dataclass(frozen=True)
class Drawn:
    """One plot: what its axis is called, and its bars from above with what stands before and beside each."""

    name: str
    axis: str
    bars: dict[str, float]  # as long as the bar is, in the numbers of the axis
    words: dict[str, str]


def read_plots(root: Node) -> list[Drawn]:
    """Return every plot of a page or of a part of it."""
    return [_read(figure) for figure in by_class(root, "plot")]


def _read(figure: Node) -> Drawn:
    texts = by_tag(figure, "text")
    below = [each for each in texts if each.get("text-anchor") == "middle"]
    names = [each for each in texts if each.get("x") == "0"]
    beside = [each for each in texts if each.get("dx")]
    rects = by_tag(figure, "rect")
    by_height = [sorted(rows, key=lambda each: float(each.get("y"))) for rows in (names, rects, beside)]
    labels = [text(each) for each in by_height[0]]
    for name, rect, words in zip(*by_height, strict=True):  # on one line, and the words where the bar ends
        assert float(rect.get("y")) < float(name.get("y")) == float(words.get("y")) < float(rect.get("y")) + 22
        assert _percent(words, "x") == pytest.approx(_percent(rect, "x") + _percent(rect, "width"), abs=0.011)
    zero, *_half, end = [(_percent(each, "x"), _count(text(each))) for each in below[:-1]]
    lines = [_percent(each, "x1") for each in by_tag(figure, "line")]
    assert lines == [_percent(each, "x") for each in below[:-1]]
    assert {_percent(each, "x") for each in rects} == {zero[0]}
    scale = (end[1] - zero[1]) / (end[0] - zero[0])
    return Drawn(
        name=figure.get("aria-labelledby"),
        axis=text(below[-1]),
        bars=dict(zip(labels, (_percent(each, "width") * scale for each in by_height[1]), strict=True)),
        words=dict(zip(labels, map(text, by_height[2]), strict=True)),
    )


def _percent(node: Node, name: str) -> float:
    return float(node.get(name).removesuffix("%"))


def _count(words: str) -> int:
    return int(words.replace(".", "").replace("\xa0", ""))
