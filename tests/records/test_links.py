"""Private links: derived from a key outside the database and from the row; the database alone opens none (D34)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tests.stages import desk
from vinculo.config.checks import link_keys
from vinculo.records.links.private import WrongLinkKeyError
from vinculo.records.models import Turno
from vinculo.rules.shared.references import derive_token, hash_token, mask_token

KEY, OTHER = b"k" * 32, b"o" * 32
tokens = st.text("0123456789abcdef", min_size=1, max_size=32)


@given(tokens, tokens)
def test_d34_a_token_from_before_comes_back_with_its_key_alone(nonce: str, token: str) -> None:
    mask = mask_token(KEY, "turno", nonce, token)
    assert derive_token(KEY, "turno", nonce, mask) == token


def test_d34_a_token_is_of_its_key_its_kind_and_its_nonce_alone() -> None:
    token = derive_token(KEY, "turno", "a")
    assert token == derive_token(KEY, "turno", "a")
    others = [derive_token(OTHER, "turno", "a"), derive_token(KEY, "draft", "a"), derive_token(KEY, "turno", "b")]
    assert (len({token, *others}), {len(each) for each in others}) == (4, {32})


@pytest.mark.django_db
def test_d34_a_link_is_made_again_under_its_own_key_after_another_came(settings: Settings) -> None:
    old = desk.turno()
    old.renew_link("n" * 32)
    old.save()
    token = old.token
    settings.LINK_KEYS = {"2": OTHER} | settings.LINK_KEYS
    read = Turno.objects.get(token_hash=hash_token(token))
    assert (read.pk, read.token, read.link_key) == (old.pk, token, "1")
    read.renew_link("n" * 32)
    assert (read.link_key, read.token) == ("2", derive_token(OTHER, "turno", "n" * 32))


@pytest.mark.django_db
def test_d34_a_link_from_before_opens_its_page_and_is_made_again() -> None:
    turno = desk.turno(token="0123456789abcdef" * 2)
    read = Turno.objects.get(token_hash=hash_token("0123456789abcdef" * 2))
    assert (read.pk, read.token) == (turno.pk, "0123456789abcdef" * 2)
    columns = [str(value) for value in Turno.objects.values_list().get(pk=turno.pk)]
    assert [value for value in columns if "0123456789abcdef" in value] == []


@pytest.mark.django_db
def test_d34_a_key_that_is_gone_or_another_of_its_name_makes_no_wrong_link(settings: Settings) -> None:
    turno = desk.turno()
    assert link_keys() == []
    for keys in ({"2": OTHER}, {turno.link_key: OTHER}):
        settings.LINK_KEYS = keys
        with pytest.raises(WrongLinkKeyError):
            assert turno.token
        assert [each.id for each in link_keys()] == ["vinculo.E027"]
