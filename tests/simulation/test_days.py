"""A short simulated day through the real acts: everybody is served, and nothing is wrong afterwards."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from tests import cast
from tests.stages import desk
from tests.stages.queue import officer
from vinculo.actions.operations.reference import add_categories
from vinculo.records.models import Agency, Case, Certificate, Counter, Decision, QueueEntry, Ticket, Turno
from vinculo.simulation.days import Outcome, simulate
from vinculo.simulation.report import report_lines

pytestmark = pytest.mark.django_db
PEOPLE = 16


def a_day(seed: int = 4, people: int = PEOPLE, days: int = 1) -> Outcome:
    return simulate(
        agencies=[_centre()], procedure=cast.procedure(), first=cast.NOW.date(), days=days, people=people, seed=seed
    )


def test_a_day_ends_with_everybody_served_or_gone_and_nothing_wrong() -> None:
    asked: list[int] = []
    outcome = simulate(
        agencies=[_centre()],
        procedure=cast.procedure(),
        first=cast.NOW.date(),
        days=1,
        people=PEOPLE,
        seed=4,
        progress=asked.append,
    )
    assert outcome.wrong == []
    assert asked == [1] * PEOPLE
    assert set(Ticket.objects.values_list("state", flat=True)) <= {"served", "left", "no_show"}
    assert {each.state for each in Counter.objects.all()} == {"closed"}
    counted = outcome.tally
    assert outcome.people == Ticket.objects.count() == counted["arrived"] + counted["returned"]
    assert counted["issued"] == Certificate.objects.count() > 0
    assert counted["corrected"] == Decision.objects.filter(kind="correction").count()
    cases = Case.objects.all()
    assert counted["families"] == sum(case.solicitudes.count() > 1 for case in cases) > 0
    assert counted["proxies"] == cases.filter(by_proxy=True).count() > 0
    assert not Turno.objects.filter(status__in=["confirmed", "arrived"]).exists()
    called = QueueEntry.objects.filter(act__in=["called", "called_apart"]).values("ticket").distinct().count()
    assert sum(waits.count for _name, waits in outcome.waits()) == called


def _centre() -> Agency:
    cast.counter(1, accessible=True)
    cast.counter(2)
    groups = ("adulto-mayor", "embarazo", "discapacidad")
    add_categories([{"code": code, "name": code, "position": "1"} for code in groups])
    return cast.agency()


@pytest.mark.full
def test_the_same_seed_is_the_same_day() -> None:
    days = []
    for _ in range(2):
        with transaction.atomic():
            days.append(list(report_lines(a_day(people=3))))
            transaction.set_rollback(True)
    assert days[0] == days[1]


@pytest.mark.full
def test_a_centre_is_the_same_whichever_others_are_simulated_beside_it() -> None:
    places = [_centre(), cast.agency("CAU Cuenca", "Azuay", "01")]
    cast.counter(1, at=places[1])
    apart = Outcome()
    for shared in ([places[0]], [places[1]]):
        with transaction.atomic():
            apart.add(_days_at(shared))
            transaction.set_rollback(True)
    together = _days_at(places)
    assert list(report_lines(apart)) == list(report_lines(together))
    assert together.days == 2 * len(places)
    assert together.tally["issued"] > 3


def _days_at(places: list[Agency]) -> Outcome:
    return simulate(agencies=places, procedure=cast.procedure(), first=cast.NOW.date(), days=2, people=4, seed=7)


def test_nobody_shares_an_e_mail_a_phone_or_an_address_with_anybody(settings: object) -> None:
    """So no limit of a town of sixty stops the sixty-first (D17)."""
    once = dict.fromkeys(("address", "email", "number", "phone", "device"), (1, 60))
    settings.LIMITS = settings.LIMITS | {"send": once}  # type: ignore[attr-defined]
    outcome = a_day(people=6)
    assert (outcome.wrong, Turno.objects.count() > 1) == ([], True)


def test_what_is_wrong_is_told_and_fails() -> None:
    outcome = a_day(people=4)
    assert list(report_lines(outcome))[-1] == "Todo concuerda, y la regla llama otra vez a las mismas personas."
    outcome.wrong = ["números: día de cola 1"]
    assert list(report_lines(outcome))[-2:] == ["números: día de cola 1", "1 cosa no concuerda."]


def test_the_command_never_runs_among_real_turnos(settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    desk.turno()
    with pytest.raises(CommandError, match="turnos de verdad"):
        call_command("simulate_day", stdout=StringIO())


def test_d37_a_day_runs_at_a_named_centre_while_its_officers_sit_at_counters(settings: object) -> None:
    # Of more days than that PostgreSQL would have no counts yet, in one transaction, and read all seats at each step.
    settings.DEMO, settings.HORIZON_DAYS = True, 1  # type: ignore[attr-defined]
    _centre()
    other = cast.agency("Centro de Atención Universal Norte")
    cast.counter(1, at=other, staff=officer(7, other))
    cast.counter(2, at=other)
    out = StringIO()
    day = f"{cast.NOW.date():%Y-%m-%d}"
    call_command("simulate_day", "--centre", "norte", "--people", "4", "--first", day, "--seed", "4", stdout=out)
    assert "Todo concuerda" in out.getvalue()
    opened = QueueEntry.objects.filter(act="counter_opened")
    assert set(opened.values_list("counter__number", flat=True)) == {2}
    assert {each.day.agency for each in Ticket.objects.select_related("day__agency")} == {other}
    assert {each.counter for each in Ticket.objects.filter(state="served")} == {
        Counter.objects.get(agency=other, number=2)
    }


def test_a_centre_without_a_free_counter_is_told_and_nothing_is_made(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    place = cast.agency()
    cast.counter(1, at=place, staff=cast.olga())
    Counter.objects.filter(agency=place).exclude(number=1).delete()
    with pytest.raises(CommandError, match="hay alguien en cada ventanilla"):
        call_command("simulate_day", "--centre", place.name, stdout=StringIO())
    assert (Turno.objects.count(), Ticket.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("name", "told"), [("nada", "Ningún centro o más de uno"), ("universal", "Ningún centro o más de uno")]
)
def test_a_centre_that_is_unclear_is_told_with_those_there_are(settings: object, name: str, told: str) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    cast.agency("Centro de Atención Universal Norte")
    cast.agency()
    with pytest.raises(CommandError, match=told):
        call_command("simulate_day", "--centre", name, stdout=StringIO())
