"""Joining the waiting list at the desk, for somebody who stands there and has an e-mail (D4)."""

from __future__ import annotations

from datetime import datetime
from random import Random

from vinculo.actions import waiting
from vinculo.actions.counter import office
from vinculo.actions.drafts import UnknownAffiliate
from vinculo.queries import registry
from vinculo.records.events import write_event
from vinculo.records.models import Affiliate, Agency, Draft, Procedure, Staff, WaitingEntry


class NoEmail(Exception):
    """Offers are sent by mail: without an e-mail nobody can be told of one."""


def wait_at_desk(
    *,
    agency: Agency,
    procedure: Procedure,
    wish: waiting.Wish,
    presenter_kind: str,
    presenter_number: str,
    presenter_country: str = "",
    affiliate: Affiliate,
    by_proxy: bool,
    email: str,
    mobile: str = "",
    actor: Staff,
    now: datetime,
    random_source: Random,
) -> WaitingEntry:
    """Put the person at the desk on the list and return their entry; twice keeps the place and changes the wish.

    Raises `NotYours`, `NoEmail`, `UnknownAffiliate`, `AlreadyBooked`, `waiting.AlreadyWaiting`, `limits.LimitReached`.
    """
    office(actor)
    if not email:
        raise NoEmail
    if registry.active_affiliate(affiliate.code) is None:
        raise UnknownAffiliate
    seen = Draft(  # never saved: the officer saw the document, which stands for the verified e-mail
        presenter_kind=presenter_kind, presenter_number=presenter_number, presenter_country=presenter_country,
        affiliate=affiliate, by_proxy=by_proxy, email=email, mobile=mobile, agency=agency, procedure=procedure,
        verified_at=now,
    )  # fmt: skip
    entry = waiting.join(draft=seen, wish=wish, address="", device="", now=now, random_source=random_source)
    write_event(act="waiting_joined_at_desk", subject="waiting", subject_id=entry.pk, now=now, actor=actor)
    return entry
