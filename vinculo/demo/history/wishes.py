"""Those of the demo's history who waited for a turno."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time
from typing import TYPE_CHECKING

from vinculo.queries.shared.local_time import moment_at
from vinculo.records.models import Agency, WaitingEntry
from vinculo.rules.shared.references import draw_token

if TYPE_CHECKING:
    from vinculo.demo.history.loading import History


def waiting_list(history: History, agency: Agency, past: Sequence[date]) -> Iterator[WaitingEntry]:
    """Yield some who waited for a turno: most had one in the end, a few never."""
    for index in range(0, len(past) - 3, 5):
        family = next(history.families)
        joined = moment_at(agency, past[index], time(11))
        affiliate = history.visits.register(family, joined)
        met = history.chance.random() < 0.6
        yield WaitingEntry(
            token=draw_token(history.chance),
            state="met" if met else "ended",
            presenter_kind="code",
            presenter_number=family.code,
            presenter_key=family.code,
            affiliate=affiliate,
            email=family.email,
            mobile="+593990000000",
            language="es",
            agency=agency,
            procedure=history.procedure,
            first=past[index + 1],
            last=past[index + 2],
            dependents=1,
            joined_at=joined,
            ended_at=moment_at(agency, past[index + 2], time(18)),
        )
