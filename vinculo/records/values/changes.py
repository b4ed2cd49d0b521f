"""The secret of a row that holds a person's data, and what an act changes there (D32)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from vinculo.rules.log.values import PERSONAL, Digests, digest_changes, draw_secret


class AnotherSecret(models.Func):
    """A new secret for each row of a statement: what letting go puts in the place of the one that is deleted (D34)."""

    template = "lower(hex(randomblob(16)))"
    output_field = models.CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[str | int, ...]]:
        """Return what PostgreSQL draws: 122 of its 128 bits are random."""
        sql, params = self.as_sql(compiler, connection, template="replace(gen_random_uuid()::text, '-', '')", **context)
        return sql, tuple(params)


class HoldsSecret(models.Model):
    """A row with data of a person: its secret is there from the beginning, and goes with the row (D34).

    So no act has to write the row to draw it: that would lock a person in acts that change something else (D32).
    """

    # Null only in a row that the version before wrote during an upgrade: what changes there is proved by nobody.
    value_secret = models.CharField(max_length=32, null=True, default=draw_secret, editable=False)  # noqa: DJ001

    class Meta:
        abstract = True


@dataclass(frozen=True)
class Changes:
    """What an act changes in a row: of each field its name, what was, and what is now."""

    holder: HoldsSecret
    values: tuple[tuple[str, object, object], ...]

    def names(self) -> list[str]:
        """Return the fields, each once."""
        return list(dict.fromkeys(name for name, _old, _new in self.values))


def changes_in(holder: HoldsSecret, subject: str, new: Mapping[str, object]) -> Changes:
    """Return what these new values change of a person's data in a row that still has the old ones."""
    own = ((name, getattr(holder, name), value) for name, value in new.items() if name in PERSONAL[subject])
    return Changes(holder, tuple(each for each in own if each[1] != each[2]))


def digests_of(changes: Changes | None, subject: str, fields: Iterable[str], key: bytes) -> Digests | None:
    """Return the digests that an event keeps, None where no value of a person changed.

    Raises ValueError for an event that names a person's field without what was and what is: nobody could prove it.
    """
    known = changes.names() if changes is not None else []
    bare = sorted(PERSONAL.get(subject, set()).intersection(fields) - set(known))
    if bare:
        raise ValueError(f"an event that changes {', '.join(bare)} of a {subject} keeps digests of the values")
    if changes is None or not changes.values:
        return None
    return digest_changes(changes.values, secret=changes.holder.value_secret or draw_secret(), key=key)
