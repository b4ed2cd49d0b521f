"""Who books, and the code that verifies the e-mail (S20, S22, S25, D17)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings
from django.test import override_settings

from tests import cast
from tests.stages.booking import LUCK, mailed_code, set_contact, start_draft, verify_mailbox
from vinculo.actions.booking import drafts
from vinculo.actions.shared import limits
from vinculo.records.models import Draft

pytestmark = pytest.mark.django_db


def test_s22_the_registry_is_asked_first_then_the_check_digit() -> None:
    cast.ana()
    assert verify_mailbox(start_draft(cast.ANA_CODE)).by_proxy is False
    draft = verify_mailbox(start_draft(cast.PEDRO_CEDULA), "pedro@example.com")
    draft.refresh_from_db()
    assert (draft.affiliate, draft.by_proxy) == (None, True)


def test_s22_a_code_that_looks_like_a_bad_cedula_is_an_affiliates() -> None:
    cast.ana()
    from vinculo.records.models import Affiliate

    Affiliate.objects.create(code="1710034060", names="X", names_key="X", active=True, updated_at=cast.NOW)
    draft = verify_mailbox(start_draft("1710034060"))
    draft.refresh_from_db()
    assert draft.affiliate is not None
    assert draft.affiliate.code == "1710034060"


def test_d21_the_cedula_of_an_affiliate_is_the_affiliate_and_not_a_proxy() -> None:
    ana = cast.ana(cedula=cast.PEDRO_CEDULA)
    draft = verify_mailbox(start_draft(cast.PEDRO_CEDULA))
    draft.refresh_from_db()
    assert (draft.affiliate, draft.by_proxy) == (ana, False)
    assert drafts.presenter_key(draft) == f"code:{cast.ANA_CODE}"


def test_d21_d17_the_cedula_of_an_inactive_affiliate_is_answered_like_any_other() -> None:
    cast.ana(active=False, cedula=cast.PEDRO_CEDULA)
    draft = verify_mailbox(start_draft(cast.PEDRO_CEDULA))
    draft.refresh_from_db()
    assert (draft.affiliate, draft.by_proxy) == (None, True)


@pytest.mark.parametrize("active", [True, False])
def test_d17_unknown_and_inactive_are_answered_alike(active: bool) -> None:
    cast.ana(active=False)
    number = cast.ANA_CODE if active else "NOSUCHCODE"
    draft = set_contact(start_draft(number))
    with pytest.raises(drafts.NotAPresenter):
        drafts.verify_email(draft=draft, code=mailed_code(draft), address="203.0.113.9", now=cast.NOW)


def test_s22_the_affiliates_own_passport_is_the_affiliate() -> None:
    cast.ana()
    draft = verify_mailbox(start_draft(cast.ANA_PASSPORT, "passport", "COL"))
    draft.refresh_from_db()
    assert draft.by_proxy is False
    assert drafts.presenter_key(draft) == f"code:{cast.ANA_CODE}"


def test_s20_a_proxy_names_the_affiliate() -> None:
    ana = cast.ana()
    draft = verify_mailbox(start_draft(cast.PEDRO_CEDULA), "pedro@example.com")
    with pytest.raises(drafts.NoActiveAffiliate):
        drafts.name_affiliate(draft=draft, code="NOSUCH", address="a", now=cast.NOW)
    named = drafts.name_affiliate(draft=draft, code=cast.ANA_CODE, address="a", now=cast.NOW)
    assert (named.affiliate, named.by_proxy) == (ana, True)


def test_s25_a_code_serves_once_and_expires() -> None:
    cast.ana()
    draft = set_contact(start_draft())
    late = cast.NOW + timedelta(minutes=31)
    with pytest.raises(drafts.CodeExpired):
        drafts.verify_email(draft=draft, code=mailed_code(draft), address="a", now=late)
    drafts.verify_email(draft=draft, code=mailed_code(draft), address="a", now=cast.NOW)
    draft.refresh_from_db()
    assert draft.code_hash == ""


def test_s25_attempts_are_limited_and_counted_though_refused() -> None:
    cast.ana()
    draft = set_contact(start_draft())
    code = mailed_code(draft)
    wrong = "000000" if code != "000000" else "111111"
    left = []
    for _ in range(5):
        with pytest.raises(drafts.WrongCode) as error:
            drafts.verify_email(draft=draft, code=wrong, address="a", now=cast.NOW)
        left.append(error.value.left)
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(drafts.CodeExpired):
        drafts.verify_email(draft=draft, code=code, address="a", now=cast.NOW)


def test_s25_a_new_code_replaces_the_old_one() -> None:
    cast.ana()
    draft = set_contact(start_draft())
    old = mailed_code(draft)
    drafts.send_code_again(draft=draft, address="a", now=cast.NOW, random_source=LUCK)
    assert mailed_code(draft) != old
    with pytest.raises(drafts.WrongCode):
        drafts.verify_email(draft=draft, code=old, address="a", now=cast.NOW)


@pytest.mark.parametrize("kind", ["address", "email", "number", "device"])
def test_d17_sending_is_limited_by_each_kind_alone(kind: str) -> None:
    many = dict.fromkeys(["address", "email", "number", "device"], (99, 60))
    with override_settings(LIMITS={"search": many, "send": many | {kind: (1, 60)}}):
        ask_for_code(0)
        with pytest.raises(limits.LimitReached):
            ask_for_code(1, {kind: 0})
        assert ask_for_code(1).email == "p1@example.com"


def ask_for_code(person: int, same: dict[str, int] | None = None) -> Draft:
    """Ask for a code as this person, with these things of somebody else."""
    of = dict.fromkeys(["address", "email", "number", "device"], person) | (same or {})
    return drafts.set_contact(
        draft=start_draft(f"EXT700000{of['number']}"),
        email=f"p{of['email']}@example.com",
        mobile="+593991234567",
        address=f"203.0.113.{of['address']}",
        device=f"browser{of['device']}",
        now=cast.NOW,
        random_source=LUCK,
    )


@pytest.mark.parametrize(("by", "most"), [("email", 6), ("number", 10)])
def test_d17_d29_after_so_many_mails_to_an_email_or_for_a_number_others_pause_for_seconds(by: str, most: int) -> None:
    cast.ana()
    for turn in range(most):
        set_contact(
            start_draft() if by == "number" else start_draft(f"NUMBER{turn}"),
            "x@example.com" if by == "email" else f"{turn}@example.com",
        )
    mine = start_draft("ANOTHER1") if by == "email" else start_draft()
    ask = partial(set_contact, mine, "x@example.com" if by == "email" else "new@example.com")
    with pytest.raises(limits.LimitReached) as error:
        ask()
    assert error.value.again_at == cast.NOW + timedelta(seconds=settings.PAUSE_SECONDS)
