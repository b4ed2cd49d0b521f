"""Imports the registry of affiliates from a file (D6): in chunks, all or nothing unless told otherwise."""

from __future__ import annotations

import pickle  # nosec B403: of rows that this module wrote itself, in a file without a name
from collections.abc import Callable, Generator, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, cast

from django.db import transaction
from django.utils import timezone

from vinculo.actions.operations.affiliate_file import read_rows
from vinculo.actions.shared.affiliates import Lines, Report, Seen, mark_synchronised, take_rows
from vinculo.records.events import write_event
from vinculo.records.models import Staff
from vinculo.records.rows import plan_anew
from vinculo.rules.shared.acts import Act, ActorKind, Subject

CHUNK = 1000
Progress = Callable[[int], object]


class ImportRefused(Exception):
    """Some lines cannot be taken, so that nothing was written; `report` tells which and why."""

    def __init__(self, report: Report) -> None:
        super().__init__("refused")
        self.report = report


def check_affiliates(*, path: Path, now: datetime, progress: Progress = int) -> Report:
    """Return what an import of the file would do, without writing anything. Raises `UnreadableFile`."""
    return _run(_check(_chunks(path, now), now), progress)


def _run(steps: Generator[int, None, Report], progress: Progress) -> Report:
    """Take every step, telling how many lines it took, and return the report at the end."""
    while True:
        try:
            progress(next(steps))
        except StopIteration as end:
            return cast(Report, end.value)


def import_affiliates(
    *, path: Path, now: datetime, actor: Staff | None = None, partial: bool = False, progress: Progress = int
) -> Report:
    """Add and update the affiliates of the file, and add their documents; what was there of documents stays.

    All in one transaction, or with `partial` the good lines chunk by chunk. A second run changes nothing.
    Columns that the file does not bring are left alone. Raises `ImportRefused`, `UnreadableFile`.
    """
    if partial:
        return _import_partial(path, now, actor, progress)
    return _run(import_in_steps(path=path, now=now, actor=actor), progress)


def import_in_steps(*, path: Path, now: datetime, actor: Staff | None = None) -> Generator[int, None, Report]:
    """Import as `import_affiliates` does, all or nothing, and yield how many lines each step took: each line twice.

    Closed before its end, nothing is written.
    """
    with TemporaryFile() as parsed:
        # Checked first without a lock: a file with a fault does not stop the counters while it is read. What was read
        # is kept aside, so that the lines are parsed once.
        checked = yield from _check(_write_each(_chunks(path, now), parsed), now)
        if checked.errors:
            raise ImportRefused(checked)
        parsed.seek(0)
        if not checked.anything:
            with transaction.atomic():
                for lines in _read_again(parsed):
                    mark_synchronised(lines, now)
                    yield len(lines)
            return checked
        report, seen = Report(), Seen()
        with transaction.atomic():
            plan_anew()
            for lines in _read_again(parsed):
                take_rows(lines, report, seen, now, write=True, actor=actor)
                yield len(lines)
            if report.errors:
                raise ImportRefused(report)
            _record(report, now, actor)
    return report


def _check(chunks: Iterator[Lines], now: datetime) -> Generator[int, None, Report]:
    report, seen = Report(), Seen()
    for lines in chunks:
        take_rows(lines, report, seen, now, write=False)
        yield len(lines)
    return report


def _write_each(chunks: Iterator[Lines], parsed: IO[bytes]) -> Iterator[Lines]:
    """Return the chunks as they come, writing each down."""
    for lines in chunks:
        pickle.dump(lines, parsed, protocol=pickle.HIGHEST_PROTOCOL)
        yield lines


def _read_again(parsed: IO[bytes]) -> Iterator[Lines]:
    while True:
        try:
            yield pickle.load(parsed)  # nosec B301: written by `_kept`
        except EOFError:
            return


def _import_partial(path: Path, now: datetime, actor: Staff | None, progress: Progress) -> Report:
    report, seen = Report(), Seen()
    for lines in _chunks(path, now):
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


def _chunks(path: Path, now: datetime) -> Iterator[Lines]:
    rows = read_rows(path, timezone.localdate(now))
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
