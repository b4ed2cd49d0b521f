"""Imports the registry of affiliates from a file (D6): in chunks, all or nothing unless told otherwise."""

from __future__ import annotations

import pickle  # nosec B403: of rows that this module wrote itself, in a file without a name
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, cast

from django.db import transaction
from django.utils import timezone

from vinculo.actions.operations.affiliate_reader import read_chunks, reading_ahead
from vinculo.actions.shared.affiliates import (
    Lines,
    Report,
    Seen,
    Sorted,
    mark_synchronised,
    refuse_issued_meanwhile,
    take_rows,
)
from vinculo.records.events import write_event
from vinculo.records.models import Staff
from vinculo.records.rows import on_postgresql, plan_anew, planned_anew
from vinculo.rules.shared.acts import Act, ActorKind, Subject

CHUNK = 1000
Progress = Callable[[int], object]


class ImportRefused(Exception):
    """Some lines cannot be taken, so that nothing was written; `report` tells which and why."""

    def __init__(self, report: Report) -> None:
        super().__init__("refused")
        self.report = report


def check_affiliates(*, path: Path, now: datetime, progress: Progress = int, ahead: bool = False) -> Report:
    """Return what an import of the file would do, without writing anything. Raises `UnreadableFile`."""
    with _reading(path, now, ahead=ahead) as chunks:
        return _run(_check(chunks, now), progress)


def _reading(path: Path, now: datetime, *, ahead: bool) -> AbstractContextManager[Iterator[Lines]]:
    """Return what reads the file: in a process of its own, or here."""
    today = timezone.localdate(now)
    return reading_ahead(path, today, CHUNK) if ahead else nullcontext(read_chunks(path, today, CHUNK))


def _run(steps: Generator[int, None, Report], progress: Progress) -> Report:
    """Take every step, telling how many lines it took, and return the report at the end."""
    while True:
        try:
            progress(next(steps))
        except StopIteration as end:
            return cast(Report, end.value)


def import_affiliates(
    *,
    path: Path,
    now: datetime,
    actor: Staff | None = None,
    partial: bool = False,
    progress: Progress = int,
    ahead: bool = False,
) -> Report:
    """Add and update the affiliates of the file, and add their documents; what was there of documents stays.

    All in one transaction, or with `partial` the good lines chunk by chunk. A second run changes nothing.
    Columns that the file does not bring are left alone. `ahead` reads the file in a process of its own: for a command.
    Raises `ImportRefused`, `UnreadableFile`.
    """
    if partial:
        with _reading(path, now, ahead=ahead) as chunks:
            return _import_partial(chunks, now, actor, progress)
    return _run(import_in_steps(path=path, now=now, actor=actor, ahead=ahead), progress)


def import_in_steps(
    *, path: Path, now: datetime, actor: Staff | None = None, ahead: bool = False
) -> Generator[int, None, Report]:
    """Import as `import_affiliates` does, all or nothing, and yield how many lines each step took: each line twice.

    Closed before its end, nothing is written.
    """
    with _reading(path, now, ahead=ahead) as chunks:
        return (yield from (_write_at_once if on_postgresql() else _write_after_check)(chunks, now, actor))


def _write_at_once(chunks: Iterator[Lines], now: datetime, actor: Staff | None) -> Generator[int, None, Report]:
    """Compare each chunk and write it: PostgreSQL locks the rows that change and nothing else."""
    report, seen = Report(), Seen()
    with transaction.atomic():
        plan_anew()
        for lines in chunks:
            yield len(lines)
            take_rows(lines, report, seen, now, write=not report.errors, actor=actor)
            yield len(lines)
        refuse_issued_meanwhile(report, seen)
        if report.errors:
            raise ImportRefused(report)
        _record(report, now, actor)
    return report


def _write_after_check(chunks: Iterator[Lines], now: datetime, actor: Staff | None) -> Generator[int, None, Report]:
    """Compare all chunks, then write: SQLite has one lock for all, and counters would wait while a file is read.

    A line is read once. What changes something is kept aside and compared again where it is written. What changes
    nothing is not: the person who corrected it in these seconds knew more than the file, which is older.
    """
    with TemporaryFile() as kept:
        checked = yield from _check(chunks, now, kept)
        if checked.errors:
            raise ImportRefused(checked)
        kept.seek(0)
        report, seen = Report(unchanged=checked.unchanged), Seen()
        with transaction.atomic():
            for lines in _read_again(kept):
                take_rows([*lines.telling], report, seen, now, write=True, actor=actor)
                mark_synchronised(lines.unchanged, now)
                yield len(lines.telling) + len(lines.unchanged)
            if report.errors:
                raise ImportRefused(report)
            _record(report, now, actor)
    report.warnings = checked.warnings
    return report


def _check(chunks: Iterator[Lines], now: datetime, kept: IO[bytes] | None = None) -> Generator[int, None, Report]:
    """Compare each chunk without writing it, and keep aside what is to be written."""
    report, seen = Report(), Seen()
    for lines in chunks:
        with planned_anew():
            to_write = take_rows(lines, report, seen, now, write=False)
        if kept:
            pickle.dump(to_write, kept, protocol=pickle.HIGHEST_PROTOCOL)
        yield len(lines)
    return report


def _read_again(kept: IO[bytes]) -> Iterator[Sorted]:
    while True:
        try:
            yield pickle.load(kept)  # nosec B301: written by `_check`
        except EOFError:
            return


def _import_partial(chunks: Iterator[Lines], now: datetime, actor: Staff | None, progress: Progress) -> Report:
    report, seen = Report(), Seen()
    for lines in chunks:
        with transaction.atomic():
            plan_anew()
            take_rows(lines, report, seen, now, write=True, actor=actor)
        progress(len(lines))
    with transaction.atomic():
        _record(report, now, actor)
    return report


def _record(report: Report, now: datetime, actor: Staff | None) -> None:
    if report.anything:
        kind = None if actor else ActorKind.SYSTEM
        write_event(
            act=Act.AFFILIATES_IMPORTED,
            subject=Subject.AFFILIATE,
            subject_id=None,
            now=now,
            actor=actor,
            actor_kind=kind,
        )
