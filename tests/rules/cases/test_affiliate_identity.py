"""Is this the affiliate of this code (D18)? The whole product of case shapes, and the rows of the specification."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from tests.rules.cases.situations import ANA, ANA_BIRTH, findings, only, situation
from vinculo.rules.cases.affiliate_identity import (
    Agrees,
    Identified,
    IdentityComparison,
    NamesAgree,
    compare_affiliate_names,
    compare_with_registry,
    document_of,
    identify,
)
from vinculo.rules.cases.facts import Applicant, IdDocument, Paper
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.cases.requirements.findings import Severity

OLD = IdDocument(kind="passport", number="AN123456", country="COL")
REGISTRY = Applicant(code="EXT1002003", names=ANA, documents=(OLD,), birth_date=ANA_BIRTH, sex="F", nationality="COL")
SHOWN = Paper(
    kind=PaperKind.AFFILIATE_PASSPORT,
    number="AN999999",
    holder_names="RESTREPO GOMEZ ANA MARIA",
    holder_birth_date=ANA_BIRTH,
    holder_sex="F",
    holder_nationality="COL",
    country="COL",
)

NAMES = {  # in the registry and on the document, by how they agree
    NamesAgree.SAME: ANA,
    NamesAgree.LIKE: "Ana Mario Restrepo Gómez",
    NamesAgree.GREW: "Ana Restrepo",
    NamesAgree.SHARE: "Ana María Schmidt",
    NamesAgree.NONE: "Otra Persona",
}
BIRTHS: dict[Agrees, date | None] = {Agrees.SAME: ANA_BIRTH, Agrees.UNKNOWN: None, Agrees.OTHER: date(1975, 11, 11)}
SEXES = {Agrees.SAME: "F", Agrees.UNKNOWN: "", Agrees.OTHER: "M"}
NATIONS = {Agrees.SAME: "COL", Agrees.UNKNOWN: "", Agrees.OTHER: "PER"}
SHAPES = list(product(NAMES, BIRTHS, SEXES, NATIONS))


def registry(names: NamesAgree, birth: Agrees, sex: Agrees, nation: Agrees) -> Applicant:
    """Return a registry to which the same document stands in exactly this way."""
    return replace(REGISTRY, names=NAMES[names], birth_date=BIRTHS[birth], sex=SEXES[sex], nationality=NATIONS[nation])


def expect_identity(names: NamesAgree, birth: Agrees, sex: Agrees, nation: Agrees) -> Identified:
    """Say D18 again, in the order in which its row stands."""
    if birth is Agrees.OTHER or sex is Agrees.OTHER:
        same_names = names in {NamesAgree.SAME, NamesAgree.LIKE, NamesAgree.GREW}
        return Identified.EXPLAIN if same_names else Identified.STRANGER
    if names is NamesAgree.NONE:
        all_else = birth is Agrees.SAME and nation is not Agrees.OTHER
        return Identified.EXPLAIN if all_else else Identified.STRANGER
    if birth is Agrees.UNKNOWN:
        return Identified.EXPLAIN if names is NamesAgree.SHARE else Identified.CONFIRM
    if names is NamesAgree.SAME and nation is not Agrees.OTHER:
        return Identified.RENEWED
    return Identified.CONFIRM


@pytest.mark.parametrize("shape", SHAPES, ids="-".join)
def test_d18_every_shape_of_a_document_that_is_not_registered(shape: tuple[NamesAgree, Agrees, Agrees, Agrees]) -> None:
    known = registry(*shape)
    assert compare_with_registry(known, SHOWN) == IdentityComparison(*shape)
    assert identify(known, SHOWN) is expect_identity(*shape)


def test_d18_only_names_birth_date_and_no_contradiction_need_no_second_look() -> None:
    alone = {shape for shape in SHAPES if identify(registry(*shape), SHOWN) is Identified.RENEWED}
    assert len(alone) == 4
    for names, birth, sex, nation in alone:
        assert (names, birth) == (NamesAgree.SAME, Agrees.SAME)
        assert Agrees.OTHER not in {sex, nation}


def test_d18_no_contradiction_of_birth_date_or_sex_is_ever_left_to_officers() -> None:
    contradicted = [shape for shape in SHAPES if Agrees.OTHER in shape[1:3]]
    answers = {identify(registry(*shape), SHOWN) for shape in contradicted}
    assert answers == {Identified.EXPLAIN, Identified.STRANGER}


@pytest.mark.parametrize("shape", SHAPES, ids="-".join)
def test_d18_where_kind_number_and_issuer_agree_the_document_decides(
    shape: tuple[NamesAgree, Agrees, Agrees, Agrees],
) -> None:
    paper = replace(SHOWN, number="an 123-456")
    assert identify(registry(*shape), paper) is Identified.REGISTERED
    assert identify(registry(*shape), paper, [OLD]) is Identified.REGISTERED


@pytest.mark.parametrize(
    "changes",
    [{"kind": PaperKind.AFFILIATE_VISA}, {"country": "VEN"}, {"number": "AN123457"}],
    ids=["kind", "issuer", "number"],
)
def test_d18_a_document_is_the_registered_one_by_all_three(changes: dict[str, object]) -> None:
    paper = replace(SHOWN, **({"number": "AN123456"} | changes))  # type: ignore[arg-type]
    assert identify(REGISTRY, paper) is not Identified.REGISTERED


def test_d18_a_document_of_another_affiliate_is_never_a_renewed_one() -> None:
    document = document_of(SHOWN)
    assert document is not None
    for shape in SHAPES:
        assert identify(registry(*shape), SHOWN, frozenset([document])) is Identified.ANOTHERS


def test_d18_without_a_birth_date_on_the_document_it_is_asked_for() -> None:
    assert identify(REGISTRY, replace(SHOWN, holder_birth_date=None)) is Identified.UNREAD
    stranger = replace(SHOWN, holder_birth_date=None, holder_names="Otra Persona")
    assert identify(REGISTRY, stranger) is Identified.STRANGER


@pytest.mark.parametrize("nationality", ["XXA", "XXB", "XXC", "XXX"])
def test_d18_a_refugees_document_tells_no_nationality(nationality: str) -> None:
    paper = replace(SHOWN, holder_nationality=nationality, country="DEU")
    assert identify(REGISTRY, paper) is Identified.RENEWED


def test_d18_a_passport_of_another_state_is_another_nationality() -> None:
    assert identify(REGISTRY, replace(SHOWN, country="PER")) is Identified.CONFIRM


def test_d18_a_sex_that_is_not_told_contradicts_nothing() -> None:
    assert identify(REGISTRY, replace(SHOWN, holder_sex="X")) is Identified.RENEWED


@pytest.mark.parametrize("names", ["", "   "])
def test_d18_no_names_agree_with_nothing(names: str) -> None:
    assert compare_affiliate_names(names, ANA) is NamesAgree.NONE
    assert compare_affiliate_names(ANA, names) is NamesAgree.NONE


# The rows of the table of what was tried.


def stranger(**changes: object) -> Paper:
    return replace(
        SHOWN,
        **({"number": "ZZ999999", "holder_birth_date": date(1975, 11, 11)} | changes),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"holder_sex": "M"},
        {"holder_names": "ANA MARIA RESTREPO GOMEZ"},
        {"holder_names": "Gómez Ana Restrepo María"},
    ],
    ids=["born otherwise", "and of another sex", "names in order", "names in another order"],
)
def test_d18_a_stranger_of_the_same_name_gets_nothing(changes: dict[str, object]) -> None:
    shape = situation().with_applicant(documents=(OLD,))
    shape = replace(
        shape,
        papers=tuple(
            stranger(**changes, valid_until=date(2030, 1, 1), original_seen=True, copy=shape.paper(PASSPORT).copy)
            if each.kind is PASSPORT
            else each
            for each in shape.papers
        ),
    )
    finding = only(shape)
    assert (finding.code, finding.severity) == ("identity_contradicts", Severity.BLOCKS)


PASSPORT = PaperKind.AFFILIATE_PASSPORT


def test_d18_a_renewed_passport_with_more_names_waits_for_the_officer_and_a_second() -> None:
    known = {"names": "Ana Restrepo", "documents": (OLD,)}
    shape = situation().with_applicant(**known).with_paper(PASSPORT, number="AN999999")
    document = IdDocument(kind="passport", number="AN999999", country="COL")
    told = {
        "": ("identity_to_confirm", Severity.PENDING),
        "waiting": ("identity_waits", Severity.PENDING),
        "lapsed": ("identity_to_confirm", Severity.PENDING),
        "withdrawn": ("identity_to_confirm", Severity.PENDING),
        "disagreed": ("identity_not_confirmed", Severity.BLOCKS),
    }
    for standing, (code, severity) in told.items():
        all_of_it = findings(shape.with_case(seconds={document: standing}))
        rest = [(each.code, each.severity) for each in all_of_it if each.code != NAMES_DIFFER]
        assert rest == [(code, severity)], standing


NAMES_DIFFER = "affiliate_names_differ"  # told beside it, as a warning


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ({"birth_date": date(1975, 11, 11)}, "affiliate_birth_date_differs"),
        ({"sex": "M"}, "affiliate_sex_differs"),
        ({"nationality": "PER"}, "affiliate_nationality_differs"),
        ({"names": "Otra Persona"}, NAMES_DIFFER),
    ],
)
def test_d18_where_the_document_decides_each_difference_is_told(known: dict[str, object], code: str) -> None:
    shape = situation().with_paper(PASSPORT, holder_sex="F").with_applicant(**known)
    finding = only(shape)
    assert (finding.code, finding.severity) == (code, Severity.WARNS)


@pytest.mark.parametrize(
    ("known", "shown", "agree"),
    [
        ("Mohammed Al Zahrani", "MUHAMMAD ALZAHRANI", NamesAgree.LIKE),
        ("Abdullah Al Zahrani", "ABDULLAH ALZAHRANI", NamesAgree.SAME),
        ("Li Xiaoming", "XIAOMING LI", NamesAgree.SAME),
        ("Ana Lucía Pérez Mora", "ANA LUISA PEREZ MORA", NamesAgree.LIKE),
        ("Mario Pérez Mora", "MARIA PEREZ MORA", NamesAgree.LIKE),
        ("Luz Pérez Mora", "LUIS PEREZ MORA", NamesAgree.LIKE),
        ("Marta Pérez Mora", "MIRTA PEREZ MORA", NamesAgree.LIKE),
        ("María José López", "JOSE MARIA LOPEZ", NamesAgree.LIKE),
        ("LOPEZ MARIA JOSE", "JOSE MARIA LOPEZ", NamesAgree.LIKE),
        ("LOPEZ MARIA JOSE", "MARIA JOSE LOPEZ", NamesAgree.SAME),
        ("Yuliia Kovalenko", "JULIA KOVALENKO", NamesAgree.SAME),
        ("Anne-Marie Smith", "ANNEMARIE SMITH", NamesAgree.SAME),
        ("Ana Restrepo", "ANA MARIA RESTREPO GOMEZ", NamesAgree.GREW),
        ("Ana María Restrepo Gómez", "ANA RESTREPO", NamesAgree.GREW),
        ("Anna Schmidt", "ANNA MUELLER", NamesAgree.SHARE),
        ("Ana Restrepo", "OTRA PERSONA", NamesAgree.NONE),
    ],
)
def test_d18_names_agree_by_their_likeness_and_twins_only_sound_alike(
    known: str, shown: str, agree: NamesAgree
) -> None:
    assert compare_affiliate_names(known, shown) is agree
