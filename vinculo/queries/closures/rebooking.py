"""What a closing did with a turno, as its person and the supervisor see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When

from vinculo.queries.closures.closures import closings_in_force
from vinculo.queries.shared.local_time import local_moment
from vinculo.records.models import Closing, Reseating, Turno
from vinculo.rules.closures.outcomes import ClosingAnswer, ClosingOutcome
from vinculo.rules.shared.statuses import TurnoStatus

STANDS_SO = Q(turno__status=TurnoStatus.CONFIRMED, turno__sequence=F("sequence"))


@dataclass(frozen=True)
class Change:
    """What changed without the person's will: they may accept it or ask for another hour; once reopened, go back."""

    reseating: Reseating
    before: datetime  # in the time of the old agency
    can_go_back: bool

    @property
    def kept(self) -> bool:
        """Return whether no other seat was found."""
        return self.reseating.outcome == ClosingOutcome.KEPT

    @property
    def answer(self) -> str:
        """Return what the person said, or an empty text."""
        return self.reseating.answer


def change_of(turno: Turno, now: datetime) -> Change | None:
    """Return what a closing last did with a turno that still stands so, or None."""
    if turno.status != TurnoStatus.CONFIRMED or turno.starts <= now:
        return None
    reseating = latest(turno.pk, turno.sequence)
    if reseating is None or (reseating.outcome == ClosingOutcome.KEPT and reseating.closing.reopened_at is not None):
        return None
    back = (
        reseating.outcome == ClosingOutcome.MOVED
        and reseating.closing.reopened_at is not None
        and reseating.old_starts > now
    )
    return Change(reseating, local_moment(reseating.old_agency, reseating.old_starts), back)


def latest(turno: int, sequence: int) -> Reseating | None:
    """Return what was last done with a turno, if it stands as it was left then."""
    rows = Reseating.objects.select_related("closing", "old_agency").filter(turno=turno, sequence=sequence)
    return rows.order_by("-pk").first()


def stands_kept() -> Exists:
    """Return the condition of a turno that stands on a closed day, of which nobody is to be reminded."""
    return Exists(
        Reseating.objects.filter(
            turno=OuterRef("pk"), sequence=OuterRef("sequence"), outcome=ClosingOutcome.KEPT, closing__reopened_at=None
        )
    )


def of_closing(closing: Closing) -> QuerySet[Reseating]:
    """Return what a closing did, by the hour that was: references, hours and answers, no personal data.

    `stands_so` says whether the turno still stands as the closing left it.
    """
    rows = closing.reseatings.select_related("turno__agency", "old_agency").order_by("old_starts", "pk")
    return rows.annotate(stands_so=Case(When(STANDS_SO, then=True), default=False))


def count_answers(rows: Iterable[Reseating]) -> dict[str, int]:
    """Return how many accepted, asked for another hour or have not answered what still stands so."""
    answers = Counter(row.answer for row in rows)
    unanswered = sum(not row.answer and getattr(row, "stands_so", False) for row in rows)
    return {
        "accepted": answers[ClosingAnswer.ACCEPTED],
        "other": answers[ClosingAnswer.OTHER],
        "unanswered": unanswered,
    }


def standing_counted(now: datetime) -> QuerySet[Closing]:
    """Return the closings that stand, each with how many turnos it hit and how many have not answered."""
    silent = Q(reseatings__answer="", reseatings__turno__status=TurnoStatus.CONFIRMED) & Q(
        reseatings__turno__sequence=F("reseatings__sequence")
    )
    return closings_in_force(now).annotate(affected=Count("reseatings"), unanswered=Count("reseatings", filter=silent))
