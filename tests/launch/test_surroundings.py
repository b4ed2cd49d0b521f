"""Where the launcher works and what it says when it cannot."""

from __future__ import annotations

import contextlib
import re
import socket
from pathlib import Path

import pytest

from launch.messages import Problem
from launch.serving import serve
from launch.surroundings import check_folder, check_port, free_port, look_around, next_free_port

HERE = Path("/somewhere")


def test_defaults() -> None:
    around = look_around({}, HERE, Path("/house"))
    assert (around.data, around.venv, around.host, around.port) == (
        Path("/house/data"),
        Path("/house/.venv"),
        "127.0.0.1",
        8000,
    )
    assert (around.embedded, around.own_sink, around.demo) == (True, True, True)
    assert around.public_url == "http://127.0.0.1:8000"


def test_a_relative_data_folder_counts_from_where_the_person_stands() -> None:
    assert look_around({"VINCULO_DATA": "kept"}, HERE, Path("/house")).data == Path("/somewhere/kept")


@pytest.mark.parametrize("said", ["0", "65536", "-1", "8000.5", "ocho", "٨٠٠٠", "8" * 5000])
def test_a_port_that_is_none_is_explained(said: str) -> None:
    with pytest.raises(Problem, match="PORT debe ser un número entre 1 y 65535") as caught:
        look_around({"PORT": said}, HERE)
    assert caught.value.mend == "Por ejemplo: PORT=8001 ./run"


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({}, True),
        ({"DATABASE_URL": "postgresql://x/y"}, False),
        ({"VINCULO_SMTP_HOST": "mail.example"}, False),
        ({"VINCULO_DEMO": "0"}, False),
        ({"DATABASE_URL": "postgresql://x/y", "VINCULO_DEMO": "1"}, True),
    ],
)
def test_the_demo_starts_only_in_the_embedded_default_or_when_asked_for(environ: dict[str, str], wanted: bool) -> None:
    around = look_around(environ, HERE)
    assert around.demo is wanted
    assert around.child_environ()["VINCULO_DEMO"] == ("1" if wanted else "0")


def test_children_get_absolute_places_and_nothing_of_another_python_project() -> None:
    around = look_around({"PYTHONPATH": "/x", "VIRTUAL_ENV": "/y", "HOME": "/h", "PORT": "8123"}, HERE, Path("/house"))
    assert around.child_environ(EXTRA="1") == {
        "HOME": "/h",
        "PORT": "8123",
        "VINCULO_DATA": "/house/data",
        "VINCULO_DEMO": "1",
        "PYTHONUNBUFFERED": "1",
        "EXTRA": "1",
    }


def test_a_taken_port_is_named_together_with_one_that_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Problem, match=f"El puerto {port} ya está ocupado") as caught:
            check_port("127.0.0.1", port)
        offered = re.search(r"PORT=(\d+) \./run", caught.value.mend)
        assert offered is not None
        check_port("127.0.0.1", int(offered[1]))
    check_port("127.0.0.1", port)


def test_a_taken_port_of_the_boards_stream_is_named_before_anything_is_set_up(tmp_path: Path) -> None:
    """Granian would share it with the program that has it, without a word."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        environ = {"PORT": str(free_port()), "VINCULO_DATA": str(tmp_path / "data"), "VINCULO_STREAM_PORT": port}
        with pytest.raises(Problem, match=f"El puerto {port} ya está ocupado") as caught:
            serve(look_around(environ, HERE))
    assert re.search(r" VINCULO_STREAM_PORT=\d+ \./run$", caught.value.mend)
    with pytest.raises(Problem, match="VINCULO_STREAM_PORT debe ser un número entre 1 y 65535, no 'x'"):
        serve(look_around(environ | {"VINCULO_STREAM_PORT": "x"}, HERE))
    assert list(tmp_path.iterdir()) == []


def test_the_port_that_is_offered_skips_taken_ones() -> None:
    with contextlib.ExitStack() as taken:
        first = taken.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1]
        with contextlib.suppress(OSError):  # somebody else has it: taken as well
            taken.enter_context(socket.create_server(("127.0.0.1", first + 1)))
        assert next_free_port("127.0.0.1", first) > first + 1


def test_an_address_of_another_machine_is_explained() -> None:
    with pytest.raises(Problem, match=r"No se puede escuchar en 192\.0\.2\.1") as caught:
        check_port("192.0.2.1", 8000)
    assert caught.value.mend == "Revise VINCULO_HOST y PORT."


def test_a_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    check_folder(tmp_path / "a" / "b", "VINCULO_DATA")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Problem, match=f"No se puede escribir en la carpeta {tmp_path}/file/data") as caught:
        check_folder(tmp_path / "file" / "data", "VINCULO_DATA")
    assert "VINCULO_DATA=/otra/carpeta ./run" in caught.value.mend
