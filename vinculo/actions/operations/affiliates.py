"""Imports the registry of affiliates from a file (D6): in chunks, all or nothing unless told otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.actions.operations.affiliate_rows import AffiliateRow, LineError, read_rows
from vinculo.records.events import write_event
from vinculo.records.models import Affiliate, Code, IdDocument, Staff
from vinculo.rules.cases.codes import is_own_code
from vinculo.rules.cases.likeness import prepared_keys
from vinculo.rules.shared.acts import Act, ActorKind, Subject

CHUNK = 1000
Lines = list[AffiliateRow | list[LineError]]
Progress = Callable[[int], object]


class ImportRefused(Exception):
    """Some lines cannot be taken, so that nothing was written; `report` tells which and why."""

    def __init__(self, report: Report) -> None:
        super().__init__("refused")
        self.report = report


@dataclass
class Report:
    """What an import did, or would do: counts of affiliates, of documents added, and the lines that it did not take."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    documents: int = 0
    errors: list[LineError] = field(default_factory=list)
    warnings: list[LineError] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        """Return whether the registry changes."""
        return bool(self.added or self.changed or self.documents)


@dataclass
class _Seen:
    """The codes and documents that earlier lines of the file brought, with the line of each."""

    codes: dict[str, int] = field(default_factory=dict)
    documents: dict[tuple[str, str, str], int] = field(default_factory=dict)


@dataclass
class _There:
    """What the database has of a chunk."""

    affiliates: dict[str, Affiliate]
    documents: dict[tuple[str, str, str], IdDocument]
    issued: set[str]


def check_affiliates(*, path: Path, now: datetime, progress: Progress = int) -> Report:
    """Return what an import of the file would do, without writing anything. Raises `UnreadableFile`."""
    report, seen = Report(), _Seen()
    for lines in _chunks(path, now):
        _take(lines, report, seen, now, write=False)
        progress(len(lines))
    return report


def import_affiliates(
    *, path: Path, now: datetime, actor: Staff | None = None, partial: bool = False, progress: Progress = int
) -> Report:
    """Add and update the affiliates of the file, and add their documents; what was there of documents stays.

    All in one transaction, or with `partial` the good lines chunk by chunk. A second run changes nothing.
    Columns that the file does not bring are left alone. Raises `ImportRefused`, `UnreadableFile`.
    """
    if partial:
        return _import_partial(path, now, actor, progress)
    # Checked first without a lock: a file with a fault does not stop the counters while it is read.
    checked = check_affiliates(path=path, now=now, progress=progress)
    if checked.errors:
        raise ImportRefused(checked)
    if not checked.anything:
        return checked
    report, seen = Report(), _Seen()
    with transaction.atomic():
        for lines in _chunks(path, now):
            _take(lines, report, seen, now, write=True, actor=actor)
            progress(len(lines))
        if report.errors:
            raise ImportRefused(report)
        _record(report, now, actor)
    return report


def _import_partial(path: Path, now: datetime, actor: Staff | None, progress: Progress) -> Report:
    report, seen = Report(), _Seen()
    for lines in _chunks(path, now):
        with transaction.atomic():
            _take(lines, report, seen, now, write=True, actor=actor)
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


def _take(lines: Lines, report: Report, seen: _Seen, now: datetime, *, write: bool, actor: Staff | None = None) -> None:
    """Sort a chunk into added, changed, unchanged and refused, and write it if asked to."""
    for line in lines:
        if isinstance(line, list):
            report.errors.extend(line)
    rows = [row for row in lines if isinstance(row, AffiliateRow)]
    there = _there(rows)
    good = [row for row in rows if _acceptable(row, there, seen, report)]
    fresh = [row for row in good if row.code not in there.affiliates]
    changed = {row.code: names for row in good if (names := _changes(row, there))}
    report.added += len(fresh)
    report.changed += len(changed)
    report.unchanged += len(good) - len(fresh) - len(changed)
    report.documents += sum(cell.key not in there.documents for row in good for cell in row.documents)
    if write:
        _write(good, fresh, changed, there, now, actor)


def _there(rows: list[AffiliateRow]) -> _There:
    codes = [row.code for row in rows]
    numbers = [cell.key[2] for row in rows for cell in row.documents]
    held = IdDocument.objects.filter(affiliate__isnull=False, number_key__in=numbers).select_related("affiliate")
    return _There(
        affiliates={affiliate.code: affiliate for affiliate in Affiliate.objects.filter(code__in=codes)},
        documents={(document.kind, document.country, document.number_key): document for document in held},
        issued=set(Code.objects.filter(value__in=codes).values_list("value", flat=True)),
    )


def _acceptable(row: AffiliateRow, there: _There, seen: _Seen, report: Report) -> bool:
    """Return whether the row can be taken beside the database and the lines above it; if not, say why."""
    reasons = [reason for reason in (_code_fault(row, there, seen), *_document_faults(row, there, seen)) if reason]
    report.errors.extend(LineError(row.line, reason) for reason in reasons)
    seen.codes.setdefault(row.code, row.line)
    for cell in row.documents:
        seen.documents.setdefault(cell.key, row.line)
    if not reasons and row.code not in there.affiliates and is_own_code(row.code):
        message = _("El código tiene la forma de los que emite este sistema; no ha sido emitido y se acepta.")
        report.warnings.append(LineError(row.line, message))
    return not reasons


def _code_fault(row: AffiliateRow, there: _There, seen: _Seen) -> str:
    if row.code in there.issued:  # D11: unique against the registry, at import too
        return _("El código %(code)s fue emitido por este sistema para un dependiente.") % {"code": row.code}
    if row.code in seen.codes:
        known = {"code": row.code, "line": seen.codes[row.code]}
        return _("El código %(code)s ya consta en la línea %(line)d.") % known
    return ""


def _document_faults(row: AffiliateRow, there: _There, seen: _Seen) -> Iterator[str]:
    """Return what speaks against the documents: each belongs to one affiliate only."""
    for cell in row.documents:
        holder = there.documents.get(cell.key)
        if holder is not None and holder.affiliate is not None and holder.affiliate.code != row.code:
            yield _("El documento %(number)s consta con otro código.") % {"number": cell.number}
        elif cell.key in seen.documents:
            known = {"number": cell.number, "line": seen.documents[cell.key]}
            yield _("El documento %(number)s ya consta en la línea %(line)d.") % known


def _changes(row: AffiliateRow, there: _There) -> list[str]:
    """Return the names of what the row changes of an affiliate who is there; a new document counts."""
    affiliate = there.affiliates.get(row.code)
    if affiliate is None:
        return []
    names = [name for name, value in row.values.items() if getattr(affiliate, name) != value]
    known = there.documents
    if any(cell.key not in known or _valid_until(cell.valid_until, known[cell.key]) for cell in row.documents):
        names.append("documents")
    return names


def _valid_until(day: date | None, document: IdDocument) -> bool:
    """Return whether the file knows another expiry than the record; a file without one changes nothing."""
    return day is not None and document.valid_until != day


def _write(
    good: list[AffiliateRow],
    fresh: list[AffiliateRow],
    changed: dict[str, list[str]],
    there: _There,
    now: datetime,
    actor: Staff | None,
) -> None:
    made = Affiliate.objects.bulk_create(Affiliate(code=row.code, updated_at=now, **_values(row)) for row in fresh)
    holders = there.affiliates | {affiliate.code: affiliate for affiliate in made}
    for row in good:
        if row.code in changed:
            _update(row, changed[row.code], there, now, actor)
    IdDocument.objects.bulk_create(
        IdDocument(
            kind=cell.key[0],
            country=cell.key[1],
            number_key=cell.key[2],
            number=cell.number,
            valid_until=cell.valid_until,
            seen_at=now,
            affiliate=holders[row.code],
        )
        for row in good
        for cell in row.documents
        if cell.key not in there.documents
    )


def _values(row: AffiliateRow) -> dict[str, Any]:
    return row.values | prepared_keys(row.values["names"])


def _update(row: AffiliateRow, names: list[str], there: _There, now: datetime, actor: Staff | None) -> None:
    affiliate = there.affiliates[row.code]
    Affiliate.objects.filter(pk=affiliate.pk).update(**_values(row), updated_at=now)
    for cell in row.documents:
        document = there.documents.get(cell.key)
        if document is not None and _valid_until(cell.valid_until, document):
            IdDocument.objects.filter(pk=document.pk).update(valid_until=cell.valid_until)
    kind = None if actor else ActorKind.SYSTEM
    write_event(
        act=Act.AFFILIATE_UPDATED,
        subject=Subject.AFFILIATE,
        subject_id=affiliate.pk,
        now=now,
        actor=actor,
        actor_kind=kind,
        fields=names,
    )
