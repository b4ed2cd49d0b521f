"""Keyed digests of the values that an act changed (D32): what was and what is can be proved, and is kept nowhere.

The key is made of the secret of the person's row and of the log's own key: the database alone tells nothing of a value,
the log's key alone neither, and once the secret is gone nobody can prove anything any more (D34).
"""

from __future__ import annotations

import hmac
import json
import secrets
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from vinculo.rules.cases.solicitud_fields import WRITTEN
from vinculo.rules.shared.acts import Subject
from vinculo.rules.shared.identity import IdentityError, normalise_number
from vinculo.rules.shared.parsing import read_day

# First an empty name with the mark of the secret; then of each changed field its name and the digests of both values.
Digests = list[list[str]]
DIGITS = 32
SECRET_BYTES = 16
SAID = {"sí": "true", "si": "true", "no": "false"}
CONTACT = {"email", "mobile"}
PRESENTER = {"presenter_kind", "presenter_number", "presenter_country", "presenter_names"}
DOCUMENT = {"documents", "valid_until"}
# The fields of people, by the subject of the event. An event that names one without its digests is refused.
PERSONAL: dict[str, set[str]] = {
    Subject.AFFILIATE: {"names", "nationality", "birth_date", "sex", "cedula", "active", *CONTACT, *DOCUMENT},
    Subject.PERSON: {"names", "nationality", "birth_date", "sex", "ended_on", "ended_by"},
    Subject.SOLICITUD: {*WRITTEN},
    Subject.CASE: PRESENTER | CONTACT,
    Subject.POWER: {
        *("grantor_names", "proxy_kind", "proxy_number", "proxy_country", "proxy_names", "number", "made_on"),
        *("place", "country", "expires_on", "email"),
    },
    Subject.TURNO: CONTACT,
    Subject.WAITING: CONTACT,
}


class Verdict(StrEnum):
    """What can be said of a value that somebody claims."""

    OLD = "old"
    NEW = "new"
    BOTH = "both"  # they differ in what does not count: capitals or spaces
    NEITHER = "neither"
    NOT_ABOUT = "not_about"  # the event is about somebody else
    NO_DIGESTS = "no_digests"  # the event changed no such value, or is from before there were digests
    CHANGED = "changed"  # the event is not as it was written: it proves nothing
    KEY_GONE = "key_gone"
    SECRET_GONE = "secret_gone"  # nosec B105: of the person, deleted with them


def draw_secret() -> str:
    """Return a new secret of a person's row."""
    return secrets.token_hex(SECRET_BYTES)


def canonical(value: object) -> str:
    """Return the text of a value that is digested: spaces and capitals do not count, marks do."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return " ".join(unicodedata.normalize("NFC", str(value)).split()).casefold()


def digest_value(field: str, value: str, *, secret: str, key: bytes) -> str:
    """Return the keyed digest of a canonical value of a field."""
    own = hmac.digest(key, b"vinculo.value:" + secret.encode(), sha256)
    text = json.dumps([field, value], ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(own, text.encode(), sha256).hex()[:DIGITS]


def digest_changes(values: Iterable[tuple[str, object, object]], *, secret: str, key: bytes) -> Digests:
    """Return the mark of the secret, and the digests of changed fields: of each its name, what was, what is."""
    mark = ["", digest_value("", "", secret=secret, key=key)]
    made = [
        [field, *(digest_value(field, canonical(each), secret=secret, key=key) for each in (old, new))]
        for field, old, new in values
    ]
    return [mark, *made]


def fields_of(digests: Digests | None) -> list[str]:
    """Return the fields of which there are digests, each once."""
    return list(dict.fromkeys(each[0] for each in digests or () if each[0]))


def readings(claimed: str) -> set[str]:
    """Return the canonical texts that a typed value may mean: itself, a day, yes or no, a number."""
    text = canonical(claimed)
    meant = {text, SAID.get(text, text), text.replace(" ", "")}  # the last of a telephone
    if (day := read_day(claimed.strip())) is not None:
        meant.add(canonical(day))
    with suppress(IdentityError):
        meant.add(canonical(normalise_number(claimed)))
    return meant


def prove(digests: Digests, field: str, claimed: str, *, secret: str, key: bytes) -> Verdict:
    """Return whether a claimed value of a field is the old one or the new one of an event.

    The secret of the row may be another one since: then nothing is proved, and nothing is disproved either. An event
    from before the secret left its mark tells the two apart no more, where no value fits.
    """
    own = [each for each in digests if field and each[0] == field]
    if not own:
        return Verdict.NO_DIGESTS
    marks = [each[1] for each in digests if not each[0]]
    if any(mark != digest_value("", "", secret=secret, key=key) for mark in marks):
        return Verdict.SECRET_GONE
    made = {digest_value(field, text, secret=secret, key=key) for text in readings(claimed)}
    was = any(old in made for _field, old, _new in own)
    became = any(new in made for _field, _old, new in own)
    if was and became:
        return Verdict.BOTH
    if was:
        return Verdict.OLD
    if became:
        return Verdict.NEW
    return Verdict.NEITHER if marks else Verdict.SECRET_GONE
