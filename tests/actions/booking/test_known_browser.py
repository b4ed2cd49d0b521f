"""A browser in which a mailbox was verified today never waits for what others do to that mailbox (D29)."""

from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest
from django.conf import settings

from tests import cast
from tests.stages.booking import LUCK, mailed_code
from vinculo.actions.booking.drafts import proven_by
from vinculo.actions.booking.recovery import start_recovery, verify_recovery
from vinculo.actions.shared.limits import LimitReached
from vinculo.records.models import Affiliate, Draft, KnownBrowser
from vinculo.rules.booking.bounds import Proof

pytestmark = pytest.mark.django_db
EMAIL = "ana@ejemplo.com"


def ask_for_code(browser: str, address: str = "203.0.113.9") -> Draft:
    return start_recovery(
        number=cast.ANA_CODE, email=EMAIL, address=address, device=browser, now=cast.NOW, random_source=LUCK
    )


def ask_as_strangers() -> None:
    """Let thirty strangers, each from elsewhere, ask for codes to Ana's mailbox."""
    for index in range(30):
        with contextlib.suppress(LimitReached):
            ask_for_code(f"stranger{index}", f"198.51.100.{index}")


def test_d29_a_browser_that_verified_the_mailbox_today_goes_through_at_once() -> None:
    draft = ask_for_code("ana")
    verify_recovery(draft=draft, code=mailed_code(draft), address="203.0.113.9", device="ana", now=cast.NOW)
    ask_as_strangers()
    with pytest.raises(LimitReached):
        ask_for_code("fresh", "203.0.113.77")
    assert ask_for_code("ana").email == EMAIL


@pytest.mark.parametrize(
    ("device", "other_affiliate", "days", "proof"),
    [
        ("known", False, 0, Proof.OWN),
        ("known", False, -1, Proof.UNPROVEN),
        ("another", False, 0, Proof.UNPROVEN),
        ("", False, 0, Proof.UNPROVEN),
        ("known", True, 0, Proof.UNPROVEN),
    ],
)
def test_d28_a_browser_is_known_for_its_affiliate_and_for_so_many_days(
    device: str, other_affiliate: bool, days: int, proof: Proof
) -> None:
    ana = cast.ana()
    olena = Affiliate.objects.create(code="EXT1009009", names="Olena", names_key="OLENA", updated_at=cast.NOW)
    since = cast.NOW - timedelta(days=settings.KNOWN_BROWSER_DAYS - days) + timedelta(seconds=1)
    for kept in ("known", ""):
        KnownBrowser.objects.create(device=kept, affiliate=ana, seen_at=since)
    draft = Draft(device=device, email="otra@ejemplo.com", verified_at=cast.NOW)
    assert proven_by(draft, olena if other_affiliate else ana, "code:x", cast.NOW) == proof
