"""What an auditor reads in the event log: who looked at or changed a case, a person, a code (D32).

The reading itself is an event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from vinculo.queries.shared import number_search
from vinculo.queries.shared.access import NotFoundHere
from vinculo.queries.shared.local_time import moment_in_zone
from vinculo.records.events import Event, write_event
from vinculo.records.models import Affiliate, Agency, Case, Certificate, PaperRecord, Solicitud, Staff, Turno
from vinculo.rules.log.values import fields_of
from vinculo.rules.log.words import ACT_WORDS, FIELD_WORDS, SUBJECT_WORDS
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.staff.access import Work

MOST = 200  # lines of a page
MOST_OF_FILE = 20_000
DAYS = 7  # in which unusual reading is looked for
LOOKS = (Act.CASE_READ, Act.TURNO_READ, Act.AFFILIATE_READ, Act.SEARCH_CASE)
Subjects = dict[Subject, set[int]]


@dataclass(frozen=True)
class Question:
    """What is asked; empty for anything. `number` is a code, a cédula or a document."""

    since: date
    until: date
    case: str = ""
    number: str = ""
    officer: str = ""
    act: str = ""

    def fields(self) -> list[str]:
        """Return the names of what was asked."""
        return [name for name in ("case", "number", "officer", "act") if getattr(self, name)]


@dataclass(frozen=True)
class EventLine:
    """One event as an auditor reads it."""

    number: int
    at: datetime
    who: str
    centre: str
    act: str
    subject: str
    reference: str
    fields: str
    provable: bool  # whether a claimed value can be compared with what was changed


@dataclass(frozen=True)
class Reading:
    """The newest events that answer a question, and whether there are more."""

    lines: list[EventLine]
    more: bool


@dataclass(frozen=True)
class Unusual:
    """Somebody who on one day looked at many who had no turno and no case at their centre."""

    day: date
    who: str
    username: str
    centre: str
    count: int


@transaction.atomic
def read_log(staff: Staff, question: Question, now: datetime, *, whole: bool = False) -> Reading:
    """Return the events that answer the question, the newest first, and write that they were read."""
    admit_auditor(staff)
    subjects = _subjects(question)
    most = MOST_OF_FILE if whole else MOST
    events = list(_events(question, subjects).select_related("actor", "agency").order_by("-at", "-pk")[: most + 1])
    act = Act.LOG_EXPORTED if whole else Act.LOG_READ
    subject, subject_id = _what_was_read(question, subjects)
    write_event(act=act, subject=subject, subject_id=subject_id, now=now, actor=staff, fields=question.fields())
    references = _references(events)
    lines = [_line(event, references) for event in events[:most]]
    return Reading(lines, len(events) > most)


@transaction.atomic
def list_unusual(staff: Staff, now: datetime) -> list[Unusual]:
    """Return who looked at many without a turno or a case at their centre, the most first; it is an event too."""
    admit_auditor(staff)
    write_event(act=Act.LOG_READ, subject=Subject.LOG, subject_id=None, now=now, actor=staff, fields=["unusual"])
    looks = Event.objects.filter(at__gte=now - timedelta(days=DAYS), act__in=LOOKS, actor__isnull=False)
    counts: Counter[tuple[int, int, date]] = Counter()
    for rows in _strangers(looks):
        by_day = rows.annotate(day=TruncDate("at", tzinfo=timezone.get_default_timezone()))
        groups = (
            by_day.order_by().values_list("actor", "agency", "day").annotate(many=Count("subject_id", distinct=True))
        )
        for actor, agency, day, many in groups:
            counts[actor, agency, day] += many
    many = {key: count for key, count in counts.items() if count >= settings.UNUSUAL_READS}
    people = Staff.objects.in_bulk({actor for actor, _agency, _day in many})
    centres = Agency.objects.in_bulk({agency for _actor, agency, _day in many})
    unusual = [
        Unusual(day, people[actor].printed_name(), people[actor].username, centres[agency].name, count)
        for (actor, agency, day), count in many.items()
    ]
    return sorted(unusual, key=lambda each: (-each.count, each.day, each.username))


def admit_auditor(staff: Staff) -> None:
    """Let in the person who may read the log. Raises `NotFoundHere`."""
    if not staff.may(Work.LOG):
        raise NotFoundHere


def _strangers(looks: QuerySet[Event]) -> Iterable[QuerySet[Event]]:
    """Yield the looks at cases, turnos and affiliates with which the centre of the reader had nothing to do."""
    own = {"agency": OuterRef("agency")}
    looks = looks.filter(agency__isnull=False)
    case = Case.objects.filter(pk=OuterRef("subject_id"), **own)
    turno = Turno.objects.filter(pk=OuterRef("subject_id"), **own)
    yield looks.filter(~Exists(case), subject=Subject.CASE)
    yield looks.filter(~Exists(turno), subject=Subject.TURNO)
    cases = Case.objects.filter(affiliate=OuterRef("subject_id"), **own)
    turnos = Turno.objects.filter(affiliate=OuterRef("subject_id"), **own)
    yield looks.filter(~Exists(cases), ~Exists(turnos), subject=Subject.AFFILIATE)


def _events(question: Question, subjects: Subjects | None) -> QuerySet[Event]:
    first = moment_in_zone(settings.TIME_ZONE, question.since, time()).astimezone(UTC)
    last = moment_in_zone(settings.TIME_ZONE, question.until + timedelta(days=1), time()).astimezone(UTC)
    events = Event.objects.filter(at__gte=first, at__lt=last)
    if question.officer:
        events = events.filter(actor__username=question.officer)
    if question.act:
        events = events.filter(act=question.act)
    if subjects is not None:
        condition = Q(pk__in=[])
        for subject, keys in subjects.items():
            condition |= Q(subject=subject, subject_id__in=keys)
        events = events.filter(condition)
    return events


def _subjects(question: Question) -> Subjects | None:
    """Return what the events must be about; None where the question names neither a case nor a person."""
    if not question.case and not question.number:
        return None
    ways: list[Subjects] = []
    if question.case:
        cases = set(Case.objects.filter(reference=question.case).values_list("pk", flat=True))
        turnos = set(Turno.objects.filter(reference=question.case).values_list("pk", flat=True))
        ways.append(_around(cases, turnos))
    if question.number:
        ways.append(subjects_around_person(question.number))
    if len(ways) == 1:
        return ways[0]
    return {subject: keys & ways[1].get(subject, set()) for subject, keys in ways[0].items()}


def subjects_around_person(number: str) -> Subjects:
    """Return what there is about anyone who bears a number: affiliates, people with a code, their cases and turnos."""
    affiliates, people = number_search.affiliates_of(number), number_search.people_of(number)
    codes = set(number_search.codes_of(number, people))
    issued = Certificate.objects.filter(code__in=codes)
    of_codes = set(issued.values_list("solicitud__case", flat=True))
    people = sorted({*people, *issued.values_list("code__person", flat=True)})
    cases = set(number_search.cases_of(number, affiliates)) | of_codes
    turnos = set(number_search.turnos_of(number, affiliates))
    return _around(cases, turnos) | {
        Subject.AFFILIATE: set(affiliates),
        Subject.PERSON: set(people),
        Subject.POWER: set(number_search.powers_of(number, affiliates)),
        Subject.WAITING: set(number_search.entries_of(number, affiliates)),
    }


def _around(cases: set[int], turnos: set[int]) -> Subjects:
    """Return cases and turnos with what belongs to them."""
    turnos = turnos | {pk for pk in Case.objects.filter(pk__in=cases).values_list("turno", flat=True) if pk}
    cases = cases | set(Case.objects.filter(turno__in=turnos).values_list("pk", flat=True))
    own = Q(case__in=cases) | Q(turno__in=turnos)
    solicitudes = set(Solicitud.objects.filter(own).values_list("pk", flat=True))
    return {
        Subject.CASE: cases,
        Subject.TURNO: turnos,
        Subject.SOLICITUD: solicitudes,
        Subject.PAPER: set(PaperRecord.objects.filter(case__in=cases).values_list("pk", flat=True)),
        Subject.CERTIFICATE: set(Certificate.objects.filter(solicitud__in=solicitudes).values_list("pk", flat=True)),
    }


def _what_was_read(question: Question, subjects: Subjects | None) -> tuple[Subject, int | None]:
    """Return whom the reading was about, as the event of it says."""
    for subject in (Subject.CASE, Subject.AFFILIATE, Subject.PERSON, Subject.TURNO):
        if subjects and subjects.get(subject):
            return subject, min(subjects[subject])
    officer = Staff.objects.filter(username=question.officer).first() if question.officer else None
    return (Subject.STAFF, officer.pk) if officer else (Subject.LOG, None)


def _references(events: Sequence[Event]) -> dict[tuple[str, int | None], str]:
    """Return how people name the cases, turnos and solicitudes of events, and the codes of affiliates."""
    named: dict[tuple[str, int | None], str] = {}
    for subject, model in ((Subject.CASE, Case), (Subject.TURNO, Turno), (Subject.SOLICITUD, Solicitud)):
        keys = {event.subject_id or 0 for event in events if event.subject == subject}
        named |= {
            (subject, pk): reference
            for pk, reference in model.objects.filter(pk__in=keys).values_list("pk", "reference")
        }
    keys = {event.subject_id or 0 for event in events if event.subject == Subject.AFFILIATE}
    codes = Affiliate.objects.filter(pk__in=keys).values_list("pk", "code")
    return named | {(Subject.AFFILIATE, pk): code for pk, code in codes}


def _line(event: Event, references: dict[tuple[str, int | None], str]) -> EventLine:
    nobody = {ActorKind.PERSON: "persona, desde su casa", ActorKind.SYSTEM: "el sistema"}
    return EventLine(
        number=event.pk,
        at=event.at,
        who=event.actor.printed_name() if event.actor else nobody.get(ActorKind(event.actor_kind), ""),
        centre=event.agency.name if event.agency else "",
        act=ACT_WORDS.get(event.act, event.act),
        subject=SUBJECT_WORDS.get(event.subject, event.subject),
        reference=references.get((event.subject, event.subject_id), str(event.subject_id or "")),
        fields=", ".join(_field_words(event)),
        provable=bool(event.digests),
    )


def _field_words(event: Event) -> list[str]:
    """Return the fields of an event; those of a person that it changed in words."""
    changed = fields_of(event.digests)
    return [FIELD_WORDS[field] if field in changed else field for field in map(str, event.fields)]
