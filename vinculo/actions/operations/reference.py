"""Fills the reference data from the files that come with the project: only what is missing, never over an edit.

What a centre needs besides its services: counters, and the groups who need not book (S29).
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from vinculo import records
from vinculo.queries.closures.closures import count_stranded_turnos
from vinculo.queries.shared.reference_data import delivered_convention, delivered_texts, reference_data
from vinculo.records.events import write_event
from vinculo.records.models import (
    Agency,
    CalendarDay,
    Citation,
    ConventionEntry,
    Counter,
    Event,
    LocalDay,
    ModelText,
    PriorityCategory,
    Procedure,
    Province,
    Remedy,
    Service,
    Staff,
)
from vinculo.rules.queue.status import COUNTER, CounterAct
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.shared.calendar import rest_day
from vinculo.rules.shared.legal_basis import INSTRUMENTS
from vinculo.rules.shared.names import fold
from vinculo.rules.shared.statuses import LOCAL_DAY, LocalDayAct, LocalDayState

DATA = Path(records.__file__).parent / "data"
PLACES = ("agencies.csv", "procedures.csv", "account.txt")
CENTRES = ("priority_categories.csv",)
DATED = ("apostille_parties.csv", "apostille_territories.csv", "apostille_others.csv", "local_days_to_confirm.csv")
DATED_TEXTS = ("texts.csv",)
TO_CONFIRM = "Conocimiento general, sin ordenanza a la vista: por confirmar"
CALENDAR = ("holidays_ec_2025_2027.csv", "cantonal_days.csv")


@dataclass(frozen=True)
class Loaded:
    """How many rows were added; all zero when there was nothing to do."""

    provinces: int = 0
    agencies: int = 0
    procedures: int = 0
    services: int = 0
    days: int = 0
    held: int = 0  # days that wait until the guided closing has found the turnos on them another hour

    @property
    def anything(self) -> bool:
        """Return whether any row was added."""
        return any((self.provinces, self.agencies, self.procedures, self.services, self.days))


@transaction.atomic
def load_reference(*, now: datetime, actor: Staff | None = None) -> Loaded:
    """Add the provinces, agencies, procedures, services, calendar days and texts that are missing; return how many.

    Rows that are there stay as an administrator left them. Each version of the files is loaded once, and the
    calendar once a year, remembered by an event: a row that was deleted on purpose does not come back, and a
    second run costs one query.
    """
    year = timezone.localdate(now).year
    places, groups, days = _version(PLACES), _version(CENTRES), f"{_version(CALENDAR)}-{year}"
    dated = _version((*DATED, *DATED_TEXTS))
    known = set(
        Event.objects.filter(
            subject__in=[Subject.REFERENCE, Subject.CONVENTION],
            act__in=[Act.PLACES_LOADED, Act.CENTRES_LOADED, Act.CALENDAR_LOADED, Act.CONVENTION_LOADED],
        ).values_list("act", "fields__0")
    )
    loaded = Loaded()
    if (Act.PLACES_LOADED, places) not in known:
        loaded = _load_places()
        _remember(Act.PLACES_LOADED, places, now, actor)
    if (Act.CENTRES_LOADED, groups) not in known:
        add_categories(list(_rows("priority_categories.csv")))
        add_counters()
        _remember(Act.CENTRES_LOADED, groups, now, actor)
    if (Act.CONVENTION_LOADED, dated) not in known:
        _load_dated()
        _remember(Act.CONVENTION_LOADED, dated, now, actor, Subject.CONVENTION)
    if (Act.CALENDAR_LOADED, days) not in known:
        added, held = _load_days(year, now)
        loaded = replace(loaded, days=added, held=held)
        if not held:
            _remember(Act.CALENDAR_LOADED, days, now, actor)
    return loaded


def _version(names: tuple[str, ...]) -> str:
    """Return a short digest of the files: what they hold now."""
    digest = hashlib.sha256()
    for name in names:
        digest.update((DATA / name).read_bytes())
    return digest.hexdigest()[:16]


def _remember(act: Act, version: str, now: datetime, actor: Staff | None, subject: Subject = Subject.REFERENCE) -> None:
    kind = None if actor else ActorKind.SYSTEM
    write_event(act=act, subject=subject, subject_id=None, now=now, actor=actor, actor_kind=kind, fields=[version])


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _load_places() -> Loaded:
    agencies = list(_rows("agencies.csv"))
    provinces = _add_provinces(agencies)
    added_agencies = _add_agencies(agencies)
    procedures = list(_rows("procedures.csv"))
    fresh = _add_procedures(procedures)
    services = _add_services(procedures, fresh, added_agencies)
    ModelText.objects.get_or_create(key="account", defaults={"body": (DATA / "account.txt").read_text("utf-8")})
    return Loaded(provinces, len(added_agencies), len(fresh), services)


def _add_provinces(rows: list[dict[str, str]]) -> int:
    known = set(Province.objects.values_list("code", flat=True))
    missing = {row["province_code"]: row["province"] for row in rows if row["province_code"] not in known}
    return len(Province.objects.bulk_create(Province(code=code, name=name) for code, name in missing.items()))


def _add_agencies(rows: list[dict[str, str]]) -> set[str]:
    """Add the agencies that are missing, marked unverified unless the file says otherwise; return their names."""
    known = set(Agency.objects.values_list("name", flat=True))
    provinces = {province.code: province for province in Province.objects.all()}
    made = Agency.objects.bulk_create(
        Agency(
            province=provinces[row["province_code"]],
            name=row["name"],
            city=row["city"],
            address=row["address"],
            timezone=row["timezone"],
            verified=row["verified"] == "yes",
            source=row["source"],
        )
        for row in rows
        if row["name"] not in known
    )
    return {agency.name for agency in made}


def _add_procedures(rows: list[dict[str, str]]) -> set[str]:
    """Add the procedures that are missing and return their codes; only one of them is carried out here so far."""
    known = set(Procedure.objects.values_list("code", flat=True))
    made = Procedure.objects.bulk_create(
        Procedure(
            code=row["code"], name=row["name"], slot_minutes=int(row["slot_minutes"]), active=row["active"] == "yes"
        )
        for row in rows
        if row["code"] not in known
    )
    return {procedure.code for procedure in made}


def _add_services(rows: list[dict[str, str]], procedures: set[str], agencies: set[str]) -> int:
    """Add the services of what was just added: one that an administrator took away does not come back."""
    places = list(Agency.objects.select_related("province"))
    there = set(Service.objects.values_list("agency_id", "procedure_id"))
    kinds = {procedure.code: procedure for procedure in Procedure.objects.all()}
    missing = [
        Service(agency=place, procedure=kinds[row["code"]], counters=int(row["counters"]))
        for row in rows
        for place in places
        if row["provinces"] == "*" or place.province.code in row["provinces"].split()
        if row["code"] in procedures or place.name in agencies
        if (place.pk, kinds[row["code"]].pk) not in there
    ]
    return len(Service.objects.bulk_create(missing))


def _load_days(year: int, now: datetime) -> tuple[int, int]:
    """Add the days of rest that no rule gives: by decree, and those of cantons for this year and the next.

    Return how many, and how many were not: no file closes a day over the head of the person who has a turno on it.
    """
    days = [
        CalendarDay(date=date.fromisoformat(row["rest_date"]), name=row["name"], basis=row["basis"])
        for row in _rows("holidays_ec_2025_2027.csv")
        if row["basis"] == "decreto"
    ]
    for row in _rows("cantonal_days.csv"):
        for each in (year, year + 1):
            commemorates = date(each, int(row["month"]), int(row["day"]))
            days.append(CalendarDay(date=rest_day(commemorates), city=row["city"], name=row["name"], basis="cantonal"))
    wide = CalendarDay.objects.filter(province__isnull=True, agency__isnull=True)
    known = set(wide.values_list("date", "city"))
    missing = [day for day in days if (day.date, day.city) not in known]
    missing += _accepted_local_days((year, year + 1))
    free = [day for day in missing if not count_stranded_turnos(day.date, now, plus=day)]
    return len(CalendarDay.objects.bulk_create(free)), len(missing) - len(free)


def _accepted_local_days(years: Iterable[int]) -> list[CalendarDay]:
    """Return the days of rest of the cantons that were accepted and that the calendar does not have yet."""
    accepted = LocalDay.objects.filter(state=LocalDayState.ACCEPTED).select_related("agency")
    days = [each for row in accepted for each in local_rest_days(row, years)]
    known = set(CalendarDay.objects.filter(agency__isnull=False).values_list("date", "agency_id"))
    return [day for day in days if (day.date, day.agency_id) not in known]


def local_rest_days(row: LocalDay, years: Iterable[int]) -> list[CalendarDay]:
    """Return the day of rest that a local day gives its agency in each of these years, while the row is in force."""
    commemorates = [date(year, row.month, row.day) for year in years]
    return [
        CalendarDay(date=rest_day(each), agency=row.agency, name=row.name, basis="cantonal")
        for each in commemorates
        if (row.valid_from is None or row.valid_from <= each) and (row.valid_until is None or each <= row.valid_until)
    ]


@transaction.atomic
def decide_local_day(*, local_day: LocalDay, accept: bool, actor: Staff, now: datetime) -> LocalDay:
    """Accept a proposed day of rest, which closes it for the agency this year and the next, or reject it.

    Whom that hits is asked by the act that changes reference data (D38). Raises `NotAllowedError`.
    """
    row = LocalDay.objects.select_for_update(no_key=True, of=("self",)).select_related("agency").get(pk=local_day.pk)
    act = LocalDayAct.ACCEPT if accept else LocalDayAct.REJECT
    row.state = LOCAL_DAY.after(row.state, act)
    if accept:
        today = timezone.localdate(now)
        known = set(CalendarDay.objects.filter(agency=row.agency).values_list("date", flat=True))
        days = [day for day in local_rest_days(row, (today.year, today.year + 1)) if day.date > today]
        CalendarDay.objects.bulk_create(day for day in days if day.date not in known)
    row.changed_by, row.changed_at = actor, now
    row.save(update_fields=["state", "changed_by", "changed_at"])
    write_event(
        act=Act.LOCAL_DAY_ACCEPTED if accept else Act.LOCAL_DAY_REJECTED,
        subject=Subject.LOCAL_DAY,
        subject_id=row.pk,
        now=now,
        actor=actor,
    )
    return row


def name_remedy(*, name: str, body: str, term: str, instrument: str, now: datetime, actor: Staff | None = None) -> None:
    """Name the remedy against a refusal where none is in force: the demo and the simulation have no administrator."""
    today = timezone.localdate(now)
    if reference_data([]).remedy(today) is not None:
        return
    row = Remedy.objects.create(
        name=name, body=body, term=term, instrument=instrument, valid_from=today, changed_by=actor, changed_at=now
    )
    write_event(
        act=Act.REFERENCE_CHANGED,
        subject=Subject.REMEDY,
        subject_id=row.pk,
        now=now,
        actor=actor,
        actor_kind=None if actor else ActorKind.SYSTEM,
        fields=["created"],
    )


def _load_dated() -> None:
    """Add the rows of the Convention, the citations and texts that are missing, and propose the days of cantons."""
    there = set(ConventionEntry.objects.values_list("code", flat=True))
    ConventionEntry.objects.bulk_create(
        ConventionEntry(
            code=row.code,
            standing=row.standing,
            sovereign=row.sovereign,
            confirmed=row.confirmed,
            valid_from=row.valid_from,
            instrument=row.instrument,
        )
        for row in delivered_convention().values()
        if row.code not in there
    )
    cited = set(Citation.objects.values_list("key", flat=True))
    Citation.objects.bulk_create(
        Citation(key=each.key, name=each.name, articles=each.articles, instrument="Página del trámite")
        for each in INSTRUMENTS
        if each.key not in cited
    )
    for key, body in delivered_texts().items():
        ModelText.objects.get_or_create(key=key, defaults={"body": body})
    _propose_local_days()


def _propose_local_days() -> None:
    """Propose to each agency the day of its canton, but for cantons whose day the calendar has for sure."""
    sure = {fold(row["city"]) for row in _rows("cantonal_days.csv")}
    agencies: dict[str, list[Agency]] = {}
    for agency in Agency.objects.all():
        agencies.setdefault(fold(agency.city), []).append(agency)
    there = set(LocalDay.objects.values_list("agency_id", "month", "day"))
    LocalDay.objects.bulk_create(
        LocalDay(
            agency=agency,
            month=int(row["month"]),
            day=int(row["day"]),
            name=f"Día cantonal de {row['city']}",
            state=LOCAL_DAY.begin(LocalDayAct.PROPOSE),
            instrument=TO_CONFIRM,
        )
        for row in _rows("local_days_to_confirm.csv")
        if fold(row["city"]) not in sure
        for agency in agencies.get(fold(row["city"]), [])
        if (agency.pk, int(row["month"]), int(row["day"])) not in there
    )


FIRST_ACCESSIBLE = 1  # the counter nearest to the door, until the institution says otherwise


def add_categories(rows: list[dict[str, str]]) -> int:
    """Add the priority groups that are missing; return how many."""
    known = set(PriorityCategory.objects.values_list("code", flat=True))
    missing = [row for row in rows if row["code"] not in known]
    made = PriorityCategory.objects.bulk_create(
        PriorityCategory(code=row["code"], name=row["name"], position=int(row["position"])) for row in missing
    )
    return len(made)


def add_counters() -> int:
    """Give every agency without a counter as many as its services have places for; return how many.

    Each serves everything that the agency serves, and the first one is accessible.
    """
    without = Agency.objects.filter(counters=None, services__isnull=False).distinct()
    services: dict[int, list[Service]] = {}
    for service in Service.objects.filter(agency__in=without):
        services.setdefault(service.agency_id, []).append(service)
    made = Counter.objects.bulk_create(
        Counter(
            agency_id=agency, number=number, state=COUNTER.begin(CounterAct.ADD), accessible=number == FIRST_ACCESSIBLE
        )
        for agency, theirs in services.items()
        for number in range(1, max(each.counters for each in theirs) + 1)
    )
    serves = Counter.procedures.through
    serves.objects.bulk_create(
        serves(counter=counter, procedure_id=service.procedure_id)
        for counter in made
        for service in services[counter.agency_id]
    )
    return len(made)
