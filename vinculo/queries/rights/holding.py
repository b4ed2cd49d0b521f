"""What one model holds of people (D34): a row of the table of personal data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet

from vinculo.queries.rights.whose import Whose
from vinculo.rules.rights.retention import RetentionKind
from vinculo.rules.rights.status import WhoseKind

LINK = "token_hash link_key link_nonce link_mask"  # of a private link
PRESENTER = "presenter_kind presenter_number presenter_country"


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What one model holds of people: `shown` is handed over, `other` is known and is not theirs."""

    model: type[Model]
    title: str
    finds: Callable[[Whose], Q]
    shown: str
    other: str
    kept: RetentionKind
    hidden: dict[WhoseKind, str] = field(default_factory=dict)  # columns of another person in the same row

    def columns(self, kind: WhoseKind) -> list[str]:
        """Return the columns that are handed over to somebody of this kind."""
        hidden = self.hidden.get(kind, "").split()
        return [name for name in self.shown.split() if name not in hidden]

    def rows(self, whose: Whose) -> QuerySet[Any]:
        """Return the rows of a person."""
        return self.model._default_manager.filter(self.finds(whose)).order_by("pk")
