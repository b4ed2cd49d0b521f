"""The files of the house: outside the web root, encrypted under a key of the settings, by a name that says nothing.

A file begins with the id of its key; its name is authenticated with it, so that none can stand in the place of another.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NAME = re.compile(r"[0-9a-f]{32}")
MAGIC = b"VNC1"
NONCE = 12  # bytes, as AES-GCM has them


class FileMissing(Exception):
    """There is no such file: it was never kept, or is gone."""


class FileUnreadable(Exception):
    """The file was changed, or its key is gone from the settings."""


@dataclass(frozen=True)
class Files:
    """A folder of encrypted files; of `keys` the first one encrypts, every one decrypts."""

    folder: Path
    keys: Mapping[str, bytes]

    def write(self, name: str, content: bytes) -> None:
        """Keep a file under a new name: whole or not at all, and on the disk when this returns."""
        key_id = next(iter(self.keys))
        head = MAGIC + bytes([len(key_id)]) + key_id.encode("ascii")
        nonce = secrets.token_bytes(NONCE)
        sealed = self._cipher(key_id).encrypt(nonce, content, head + name.encode("ascii"))
        target = self._path(name)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = _partial(target)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(head + nonce + sealed)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)

    def read(self, name: str) -> bytes:
        """Return the content of a file. Raises `FileMissing`, `FileUnreadable`."""
        try:
            kept = self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise FileMissing(name) from error
        ends = len(MAGIC) + 1 + (kept[len(MAGIC)] if len(kept) > len(MAGIC) else 0)
        head, nonce, sealed = kept[:ends], kept[ends : ends + NONCE], kept[ends + NONCE :]
        if not head.startswith(MAGIC) or len(nonce) != NONCE:
            raise FileUnreadable(name)
        try:
            key_id = head[len(MAGIC) + 1 :].decode("ascii")
            return self._cipher(key_id).decrypt(nonce, sealed, head + name.encode("ascii"))
        except (InvalidTag, KeyError, ValueError) as error:
            raise FileUnreadable(name) from error

    def delete(self, name: str) -> None:
        """Delete a file, and what a crash left of its writing; one that is not there is deleted."""
        target = self._path(name)
        for path in (target, _partial(target)):
            path.unlink(missing_ok=True)

    def names(self, before: float) -> Iterator[str]:
        """Yield the names of the files that were written before a moment, in seconds of the clock of the machine."""
        for path in self.folder.glob("*/*"):
            try:
                written = path.stat().st_mtime
            except FileNotFoundError:  # deleted, or written to its end, meanwhile
                continue
            if written < before and NAME.fullmatch(path.stem):
                yield path.stem

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ValueError("no name of a file of ours")
        return self.folder / name[:2] / name

    def _cipher(self, key_id: str) -> AESGCM:
        return AESGCM(sha256(b"vinculo.files:" + self.keys[key_id]).digest())


def _partial(target: Path) -> Path:
    """Return where a file stands while it is written."""
    return target.with_suffix(".partial")
