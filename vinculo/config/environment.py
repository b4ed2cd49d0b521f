"""Works out settings that are more than a word or a number: lists, names with words, keys that are kept in a file."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from vinculo.rules.staff.institution import MapError, read_map

LEAST_KEY = 32  # characters
MOST_KEY_ID = 20


def words(given: str) -> list[str]:
    """Return the words of a list that commas separate."""
    return [word.strip() for word in given.split(",") if word.strip()]


def read_pairs(name: str, given: str) -> dict[str, str]:
    """Return the words of VINCULO_<name>, written `code: words; code: words`; raises ImproperlyConfigured."""
    pairs = [part.partition(":") for part in given.split(";") if part.strip()]
    if not all(key.strip() and value.strip() for key, _, value in pairs):
        raise ImproperlyConfigured(f"VINCULO_{name} se escribe «código: palabras; código: palabras».")
    return {key.strip(): value.strip() for key, _, value in pairs}


def roles(name: str, given: str) -> dict[str, frozenset[str]]:
    """Return the roles of each word of VINCULO_<name>, written `word: role, role; …`; raises ImproperlyConfigured."""
    try:
        return read_map(read_pairs(name, given))
    except MapError as error:
        raise ImproperlyConfigured(f"VINCULO_{name}: «{error.word}» no es un rol.") from error


def secret_key(given: str, data: Path) -> str:
    """Return the secret key: from the environment, else the one kept in the data folder, made at the first start."""
    if given:
        return given
    kept = data / "secret_key"
    if not kept.exists():
        data.mkdir(parents=True, exist_ok=True)
        _keep(kept, secrets.token_urlsafe(48))
    return kept.read_text(encoding="ascii").strip()


def keys(name: str, given: str, data: Path) -> dict[str, bytes]:
    """Return the keys of VINCULO_<name>, by their ids, written `id: key; id: key`, the one in use first.

    Without any, one that is kept in the data folder, made at the first start.
    """
    read = {key_id: key.encode() for key_id, key in read_pairs(name, given).items()}
    if not read:
        kept = data / name.lower()
        if not kept.exists():
            data.mkdir(parents=True, exist_ok=True)
            _keep(kept, secrets.token_urlsafe(48))
        read = {"1": kept.read_text(encoding="ascii").strip().encode()}
    if any(len(key_id) > MOST_KEY_ID for key_id in read) or any(len(key) < LEAST_KEY for key in read.values()):
        raise ImproperlyConfigured(f"VINCULO_{name}: cada clave tiene al menos {LEAST_KEY} letras, y su nombre, pocas.")
    return read


def _keep(path: Path, value: str) -> None:
    """Write the file so that only its owner may read it; a second process that comes first wins."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(value)
