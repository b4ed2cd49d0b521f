"""The secret of a row that holds a person's data, and what an act changes there (D32)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import models

from vinculo.rules.log.values import PERSONAL, Digests, digest_changes, draw_secret


class HoldsSecret(models.Model):
    """A row with data of a person: its secret is drawn when they first change, and goes with the row (D34)."""

    # Null where there is none: such a column is added to a large table without making it anew.
    value_secret = models.CharField(max_length=32, null=True, editable=False)  # noqa: DJ001

    class Meta:
        abstract = True

    def keep_secret(self) -> str:
        """Return the secret of this row, drawn now where it has none; of two at once the first stands."""
        if not self.value_secret:
            row = type(self)._default_manager.filter(pk=self.pk)
            row.filter(value_secret=None).update(value_secret=draw_secret())
            self.value_secret = row.values_list("value_secret", flat=True).get()
        return self.value_secret or ""


def keep_secrets(holders: Sequence[HoldsSecret]) -> None:
    """Draw the secrets of many rows of one model that have none, in a few statements; one drawn before stands."""
    bare = [each for each in holders if not each.value_secret]
    if not bare:
        return
    for each in bare:
        each.value_secret = draw_secret()
    rows = type(bare[0])._default_manager.filter(pk__in=[each.pk for each in bare])
    rows.filter(value_secret=None).bulk_update(bare, ["value_secret"])
    there = dict(rows.values_list("pk", "value_secret"))
    for each in bare:
        each.value_secret = there[each.pk]


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
    return digest_changes(changes.values, secret=changes.holder.keep_secret(), key=key)
