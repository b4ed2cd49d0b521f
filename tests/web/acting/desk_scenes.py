"""The acts of the agenda, of reception and of the counter, each read before somebody else changes something."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.db.models import F
from django.urls import reverse

from tests import cast
from tests.stages import desk, queue
from tests.stages.agreements import nora
from tests.stages.counter import at_the_desk
from tests.web.acting.scene import Scene
from vinculo.actions.cases.case import set_presenter
from vinculo.actions.cases.corrections import end_terms, extend_term
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.queue import departures
from vinculo.records.models import Case, Counter, Seat, Slot, Solicitud, Ticket, Turno


def moves(turno: Turno) -> None:
    """Let the turno go to another hour, as a closing does."""
    quarter = timedelta(minutes=15)
    Turno.objects.filter(pk=turno.pk).update(
        starts=F("starts") + quarter, ends=F("ends") + quarter, version=F("version") + 1
    )


def presented_otherwise(case: Case) -> None:
    """Let Nora write who presents the case."""
    case.refresh_from_db()
    set_presenter(
        case=case,
        by_proxy=True,
        number=cast.PEDRO_CEDULA,
        names="Pedro Mora Salas",
        version=case.version,
        actor=nora(case.agency),
        now=cast.NOW,
    )


def record_paper(case: Case, of: Solicitud) -> None:
    """Let Nora record a paper of the dependent."""
    desk.record(case, desk.BIRTH, of, nora())


def of_turno(name: str, page: str, **values: str) -> Scene:
    turno = desk.turno()
    where = reverse(page, args=[turno.reference])
    return Scene(at_the_desk(), reverse(name, args=[turno.reference]), where, values, partial(moves, turno))


def check_in() -> Scene:
    return of_turno("desk:check_in", "desk:turno")


def check_in_other_day() -> Scene:
    day = timedelta(days=1)
    turno = desk.turno(starts=cast.NOW + day, ends=cast.NOW + day + timedelta(minutes=15))
    address = reverse("desk:check_in", args=[turno.reference])
    where = reverse("desk:turno", args=[turno.reference])
    return Scene(at_the_desk(), address, where, {"reason": "mistaken_day"}, partial(moves, turno))


def receive() -> Scene:
    return of_turno("desk:reception_receive", "desk:reception_turno")


def mismatch() -> Scene:
    return of_turno("desk:reception_mismatch", "desk:reception_turno")


def elsewhere() -> tuple[Turno, list[Slot]]:
    """Return a turno of Ana's in Guayaquil, and hours that are free here."""
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    slot = cast.slots(there, (cast.NOW + timedelta(days=1)).date(), times=1, counters=1)[0]
    key = f"code:{cast.ANA_CODE}"
    turno = desk.turno(presenter_key=key, agency=there, starts=slot.starts, ends=slot.ends)
    Seat.objects.filter(slot=slot).update(state="taken", turno=turno)
    return turno, cast.slots(cast.agency(), cast.NOW.date(), times=3, counters=1)


def mismatch_elsewhere() -> Scene:
    turno, _slots = elsewhere()
    where = reverse("desk:reception_turno", args=[turno.reference])
    address = reverse("desk:reception_mismatch", args=[turno.reference])
    return Scene(at_the_desk(), address, where, {}, partial(moves, turno))


def exchange() -> Scene:
    turno, slots = elsewhere()
    address = reverse("desk:reception_exchange", args=[turno.reference])
    return Scene(at_the_desk(), address, values={"slot": slots[0].pk}, meanwhile=partial(moves, turno))


def of_waiting(name: str, **values: str) -> Scene:
    ticket = queue.ticket()
    leave = partial(departures.record_departure, ticket=ticket, actor=nora(), now=cast.NOW)
    where = reverse("desk:reception_ticket", args=[ticket.number])
    return Scene(at_the_desk(), reverse(name, args=[ticket.number]), where, values, leave)


def leave_queue() -> Scene:
    return of_waiting("desk:reception_left")


def undo_arrival() -> Scene:
    return of_waiting("desk:reception_undo", reason="slip")


def ask_correction() -> tuple[Case, Solicitud]:
    """Return a case that waits for a correction."""
    case, bruno = desk.case_of_bruno()
    bruno.refresh_from_db()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    case.refresh_from_db()
    bruno.refresh_from_db()
    return case, bruno


def come_back() -> Scene:
    case, _bruno = ask_correction()
    address = reverse("desk:reception_return", args=[case.reference])
    changed = partial(presented_otherwise, case)
    return Scene(at_the_desk(), address, reverse("desk:reception"), {}, changed, {"q": case.reference})


def go_on() -> Scene:
    case, _bruno = ask_correction()
    where = reverse("desk:case", args=[case.reference])
    address = reverse("desk:continue", args=[case.reference])
    return Scene(at_the_desk(), address, where, {}, partial(presented_otherwise, case))


def go_on_from_elsewhere() -> Scene:
    case, _bruno = ask_correction()
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    Case.objects.filter(pk=case.pk).update(agency=there)
    address = reverse("desk:continue", args=[case.reference])
    changed = partial(Case.objects.filter(pk=case.pk).update, version=F("version") + 1)
    return Scene(at_the_desk(), address, reverse("desk:search"), {}, changed, {"q": case.reference})


def extend() -> Scene:
    case, bruno = ask_correction()
    granted = partial(extend_term, solicitud=bruno, actor=nora(), now=cast.NOW)
    where = reverse("desk:case", args=[case.reference])
    return Scene(at_the_desk(), reverse("desk:extend", args=[case.reference, bruno.reference]), where, {}, granted)


def refit_counter(number: int = 1) -> None:
    """Let an administrator make the counter an accessible one."""
    Counter.objects.filter(agency=cast.agency(), number=number).update(accessible=True)


def open_counter() -> Scene:
    cast.counter(1)
    address = reverse("desk:open_counter", args=[1])
    return Scene(at_the_desk(), address, reverse("desk:calling"), {}, refit_counter)


def of_counter(name: str, **values: str) -> Scene:
    queue.make_open_counter()
    return Scene(at_the_desk(), reverse(name), reverse("desk:calling"), values, refit_counter)


def pause() -> Scene:
    return of_counter("desk:pause", reason="meal")


def close_counter() -> Scene:
    return of_counter("desk:close_counter")


def resume() -> Scene:
    scene = of_counter("desk:resume")
    Counter.objects.filter(staff__isnull=False).update(state="paused", pause_reason="meal")
    return scene


def call_ticket() -> Ticket:
    queue.make_open_counter()
    queue.ticket(-5)
    return queue.call(-1)


def goes_on(ticket: Ticket) -> None:
    """Let the clock miss the call, and the counter call the next one: somebody else stands there by now."""
    Ticket.objects.filter(pk=ticket.pk).update(state="waiting", counter=None, missed=1, version=F("version") + 1)
    queue.ticket(-4, origin="walk_in", categories=["adulto-mayor"])
    queue.call(0)


def of_called(name: str, page: str = "desk:calling", *, serving: bool = False, **values: str) -> Scene:
    ticket = call_ticket()
    if serving:
        queue.serve(-1, ticket)
    address = reverse(name)
    where = "" if page == name else reverse(page)
    return Scene(at_the_desk(), address, where, values, partial(goes_on, ticket))


def start() -> Scene:
    return of_called("desk:start")


def recall() -> Scene:
    return of_called("desk:recall")


def miss() -> Scene:
    return of_called("desk:miss")


def leave_counter() -> Scene:
    return of_called("desk:gone")


def skip() -> Scene:
    return of_called("desk:skip", "desk:skip", reason="papers")


def finish() -> Scene:
    return of_called("desk:finish", serving=True)


def finish_and_call() -> Scene:
    return of_called("desk:finish_and_call", serving=True)


def pass_on() -> Scene:
    scene = of_called("desk:pass_on", "desk:pass_on", serving=True)
    other = queue.make_open_counter(2)
    return Scene(scene.client, scene.address, scene.page, {"to": f"v{other.pk}"}, scene.meanwhile)


def leave_post() -> Scene:
    return of_called("desk:leaving", "desk:leaving", serving=True, to="espera")


def walk_in() -> Scene:
    cast.ana()
    typed = {"code": cast.ANA_CODE, "dependents": "1", "by_proxy": "no", "no_contact": "on"}
    return of_called("desk:walk_in", "desk:walk_in", serving=True, **typed)


def call_next() -> Scene:
    queue.make_open_counter()
    queue.ticket(-5)
    return Scene(at_the_desk(), reverse("desk:call_next"), reverse("desk:calling"))


def release() -> Scene:
    turno = desk.turno()
    address = reverse("desk:reception_release", args=[turno.reference])
    return Scene(at_the_desk(), address, values={"reason": "No lo pidió"}, meanwhile=partial(moves, turno))


def begin_anew() -> Scene:
    case, bruno = ask_correction()
    later = cast.NOW + timedelta(days=30)
    end_terms(now=later)
    bruno.refresh_from_db()
    case.refresh_from_db()
    where = reverse("desk:case", args=[case.reference])
    address = reverse("desk:continue", args=[case.reference])
    changed = partial(Case.objects.filter(pk=case.pk).update, version=F("version") + 1)
    return Scene(at_the_desk(), address, where, {}, changed)


SCENES = {
    each.__name__: each
    for each in (
        check_in,
        check_in_other_day,
        receive,
        mismatch,
        mismatch_elsewhere,
        exchange,
        leave_queue,
        undo_arrival,
        come_back,
        go_on,
        go_on_from_elsewhere,
        extend,
        open_counter,
        pause,
        resume,
        close_counter,
        start,
        recall,
        miss,
        leave_counter,
        skip,
        finish,
        finish_and_call,
        pass_on,
        leave_post,
        walk_in,
        release,
        begin_anew,
    )
}
ONCE = {"call_next": call_next}
