"""What is written on a case beside papers and decisions: why it is open, notes, who has it, who returned it (D37)."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import cast
from tests.stages import desk, queue
from tests.stages.agreements import nora
from tests.stages.control import SAME_DAY
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.cases.entries import CaseClosed, LeftOpen, NoSuchColleague, hand_case, return_case, write_note
from vinculo.actions.cases.issuing import issue_code
from vinculo.actions.cases.reversals import reopen_solicitud
from vinculo.actions.cases.visits import end_visit
from vinculo.actions.operations import upkeep
from vinculo.actions.queue.calling import finish_service
from vinculo.actions.queue.dependents import remove_dependent
from vinculo.actions.queue.missed_calls import leave_counter
from vinculo.actions.shared.guards import NoReason, NotYours, Stale
from vinculo.queries.shared.marks import mark_of
from vinculo.records.models import Case, CaseEntry, Event, Solicitud, Staff
from vinculo.rules.cases.work import LEFT_OPEN, EntryKind
from vinculo.rules.queue.status import Origin

pytestmark = pytest.mark.django_db
Entry = tuple[str, str, str, str | None, str | None]


def entries(case: Case) -> list[Entry]:
    """Return kind, reason, words, to whom and by whom of every entry of a case."""
    rows = CaseEntry.objects.filter(case=case)
    return list(rows.values_list("kind", "reason", "words", "to__username", "written_by__username"))


def issue_certificate() -> tuple[Case, Solicitud]:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    issue_code(solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=random.Random(1))
    case.refresh_from_db()
    bruno.refresh_from_db()
    return case, bruno


def elsewhere() -> Staff:
    return Staff.objects.create_user("omar", role="officer", agency=cast.agency("CAU Guayaquil", "Guayas", "09"))


def test_d37_a_visit_with_something_in_review_ends_only_with_a_reason_of_the_list() -> None:
    case, _ = desk.case_of_bruno()
    for left in (None, LeftOpen("ganas"), LeftOpen("other", " "), LeftOpen("day_over")):
        with pytest.raises(NoReason):
            end_visit(case=case, actor=cast.olga(), now=cast.NOW, left=left)
    assert case.turno is not None
    case.turno.refresh_from_db()
    assert (case.turno.status, entries(case)) == ("arrived", [])
    end_visit(case=case, actor=cast.olga(), now=cast.NOW, left=LeftOpen("other", "Se fue la luz."))
    case.refresh_from_db()
    case.turno.refresh_from_db()
    assert entries(case) == [("left_open", "other", "Se fue la luz.", None, "olga")]
    assert (case.turno.status, case.closed_at, case.officer) == ("attended", None, cast.olga())


def test_d37_a_case_that_is_left_open_is_looked_at_again_after_five_working_days() -> None:
    case, _ = desk.case_of_bruno()
    end_visit(case=case, actor=cast.olga(), now=cast.NOW, left=LeftOpen("went"))
    assert CaseEntry.objects.get().due == (cast.NOW + timedelta(days=7)).date()  # from Monday to Monday


@pytest.mark.parametrize("reason", LEFT_OPEN)
def test_d37_each_reason_of_the_list_is_kept_and_the_event_bears_its_code_and_no_words(reason: str) -> None:
    case, _ = desk.case_of_bruno()
    end_visit(case=case, actor=cast.olga(), now=cast.NOW, left=LeftOpen(reason, "Ana llamará."))
    assert entries(case) == [("left_open", reason, "Ana llamará.", None, "olga")]
    event = Event.objects.get(act="case_left_open")
    assert (event.subject, event.subject_id, event.fields) == ("case", case.pk, [f"reason:{reason}"])


def test_d37_a_service_ends_only_with_a_reason_too() -> None:
    of = desk.turno()
    queue.make_open_counter()
    case = desk.record_arrival(of)
    queue.ticket(turno=of, case=case, origin=Origin.TURNO)
    serving = queue.serve(2, queue.call(2))
    with pytest.raises(NoReason):
        finish_service(ticket=serving, actor=cast.olga(), now=queue.at(9))
    assert queue.fresh(serving).state == "serving"
    finish_service(ticket=serving, actor=cast.olga(), now=queue.at(9), left=desk.LEFT)
    assert (queue.fresh(serving).state, entries(case)) == ("served", [("left_open", "papers", "", None, "olga")])


def test_d37_a_visit_with_everything_decided_asks_nothing_and_keeps_no_reason() -> None:
    case, bruno = desk.case_of_bruno()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    end_visit(case=case, actor=cast.olga(), now=cast.NOW)
    case.refresh_from_db()
    assert (entries(case), case.officer, case.closed_at) == ([], cast.olga(), None)


def test_d37_a_case_without_dependents_is_closed_with_its_visit() -> None:
    case, bruno = desk.case_of_bruno()
    remove_dependent(solicitud=bruno, actor=cast.olga(), now=cast.NOW)
    case.refresh_from_db()
    assert case.closed_at is None
    end_visit(case=case, actor=cast.olga(), now=cast.NOW)
    case.refresh_from_db()
    assert case.closed_at == cast.NOW


def test_d37_who_goes_without_being_served_leaves_the_reason() -> None:
    of = desk.turno()
    queue.make_open_counter()
    case = desk.record_arrival(of)
    queue.ticket(turno=of, case=case, origin=Origin.TURNO)
    leave_counter(ticket=queue.call(2), actor=cast.olga(), now=queue.at(3))
    assert entries(case) == [("left_open", "went", "", None, "olga")]


def test_d37_a_day_that_ends_leaves_the_reason_that_nobody_gave_one() -> None:
    case, _ = desk.case_of_bruno()
    upkeep.end_visits(now=cast.NOW + timedelta(hours=15))
    assert entries(case) == [("left_open", "day_over", "", None, None)]
    assert Event.objects.get(act="case_left_open").actor_kind == "system"


def test_d37_a_note_is_written_at_any_status_by_the_centre_and_its_supervisor_and_twice_is_once() -> None:
    case, bruno = desk.case_of_bruno()
    write_note(case=case, words=" Ana llamará mañana. ", actor=cast.olga(), now=cast.NOW)
    write_note(case=case, words="Ana llamará mañana.", actor=cast.olga(), now=cast.NOW)
    desk.papers_of_bruno(case, bruno)
    issue_code(solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=random.Random(1))
    write_note(case=case, words="Visto.", actor=cast.sara(), now=cast.NOW)
    assert entries(case) == [("note", "", "Ana llamará mañana.", None, "olga"), ("note", "", "Visto.", None, "sara")]
    for stranger in (elsewhere(), cast.lucia(), cast.alicia()):
        with pytest.raises(NotYours):
            write_note(case=case, words="Hola.", actor=stranger, now=cast.NOW)
    with pytest.raises(NoReason):
        write_note(case=case, words="  ", actor=cast.olga(), now=cast.NOW)


def test_d37_entries_are_only_ever_appended() -> None:
    case, _ = desk.case_of_bruno()
    made = write_note(case=case, words="Ana llamará.", actor=cast.olga(), now=cast.NOW)
    for change in (
        lambda: CaseEntry.objects.update(words="otra"),
        lambda: CaseEntry.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert entries(case) == [("note", "", "Ana llamará.", None, "olga")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "note", "words": ""},
        {"kind": "note", "words": "Hola.", "reason": "papers"},
        {"kind": "handed", "to": None},
        {"kind": "left_open", "reason": "papers", "due": None},
        {"kind": "left_open", "reason": "other", "words": "", "due": cast.NOW.date()},
        {"kind": "left_open", "reason": "slip", "due": cast.NOW.date()},
        {"kind": "returned", "reason": "slip", "words": "", "due": cast.NOW.date()},
        {"kind": "note", "words": "Hola.", "written_by": None},
    ],
)
def test_d37_the_database_refuses_an_entry_that_lacks_a_part(wrong: dict[str, object]) -> None:
    case, _ = desk.case_of_bruno()
    whole: dict[str, object] = {"case": case, "written_by": cast.olga(), "written_at": cast.NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseEntry.objects.create(**(whole | wrong))


def test_d37_a_case_is_given_to_a_colleague_of_the_centre_and_to_nobody_else() -> None:
    case, _ = desk.case_of_bruno()
    hand_case(case=case, to=nora(), words="Falta la apostilla.", actor=cast.olga(), now=cast.NOW)
    case.refresh_from_db()
    assert (case.officer, entries(case)) == (nora(), [("handed", "", "Falta la apostilla.", "nora", "olga")])
    left = Staff.objects.create_user("iris", role="officer", agency=cast.agency(), is_active=False)
    for nobody in (elsewhere(), cast.sara(), left):
        with pytest.raises(NoSuchColleague):
            hand_case(case=case, to=nobody, words="", actor=cast.olga(), now=cast.NOW)
    with pytest.raises(NotYours):
        hand_case(case=case, to=nora(), words="", actor=elsewhere_again(), now=cast.NOW)
    hand_case(case=case, to=cast.olga(), words="", actor=cast.sara(), now=cast.NOW)
    case.refresh_from_db()
    assert case.officer == cast.olga()


def elsewhere_again() -> Staff:
    return Staff.objects.get(username="omar")


def test_d37_a_case_that_changed_since_it_was_read_is_given_to_nobody_unseen() -> None:
    case, _ = desk.case_of_bruno()
    read = mark_of(case)
    hand_case(case=case, to=nora(), words="", actor=cast.olga(), now=cast.NOW, read=read)
    with pytest.raises(Stale):
        hand_case(case=case, to=cast.olga(), words="", actor=cast.sara(), now=cast.NOW, read=read)
    hand_case(case=case, to=nora(), words="", actor=cast.olga(), now=cast.NOW, read=read)  # the second click
    assert len(entries(case)) == 1


def test_d37_a_closed_case_is_given_to_nobody_and_sent_back_to_nobody() -> None:
    case, _ = issue_certificate()
    with pytest.raises(CaseClosed):
        hand_case(case=case, to=nora(), words="", actor=cast.olga(), now=cast.NOW)
    with pytest.raises(CaseClosed):
        return_case(case=case, words="Mírelo otra vez.", actor=cast.sara(), now=cast.NOW)
    assert entries(case) == []


def test_d37_a_supervisor_sends_an_open_case_back_to_its_officer_with_words() -> None:
    case, _ = desk.case_of_bruno()
    hand_case(case=case, to=nora(), words="", actor=cast.olga(), now=cast.NOW)
    with pytest.raises(NotYours):
        return_case(case=case, words="Mírelo otra vez.", actor=cast.olga(), now=cast.NOW)
    with pytest.raises(NoReason):
        return_case(case=case, words=" ", actor=cast.sara(), now=cast.NOW)
    return_case(case=case, words="Mírelo otra vez.", actor=cast.sara(), now=cast.NOW)
    case.refresh_from_db()
    assert case.officer == nora()
    assert entries(case)[1:] == [("returned", "sent_back", "Mírelo otra vez.", "nora", "sara")]
    assert Event.objects.get(act="case_returned").fields == ["reason:sent_back"]


def test_d37_a_decision_that_is_taken_back_puts_the_case_in_the_hands_of_who_decided() -> None:
    case, bruno = issue_certificate()
    Case.objects.filter(pk=case.pk).update(officer=None)
    reopen_solicitud(
        solicitud=bruno, reason="wrong_papers", words="Es de otra.", actor=cast.sara(), now=cast.NOW, left_out=SAME_DAY
    )
    case.refresh_from_db()
    assert (case.officer, case.closed_at) == (cast.olga(), None)
    assert entries(case) == [("returned", "wrong_papers", "Es de otra.", "olga", "sara")]


def test_d37_what_an_officer_who_left_decided_is_returned_to_the_centre() -> None:
    case, bruno = issue_certificate()
    Staff.objects.filter(pk=cast.olga().pk).update(is_active=False)
    reopen_solicitud(
        solicitud=bruno, reason="slip", words="Fue un error.", actor=cast.sara(), now=cast.NOW, left_out=SAME_DAY
    )
    case.refresh_from_db()
    assert case.officer is None
    assert CaseEntry.objects.get(kind=EntryKind.RETURNED).to is None
