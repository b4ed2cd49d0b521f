"""What every act that changes a value of a person leaves behind: the event, and what was and what is."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction

from tests import cast
from tests.actions.queue.test_walk_ins import opened_for, serve_walk_in
from tests.stages import agreements, desk, legal
from tests.stages import waiting as waits
from vinculo.actions.booking import drafts, turnos, waiting_list
from vinculo.actions.cases import case as cases
from vinculo.actions.cases.agreements import agree
from vinculo.actions.cases.certificates import ask_name_correction, replace_certificate
from vinculo.actions.cases.issuing import _mend as mend_person
from vinculo.actions.cases.issuing import issue_code
from vinculo.actions.cases.links import end_link
from vinculo.actions.cases.papers import keep_renewed_document
from vinculo.actions.cases.solicitudes import save_solicitud
from vinculo.actions.legal.powers import amend_power
from vinculo.actions.queue.walk_ins import Contact
from vinculo.actions.rights import requests
from vinculo.actions.shared.registry import _end_affiliation, keep_entry
from vinculo.gateways.registry import RegistryDocument, RegistryEntry
from vinculo.queries.operations.value_proof import check_value
from vinculo.queries.rights.whose import Whose
from vinculo.records.events import Event
from vinculo.records.models import Certificate, Draft, Role, Staff
from vinculo.rules.log.values import Verdict
from vinculo.rules.rights.status import WhoseKind
from vinculo.rules.shared.acts import Act

LUCK = random.Random(3)
RIGHT = "Bruno André Restrepo Gómez"


class Claim(NamedTuple):
    """What an event changed: of whom, by which number, the field, what was and what is."""

    event: Event
    person: str
    field: str
    old: str
    new: str


def aurora() -> Staff:
    return Staff.objects.get_or_create(username="aurora", defaults={"role": Role.AUDITOR})[0]


def ask(claim: Claim, value: str, field: str = "", person: str = "") -> Verdict:
    return check_value(
        aurora(),
        number=claim.event.pk,
        person=person or claim.person,
        field=field or claim.field,
        claimed=value,
        now=cast.NOW,
    )


def newest(act: Act) -> Event:
    return Event.objects.filter(act=act).latest("pk")


def entry(**changes: object) -> RegistryEntry:
    said = {"code": cast.ANA_CODE, "names": "Ana María Restrepo Gómez", "active": True, "birth_date": "1990-05-21"}
    return RegistryEntry(**(said | changes))  # type: ignore[arg-type]


def issue_certificate() -> Certificate:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    bruno.refresh_from_db()
    return issue_code(solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=LUCK)


def of_registry() -> Claim:
    ana = cast.ana(birth_date=date(1990, 5, 20))
    keep_entry(entry(names=ana.names), cast.NOW)
    return Claim(newest(Act.AFFILIATE_UPDATED), ana.code, "birth_date", "20/05/1990", "1990-05-21")


def of_new_document() -> Claim:
    ana = cast.ana()
    document = RegistryDocument(kind="passport", country="COL", number="an-777888")
    keep_entry(entry(names=ana.names, documents=(document,)), cast.NOW)
    return Claim(newest(Act.AFFILIATE_UPDATED), ana.code, "documents", "", "AN 777888")


def of_ended_affiliation() -> Claim:
    ana = cast.ana()
    _end_affiliation(ana.code, cast.NOW)
    return Claim(newest(Act.AFFILIATE_UPDATED), ana.code, "active", "sí", "no")


def of_renewed_document() -> Claim:
    case, _bruno = desk.case_of_bruno()
    paper = desk.record(case, replace(desk.ANA_PASSPORT, number="AN999999"))
    keep_renewed_document(paper=paper, actor=cast.olga(), now=cast.NOW)
    return Claim(newest(Act.AFFILIATE_DOCUMENT_KEPT), cast.ANA_CODE, "documents", "", "an 999999")


def of_contact() -> Claim:
    ana = cast.ana(email="ana@ejemplo.com")
    asked = requests.Asked(
        kind="correction",
        names="Ana",
        contact="ana@ejemplo.com",
        words="Otro correo",
        identified_by="document",
        received_on=cast.NOW.date(),
    )
    whose = Whose(kind=WhoseKind.AFFILIATE, value=str(ana.pk), title="Ana", affiliates=(ana.pk,))
    made = requests.receive_request(asked=asked, whose=whose, actor=cast.diana(), now=cast.NOW, random_source=LUCK)
    requests.correct_contact(
        request=made, email="ana.nueva@ejemplo.com", mobile=ana.mobile, actor=cast.diana(), now=cast.NOW
    )
    return Claim(newest(Act.DATA_CORRECTED), ana.code, "email", "Ana@ejemplo.com", "ana.nueva@ejemplo.com")


def of_corrected_name() -> Claim:
    made = issue_certificate()
    asked = ask_name_correction(certificate=made, names=RIGHT, reason="Dice André", actor=cast.olga(), now=cast.NOW)
    agree(agreement=asked, reason="Vi el pasaporte", actor=agreements.nora(), now=cast.NOW)
    replace_certificate(certificate=made, actor=cast.olga(), now=cast.NOW + timedelta(minutes=5), random_source=LUCK)
    return Claim(newest(Act.PERSON_RENAMED), made.code.value, "names", "Bruno Andrés Restrepo Gómez", RIGHT)


def of_mended_person() -> Claim:
    made = issue_certificate()
    solicitud = made.solicitud
    solicitud.birth_date = date(2016, 1, 2)
    with transaction.atomic():
        mend_person(made.code.person, solicitud, cast.olga(), cast.NOW)
    return Claim(newest(Act.PERSON_MENDED), made.code.value, "birth_date", "14/03/2015", "02/01/2016")


def of_ended_link() -> Claim:
    made = issue_certificate()
    end_link(
        dependency=made.code.person.dependencies.get(),
        ended_on=cast.NOW.date(),
        paper="Sentencia de divorcio",
        actor=cast.olga(),
        now=cast.NOW,
    )
    return Claim(newest(Act.LINK_ENDED), made.code.value, "ended_by", "", "sentencia  de divorcio")


def of_dependent_at_the_desk() -> Claim:
    _case, bruno = desk.case_of_bruno()
    facts = cases.DependentFacts(names="Bruno Ríos", document_number=cast.BRUNO_PASSPORT, link="child")
    cases.save_facts(solicitud=bruno, facts=facts, version=bruno.version, actor=cast.olga(), now=cast.NOW)
    event = newest(Act.DEPENDENT_WRITTEN)
    return Claim(event, cast.BRUNO_PASSPORT, "dependent_names", "Bruno Andrés Restrepo Gómez", "BRUNO RÍOS")


def of_dependent_at_home() -> Claim:
    typed = desk.bruno_at_home(desk.turno())
    save_solicitud(
        solicitud=typed, turno=None, values={"dependent_names": "Bruna"}, actor=None, now=cast.NOW, random_source=LUCK
    )
    event = newest(Act.SOLICITUD_SAVED)
    return Claim(event, cast.BRUNO_PASSPORT, "dependent_names", "Bruno Andrés Restrepo Gómez", "Bruna")


def of_presenter() -> Claim:
    case, _bruno = desk.case_of_bruno()
    cases.set_presenter(
        case=case,
        by_proxy=True,
        number=cast.PEDRO_CEDULA,
        names="Pedro Mora",
        version=case.version,
        actor=cast.olga(),
        now=cast.NOW,
    )
    return Claim(newest(Act.PRESENTER_WRITTEN), cast.ANA_CODE, "presenter_number", cast.ANA_CODE, cast.PEDRO_CEDULA)


def of_visit() -> Claim:
    cast.ana()
    opened_for(serve_walk_in(), contact=Contact(email="otra@ejemplo.com"), dependents=1)
    return Claim(newest(Act.CASE_AT_COUNTER), cast.ANA_CODE, "email", "", "otra@ejemplo.com")


def of_power() -> Claim:
    power = legal.receive_power(legal.other(proxy_names="Pedro Paz"))
    written = replace(legal.OF_ANA, proxy_names="Pedro Mora")
    amend_power(power=power, written=written, version=power.version, actor=cast.lucia(), now=cast.NOW)
    return Claim(newest(Act.POWER_WRITTEN), cast.PEDRO_CEDULA, "proxy_names", "Pedro Paz", "Pedro Mora")


def of_moved_turno() -> Claim:
    place = cast.agency()
    slot, *_others = cast.slots(place, cast.NOW.date() + timedelta(days=2))
    turno = desk.turno(starts=cast.NOW + timedelta(days=1), ends=cast.NOW + timedelta(days=1, minutes=15))
    draft = drafts.start_move(turno=turno, now=cast.NOW, random_source=LUCK)
    waits.hold(draft, slot)
    draft.refresh_from_db()
    draft.email, draft.mobile, draft.verified_at = "ana@ejemplo.com", "+593990009999", cast.NOW
    draft.save()
    turnos.confirm_turno(draft=draft, now=cast.NOW)
    return Claim(newest(Act.TURNO_MOVED), cast.ANA_CODE, "mobile", "+593 991234567", "+593990009999")


def of_waiting_entry() -> Claim:
    made = waits.join_list()
    number, mobile = made.presenter_number, made.mobile
    Draft.objects.all().update(mobile="+593990001111")
    wish = waiting_list.Wish(made.first, made.last, made.dependents)
    waiting_list.join_waiting_list(
        draft=Draft.objects.get(), wish=wish, address="203.0.113.9", device="device0", now=cast.NOW, random_source=LUCK
    )
    return Claim(newest(Act.WAITING_JOINED), number, "mobile", mobile, "+593990001111")
