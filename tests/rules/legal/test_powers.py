"""What the unit looks at in a power of attorney, and where a power may go from where it stands (S17, S38, D5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.cases.situations import DELIVERED
from vinculo.rules.cases.facts import Copy, Formality
from vinculo.rules.cases.requirements.findings import Severity
from vinculo.rules.legal.facts import Acting, FormerProxy, MadeBefore, Power, formalities_of
from vinculo.rules.legal.powers import POWER_REQUIREMENTS, missing_of
from vinculo.rules.legal.status import EXPIRED, POWER, PowerAct, PowerStatus, power_standing
from vinculo.rules.shared.references import endorsement_number, read_endorsement
from vinculo.rules.shared.transitions import NotAllowedError

TODAY = date(2026, 11, 30)
FOLLOWED = FormerProxy(names="Pedro Mora", standing="endorsed")
GOOD = Power(
    affiliate_names="Ana María Restrepo Gómez",
    grantor_names="ANA MARIA RESTREPO GOMEZ",
    proxy_names="Pedro Mora",
    made_before=MadeBefore.NOTARY,
    country="COL",
    made_on=date(2026, 10, 5),
    formality=Formality.APOSTILLE,
    original_seen=True,
    copy=Copy.PAPER,
    by_affiliate=True,
    names_proxy=True,
    covers=True,
    proxy_birth_date=date(1980, 3, 9),
    reference=DELIVERED,
)


def codes_and_severities(power: Power) -> list[tuple[str, Severity]]:
    return [(each.code, each.severity) for each in missing_of(power, TODAY)]


def test_s38_a_good_power_lacks_nothing() -> None:
    assert codes_and_severities(GOOD) == []
    assert codes_and_severities(replace(GOOD, expires_on=TODAY)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"proxy_birth_date": date(2008, 11, 30)},  # 18 today
        {"acting": Acting.EACH},
        {"acting": Acting.TOGETHER, "fellows": 1},
        {"acting": Acting.TOGETHER, "proxies": 3, "fellows": 2},
        {"former": FOLLOWED, "may_substitute": True, "grantor_names": "Pedro Mora"},
        {"former": FOLLOWED, "may_substitute": True},  # granted by the affiliate herself
        {"made_before": MadeBefore.FOREIGN_CONSUL, "formality": Formality.MINISTRY},
        {"country": "PRI", "formality_reason": "Lo confirmó la Cancillería"},
        {"language": "fr", "spanish_too": True},
        {"language": "fr", "translation_seen": True},
        {"reference": replace(DELIVERED, apostille_data_demanded=True), "apostille_known": True},
    ],
)
def test_s38_d24_d25_what_other_papers_may_be_a_power_may_be_too(changes: dict[str, object]) -> None:
    assert codes_and_severities(replace(GOOD, **changes)) == []  # type: ignore[arg-type]


def test_s38_a_proxy_under_18_is_accepted_with_the_reason_in_words() -> None:
    young = replace(GOOD, proxy_birth_date=date(2008, 12, 1), minor_reason="Es la hija mayor")
    (finding,) = missing_of(young, TODAY)
    assert finding.text % finding.params == "El apoderado nació el 01/12/2008 y es menor de 18 años."
    assert finding.remedy % finding.params == "La unidad acepta a este apoderado por este motivo: Es la hija mayor"


@pytest.mark.parametrize(
    ("changes", "code", "severity"),
    [
        ({"by_affiliate": None}, "power_grantor_unconfirmed", Severity.BLOCKS),
        ({"by_affiliate": False}, "power_of_another_grantor", Severity.REFUSES),
        ({"grantor_names": "Luis Restrepo"}, "power_grantor_names", Severity.WARNS),
        ({"names_proxy": None}, "power_proxy_unconfirmed", Severity.BLOCKS),
        ({"names_proxy": False}, "power_of_another_proxy", Severity.REFUSES),
        ({"covers": None}, "power_scope_unconfirmed", Severity.BLOCKS),
        ({"covers": False}, "power_out_of_scope", Severity.REFUSES),
        ({"expires_on": date(2026, 11, 29)}, "power_term_over", Severity.REFUSES),
        ({"made_on": date(2026, 12, 1)}, "power_made_in_future", Severity.BLOCKS),
        ({"formality": Formality.NONE}, "power_apostille", Severity.BLOCKS),
        ({"formality": Formality.LEGALISATION}, "power_apostille", Severity.BLOCKS),
        ({"country": "CUB"}, "power_legalisation", Severity.BLOCKS),
        ({"language": "fr"}, "power_translation", Severity.BLOCKS),
        ({"original_seen": False}, "power_original", Severity.BLOCKS),
        ({"copy": Copy.NONE}, "power_copy", Severity.BLOCKS),
        ({"proxy_birth_date": None}, "power_proxy_birth_missing", Severity.BLOCKS),
        ({"proxy_birth_date": date(2026, 12, 1)}, "power_proxy_birth_future", Severity.BLOCKS),
        ({"proxy_birth_date": date(2008, 12, 1)}, "power_proxy_under_18", Severity.BLOCKS),
        ({"proxy_birth_date": date(2008, 12, 1), "minor_reason": "Vive aquí"}, "power_proxy_under_18", Severity.WARNS),
        ({"acting": Acting.TOGETHER}, "power_fellow_missing", Severity.BLOCKS),
        ({"acting": Acting.TOGETHER, "proxies": 3, "fellows": 1}, "power_fellow_missing", Severity.BLOCKS),
        ({"former": FOLLOWED, "may_substitute": None}, "power_substitution_unread", Severity.BLOCKS),
        ({"former": FOLLOWED, "may_substitute": False}, "power_substitution_forbidden", Severity.REFUSES),
        (
            {"former": FormerProxy(names="Pedro Mora", standing="revoked"), "may_substitute": True},
            "power_former_not_in_force",
            Severity.REFUSES,
        ),
        (
            {"former": FOLLOWED, "may_substitute": True, "by_affiliate": False},
            "power_of_another_grantor",
            Severity.REFUSES,
        ),
        ({"made_before": MadeBefore.FOREIGN_CONSUL}, "power_ministry", Severity.BLOCKS),
        ({"country": "PRI"}, "power_place_unconfirmed", Severity.BLOCKS),
        ({"country": "PRI", "formality": Formality.NONE}, "power_formality", Severity.BLOCKS),
        ({"language": "mis", "language_name": "tsáfiki"}, "power_translation", Severity.BLOCKS),
        ({"reference": replace(DELIVERED, apostille_data_demanded=True)}, "power_apostille_data", Severity.BLOCKS),
    ],
)
def test_s38_each_fault_is_said_alone_and_weighs_what_it_weighs(
    changes: dict[str, object], code: str, severity: Severity
) -> None:
    assert codes_and_severities(replace(GOOD, **changes)) == [(code, severity)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made_before", "country", "needed"),
    [
        ("notary", "COL", {Formality.APOSTILLE}),
        ("notary", "HTI", {Formality.LEGALISATION}),
        ("notary", "ECU", set()),
        ("consul", "HTI", set()),
        ("consul", "COL", set()),
    ],
)
def test_d5_the_consul_of_ecuador_needs_neither_apostille_nor_legalisation(
    made_before: str, country: str, needed: set[Formality]
) -> None:
    assert formalities_of(DELIVERED, made_before, country, date(2026, 10, 5), TODAY) == needed
    bare = replace(GOOD, made_before=MadeBefore(made_before), country=country, formality=Formality.NONE)
    assert (codes_and_severities(bare) == []) == (needed == set())


def test_s07_every_finding_has_its_row_its_basis_and_says_what_to_do() -> None:
    bad = replace(
        GOOD,
        by_affiliate=None,
        names_proxy=False,
        covers=False,
        expires_on=date(2026, 1, 1),
        country="HTI",
        language="fr",
        original_seen=False,
        copy=Copy.NONE,
        grantor_names="Otra",
    )
    findings = missing_of(bad, TODAY)
    assert {each.requirement for each in findings} == {each.code for each in POWER_REQUIREMENTS}
    for each in findings:
        assert "S38" in each.rows
        assert each.basis.startswith("Código Orgánico Administrativo. Artículos: ")
        assert (each.text % each.params).count("%") == 0
        assert each.remedy


def test_s38_the_table_of_standings_is_exactly_this() -> None:
    allowed = {
        (each.value, act.value): POWER.after(each, act).value
        for each, act in product(PowerStatus, PowerAct)
        if POWER.allows(each, act)
    }
    assert allowed == {
        ("received", "record"): "received",
        ("received", "observe"): "observed",
        ("received", "endorse"): "endorsed",
        ("received", "refuse"): "refused",
        ("observed", "record"): "received",
        ("observed", "refuse"): "refused",
        ("endorsed", "revoke"): "revoked",
        ("endorsed", "substitute"): "substituted",
        ("received", "death"): "ended",
        ("observed", "death"): "ended",
        ("endorsed", "death"): "ended",
    }
    with pytest.raises(NotAllowedError):
        POWER.after("revoked", PowerAct.ENDORSE)


def test_s38_the_last_day_of_the_term_still_counts() -> None:
    until = date(2026, 11, 30)
    assert power_standing("endorsed", until, until) == "endorsed"
    assert power_standing("endorsed", until, date(2026, 12, 1)) == EXPIRED
    assert power_standing("revoked", until, date(2026, 12, 1)) == "revoked"
    assert power_standing("endorsed", None, date(2126, 1, 1)) == "endorsed"


@given(province=st.integers(1, 24), year=st.integers(2026, 2100), number=st.integers(1, 99_999))
def test_s38_the_number_of_an_endorsement_is_read_however_it_is_typed(province: int, year: int, number: int) -> None:
    whole = endorsement_number(f"{province:02d}", year, number)
    for typed in (whole, whole.replace("-", ""), whole.replace("-", " / "), f"{province} {year} {number}"):
        assert read_endorsement(typed) == whole


@given(st.text(max_size=64))
def test_s38_anything_typed_as_a_number_is_read_without_an_error(text: str) -> None:
    assert isinstance(read_endorsement(text), str)
