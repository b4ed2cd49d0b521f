"""The end of a link (D23): divorce, death, the union dissolved; by an act with its day and the paper that proves it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from vinculo.actions.shared.guards import OwnAct, Stale, office_of, require_read
from vinculo.actions.shared.parties import refuse_party_to_person
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import Dependency, Staff
from vinculo.records.values.changes import Changes
from vinculo.rules.shared.acts import Act, Subject


@transaction.atomic
def end_link(
    *, dependency: Dependency, ended_on: date, paper: str, actor: Staff, now: datetime, read: str | None = None
) -> Dependency:
    """Keep that a link ended on a day, and the paper that proves it; the same end twice is once.

    Raises `NotYours` for who is no officer, `Stale` where it is not as read or had ended otherwise, and ValueError
    without the paper or for a day to come.
    """
    where = office_of(actor)
    if not paper.strip() or ended_on > local_day(where, now):
        raise ValueError("a link ends by a paper, on a day that has come")
    dependency = Dependency.objects.select_for_update(no_key=True).get(pk=dependency.pk)
    refuse_party_to_person(actor, dependency.person_id)
    require_read(read, dependency, own=OwnAct(actor, now, Subject.PERSON, dependency.person_id, (Act.LINK_ENDED,)))
    if dependency.ended_on is not None:
        if (dependency.ended_on, dependency.ended_by) != (ended_on, paper.strip()):
            raise Stale
        return dependency
    dependency.ended_on, dependency.ended_by = ended_on, paper.strip()
    dependency.save(update_fields=["ended_on", "ended_by"])
    write_event(
        act=Act.LINK_ENDED,
        subject=Subject.PERSON,
        subject_id=dependency.person_id,
        now=now,
        actor=actor,
        fields=["ended_on", "ended_by"],
        changes=Changes(dependency.person, (("ended_on", None, ended_on), ("ended_by", "", paper.strip()))),
    )
    return dependency
