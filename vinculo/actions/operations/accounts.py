"""What happens to an account after it was made: its password, its log-ins, its sessions (D33)."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from vinculo.actions.operations.staff import give_password, refuse_weak
from vinculo.actions.shared.guards import OwnAct, require_read
from vinculo.queries.shared.access import other_centres
from vinculo.records.events import write_event
from vinculo.records.models import Counter, SecondFactor, Staff, StaffSession
from vinculo.records.sessions import hash_key
from vinculo.rules.booking.spans import LONGEST_KEPT
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.staff.codes import draw_code

LATELY = timedelta(days=1)  # for so long a wrong log-in is kept: the limits look at an hour


class SamePassword(Exception):
    """The new password is the one that somebody else knows, or the old one."""


class NotYourCentre(Exception):
    """The centre is none of the account's, or has closed for good."""


class AtCounter(Exception):
    """A counter of the centre where the person works is still open in their name."""


@transaction.atomic
def move_to_centre(*, centre: int, actor: Staff, now: datetime) -> Staff:
    """Make another centre of the account the one where its owner works; twice is once (D33).

    What they see and do is of that centre from now on, in every session. Raises `NotYourCentre`, `AtCounter`.
    """
    staff = Staff.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if staff.agency_id == centre:
        return staff
    chosen = other_centres(staff).filter(pk=centre).first()
    if chosen is None or not staff.is_active:
        raise NotYourCentre
    if Counter.objects.filter(staff=staff).exists():
        raise AtCounter
    if staff.agency is not None:
        staff.centres.add(staff.agency)
    staff.agency = chosen
    staff.save(update_fields=["agency"])
    write_event(act=Act.STAFF_MOVED, subject=Subject.STAFF, subject_id=staff.pk, now=now, actor=staff)
    return staff


@transaction.atomic
def change_own_password(*, password: str, actor: Staff, now: datetime) -> Staff:
    """Set the own password, which from now on nobody else knows. Raises `BadAccount`, `SamePassword`."""
    staff = Staff.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if staff.check_password(password):
        raise SamePassword
    refuse_weak(password, staff)
    staff.save(update_fields=give_password(staff, password, must_change=False))
    write_event(act=Act.PASSWORD_CHANGED, subject=Subject.STAFF, subject_id=staff.pk, now=now, actor=actor)
    return staff


@transaction.atomic
def give_one_time_code(
    *, staff: Staff, actor: Staff, now: datetime, random_source: Random, read: str | None = None
) -> str:
    """Put a code in the place of a forgotten password, for a day, and return it: its owner then chooses a password.

    Anyone who gives it does not know that password, and every session of the account ends. A second click gives another
    code: the newest is the one that serves. Raises `Stale` for an account or a factor that is not as it was read.
    """
    staff = Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)
    own = OwnAct(actor, now, Subject.STAFF, staff.pk, (Act.PASSWORD_RESET,))
    require_read(read, staff, SecondFactor.objects.filter(staff=staff).first(), own=own)
    code = draw_code(random_source)
    until = now + timedelta(hours=settings.ONE_TIME_CODE_HOURS)
    staff.save(update_fields=give_password(staff, code, must_change=True, until=until))
    write_event(act=Act.PASSWORD_RESET, subject=Subject.STAFF, subject_id=staff.pk, now=now, actor=actor)
    _end_sessions(staff)
    return code


@transaction.atomic
def record_failed_log_in(*, username: str, now: datetime) -> None:
    """Write that a log-in failed: of which account, never what was typed in its place."""
    name = username.replace("\x00", "\ufffd")  # a NUL, which PostgreSQL refuses, is in nobody's name
    known = Staff.objects.filter(username=name).values_list("pk", flat=True).first()
    write_event(act=Act.LOG_IN_FAILED, subject=Subject.STAFF, subject_id=known, now=now, actor_kind=ActorKind.PERSON)


@transaction.atomic
def keep_session(*, staff: Staff, key: str, browser: str, now: datetime) -> StaffSession:
    """Put a session on the list of its owner; `key` is what its cookie says."""
    values = {"staff": staff, "began_at": now, "browser": browser[:200]}
    return StaffSession.objects.update_or_create(key=hash_key(key), defaults=values)[0]


@transaction.atomic
def end_session(*, pk: int, actor: Staff, now: datetime) -> bool:
    """End one of the own sessions, wherever it is; return whether there was one."""
    mine = StaffSession.objects.filter(pk=pk, staff=actor).first()
    if mine is None:
        return False
    Session.objects.filter(session_key=mine.key).delete()
    mine.delete()
    write_event(act=Act.SESSION_ENDED, subject=Subject.STAFF, subject_id=actor.pk, now=now, actor=actor)
    return True


def _end_sessions(staff: Staff) -> None:
    keys = list(StaffSession.objects.filter(staff=staff).values_list("key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    StaffSession.objects.filter(staff=staff).delete()


@transaction.atomic
def forget_log_ins(*, now: datetime) -> int:
    """Delete wrong log-ins and sessions that are over; return how many rows that were."""
    attempts, _ = AccessAttempt.objects.filter(
        Q(attempt_time__lt=now - LATELY) | Q(attempt_time__gt=now + LONGEST_KEPT)  # D36: of a clock that was ahead
    ).delete()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    live = Session.objects.filter(session_key=OuterRef("key"))
    listed, _ = StaffSession.objects.filter(~Exists(live)).delete()
    return int(attempts + sessions + listed)
