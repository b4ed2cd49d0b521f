"""A file of affiliates that is read by a process of its own: the same lines, and no import of half a file (D6)."""

from __future__ import annotations

import os
import signal
from multiprocessing import active_children
from pathlib import Path

import pytest

from tests import cast
from tests.actions.operations.test_affiliates import ANA, THAO, write_file
from vinculo.actions.operations.affiliate_file import UnreadableFile
from vinculo.actions.operations.affiliate_reader import ReaderEnded, read_chunks, reading_ahead
from vinculo.actions.operations.affiliates import import_affiliates
from vinculo.records.models import Affiliate

TODAY = cast.NOW.date()


def test_d6_the_lines_read_ahead_are_those_of_the_file(tmp_path: Path) -> None:
    path = write_file(tmp_path, ANA, "EXT9;;COL;;;;sí;;;", THAO)
    with reading_ahead(path, TODAY, 2) as chunks:
        assert list(chunks) == list(read_chunks(path, TODAY, 2))
    assert active_children() == []


def test_d6_what_speaks_against_the_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "affiliates.csv"
    path.write_text("nombres\nAna\n", encoding="utf-8")
    with reading_ahead(path, TODAY, 2) as chunks, pytest.raises(UnreadableFile, match="Faltan columnas"):
        next(chunks)


def test_d6_a_file_that_is_left_leaves_no_process(tmp_path: Path) -> None:
    lines = [ANA.replace("1002003", f"{number}") for number in range(20_000, 22_000)]
    with reading_ahead(write_file(tmp_path, *lines), TODAY, 5) as chunks:
        assert len(next(chunks)) == 5
        assert len(active_children()) == 1
    assert active_children() == []


@pytest.mark.django_db
def test_d6_of_a_file_whose_reader_was_killed_nothing_is_imported(tmp_path: Path) -> None:
    lines = [ANA.replace("1002003", f"{number}").replace("AN1", f"AN{number}") for number in range(20_000, 26_000)]

    def kill(_lines: int) -> None:
        for each in active_children():
            os.kill(each.pid or 0, signal.SIGKILL)

    with pytest.raises(ReaderEnded):
        import_affiliates(path=write_file(tmp_path, *lines), now=cast.NOW, progress=kill, ahead=True)
    assert not Affiliate.objects.exists()
