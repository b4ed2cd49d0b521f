"""Facts that can be frozen in a row and printed from it for ever: dataclasses that go to JSON and come back equal."""

from __future__ import annotations

import types
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self, get_args, get_origin, get_type_hints


class FactsError(ValueError):
    """Facts that cannot be printed: a field is missing, unknown, of the wrong kind, or a time without a zone."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a document says, all of it; the person who holds it can print the same document again."""

    def __post_init__(self) -> None:
        """Refuse a time without a zone: nobody could tell which hour to print (D9)."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, datetime) and value.tzinfo is None:
                raise FactsError(f"{field.name}: a time needs its zone")

    def to_json(self) -> dict[str, Any]:
        """Return the facts as a dictionary of plain JSON values, for a JSON column."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Return the facts as they were frozen. Raises `FactsError` where they are not of this kind.

        A field that was added later, and has a default, may be missing.
        """
        hints = get_type_hints(cls)
        known = {field.name: field for field in fields(cls)}
        if unknown := stored.keys() - known.keys():
            raise FactsError(f"{cls.__name__}: unknown fields {sorted(unknown)}")
        needed = {name for name, field in known.items() if field.default is MISSING}
        if absent := needed - stored.keys():
            raise FactsError(f"{cls.__name__}: missing fields {sorted(absent)}")
        return cls(**{name: _read(name, hints[name], value) for name, value in stored.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, Facts):
        return value.to_json()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def _read(name: str, kind: Any, value: Any) -> Any:
    """Return a stored value as the kind its field declares; `X | None` takes None."""
    if isinstance(kind, types.UnionType):
        if value is None:
            return None
        kind = next(part for part in get_args(kind) if part is not types.NoneType)
    if get_origin(kind) is tuple:
        return tuple(_read(name, get_args(kind)[0], part) for part in _of_type(name, list, value))
    if issubclass(kind, Facts):
        return kind.from_json(_of_type(name, dict, value))
    return _read_scalar(name, kind, value)


def _read_scalar(name: str, kind: Any, value: Any) -> Any:
    if kind in (date, datetime) or issubclass(kind, StrEnum):
        make = kind if issubclass(kind, StrEnum) else kind.fromisoformat
        try:
            return make(_of_type(name, str, value))
        except ValueError as error:
            raise FactsError(f"{name}: {error}") from error
    return _of_type(name, kind, value)


def _of_type(name: str, kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise FactsError(f"{name}: {kind.__name__} expected, not {type(value).__name__}")
    return value
