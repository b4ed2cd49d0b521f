"""What is decided at the counter in the demonstration's history: cases, papers, decisions, codes and certificates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from vinculo.actions.cases.snapshots import certificate_facts, in_words, notice_facts
from vinculo.demo.history.families import Dependant, Household
from vinculo.documents.facts import NoticeKind
from vinculo.queries.cases.duplicates import Document
from vinculo.queries.cases.evaluation import paper_columns
from vinculo.queries.cases.wording import Said
from vinculo.queries.shared.local_time import local_day
from vinculo.records.models import (
    Affiliate,
    Agency,
    Case,
    Certificate,
    Code,
    Decision,
    Dependency,
    IdDocument,
    PaperRecord,
    Person,
    Procedure,
    Solicitud,
    Staff,
    Turno,
)
from vinculo.rules.cases import facts
from vinculo.rules.cases.codes import draw
from vinculo.rules.cases.facts import Copy, Formality, Link, Signature
from vinculo.rules.cases.likeness import prepared_keys
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.cases.requirements.evaluate import RULES_VERSION, find_missing
from vinculo.rules.cases.status import ApplicationStatus, CertificateState, DecisionKind
from vinculo.rules.shared.references import draw_reference, draw_token

FAULTS = {"apostille": 34, "absent": 24, "copy": 16, "translation": 10, "signature": 9, "expired": 7}  # of a hundred
AUTHORITY = "Registro Civil"


@dataclass
class Written:
    """The rows that the visits leave, in the order in which they are inserted."""

    affiliates: list[Affiliate] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    solicitudes: list[Solicitud] = field(default_factory=list)
    papers: list[PaperRecord] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    documents: list[IdDocument] = field(default_factory=list)
    dependencies: list[Dependency] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    certificates: list[Certificate] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Where and by whom a visit is served."""

    agency: Agency
    procedure: Procedure
    officer: Staff


@dataclass
class Pending:
    """A case that waits for a correction until a day, with those of the family of whom something is asked."""

    case: Case
    family: Household
    rows: list[tuple[Solicitud, Dependant]]
    until: date


class Visits:
    """Writes what visits leave; the papers of each are judged by the same rules as at a counter."""

    def __init__(self, written: Written, chance: Random) -> None:
        self.written, self._chance = written, chance
        self._codes: set[str] = set()

    def register(self, family: Household, now: datetime) -> Affiliate:
        """Put a family's affiliate into the registry, with the passport."""
        made = Affiliate(
            code=family.code,
            names=family.names,
            **prepared_keys(family.names),
            nationality=family.country,
            birth_date=family.birth,
            email=family.email,
            updated_at=now,
        )
        self.written.affiliates.append(made)
        self.written.documents.append(_passport(family.passport, family.country, now, affiliate=made))
        return made

    def present(
        self, family: Household, affiliate: Affiliate, desk: Desk, now: datetime, turno: Turno | None
    ) -> Pending:
        """Open the case of a family's first visit, with a solicitud for each dependent."""
        day = local_day(desk.agency, now)
        case = Case(
            reference=draw_reference("C", self._chance),
            affiliate=affiliate,
            turno=turno,
            procedure=desk.procedure,
            agency=desk.agency,
            first_presented_on=day,
            opened_at=now,
            opened_by=desk.officer,
        )
        self.written.cases.append(case)
        rows = [
            (self._solicitud(case, family, each, position, day, now), each)
            for position, each in enumerate(family.dependents, 1)
        ]
        return Pending(case, family, rows, day)

    def decide(self, visit: Pending, desk: Desk, now: datetime, until: date, days: int) -> Pending | None:
        """Decide on all of a first visit; return what waits for a correction, if anything does."""
        family, day = visit.family, local_day(desk.agency, now)
        shared = _identity(PaperKind.AFFILIATE_PASSPORT, family.passport, family.names, family.birth, family, day)
        self._record(visit.case, None, [shared], desk, now)
        roll = self._chance.random()
        if roll < 0.03:
            self._refuse(visit, desk, now)
            return None
        fault = self._chance.choices(list(FAULTS), list(FAULTS.values()))[0] if roll < 0.27 else ""
        fault = "apostille" if fault == "translation" and visit.family.language == "es" else fault
        asked = [
            (solicitud, each)
            for solicitud, each in visit.rows
            if not self._judge(visit.case, solicitud, each, visit.family, fault, desk, now, until, days)
        ]
        if not asked:
            visit.case.closed_at = now
            return None
        return Pending(visit.case, visit.family, asked, until)

    def come_back(self, waiting: Pending, desk: Desk, now: datetime) -> None:
        """Issue the codes of those who come back with what was asked."""
        for solicitud, each in waiting.rows:
            brought = list(_papers(each, waiting.family, local_day(desk.agency, now)))
            self._record(waiting.case, solicitud, brought, desk, now)
            self._issue(waiting.case, solicitud, each, waiting.family, desk, now)
        waiting.case.closed_at = now

    def lapse(self, waiting: Pending, agency: Agency, now: datetime) -> None:
        """End what was not answered in its term."""
        for solicitud, _each in waiting.rows:
            solicitud.status, solicitud.answer_until, solicitud.updated_at = (
                ApplicationStatus.WITHDRAWN.value,
                None,
                now,
            )
            self._keep(DecisionKind.WITHDRAWAL, solicitud, waiting.case, agency, None, now, [])
        waiting.case.closed_at = now

    def _solicitud(
        self, case: Case, family: Household, each: Dependant, position: int, day: date, now: datetime
    ) -> Solicitud:
        made = Solicitud(
            reference=draw_reference("S", self._chance),
            **Solicitud.link_of(draw_token(self._chance)),
            status=ApplicationStatus.IN_REVIEW.value,
            case=case,
            position=position,
            applicant_names=family.names,
            applicant_document_number=family.passport,
            applicant_code=family.code,
            dependent_names=each.names,
            dependent_document_number=each.passport,
            dependent_document_country=family.country,
            nationality=family.country,
            birth_date=each.birth,
            sex=each.sex,
            link=each.link.value,
            account="Solicito el código de identificación.",
            resides=True,
            created_at=now,
            updated_at=now,
            rules_version=RULES_VERSION,
            presented_on=day,
        )
        self.written.solicitudes.append(made)
        return made

    def _judge(
        self,
        case: Case,
        solicitud: Solicitud,
        each: Dependant,
        family: Household,
        fault: str,
        desk: Desk,
        now: datetime,
        until: date,
        days: int,
    ) -> bool:
        """Record the papers and issue the code, or ask for what the rules miss; return whether it was issued."""
        day = local_day(desk.agency, now)
        papers = list(_papers(each, family, day, fault))
        self._record(case, solicitud, papers, desk, now)
        items = _missing(each.link, family.country, family.language, fault) if fault else ()
        if not items:
            self._issue(case, solicitud, each, family, desk, now)
            return True
        solicitud.status, solicitud.answer_until = ApplicationStatus.CORRECTION_PENDING.value, until
        self._keep(DecisionKind.CORRECTION, solicitud, case, desk.agency, desk.officer, now, items, until, days)
        return False

    def _refuse(self, visit: Pending, desk: Desk, now: datetime) -> None:
        """Refuse a family whose dependents have a cédula already (S03)."""
        for solicitud, each in visit.rows:
            solicitud.status, solicitud.has_cedula = ApplicationStatus.REFUSED.value, True
            items = _missing(each.link, visit.family.country, visit.family.language, "cedula")
            self._keep(DecisionKind.REFUSAL, solicitud, visit.case, desk.agency, desk.officer, now, items)
        visit.case.closed_at = now

    def _issue(
        self, case: Case, solicitud: Solicitud, each: Dependant, family: Household, desk: Desk, now: datetime
    ) -> None:
        person = Person(
            names=each.names,
            **prepared_keys(each.names),
            birth_date=each.birth,
            sex=each.sex,
            nationality=family.country,
            created_at=now,
        )
        code = Code(value=self._draw_code(), person=person, issued_at=now)
        printed = certificate_facts(
            solicitud=solicitud,
            case=case,
            document=Document("passport", family.country, each.passport, each.passport),
            code=code.value,
            number=1,
            actor=desk.officer,
            today=local_day(desk.agency, now),
        )
        solicitud.status, solicitud.person = ApplicationStatus.ISSUED.value, person
        solicitud.answer_until, solicitud.updated_at = None, now
        self.written.persons.append(person)
        self.written.codes.append(code)
        self.written.documents.append(_passport(each.passport, family.country, now, person=person))
        self.written.dependencies.append(
            Dependency(person=person, affiliate=case.affiliate, link=each.link.value, since=now)
        )
        self.written.certificates.append(
            Certificate(
                code=code,
                solicitud=solicitud,
                number=1,
                state=CertificateState.IN_FORCE.value,
                **Certificate.link_of(draw_token(self._chance)),
                facts=printed.to_json(),
                agency=desk.agency,
                issued_by=desk.officer,
                issued_at=now,
            )
        )
        self._keep(DecisionKind.ISSUE, solicitud, case, desk.agency, desk.officer, now, [])

    def _draw_code(self) -> str:
        while (value := draw(self._chance)) in self._codes:
            pass
        self._codes.add(value)
        return value

    def _keep(
        self,
        kind: DecisionKind,
        solicitud: Solicitud,
        case: Case,
        agency: Agency,
        actor: Staff | None,
        now: datetime,
        items: Iterable[Said],
        until: date | None = None,
        days: int = 0,
    ) -> None:
        said = list(items)
        told: dict[str, Any] = {}
        if kind is not DecisionKind.ISSUE:
            told = notice_facts(
                kind=NoticeKind(kind),
                solicitud=solicitud,
                case=case,
                items=said,
                last_day=until,
                actor=actor,
                today=local_day(agency, now),
                days=days,
            ).to_json()
        self.written.decisions.append(
            Decision(
                solicitud=solicitud,
                kind=kind,
                items=[each.frozen() for each in said],
                facts=told,
                rules_version=RULES_VERSION,
                agency=agency,
                decided_by=actor,
                decided_at=now,
            )
        )

    def _record(
        self, case: Case, solicitud: Solicitud | None, papers: Iterable[facts.Paper], desk: Desk, now: datetime
    ) -> None:
        self.written.papers += [
            PaperRecord(
                case=case, solicitud=solicitud, **paper_columns(each), recorded_by=desk.officer, recorded_at=now
            )
            for each in papers
        ]


def _passport(number: str, country: str, now: datetime, **holder: Affiliate | Person) -> IdDocument:
    until = now.date() + timedelta(days=1500)
    return IdDocument(
        kind="passport", number=number, number_key=number, country=country, valid_until=until, seen_at=now, **holder
    )


def _papers(each: Dependant, family: Household, day: date, fault: str = "") -> Iterator[facts.Paper]:
    """Yield what is brought for a dependent; with a fault, what is wrong with it."""
    signature = Signature.NONE if fault == "signature" else Signature.HANDWRITTEN
    yield facts.Paper(kind=PaperKind.SOLICITUD, signature=signature, solicitud_complete=True)
    until = day - timedelta(days=30) if fault == "expired" else None
    yield _identity(PaperKind.DEPENDENT_PASSPORT, each.passport, each.names, each.birth, family, day, until)
    if fault == "absent":
        return
    yield facts.Paper(
        kind=PaperKind.BIRTH if each.link is Link.CHILD else PaperKind.MARRIAGE,
        issuing_authority=AUTHORITY,
        country=family.country,
        issued_on=max(each.birth, day - timedelta(days=300)),
        language=family.language,
        formality=Formality.NONE if fault == "apostille" else Formality.APOSTILLE,
        translation_seen=family.language != "es" and fault != "translation",
        names_affiliate=True,
        names_dependent=True,
        original_seen=True,
        copy=Copy.NONE if fault == "copy" else Copy.PAPER,
    )


def _identity(
    kind: PaperKind, number: str, names: str, birth: date, family: Household, day: date, until: date | None = None
) -> facts.Paper:
    return facts.Paper(
        kind=kind,
        number=number,
        holder_names=names,
        holder_birth_date=birth,
        holder_nationality=family.country,
        country=family.country,
        valid_until=until or day + timedelta(days=1500),
        original_seen=True,
        copy=Copy.PAPER,
    )


STOPS = {"blocks", "refuses"}


@cache
def _missing(link: Link, country: str, language: str, fault: str) -> tuple[Said, ...]:
    """Return what the rules say of a fault, in the words of a notice; they name nobody."""
    day = date(2026, 6, 1)
    born = date(2015, 6, 1) if link is Link.CHILD else date(1990, 6, 1)
    someone = Dependant(names="Persona", birth=born, sex="F", link=link, passport="DH1")
    family = Household(code="EXT1", names="Persona", birth=date(1990, 1, 1), passport="DH2", country=country, email="")
    case = facts.Case(
        applicant=facts.Applicant(code=family.code, names=family.names, birth_date=family.birth),
        dependent=facts.Dependent(
            link=link, names="Persona", birth_date=born, nationality=country, has_cedula=fault == "cedula"
        ),
        judged_on=day,
    )
    good = {each.code for each in find_missing(case, list(_papers(someone, family, day)))}
    wrong = find_missing(case, list(_papers(someone, family, day, fault)))
    new = [each for each in wrong if each.code not in good and each.severity.value in STOPS]
    if fault == "cedula":
        new = [each for each in wrong if each.code == "has_cedula"]
    return tuple(in_words(new))
