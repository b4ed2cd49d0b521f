"""Reads the settings from the environment, all of them at once, and says in one line each what is wrong."""

import functools
import os
import typing
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.core.exceptions import ImproperlyConfigured
from msgspec import Meta

from vinculo.config.environment import LEAST_KEY, MOST_KEY_ID
from vinculo.config.installation.kinds import FILE, HIDDEN, KEYS, NAMED, UNSEEN, merge
from vinculo.config.installation.table import BARE, LIMIT, LIMITS, PREFIX, RETIRED, Given, field_name, setting_name

YES = {"1", "true", "yes", "si", "sí", "on"}
NO = {"0", "false", "no", "off"}
LOCAL = ("", "127.0.0.1", "localhost", "::1")
PLACEHOLDERS = ("ejemplo.gob.ec", "CAMBIAR")  # deploy/vinculo.env.example
FIELDS: dict[str, Any] = {
    name: kind for base in reversed(Given.__mro__) for name, kind in getattr(base, "__annotations__", {}).items()
}


class SettingsRefused(ImproperlyConfigured):
    """Settings with which nothing starts: `faults` has one line for each, with what to write instead."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@functools.cache
def take_settings() -> Given:
    """Return the settings of this process; raises SettingsRefused."""
    return read_settings(os.environ)


def read_settings(environ: Mapping[str, str]) -> Given:
    """Return the settings that an environment gives, an empty one being none; raises SettingsRefused."""
    values = {name: value for name, value in environ.items() if value and is_ours(name)}
    faults = [fault for name, value in values.items() if (fault := fault_of(name, value))]
    if faults:
        raise SettingsRefused(faults)
    known = {field_name(name): _prepare(field_name(name), value) for name, value in values.items()}
    read = msgspec.convert({name: value for name, value in known.items() if name in FIELDS}, Given, strict=False)
    if faults := list(faults_together(read)):
        raise SettingsRefused(faults)
    return read


def read_limits(environ: Mapping[str, str]) -> dict[str, int]:
    """Return how often each act may be done, by the name of its setting; what is wrong is told by `read_settings`."""
    return {name: int(environ.get(PREFIX + name) or most) for name, most in LIMITS.items()}


def is_ours(name: str) -> bool:
    """Return whether a name of the environment is a setting of this program, or wants to be one."""
    return name.startswith(PREFIX) or (name.lower() in BARE and name.isupper())


def fault_of(name: str, value: str) -> str:
    """Return the line that says what is wrong with one setting, or nothing."""
    field = field_name(name)
    if name in RETIRED:
        return ""
    if name.removeprefix(PREFIX) in LIMITS:
        return _wrong_value(name, value, int, LIMIT)
    if field not in FIELDS or name != setting_name(field):
        return _unknown(name)
    kind, meta = split_kind(FIELDS[field])
    return (
        _left_in(name, value)
        or _wrong_value(name, _prepare(field, value), kind, meta)
        or _wrong_shape(name, value, merge(meta)["kind"])
    )


def retired_names(environ: Mapping[str, str], retired: Mapping[str, str] = RETIRED) -> list[str]:
    """Return a line for each name that a version took out of use: it is read by nothing and does no harm."""
    return [f"{name} ya no se usa: {retired[name]}" for name in sorted(environ.keys() & retired.keys())]


def faults_together(read: Given) -> Iterator[str]:
    """Yield what is wrong with settings that are right each by itself."""
    clear = read.smtp_password and read.smtp_security == "none" and read.smtp_host not in LOCAL
    if clear:
        yield (
            "VINCULO_SMTP_PASSWORD saldría sin cifrar hacia VINCULO_SMTP_HOST: escriba VINCULO_SMTP_SECURITY=starttls o"
            " VINCULO_SMTP_SECURITY=tls."
        )
    if read.smtp_password and not read.smtp_user:
        yield "VINCULO_SMTP_PASSWORD necesita VINCULO_SMTP_USER: escriba los dos, o ninguno."
    if read.cooling_most_minutes < read.cooling_minutes and read.cooling_most_minutes != Given().cooling_most_minutes:
        yield "VINCULO_COOLING_MOST_MINUTES no puede ser menor que VINCULO_COOLING_MINUTES."
    if read.pause_most_seconds < read.pause_seconds and read.pause_most_seconds != Given().pause_most_seconds:
        yield "VINCULO_PAUSE_MOST_SECONDS no puede ser menor que VINCULO_PAUSE_SECONDS."


def split_kind(annotation: Any) -> tuple[type, Meta]:
    """Return type and description of a field; a field whose default is worked out elsewhere may be none."""
    annotated = annotation if hasattr(annotation, "__metadata__") else typing.get_args(annotation)[0]
    return annotated.__origin__, annotated.__metadata__[0]


def _prepare(field: str, value: str) -> str | bool:
    """Return a yes or no as such, in whichever way it is written; everything else as it is."""
    if field in FIELDS and split_kind(FIELDS[field])[0] is bool:
        said = value.strip().lower()
        return True if said in YES else False if said in NO else value
    return value


def _left_in(name: str, value: str) -> str:
    if any(each in value for each in PLACEHOLDERS):
        return f"{name} tiene todavía el valor del ejemplo: escriba el de su institución."
    return ""


def _wrong_value(name: str, value: str | bool, kind: type, meta: Meta) -> str:
    try:
        msgspec.convert(value, typing.Annotated[kind, meta], strict=False)
    except msgspec.ValidationError:
        return f"{name} debe ser {describe(kind, meta)}{_but(value, meta)}."
    return ""


def _but(value: str | bool, meta: Meta) -> str:
    return "" if merge(meta)["kind"] in UNSEEN else f", no «{value}»"


def describe(kind: type, meta: Meta) -> str:
    """Return in Spanish what a setting may be."""
    if kind is bool:
        return "1 o 0"
    if kind is int:
        return f"un número entero entre {meta.ge} y {meta.le}"
    if words := typing.get_args(kind):
        return " o ".join(words)
    if merge(meta)["kind"] == HIDDEN:
        return (
            "una dirección de PostgreSQL: postgresql://usuario:contraseña@servidor/base (los signos especiales de la"
            " contraseña se escriben con %, como %40 por @)"
        )
    return "una dirección que empieza con https:// o http://"


def _wrong_shape(name: str, value: str, kind: str) -> str:
    if kind == FILE and not os.access(value, os.R_OK):
        return f"{name} nombra un archivo que no existe o no se puede leer: {Path(value)}."
    if kind == KEYS and not all(
        key.strip() and len(key.strip()) <= MOST_KEY_ID and len(words.strip()) >= LEAST_KEY
        for key, words in _pairs(value)
    ):
        return f"{name} se escribe «nombre: clave; nombre: clave», y cada clave tiene al menos {LEAST_KEY} letras."
    if kind == NAMED and not all(key.strip() and words.strip() for key, words in _pairs(value)):
        return f"{name} se escribe «código: palabras; código: palabras»."
    if kind == "url" and not urlsplit(value).hostname:
        return f"{name} debe ser una dirección con el nombre de un servidor, no «{value}»."
    return ""


def _pairs(value: str) -> list[tuple[str, str]]:
    parts = [part.partition(":") for part in value.split(";") if part.strip()]
    return [(key, words) for key, _, words in parts]


def _unknown(name: str) -> str:
    close = get_close_matches(field_name(name), [*FIELDS, *map(str.lower, LIMITS)], n=1, cutoff=0.7)
    mend = f"¿quiso escribir {setting_name(close[0])}?" if close else "bórrela."
    return f"{name} no es un ajuste de esta versión: {mend} La lista está en docs/running.md."
