from __future__ import annotations

from datetime import date, timedelta

import pytest

from vinculo.documents.words import date_in_words, day_in_words, join_with_commas, mask_number, office_in_words


def test_days_are_named_as_people_name_them() -> None:
    monday = date(2026, 11, 30)
    assert [day_in_words(monday + timedelta(days=number)).split()[0] for number in range(7)] == [
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
    ]


def test_months_are_named_as_people_name_them() -> None:
    assert [date_in_words(date(2026, month, 1)) for month in (1, 2, 9, 12)] == [
        "1 de enero de 2026",
        "1 de febrero de 2026",
        "1 de septiembre de 2026",
        "1 de diciembre de 2026",
    ]


@pytest.mark.parametrize(
    ("number", "shown"),
    [("1710034065", "••••••4065"), ("AB123456", "••••3456"), ("AB12", "••12"), ("ABC", "••C"), ("A", "•"), ("", "")],
)
def test_d17_of_a_number_no_more_than_its_end_is_shown(number: str, shown: str) -> None:
    assert mask_number(number) == shown


def test_a_city_is_not_said_twice() -> None:
    assert office_in_words("CAU Quito", "Quito") == "CAU Quito"
    assert office_in_words("CAU Norte", "Quito") == "CAU Norte, Quito"
    assert office_in_words("CAU Norte", "") == "CAU Norte"


def test_what_is_empty_is_not_listed() -> None:
    assert join_with_commas("", " Av. 10 ", " ") == "Av. 10"
