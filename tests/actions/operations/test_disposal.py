"""The files of cases that the institution's schedule lets go: proposed, approved by another, emptied, proved (D34)."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests import cast
from tests.stages import desk
from tests.stages.disposal import LATER, approve, closed_case, nora, propose, schedule
from vinculo.actions.control.samples import NotAllowedError
from vinculo.actions.operations.disposal import (
    EMPTIED,
    GONE,
    MinutesTaken,
    NothingToPropose,
    OwnList,
    carry_out_disposals,
    decide_disposal,
    propose_disposal,
)
from vinculo.actions.rights.requests import Asked, receive_request
from vinculo.actions.rights.restrictions import lift_restriction, restrict
from vinculo.actions.rights.retention import Proof, apply_retention
from vinculo.actions.shared.guards import NoReason, Stale
from vinculo.documents.facts import CertificateFacts
from vinculo.queries.operations.archive import describe_case
from vinculo.queries.operations.invariants import breaches
from vinculo.queries.rights.disposal import mark_of_files, next_files
from vinculo.queries.rights.holdings import HOLDINGS
from vinculo.queries.rights.whose import whose_at, whose_of
from vinculo.queries.shared.access import NotFoundHere
from vinculo.records.models import (
    Agreement,
    Case,
    CaseEntry,
    Certificate,
    Code,
    Complaint,
    Decision,
    Disposal,
    DisposalList,
    Event,
    Message,
    PaperNotice,
    PaperRecord,
    RetentionRule,
    Solicitud,
    Staff,
    Turno,
)
from vinculo.rules.rights.retention import RetentionKind
from vinculo.rules.rights.status import DisposalAct
from vinculo.rules.staff.access import Role

pytestmark = pytest.mark.django_db


def test_d34_without_a_schedule_no_file_goes() -> None:
    closed_case()
    with pytest.raises(NothingToPropose):
        propose()
    schedule(None)
    with pytest.raises(NothingToPropose):
        propose()
    schedule_long = RetentionRule.objects.get()
    schedule_long.days = 4001
    schedule_long.save()
    with pytest.raises(NothingToPropose):
        propose()
    assert (DisposalList.objects.count(), carry_out_disposals(now=LATER)) == (0, 0)


def test_d34_a_file_goes_by_two_people_and_nothing_goes_before_the_second() -> None:
    case = closed_case()
    schedule()
    row = propose()
    assert [line.case_id for line in row.lines.all()] == [case.pk]
    assert (row.instrument, carry_out_disposals(now=LATER)) == ("Tabla de plazos 2026", 0)
    approve(row)
    assert carry_out_disposals(now=LATER) == 1
    assert carry_out_disposals(now=LATER) == 0
    made = Disposal.objects.get(case=case)
    assert (made.minutes, made.proposed_by, made.approved_by) == ("Acta 1", cast.diana(), nora())
    acts = ["disposal_proposed", "disposal_approved", "case_disposed"]
    events = list(Event.objects.filter(act__in=acts).order_by("pk"))
    assert [(event.act, event.subject) for event in events] == [
        ("disposal_proposed", "disposallist"),
        ("disposal_approved", "disposallist"),
        ("case_disposed", "case"),
    ]
    assert events[0].fields == ["cases=1"]
    assert events[2].fields[0] == f"list={row.pk}"


def test_d34_what_goes_is_empty_and_what_stays_is_as_it_was() -> None:
    case = closed_case()
    schedule()
    approve(propose())
    before = {part.model: stay(part.model, part.of(case), part.stays) for part in EMPTIED}
    kept = [list(model.objects.order_by("pk").values_list()) for model in (Code, Certificate)]
    carry_out_disposals(now=LATER)
    for part in EMPTIED:
        rows = part.model._default_manager.filter(part.of(case))
        assert stay(part.model, part.of(case), part.stays) == before[part.model], part.model
        gone = [name for name in part.goes if name != "value_secret"]
        said = {value for row in rows.values_list(*gone) for value in map(plain, row)}
        assert said <= {"", GONE, "[]", "{}", "null", "false"}, (part.model, said)
    assert {part.model for part in EMPTIED if part.model._default_manager.filter(part.of(case)).exists()} >= {
        Case,
        Turno,
        Solicitud,
        PaperRecord,
        Decision,
        Agreement,
        CaseEntry,
        Message,
    }
    assert [list(model.objects.order_by("pk").values_list()) for model in (Code, Certificate)] == kept
    assert breaches() == []


def plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def stay(model: type[models.Model], of: models.Q, names: str) -> list[Any]:
    return list(model._default_manager.filter(of).order_by("pk").values_list(*names.split()))


def test_d34_every_column_of_a_file_goes_or_stays_by_the_table() -> None:
    for part in EMPTIED:
        columns = [field.name for field in part.model._meta.concrete_fields if field.name != "disposal"]
        assert sorted([*part.goes, *part.stays.split()]) == sorted(columns), part.model


def test_d34_every_model_kept_by_the_schedule_is_emptied_or_stays_with_the_code_or_the_power() -> None:
    staying = {"Affiliate", "Person", "IdDocument", "Dependency", "Code", "Certificate", "Sample", "HearingStatement"}
    staying |= {"Power", "PowerDecision", "Restriction", "MailboxBound", "Ticket", "Opinion", "ReturnAnswer"}
    kept = {held.model.__name__ for held in HOLDINGS if held.kept is RetentionKind.EXPEDIENTE}
    assert kept - {part.model.__name__ for part in EMPTIED} == staying


def test_d34_nobody_finds_whom_a_file_named_and_a_former_value_is_proved_no_more() -> None:
    case = closed_case()
    number = case.solicitudes.get(person__isnull=True).dependent_document_number
    secrets = set(Solicitud.objects.filter(case=case).values_list("value_secret", flat=True))
    assert len(whose_of(number)) == 1
    schedule()
    approve(propose())
    carry_out_disposals(now=LATER)
    assert whose_of(number) == []
    assert secrets.isdisjoint(Solicitud.objects.filter(case=case).values_list("value_secret", flat=True))


def test_d34_the_digest_is_that_of_the_package_that_an_archive_kept() -> None:
    case = closed_case()
    schedule()
    approve(propose())
    package = describe_case(Case.objects.get(pk=case.pk))
    assert b"Vino con su hermana" in package
    carry_out_disposals(now=LATER)
    assert Disposal.objects.get().digest == sha256(package).hexdigest()
    assert b"Vino con su hermana" not in describe_case(Case.objects.get(pk=case.pk))


def test_d34_the_certificate_of_a_disposed_file_is_printed_and_verified_as_before() -> None:
    case = closed_case()
    certificate = Certificate.objects.get(solicitud__case=case)
    before = CertificateFacts.from_json(certificate.fill_link(certificate.facts))
    schedule()
    approve(propose())
    carry_out_disposals(now=LATER)
    certificate.refresh_from_db()
    assert CertificateFacts.from_json(certificate.fill_link(certificate.facts)) == before


def test_d34_the_next_count_has_nothing_past() -> None:
    closed_case()
    schedule()
    assert files(apply_retention(now=LATER, dry_run=True)) == 1
    approve(propose())
    carry_out_disposals(now=LATER)
    assert files(apply_retention(now=LATER, dry_run=True)) == 0


def files(proofs: list[Proof]) -> int:
    return next(proof.past for proof in proofs if proof.term.kind is RetentionKind.EXPEDIENTE)


def restrict_affiliate(case: Case) -> Callable[[], object]:
    held = restrict(address=f"affiliate:{case.affiliate_id}", reason="Reclama", actor=cast.diana(), now=LATER)
    return lambda: lift_restriction(restriction=held, reason="Ya no", actor=cast.diana(), now=LATER)


def suspended_dependent(case: Case) -> Callable[[], object]:
    person = case.solicitudes.get(person__isnull=False).person_id
    held = restrict(address=f"person:{person}", reason="Reclama", actor=cast.diana(), now=LATER)
    return lambda: lift_restriction(restriction=held, reason="Ya no", actor=cast.diana(), now=LATER)


def running(case: Case) -> Callable[[], object]:
    rows = Solicitud.objects.filter(case=case, person__isnull=True)
    rows.update(status="correction_pending")
    return lambda: rows.update(status="withdrawn")


def second(case: Case) -> Callable[[], object]:
    row = Agreement.objects.create(
        kind="candidate_dismissed",
        case=case,
        agency=case.agency,
        subject="otro",
        compared=[],
        reason="Es otra persona",
        asked_by=cast.olga(),
        asked_at=cast.NOW,
        lapses_at=LATER,
    )
    return lambda: Agreement.objects.filter(pk=row.pk).update(state="lapsed", decided_at=LATER)


def looked_at(case: Case) -> Callable[[], object]:
    certificate = Certificate.objects.get(solicitud__case=case)
    row = certificate.samples.create(
        agency=case.agency,
        issued_by=certificate.issued_by,
        why="supervisor",
        state="opened",
        opened_by=cast.sara(),
        opened_at=cast.NOW,
        reason="Otra persona",
        told_by="paper",
        drawn_at=cast.NOW,
    )
    rows = certificate.samples.filter(pk=row.pk)
    return lambda: rows.update(state="kept", decided_by=cast.sara(), decided_at=LATER)


def request_data(case: Case) -> Callable[[], object]:
    asked = Asked(
        kind="access",
        names="Ana",
        contact="a@ejemplo.com",
        words="Mis datos",
        identified_by="document",
        received_on=LATER.date(),
    )
    row = receive_request(
        asked=asked,
        whose=whose_at(f"affiliate:{case.affiliate_id}"),
        actor=cast.diana(),
        now=LATER,
        random_source=Random(4),
    )
    rows = type(row).objects.filter(pk=row.pk)
    return lambda: rows.update(state="granted", answer="Sí", answered_by=cast.diana(), answered_at=LATER)


def file_complaint(case: Case) -> Callable[[], object]:
    row = Complaint.objects.create(
        reference="Q-1",
        key="k",
        kind="complaint",
        text="Nadie me atendió",
        email="ana@ejemplo.com",
        made_at=cast.NOW,
        answer_by=LATER.date(),
    )
    rows = Complaint.objects.filter(pk=row.pk)
    return lambda: rows.update(state="answered", answer="Sí", answered_by=cast.sara(), answered_at=LATER)


def comes(case: Case) -> Callable[[], object]:
    row = desk.turno(affiliate=case.affiliate)
    return lambda: Turno.objects.filter(pk=row.pk).update(status="cancelled", ended_at=LATER)


HOLDS = (restrict_affiliate, suspended_dependent, running, second, looked_at, request_data, file_complaint, comes)


@pytest.mark.parametrize("hold", HOLDS, ids=lambda each: each.__name__)
def test_d34_what_is_held_is_not_proposed_and_not_carried_out_until_it_ends(
    hold: Callable[[Case], Callable[[], object]],
) -> None:
    case = closed_case()
    schedule()
    row = approve(propose())
    end = hold(case)
    assert next_files(LATER) == []
    assert carry_out_disposals(now=LATER) == 0
    end()
    assert carry_out_disposals(now=LATER) == 1
    assert row.lines.get().case_id == case.pk


def test_d34_a_schedule_that_became_longer_is_kept_to() -> None:
    closed_case()
    schedule()
    approve(propose())
    RetentionRule.objects.update(days=4001)
    assert carry_out_disposals(now=LATER) == 0


def test_d34_who_proposed_does_not_approve_and_only_the_nation_does() -> None:
    closed_case()
    schedule()
    row = propose()
    for other in (cast.sara(), cast.diana(), cast.olga()):
        with pytest.raises(NotFoundHere):
            decide_disposal(disposal_list=row, act=DisposalAct.APPROVE, reason="", actor=other, now=LATER)
    Staff.objects.filter(username="diana").update(role=Role.SUPERVISOR)
    with pytest.raises(OwnList):
        decide_disposal(
            disposal_list=row, act=DisposalAct.APPROVE, reason="", actor=Staff.objects.get(username="diana"), now=LATER
        )
    for other in (cast.sara(), nora()):
        with pytest.raises(NotFoundHere):
            propose_disposal(minutes="Acta 2", actor=other, now=LATER)


def test_d34_a_list_that_is_not_approved_lets_nothing_go_and_its_cases_may_be_proposed_again() -> None:
    closed_case()
    schedule()
    row = propose()
    with pytest.raises(NothingToPropose):
        propose("Acta 2")  # it stands in a list that waits
    with pytest.raises(MinutesTaken):
        propose()
    with pytest.raises(NoReason):
        decide_disposal(disposal_list=row, act=DisposalAct.REFUSE, reason=" ", actor=nora(), now=LATER)
    decide_disposal(disposal_list=row, act=DisposalAct.REFUSE, reason="Falta el acta", actor=nora(), now=LATER)
    assert carry_out_disposals(now=LATER) == 0
    with pytest.raises(NotAllowedError):
        approve(row)
    approve(propose("Acta 2"))
    assert carry_out_disposals(now=LATER) == 1


def test_d34_d30_what_changed_since_it_was_read_is_neither_proposed_nor_approved() -> None:
    closed_case()
    schedule()
    seen = mark_of_files(next_files(LATER))
    with pytest.raises(Stale):
        propose_disposal(minutes="Acta 1", actor=cast.diana(), now=LATER, read=mark_of_files([]))
    row = propose_disposal(minutes="Acta 1", actor=cast.diana(), now=LATER, read=seen)
    with pytest.raises(Stale):
        decide_disposal(disposal_list=row, act=DisposalAct.APPROVE, reason="", actor=nora(), now=LATER, read="otra")


def test_d34_no_word_of_a_disposed_file_stands_in_any_table_but_with_the_code_and_in_the_registry() -> None:
    case = closed_case()
    words = ["Vino con su hermana", "Es otra persona", "De acuerdo"]
    assert [tables_with(word) for word in words] == [["CaseEntry"], ["Agreement"], ["Agreement"]]
    schedule()
    approve(propose())
    carry_out_disposals(now=LATER)
    assert case.reference
    assert [tables_with(word) for word in words] == [[], [], []]


def tables_with(word: str) -> list[str]:
    names = []
    for model in apps.get_app_config("records").get_models():
        rows = model._default_manager.values_list()
        if any(word in str(row) for row in rows):
            names.append(model.__name__)
    return names


def test_d34_notices_of_a_disposed_file_name_no_receiver() -> None:
    case = closed_case()
    PaperNotice.objects.create(
        agency=case.agency,
        kind="withdrawal",
        solicitud=case.solicitudes.get(person__isnull=True),
        subject="Falta algo",
        body="Traiga lo que falta.",
        due=cast.NOW.date(),
        made_at=cast.NOW,
        handed_by="hand",
        words="La recibió Ana Restrepo",
        delivered_by=cast.olga(),
        delivered_at=cast.NOW,
    )
    schedule()
    approve(propose())
    carry_out_disposals(now=LATER)
    notice = PaperNotice.objects.get()
    assert (notice.words, notice.body) == (GONE, "Traiga lo que falta.")
