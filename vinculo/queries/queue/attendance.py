"""Counters that stay open though the log-in of their officer has ended: by the end of the session, or by idling (D33).

Who never logged in today, as the people of a simulated day, is not asked about.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.contrib.sessions.models import Session

from vinculo.queries.shared.local_time import local_day, midnight
from vinculo.records.models import Agency, Counter, Event, StaffSession
from vinculo.records.sessions import SessionStore, has_ended
from vinculo.rules.queue.status import CounterState
from vinculo.rules.shared.acts import Act, Subject


def unattended_counters(agency: Agency, now: datetime) -> list[Counter]:
    """Return the open counters of a centre whose officer logged in today and has no log-in that goes on."""
    seated = Counter.objects.filter(agency=agency, active=True, staff__isnull=False)
    counters = list(seated.exclude(state=CounterState.CLOSED).select_related("staff").order_by("number"))
    people = [each.staff_id for each in counters if each.staff_id is not None]
    if not people:
        return []
    begins = midnight(agency, local_day(agency, now))
    came = Event.objects.filter(act=Act.LOGGED_IN, subject=Subject.STAFF, subject_id__in=people, at__gte=begins)
    here = set(came.values_list("subject_id", flat=True))
    gone = here - _with_log_in(here, now) if here else set()
    return [each for each in counters if each.staff_id in gone]


def _with_log_in(people: Collection[int | None], now: datetime) -> set[int | None]:
    owners: dict[str, int] = dict(StaffSession.objects.filter(staff__in=people).values_list("key", "staff"))
    sessions = Session.objects.filter(session_key__in=list(owners), expire_date__gt=now)
    store = SessionStore()
    return {owners[each.session_key] for each in sessions if not has_ended(store.decode(each.session_data), now)}
