"""Hearing the person before an issued code is annulled (D35): how they are told, and where the hearing is left out."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from vinculo.rules.shared.marks import mark


class ToldBy(StrEnum):
    """By which way a person is told that a code is open for annulment."""

    MAIL = "mail"
    PAPER = "paper"  # no mailbox is known: a notice is handed over, and the days run from then on


class Unheard(StrEnum):
    """Why a code is annulled without the person having been heard first: these two, and no other."""

    SAME_DAY = "same_day"  # a slip, found on the day on which the code was issued, with the person still there
    OWN_REQUEST = "own_request"  # the person asked for it themselves, in writing


UNHEARD = {
    Unheard.SAME_DAY: mark("Es un error de hoy y la persona sigue en el centro"),
    Unheard.OWN_REQUEST: mark("La propia persona lo pidió por escrito"),
}


def may_leave_out(why: Unheard, *, issued_on: date, today: date) -> bool:
    """Return whether the hearing may be left out for this reason: a slip is one on the day of the code alone."""
    return why is Unheard.OWN_REQUEST or issued_on == today
