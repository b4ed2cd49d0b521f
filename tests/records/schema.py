"""Databases of their own on the engine that the tests run on, and what stands in them."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests import ROOT

BEFORE = Path(__file__).parent / "before"
POSTGRES_QUESTIONS = {
    "columns": """SELECT table_name, column_name, udt_name, character_maximum_length, is_nullable, column_default,
        is_identity, identity_generation FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraints": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
}


@dataclass(frozen=True)
class OwnDatabase:
    """An empty database: a file in a folder of its own, or a database of the server that the tests run on."""

    folder: Path
    url: str = ""

    def migrate(self, *words: str) -> None:
        """Migrate it as an operator does."""
        self.run("manage.py", "migrate", *words)

    def run(self, *words: str) -> str:
        """Run this Python on it and return what it printed."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
            | {"VINCULO_DATA": str(self.folder), "DJANGO_SETTINGS_MODULE": "vinculo.config.settings"}
            | ({"DATABASE_URL": self.url} if self.url else {}),
            capture_output=True,
            encoding="utf-8",
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def load_before(self) -> None:
        """Put the schema there that stood before the migrations were joined."""
        if self.url:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute((BEFORE / "postgresql.sql").read_bytes())
            return
        with closing(sqlite3.connect(self.file)) as connection:
            connection.executescript((BEFORE / "sqlite.sql").read_text())

    @property
    def file(self) -> Path:
        """Return the file of an embedded database."""
        return self.folder / "vinculo.sqlite3"

    def schema(self) -> dict[str, set[str]]:
        """Return tables, columns, constraints, indexes and triggers as texts; the order of columns is no matter."""
        return self._schema_of_postgres() if self.url else self._schema_of_sqlite()

    def _schema_of_postgres(self) -> dict[str, set[str]]:
        with psycopg.connect(self.url) as connection:
            return {
                name: {
                    plain_names(plain_lists(" | ".join(map(str, row)))) for row in connection.execute(question.encode())
                }
                for name, question in POSTGRES_QUESTIONS.items()
            }

    def _schema_of_sqlite(self) -> dict[str, set[str]]:
        schema: dict[str, set[str]] = {}
        with closing(sqlite3.connect(self.file)) as connection:
            rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            for kind, name, table, text in rows:
                lines = definitions(text) if kind == "table" else [text]
                schema.setdefault(kind, set()).update(f"{table} | {name} | {line}" for line in lines)
        return schema


def plain_lists(definition: str) -> str:
    """Write a list of a condition in one way: PostgreSQL casts the list or, once dumped and loaded, its elements."""
    elements = re.sub(r"\(('[^']*'::character varying)\)::text", r"\1", definition)
    return re.sub(r"\((ARRAY\[[^\]]*\])\)::text\[\]", r"\1", elements)


def plain_names(definition: str) -> str:
    """Name what keeps a column unique in one way: PostgreSQL names it for a new table, Django for a changed column."""
    return re.sub(r"\b(records_\w+?)(_key|_[0-9a-f]{8}_uniq)\b", r"\1_unique", definition)


def definitions(create_table: str) -> list[str]:
    """Split the text that made a table of SQLite into its columns and constraints."""
    body = create_table[create_table.index("(") + 1 : create_table.rindex(")")]
    parts, depth, quoted = [""], 0, False
    for sign in body:
        quoted ^= sign == "'"
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == "," and not depth and not quoted:
            parts.append("")
        else:
            parts[-1] += sign
    return [re.sub(r"\s+", " ", part).strip() for part in parts]


@contextmanager
def own_database(folder: Path, template: str = "") -> Iterator[OwnDatabase]:
    """Make a database for one test, and remove it; it is empty, or a copy of a template of the server."""
    folder.mkdir()
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield OwnDatabase(folder)
        return
    name = f"schema_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        made_from = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + made_from)
    try:
        yield OwnDatabase(folder, urlunsplit(urlsplit(server)._replace(path=f"/{name}")))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
