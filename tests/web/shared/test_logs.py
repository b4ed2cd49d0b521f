"""No private link and no code of a person gets into the log of the program; a wrong request takes one line (D34)."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import get_resolver

from tests.web.shared.secret_routes import CODE, HEX, SHORT, SIGNED, VARYING, addresses, find_secrets
from tests.web.shared.test_every_door import patterns
from vinculo.config.logs.lines import CleanLines
from vinculo.config.logs.routes import all_routes, name_route, route_of

Answer = Any  # the client's own kind of response
STATUSES = (200, 302, 403, 404, 409, 422, 429, 500, 503)
WANTED = "X-Wanted-Status"
FAULT = "%s %s ana@ejemplo.com\nDETAIL:  Failing row contains (7, Ana Suárez, 12)."
REFERER = f"https://testserver/mi-turno/{HEX}/"


def answer_as_wanted(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer with the status that the test asks for; a fault tells the whole address, as faults do."""

    def answer(request: HttpRequest) -> HttpResponse:
        status = int(request.headers.get(WANTED, 0))
        if status == 403:
            raise PermissionDenied(request.get_full_path())
        if status == 500:
            raise IntegrityError(FAULT % (request.get_full_path(), REFERER))
        return HttpResponse(status=status) if status else get_response(request)

    return answer


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the program writes into its log, through the handler that the settings made."""
    [handler] = [each for each in logging.getLogger().handlers if isinstance(each.formatter, CleanLines)]
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def walk(client: Client) -> int:
    """Ask each route for every status, by its addresses in turn; return how many of them must be in the log."""
    statuses = cycle(STATUSES)
    asked = [(address, next(statuses)) for route in VARYING for address in addresses(route)]
    for address, status in asked:
        client.generic("GET", address, headers={WANTED: str(status), "referer": REFERER})
    return sum(status >= 400 for _, status in asked)


@pytest.mark.long
@override_settings(MIDDLEWARE=["tests.web.shared.test_logs.answer_as_wanted"])
def test_d34_no_private_link_of_any_route_gets_into_the_log(log: io.StringIO) -> None:
    assert len(VARYING) > 100
    asked = walk(Client(raise_request_exception=False))
    lines = log.getvalue().splitlines()
    assert find_secrets(log.getvalue()) == []
    assert ("Suárez" in log.getvalue(), "@" in log.getvalue()) == (False, False)
    named = [
        line
        for line in lines
        if line.startswith(("Not Found: ", "Conflict: ", "Unprocessable", "Too Many", "Forbidden"))
    ]
    faults = [line for line in lines if line.startswith(("Internal Server Error: ", "Service Unavailable: "))]
    assert len(named) + len(faults) == asked
    assert {line.partition(": ")[2] for line in named} >= {"/mi-turno/<token>/", "(no route)"}
    assert {line.split("/")[1] for line in named if "/" in line} >= {"en", "pt-br", "ventanilla", "verificar"}
    others = [line for line in lines if line not in {*named, *faults} and not line.startswith("  ")]
    assert {line.partition(": ")[0] for line in others} == {"django.db.utils.IntegrityError"}


@override_settings(MIDDLEWARE=["tests.web.shared.test_logs.answer_as_wanted"])
def test_d34_without_the_filter_the_log_has_the_links(log: io.StringIO) -> None:
    [handler] = [each for each in logging.getLogger().handlers if isinstance(each.formatter, CleanLines)]
    clean, client = handler.formatter, Client(raise_request_exception=False)
    handler.setFormatter(logging.Formatter())
    for secret in (HEX, CODE, SHORT, SIGNED):
        client.get(f"/mi-turno/{secret}/", headers={WANTED: "422"})
    handler.setFormatter(clean)
    assert set(find_secrets(log.getvalue())) >= {HEX, CODE, SHORT, SIGNED}


def test_d34_every_address_of_the_program_has_its_route() -> None:
    known = {name_route(str(each.pattern)).removeprefix("/") for _, each in patterns(get_resolver().url_patterns)}
    whole = all_routes()
    assert [part for part in known if not any(route.endswith(part) for route in whole)] == []


@pytest.mark.parametrize(
    ("path", "route"),
    [
        (f"/mi-turno/{HEX}/confirmacion.pdf", "/mi-turno/<token>/confirmacion.pdf"),
        (f"/en/mi-turno/{HEX}/", "/en/mi-turno/<token>/"),
        (f"/turnos/liberar/{SIGNED}/", "/turnos/liberar/<link>/"),
        (f"/ventanilla/codigo/{CODE}/1/", "/ventanilla/codigo/<code>/<number>/"),
        (f"/administracion/records/staff/{CODE}/change/", "/administracion/records/staff/<object_id>/change/"),
        (f"/administracion/{HEX}", "/administracion/<url>"),
        ("/agencias/", "/agencias/"),
        (f"/mi-turno/{HEX}", "(no route)"),
        (f"//mi-turno/{HEX}/", "(no route)"),
        (f"/MI-TURNO/{HEX}/", "(no route)"),
    ],
)
def test_d34_an_address_is_named_by_its_route(path: str, route: str) -> None:
    assert route_of(path) == route


def refuse_csrf(client: Client) -> Answer:
    return client.post(f"/mi-turno/{HEX}/cancelar/", headers={"referer": REFERER, "origin": f"https://x.example/{HEX}"})


def send_too_many_fields(client: Client) -> Answer:
    client.cookies["csrftoken"] = "x" * 32
    return client.post(f"/mi-turno/{HEX}/cancelar/", {f"field{number}": HEX for number in range(400)})


def ask_a_wrong_host(client: Client) -> Answer:
    return client.get(f"/mi-turno/{HEX}/", headers={"host": f"{HEX}.example\nforged line"})


def send_a_broken_body(client: Client) -> Answer:
    client.cookies["csrftoken"] = "x" * 32
    return client.post(f"/mi-turno/{HEX}/cancelar/", HEX, content_type="multipart/form-data")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ask", "status", "line"),
    [
        (
            refuse_csrf,
            403,
            (
                "Forbidden (Origin checking failed - (...) does not match any trusted origins.): "
                "/mi-turno/<token>/cancelar/"
            ),
        ),
        (
            send_too_many_fields,
            400,
            (
                "The number of GET/POST parameters exceeded settings.DATA_UPLOAD_MAX_NUMBER_FIELDS.: "
                "/mi-turno/<token>/cancelar/ (TooManyFieldsSent)"
            ),
        ),
        (
            ask_a_wrong_host,
            400,
            (
                "Invalid HTTP_HOST header: '(...).example\\nforged line'. The domain name provided is not valid "
                "according to RFC 1034/1035.: /mi-turno/<token>/ (DisallowedHost)"
            ),
        ),
        (
            send_a_broken_body,
            400,
            "Bad request (Unable to parse request body): /mi-turno/<token>/cancelar/ (MultiPartParserError)",
        ),
    ],
)
def test_d34_a_wrong_request_takes_one_line(
    log: io.StringIO, ask: Callable[[Client], Answer], status: int, line: str
) -> None:
    answer = ask(Client(enforce_csrf_checks=True, raise_request_exception=False))
    assert answer.status_code == status
    assert log.getvalue().splitlines() == [line]


@pytest.mark.parametrize(
    ("message", "values", "line"),
    [
        (
            "mail sent id=%s kind=%s attempt=%s",
            (1234567, "confirmation", 2),
            "mail sent id=1234567 kind=confirmation attempt=2",
        ),
        (
            '"%s" %s %s',
            (f"GET /mi-turno/{HEX}/?a={HEX} HTTP/1.1", "200", "12"),
            '"GET /mi-turno/<token>/ HTTP/1.1" 200 12',
        ),
        (f"a line\nwith {HEX} \x1b[2J and {SHORT}\u202e", (), "a line\\nwith (...) \\x1b[2J and (...)\\u202e"),
        ("to %s", ("ana@ejemplo.com",), "to (...)"),
    ],
)
def test_d34_any_other_record_is_one_line_without_what_a_person_typed(
    log: io.StringIO, message: str, values: tuple[Any, ...], line: str
) -> None:
    logging.getLogger("vinculo.mail").warning(message, *values)
    assert log.getvalue().splitlines() == [line]


def test_d34_a_record_whose_words_do_not_fit_its_values_is_written_without_them() -> None:
    record = logging.LogRecord("any", logging.WARNING, "", 1, "no value for %s and %s", (CODE,), None)
    assert CleanLines().format(record) == "no value for %s and %s"
