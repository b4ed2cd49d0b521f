"""What somebody sees of their own account, and what comes before any page of theirs (D33)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from vinculo.records.models import SecondFactor, Staff, StaffSession
from vinculo.records.rows import rows
from vinculo.records.sessions import BY_INSTITUTION, HAS_FACTOR, VERIFIED, hash_key
from vinculo.rules.staff.browsers import name_browser

__all__ = [
    "BY_INSTITUTION",
    "HAS_FACTOR",
    "VERIFIED",
    "OpenSession",
    "has_factor",
    "is_exempt",
    "must_change_password",
    "must_verify",
    "needs_factor",
    "open_sessions",
]
LIVE = """
SELECT listed.id FROM records_staffsession AS listed
JOIN django_session ON django_session.session_key = listed.key AND django_session.expire_date > %(now)s
WHERE listed.staff_id = %(staff)s
"""


@dataclass(frozen=True)
class OpenSession:
    """A session that is open: since when, in which browser, and whether it is the one that asks."""

    pk: int
    began_at: datetime
    browser: str  # the name, empty where it is not known, and so the system
    system: str
    is_this: bool


def open_sessions(staff: Staff, key: str | None, now: datetime) -> list[OpenSession]:
    """Return the open sessions of this person, the newest first; two statements."""
    mine = hash_key(key)
    live = [row[0] for row in rows(LIVE, now=now, staff=staff.pk)]
    listed = StaffSession.objects.filter(pk__in=live)
    return [OpenSession(each.pk, each.began_at, *name_browser(each.browser), each.key == mine) for each in listed]


def has_factor(staff: Staff) -> bool:
    """Return whether this person has a second factor that is in use."""
    return SecondFactor.objects.filter(staff=staff, confirmed_at__isnull=False).exists()


def is_exempt(staff: Staff) -> bool:
    """Return whether this account of the demo needs neither a password of its own nor a factor: in the demo alone."""
    return bool(settings.DEMO and staff.exempt)


def needs_factor(staff: Staff) -> bool:
    """Return whether the settings want a second factor of this role."""
    return staff.role in settings.SECOND_FACTOR or "all" in settings.SECOND_FACTOR


def must_verify(staff: Staff, session: Mapping[str, Any]) -> bool:
    """Return whether this session still has to show the second factor; no statement."""
    wanted = needs_factor(staff) or session.get(HAS_FACTOR, False)
    return wanted and not session.get(VERIFIED, False) and not is_exempt(staff)


def must_change_password(staff: Staff, session: Mapping[str, Any]) -> bool:
    """Return whether somebody else knows the password with which this session began."""
    return staff.must_change_password and not is_exempt(staff) and not session.get(BY_INSTITUTION, False)
