"""Whether two records may be the same person (D8): what to show the officer, who decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vinculo.rules.shared.countries import canonical
from vinculo.rules.shared.names import fold, same_names


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What tells people apart where the document is another one."""

    names: str
    birth_date: date
    nationality: str


def looks_alike(one: Identity, other: Identity) -> bool:
    """Return whether the officer has to compare the two (D8).

    Same birth date and the same name, whatever the nationality: a child of two passports. With the same nationality a
    name left out is enough, as long as two are shared: *Bruno Restrepo* and *Bruno Andrés Restrepo Gómez*.
    """
    if one.birth_date != other.birth_date:
        return False
    if same_names(one.names, other.names):
        return True
    mine, theirs = set(fold(one.names).split()), set(fold(other.names).split())
    same_nation = canonical(one.nationality) == canonical(other.nationality)
    return same_nation and len(mine & theirs) >= 2 and (mine <= theirs or theirs <= mine)
