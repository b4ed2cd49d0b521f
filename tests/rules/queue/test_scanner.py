"""What a QR reader types, on a US, a Spanish and a Latin American keyboard layout (S30)."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculo.rules.queue.scanner import LAYOUTS, Kind, Scan, as_meant, read_scan
from vinculo.rules.shared.references import ALPHABET

TOKEN = "0123456789abcdef0123456789abcdef"
ADDRESS = f"https://turnos.iess.gob.ec:8443/mi-turno/{TOKEN}/?de=qr_1&n=2"
PLAIN = [char for char in string.printable if char.isprintable()]
references = st.builds("".join, st.tuples(st.sampled_from("TCS"), st.text(ALPHABET, min_size=9, max_size=9)))
tokens = st.text("0123456789abcdef", min_size=32, max_size=32)
layouts = st.sampled_from([None, *LAYOUTS])


def type_text(text: str, layout: str | None) -> str:
    """Return what appears when a reader set to a US keyboard types a text on this layout."""
    keys = LAYOUTS[layout] if layout else {}
    return "".join(keys.get(char, char) for char in text)


def test_the_signs_of_an_address_as_spanish_keyboards_type_them() -> None:
    """Read off real keyboards: the mapping is not derived from the code."""
    assert type_text("https://a.ec/mi-turno/?x=1&y_2", "es") == "httpsÑ--a.ec-mi'turno-_x¡1/y?2"
    assert type_text("https://a.ec/mi-turno/?x=1&y_2", "latam") == "httpsÑ--a.ec-mi'turno-_x¿1/y?2"


@given(st.text(PLAIN), st.sampled_from(list(LAYOUTS)))
def test_every_sign_of_a_keyboard_comes_back(text: str, layout: str) -> None:
    assert as_meant(type_text(text, layout), layout) == text


@given(tokens, layouts, st.sampled_from([("mi-turno", Kind.TURNO), ("numero", Kind.TICKET)]), st.booleans())
def test_an_address_of_ours_is_read_on_every_layout(
    token: str, layout: str | None, place: tuple[str, Kind], caps: bool
) -> None:
    address = f"https://turnos.iess.gob.ec:8443/{place[0]}/{token}/?de=qr_1&n=2"
    scan = read_scan(type_text(address.upper() if caps else address, layout) + "\r\n")
    assert (scan.kind, scan.value) == (place[1], token)


@given(references, layouts, st.sampled_from(["{}", "{}\n", "\t{} ", "]Q1{}", "https://a.ec/turno/{}/", "/x?t={}&y=1"]))
def test_a_reference_is_read_plain_prefixed_or_within_an_address(
    reference: str, layout: str | None, frame: str
) -> None:
    scan = read_scan(type_text(frame.format(reference), layout))
    assert (scan.kind, scan.value) == (Kind.REFERENCE, reference)


@pytest.mark.parametrize("text", ["t7k2m9xq4b", "T 7K2 M9X Q4B", "T-7K2-M9X-Q4B", "T'7K2'M9X'Q4B", "T7K2M9XQ4B"])
def test_a_person_types_a_reference_in_many_ways(text: str) -> None:
    assert read_scan(text).value == "T7K2M9XQ4B"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("7", Kind.NUMBER, "7"),
        ("047", Kind.NUMBER, "47"),
        ("999", Kind.NUMBER, "999"),
        ("1000", Kind.NUMBER, "1000"),
        ("999999999", Kind.NUMBER, "999999999"),
        ("1710034065", Kind.TEXT, "1710034065"),
        ("EXT1002003", Kind.TEXT, "EXT1002003"),
        ("AN-123456", Kind.TEXT, "AN-123456"),
        ("", Kind.TEXT, ""),
        ("٣", Kind.TEXT, "٣"),
    ],
)
def test_what_is_no_reference_is_a_number_of_today_or_left_to_the_search(text: str, kind: Kind, value: str) -> None:
    assert read_scan(text) == Scan(kind, value, value if kind is Kind.TEXT else text)


def test_d37_the_qr_of_a_certificate_is_known_on_every_layout() -> None:
    for address in (f"https://a.ec/verificar/{TOKEN}/", f"httpsÑ--a.ec-verificar-{TOKEN}-"):
        assert read_scan(address) == Scan(Kind.CERTIFICATE, TOKEN, address)


def test_an_address_of_another_page_or_with_a_short_token_opens_nothing() -> None:
    for address in (
        f"https://a.ec/verificar/sumilla/{TOKEN}/",
        "https://a.ec/mi-turno/abc/",
        f"https://a.ec/mi-turnos/{TOKEN}/",
    ):
        assert read_scan(address).kind is Kind.TEXT, address


@given(st.text(max_size=2000))
def test_nothing_that_can_be_typed_breaks_it(text: str) -> None:
    scan = read_scan(text)
    assert len(scan.text) <= 400
    assert scan.text.isprintable()
