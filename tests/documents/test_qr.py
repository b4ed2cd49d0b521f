from __future__ import annotations

from xml.etree import ElementTree

import pytest
import zxingcpp

from tests.documents.documents import CERTIFICATE, CONFIRMATION, NOTICE, SOLICITUD
from tests.documents.reading import picture_of_svg, width_of_code
from vinculo.documents import certificate, confirmation, notice, qr, solicitud
from vinculo.documents.printing import Page


def test_s30_the_phone_shows_the_same_qr_as_the_paper() -> None:
    assert [code.text for code in zxingcpp.read_barcodes(picture_of_svg(qr.svg("T7K2M9XQ4B")))] == ["T7K2M9XQ4B"]


def test_s30_the_picture_is_named_for_screen_readers_and_carries_no_style_or_script() -> None:
    picture = ElementTree.fromstring(qr.svg("T7K2M9XQ4B"))
    assert (picture.get("role"), picture.get("aria-label")) == ("img", "Código QR con la referencia T7K2M9XQ4B")
    assert {part.tag for part in picture.iter()} == {"svg", "path"}
    assert [part.get("style") for part in picture.iter()] == [None] * 3


def test_a_name_given_to_the_picture_cannot_leave_its_attribute() -> None:
    picture = ElementTree.fromstring(qr.svg("T1", label='"><script>x</script>'))
    assert picture.get("aria-label") == '"><script>x</script>'


def test_the_same_content_gives_the_same_picture() -> None:
    assert qr.svg("T7K2M9XQ4B") == qr.svg("T7K2M9XQ4B")
    assert qr.svg("T7K2M9XQ4B") != qr.svg("T7K2M9XQ4C")


@pytest.mark.parametrize(
    "page",
    [confirmation.page(CONFIRMATION), solicitud.page(SOLICITUD), certificate.page(CERTIFICATE), notice.page(NOTICE)],
    ids=lambda page: page.template,
)
def test_every_qr_is_at_least_25_millimetres_wide(page: Page) -> None:
    assert width_of_code(page) >= 25
