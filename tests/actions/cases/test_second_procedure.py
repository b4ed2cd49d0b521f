"""A second procedure is a table of its own: booked, attended and decided by what it asks, with no change elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

import vinculo
from tests import cast
from tests.documents.reading import text_of
from tests.stages import desk
from tests.stages.booking import DAY, LUCK, hold_seat, start_draft, verify_mailbox
from tests.stages.counter import at_the_desk
from vinculo.actions.booking import drafts, turnos
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.cases.issuing import NotReadyToIssue, issue_code
from vinculo.actions.queue.check_in import check_in
from vinculo.documents.facts import NoticeFacts
from vinculo.queries.cases.case_papers import asked_kinds
from vinculo.queries.cases.solicitudes import proofs_for
from vinculo.records.models import Decision, Draft, Procedure, Service, Turno
from vinculo.rules.cases import facts
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.cases.requirements import person_checks
from vinculo.rules.cases.requirements.evaluate import find_missing, required_papers
from vinculo.rules.cases.requirements.faults import Fault
from vinculo.rules.cases.requirements.model import Requirement
from vinculo.rules.cases.requirements.procedures import TABLES, NoRequirements
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("second_procedure")]
CODE = "adopciones-del-exterior"
NAME = "Registro de adopciones del exterior"


def by_a_court(_case: facts.Case, paper: facts.Paper) -> Fault | None:
    """Accept the sentence of a court alone."""
    if "Juzgado" in paper.issuing_authority:
        return None
    return Fault(code="no_court", text="La adopción no es de un juzgado.", remedy="Traiga la sentencia del juzgado.")


ADOPTIONS = (
    Requirement(
        code="sentence",
        rows=("A1",),
        source_line="Sentencia de adopción",
        text="Sentencia de adopción del juzgado",
        hint="En original.",
        basis="Código de la adopción. Artículo: 1.",
        papers=(PaperKind.ADOPTION,),
        checks=(by_a_court,),
        not_brought=Fault(code="no_sentence", text="Falta la sentencia.", remedy="Traiga la sentencia."),
    ),
    Requirement(
        code="child_document",
        rows=("A2",),
        source_line="Pasaporte de la niña o del niño",
        text="Pasaporte de la niña o del niño adoptado",
        hint="En original.",
        basis="Código de la adopción. Artículo: 2.",
        papers=(PaperKind.DEPENDENT_PASSPORT,),
        facts=(person_checks.has_names, person_checks.has_birth_date, person_checks.has_nationality),
    ),
)
SENTENCE = replace(desk.BIRTH, kind=PaperKind.ADOPTION, issuing_authority="Juzgado Tercero de Cali")


@pytest.fixture
def second_procedure() -> Iterator[None]:
    """Install the procedure: its table, and its rows of reference data."""
    with patch.dict(TABLES, {CODE: ADOPTIONS}):
        made = Procedure.objects.create(code=CODE, name=NAME)
        Service.objects.create(agency=cast.agency(), procedure=made, counters=1)
        yield


def book_turno() -> Turno:
    """Book a turno of the second procedure, step by step."""
    cast.ana()
    draft = Draft.objects.get(pk=verify_mailbox(start_draft()).pk)
    second = Procedure.objects.get(code=CODE)
    drafts.choose_place(draft=draft, procedure=second, agency=cast.agency(), dependents=1, now=cast.NOW)
    (slot,) = cast.slots(cast.agency(), DAY, times=1)
    slot.procedure = second
    slot.save()
    draft = Draft.objects.get(pk=draft.pk)
    hold_seat(draft, slot)
    return turnos.confirm_turno(draft=draft, now=cast.NOW)


def test_a_second_procedure_is_booked_attended_and_decided_by_its_own_table(client: Client) -> None:
    turno = book_turno()
    assert turno.procedure.name == NAME
    confirmation = text_of(client.get(reverse("public:turno_pdf", args=[turno.token])).content)
    brought = [each.text for each in ADOPTIONS]
    assert [each in confirmation for each in (NAME, *brought)] == [True] * 3
    assert [each in confirmation for each in ("matrimonio", "nacimiento", "Pasaporte vigente")] == [False] * 3

    bruno = desk.bruno_at_home(turno)
    case = check_in(turno=turno, actor=cast.olga(), now=turno.starts, random_source=LUCK)
    bruno.refresh_from_db()
    assert (case.procedure.name, bruno.case) == (NAME, case)
    shown = at_the_desk().get(reverse("desk:case", args=[case.reference])).content.decode()
    assert [each in shown for each in brought] == [True, True]
    assert [each in shown for each in ("Pasaporte vigente", "certificado o acta")] == [False] * 2
    assert asked_kinds(case, bruno) == {"adoption", "dependent_passport"}
    assert asked_kinds(case, None) == set()

    with pytest.raises(NotReadyToIssue) as refused:
        issue_code(solicitud=bruno, version=bruno.version, actor=cast.olga(), now=turno.starts, random_source=LUCK)
    assert [(each.requirement, each.code) for each in refused.value.findings] == [
        ("sentence", "no_sentence"),
        ("child_document", "dependent_document_missing"),
    ]
    desk.record(case, replace(SENTENCE, issuing_authority="Notaría Primera de Cali"), bruno)
    bruno.refresh_from_db()
    asked = request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=turno.starts)
    items = NoticeFacts.from_json(asked.facts).items
    assert [(each.requirement, each.wrong) for each in items] == [
        (ADOPTIONS[0].text, "La adopción no es de un juzgado."),
        (ADOPTIONS[1].text, "Falta el documento de identidad de la persona dependiente."),
    ]


def test_a_second_procedure_issues_what_its_own_table_is_content_with() -> None:
    turno = book_turno()
    bruno = desk.bruno_at_home(turno)
    case = check_in(turno=turno, actor=cast.olga(), now=turno.starts, random_source=LUCK)
    for paper in (SENTENCE, desk.BRUNO_PASSPORT):
        desk.record(case, paper, bruno)
    bruno.refresh_from_db()
    made = issue_code(solicitud=bruno, version=bruno.version, actor=cast.olga(), now=turno.starts, random_source=LUCK)
    bruno.refresh_from_db()
    turno.refresh_from_db()
    assert (bruno.status, turno.status, made.state) == ("issued", "attended", "in_force")
    assert Decision.objects.get().solicitud == bruno


def test_the_case_of_one_procedure_is_not_continued_by_a_turno_of_the_other() -> None:
    turno = book_turno()
    case = check_in(turno=turno, actor=cast.olga(), now=turno.starts, random_source=LUCK)
    Turno.objects.filter(pk=turno.pk).update(status="attended")
    other = desk.record_arrival(desk.turno())
    assert (other.procedure_id, case.procedure_id) == (FOREIGN_DEPENDENTS, CODE)
    assert other != case


def test_the_account_names_the_documents_of_its_own_table() -> None:
    second, first = desk.bruno_at_home(book_turno()), desk.bruno_at_home(desk.turno())
    assert proofs_for(second) == (PaperKind.ADOPTION,)
    assert proofs_for(first) == (PaperKind.BIRTH, PaperKind.ADOPTION)
    with patch.dict(TABLES, {CODE: ADOPTIONS[1:]}):  # it takes no document of the link
        assert proofs_for(second) == proofs_for(first)


def test_a_procedure_without_a_table_judges_nobody() -> None:
    case = facts.Case(
        applicant=facts.Applicant(code="", names=""),
        dependent=facts.Dependent(link=facts.Link.CHILD),
        judged_on=cast.NOW.date(),
    )
    assert required_papers(replace(case, procedure=CODE)) == ADOPTIONS
    assert required_papers(case) != ADOPTIONS
    with pytest.raises(NoRequirements):
        find_missing(replace(case, procedure="montepio"), [])


def test_the_code_of_the_procedure_stands_in_one_place() -> None:
    house = Path(vinculo.__file__).parent
    code = [*house.rglob("*.py"), *house.rglob("*.html")]
    written = {path.relative_to(house).as_posix() for path in code if FOREIGN_DEPENDENTS in path.read_text("utf-8")}
    assert {where for where in written if "migrations" not in where} == {"rules/shared/procedures.py"}
