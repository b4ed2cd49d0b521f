"""Keeping what a person answers about papers, and ticks off, for a turno to come (D31).

It is the person's own note: nothing is decided by it, so it writes no event. A finished turno takes none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from vinculo.actions.mail.outbox import enqueue
from vinculo.actions.shared import limits
from vinculo.queries.booking.bring import list_as_text, list_in_words, visit_of_turno
from vinculo.queries.shared.reference_data import read_reference
from vinculo.records.models import BringAnswer, BringTick, Turno
from vinculo.rules.cases.bringing.model import Answers, Visit
from vinculo.rules.cases.bringing.required import list_papers
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.limits import LimitedAct, LimitedBy
from vinculo.rules.shared.reference_data import ReferenceData
from vinculo.rules.shared.statuses import LIVE_TURNO

NOT_KEPT = frozenset({"birth_date"})  # it stands in the solicitud alone


@transaction.atomic
def keep_answers(*, turno: Turno, answers: Sequence[Answers], first: int = 1) -> None:
    """Keep what was answered about the dependents of a turno from a position on; what is over is left as it is."""
    row = Turno.objects.select_for_update(no_key=True).get(pk=turno.pk)
    if row.status not in LIVE_TURNO:
        return
    for position, answer in enumerate(answers[: row.dependents - first + 1], start=first):
        values = {name: value for name, value in asdict(answer).items() if name not in NOT_KEPT}
        values["link"] = answer.link.value if answer.link else ""
        BringAnswer.objects.update_or_create(turno=row, position=position, defaults=values)


@transaction.atomic
def keep_ticks(*, turno: Turno, ticked: Collection[str], unticked: Collection[str], now: datetime) -> None:
    """Tick things of the list, and take ticks back; only what changed is said, so two phones do not undo each other.

    A key that is not in the list of this turno is left out.
    """
    row = (
        Turno.objects.select_for_update(no_key=True, of=("self",))
        .select_related("agency", "procedure")
        .get(pk=turno.pk)
    )
    if row.status not in LIVE_TURNO:
        return
    known = {item.key for item in list_papers(visit_of_turno(row, ReferenceData())).items}
    BringTick.objects.filter(turno=row, item__in=[*unticked]).delete()
    rows = [BringTick(turno=row, item=item, ticked_at=now) for item in sorted(known & set(ticked))]
    BringTick.objects.bulk_create(rows, ignore_conflicts=True)


def send_list(*, email: str, visit: Visit, link: str, address: str, device: str, now: datetime) -> None:
    """Send a list to anyone who asks for it, as often as any other mail; nothing in it was typed by hand (D17, D29).

    Raises `limits.LimitReached`.
    """
    by = {LimitedBy.ADDRESS: address, LimitedBy.EMAIL: email, LimitedBy.DEVICE: device}
    limits.count_attempt(act=LimitedAct.SEND, by={kind: value for kind, value in by.items() if value}, now=now)
    said = list_in_words(list_papers(visit), read_reference().texts)
    words = {"list": list_as_text(said), "link": link}
    enqueue(kind=MailKind.BRING_LIST, recipient=email, words=words, now=now)
