"""The second factor of an account: an application that makes codes, and codes on paper for when it is not at hand.

The algorithm is that of RFC 6238 (`django_otp.oath`); the secret is kept encrypted under a key of the settings, so that
the person who reads the database can make no code (D33, decision 0054).
"""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from hashlib import sha256
from random import Random

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django_otp.oath import TOTP

from vinculo.actions.shared.guards import OwnAct, require_read
from vinculo.records.events import write_event
from vinculo.records.models import RecoveryCode, SecondFactor, Staff
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.staff.codes import draw_code, typed_code

SECRET, NONCE = 20, 12  # bytes
RECOVERY_CODES = 10
TOLERANCE = 1  # steps of thirty seconds before and after
DIGITS = 6


class WrongFactor(Exception):
    """The code is not the one of now, or was used already; who typed it has no second factor, or not yet."""


@transaction.atomic
def begin_factor(*, actor: Staff, now: datetime) -> str:
    """Return the secret of a factor that is not confirmed yet, in base 32, as an application takes it; make it once."""
    Staff.objects.select_for_update(no_key=True).get(pk=actor.pk)
    factor = SecondFactor.objects.filter(staff=actor).first()
    if factor is None:
        key_id = next(iter(settings.FACTOR_KEYS))
        sealed = _seal(key_id, actor.pk, secrets.token_bytes(SECRET))
        factor = SecondFactor.objects.create(staff=actor, key_id=key_id, secret=sealed, made_at=now)
    if factor.confirmed_at is not None:
        raise WrongFactor  # a secret is shown until it is confirmed, and never again
    return base64.b32encode(_open(factor)).decode()


def unconfirmed_secret(actor: Staff) -> str:
    """Return the secret that was begun and is not confirmed, as an application takes it; else nothing."""
    factor = SecondFactor.objects.filter(staff=actor, confirmed_at=None).first()
    return base64.b32encode(_open(factor)).decode() if factor is not None else ""


@transaction.atomic
def confirm_factor(*, code: str, actor: Staff, now: datetime, random_source: Random) -> list[str]:
    """Take the factor into use by a first code of it, and return the recovery codes, shown this once.

    Raises `WrongFactor`.
    """
    factor = SecondFactor.objects.select_for_update(no_key=True).filter(staff=actor, confirmed_at=None).first()
    if factor is None:
        raise WrongFactor
    factor.last_step = _matching_step(factor, code, now)
    factor.confirmed_at = now
    factor.save(update_fields=["last_step", "confirmed_at"])
    codes = [draw_code(random_source) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(staff=actor).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(staff=actor, digest=_digest(factor, each)) for each in codes)
    write_event(act=Act.FACTOR_SET, subject=Subject.STAFF, subject_id=actor.pk, now=now, actor=actor)
    return codes


@transaction.atomic
def verify_factor(*, code: str, actor: Staff, now: datetime) -> None:
    """Take a code of the application or one of the recovery codes, each once. Raises `WrongFactor`."""
    rows = SecondFactor.objects.select_for_update(no_key=True)
    factor = rows.filter(staff=actor, confirmed_at__isnull=False).first()
    if factor is None:
        raise WrongFactor
    unused = RecoveryCode.objects.filter(staff=actor, digest=_digest(factor, typed_code(code)), used_at=None)
    if unused.update(used_at=now):
        write_event(act=Act.RECOVERY_CODE_USED, subject=Subject.STAFF, subject_id=actor.pk, now=now, actor=actor)
        return
    factor.last_step = _matching_step(factor, code, now)
    factor.save(update_fields=["last_step"])


@transaction.atomic
def record_wrong_code(*, actor: Staff, now: datetime) -> None:
    """Write that somebody with the right password typed a wrong code."""
    write_event(act=Act.FACTOR_FAILED, subject=Subject.STAFF, subject_id=actor.pk, now=now, actor=actor)


@transaction.atomic
def remove_factor(*, staff: Staff, actor: Staff, now: datetime, read: str | None = None) -> bool:
    """Take the factor away from an account whose owner lost it: the next log-in makes a new one; twice is once.

    Raises `Stale` for an account or a factor that is not as it was read: the owner may have made a new one.
    """
    staff = Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)
    own = OwnAct(actor, now, Subject.STAFF, staff.pk, (Act.FACTOR_REMOVED,))
    if not require_read(read, staff, SecondFactor.objects.filter(staff=staff).first(), own=own):
        return False
    list(SecondFactor.objects.select_for_update(no_key=True).filter(staff=staff).values_list("pk", flat=True))
    RecoveryCode.objects.filter(staff=staff).delete()
    gone, _ = SecondFactor.objects.filter(staff=staff).delete()
    if gone:
        write_event(act=Act.FACTOR_REMOVED, subject=Subject.STAFF, subject_id=staff.pk, now=now, actor=actor)
    return bool(gone)


def _matching_step(factor: SecondFactor, code: str, now: datetime) -> int:
    """Return the step whose code was typed, later than any before. Raises `WrongFactor`."""
    digits = "".join(code.split())
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdecimal()):
        raise WrongFactor
    totp = TOTP(_open(factor), digits=DIGITS)
    totp.time = now.timestamp()
    if not totp.verify(int(digits), TOLERANCE, factor.last_step + 1):
        raise WrongFactor
    return int(totp.t())


def _cipher(key_id: str) -> AESGCM:
    return AESGCM(sha256(b"vinculo.factors:" + settings.FACTOR_KEYS[key_id]).digest())


def _seal(key_id: str, pk: int, secret: bytes) -> str:
    nonce = secrets.token_bytes(NONCE)
    return base64.b64encode(nonce + _cipher(key_id).encrypt(nonce, secret, str(pk).encode())).decode()


def _open(factor: SecondFactor) -> bytes:
    kept = base64.b64decode(factor.secret)
    return _cipher(factor.key_id).decrypt(kept[:NONCE], kept[NONCE:], str(factor.staff_id).encode())


def _digest(factor: SecondFactor, code: str) -> str:
    key = b"vinculo.recovery:" + settings.FACTOR_KEYS[factor.key_id]
    return hmac.new(key, f"{factor.staff_id}:{code}".encode(), sha256).hexdigest()
