"""The machine-readable zone: the specimens of ICAO 9303, every reader's habits, every single error (S34, S35)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculo.rules.shared.mrz import Mrz, MrzError, MrzKind, check_digit, names_match, parse

TODAY = date(2026, 11, 30)
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
MRV_A = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<"
MRV_B = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
LONG = "FERNANDEZ DE CORDOBA Y ALVAREZ"


def passport(surname: str, given_names: str, number: str, birth: date, expiry: date, optional: str = "") -> str:
    """Return the zone of a passport of Colombia, built by the standard."""
    first = f"P<COL{surname}<<{given_names}".replace(" ", "<")[:44].ljust(44, "<")
    number, optional = number.ljust(9, "<"), optional.ljust(14, "<")
    body = number + check_digit(number)
    dates = f"{birth:%y%m%d}", f"{expiry:%y%m%d}"
    second = f"{body}COL{dates[0]}{check_digit(dates[0])}F{dates[1]}{check_digit(dates[1])}{optional}"
    second += check_digit(optional)
    return first + "\n" + second + check_digit(second[0:10] + second[13:20] + second[21:43])


def test_s34_the_specimen_of_a_passport() -> None:
    read = parse(TD3, TODAY)
    assert (read.kind, read.issuer, read.surname, read.given) == (MrzKind.TD3, "UTO", "ERIKSSON", "ANNA MARIA")
    assert (read.number, read.nationality, read.sex) == ("L898902C3", "UTO", "F")
    assert (read.birth_date, read.expiry_date) == (date(1974, 8, 12), date(2012, 4, 15))
    assert read.failed == ()
    assert sorted(read.checks) == ["birth", "composite", "expiry", "number", "optional"]
    assert (read.names, read.truncated) == ("ANNA MARIA ERIKSSON", False)


@pytest.mark.parametrize(("zone", "kind"), [(MRV_A, MrzKind.MRV_A), (MRV_B, MrzKind.MRV_B)])
def test_s15_the_specimens_of_visas(zone: str, kind: MrzKind) -> None:
    read = parse(zone, TODAY)
    assert (read.kind, read.number, read.nationality) == (kind, "L8988901C", "XXX")
    assert (read.birth_date, read.expiry_date) == (date(1940, 9, 7), date(2096, 12, 10))
    assert (read.failed, sorted(read.checks)) == ((), ["birth", "expiry", "number"])


@pytest.mark.parametrize("zone", [TD3, MRV_A, MRV_B])
@pytest.mark.parametrize(
    "habit",
    [
        lambda zone: zone.replace("\n", ""),
        lambda zone: zone.replace("\n", "\r\n") + "\r\n",
        lambda zone: zone.lower(),
        lambda zone: "  " + " ".join(zone) + "\t",
        lambda zone: zone.replace("<", ";"),
        lambda zone: zone.replace("<", ">"),
        lambda zone: zone.replace("<<", "«"),
    ],
    ids=["one run", "crlf", "lower", "spaces", "semicolon", "greater", "guillemets"],
)
def test_s34_every_readers_habit_reads_the_same(zone: str, habit: object) -> None:
    assert parse(habit(zone), TODAY) == parse(zone, TODAY)  # type: ignore[operator]


@pytest.mark.parametrize("zone", [TD3, MRV_A, MRV_B])
@pytest.mark.parametrize(
    "around",
    [
        "]Q1{0}\n{1}",
        "+L0{0}\r\n{1}\r\n",
        "\x02{0}\x03\r\n\x02{1}\x03",
        "~{0}\r~{1}\r",
        "*{0}{1}*",
        "MRZ: {0}\n{1}",
        "READER7{0}{1}",
        "{0}\x1d{1}\x04",
        "{0}{1}END",
        ">{0}\n{1}",
    ],
)
def test_d20_what_a_reader_sends_around_a_zone_is_left_out(zone: str, around: str) -> None:
    assert parse(around.format(*zone.split("\n")), TODAY) == parse(zone, TODAY)


@given(
    before=st.text(LETTERS + DIGITS + "!#$%&*+-/:=?@~|\x02\x1d", max_size=12),
    after=st.text("!#$%&*~|\x03\r\n\t", max_size=12),
)
def test_d20_no_signs_of_a_reader_make_another_zone(before: str, after: str) -> None:
    try:
        read = parse(before + TD3 + after, TODAY)
    except MrzError:
        return
    assert read == parse(TD3, TODAY)


@pytest.mark.parametrize(
    "card",
    [
        "IDECU1234567890<<<<<<<<<<<<<<<\n8001014F3106315ECU<<<<<<<<<<<4\nPEREZ<<ANA<<<<<<<<<<<<<<<<<<<<",
        "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        "C<USAA123456780<<<<<<<<<<<<<<<\r\n8001014M3106315USA<<<<<<<<<<<4\r\nDOE<<JOHN<<<<<<<<<<<<<<<<<<<<<",
        "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<\n8806923102858CORINNE<<<<<<<6512068F6",
    ],
)
def test_d20_an_identity_card_is_named_and_what_is_needed_instead(card: str) -> None:
    with pytest.raises(MrzError) as error:
        parse(card, TODAY)
    assert error.value.code == "card"
    assert "tarjeta de identidad" in error.value.message
    assert "Pida el pasaporte" in error.value.message
    assert "la visa" in error.value.message


def long_number(number: str, *, with_filler: bool) -> str:
    """Return a zone whose number has more than nine signs: the rest begins the optional field (ICAO 9303-5)."""
    over = f"{number[:9]}<{number[9:]}" if with_filler else number
    optional = f"{number[9:]}{check_digit(over)}<".ljust(14, "<")
    dates = [f"{each}{check_digit(each)}" for each in ("900520", "300101")]
    line = f"{number[:9]}<COL{dates[0]}F{dates[1]}{optional}{check_digit(optional)}"
    return "P<COLRESTREPO<<ANA".ljust(44, "<") + line + check_digit(line[0:10] + line[13:20] + line[21:43])


@given(number=st.text(LETTERS + DIGITS, min_size=10, max_size=20), with_filler=st.booleans())
def test_d20_a_number_of_more_than_nine_signs_is_read_whole(number: str, with_filler: bool) -> None:
    read = parse(long_number(number, with_filler=with_filler), TODAY)
    assert (read.number, read.failed) == (number, ())


def test_d20_a_wrong_digit_of_a_long_number_is_found() -> None:
    zone = long_number("AB12345678", with_filler=False)
    assert parse(zone.replace("AB1234567<", "AB1239567<"), TODAY).failed == ("number", "composite")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("P<UTO", "length"),
        (TD3 + "<", "length"),
        (TD3[1:], "length"),
        ("I" + TD3[1:], "kind"),
        ("P" + MRV_B[1:], "kind"),  # an identity card, no passport
        (TD3.replace("ANNA", "AÑNA"), "characters"),
        (TD3.replace("ANNA", "AN\x00A"), "characters"),
        (TD3.replace("8", "٨"), "characters"),
        ("<" * 100_000, "too_long"),
        ("\u202e" + TD3, "characters"),
        ("<script>alert(1)</script>", "characters"),
    ],
)
def test_s34_what_is_no_zone_is_told_in_plain_words(text: str, code: str) -> None:
    with pytest.raises(MrzError) as error:
        parse(text, TODAY)
    assert error.value.code == code
    assert error.value.message.endswith(".")


@given(st.text(max_size=500))
def test_s34_no_text_ever_breaks_the_reader(text: str) -> None:
    try:
        said: object = parse(text, TODAY)
    except MrzError as error:
        said = error.message
    assert isinstance(said, Mrz | str)
    assert said


@given(st.text(alphabet=LETTERS + DIGITS + "<", min_size=87, max_size=87))
def test_s34_no_zone_ever_breaks_the_reader(text: str) -> None:
    read = parse("P" + text, TODAY)
    assert read.birth_date is None or read.birth_date <= TODAY


@given(
    surname=st.text(LETTERS, min_size=1, max_size=15),
    given_names=st.lists(st.text(LETTERS, min_size=1, max_size=6), min_size=1, max_size=3).map(" ".join),
    number=st.text(LETTERS + DIGITS, min_size=4, max_size=9),
    birth=st.dates(date(1927, 1, 1), TODAY),
    expiry=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    optional=st.text(LETTERS + DIGITS, max_size=14),
)
def test_s35_what_is_written_by_the_standard_is_read_back(
    surname: str, given_names: str, number: str, birth: date, expiry: date, optional: str
) -> None:
    read = parse(passport(surname, given_names, number, birth, expiry, optional), TODAY)
    assert (read.surname, read.given, read.number) == (surname, given_names, number)
    assert (read.birth_date, read.expiry_date, read.failed) == (birth, expiry, ())


def test_s35_every_single_wrong_character_of_a_checked_field_is_found() -> None:
    """A digit for another digit: the weights 7, 3, 1 are prime to ten, so every such error shows."""
    first, second = passport("RESTREPO DIAZ", "BRUNO", "1234567890"[:9], date(2015, 3, 14), date(2030, 1, 1)).split(
        "\n"
    )
    missed = []
    for place in [*range(10), *range(13, 20), *range(21, 28), 43]:
        for digit in DIGITS.replace(second[place], ""):
            wrong = second[:place] + digit + second[place + 1 :]
            if not parse(first + wrong, TODAY).failed:
                missed.append((place, digit))
    assert missed == []


@pytest.mark.parametrize(
    ("place", "failed"),
    [(0, ("number", "composite")), (13, ("birth", "composite")), (21, ("expiry", "composite")), (43, ("composite",))],
)
def test_s35_the_wrong_field_is_named(place: int, failed: tuple[str, ...]) -> None:
    first, second = TD3.split("\n")
    other = "5" if second[place] != "5" else "6"
    assert parse(first + second[:place] + other + second[place + 1 :], TODAY).failed == failed


def _parse_birth(six: str) -> Mrz:
    first, second = passport("A", "B", "AB12", date(2000, 1, 1), date(2030, 1, 1)).split("\n")
    return parse(first + second[:13] + six + check_digit(six) + second[20:], TODAY)


@pytest.mark.parametrize(
    ("six", "birth"),
    [
        ("261130", date(2026, 11, 30)),  # today
        ("261201", date(1926, 12, 1)),  # the future is the last century
        ("270101", date(1927, 1, 1)),
        ("150314", date(2015, 3, 14)),
        ("15<<<<", None),
        ("1503<<", None),
        ("<<<<<<", None),
        ("150230", None),  # no such day
        ("AB0314", None),
    ],
)
def test_s35_birth_dates_of_two_digits_and_with_unknown_parts(six: str, birth: date | None) -> None:
    assert _parse_birth(six).birth_date == birth


@pytest.mark.parametrize(("six", "year"), [("26<<<<", 2026), ("2612<<", 1926), ("2611<<", 2026), ("27<<<<", 1927)])
def test_s35_an_unknown_month_or_day_leaves_the_latest_century_that_is_possible(six: str, year: int) -> None:
    assert _parse_birth(six).birth.year == year


@pytest.mark.parametrize(("letters", "truncated"), [(36, False), (37, True)])
def test_s35_a_full_name_field_may_be_cut(letters: int, truncated: bool) -> None:
    zone = passport("A" * (letters - 1), "B", "AB12", date(2000, 1, 1), date(2030, 1, 1))
    assert parse(zone, TODAY).truncated is truncated


def test_s15_the_shorter_names_of_a_small_visa_are_cut_earlier() -> None:
    small = parse("V<UTOVENKATA<<NARASIMHA<RAJUVARIPET" + "A" + MRV_B[37:], TODAY)
    assert names_match(small, "Narasimha Rajuvaripeta Subramaniam Venkata")
    assert not names_match(parse(TD3, TODAY), "Anna Maria Eriksson Holm")


def test_s35_the_known_parts_of_a_birth_date_are_kept() -> None:
    birth = _parse_birth("1503<<").birth
    assert (birth.year, birth.month, birth.day) == (2015, 3, None)


def test_s35_codes_of_the_zone_become_those_of_iso_3166() -> None:
    zone = TD3.replace("P<UTO", "P<D<<").replace("3" + "6UTO", "36D<<")
    read = parse(zone, TODAY)
    assert (read.issuer, read.nationality) == ("DEU", "DEU")


@pytest.mark.parametrize("filler", ["0", "<"])
def test_s35_an_empty_optional_field_may_have_either_check(filler: str) -> None:
    first, second = passport("A", "B", "AB12", date(2000, 1, 1), date(2030, 1, 1)).split("\n")
    line = second[:42] + filler
    line += check_digit(line[0:10] + line[13:20] + line[21:43])
    assert parse(first + line, TODAY).failed == ()


@pytest.mark.parametrize(
    ("surname", "given_names", "printed", "same"),
    [
        ("NUNEZ PENA", "JOSE", "José Núñez Peña", True),
        ("NUNXXEZ", "JOSE", "José Núñez", True),
        ("OBRIEN", "SEAN", "Seán O'Brien", True),
        ("MUELLER", "JURGEN", "Jürgen Müller", False),  # never both ways in one zone
        ("MUELLER", "JUERGEN", "Jürgen Müller", True),
        ("NGUYEN", "THI DUC", "Nguyễn Thị Đức", True),
        ("BRUNO", "RESTREPO", "Bruno Restrepo", True),
        ("RESTREPO", "BRUNO", "Bruno Andrés Restrepo", False),
        (LONG, "MARIA DE LOS ANGELES", "María de los Ángeles Fernández de Córdoba y Álvarez", True),
        (LONG, "MARIA DE LOS ANGELES", "Pedro Fernández de Córdoba y Álvarez", False),
    ],
)
def test_s35_names_of_the_zone_against_the_printed_ones(
    surname: str, given_names: str, printed: str, same: bool
) -> None:
    read = parse(passport(surname, given_names, "AB12", date(2000, 1, 1), date(2030, 1, 1)), TODAY)
    assert names_match(read, printed) is same
