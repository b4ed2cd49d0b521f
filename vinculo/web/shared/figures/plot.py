"""A small plot of bars, one line for each month; lengths are shares of the width, so that its letters never shrink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format

from vinculo.rules.feedback.figures import scale

LINE = 32  # pixels from one bar to the next
BEGIN, LENGTH = 15, 63  # per cent of the width: where the bars begin, and how long the longest can be
HEAD, FOOT = 6, 52


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar with its words; without a value there is no bar, and the words say so."""

    label: str
    value: str
    known: bool
    length: str
    y: int
    text_y: int
    beside: str


@dataclass(frozen=True, kw_only=True)
class Plot:
    """What the template draws."""

    name: str
    title: str
    description: str
    axis: str
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[str, str], ...]  # where, and what stands there
    height: int
    end: int


def format_count(value: int) -> str:
    """Return a number as it is read here, with its thousands apart."""
    return str(number_format(value, force_grouping=True))


def draw(
    *, name: str, title: str, description: str, axis: str, lines: Sequence[tuple[str, int | None]], nothing: str
) -> Plot:
    """Return the plot of these lines; None is a month without data, of which `nothing` is said."""
    end = scale([value for _label, value in lines if value is not None])
    bars = [
        Bar(
            label=label,
            value=nothing if value is None else format_count(value),
            known=value is not None,
            length=f"{_share(value or 0, end):.2f}",
            y=HEAD + LINE * index,
            text_y=HEAD + LINE * index + 16,
            beside=f"{BEGIN + _share(value or 0, end):.2f}",
        )
        for index, (label, value) in enumerate(lines)
    ]
    bottom = HEAD + LINE * len(lines)
    ticks = tuple((f"{BEGIN + _share(tick, end):.2f}", format_count(tick)) for tick in (0, end // 2, end))
    return Plot(
        name=name,
        title=title,
        description=description,
        axis=axis,
        bars=tuple(bars),
        ticks=ticks,
        height=bottom + FOOT,
        end=bottom,
    )


def _share(value: int, end: int) -> float:
    return LENGTH * value / end
