"""What can be told at home (S03, S37, D14), and the model text of the account (S32)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from vinculo.rules.cases import statement
from vinculo.rules.cases.facts import Dependent, Link
from vinculo.rules.cases.precheck import Typed, barriers, doubts

TODAY = date(2026, 11, 30)
BRUNO = Dependent(link=Link.CHILD, names="Bruno", birth_date=date(2015, 3, 14), nationality="COL")


def test_nothing_stands_in_the_way_of_bruno() -> None:
    assert barriers(BRUNO, TODAY) == {}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"nationality": "ECU"}, {"nationality": "ecuadorian"}),
        ({"has_cedula": True}, {"has_cedula": "has_cedula"}),
        ({"birth_date": date(2008, 11, 30)}, {"birth_date": "of_age"}),
        ({"birth_date": date(2008, 12, 1)}, {}),
        ({"birth_date": date(1988, 7, 2), "link": Link.SPOUSE}, {}),
        ({"birth_date": None}, {}),
        ({"nationality": ""}, {}),
        ({"resides": False}, {"resides": "residence_undeclared"}),
    ],
)
def test_s03_what_is_certain_is_told_beside_its_field(changes: dict[str, object], expected: dict[str, str]) -> None:
    told = barriers(replace(BRUNO, **changes), TODAY)  # type: ignore[arg-type]
    assert {field: fault.code for field, fault in told.items()} == expected


def about(number: str = "AN123456", birth_date: date = date(2015, 3, 14)) -> Typed:
    dependent = replace(BRUNO, birth_date=birth_date)
    return Typed(dependent=dependent, applicant_document="AN123456", dependent_document=number)


def test_one_number_for_two_people_and_a_birthday_before_the_turno_are_doubts_not_barriers() -> None:
    assert doubts(about("BR765432"), TODAY) == ()
    assert len(doubts(about("an-123456"), TODAY)) == 1
    eighteen = about("BR765432", date(2008, 12, 10))
    assert doubts(eighteen, date(2026, 12, 9)) == ()
    assert len(doubts(eighteen, date(2026, 12, 10))) == 1


MODEL = (
    "Yo, [escriba sus nombres y apellidos], pido para mi [hijo, hija, cónyuge o conviviente], en [escriba la ciudad]."
)


def test_s32_the_model_text_is_filled_with_what_is_known() -> None:
    known = statement.known_of(applicant="Ana", dependent="Bruno", link="child", nationality="COL")
    text = statement.fill(MODEL, known)
    assert text == "Yo, Ana, pido para mi hijo o hija, en [escriba la ciudad]."
    assert statement.brackets(text) == ["[escriba la ciudad]"]


def test_what_is_not_known_stays_to_be_written() -> None:
    known = statement.known_of(applicant="", dependent="", link="", nationality="XXA")
    assert statement.fill(MODEL, known) == MODEL


def test_a_name_with_brackets_is_not_filled_again() -> None:
    known = statement.known_of(applicant="[escriba la ciudad]", dependent="", link="", nationality="")
    assert statement.fill("[escriba sus nombres y apellidos]", known | {"[escriba la ciudad]": "Quito"}) == (
        "[escriba la ciudad]"
    )
