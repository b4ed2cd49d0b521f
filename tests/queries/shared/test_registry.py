"""The registry is asked by code and by document, in any spelling, through its interface (D6)."""

from __future__ import annotations

import pytest

from tests import cast
from tests.stages.statements import content
from vinculo.queries.shared import registry
from vinculo.records.models import Affiliate, IdDocument

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["EXT1002003", "ext1002003", " EXT-100 2003 ", "ＥＸＴ1002003"])
def test_s11_a_code_is_found_however_it_is_typed(typed: str) -> None:
    ana = cast.ana()
    assert registry.active_affiliate(typed) == registry.affiliate_by_code(typed) == ana
    affiliate = registry.affiliate_by_code(typed)
    assert affiliate is not None
    assert content(affiliate) == content(Affiliate.objects.get(pk=ana.pk))


@pytest.mark.parametrize("typed", ["", "EXT1002004", "<script>", "x" * 5000, "EXT1002003\x00", "١٢٣٤", "'; DROP"])
def test_d17_what_is_no_code_finds_nobody_and_raises_nothing(typed: str) -> None:
    cast.ana()
    assert registry.active_affiliate(typed) is None
    assert registry.affiliate_by_code(typed) is None
    assert registry.affiliate_by_document("passport", "COL", typed) is None


def test_d17_inactive_and_unknown_are_alike() -> None:
    olena = cast.ana(active=False)
    assert registry.active_affiliate(cast.ANA_CODE) is None
    assert registry.affiliate_by_code(cast.ANA_CODE) == olena


def test_s22_a_code_that_looks_like_a_wrong_cedula_is_still_a_code() -> None:
    odd = Affiliate.objects.create(code="1712345678", names="Yusleidy", names_key="YUSLEIDY", updated_at=cast.NOW)
    assert registry.active_affiliate("171234567-8") == odd


def test_a_document_of_the_history_finds_its_holder_of_that_kind_and_country_only() -> None:
    ana = cast.ana()
    IdDocument.objects.create(
        affiliate=ana, kind="passport", country="DEU", number="NEW 1", number_key="NEW1", seen_at=cast.NOW
    )
    assert registry.affiliate_by_document("passport", "COL", "an-123456") == ana
    assert registry.affiliate_by_document("passport", "D", "new1") == ana  # Germany's code on passports
    assert registry.affiliate_by_document("passport", "PER", cast.ANA_PASSPORT) is None
    assert registry.affiliate_by_document("visa", "COL", cast.ANA_PASSPORT) is None


def test_d21_a_cedula_of_the_registry_is_its_affiliate_by_every_way_of_asking() -> None:
    ana = cast.ana(cedula=cast.PEDRO_CEDULA)
    assert registry.active_affiliate_by_cedula(cast.PEDRO_CEDULA) == ana
    assert registry.active_affiliate_by_cedula("171003406-5") == ana
    assert registry.presenter_key("", cast.PEDRO_CEDULA) == f"code:{cast.ANA_CODE}"
    assert registry.kind_of_key(f"code:{cast.ANA_CODE}", cast.PEDRO_CEDULA) == "cedula"
    assert registry.kind_of_key(f"code:{cast.ANA_CODE}", cast.ANA_CODE) == "code"


def test_d21_a_cedula_that_the_registry_does_not_know_is_nobodys() -> None:
    cast.ana()
    assert registry.active_affiliate_by_cedula(cast.PEDRO_CEDULA) is None
    assert registry.active_affiliate_by_cedula("") is None
    assert registry.presenter_key("", cast.PEDRO_CEDULA) == f"cedula:{cast.PEDRO_CEDULA}"
    assert registry.kind_of_key(f"cedula:{cast.PEDRO_CEDULA}", cast.PEDRO_CEDULA) == "cedula"


def test_d21_the_cedula_of_an_inactive_affiliate_finds_nobody() -> None:
    cast.ana(active=False, cedula=cast.PEDRO_CEDULA)
    assert registry.active_affiliate_by_cedula(cast.PEDRO_CEDULA) is None
