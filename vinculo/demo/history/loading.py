"""Writes two months of history into an empty demonstration, so that its figures show what they are for.

The days are relative to today. That of today stands as it is at this moment: one counter of each centre is open,
people wait and are served, so that boards, day and figures have something to show; the other counters are free.

Everything is drawn from one seed, obeys every constraint and every invariant, and is written in bulk. It stands without
events, since nobody acted; that it was loaded is an event. Never without `VINCULO_DEMO`: `manage.py demo` alone calls
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from vinculo.demo.history.closed_day import closed_day
from vinculo.demo.history.families import draw_families
from vinculo.demo.history.opinions import told_by_people
from vinculo.demo.history.past_day import History, PastDay
from vinculo.demo.history.visits import Pending, Visits, Written
from vinculo.queries.shared.calendar import closed_days
from vinculo.queries.shared.local_time import local_day, moment_at
from vinculo.records.events import write_event
from vinculo.records.models import (
    Agency,
    Case,
    CentreDay,
    Certificate,
    Counter,
    PriorityCategory,
    Procedure,
    Sample,
    Staff,
    Ticket,
    WaitingEntry,
)
from vinculo.rules.booking.status import WaitingState
from vinculo.rules.cases.status import CertificateState
from vinculo.rules.control.sampling import SampleReason
from vinculo.rules.control.status import SAMPLE, SampleAct
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS
from vinculo.rules.shared.references import draw_token
from vinculo.rules.staff.access import Territory

SEED, DAYS = 2026, 61
MARK = "historia-"  # begins the user names of those who served in it: no account, nobody logs in with one
NAMES = ("Mónica Terán", "Patricio Luna", "Verónica Salas", "Xavier Ponce", "Zoila Armijos", "Wilson Tapia")
SIZES = ((2, 14), (1, 11), (1, 9))  # of the centres in their order: counters open, and turnos of a day, about
CLOSED_AFTER = 24  # working days, the first centre was closed for one
ALONE = (0, 2, 3, 5)  # of seven working days, those on which one officer serves alone
BATCH = 500
TO_LOOK_AT = 3  # codes of each centre that wait for a second look


@transaction.atomic
def load_history(agencies: Sequence[Agency], now: datetime) -> int:
    """Write the history of some centres once, and return how many visits it has.

    A demonstration in which anybody has been served keeps what it has.
    """
    if not settings.DEMO or Ticket.objects.exists() or Case.objects.exists():
        return 0
    chance = Random(SEED)  # nosec B311: the same seed gives the same history; nothing secret is drawn from it
    written = Written()
    history = History(
        chance=chance,
        procedure=Procedure.objects.get(code=FOREIGN_DEPENDENTS),
        groups=list(PriorityCategory.objects.filter(active=True).values_list("code", flat=True)),
        visits=Visits(written, chance),
        families=draw_families(chance, local_day(None, now)),
    )
    for index, (agency, (counters, turnos)) in enumerate(zip(agencies, SIZES, strict=False)):
        _centre(history, agency, _officers(agency, NAMES[2 * index : 2 * index + counters]), turnos, now)
    _insert(history, written)
    Counter.objects.bulk_update(history.seated, ["staff", "state", "since"])
    _draw_samples(agencies, chance)
    write_event(
        act=Act.AFFILIATES_IMPORTED,
        subject=Subject.AFFILIATE,
        subject_id=None,
        now=now,
        actor_kind=ActorKind.SYSTEM,
        fields=["demo_history"],
    )
    return len(history.tickets)


def _draw_samples(agencies: Sequence[Agency], chance: Random) -> None:
    """Leave the last codes of each centre to be looked at again by who supervises it (D35)."""
    for agency in agencies:
        issued = Certificate.objects.filter(agency=agency, state=CertificateState.IN_FORCE).order_by("-issued_at", "pk")
        Sample.objects.bulk_create(
            Sample(
                certificate=each,
                agency=agency,
                issued_by_id=each.issued_by_id,
                why=SampleReason.DRAWN,
                state=SAMPLE.begin(SampleAct.DRAW),
                **Sample.link_of(draw_token(chance)),
                drawn_at=each.issued_at,
            )
            for each in issued[:TO_LOOK_AT]
        )


def _officers(agency: Agency, names: Iterable[str]) -> list[Staff]:
    """Return the officers of the past at a centre: rows that are named on what they did, and cannot log in."""
    made = []
    for number, name in enumerate(names, 1):
        first, last = name.split()
        officer = Staff(
            username=f"{MARK}{agency.pk}-{number}",
            first_name=first,
            last_name=last,
            territory=Territory.CENTRES,
            agency=agency,
            is_active=False,
        )
        officer.set_unusable_password()
        made.append(officer)
    return list(Staff.objects.bulk_create(made))


def _centre(history: History, agency: Agency, officers: list[Staff], turnos: int, now: datetime) -> None:
    """Play each working day of a centre until this moment."""
    today = local_day(agency, now)
    first, after = today - timedelta(days=DAYS), today + timedelta(days=40)
    closed = closed_days(agency, first, after)
    working = [day for day in _days(first, after) if day not in closed]
    shut = working.pop(CLOSED_AFTER) if turnos == SIZES[0][1] else None
    all_counters = list(Counter.objects.filter(agency=agency, active=True).order_by("number"))
    counters = all_counters[: len(officers)]
    waiting: list[tuple[date, Pending]] = []  # on which day each comes back; never where that day is the last one
    last = today if _is_going_on(agency, today, now) else today - timedelta(days=1)
    for index, day in enumerate(each for each in working if each <= last):
        terms = working[index + settings.CORRECTION_WORKING_DAYS :]
        _lapse(history, agency, waiting, day)
        there = list(zip(counters, officers, strict=False))[: 1 if index % 7 in ALONE else None]
        if day == today:  # the first counters are for who tries the demonstration
            there = [(all_counters[-1], officers[-1])]
        place = PastDay(history, agency, day, turnos, there, now if day == today else None)
        place.play([each for on, each in waiting if on == day])
        waiting = [(on, each) for on, each in waiting if on != day]
        for pending in place.decide(terms[0]):
            back = history.chance.random()
            far = history.chance.randrange(3, settings.CORRECTION_WORKING_DAYS)
            waiting.append((working[index + far] if back < 0.75 else date.max, pending))
    _lapse(history, agency, waiting, today)
    if shut is not None:
        history.others += closed_day(agency, shut, history.turnos, now)
    history.others += told_by_people(history.chance, agency, officers[0], working, now)
    history.others += list(_waiting_list(history, agency, [each for each in working if each < today]))


def _is_going_on(agency: Agency, today: date, now: datetime) -> bool:
    """Return whether a centre has opened today, and nobody has begun its queue."""
    begun = CentreDay.objects.filter(agency=agency, date=today).exists()
    return now > moment_at(agency, today, agency.opens) and not begun


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=index) for index in range((last - first).days + 1)]


def _lapse(history: History, agency: Agency, waiting: list[tuple[date, Pending]], day: date) -> None:
    """End what nobody came back for before the day."""
    for entry in [each for each in waiting if each[1].until < day]:
        waiting.remove(entry)
        night = moment_at(agency, entry[1].until + timedelta(days=1), time(0, 30))
        history.visits.lapse(entry[1], agency, night)


def _waiting_list(history: History, agency: Agency, past: Sequence[date]) -> Iterator[WaitingEntry]:
    """Yield some who waited for a turno: most had one in the end, a few never."""
    for index in range(0, len(past) - 3, 5):
        family = next(history.families)
        joined = moment_at(agency, past[index], time(11))
        affiliate = history.visits.register(family, joined)
        met = history.chance.random() < 0.6
        yield WaitingEntry(
            **WaitingEntry.link_of(draw_token(history.chance)),
            state=WaitingState.MET.value if met else WaitingState.ENDED.value,
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


def _insert(history: History, written: Written) -> None:
    """Write all rows, a batch at a time, each kind after those that it needs."""
    order: list[Sequence[Model]] = [
        written.affiliates,
        written.persons,
        written.documents,
        history.slots,
        history.turnos,
        history.seats,
        written.cases,
        written.solicitudes,
        written.papers,
        written.decisions,
        written.codes,
        written.certificates,
        written.dependencies,
        history.heads,
        history.tickets,
        history.entries,
        history.predictions,
        history.messages,
    ]
    by_kind: dict[type[Model], list[Model]] = {}
    for each in history.others:
        by_kind.setdefault(type(each), []).append(each)
    for rows in (*order, *by_kind.values()):
        if rows:
            type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
