"""Reads settings from the environment: every name but PORT and DATABASE_URL bears the prefix VINCULO_."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "si", "sí", "on"}
LEAST_KEY = 32  # characters
MOST_KEY_ID = 20
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """Return the setting VINCULO_<name>, or the default."""
    return os.environ.get(f"VINCULO_{name}", default)


def number(name: str, default: int) -> int:
    """Return the whole number VINCULO_<name>; raises ImproperlyConfigured when it is none."""
    raw = text(name, str(default))
    try:
        return int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"VINCULO_{name} debe ser un número entero, no {raw!r}.") from error


def flag(name: str, default: bool) -> bool:
    """Return whether VINCULO_<name> says yes; raises ImproperlyConfigured when it says neither yes nor no."""
    raw = text(name, "1" if default else "0").strip().lower()
    if raw in TRUE:
        return True
    if raw in FALSE:
        return False
    raise ImproperlyConfigured(f"VINCULO_{name} debe ser 1 o 0, no {raw!r}.")


def words(name: str, default: str = "") -> list[str]:
    """Return the comma-separated words of VINCULO_<name>."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def named(name: str) -> dict[str, str]:
    """Return the words of VINCULO_<name>, written `code: words; code: words`; raises ImproperlyConfigured."""
    pairs = [part.partition(":") for part in text(name).split(";") if part.strip()]
    if not all(key.strip() and value.strip() for key, _, value in pairs):
        raise ImproperlyConfigured(f"VINCULO_{name} se escribe «código: palabras; código: palabras».")
    return {key.strip(): value.strip() for key, _, value in pairs}


def secret_key(data: Path) -> str:
    """Return the secret key: from the environment, else the one kept in the data folder, made at the first start."""
    if given := text("SECRET_KEY"):
        return given
    kept = data / "secret_key"
    if not kept.exists():
        data.mkdir(parents=True, exist_ok=True)
        _keep(kept, secrets.token_urlsafe(48))
    return kept.read_text(encoding="ascii").strip()


def keys(name: str, data: Path) -> dict[str, bytes]:
    """Return the keys of VINCULO_<name>, by their ids, written `id: key; id: key`, the one in use first.

    Without any, one that is kept in the data folder, made at the first start.
    """
    given = {key_id: key.encode() for key_id, key in named(name).items()}
    if not given:
        kept = data / name.lower()
        if not kept.exists():
            data.mkdir(parents=True, exist_ok=True)
            _keep(kept, secrets.token_urlsafe(48))
        given = {"1": kept.read_text(encoding="ascii").strip().encode()}
    if any(len(key_id) > MOST_KEY_ID for key_id in given) or any(len(key) < LEAST_KEY for key in given.values()):
        raise ImproperlyConfigured(f"VINCULO_{name}: cada clave tiene al menos {LEAST_KEY} letras, y su nombre, pocas.")
    return given


def _keep(path: Path, value: str) -> None:
    """Write the file so that only its owner may read it; a second process that comes first wins."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(value)
