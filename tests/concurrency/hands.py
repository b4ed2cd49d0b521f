"""People of a centre who do whatever comes, to the persons who come: each act of the day at any moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any, TypeVar

from django.db import models
from django.db.models import QuerySet

from tests import cast
from tests.stages import desk
from tests.stages.desk import LEFT
from tests.stages.queue import at, make_open_counter
from vinculo.actions.cases import decisions, entries, issuing, reversals, visits
from vinculo.actions.cases.corrections import TermOver
from vinculo.actions.cases.decisions import CannotQualify, NoGround, NothingMissing
from vinculo.actions.cases.entries import CaseClosed, NoSuchColleague
from vinculo.actions.cases.issuing import NotReadyToIssue, Superseded, TwoPeople, Undecided
from vinculo.actions.cases.papers import WrongHolder
from vinculo.actions.queue import (
    calling,
    contingency,
    counters,
    departures,
    dependents,
    leaving,
    missed_calls,
    reception,
    returns,
    transfers,
    walk_ins,
)
from vinculo.actions.queue.calling import NobodyToCall, Paused
from vinculo.actions.queue.check_in import NotToday
from vinculo.actions.queue.counters import CounterTaken, SitsElsewhere, SomebodyIsHere
from vinculo.actions.queue.dependents import TooManyDependents
from vinculo.actions.queue.reversals import undo_arrival
from vinculo.actions.queue.tickets import Moved
from vinculo.actions.shared.guards import NotYours, Stale
from vinculo.records.models import Affiliate, Case, Counter, Seat, Slot, Solicitud, Staff, Ticket, Turno
from vinculo.rules.cases.facts import Formality
from vinculo.rules.control.hearing import Unheard
from vinculo.rules.queue.contingency import PaperTicketOutcome
from vinculo.rules.shared.transitions import NotAllowedError

Row = TypeVar("Row", bound=models.Model)
ACTS = 24
WHY: dict[str, Any] = {"reason": "wrong_person", "words": "Se registró a otra persona."}
REFUSED = (
    NotAllowedError,
    NotToday,
    NotYours,
    Stale,
    NobodyToCall,
    Moved,
    Paused,
    SomebodyIsHere,
    contingency.NoSuchTurno,
    contingency.PaperTaken,
    departures.NotWaiting,
    returns.NothingWaits,
    TermOver,
    reversals.AnotherCounts,
    reversals.SomethingRests,
    transfers.NoSuchCounter,
)
REFUSED_AT_DESK = (
    NotReadyToIssue,
    Undecided,
    TwoPeople,
    Superseded,
    NothingMissing,
    NoGround,
    CannotQualify,
    WrongHolder,
    CaseClosed,
    NoSuchColleague,
    CounterTaken,
    SitsElsewhere,
    TooManyDependents,
)


def or_refusal(act: Callable[[], object], refused: tuple[type[Exception], ...] = REFUSED) -> object:
    try:
        return act()
    except refused as refusal:
        return refusal


def print_batch() -> None:
    contingency.print_tickets(
        agency=cast.agency(), day=cast.NOW.date(), count=24, after=0, actor=cast.olga(), now=cast.NOW
    )


def on_paper(of: Turno, number: int = 1) -> contingency.PaperTicket:
    return contingency.PaperTicket(
        number=number, day=cast.NOW.date(), hour=cast.NOW.time(), outcome=PaperTicketOutcome.ARRIVED, turno=of.reference
    )


class Hand:
    """Somebody at the centre who does whatever comes, to the person who comes."""

    often: tuple[str, ...] = ()  # acts that come more often than the others
    refused: tuple[type[Exception], ...] = REFUSED

    def __init__(self, number: int, turnos: list[Turno]) -> None:
        self.luck, self.turnos, self.number = Random(number), turnos, number
        self.desk = make_open_counter(number)
        assert self.desk.staff is not None
        self.actor: Staff = self.desk.staff
        self.sara, self.done = cast.sara(), 0

    def work(self) -> dict[str, int]:
        """Do act after act, a minute each; return how often each was done."""
        counted: dict[str, int] = {}
        for index in range(ACTS):
            self.now = at(1) + timedelta(minutes=index)
            if name := self.do_something():
                counted[name] = counted.get(name, 0) + 1
        return counted

    def do_something(self) -> str:
        """Do one act and return its name; an empty word where it was refused or there was nobody for it."""
        name = self.luck.choice([*self.often, *(each for each in dir(self) if each.startswith("act_"))])
        answer = or_refusal(getattr(self, name), self.refused)
        return "" if answer is None or isinstance(answer, self.refused) else name

    def _turno(self) -> Turno:
        return Turno.objects.get(pk=self.luck.choice(self.turnos).pk)

    def _mine(self) -> Ticket | None:
        return Ticket.objects.filter(counter=self.desk, state__in=["called", "serving"]).first()

    def _one_of(self, rows: QuerySet[Row]) -> Row | None:
        """Return one of these rows, the same one in every run."""
        pks = list(rows.order_by("pk").values_list("pk", flat=True))
        return rows.filter(pk=self.luck.choice(pks)).first() if pks else None

    def _waiting(self) -> Ticket | None:
        return self._one_of(Ticket.objects.filter(state="waiting"))

    def _words(self) -> dict[str, Any]:
        return {"actor": self.actor, "now": self.now}

    def act_receive(self) -> object:
        return reception.receive_turno(turno=self._turno(), random_source=self.luck, **self._words())

    def act_call(self) -> object:
        self.done += 1
        key = f"{self.number:04}{self.done:028}"
        return calling.finish_and_call(left=LEFT, counter=self.desk, key=key, **self._words())

    def act_start(self) -> object:
        mine = self._mine()
        return mine and calling.start_service(ticket=mine, random_source=self.luck, **self._words())

    def act_finish(self) -> object:
        mine = self._mine()
        return mine and calling.finish_service(left=LEFT, ticket=mine, **self._words())

    def act_gone(self) -> object:
        mine = self._mine()
        return mine and missed_calls.leave_counter(ticket=mine, **self._words())

    def act_miss(self) -> object:
        mine = self._mine()
        return mine and missed_calls.record_missed_call(ticket=mine, **self._words())

    def act_pass_on(self) -> object:
        mine, other = self._mine(), self._one_of(Counter.objects.exclude(pk=self.desk.pk))
        return mine and transfers.transfer_ticket(ticket=mine, to=other, **self._words())

    def act_leave(self) -> object:
        waits = self._waiting()
        return waits and departures.record_departure(ticket=waits, **self._words())

    def act_take_back_number(self) -> object:
        waits = self._waiting()
        return waits and departures.undo_check_in(ticket=waits, reason="other_person", **self._words())

    def act_reopen(self) -> object:
        over = self._one_of(Ticket.objects.filter(state__in=["left", "no_show"]))
        return over and missed_calls.reopen_ticket(ticket=over, actor=self.sara, now=self.now)

    def act_undo_arrival(self) -> object:
        return undo_arrival(turno=self._turno(), actor=self.sara, now=self.now, **WHY)

    def act_restore(self) -> object:
        return reversals.restore_turno(turno=self._turno(), actor=self.sara, now=self.now, **WHY)

    def act_end_visit(self) -> object:
        case = self._one_of(Case.objects.filter(closed_at=None))
        return case and visits.end_visit(case=case, left=LEFT, **self._words())

    def act_come_back(self) -> object:
        case = self._one_of(Case.objects.all())
        return case and returns.return_ticket(case=case, random_source=self.luck, **self._words())

    def act_remove(self) -> object:
        solicitud = self._one_of(Solicitud.objects.filter(status="in_review"))
        return solicitud and dependents.remove_dependent(solicitud=solicitud, **self._words())

    def act_reopen_solicitud(self) -> object:
        solicitud = self._one_of(Solicitud.objects.filter(status="withdrawn"))
        return solicitud and reversals.reopen_solicitud(solicitud=solicitud, actor=self.sara, now=self.now, **WHY)

    def act_paper(self) -> object:
        paper = on_paper(self._turno(), self.luck.randint(1, 24))
        return contingency.type_in(paper=paper, random_source=self.luck, **self._words())

    def act_walk_in(self) -> object:
        mine = self._mine()
        code = self._one_of(Affiliate.objects.all())
        return (
            mine
            and code
            and walk_ins.open_walk_in_case(
                ticket=mine, code=code.code, dependents=1, random_source=self.luck, **self._words()
            )
        )


def of_somebody(index: int) -> Turno:
    """Return a turno of an affiliate of their own, for today at ten."""
    defaults = {"names": f"Persona {index}", "names_key": f"PERSONA {index}", "active": True, "updated_at": cast.NOW}
    who = Affiliate.objects.get_or_create(code=f"EXT{4000000 + index}", defaults=defaults)[0]
    of = desk.turno(affiliate=who, presenter_key=f"code:{who.code}", presenter_number=who.code)
    slot, _made = Slot.objects.get_or_create(
        agency=of.agency, procedure=of.procedure, starts=of.starts, defaults={"ends": of.ends}
    )
    Seat.objects.create(slot=slot, number=index + 1, state="taken", turno=of)
    return of


class DeskHand(Hand):
    """A hand that decides too, writes on cases, and comes and goes at its counter."""

    refused = (*REFUSED, *REFUSED_AT_DESK)
    often = ("act_call", "act_start", "act_call", "act_start", "act_papers", "act_decide")

    def act_call(self) -> object:
        """Call to the own counter; who has none sits down first."""
        own = Counter.objects.filter(staff=self.actor).first()
        if own is None:
            return self.act_sit_down()
        self.desk = own
        return super().act_call()

    def _mine_in_review(self) -> Solicitud | None:
        return self._one_of(Solicitud.objects.filter(status="in_review", case__closed_at=None))

    def act_papers(self) -> object:
        """Record the papers of a dependent, at times without the apostille."""
        solicitud = self._mine_in_review()
        if solicitud is None or solicitud.case is None:
            return None
        birth = self.luck.choice([desk.BIRTH, replace(desk.BIRTH, formality=Formality.NONE)])
        for paper in (desk.ANA_PASSPORT, desk.SIGNED, desk.BRUNO_PASSPORT, birth):
            own = None if paper is desk.ANA_PASSPORT else solicitud
            desk.record(solicitud.case, paper, own, actor=self.actor)
        return solicitud

    def act_decide(self) -> object:
        """Issue the code where everything is there, else ask for what is missing or refuse."""
        solicitud = self._mine_in_review()
        if solicitud is None:
            return None
        words = {"solicitud": solicitud, "version": solicitud.version, **self._words()}
        try:
            return issuing.issue_code(random_source=self.luck, **words)
        except NotReadyToIssue:
            act = self.luck.choice([decisions.request_correction, decisions.refuse_application])
            return act(note="", **words)

    def act_add(self) -> object:
        case = self._one_of(Case.objects.filter(closed_at=None))
        return case and dependents.add_dependent(case=case, random_source=self.luck, **self._words())

    def act_write(self) -> object:
        case = self._one_of(Case.objects.all())
        return case and entries.write_note(case=case, words=f"Nota {self.luck.random()}", **self._words())

    def act_hand_over(self) -> object:
        case = self._one_of(Case.objects.filter(closed_at=None))
        other = self._one_of(Staff.objects.filter(pk__in=Counter.objects.exclude(staff=None).values("staff")))
        return case and other and entries.hand_case(case=case, to=other, words="", **self._words())

    def act_return_case(self) -> object:
        case = self._one_of(Case.objects.filter(closed_at=None))
        return case and entries.return_case(case=case, words="Falta la firma.", actor=self.sara, now=self.now)

    def act_give_back_post(self) -> object:
        return leaving.leave_post(give_back=True, **self._words())

    def act_free_counter(self) -> object:
        counter = self._one_of(Counter.objects.filter(staff__isnull=False).select_related("agency"))
        return counter and leaving.free_counter(counter=counter, actor=self.sara, now=self.now)

    def act_sit_down(self) -> object:
        counter = self._one_of(Counter.objects.filter(staff=None))
        if counter is None:
            return None
        self.desk = counters.open_counter(counter=counter, **self._words())
        return self.desk

    def act_take_back_code(self) -> object:
        solicitud = self._one_of(Solicitud.objects.filter(status__in=["issued", "refused"]))
        left_out = reversals.LeftOut(Unheard.SAME_DAY, "Se escribió mal.")
        return solicitud and reversals.reopen_solicitud(
            solicitud=solicitud, actor=self.sara, now=self.now, left_out=left_out, **WHY
        )
