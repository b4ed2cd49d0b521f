"""The acts of supervision, of the administration and of the legal unit, each read before somebody else changes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from functools import partial
from random import Random
from typing import Any

from django.urls import reverse

from tests import cast
from tests.actions.closures.test_closures import TUESDAY, WEDNESDAY, WHY
from tests.stages import control, desk, legal, queue
from tests.stages.agreements import nora
from tests.stages.counter import at_the_desk
from tests.stages.voice import complaint
from tests.web.acting.case_scenes import issue_certificate
from tests.web.acting.desk_scenes import moves
from tests.web.acting.scene import Scene
from vinculo.actions.cases.entries import return_case
from vinculo.actions.cases.reversals import reopen_solicitud, restore_turno
from vinculo.actions.closures.closures import close_scope
from vinculo.actions.closures.plans import Change, NewHours, plan_hours
from vinculo.actions.closures.reopening import reopen_closing
from vinculo.actions.control.notices import deliver_notice
from vinculo.actions.control.samples import agree_with_sample, answer_sample, open_sample
from vinculo.actions.feedback.complaints import answer_complaint
from vinculo.actions.legal.deaths import record_death
from vinculo.actions.legal.powers import amend_power
from vinculo.actions.queue.missed_calls import reopen_ticket
from vinculo.actions.queue.reversals import undo_arrival
from vinculo.queries.closures.closures import ClosingScope
from vinculo.queries.shared.reference_data import reference_data
from vinculo.records.models import Closing, PaperNotice, PlannedHours, Power, Role, Staff, Ticket, Turno
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.mail.by_hand import HandedBy
from vinculo.web.legal.power_form import initial_of

OWN_REASON = {"reason": "La notaría informó que quedó sin efecto.", "basis": "administrative_code"}
DEATH: dict[str, Any] = {"died_on": date(2026, 11, 3), "source": "Inscripción de defunción 120 de Cali"}
SLIP: dict[str, Any] = {"reason": "slip", "words": "Se registró por error."}


def rosa() -> Staff:
    """Return Rosa, another supervisor of Olga's centre."""
    return Staff.objects.get_or_create(
        username="rosa", defaults={"role": Role.SUPERVISOR, "agency": cast.agency(), "first_name": "Rosa"}
    )[0]


def other_administrator() -> Staff:
    return Staff.objects.get_or_create(username="beatriz", defaults={"role": Role.ADMINISTRATOR})[0]


def other_lawyer() -> Staff:
    province = cast.agency().province
    return Staff.objects.get_or_create(username="marta", defaults={"role": Role.LEGAL, "province": province})[0]


def of_reversal(turno: Turno, act: str) -> Scene:
    undo = {"restaurar": restore_turno, "deshacer": undo_arrival}[act]
    taken_back = partial(undo, turno=turno, **SLIP, actor=rosa(), now=cast.NOW)
    address = reverse("supervision:reverse_turno", args=[turno.reference])
    asked = SLIP | {"acto": act}
    return Scene(at_the_desk(cast.sara()), address, values={"acto": act}, meanwhile=taken_back, asked=asked)


def restore() -> Scene:
    return of_reversal(desk.turno(status="no_show"), "restaurar")


def undo_by_a_supervisor() -> Scene:
    turno = desk.turno()
    desk.record_arrival(turno)
    turno.refresh_from_db()
    return of_reversal(turno, "deshacer")


def reopen_case() -> Scene:
    bruno = issue_certificate().solicitud
    unheard = SLIP | {"left_out": control.SAME_DAY}
    taken_back = partial(reopen_solicitud, solicitud=bruno, **unheard, actor=rosa(), now=cast.NOW)
    address = reverse("supervision:reverse_solicitud", args=[bruno.reference])
    return Scene(at_the_desk(cast.sara()), address, meanwhile=taken_back, asked=SLIP | control.UNHEARD_TODAY)


def open_annulment() -> Scene:
    bruno = issue_certificate().solicitud
    unheard = SLIP | {"left_out": control.SAME_DAY}
    taken_back = partial(reopen_solicitud, solicitud=bruno, **unheard, actor=rosa(), now=cast.NOW)
    address = reverse("supervision:open_annulment", args=[bruno.reference])
    asked = {"what": "else", "reason": control.WHY}
    return Scene(at_the_desk(cast.sara()), address, meanwhile=taken_back, asked=asked)


def write_statement() -> Scene:
    sample = control.open_annulment()
    answered = partial(answer_sample, sample=sample, words="El nombre es correcto.", now=cast.NOW)
    typed = {"words": "Ese es el apellido de mi madre.", "papers": "", "said_on": f"{cast.NOW:%d/%m/%Y}"}
    return Scene(at_the_desk(), reverse("notices:hearing", args=[sample.pk]), values=typed, meanwhile=answered)


def deliver() -> Scene:
    notice = PaperNotice.objects.get(sample=control.opened_on_paper())
    given: dict[str, Any] = {"by": HandedBy.POST, "words": "Su esposo", "now": cast.NOW}
    by_other = partial(deliver_notice, notice=notice, actor=rosa(), **given)
    typed = {"by": "hand", "words": "Ana Restrepo, firmó"}
    return Scene(at_the_desk(), reverse("notices:one", args=[notice.pk]), values=typed, meanwhile=by_other)


def of_open_case(name: str, **values: str | int) -> Scene:
    case, _bruno = desk.case_of_bruno()
    otherwise = partial(return_case, case=case, words="Mírelo otra vez.", actor=rosa(), now=cast.NOW)
    address = reverse(name, args=[case.reference])
    return Scene(at_the_desk(cast.sara()), address, values=values, meanwhile=otherwise)


def hand_by_a_supervisor() -> Scene:
    return of_open_case("supervision:hand", to=nora().pk)


def send_back() -> Scene:
    return of_open_case("supervision:send_back", words="Falta el original.")


def free_counter() -> Scene:
    counter = queue.make_open_counter()
    queue.ticket(-5)
    served = queue.call(-1)
    address = reverse("supervision:free_counter", args=[counter.agency_id, counter.number])
    return Scene(at_the_desk(cast.sara()), address, values={"to": "espera"}, meanwhile=partial(queue.serve, 0, served))


def take_back() -> Scene:
    ticket = queue.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(state="no_show", ended_at=cast.NOW)
    back = partial(reopen_ticket, ticket=ticket, actor=rosa(), now=cast.NOW)
    page = reverse("supervision:day", args=[cast.agency().pk, cast.NOW.date()])
    address = reverse("supervision:take_back", args=[cast.agency().pk, ticket.number])
    return Scene(at_the_desk(cast.sara()), address, page, {}, back)


def answer_a_complaint() -> Scene:
    told = complaint(agency=cast.agency())
    answered = partial(answer_complaint, complaint=told, text="Ya está arreglado.", actor=rosa(), now=cast.NOW)
    address = reverse("supervision:complaint", args=[told.reference])
    return Scene(at_the_desk(cast.sara()), address, values={"text": "Lo sentimos."}, meanwhile=answered)


def close() -> Scene:
    cast.slots(cast.agency(), TUESDAY)
    cast.slots(cast.agency(), WEDNESDAY)
    typed = {"what": "days", "agency": str(cast.agency().pk), "first": f"{TUESDAY}", "reason": WHY}
    scope = ClosingScope(cast.agency(), TUESDAY, TUESDAY)
    shut = partial(close_scope, scope=scope, reason="Otro", actor=other_administrator(), now=cast.NOW)
    address = reverse("supervision:closing_confirm")
    return Scene(at_the_desk(cast.alicia()), address, reverse("supervision:closing"), {}, shut, typed)


def close_part() -> Scene:
    cast.slots(cast.agency(), TUESDAY)
    cast.slots(cast.agency(), WEDNESDAY)
    typed = {"what": "hours", "first": f"{TUESDAY}", "since": "10:00", "until": "11:00", "reason": WHY}
    scope = ClosingScope(cast.agency(), TUESDAY, TUESDAY, since=time(10), until=time(11))
    shut = partial(close_scope, scope=scope, reason="Otro", actor=other_administrator(), now=cast.NOW)
    address = reverse("supervision:close_part", args=[cast.agency().pk, TUESDAY])
    return Scene(at_the_desk(cast.sara()), address, address, {"decidido": "1"}, shut, typed)


def _plan_one_hour(hour: int) -> object:
    """Let another administrator plan an hour of the week."""
    change = Change(agency=cast.agency(), actor=other_administrator(), now=cast.NOW, random_source=Random(1))
    return plan_hours(change=change, hours=NewHours(time(hour), time(hour + 1), 1, TUESDAY))


def plan() -> Scene:
    typed = {"since": "13:00", "until": "14:00", "counters": "0"}
    address = reverse("supervision:plan", args=[cast.agency().pk])
    return Scene(at_the_desk(cast.sara()), address, address, typed, partial(_plan_one_hour, 15))


def plan_dropped() -> Scene:
    _plan_one_hour(13)
    typed = {"quitar": str(PlannedHours.objects.get().pk)}
    address = reverse("supervision:plan", args=[cast.agency().pk])
    return Scene(at_the_desk(cast.sara()), address, address, typed, partial(_plan_one_hour, 15))


def reopen() -> Scene:
    cast.slots(cast.agency(), TUESDAY)
    scope = ClosingScope(cast.agency(), TUESDAY, TUESDAY)
    close_scope(scope=scope, reason=WHY, actor=cast.alicia(), now=cast.NOW)
    closing = Closing.objects.get()
    reopened = partial(
        reopen_closing,
        closing=closing,
        reason="Volvió la luz",
        actor=other_administrator(),
        now=cast.NOW,
        random_source=Random(1),
    )
    address = reverse("supervision:reopen", args=[closing.pk])
    return Scene(at_the_desk(cast.alicia()), address, values={"reason": "Volvió la luz"}, meanwhile=reopened)


def adoption() -> Scene:
    case, bruno = desk.case_of_bruno()
    paper = desk.record(case, replace(desk.BIRTH, kind=PaperKind.ADOPTION), bruno)
    changed = partial(desk.record, case, desk.SIGNED, bruno, nora())
    address = reverse("legal:adoption", args=[paper.pk])
    return Scene(at_the_desk(cast.lucia()), address, values={"note": ""}, meanwhile=changed)


def of_power(name: str, power: Power, **values: str) -> Scene:
    mended = partial(mend, power)
    address = reverse(name, args=[power.reference])
    return Scene(at_the_desk(cast.lucia()), address, values=values, meanwhile=mended)


def mend(power: Power) -> None:
    """Let another lawyer of the unit write the scope otherwise; one that was decided is only counted up."""
    power.refresh_from_db()
    written = legal.other(scope="Tramitar el código de sus hijos.")
    amend_power(power=power, written=written, version=power.version, actor=other_lawyer(), now=cast.NOW)


def endorse() -> Scene:
    return of_power("legal:endorse", legal.receive_power(), note="")


def observe() -> Scene:
    scene = of_power("legal:observe", legal.receive_power(legal.other(original_seen=False)), note="")
    basis = reference_data([]).instruments(cast.NOW.date())[0].key
    return replace(scene, values={"note": "", "reason": "Falta una página", "basis": basis})


def refuse_power() -> Scene:
    return of_power("legal:refuse", legal.receive_power(), **OWN_REASON, note="")


def revoke() -> Scene:
    """A mandate that the unit revokes, while another lawyer writes that who gave it died."""
    power = legal.make_endorsed_power()
    ended = partial(record_death, power=power, **DEATH, version=power.version, actor=other_lawyer(), now=cast.NOW)
    address = reverse("legal:revoke", args=[power.reference])
    return Scene(at_the_desk(cast.lucia()), address, values={"who": "unit", **OWN_REASON}, meanwhile=ended)


def death() -> Scene:
    typed = {"died_on": f"{DEATH['died_on']:%d/%m/%Y}", "source": DEATH["source"]}
    return of_power("legal:death", legal.receive_power(), **typed)


def amend() -> Scene:
    power = legal.receive_power()
    scene = of_power("legal:amend", power)
    typed = initial_of(power) | {"made_on": "05/10/2026", "scope": "Tramitar todos los códigos.", "version": None}
    return replace(scene, values={name: value for name, value in typed.items() if value not in {None, ""}})


def look_at_sample() -> Scene:
    sample = control.draw_sample()
    address = reverse("supervision:sample", args=[sample.pk])
    opened = partial(open_sample, sample=sample, reason=control.WHY, actor=rosa(), now=cast.NOW)
    return Scene(at_the_desk(cast.sara()), address, values={"answer": "agree", "reason": ""}, meanwhile=opened)


def open_sample_of_a_code() -> Scene:
    sample = control.draw_sample()
    address = reverse("supervision:sample", args=[sample.pk])
    agreed = partial(agree_with_sample, sample=sample, note="", actor=rosa(), now=cast.NOW)
    asked = {"answer": "open", "reason": control.WHY}
    return Scene(at_the_desk(cast.sara()), address, asked=asked, meanwhile=agreed)


def keep_opened_code() -> Scene:
    sample = control.open_annulment()
    address = reverse("supervision:sample", args=[sample.pk])
    answered = partial(answer_sample, sample=sample, words="El nombre es correcto.", now=cast.NOW)
    asked = {"acto": "dejar", "reason": "Es correcto"}
    return Scene(at_the_desk(cast.sara()), address, asked=asked, meanwhile=answered)


def release_by_a_supervisor() -> Scene:
    turno = desk.turno(mobile="+593991112222")
    address = reverse("supervision:release", args=[turno.reference])
    changed = partial(moves, turno)
    return Scene(at_the_desk(cast.sara()), address, values={"reason": "No lo pidió"}, meanwhile=changed)


SCENES = {
    each.__name__: each
    for each in (
        restore,
        undo_by_a_supervisor,
        reopen_case,
        free_counter,
        hand_by_a_supervisor,
        send_back,
        take_back,
        answer_a_complaint,
        close,
        close_part,
        plan,
        plan_dropped,
        reopen,
        adoption,
        endorse,
        observe,
        refuse_power,
        revoke,
        death,
        amend,
        release_by_a_supervisor,
        look_at_sample,
        open_sample_of_a_code,
        keep_opened_code,
        open_annulment,
        write_statement,
        deliver,
    )
}
