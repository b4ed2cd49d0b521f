"""Writes what a file or a service tells of affiliates into the table: added, changed, unchanged or refused (D6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from vinculo.actions.shared.affiliate_rows import AffiliateRow, LineError
from vinculo.records.events import write_event
from vinculo.records.models import Affiliate, IdDocument, Staff
from vinculo.records.rows import change, draw_keys, insert_many, one_of, records_among, rows
from vinculo.records.values.changes import Changes, changes_in
from vinculo.rules.cases.codes import is_own_code
from vinculo.rules.cases.likeness import prepared_keys
from vinculo.rules.log.values import draw_secret
from vinculo.rules.shared.acts import Act, ActorKind, Subject

Lines = list[AffiliateRow | list[LineError]]


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
class Seen:
    """The codes and documents that earlier lines of the file brought, with the line of each."""

    codes: dict[str, int] = field(default_factory=dict)
    documents: dict[tuple[str, str, str], int] = field(default_factory=dict)
    cedulas: dict[str, int] = field(default_factory=dict)


@dataclass
class _Held:
    """A document that the database has, and the code of its affiliate."""

    pk: int
    valid_until: date | None
    code: str


@dataclass(frozen=True)
class Sorted:
    """The rows of a chunk that can be taken: those that change something, and the codes of those that do not."""

    telling: list[AffiliateRow]
    unchanged: list[str]


@dataclass
class _There:
    """What the database has of a chunk."""

    affiliates: dict[str, tuple[Any, ...]]  # by code: what the columns of `_COLUMN` have
    documents: dict[tuple[str, str, str], _Held]
    issued: set[str]
    cedulas: dict[str, str]  # the code of the affiliate who has each


def take_rows(
    lines: Lines, report: Report, seen: Seen, now: datetime, *, write: bool, actor: Staff | None = None
) -> Sorted:
    """Sort a chunk into added, changed, unchanged and refused, and write it if asked to."""
    for line in lines:
        if isinstance(line, list):
            report.errors.extend(line)
    readable = [row for row in lines if isinstance(row, AffiliateRow)]
    there = _there(readable)
    good = [row for row in readable if _acceptable(row, there, seen, report)]
    fresh = [row for row in good if row.code not in there.affiliates]
    changed = {row.code: names for row in good if (names := _changes(row, there))}
    report.added += len(fresh)
    report.changed += len(changed)
    same = [row.code for row in good if row.code in there.affiliates and row.code not in changed]
    report.unchanged += len(same)
    telling = [row for row in good if row.code in changed or row.code not in there.affiliates]
    report.documents += sum(cell.key not in there.documents for row in telling for cell in row.documents)
    if write:
        _write(fresh, [row for row in good if row.code in changed], changed, there, now, actor)
        mark_synchronised([*same, *changed], now)
    return Sorted(telling, same)


# What a line may tell of an affiliate who is there; the places of the columns in what `_KNOWN` finds.
_COLUMN = {
    name: place
    for place, name in enumerate(
        ("names", "cedula", "sex", "nationality", "birth_date", "email", "mobile", "active"), start=1
    )
}
_KNOWN = f"SELECT code, {', '.join(_COLUMN)} FROM records_affiliate WHERE code {{codes}}"  # nosec B608
_HELD = """
    SELECT document.kind, document.country, document.number_key, document.id, document.valid_until,
        (SELECT code FROM records_affiliate WHERE id = document.affiliate_id)
    FROM records_iddocument document WHERE document.number_key {numbers} AND document.affiliate_id IS NOT NULL
"""  # the code by its key: for a join PostgreSQL reads the whole table
_ISSUED = "SELECT value FROM records_code WHERE value {codes}"


def _there(lines: list[AffiliateRow]) -> _There:
    codes = [row.code for row in lines]
    numbers = [cell.key[2] for row in lines for cell in row.documents]
    cedulas = [cedula for row in lines if (cedula := row.values.get("cedula"))]
    held = rows(_HELD.format(numbers=one_of("numbers")), numbers=numbers)
    issued = rows(_ISSUED.format(codes=one_of("codes")), codes=codes)
    return _There(
        affiliates={row[0]: row for row in rows(_KNOWN.format(codes=one_of("codes")), codes=codes)},
        documents={row[:3]: _Held(*row[3:]) for row in held},
        issued={value for (value,) in issued},
        cedulas={
            str(cedula): code
            for cedula, code in Affiliate.objects.filter(cedula__in=cedulas).values_list("cedula", "code")
        }
        if cedulas
        else {},
    )


def _acceptable(row: AffiliateRow, there: _There, seen: Seen, report: Report) -> bool:
    """Return whether the row can be taken beside the database and the lines above it; if not, say why."""
    faults = (_code_fault(row, there, seen), _cedula_fault(row, there, seen), *_document_faults(row, there, seen))
    reasons = [reason for reason in faults if reason]
    report.errors.extend(LineError(row.line, reason) for reason in reasons)
    seen.codes.setdefault(row.code, row.line)
    for cell in row.documents:
        seen.documents.setdefault(cell.key, row.line)
    if cedula := row.values.get("cedula"):
        seen.cedulas.setdefault(cedula, row.line)
    report.warnings.extend(row.warnings)
    if not reasons and row.code not in there.affiliates and is_own_code(row.code):
        message = _("El código tiene la forma de los que emite este sistema; no ha sido emitido y se acepta.")
        report.warnings.append(LineError(row.line, message))
    return not reasons


def refuse_issued_meanwhile(report: Report, seen: Seen) -> None:
    """Add an error for each line whose code was issued by this system since the line was compared (D11)."""
    for (code,) in rows(_ISSUED.format(codes=one_of("codes")), codes=[*seen.codes]):
        line = LineError(seen.codes[code], _say_issued(code))
        if line not in report.errors:
            report.errors.append(line)


def _say_issued(code: str) -> str:
    return _("El código %(code)s fue emitido por este sistema para un dependiente.") % {"code": code}


def _code_fault(row: AffiliateRow, there: _There, seen: Seen) -> str:
    if row.code in there.issued:  # D11: unique against the registry, at import too
        return _say_issued(row.code)
    if row.code in seen.codes:
        known = {"code": row.code, "line": seen.codes[row.code]}
        return _("El código %(code)s ya consta en la línea %(line)d.") % known
    return ""


def _cedula_fault(row: AffiliateRow, there: _There, seen: Seen) -> str:
    cedula = row.values.get("cedula")
    if not cedula:
        return ""
    if cedula in seen.cedulas:  # before the database, which has the lines above already where they are written at once
        return _("La cédula %(number)s ya consta en la línea %(line)d.") % {
            "number": cedula,
            "line": seen.cedulas[cedula],
        }
    if there.cedulas.get(cedula, row.code) != row.code:
        return _("La cédula %(number)s consta con otro código.") % {"number": cedula}
    return ""


def _document_faults(row: AffiliateRow, there: _There, seen: Seen) -> Iterator[str]:
    """Return what speaks against the documents: each belongs to one affiliate only."""
    for cell in row.documents:
        holder = there.documents.get(cell.key)
        if cell.key in seen.documents:
            known = {"number": cell.number, "line": seen.documents[cell.key]}
            yield _("El documento %(number)s ya consta en la línea %(line)d.") % known
        elif holder is not None and holder.code != row.code:
            yield _("El documento %(number)s consta con otro código.") % {"number": cell.number}


def _changes(row: AffiliateRow, there: _There) -> list[str]:
    """Return the names of what the row changes of an affiliate who is there; a new document counts."""
    known = there.affiliates.get(row.code)
    if known is None:
        return []
    names = [name for name, value in row.values.items() if known[_COLUMN[name]] != value]
    for cell in row.documents:
        document = there.documents.get(cell.key)
        if document is None or _valid_until(cell.valid_until, document):
            names.append("documents")
            break
    return names


def _valid_until(day: date | None, document: _Held) -> bool:
    """Return whether the file knows another expiry than the record; a file without one changes nothing."""
    return day is not None and document.valid_until != day


def _write(
    fresh: list[AffiliateRow],
    old: list[AffiliateRow],
    changed: dict[str, list[str]],
    there: _There,
    now: datetime,
    actor: Staff | None,
) -> None:
    """Write the rows of affiliates who are new, and of old ones of whom something changed."""
    holders = _write_fresh(fresh, now)
    records = {each.code: each for each in records_among(Affiliate, "code", [row.code for row in old])} if old else {}
    for row in old:
        _update(row, records[row.code], changed[row.code], there, now, actor)
    holders |= {code: record.pk for code, record in records.items()}
    insert_many(
        IdDocument,
        ("kind", "country", "number_key", "number", "valid_until", "seen_at", "affiliate_id"),
        (
            (*cell.key, cell.number, cell.valid_until, now, holders[row.code])
            for row in (*fresh, *old)
            for cell in row.documents
            if cell.key not in there.documents
        ),
    )


def _write_fresh(fresh: list[AffiliateRow], now: datetime) -> dict[str, int]:
    """Write the rows of affiliates who are new, and return the key of each by its code."""
    keys = dict(zip([row.code for row in fresh], draw_keys(Affiliate, len(fresh)), strict=True)) if fresh else {}
    same = {name: field.get_default() for name, field in _AFFILIATE.items()}
    same |= {"updated_at": now, "synchronised_at": now}
    lines = (
        {**same, **_values(row), "code": row.code, "value_secret": draw_secret(), "id": keys[row.code]} for row in fresh
    )
    insert_many(Affiliate, [*_AFFILIATE, "id"], ([*line.values()] for line in lines))
    return keys


_MARK = "UPDATE records_affiliate SET synchronised_at = %(now)s WHERE code {codes}"  # nosec B608


def mark_synchronised(codes: list[str], now: datetime) -> None:
    """Keep that the registry told of these affiliates at this moment; nothing else of them changes."""
    if codes:
        change(_MARK.format(codes=one_of("codes")), codes=codes, now=now)


# What a new line of the table has, by name, beside its key.
_AFFILIATE = {field.attname: field for field in Affiliate._meta.concrete_fields if not field.primary_key}


def _values(row: AffiliateRow) -> dict[str, Any]:
    return row.values | prepared_keys(row.values["names"])


def _update(
    row: AffiliateRow, affiliate: Affiliate, names: list[str], there: _There, now: datetime, actor: Staff | None
) -> None:
    changes = _changed_values(row, affiliate, there)
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
        changes=changes,
    )


def _changed_values(row: AffiliateRow, affiliate: Affiliate, there: _There) -> Changes:
    """Return what was and what is: of the columns, of each new document, and of each new expiry (D32)."""
    values = list(changes_in(affiliate, Subject.AFFILIATE, row.values).values)
    for cell in row.documents:
        document = there.documents.get(cell.key)
        if document is None:
            values.append(("documents", "", cell.key[2]))
        elif _valid_until(cell.valid_until, document):
            values.append(("documents", cell.key[2], cell.key[2]))
            values.append(("valid_until", document.valid_until, cell.valid_until))
    return Changes(affiliate, tuple(values))
