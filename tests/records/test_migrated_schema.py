"""A fresh database and one migrated from before the migrations were joined have the same schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.records.schema import OwnDatabase, definitions, own_database, plain_lists, plain_names

pytestmark = pytest.mark.own_database


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnDatabase]:
    """A database that the migrations of today made."""
    with own_database(tmp_path_factory.mktemp("fresh") / "data") as database:
        database.migrate()
        yield database


@pytest.mark.full
def test_schema_is_the_same_fresh_and_migrated(fresh: OwnDatabase, tmp_path: Path) -> None:
    with own_database(tmp_path / "before") as before:
        before.load_before()
        before.migrate()
        migrated = before.schema()
    expected = fresh.schema()
    assert migrated.keys() == expected.keys()
    for kind, rows in expected.items():
        assert len(rows) > 10, kind
        assert sorted(migrated[kind] - rows) == [], f"{kind} only where migrated"
        assert sorted(rows - migrated[kind]) == [], f"{kind} only where fresh"


@pytest.mark.full
def test_d34_links_from_before_open_and_are_printed_and_stand_nowhere_in_clear(tmp_path: Path) -> None:
    """A certificate, a power, a complaint, a look at a code, a mail that waits and a session, as they were kept."""
    with own_database(tmp_path / "links") as before:
        before.load_before()
        before.migrate("records", "0054")
        before.run("-m", "tests.records.rows_before", "write")
        before.migrate()
        shown = json.loads(before.run("-m", "tests.records.rows_before", "read"))
    tokens = {"Certificate": "1" * 32, "Power": "2" * 32, "Complaint": "3" * 32, "Sample": "4" * 32}
    assert (shown["tokens"], shown["found"]) == (tokens, [True] * 4)
    assert shown["printed"] == [f"https://x.ec/verificar/{each * 32}/" for each in "12"]
    assert shown["mail"] == f"https://x.ec/quejas/{'3' * 32}/"
    assert (shown["complaint"], shown["session"]) == (True, True)
    assert [each for each in "1234fc" if each * 32 in shown["texts"]] == []
    assert "verificar/(...)/" in shown["texts"]


def test_definitions_of_a_table_are_split_at_its_own_commas() -> None:
    text = """CREATE TABLE "a" ("b" text CHECK (b IN ('1,', '2)')), UNIQUE ("b"))"""
    assert definitions(text) == ["""\"b\" text CHECK (b IN ('1,', '2)'))""", 'UNIQUE ("b")']


def test_lists_of_a_condition_are_compared_in_one_way() -> None:
    as_made = "ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])"
    as_loaded = "ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])"
    assert plain_lists(as_made) == plain_lists(as_loaded)
    assert plain_lists(as_made) != plain_lists(as_loaded.replace("'b'", "'c'"))


def test_what_keeps_a_column_unique_is_compared_in_one_way() -> None:
    as_made = "records_draft | records_draft_token_hash_key | UNIQUE (token_hash)"
    as_changed = "records_draft | records_draft_token_hash_e2b8e3c6_uniq | UNIQUE (token_hash)"
    assert plain_names(as_made) == plain_names(as_changed)
    assert plain_names(as_made) != plain_names(as_changed.replace("hash_", "other_"))
    assert plain_names("turno_once | records_draft_key_id") == "turno_once | records_draft_key_id"
