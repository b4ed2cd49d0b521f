"""When the history of the demonstration is written, and when not (D39)."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django import Settings

from tests import cast
from vinculo.demo import people
from vinculo.demo.history.loading import load_history
from vinculo.queries.operations.invariants import breaches
from vinculo.queries.queue.invariants import queue_breaches
from vinculo.records.models import CentreDay, QueueEntry, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.long]
TODAY = cast.NOW.date()


def test_the_history_is_never_written_without_the_demo(settings: Settings) -> None:
    settings.DEMO = False
    assert load_history([cast.agency()], cast.NOW) == 0
    assert (Ticket.objects.count(), QueueEntry.objects.count()) == (0, 0)


def test_a_demo_in_which_somebody_was_served_keeps_what_it_has(settings: Settings) -> None:
    settings.DEMO, settings.HORIZON_DAYS = True, 1
    people.make_demo(cast.NOW)
    day = CentreDay.objects.create(agency=people.centres_with_history()[0], date=TODAY, last_number=1)
    Ticket.objects.create(
        day=day,
        number=1,
        **Ticket.link_for("0" * 32),
        procedure=cast.procedure(),
        origin="same_day",
        klass="W",
        checked_in_at=cast.NOW,
        ref=cast.NOW,
        due=cast.NOW,
    )
    assert load_history(people.centres_with_history(), cast.NOW) == 0


def test_the_command_makes_people_and_history(settings: Settings) -> None:
    settings.DEMO, settings.HORIZON_DAYS = True, 1
    call_command("demo", stdout=StringIO())
    assert Ticket.objects.count() > 1000


@pytest.mark.parametrize(
    "hours",
    [-3, *(pytest.param(hours, marks=pytest.mark.full) for hours in (9, 13))],
    ids=["before it opens", "after it closed", "at night"],
)
def test_d39_outside_its_hours_the_day_has_not_begun_or_is_over(settings: Settings, hours: int) -> None:
    settings.DEMO, settings.HORIZON_DAYS = True, 1
    then = cast.NOW + timedelta(hours=hours)
    people.make_demo(then)
    load_history(people.centres_with_history(), then)
    assert CentreDay.objects.filter(date=TODAY).exists() == (hours > 0)
    assert not QueueEntry.objects.filter(at__gt=then).exists()
    assert breaches() + queue_breaches() == []
