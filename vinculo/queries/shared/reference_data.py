"""The dated reference data for the rules, in one statement (D24, D26).

What the institution has no row for is answered by what comes with the program: the table of the Convention from its
files, the citations from the procedure's page, the terms from the settings. So no state of the tables leaves a code
without an answer.
"""

from __future__ import annotations

import contextlib
import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error

from vinculo import records
from vinculo.records.events import DATED
from vinculo.records.models import ModelText
from vinculo.records.rows import one_of, rows
from vinculo.records.vocabulary import quote_words
from vinculo.rules.shared.countries import CODES, canonical, is_country
from vinculo.rules.shared.reference_data import (
    CitationRow,
    ConventionRow,
    Exemption,
    ReferenceData,
    RemedyRow,
    Standing,
    TermKind,
    TermRow,
    Waived,
)

DATA = Path(records.__file__).parent / "data"
STATUS_TABLE = "Tabla de estado del Convenio de La Haya de 5 de octubre de 1961"

# What changed last is found in an index of its own, whose condition has to stand in the statement (decision 0048).
_STATEMENT = """
SELECT 'version' AS what, NULL AS since, NULL AS until, '' AS instrument, '' AS a, '' AS b, '' AS c, MAX(id) AS n
  FROM records_event WHERE subject IN ({subjects})
UNION ALL SELECT 'convention', valid_from, valid_until, instrument, code, standing, sovereign,
  CASE WHEN confirmed THEN 1 ELSE 0 END FROM records_conventionentry{countries}
UNION ALL SELECT 'exemption', valid_from, valid_until, instrument, nationality, document, waives, years_after_expiry
  FROM records_exemption
UNION ALL SELECT 'citation', valid_from, valid_until, instrument, key, name, articles, id FROM records_citation
UNION ALL SELECT 'term', valid_from, valid_until, instrument, kind, '', '', days FROM records_legalterm
UNION ALL SELECT 'remedy', valid_from, valid_until, instrument, name, body, term, id FROM records_remedy
"""


def reference_data(countries: Iterable[str] | None = None) -> ReferenceData:
    """Return the dated data that the rules judge by, of the Convention for some countries or for all: one statement."""
    codes = None if countries is None else sorted({canonical(code) for code in countries if is_country(code)})
    by_table = defaultdict(list)
    countries = "" if codes is None else f" WHERE code {one_of('codes')}"
    statement = _STATEMENT.format(subjects=quote_words(DATED), countries=countries)
    for what, *row in rows(statement, codes=codes):
        by_table[what].append(row)
    return ReferenceData(
        convention=_convention(by_table["convention"], codes),
        exceptions=tuple(_exemption(*row) for row in by_table["exemption"]),
        citations=tuple(_citation(*row) for row in sorted(by_table["citation"], key=lambda row: int(row[-1]))),
        terms=tuple(_term(*row) for row in by_table["term"]),
        remedies=tuple(_remedy(*row) for row in by_table["remedy"]),
        apostille_data_demanded=settings.APOSTILLE_DATA_DEMANDED,
        version=by_table["version"][0][-1] or 0,
    )


def _read_validity(since: Any, until: Any, instrument: str) -> dict[str, Any]:
    """Return from when until when a row holds, and by what; SQLite keeps days as texts."""
    days = [date.fromisoformat(value) if isinstance(value, str) else value for value in (since, until)]
    return {"valid_from": days[0], "valid_until": days[1], "instrument": instrument}


def _convention(edited_rows: list[list[Any]], codes: list[str] | None) -> dict[str, tuple[ConventionRow, ...]]:
    edited: dict[str, list[ConventionRow]] = defaultdict(list)
    for since, until, instrument, code, standing, sovereign, confirmed in edited_rows:
        row = ConventionRow(
            code=code,
            standing=Standing(standing),
            sovereign=sovereign,
            confirmed=bool(confirmed),
            **_read_validity(since, until, instrument),
        )
        edited[code].append(row)
    delivered = delivered_convention()
    wanted = delivered if codes is None else [code for code in codes if code in delivered]
    return {code: (delivered[code],) for code in wanted} | {code: tuple(of) for code, of in edited.items()}


def _exemption(
    since: object, until: object, instrument: str, code: str, document: str, waives: str, years: Any
) -> Exemption:
    return Exemption(
        nationality=code,
        document=document,
        waives=Waived(waives),
        years_after_expiry=years,
        **_read_validity(since, until, instrument),
    )


def _citation(
    since: object, until: object, instrument: str, key: str, name: str, articles: str, _id: int
) -> CitationRow:
    return CitationRow(key=key, name=name, articles=articles, **_read_validity(since, until, instrument))


def _term(since: object, until: object, instrument: str, kind: str, _b: str, _c: str, days: int) -> TermRow:
    return TermRow(kind=TermKind(kind), days=days, **_read_validity(since, until, instrument))


def _remedy(since: object, until: object, instrument: str, name: str, body: str, term: str, _id: int) -> RemedyRow:
    return RemedyRow(name=name, body=body, term=term, **_read_validity(since, until, instrument))


def institution_texts() -> dict[str, str]:
    """Return the texts that the institution edits, by key; what it has no text for comes with the program."""
    return delivered_texts() | dict(ModelText.objects.exclude(key="account").values_list("key", "body"))


@dataclass(frozen=True)
class PublishedReference:
    """What the pages for everybody show of the dated data: all of it, and the texts of the institution."""

    reference: ReferenceData
    texts: dict[str, str]


def read_reference() -> PublishedReference:
    """Return what holds now, for documents and mails, which are made while nobody waits; two statements."""
    return PublishedReference(reference_data(), institution_texts())


class _Kept:
    """What this process read last for the pages for everybody, and when."""

    published: PublishedReference | None = None
    read_at = datetime.min.replace(tzinfo=UTC)
    read_aside = False


def get_published(now: datetime) -> PublishedReference:
    """Return what the pages for everybody show, some seconds old at most.

    They need no database (D36): while it is away they show what was read last, or what comes with the program. Where
    it is read aside, a page reads nothing itself: it would wait where the database says nothing.
    """
    lasts = timedelta(seconds=settings.PUBLISHED_SECONDS)
    if not _Kept.read_aside and not timedelta() <= now - _Kept.read_at < lasts:
        refresh_published(now)
    return _Kept.published or _delivered_reference()


def refresh_published(now: datetime) -> None:
    """Read what the pages for everybody show; while the database is away, what was read last stays."""
    with contextlib.suppress(Error):
        _Kept.published = read_reference()
    _Kept.read_at = now


def read_aside() -> None:
    """From now on somebody else calls `refresh_published` again and again: pages read nothing themselves."""
    _Kept.read_aside = True


@cache
def _delivered_reference() -> PublishedReference:
    return PublishedReference(ReferenceData(convention=_convention([], None)), delivered_texts())


@cache
def delivered_texts() -> dict[str, str]:
    """Return the texts as they come with the program."""
    return {row["key"]: row["body"] for row in _file("texts.csv")}


@cache
def delivered_convention() -> dict[str, ConventionRow]:
    """Return the table of the Convention as it comes with the program, by code: an answer for every country's code."""
    known = {row.code: row for row in [*_parties(), *_territories()]}
    return {code: known[code] for code in CODES if code in known}


def _file(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _parties() -> Iterable[ConventionRow]:
    """Return the parties of the status table, each from its entry into force."""
    for row in _file("apostille_parties.csv"):
        with_ecuador = row["in_force_with_ecuador"] != "no"
        yield ConventionRow(
            code=row["alpha3"],
            standing=Standing.PARTY if with_ecuador else Standing.NOT_WITH_ECUADOR,
            valid_from=date.fromisoformat(row["entry_into_force"]) if with_ecuador else None,
            instrument=STATUS_TABLE,
        )


def _territories() -> Iterable[ConventionRow]:
    """Return the territories, and the countries that are no party; what is not sure is unconfirmed (D24)."""
    parties = {row.code: row for row in _parties()}
    standings = {"yes": Standing.EXTENDED, "party": Standing.PARTY}
    for row in [*_file("apostille_territories.csv"), *_file("apostille_others.csv")]:
        of_party = parties.get(row["code"])
        since = date.fromisoformat(row["since"]) if row["since"] else of_party.valid_from if of_party else None
        otherwise = Standing.NOT_EXTENDED if row["sovereign"] else Standing.NOT_PARTY
        yield ConventionRow(
            code=row["code"],
            standing=standings.get(row["extended"], otherwise),
            sovereign=row["sovereign"],
            confirmed=row["how_sure"].startswith("H"),
            valid_from=since,
            instrument=row["source"],
        )
