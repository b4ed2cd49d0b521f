"""The lines of the log: one for each record, without an address and without a value that a request brought (D34).

What is wrong with a request takes one line; a fault of the program adds where in the code it happened. `clean_text` and
`clean_trace` are for any other form of log.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterator
from datetime import date
from types import TracebackType

from django.db import DatabaseError
from django.http import HttpRequest

from vinculo.config.logs.routes import route_of

HIDDEN = "(...)"
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^\s'\"<>]+|[^\s'\"<>]+@[^\s'\"<>]+", re.IGNORECASE)
_WORD = re.compile(r"[\w%~+-]{6,}")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_REQUEST_LINE = re.compile(r"([A-Z]{1,10}) (\S+) (HTTP/[0-9.]{1,3})")
_LONGEST_WORD = 19  # a private link without a digit is longer; no word of a message is, with so many capitals
_FEW_CAPITALS = 4
_FAULT = 500


class CleanLines(logging.Formatter):
    """Writes a record so that no private link, no code of a person and no forged line gets into the log."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and below it where in the code a fault happened."""
        return "\n".join([clean_text(record), *clean_trace(record)])


class ReceivedOnly(logging.Filter):
    """Keeps records of requests that somebody sent, and of none: the program asks its own views too."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is kept."""
        return not getattr(getattr(record, "request", None), "not_received", False)


def clean_text(record: logging.LogRecord) -> str:
    """Return what a record says in one line."""
    request = getattr(record, "request", None)
    try:
        if isinstance(request, HttpRequest):
            return _in_one_line(_of_request(record, request))
        args = record.args if isinstance(record.args, tuple) else (record.args,) if record.args else ()
        return _in_one_line(str(record.msg) % tuple(map(_clean_value, args)) if args else hide_values(str(record.msg)))
    except (TypeError, ValueError, KeyError):  # a record whose words do not fit its values must not stop the log
        return _in_one_line(hide_values(str(record.msg)))


def clean_trace(record: logging.LogRecord) -> list[str]:
    """Return where in the code a fault of the program happened; nothing for what is wrong with a request alone."""
    error = record.exc_info[1] if record.exc_info else None
    status = getattr(record, "status_code", _FAULT)
    if error is None or status < _FAULT:
        return []
    return [line for each in reversed(list(_chain(error))) for line in _lines_of(each)]


def hide_values(text: str) -> str:
    """Return a text without addresses and without words that may be a link, a code or a number of a person."""
    return _WORD.sub(lambda word: HIDDEN if _may_be_value(word[0]) else word[0], _ADDRESS.sub(HIDDEN, text))


def _may_be_value(word: str) -> bool:
    if any(sign.isdigit() or sign == "%" for sign in word):
        return True
    mixed = word.upper() != word and sum(sign.isupper() for sign in word) > _FEW_CAPITALS
    return mixed and len(word) > _LONGEST_WORD


def _clean_value(value: object) -> object:
    """Return a value of a message: numbers and moments as they are, a line of a request by its route."""
    if value is None or isinstance(value, bool | int | float | date):
        return value
    text = str(value)
    if line := _REQUEST_LINE.fullmatch(text):
        return f"{line[1]} {route_of(line[2].partition('?')[0])} {line[3]}"
    return hide_values(text)


def _of_request(record: logging.LogRecord, request: HttpRequest) -> str:
    """Return the framework's words on a request, with its route in the place of its path."""
    route = route_of(request.path_info)
    paths = {request.path, request.path.encode("unicode_escape").decode("ascii")}
    args = record.args if isinstance(record.args, tuple) else ()
    values = [route if each in paths else _clean_value(each) for each in args]
    text = str(record.msg) % tuple(values) if args else hide_values(str(record.msg))
    if route not in values:
        text = f"{text}: {route}"
    error = record.exc_info[1] if record.exc_info else None
    return f"{text} ({type(error).__name__})" if error else text


def _in_one_line(text: str) -> str:
    return _UNSAFE.sub(lambda sign: ascii(sign[0])[1:-1], text)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and those that led to it, each once."""
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        yield each
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)


def _lines_of(error: BaseException) -> list[str]:
    where: TracebackType | None = error.__traceback__
    said = str(error)
    if isinstance(error, DatabaseError) or isinstance(error.__cause__, Exception):
        said = said.partition("\n")[0]  # below it PostgreSQL tells of whole rows
    frames = [line for each in traceback.format_tb(where) for line in each.rstrip("\n").split("\n")]
    return [*frames, _in_one_line(f"{type(error).__module__}.{type(error).__qualname__}: {hide_values(said)}")]
