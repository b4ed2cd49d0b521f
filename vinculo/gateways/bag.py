"""A package for an archive as BagIt asks (RFC 8493): the files, and a manifest of their digests, in a ZIP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def write_bag(*, name: str, files: Mapping[str, bytes], about: Mapping[str, str], at: datetime) -> bytes:
    """Return a bag of this name; `files` by their path within `data/`, in which no line break can be.

    The same files at the same moment are the same bytes.
    """
    payload = {f"data/{path}": content for path, content in sorted(files.items())}
    total = sum(map(len, payload.values()))
    info = {**about, "Bagging-Date": f"{at:%Y-%m-%d}", "Payload-Oxum": f"{total}.{len(payload)}"}
    tags = {
        "bagit.txt": DECLARATION.encode(),
        "bag-info.txt": "".join(f"{label}: {value}\n" for label, value in info.items()).encode(),
        "manifest-sha256.txt": _manifest(payload),
    }
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as bag:
        for path, content in (tags | {"tagmanifest-sha256.txt": _manifest(tags)} | payload).items():
            entry = ZipInfo(f"{name}/{path}", (at.year, at.month, at.day, at.hour, at.minute, at.second))
            entry.external_attr = 0o600 << 16
            bag.writestr(entry, content, ZIP_DEFLATED)
    return made.getvalue()


def _manifest(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{sha256(content).hexdigest()}  {path}\n" for path, content in files.items()).encode()
