"""The stage of the counter: Ana comes with Bruno and Carlos, and Olga records what she sees."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

from tests import cast
from vinculo.actions.cases.entries import LeftOpen
from vinculo.actions.cases.papers import record_paper
from vinculo.actions.queue.check_in import check_in
from vinculo.records.models import Case, PaperRecord, Solicitud, Staff, Turno
from vinculo.rules.cases.facts import Copy, Formality, Paper, Signature
from vinculo.rules.cases.paper_kinds import PaperKind

RNG = random.Random(7)
LEFT = LeftOpen("papers")  # what becomes of a case that stays open (D37)


def turno(dependents: int = 1, *, by_proxy: bool = False, status: str = "confirmed", **changes: object) -> Turno:
    """Return a confirmed turno of Ana's for today at ten."""
    cast.remedy()
    starts = cast.NOW.replace(hour=10)
    number = cast.PEDRO_CEDULA if by_proxy else cast.ANA_CODE
    values: dict[str, object] = {
        "reference": f"T{RNG.randrange(10**9):09d}",
        "token": f"{RNG.getrandbits(128):032x}",
        "status": status,
        "presenter_kind": "cedula" if by_proxy else "code",
        "presenter_number": number,
        "presenter_key": f"x:{number}:{RNG.getrandbits(32)}",
        "affiliate": cast.ana(),
        "by_proxy": by_proxy,
        "email": "ana@ejemplo.com",
        "mobile": "+593991234567",
        "agency": cast.agency(),
        "procedure": cast.procedure(),
        "dependents": dependents,
        "seats_count": dependents,
        "starts": starts,
        "ends": starts + timedelta(minutes=15 * dependents),
        "created_at": cast.NOW,
        "confirmed_at": cast.NOW,
    }
    return Turno.objects.create(**(values | changes))


def bruno_at_home(of: Turno | None, **changes: object) -> Solicitud:
    """Return the solicitud that Ana typed at home for her son."""
    return type_solicitud(
        "Bruno Andrés Restrepo Gómez", cast.BRUNO_PASSPORT, cast.BRUNO_BIRTH, "child", of, 1, **changes
    )


def carlos_at_home(of: Turno | None, position: int = 2, link: str = "spouse", **changes: object) -> Solicitud:
    """Return the solicitud that Ana typed at home for her husband."""
    return type_solicitud("Carlos Peña Ruiz", cast.CARLOS_PASSPORT, cast.CARLOS_BIRTH, link, of, position, **changes)


def type_solicitud(
    names: str, number: str, birth: date, relation: str, of: Turno | None, position: int, **changes: object
) -> Solicitud:
    values: dict[str, object] = {
        "reference": f"S{RNG.randrange(10**9):09d}",
        "token": f"{RNG.getrandbits(128):032x}",
        "turno": of,
        "position": position,
        "applicant_names": "Ana María Restrepo Gómez",
        "applicant_document_number": cast.ANA_PASSPORT,
        "applicant_code": cast.ANA_CODE,
        "dependent_names": names,
        "dependent_document_number": number,
        "dependent_document_country": "COL",
        "nationality": "COL",
        "birth_date": birth,
        "link": relation,
        "account": "Solicito el código.",
        "resides": True,
        "created_at": cast.NOW,
        "updated_at": cast.NOW,
    }
    return Solicitud.objects.create(**(values | changes))


def record_arrival(of: Turno, now: datetime = cast.NOW, actor: Staff | None = None) -> Case:
    return check_in(turno=of, actor=actor or cast.olga(), now=now, random_source=RNG)


def case_of_bruno(**changes: object) -> tuple[Case, Solicitud]:
    """Return Ana's case with Bruno in it, checked in, no paper recorded yet."""
    of = turno()
    bruno_at_home(of, **changes)
    case = record_arrival(of)
    return case, case.solicitudes.get()


ON_PAPER = {"original_seen": True, "copy": Copy.PAPER}
ANA_PASSPORT = Paper(
    kind=PaperKind.AFFILIATE_PASSPORT,
    number=cast.ANA_PASSPORT,
    holder_names="ANA MARIA RESTREPO GOMEZ",
    holder_birth_date=date(1990, 5, 20),
    holder_nationality="COL",
    country="COL",
    valid_until=date(2030, 1, 1),
    original_seen=True,
    copy=Copy.PAPER,
)
SIGNED = Paper(kind=PaperKind.SOLICITUD, signature=Signature.HANDWRITTEN, solicitud_complete=True)
BRUNO_PASSPORT = Paper(
    kind=PaperKind.DEPENDENT_PASSPORT,
    number=cast.BRUNO_PASSPORT,
    holder_names="BRUNO ANDRES RESTREPO GOMEZ",
    holder_birth_date=cast.BRUNO_BIRTH,
    holder_nationality="COL",
    country="COL",
    valid_until=date(2029, 6, 1),
    original_seen=True,
    copy=Copy.PAPER,
)
BIRTH = Paper(
    kind=PaperKind.BIRTH,
    issuing_authority="Notaría Primera de Cali",
    country="COL",
    issued_on=date(2020, 2, 3),
    language="es",
    formality=Formality.APOSTILLE,
    names_affiliate=True,
    names_dependent=True,
    original_seen=True,
    copy=Copy.PAPER,
)
CARLOS_PASSPORT = replace(
    BRUNO_PASSPORT, number=cast.CARLOS_PASSPORT, holder_names="CARLOS PENA RUIZ", holder_birth_date=cast.CARLOS_BIRTH
)
MARRIAGE = replace(BIRTH, kind=PaperKind.MARRIAGE, issued_on=date(2013, 5, 6))


def record(case: Case, paper: Paper, solicitud: Solicitud | None = None, actor: Staff | None = None) -> PaperRecord:
    """Record a paper as Olga does, on what she reads now."""
    case.refresh_from_db()
    if solicitud is not None:
        solicitud.refresh_from_db()
    return record_paper(
        case=case,
        solicitud=solicitud,
        paper=paper,
        version=(solicitud or case).version,
        actor=actor or cast.olga(),
        now=cast.NOW,
    )


def papers_of_bruno(case: Case, solicitud: Solicitud) -> None:
    """Record everything that Bruno's case needs."""
    record(case, ANA_PASSPORT)
    for paper in (SIGNED, BRUNO_PASSPORT, BIRTH):
        record(case, paper, solicitud)
    solicitud.refresh_from_db()
