"""Files are kept encrypted, under names that say nothing, and none stands in the place of another (D35)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vinculo.gateways.files import FileMissing, Files, FileUnreadable

ONE, OTHER = "1" * 32, "2" * 32
KEY = {"1": b"la clave de los archivos, bastante larga"}
CONTENT = b"Pasaporte de Bruno" * 100


def test_d35_what_is_kept_is_read_back_and_is_nowhere_in_plain(tmp_path: Path) -> None:
    files = Files(tmp_path / "copies", KEY)
    files.write(ONE, CONTENT)
    assert files.read(ONE) == CONTENT
    (path,) = [each for each in (tmp_path / "copies").rglob("*") if each.is_file()]
    assert b"Bruno" not in path.read_bytes()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_d35_the_same_content_is_never_the_same_file(tmp_path: Path) -> None:
    files = Files(tmp_path, KEY)
    files.write(ONE, CONTENT)
    files.write(OTHER, CONTENT)
    assert (tmp_path / "11" / ONE).read_bytes()[18:] != (tmp_path / "22" / OTHER).read_bytes()[18:]


def test_d35_a_new_key_encrypts_and_the_one_before_still_reads(tmp_path: Path) -> None:
    Files(tmp_path, KEY).write(ONE, CONTENT)
    both = Files(tmp_path, {"2": b"la clave nueva, bastante larga para servir"} | KEY)
    both.write(OTHER, CONTENT)
    assert (both.read(ONE), both.read(OTHER)) == (CONTENT, CONTENT)
    with pytest.raises(FileUnreadable):
        Files(tmp_path, KEY).read(OTHER)


@pytest.mark.parametrize("at", [0, 4, 5, 8, 20, -1])
def test_d35_a_file_that_was_changed_anywhere_is_not_shown(tmp_path: Path, at: int) -> None:
    files = Files(tmp_path, KEY)
    files.write(ONE, CONTENT)
    path = tmp_path / "11" / ONE
    kept = bytearray(path.read_bytes())
    kept[at] ^= 1
    path.write_bytes(kept)
    with pytest.raises(FileUnreadable):
        files.read(ONE)


@pytest.mark.parametrize("length", [0, 3, 5, 6, 17, 30])
def test_d35_a_file_that_was_cut_is_not_shown(tmp_path: Path, length: int) -> None:
    files = Files(tmp_path, KEY)
    files.write(ONE, CONTENT)
    path = tmp_path / "11" / ONE
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(FileUnreadable):
        files.read(ONE)


def test_d35_one_file_in_the_place_of_another_is_not_shown(tmp_path: Path) -> None:
    files = Files(tmp_path, KEY)
    files.write(ONE, CONTENT)
    files.write(OTHER, b"otro")
    (tmp_path / "11" / ONE).replace(tmp_path / "22" / OTHER)
    with pytest.raises(FileUnreadable):
        files.read(OTHER)
    with pytest.raises(FileMissing):
        files.read(ONE)


@pytest.mark.parametrize("name", ["../" + "1" * 29, "", "x" * 32, "1" * 31 + "\x00", "1" * 33, "A" * 32])
def test_d35_a_name_that_is_none_of_ours_reaches_no_file(tmp_path: Path, name: str) -> None:
    files = Files(tmp_path, KEY)
    for act in (files.read, files.delete, lambda given: files.write(given, b"x")):
        with pytest.raises(ValueError, match="no name of a file of ours"):
            act(name)


def test_d35_names_are_those_written_before(tmp_path: Path) -> None:
    files = Files(tmp_path, KEY)
    files.write(ONE, CONTENT)
    files.write(OTHER, CONTENT)
    os.utime(tmp_path / "11" / ONE, (1000, 1000))
    assert list(files.names(2000)) == [ONE]


def test_d35_what_a_crash_left_of_a_file_is_named_and_deleted_with_it(tmp_path: Path) -> None:
    files = Files(tmp_path, KEY)
    files.write(OTHER, CONTENT)
    (tmp_path / "11").mkdir()
    left = tmp_path / "11" / f"{ONE}.partial"
    left.write_bytes(CONTENT)
    os.utime(left, (1000, 1000))
    assert list(files.names(2000)) == [ONE]
    files.delete(ONE)
    assert [each.name for each in tmp_path.glob("*/*")] == [OTHER]


def test_d35_a_file_that_goes_while_the_names_are_read_is_left_out(tmp_path: Path) -> None:
    files = Files(tmp_path, KEY)
    files.write(ONE, CONTENT)
    (tmp_path / "11" / OTHER).symlink_to(tmp_path / "gone")  # listed, and gone when it is asked for its age
    os.utime(tmp_path / "11" / ONE, (1000, 1000))
    assert list(files.names(2000)) == [ONE]
