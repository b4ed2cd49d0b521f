"""The stage of the figures: a Friday and a Monday at Olga's centre with something for each figure to count."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from tests import cast
from tests.stages.desk import turno
from tests.stages.queue import at, call, finish, make_open_counter, priority, serve, ticket
from tests.stages.voice import complaint, local
from vinculo.actions.feedback.complaints import answer_complaint
from vinculo.queries.feedback.service.scope import ServiceScope, every_centre
from vinculo.records.models import (
    Agency,
    Case,
    Closing,
    Complaint,
    Decision,
    Event,
    Message,
    PaperRecord,
    Prediction,
    Reseating,
    Seat,
    Slot,
    Solicitud,
    Ticket,
    WaitingEntry,
)
from vinculo.rules.shared.acts import Act, ActorKind, Subject

FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 30)
MORNING = local("2026-11-27 10:00")
EVENING = at(12 * 60)
NUMBERS = count(1)


def scope_of(*centres: Agency, first: date = FRIDAY, last: date = MONDAY) -> ServiceScope:
    return ServiceScope(centres=centres or tuple(every_centre()), first=first, last=last, now=EVENING)


def a_queue() -> None:
    """Five come: two are served after 9 and 70 minutes, one leaves, one does not answer, one number was a slip."""
    make_open_counter()
    first = ticket(0)
    serve(10, call(9))
    finish(21, first)
    second = priority(20)
    serve(92, call(90))
    finish(98, second)
    for state in ("left", "no_show"):
        Ticket.objects.filter(pk=ticket(100).pk).update(state=state, ended_at=at(110))
    Prediction.objects.create(ticket=first, made_at=at(0), low=5, high=10, outcome=9)
    Prediction.objects.create(ticket=second, made_at=at(20), low=20, high=40, outcome=70)


def some_turnos() -> None:
    """Six were confirmed: two attended, two missed, one cancelled, one to come; three more never were."""
    for index, status in enumerate(["attended", "attended", "no_show", "no_show", "cancelled", "confirmed"]):
        turno(status=status, starts=at(30), ends=at(45), confirmed_at=cast.NOW, presenter_key=f"k{index}")
    for status in ("holding", "expired", "cancelled"):
        turno(status=status, starts=at(30), ends=at(45), confirmed_at=None, presenter_key=f"n-{status}")


def family(status: str = "in_review") -> Solicitud:
    """Return the solicitud of a family whose first visit was on the Friday."""
    number = next(NUMBERS)
    case = Case.objects.create(
        reference=f"C{number}",
        affiliate=cast.ana(),
        procedure=cast.procedure(),
        agency=cast.agency(),
        first_presented_on=FRIDAY,
        opened_at=MORNING,
        opened_by=cast.olga(),
    )
    return Solicitud.objects.create(
        reference=f"S{number}",
        **Solicitud.link_for(f"{number:032d}"),
        case=case,
        status=status,
        nationality="VEN",
        presented_on=FRIDAY,
        created_at=MORNING,
        updated_at=MORNING,
    )


def decide_solicitud(of: Solicitud, kind: str, days: int = 0, code: str = "", by_the_day: bool = False) -> Decision:
    """Decide on a solicitud on the Friday or later; what is asked for is a birth certificate."""
    assert of.case is not None
    item = {"requirement": "Certificado o acta de nacimiento", "paper": "birth", "code": code}
    return Decision.objects.create(
        solicitud=of,
        kind=kind,
        items=[item] if code else [],
        rules_version="5",
        agency=of.case.agency,
        decided_by=None if by_the_day else cast.olga(),
        decided_at=MORNING + timedelta(days=days),
    )


def some_decisions() -> None:
    """Five families: a code; a correction that is kept; one that lapses; a refusal taken back; nothing decided."""
    decide_solicitud(family(), "issue")
    kept = family()
    decide_solicitud(kept, "correction", code="apostille_missing")
    decide_solicitud(kept, "issue", days=3)
    lapsed = family("withdrawn")
    assert lapsed.case is not None
    PaperRecord.objects.create(
        case=lapsed.case, solicitud=lapsed, kind="birth", country="COL", recorded_by=cast.olga(), recorded_at=MORNING
    )
    decide_solicitud(lapsed, "correction", code="birth_missing")
    decide_solicitud(lapsed, "withdrawal", days=3, by_the_day=True)
    decide_solicitud(family(), "refusal", code="has_cedula")
    taken_back = decide_solicitud(family(), "refusal", code="of_age")
    Decision.objects.filter(pk=taken_back.pk).update(reversed_at=EVENING)
    running = family("correction_pending")
    decide_solicitud(running, "correction", code="copy_missing")


def some_complaints() -> None:
    """One is answered in its term, one is overdue, one is open."""
    answer_complaint(
        complaint=complaint(agency=cast.agency(), now=at(5)), text="Lo sentimos.", actor=cast.sara(), now=at(60)
    )
    late = complaint(agency=cast.agency(), now=MORNING)
    Complaint.objects.filter(pk=late.pk).update(answer_by=FRIDAY)
    complaint(agency=cast.agency(), now=at(10))


def some_supply() -> None:
    """Four seats of the Monday, one used; of the three empty ones two are of an hour after somebody was turned away."""
    cast.slots(cast.agency(), MONDAY, times=2, counters=2, first_hour=10)
    taken = turno(status="attended", starts=at(60), ends=at(75), confirmed_at=cast.NOW, presenter_key="seated")
    Seat.objects.filter(pk=Seat.objects.order_by("pk")[0].pk).update(state="taken", turno=taken)
    Event.objects.create(
        at=Slot.objects.order_by("-starts")[0].starts - timedelta(minutes=1),
        actor=cast.olga(),
        actor_kind=ActorKind.STAFF,
        agency=cast.agency(),
        act=Act.NOT_ADMITTED,
        subject=Subject.AGENCY,
        subject_id=cast.agency().pk,
        fields=["why:full"],
        hash="0" * 64,
    )
    WaitingEntry.objects.create(
        **WaitingEntry.link_for("0" * 32),
        state="ended",
        presenter_kind="code",
        presenter_number=cast.ANA_CODE,
        presenter_key="w",
        affiliate=cast.ana(),
        email="ana@ejemplo.com",
        mobile="+593991234567",
        agency=cast.agency(),
        procedure=cast.procedure(),
        first=FRIDAY,
        last=MONDAY,
        dependents=1,
        joined_at=MORNING,
        ended_at=EVENING,
    )


def some_closing() -> None:
    """A closing hits two turnos: one has another hour, one has none. Two mails of the first did not get through."""
    closing = Closing.objects.create(
        key="k",
        agency=cast.agency(),
        first=MONDAY,
        last=MONDAY,
        reason="Corte",
        closed_by=cast.alicia(),
        closed_at=at(0),
    )
    hit = [
        turno(status="confirmed", starts=at(30 * 24 * 60), ends=at(30 * 24 * 60 + 15), presenter_key=k) for k in "ab"
    ]
    for outcome, of in zip(("moved", "kept"), hit, strict=True):
        Reseating.objects.create(
            closing=closing,
            turno=of,
            outcome=outcome,
            old_agency=cast.agency(),
            old_starts=at(60),
            sequence=1,
            made_at=at(0),
        )
    for kind, state in (("confirmation", "failed"), ("confirmation", "sent"), ("correction", "failed")):
        Message.objects.create(
            kind=kind, recipient="a@ejemplo.com", turno=hit[0], state=state, next_at=at(0), created_at=at(5)
        )


def something_for_each() -> None:
    """Put it all on the stage."""
    for put in (a_queue, some_turnos, some_decisions, some_complaints, some_supply, some_closing):
        put()


COUNTED = {
    "numeros": 4,
    "atendidos": 2,
    "se-retiraron": 1,
    "no-respondieron": 1,
    "turnos": 5,
    "no-vinieron": 2,
    "cancelados": 1,
    "por-llegar": 1,
    "llamados": 2,
    "esperas-largas": 1,
    "atenciones": 2,
    "pronosticos": 2,
    "pronosticos-cumplidos": 1,
    "pronosticos-tarde": 1,
    "primeras-visitas": 6,
    "con-codigo": 1,
    "sin-codigo": 5,
    "motivos": 5,
    "sin-decision": 1,
    "codigos": 2,
    "correcciones": 3,
    "negativas": 1,
    "revertidas": 1,
    "motivos-correccion": 3,
    "motivos-negativa": 1,
    "plazos": 4,
    "plazos-correccion": 1,
    "plazos-queja": 1,
    "plazos-vencidos": 2,
    "cupos": 4,
    "cupos-usados": 1,
    "cupos-vacios": 3,
    "vacios-con-rechazo": 2,
    "vacios-con-espera": 3,
    "no-recibidos": 1,
    "cierres": 2,
    "cierres-sin-hora": 1,
    "correos": 2,
}  # of the Friday and the Monday, in the evening
