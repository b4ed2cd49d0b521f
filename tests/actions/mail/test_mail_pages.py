"""Each kind of mail bears an HTML part beside its text: the same words, nothing from elsewhere (D10)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from email.message import EmailMessage
from io import BytesIO
from unittest.mock import patch

import pytest
import zxingcpp
from django.conf import settings
from PIL import Image

from tests import cast
from tests.actions.mail.test_outbox import book_turno
from tests.gateways.test_letter_page import Read
from tests.smtp import post_office
from tests.stages import desk
from vinculo.actions.booking import mails
from vinculo.actions.mail import delivery, kinds, outbox
from vinculo.queries.shared.spoken import public_address, speaking
from vinculo.records.models import Message, Turno
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.languages import tag_of

pytestmark = pytest.mark.django_db
MOST_BYTES = 12 * 1024
LARGE = "display:block;font-size:20px"
WITH_HOUR = {
    MailKind.CONFIRMATION,
    MailKind.MOVED,
    MailKind.REMINDER_DAY,
    MailKind.REMINDER_HOURS,
    MailKind.BOOKED_BY_OTHER,
    MailKind.OFFER,
    MailKind.RESEATED,
    MailKind.STANDS_AGAIN,
}
WITH_QR = WITH_HOUR - {MailKind.BOOKED_BY_OTHER, MailKind.OFFER}
MAY_STAND = {"html", "head", "meta", "title", "body", "div", "p", "br", "a", "strong", "span", "ul", "li", "img"}


def words_of(turno: Turno) -> dict[str, object]:
    """Return what stands in the places of the texts, in the present language."""
    link = f"{public_address()}/mi-turno/{turno.token}/"
    facts = f"{mails.when(turno)}\n{link}"
    known = {"url": public_address(), "link": link, "home": public_address(), "token": turno.token, "code": "123456"}
    times = {"when": mails.when(turno), "after": mails.when(turno), "facts": facts, "minutes": 30, "days": 7}
    return defaultdict(lambda: "Uno & <dos>", known | times)


def write_all(turno: Turno) -> dict[MailKind, Message]:
    return {
        kind: outbox.enqueue(kind=kind, recipient="ana@example.com", words=words_of(turno), now=cast.NOW, turno=turno)
        for kind in MailKind
    }


def arrive(messages: dict[MailKind, Message]) -> dict[MailKind, EmailMessage]:
    """Send them over SMTP, without the papers that some kinds bring, and return what arrived."""
    bare = {kind: [replace(kinds.mail_of(kind), attachment=())] for kind in messages}
    with post_office() as (letters, gateway), patch.dict(kinds.REGISTRY, bare):
        for message in messages.values():
            gateway.send(delivery.build_mail(message, cast.NOW))
    return dict(zip(messages, letters.arrived, strict=True))


def parts(letter: EmailMessage) -> tuple[str, str]:
    """Return the text and the page of a letter."""
    plain, page = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert page is not None
    return plain.get_content(), page.get_content()


@pytest.mark.parametrize("language", ["es", "fr", "zh-hans"])
def test_d10_every_kind_says_the_same_in_html_and_fetches_nothing(language: str) -> None:
    turno = desk.turno(2, by_proxy=True, language=language)
    with speaking(language):
        written = write_all(turno)
    letters = arrive(written)
    assert set(letters) == set(MailKind)
    for kind, letter in letters.items():
        text, page = parts(letter)
        read = Read(page)
        said = " ".join(read.words[1:])  # without the title, which is the subject
        assert (kind, re.findall(r"\w+", said)) == (kind, re.findall(r"\w+", text))
        assert (read.words[0], letter["Content-Language"]) == (letter["Subject"], tag_of(language))
        assert read.all_of("html")[0]["lang"] == tag_of(language)
        assert {tag for tag, _ in read.elements} <= MAY_STAND
        assert len(page.encode()) < MOST_BYTES, (kind, len(page.encode()))
        for tag, attributes in read.elements:
            assert not [name for name in attributes if name.startswith("on")], (kind, tag)
            assert "url(" not in attributes.get("style", "")
        assert [link["href"] for link in read.all_of("a") if not link["href"].startswith(settings.PUBLIC_URL)] == []
        assert [img["src"].partition(":")[0] for img in read.all_of("img")] == ["cid"] * (kind in WITH_QR)
        large = [each for each in read.all_of("strong") if each["style"].startswith(LARGE)]
        assert (kind, len(large)) == (kind, int(kind in WITH_HOUR))


@pytest.mark.parametrize("language", ["es", "fr"])
def test_d10_the_text_part_is_the_stored_text_letter_for_letter(language: str) -> None:
    turno = desk.turno(language=language)
    mails.send_cancellation(turno, cast.NOW)
    message = Message.objects.get()
    (letter,) = arrive({MailKind.CANCELLED: message}).values()
    assert parts(letter)[0].replace("\r\n", "\n") == message.body + "\n"


def structure(part: EmailMessage) -> object:
    """Return the kinds of the parts, nested as they are."""
    if not part.is_multipart():
        return part.get_content_type()
    return (part.get_content_type(), [structure(each) for each in part.iter_parts()])  # type: ignore[arg-type]


def test_s30_the_confirmation_shows_its_qr_within_the_mail_and_keeps_its_attachments() -> None:
    turno = book_turno()
    message = Message.objects.get(turno=turno)
    with post_office() as (letters, gateway):
        gateway.send(delivery.build_mail(message, cast.NOW))
    (letter,) = letters.arrived
    related = ("multipart/related", ["text/html", "image/png"])
    assert structure(letter) == (
        "multipart/mixed",
        [("multipart/alternative", ["text/plain", related]), "application/pdf", "text/calendar"],
    )
    (picture,) = (part for part in letter.walk() if part.get_content_type() == "image/png")
    content = picture.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert [code.text for code in zxingcpp.read_barcodes(Image.open(BytesIO(content)))] == [turno.reference]
    (shown,) = Read(parts(letter)[1]).all_of("img")
    assert (f"<{shown['src'].removeprefix('cid:')}>", shown["alt"]) == (
        picture["Content-ID"],
        f"Código QR con la referencia {turno.reference}",
    )
    assert picture["Content-Disposition"].content_disposition == "inline"


def test_d10_a_mail_whose_turno_is_gone_has_a_page_too() -> None:
    message = outbox.enqueue(
        kind=MailKind.REMINDER_DAY, recipient="a@example.com", words=defaultdict(int), now=cast.NOW
    )
    (letter,) = arrive({MailKind.REMINDER_DAY: message}).values()
    assert Read(parts(letter)[1]).all_of("img") == []
