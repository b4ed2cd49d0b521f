"""Staff get their accounts.

Staff coming and going.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from vinculo.records.events import write_event
from vinculo.records.models import Agency, Province, Role, Staff
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.staff.access import Territory


class UsernameTaken(Exception):
    """Somebody has this user name."""


class BadAccount(Exception):
    """The user name, the name or the password cannot be taken; `reasons` say why, in Spanish."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


@transaction.atomic
def create_administrator(
    *, username: str, password: str, now: datetime, name: str = "", actor: Staff | None = None, exempt: bool = False
) -> Staff:
    """Make an administrator, who edits reference data. Raises `UsernameTaken`, `BadAccount`."""
    staff = Staff(username=username, role=Role.ADMINISTRATOR)
    return _create(staff, password, name, now, actor, exempt=exempt)


@transaction.atomic
def create_officer(
    *,
    username: str,
    password: str,
    agency: Agency,
    now: datetime,
    name: str = "",
    actor: Staff | None = None,
    exempt: bool = False,
    reception_only: bool = False,
    others: Sequence[Agency] = (),
) -> Staff:
    """Make an officer, who serves at the agency, or somebody who receives people there and issues nothing.

    With other centres they choose in their own account where they work (D33). Raises `UsernameTaken`, `BadAccount`.
    """
    role = Role.RECEPTION if reception_only else Role.OFFICER
    staff = Staff(username=username, role=role, agency=agency)
    return _create(staff, password, name, now, actor, exempt=exempt, others=others)


@transaction.atomic
def create_lawyer(
    *,
    username: str,
    password: str,
    province: Province,
    now: datetime,
    name: str = "",
    actor: Staff | None = None,
    exempt: bool = False,
) -> Staff:
    """Make a member of the legal unit of a province (S38). Raises `UsernameTaken`, `BadAccount`."""
    return _create(
        Staff(username=username, role=Role.LEGAL, province=province), password, name, now, actor, exempt=exempt
    )


@transaction.atomic
def create_supervisor(
    *,
    username: str,
    password: str,
    now: datetime,
    agency: Agency | None = None,
    province: Province | None = None,
    nation: bool = False,
    name: str = "",
    actor: Staff | None = None,
    exempt: bool = False,
) -> Staff:
    """Make a supervisor of the nation where that is said, else of the agency, else of the province (D33).

    With none of them the account opens nothing. Raises `UsernameTaken`, `BadAccount`.
    """
    staff = Staff(username=username, role=Role.SUPERVISOR, agency=agency, province=province)
    staff.territory = Territory.NATION if nation else ""
    return _create(staff, password, name, now, actor, exempt=exempt)


@transaction.atomic
def create_auditor(
    *, username: str, password: str, now: datetime, name: str = "", actor: Staff | None = None, exempt: bool = False
) -> Staff:
    """Make an auditor, who reads the log (D32). Raises `UsernameTaken`, `BadAccount`."""
    staff = Staff(username=username, role=Role.AUDITOR)
    return _create(staff, password, name, now, actor, exempt=exempt)


@transaction.atomic
def create_delegate(
    *, username: str, password: str, now: datetime, name: str = "", actor: Staff | None = None, exempt: bool = False
) -> Staff:
    """Make the delegate of data protection (D34). Raises `UsernameTaken`, `BadAccount`."""
    staff = Staff(username=username, role=Role.DELEGATE)
    return _create(staff, password, name, now, actor, exempt=exempt)


def give_password(staff: Staff, password: str, *, must_change: bool, until: datetime | None = None) -> tuple[str, ...]:
    """Set a password, and whether and until when somebody else knows it; return the fields to save (D33)."""
    staff.set_password(password)
    staff.must_change_password, staff.password_until = must_change, until
    return ("password", "must_change_password", "password_until")


def refuse_weak(password: str, staff: Staff) -> None:
    """Refuse a password that the rules do not take. Raises `BadAccount`."""
    try:
        validate_password(password, staff)
    except ValidationError as error:
        raise BadAccount(list(error.messages)) from error


def _create(
    staff: Staff,
    password: str,
    name: str,
    now: datetime,
    actor: Staff | None,
    *,
    exempt: bool = False,
    others: Sequence[Agency] = (),
) -> Staff:
    """Make the account; the person who made it knows its password until its owner changes it.

    Those of the demo are exempt, from the rules of passwords too: theirs are printed in its instructions (D33).
    """
    staff.exempt = exempt
    staff.username = Staff.normalize_username(staff.username)
    staff.first_name, _, staff.last_name = name.strip().partition(" ")
    if Staff.objects.filter(username__iexact=staff.username).exists():
        raise UsernameTaken
    try:
        staff.clean_fields(exclude=["password"])
    except ValidationError as error:
        raise BadAccount(list(error.messages)) from error
    if not exempt:
        refuse_weak(password, staff)
    give_password(staff, password, must_change=not exempt)
    staff.save()
    staff.centres.set(others)
    kind = None if actor else ActorKind.SYSTEM
    write_event(
        act=Act.STAFF_CREATED,
        subject=Subject.STAFF,
        subject_id=staff.pk,
        now=now,
        actor=actor,
        actor_kind=kind,
        fields=["username", "role", "territory", "agency", *(["centres"] if others else []), "province"],
    )
    return staff


@transaction.atomic
def record_log_in(*, actor: Staff, now: datetime) -> None:
    """Write that a member of staff logged in."""
    write_event(act=Act.LOGGED_IN, subject=Subject.STAFF, subject_id=actor.pk, now=now, actor=actor)


@transaction.atomic
def record_log_out(*, actor: Staff, now: datetime) -> None:
    """Write that a member of staff logged out."""
    write_event(act=Act.LOGGED_OUT, subject=Subject.STAFF, subject_id=actor.pk, now=now, actor=actor)
