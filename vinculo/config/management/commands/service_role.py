"""manage.py service_role NAME: a role of PostgreSQL for the service, which cannot change what only grows (D32)."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from vinculo.queries.operations.fences import APPEND_ONLY, LOCKED_BY, MARKED_ONCE

LONGEST = 63  # letters of a name in PostgreSQL
ONLY_READ = {"django_migrations"}


class Command(BaseCommand):
    """Prints what makes the role, or makes it; to be done again after each migration, as the owner of the tables."""

    help = "Muestra el SQL del rol de PostgreSQL del servicio, o lo crea con --apply; después de cada «migrate»."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name of the role."""
        parser.add_argument("name", help="nombre del rol, distinto del dueño de las tablas")
        parser.add_argument("--apply", action="store_true", help="ejecuta lo que si no se muestra")

    def handle(self, *args: object, name: str, apply: bool, **options: object) -> None:
        """Print or run the statements."""
        if connection.vendor != "postgresql":
            raise CommandError(
                _("Solo PostgreSQL tiene roles: con la base incorporada quien tiene el archivo lo puede todo.")
            )
        if not name.isidentifier() or not name.isascii() or name != name.lower() or len(name) > LONGEST:
            raise CommandError(_("El nombre del rol lleva letras minúsculas, cifras y guion bajo."))
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_database()")
            owner, database = cursor.fetchone()
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
            tables = [table for (table,) in cursor.fetchall()]
        if name == owner:
            raise CommandError(_("El rol del servicio no puede ser el dueño de las tablas."))
        statements = list(_statements(name, database, tables))
        if not apply:
            self.stdout.write("".join(f"{statement};\n" for statement in statements))
            return
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        self.stdout.write(
            _("El rol «%(name)s» tiene lo que el servicio necesita. Su contraseña: \\password %(name)s")
            % {"name": name}
        )


def _statements(name: str, database: str, tables: Iterable[str]) -> Iterator[str]:
    yield (  # the name has letters, digits and underscores alone
        f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{name}') THEN "  # nosec B608
        f'CREATE ROLE "{name}" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS; END IF; END $$'
    )
    yield f'GRANT CONNECT ON DATABASE "{database}" TO "{name}"'
    yield f'GRANT USAGE ON SCHEMA public TO "{name}"'
    yield f'REVOKE CREATE ON SCHEMA public FROM PUBLIC, "{name}"'
    yield f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{name}"'
    for table in tables:
        yield f'GRANT {_rights(table)} ON "{table}" TO "{name}"'
    for rights in (MARKED_ONCE, LOCKED_BY):
        for table, columns in rights.items():
            written = ", ".join(f'"{column}"' for column in columns)
            yield f'GRANT UPDATE ({written}) ON "{table}" TO "{name}"'
    yield f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{name}"'


def _rights(table: str) -> str:
    if table in ONLY_READ:
        return "SELECT"
    return "SELECT, INSERT" if table in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
