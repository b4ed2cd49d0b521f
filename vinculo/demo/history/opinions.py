"""What people say in the demonstration's history: marks after visits, complaints with their answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from django.conf import settings
from django.db.models import Model

from vinculo.queries.shared.local_time import local_day, moment_at
from vinculo.records.models import Agency, Complaint, Opinion, ReturnAnswer, Staff, Ticket, Turno
from vinculo.rules.feedback.complaints import last_day
from vinculo.rules.feedback.status import ComplaintState
from vinculo.rules.shared.references import draw_reference, draw_token

MARKS = ((1, 2, 3, 4, 5), (3, 5, 12, 38, 42))
TEXTS = {
    "complaint": "Esperé más de lo que decía el tablero y nadie explicó por qué.",
    "claim": "Me pidieron otra copia que no estaba en la lista.",
    "suggestion": "Sería bueno tener más sillas cerca de las ventanillas.",
    "praise": "Me atendieron con paciencia y salí con los dos códigos.",
}
WEIGHTS = (5, 2, 3, 4)
ANSWER = "Gracias por contarnos. Lo revisamos con el equipo del centro y ya se corrigió."


def opinions_of(chance: Random, ticket: Ticket, turno: Turno | None, agency: Agency, day: date) -> Iterator[Model]:
    """Yield the marks of a visit, from the person who gives them."""
    roll = chance.random()
    if roll > 0.45 or ticket.ended_at is None:
        return
    given = ticket.ended_at + timedelta(hours=3)
    visit = {"turno": turno, "ticket": None if turno else ticket, "agency": agency, "procedure": ticket.procedure}
    for about in ("service", "person"):
        yield Opinion(**visit, about=about, value=chance.choices(*MARKS)[0], day=day, given_at=given)
    if roll < 0.3:
        yield ReturnAnswer(**visit, came_back=chance.random() < 0.25, day=day, given_at=given)


def told_by_people(
    chance: Random, agency: Agency, officer: Staff, working: Sequence[date], now: datetime
) -> Iterator[Complaint]:
    """Yield complaints of the past days: most are answered in their term, one late, the newest still open."""
    today = local_day(agency, now)
    past = [day for day in working if day < today]
    for index, day in enumerate(past[2::4]):
        made = moment_at(agency, day, time(15, 20))
        kind = chance.choices(list(TEXTS), WEIGHTS)[0]
        until = last_day(day, settings.COMPLAINT_ANSWER_DAYS)
        late = index == 1
        answered = moment_at(agency, until + timedelta(days=2) if late else day + timedelta(days=4), time(10))
        is_open = answered >= now
        yield Complaint(
            reference=draw_reference("Q", chance),
            **Complaint.link_of(draw_token(chance)),
            key=draw_token(chance),
            kind=kind,
            province=agency.province,
            agency=agency,
            happened_on=day,
            text=TEXTS[kind],
            language="es",
            made_at=made,
            answer_by=until,
            state=ComplaintState.OPEN.value if is_open else ComplaintState.ANSWERED.value,
            answer="" if is_open else ANSWER,
            answered_by=None if is_open else officer,
            answered_at=None if is_open else answered,
        )
