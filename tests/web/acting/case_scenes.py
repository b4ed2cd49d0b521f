"""The acts on a case and after the code, each read before somebody else changes something."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from functools import partial

from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.stages.agreements import nora
from tests.stages.counter import at_the_desk
from tests.web.acting.desk_scenes import presented_otherwise, record_paper
from tests.web.acting.scene import Scene
from vinculo.actions.cases import certificates
from vinculo.actions.cases.agreements import agree, disagree
from vinculo.actions.cases.issuing import issue_code
from vinculo.actions.cases.links import end_link
from vinculo.queries.shared.marks import mark_of
from vinculo.records.models import (
    Affiliate,
    Agreement,
    Case,
    Certificate,
    Code,
    Dependency,
    PaperRecord,
    Person,
    Solicitud,
)


def of_case(name: str, **values: str) -> Scene:
    case, _bruno = desk.case_of_bruno()
    where = reverse("desk:case", args=[case.reference])
    return Scene(at_the_desk(), reverse(name, args=[case.reference]), where, values, partial(presented_otherwise, case))


def add() -> Scene:
    return of_case("desk:add")


def end_visit() -> Scene:
    return of_case("desk:end_visit", reason="papers")


def say_why() -> Scene:
    """The page that asks why a case stays open, to which the end of a visit leads."""
    case, _bruno = desk.case_of_bruno()
    address = reverse("desk:end_visit", args=[case.reference])
    meanwhile = partial(presented_otherwise, case)
    return Scene(at_the_desk(), address, "", {"reason": "papers"}, meanwhile, asked={"read": mark_of(case)})


def hand() -> Scene:
    case, _bruno = desk.case_of_bruno()
    address = reverse("desk:hand", args=[case.reference])
    return Scene(at_the_desk(), address, values={"to": nora().pk}, meanwhile=partial(presented_otherwise, case))


def attach() -> Scene:
    case, _bruno = desk.case_of_bruno()
    at_home = desk.carlos_at_home(None)
    address = reverse("desk:attach", args=[case.reference])
    typed = {"reference": at_home.reference}
    return Scene(at_the_desk(), address, values=typed, meanwhile=partial(presented_otherwise, case))


def presenter() -> Scene:
    case, _bruno = desk.case_of_bruno()
    address = reverse("desk:presenter", args=[case.reference])
    typed = {"by_proxy": "si", "presenter_number": cast.PEDRO_CEDULA, "presenter_names": "Pedro Mora"}
    return Scene(at_the_desk(), address, values=typed, meanwhile=partial(presented_otherwise, case))


def of_bruno(name: str, **values: str) -> Scene:
    case, bruno = desk.case_of_bruno()
    address = reverse(name, args=[case.reference, bruno.reference])
    return Scene(at_the_desk(), address, values=values, meanwhile=partial(record_paper, case, bruno))


def remove() -> Scene:
    return of_bruno("desk:remove")


def correct() -> Scene:
    return of_bruno("desk:correct", note="")


def refuse() -> Scene:
    case, bruno = desk.case_of_bruno(has_cedula=True)
    address = reverse("desk:refuse", args=[case.reference, bruno.reference])
    return Scene(at_the_desk(), address, values={"note": ""}, meanwhile=partial(record_paper, case, bruno))


def issue() -> Scene:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    address = reverse("desk:issue", args=[case.reference, bruno.reference])
    again = replace(desk.BIRTH, issuing_authority="Notaría Segunda de Cali")
    return Scene(at_the_desk(), address, meanwhile=partial(desk.record, case, again, bruno, nora()))


def of_paper(name: str, **values: str) -> Scene:
    case, bruno = desk.case_of_bruno()
    where = f"{reverse('desk:case', args=[case.reference])}?paso=solicitud&de={bruno.reference}"
    address = reverse(name, args=[case.reference, bruno.reference, "solicitud"])
    return Scene(at_the_desk(), address, where, values, partial(record_paper, case, bruno))


def record() -> Scene:
    return of_paper("desk:record", signature="handwritten", complete="si")


def not_received() -> Scene:
    return of_paper("desk:not_received", reason="No está firmada")


def facts() -> Scene:
    case, bruno = desk.case_of_bruno()
    where = f"{reverse('desk:case', args=[case.reference])}?paso=datos&de={bruno.reference}"
    typed = {
        "link": "child",
        "dependent_names": "Bruno Andrés Restrepo",
        "document_kind": "passport",
        "document_number": cast.BRUNO_PASSPORT,
        "document_country": "COL",
        "nationality": "COL",
        "birth_date": "14/03/2015",
        "sex": "M",
        "resides": "si",
        "has_cedula": "no",
        "ecuadorian_origin": "no",
    }
    address = reverse("desk:facts", args=[case.reference, bruno.reference])
    return Scene(at_the_desk(), address, where, typed, partial(record_paper, case, bruno))


def of_record(name: str, case: Case, paper: PaperRecord, of: Solicitud | None) -> Scene:
    where = reverse("desk:case", args=[case.reference])
    address = reverse(name, args=[case.reference, paper.pk])
    changed = partial(record_paper, case, of) if of else partial(presented_otherwise, case)
    return Scene(at_the_desk(), address, where, {}, changed)


def undo() -> Scene:
    case, bruno = desk.case_of_bruno()
    return of_record("desk:undo", case, desk.record(case, desk.SIGNED, bruno), bruno)


def take() -> Scene:
    case, bruno = desk.case_of_bruno()
    other = replace(desk.BRUNO_PASSPORT, holder_birth_date=date(2015, 3, 15))
    return of_record("desk:take", case, desk.record(case, other, bruno, nora()), bruno)


def renew() -> Scene:
    case, _bruno = desk.case_of_bruno()
    paper = desk.record(case, replace(desk.ANA_PASSPORT, number="AN999999"))
    return of_record("desk:renew", case, paper, None)


def second_parent() -> tuple[Case, Solicitud]:
    """Return Luis's case with Ana's child, who has a code, under another passport."""
    issue_certificate()
    father = Affiliate.objects.create(
        code="EXT7770001",
        names="Luis Díaz",
        names_key="LUIS DIAZ",
        birth_date=desk.ANA_PASSPORT.holder_birth_date,
        updated_at=cast.NOW,
    )
    of = desk.turno(affiliate=father)
    again = desk.bruno_at_home(of, applicant_code=father.code, dependent_document_number="ZZ100200")
    case = desk.record_arrival(of)
    desk.record(case, replace(desk.ANA_PASSPORT, number="LU111222", holder_names="LUIS DIAZ"))
    for paper in (desk.SIGNED, replace(desk.BRUNO_PASSPORT, number="ZZ100200")):
        desk.record(case, paper, again)
    return case, again


def compare() -> Scene:
    case, again = second_parent()
    person = Code.objects.get().person
    address = reverse("desk:compare", args=[case.reference, again.reference, person.pk])
    renamed = partial(Person.objects.filter(pk=person.pk).update, names="Bruno Restrepo", sex="M")
    return Scene(at_the_desk(), address, values={"answer": "same", "reason": "El acta"}, meanwhile=renamed)


def issue_certificate() -> Certificate:
    """Return Bruno's certificate."""
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    source = random.Random(1)
    return issue_code(solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=source)


def supersede_code(certificate: Certificate) -> None:
    certificates.supersede_code(code=certificate.code, number=cast.PEDRO_CEDULA, actor=nora(), now=cast.NOW)


def of_certificate(name: str, page: str = "", **values: str) -> Scene:
    made = issue_certificate()
    where = [made.code.value, made.number]
    shown = reverse(page, args=where) if page else ""
    return Scene(at_the_desk(), reverse(name, args=where), shown, values, partial(supersede_code, made))


def correct_name() -> Scene:
    return of_certificate("desk:correct_name", names="Bruno André Restrepo Gómez", reason="El pasaporte")


def supersede() -> Scene:
    return of_certificate("desk:supersede", number=cast.PEDRO_CEDULA)


def restoration() -> Scene:
    made = issue_certificate()
    supersede_code(made)
    address = reverse("desk:restore", args=[made.code.value, made.number])
    back = partial(Code.objects.filter(pk=made.code_id).update, superseded_at=None)
    return Scene(at_the_desk(), address, values={"reason": "Era de otra persona"}, meanwhile=back)


def reprint() -> Scene:
    scene = of_certificate("desk:reprint", "desk:certificate", reason="Se mojó")
    return Scene(scene.client, scene.address, scene.page, scene.values)


def end_of_link() -> Scene:
    scene = of_certificate("desk:end_link", ended_on="01/11/2026", paper="Sentencia de divorcio")
    ended = partial(
        end_link,
        dependency=Dependency.objects.get(),
        ended_on=date(2026, 10, 1),
        paper="Acta",
        actor=nora(),
        now=cast.NOW,
    )
    return Scene(scene.client, scene.address, scene.page, scene.values, ended)


def replace_certificate() -> Scene:
    asked = asked_by_olga()
    made = Certificate.objects.get()
    agree(agreement=asked, reason="Lo vi", actor=nora(), now=cast.NOW)
    where = [made.code.value, made.number]
    page, address = reverse("desk:certificate", args=where), reverse("desk:replace", args=where)
    return Scene(at_the_desk(), address, page, {}, partial(supersede_code, made))


def asked_by_olga() -> Agreement:
    return certificates.ask_name_correction(
        certificate=issue_certificate(),
        names="Bruno André Restrepo",
        reason="El pasaporte",
        actor=cast.olga(),
        now=cast.NOW,
    )


def answer() -> Scene:
    asked = asked_by_olga()
    decided = partial(disagree, agreement=asked, reason="No es", actor=cast.sara(), now=cast.NOW)
    address = reverse("agreements:one", args=[asked.pk])
    return Scene(at_the_desk(nora()), address, values={"answer": "agree", "reason": "Lo vi"}, meanwhile=decided)


def withdraw() -> Scene:
    asked = asked_by_olga()
    decided = partial(disagree, agreement=asked, reason="No es", actor=nora(), now=cast.NOW)
    page = reverse("agreements:one", args=[asked.pk])
    return Scene(at_the_desk(), reverse("agreements:withdraw", args=[asked.pk]), page, {}, decided)


SCENES = {
    each.__name__: each
    for each in (
        add,
        end_visit,
        say_why,
        hand,
        attach,
        presenter,
        remove,
        correct,
        refuse,
        issue,
        record,
        not_received,
        facts,
        undo,
        take,
        renew,
        compare,
        correct_name,
        supersede,
        restoration,
        end_of_link,
        replace_certificate,
        answer,
        withdraw,
    )
}
ONCE = {"reprint": reprint}
