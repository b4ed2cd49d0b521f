"""The table of the Convention for every code, what consuls execute, and exceptions by decree (D24, D26). Pure."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests import ROOT
from tests.rules.cases.situations import CERTIFICATES, DELIVERED, ORIGINS, TODAY, Origin, findings, only, situation
from vinculo.rules.cases.apostille import EITHER, formalities_accepted, in_force_since, is_confirmed
from vinculo.rules.cases.facts import Copy, ExecutedBy, Formality
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.cases.requirements.findings import Severity
from vinculo.rules.shared.countries import CODES
from vinculo.rules.shared.reference_data import (
    APOSTILLES,
    CitationRow,
    ConventionRow,
    Exemption,
    ReferenceData,
    Standing,
    TermKind,
    TermRow,
    Waived,
    in_force,
)

DATA = ROOT / "vinculo" / "records" / "data"
NEXT_WEEK = TODAY + timedelta(days=7)


def territories() -> list[dict[str, str]]:
    with (DATA / "apostille_territories.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def row_of(code: str) -> ConventionRow:
    (row,) = DELIVERED.convention[code]
    return row


def test_d24_every_code_of_the_list_of_countries_is_answered_with_its_source() -> None:
    assert set(DELIVERED.convention) == set(CODES)
    assert all(row_of(code).instrument for code in CODES)
    assert all(row_of(code).sovereign in CODES for code in CODES if row_of(code).sovereign)
    needs_a_country = {Standing.EXTENDED, Standing.NOT_EXTENDED}
    assert {code for code in CODES if row_of(code).standing in needs_a_country and not row_of(code).sovereign} == set()


@pytest.mark.parametrize("row", territories(), ids=lambda row: row["code"])
def test_d24_each_territory_is_answered_as_the_data_file_says(row: dict[str, str]) -> None:
    answer = row_of(row["code"])
    assert (answer.sovereign, answer.confirmed) == (row["sovereign"], row["how_sure"].startswith("H"))
    assert (answer.standing in APOSTILLES) is (row["extended"] in {"yes", "party"})
    accepted = formalities_accepted(DELIVERED, row["code"], date(2020, 1, 1), TODAY)
    assert accepted == ({Formality.APOSTILLE} if answer.confirmed else EITHER)


@pytest.mark.parametrize(
    "row", [each for each in territories() if each["how_sure"].startswith("H")], ids=lambda row: row["code"]
)
def test_d24_a_sure_territory_is_extended_since_the_day_of_the_data_file(row: dict[str, str]) -> None:
    assert row_of(row["code"]).valid_from == date.fromisoformat(row["since"])


def test_d24_greenland_puerto_rico_and_cuba_are_three_different_answers() -> None:
    assert (row_of("PRI").standing, row_of("PRI").sovereign) == (Standing.EXTENDED, "USA")
    assert (row_of("GRL").standing, row_of("GRL").sovereign) == (Standing.NOT_EXTENDED, "DNK")
    assert (row_of("CUB").standing, row_of("CUB").confirmed) == (Standing.NOT_PARTY, True)
    assert in_force_since(DELIVERED, "GRL") is None


@pytest.mark.parametrize("country", ["PRI", "CUW", "ABW", "GRL"])
@pytest.mark.parametrize("formality", sorted(EITHER))
def test_d24_of_an_unconfirmed_place_either_formality_serves_with_a_reason(country: str, formality: Formality) -> None:
    shape = situation(origin=Origin(country, date(2020, 5, 4), "es", formality, False))
    finding = only(shape)
    assert (finding.code, finding.severity) == ("formality_unconfirmed", Severity.BLOCKS)
    assert shape.with_paper(PaperKind.BIRTH, formality_reason="Trae la apostilla de su gobierno").findings() == ()
    nothing = shape.with_paper(PaperKind.BIRTH, formality=Formality.NONE)
    assert nothing.findings() == (("birth", "formality_missing"),)


def test_d24_silence_of_the_table_is_not_sure_of_anything() -> None:
    assert not is_confirmed(ReferenceData(), "COL", TODAY)
    assert formalities_accepted(ReferenceData(), "COL", TODAY, TODAY) == EITHER
    assert is_confirmed(ReferenceData(), "ECU", TODAY)


def with_row(row: ConventionRow) -> ReferenceData:
    of = DELIVERED.convention[row.code]
    return replace(DELIVERED, convention={**DELIVERED.convention, row.code: (*of, row)})


def test_d24_a_party_whose_day_comes_next_week_counts_from_that_day() -> None:
    joins = ConventionRow(code="CUB", standing=Standing.PARTY, valid_from=NEXT_WEEK, instrument="Adhesión")
    reference = with_row(joins)
    day_before = NEXT_WEEK - timedelta(days=1)
    assert formalities_accepted(reference, "CUB", TODAY, day_before) == {Formality.LEGALISATION}
    assert formalities_accepted(reference, "CUB", TODAY, NEXT_WEEK) == EITHER  # issued before, brought after
    assert formalities_accepted(reference, "CUB", NEXT_WEEK, NEXT_WEEK) == {Formality.APOSTILLE}
    shape = situation(origin=Origin("CUB", TODAY, "es", Formality.APOSTILLE, False)).with_case(reference=reference)
    assert shape.findings() == (("birth", "legalisation_missing"),)
    assert shape.with_case(judged_on=NEXT_WEEK).findings() == ()


def test_d24_an_extension_that_ended_counts_until_its_last_day() -> None:
    last = TODAY - timedelta(days=10)
    rows = (
        ConventionRow(
            code="CUW", standing=Standing.EXTENDED, sovereign="NLD", valid_from=date(2010, 1, 1), valid_until=last
        ),
        ConventionRow(code="CUW", standing=Standing.NOT_EXTENDED, sovereign="NLD", valid_from=last + timedelta(days=1)),
    )
    reference = ReferenceData(convention={"CUW": rows})
    assert formalities_accepted(reference, "CUW", last, last) == {Formality.APOSTILLE}
    assert formalities_accepted(reference, "CUW", TODAY, TODAY) == {Formality.LEGALISATION}


@pytest.mark.parametrize("kind", CERTIFICATES)
def test_d24_what_a_foreign_consulate_executes_is_legalised_by_the_ministry_and_says_so(kind: PaperKind) -> None:
    for country in ("COL", "CUB", "PRI"):
        shape = situation(kind, origin=Origin(country, date(2020, 5, 4), "es", Formality.APOSTILLE, False))
        consular = shape.with_paper(kind, executed_by=ExecutedBy.FOREIGN_CONSUL)
        finding = only(consular)
        assert finding.code == "ministry_missing"
        assert "Ministerio de Relaciones Exteriores" in finding.remedy
        assert consular.with_paper(kind, formality=Formality.MINISTRY).findings() == ()


def test_d24_what_an_ecuadorian_consulate_executes_is_ecuadorian() -> None:
    """Of a birth only its finding is left: it is one of an Ecuadorian (D22)."""
    of_spain = Origin("ESP", date(2020, 5, 4), "es", Formality.NONE, False)
    for kind, left in ((PaperKind.MARRIAGE, ()), (PaperKind.BIRTH, (("birth", "ecuadorian_by_birth"),))):
        shape = situation(kind, origin=of_spain)
        of_consul = shape.with_paper(kind, executed_by=ExecutedBy.ECUADORIAN_CONSUL)
        assert of_consul.findings() == left
        assert of_consul.with_paper(kind, copy=Copy.NOT_NEEDED).findings() == left
        assert shape.findings() == ((kind.value, "apostille_missing"),)


def test_d24_the_data_of_an_apostille_are_asked_for_only_where_they_are_demanded() -> None:
    shape = situation()
    demanded = shape.with_case(reference=replace(DELIVERED, apostille_data_demanded=True))
    known = {"apostille_number": "A-1", "apostille_on": date(2020, 6, 1), "apostille_authority": "Cancillería"}
    assert shape.findings() == ()
    assert demanded.findings() == (("birth", "apostille_data_missing"),)
    assert demanded.with_paper(PaperKind.BIRTH, **known).findings() == ()
    assert demanded.with_paper(PaperKind.BIRTH, **{**known, "apostille_on": None}).findings() != ()


def test_d25_a_document_that_is_in_spanish_too_needs_no_translation() -> None:
    shape = situation(origin=Origin("FRA", date(2020, 5, 4), "fr", Formality.APOSTILLE, False))
    assert shape.findings() == (("birth", "translation_missing"),)
    assert shape.with_paper(PaperKind.BIRTH, spanish_too=True).findings() == ()


def test_d25_a_language_in_words_is_named_where_its_translation_is_missing() -> None:
    shape = situation(origin=Origin("PER", date(2020, 5, 4), "mis", Formality.APOSTILLE, False))
    finding = only(shape.with_paper(PaperKind.BIRTH, language_name="asháninka"))
    assert (finding.code, finding.params["language"]) == ("translation_missing", "asháninka")


DECREE = Exemption(
    nationality="COL",
    document="passport",
    waives=Waived.VALIDITY,
    years_after_expiry=5,
    valid_from=date(2026, 1, 1),
    valid_until=TODAY,
    instrument="Decreto de prueba",
)


def judge_passport(on: date, *exceptions: Exemption, judged_on: date = TODAY) -> tuple[tuple[str, str], ...]:
    """Return what is said of Ana's passport that expired on a day."""
    reference = replace(DELIVERED, exceptions=exceptions)
    shape = situation().with_paper(PaperKind.AFFILIATE_PASSPORT, valid_until=on)
    said = findings(shape.with_case(reference=reference, judged_on=judged_on, seen_on=judged_on))
    return tuple((each.code, each.severity.value) for each in said)


def test_d26_without_an_exception_an_expired_passport_blocks() -> None:
    assert judge_passport(date(2024, 1, 1)) == (("expired", "blocks"),)


def test_d26_an_exception_lets_an_expired_passport_pass_between_its_days_and_says_by_which_instrument() -> None:
    passes = (("expired_by_decree", "warns"),)
    assert judge_passport(date(2024, 1, 1), DECREE) == passes
    assert judge_passport(date(2024, 1, 1), DECREE, judged_on=date(2026, 1, 1)) == passes
    assert judge_passport(date(2024, 1, 1), DECREE, judged_on=date(2025, 12, 31)) == (("expired", "blocks"),)
    assert judge_passport(date(2024, 1, 1), DECREE, judged_on=TODAY + timedelta(days=1)) == (("expired", "blocks"),)


@pytest.mark.parametrize(
    ("on", "changes", "passes"),
    [
        (date(2021, 11, 30), {}, True),  # five years ago to the day
        (date(2021, 11, 29), {}, False),
        (date(2001, 1, 1), {"years_after_expiry": None}, True),
        (date(2024, 1, 1), {"nationality": "VEN"}, False),
        (date(2024, 1, 1), {"document": "visa"}, False),
        (date(2024, 1, 1), {"waives": Waived.PASSPORT}, False),
    ],
)
def test_d26_an_exception_holds_for_its_nationality_document_and_years(
    on: date, changes: dict[str, object], passes: bool
) -> None:
    said = judge_passport(on, replace(DECREE, **changes))  # type: ignore[arg-type]
    assert said == ((("expired_by_decree", "warns"),) if passes else (("expired", "blocks"),))


def test_d26_a_permit_identifies_without_asking_for_a_passport_where_a_decree_says_so() -> None:
    permit = replace(DECREE, document="visa", waives=Waived.PASSPORT, years_after_expiry=None)
    shape = situation(affiliate_visa=True).with_paper(PaperKind.AFFILIATE_VISA, no_passport=False)
    assert shape.findings() == (("affiliate_identity", "visa_without_reason"),)
    assert shape.with_case(reference=replace(DELIVERED, exceptions=(permit,))).findings() == ()


def test_d26_of_several_rows_the_one_that_began_last_holds() -> None:
    old = TermRow(kind=TermKind.CORRECTION, days=10)
    new = TermRow(kind=TermKind.CORRECTION, days=20, valid_from=NEXT_WEEK)
    reference = ReferenceData(terms=(old, new))
    assert reference.days_of(TermKind.CORRECTION, TODAY, 7) == 10
    assert reference.days_of(TermKind.CORRECTION, NEXT_WEEK, 7) == 20
    assert reference.days_of(TermKind.EXTENSION, NEXT_WEEK, 7) == 7
    assert in_force([], TODAY) is None


def test_d26_a_citation_that_changed_is_cited_as_it_stands_on_the_day() -> None:
    row = CitationRow(key="mobility", name="Ley nueva", articles="Artículo: 1.", valid_from=TODAY)
    reference = replace(DELIVERED, citations=(row,))
    shape = situation().with_dependent(resides=False)
    assert "LEY ORGANICA DE MOVILIDAD HUMANA. Artículos: 20." in only(shape).basis
    assert only(shape.with_case(reference=reference)).basis.startswith("Ley nueva. Artículo: 1. · ")
    earlier = shape.with_case(reference=reference, judged_on=TODAY - timedelta(days=1), seen_on=None)
    assert "Ley nueva" not in only(earlier).basis


def test_s07_each_finding_names_the_step_of_the_page_that_asks_for_it() -> None:
    shape = situation(origin=replace(ORIGINS[1], formality=Formality.NONE))
    assert only(shape).step == "paso 6"
