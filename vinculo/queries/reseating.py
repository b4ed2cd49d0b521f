"""What a closing did with a turno, as its person and the supervisor see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, QuerySet

from vinculo.records.models import Closing, Outcome, Reseating, Turno


@dataclass(frozen=True)
class Change:
    """What changed without the person's will: they may accept it or ask for another hour; once reopened, go back."""

    reseating: Reseating
    before: datetime  # in the time of the old agency
    can_go_back: bool

    @property
    def kept(self) -> bool:
        """Return whether no other seat was found."""
        return self.reseating.outcome == Outcome.KEPT

    @property
    def answer(self) -> str:
        """Return what the person said, or an empty text."""
        return self.reseating.answer


def change_of(turno: Turno, now: datetime) -> Change | None:
    """Return what a closing last did with a turno that still stands so, or None."""
    if turno.status != "confirmed" or turno.starts <= now:
        return None
    found = latest(turno.pk, turno.sequence)
    if found is None or (found.outcome == Outcome.KEPT and found.closing.reopened_at is not None):
        return None
    back = found.outcome == Outcome.MOVED and found.closing.reopened_at is not None and found.old_starts > now
    return Change(found, found.old_starts.astimezone(ZoneInfo(found.old_agency.timezone)), back)


def latest(turno: int, sequence: int) -> Reseating | None:
    """Return what was last done with a turno, if it stands as it was left then."""
    rows = Reseating.objects.select_related("closing", "old_agency").filter(turno=turno, sequence=sequence)
    return rows.order_by("-pk").first()


def stands_kept() -> Exists:
    """Return the condition of a turno that stands on a closed day, of which nobody is to be reminded."""
    return Exists(
        Reseating.objects.filter(
            turno=OuterRef("pk"), sequence=OuterRef("sequence"), outcome=Outcome.KEPT, closing__reopened_at=None
        )
    )


def of_closing(closing: Closing) -> QuerySet[Reseating]:
    """Return what a closing did, by the hour that was: references, hours and answers, no personal data."""
    rows = closing.reseatings.select_related("turno__agency", "old_agency")
    return rows.order_by("old_starts", "pk").annotate(stands=F("turno__status"))
