"""The CHECK of a long vocabulary, and how a migration lets a column hold more words.

PostgreSQL reads each CHECK of a table from its text for each statement that writes there, and keeps nothing of it: the
206 acts of the events are 43,000 letters there, 0.12 ms for each event. The body of a function is read once for each
connection, so a long list stands in one (docs/decisions/0084). SQLite has the list itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeGuard, cast

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddConstraint, AlterField, RemoveConstraint
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import BooleanField, CharField, CheckConstraint, F, Func, Model, Q

MANY = 30  # words from which on a call of a function costs less than its list


class WordsCheck(CheckConstraint):  # noqa: PLW1641 - no constraint has a hash
    """The CHECK that a column holds one of many words: on PostgreSQL its list stands in a function of its own."""

    def __eq__(self, other: object) -> bool:
        """Return whether it is the same, and kept in the same way: a migration is asked for where it is not."""
        return type(other) is WordsCheck and super().__eq__(other)

    def constraint_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        """Return the CHECK in the text that makes a table; the function is made before."""
        if not _is_postgresql(schema_editor):
            return str(super().constraint_sql(model, schema_editor))
        schema_editor.execute(self._function(schema_editor), params=None)
        return str(self._call().constraint_sql(model, schema_editor))

    def create_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        """Return what makes the function, and the CHECK of a table that is there."""
        if not _is_postgresql(schema_editor):
            return str(super().create_sql(model, schema_editor))
        return f"{self._function(schema_editor)}; {self._call().create_sql(model, schema_editor)}"

    def remove_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        """Return what takes away the CHECK, and its function."""
        removed = str(super().remove_sql(model, schema_editor))
        return f"{removed}; DROP FUNCTION {self.name}_word(varchar)" if _is_postgresql(schema_editor) else removed

    def _call(self) -> CheckConstraint:
        """Return the CHECK that calls the function."""
        column, _words = self._column_and_words()
        call = Func(F(column), function=f"{self.name}_word", output_field=BooleanField())
        return CheckConstraint(condition=call, name=self.name)

    def _function(self, schema_editor: BaseDatabaseSchemaEditor) -> str:
        _column, words = self._column_and_words()
        listed = ", ".join(schema_editor.quote_value(word) for word in words)
        return (
            f"CREATE FUNCTION {self.name}_word(word varchar) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE "
            f"AS $$ BEGIN RETURN word IN ({listed}); END $$"
        )

    def _column_and_words(self) -> tuple[str, Sequence[str]]:
        """Return column and words of the condition, which is `Q(column__in=[…])` and nothing else."""
        assert isinstance(self.condition, Q)
        [(lookup, words)] = cast("list[tuple[str, Sequence[str]]]", self.condition.children)
        return lookup.removesuffix("__in"), words


def _is_postgresql(editor: BaseDatabaseSchemaEditor | None) -> TypeGuard[BaseDatabaseSchemaEditor]:
    return editor is not None and editor.connection.vendor == "postgresql"


def check_of_words(column: str, words: Sequence[str], name: str) -> CheckConstraint:
    """Return the CHECK that a column holds one of these words."""
    check = WordsCheck if len(words) > MANY else CheckConstraint
    return check(condition=Q(**{f"{column}__in": list(words)}), name=name)


def alter_words(model: str, column: str, words: Sequence[str], name: str, length: int) -> list[Operation]:
    """Return what lets a column hold every word of a vocabulary, and no other: for migrations.

    SQLite makes the table anew, without its triggers: a migration puts them up again.
    """
    field = CharField(max_length=length, choices=[(each, each) for each in words])
    return [
        RemoveConstraint(model, name),
        AlterField(model, column, field),
        AddConstraint(model, check_of_words(column, words, name)),
    ]


class ListWordsInFunction(Operation):
    """Make a `WordsCheck` of a CHECK that is there, with the words that it has."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str, name: str) -> None:
        self.model_name, self.name = model_name, name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Put the new kind of CHECK in the place of the old one."""
        old = state.models[app_label, self.model_name].get_constraint_by_name(self.name)
        new = WordsCheck(condition=old.condition, name=old.name)
        state.alter_constraint(app_label, self.model_name, self.name, new)

    def database_forwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Swap them, where they are not the same."""
        if editor.connection.vendor == "postgresql":
            model = to_state.apps.get_model(app_label, self.model_name)
            editor.remove_constraint(model, self._check_of(from_state, app_label))
            editor.add_constraint(model, self._check_of(to_state, app_label))

    def database_backwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Swap them back."""
        self.database_forwards(app_label, editor, from_state, to_state)

    def describe(self) -> str:
        """Say it where the migrations are listed."""
        return f"List the words of {self.name} in a function"

    def _check_of(self, state: ProjectState, app_label: str) -> Any:
        return state.models[app_label, self.model_name].get_constraint_by_name(self.name)
