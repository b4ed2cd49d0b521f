"""The copies of papers: the file before its row, kept by the schedule, swept where no row has it (D35)."""

from __future__ import annotations

import os
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, transaction

from tests import cast
from tests.stages import control, desk
from tests.stages.agreements import nora
from vinculo.actions.control import copies
from vinculo.actions.control.copies import NoCopyAsked, add_copy, remove_copy, tidy_copies
from vinculo.actions.shared.guards import NotYours
from vinculo.queries.cases.case_papers import pending_copies
from vinculo.queries.cases.work.lists import work_of_officer
from vinculo.queries.control.copies import CopyUnreadable, files_of_copies, read_copy
from vinculo.queries.shared.access import NotFoundHere
from vinculo.records.models import Case, Event, PaperCopy, PaperRecord, Role, Staff
from vinculo.rules.control.copies import MOST_OF_PAPER, Media, ScannedCopy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """A folder of copies of its own."""
    settings.COPY_FOLDER = tmp_path / "copies"
    return tmp_path / "copies"


def birth(copy: str = "scan") -> PaperRecord:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    PaperRecord.objects.filter(kind="birth").update(copy=copy)
    return PaperRecord.objects.get(kind="birth")


def list_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def of_size(size: int) -> ScannedCopy:
    return ScannedCopy(Media.JPEG, b"x" * size, 1)


def put(paper: PaperRecord, size: int = 10, actor: Staff | None = None, now: Any = cast.NOW) -> PaperCopy:
    return add_copy(
        paper=paper, scan=of_size(size), actor=actor or cast.olga(), now=now, random_source=random.Random(size)
    )


def test_d35_a_copy_is_a_file_that_the_case_can_show_and_each_view_is_an_event(folder: Path) -> None:
    copy = control.scan_paper(birth())
    assert list_files(folder) == [copy.name]
    shown = read_copy(cast.olga(), copy.pk, cast.NOW)
    assert (shown.media, shown.content[:3], len(shown.content)) == (Media.JPEG, b"\xff\xd8\xff", copy.size)
    read_copy(cast.sara(), copy.pk, cast.NOW)
    acts = Event.objects.filter(subject="copy").order_by("pk").values_list("act", "actor__username", "subject_id")
    assert list(acts) == [
        ("copy_added", "olga", copy.pk),
        ("copy_read", "olga", copy.pk),
        ("copy_read", "sara", copy.pk),
    ]


def test_d35_who_may_not_see_the_case_sees_no_copy() -> None:
    copy = control.scan_paper(birth())
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    for staff in (
        Staff.objects.create_user("omar", role=Role.OFFICER, agency=there),
        Staff.objects.create_user("sonia", role=Role.SUPERVISOR, agency=there),
        cast.alicia(),
        cast.lucia(),
    ):
        with pytest.raises(NotFoundHere):
            read_copy(staff, copy.pk, cast.NOW)
    assert not Event.objects.filter(act="copy_read").exists()


def test_d35_a_row_that_is_not_written_leaves_a_file_that_is_swept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = birth()

    def fails(**_what: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(copies, "write_event", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        put(paper)
    assert (PaperCopy.objects.count(), len(list_files(folder))) == (0, 1)
    age(folder, minutes=59)
    assert tidy_copies(now=cast.NOW) == 0
    age(folder, minutes=61)
    assert tidy_copies(now=cast.NOW) == 1
    assert list_files(folder) == []


def age(folder: Path, *, minutes: int) -> None:
    """Let the files have been written so long before the moment of the cast."""
    at = (cast.NOW - timedelta(minutes=minutes)).timestamp()
    for path in folder.rglob("*"):
        os.utime(path, (at, at))


def test_d35_a_file_with_a_row_is_never_swept(folder: Path) -> None:
    copy = put(birth())
    age(folder, minutes=10_000)
    assert tidy_copies(now=cast.NOW) == 0
    assert list_files(folder) == [copy.name]


def test_d35_a_double_click_is_one_copy_and_two_sides_are_two() -> None:
    paper = birth()
    first = put(paper, 10)
    again = add_copy(paper=paper, scan=of_size(10), actor=cast.olga(), now=cast.NOW, random_source=random.Random(99))
    assert again.pk == first.pk
    assert put(paper, 11).pk != first.pk
    assert PaperCopy.objects.count() == 2


@pytest.mark.parametrize("copy", ["paper", "none", "not_needed"])
def test_d35_only_a_paper_with_a_copy_scanned_here_has_a_file(copy: str) -> None:
    with pytest.raises(NoCopyAsked):
        put(birth(copy))


def test_d35_a_paper_has_so_many_files_and_no_more() -> None:
    paper = birth()
    for size in range(1, MOST_OF_PAPER + 1):
        put(paper, size)
    with pytest.raises(NoCopyAsked):
        put(paper, 50)


def test_d35_an_officer_of_another_centre_adds_none() -> None:
    paper = birth()
    other = Staff.objects.create_user("omar", role=Role.OFFICER, agency=cast.agency("Otro", "Guayas", "09"))
    with pytest.raises(NotYours):
        put(paper, actor=other)


@pytest.mark.django_db(transaction=True)
def test_d35_an_own_copy_is_taken_back_and_its_file_goes(folder: Path) -> None:
    copy = put(birth())
    with pytest.raises(NotYours):
        remove_copy(copy=copy, actor=nora(), now=cast.NOW)
    for _click in range(2):
        remove_copy(copy=copy, actor=cast.olga(), now=cast.NOW)
    assert list_files(folder) == []
    with pytest.raises(NotFoundHere):
        read_copy(cast.olga(), copy.pk, cast.NOW)
    assert Event.objects.filter(act="copy_removed").count() == 1


def test_d35_what_a_decision_rests_on_is_not_taken_back() -> None:
    certificate = control.issue_certificate()
    paper = PaperRecord.objects.get(kind="birth")
    copy = control.scan_paper(paper)
    assert certificate.issued_at >= copy.added_at
    with pytest.raises(NotYours):
        remove_copy(copy=copy, actor=cast.olga(), now=cast.NOW)


def test_d35_the_schedule_deletes_the_files_of_cases_that_were_closed_long_ago(folder: Path, settings: Any) -> None:
    control.issue_certificate()
    copy = control.scan_paper(PaperRecord.objects.get(kind="birth"))
    assert Case.objects.get().closed_at == cast.NOW
    settings.COPY_KEEP_DAYS = 30
    on_the_day, after = cast.NOW + timedelta(days=30), cast.NOW + timedelta(days=30, seconds=1)
    age(folder, minutes=120)
    assert (tidy_copies(now=on_the_day), list_files(folder)) == (0, [copy.name])
    assert (tidy_copies(now=after), list_files(folder)) == (1, [])
    assert Event.objects.get(act="copy_forgotten").actor_kind == "system"
    assert PaperCopy.objects.get().removed_at == after


def test_d35_without_a_schedule_nothing_is_deleted(folder: Path) -> None:
    control.issue_certificate()
    copy = control.scan_paper(PaperRecord.objects.get(kind="birth"))
    age(folder, minutes=120)
    assert tidy_copies(now=cast.NOW + timedelta(days=4000)) == 0
    assert list_files(folder) == [copy.name]


def test_d35_a_paper_without_its_file_is_pending() -> None:
    paper = birth()
    assert list(pending_copies(cast.agency())) == [paper]
    assert list(pending_copies(cast.agency("CAU Guayaquil", "Guayas", "09"))) == []
    put(paper)
    assert list(pending_copies(cast.agency())) == []
    PaperCopy.objects.update(removed_at=cast.NOW)
    assert list(pending_copies(cast.agency())) == [paper]
    PaperRecord.objects.filter(pk=paper.pk).update(undone_at=cast.NOW)
    assert list(pending_copies(cast.agency())) == []


def test_d35_a_file_that_is_lost_or_changed_says_so_and_nothing_was_read() -> None:
    copy = put(birth())
    path = files_of_copies().folder / copy.name[:2] / copy.name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(CopyUnreadable):
        read_copy(cast.olga(), copy.pk, cast.NOW)
    path.unlink()
    with pytest.raises(CopyUnreadable):
        read_copy(cast.olga(), copy.pk, cast.NOW)
    assert not Event.objects.filter(act="copy_read").exists()


def test_d35_the_row_of_a_copy_stays_as_it_is() -> None:
    put(birth())
    with pytest.raises(Error, match="copy_no_delete"), transaction.atomic():
        PaperCopy.objects.all().delete()
    with pytest.raises(Error, match="copy_for_ever"), transaction.atomic():
        PaperCopy.objects.update(name="0" * 32)


def test_d37_a_case_whose_copy_is_pending_stands_in_its_list() -> None:
    paper = birth()
    counts = []
    for _step in range(2):
        work = work_of_officer(cast.olga(), "copias", None, cast.NOW)
        counts.append(work.chosen.count)
        put(paper)
    assert counts == [1, 0]
