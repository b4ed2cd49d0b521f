"""Every mail comes in the language of the person it is about, no matter who is the cause of it (D10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils.translation import get_language, override
from icalendar import Calendar

from tests import cast
from tests.stages import booking, desk, voice
from tests.stages.marked import find_leaks, mark_language
from tools.translation.sources import public_texts
from vinculo.actions.booking import languages, mails, release_mails, waiting_mails
from vinculo.actions.closures import mails as closing_mails
from vinculo.actions.feedback import mails as feedback_mails
from vinculo.actions.mail import outbox
from vinculo.actions.mail.kinds import mail_of
from vinculo.documents import invite
from vinculo.queries.booking import documents
from vinculo.queries.shared.spoken import speaking
from vinculo.records.models import Closing, Event, Message, Reseating, Turno, WaitingEntry
from vinculo.rules.booking.releases import ReleaseWay
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.languages import Spoken, tag_of

pytestmark = pytest.mark.django_db
PLACE = "Centro de Atención Universal Quito, Av. 10 de Agosto y Bogotá, Quito"
NAMES = [
    "Instituto Ecuatoriano de Seguridad Social",  # under every mail, as the institution signs (S08)
    PLACE,
    "Centro de Atención Universal Quito",
    cast.PROCEDURE_NAME,
    "Atención al Ciudadano",
    "Motivo escrito",
    "lunes",
    "Gracias por escribirnos",
    "Av. 10 de Agosto y Bogotá, Quito",
]


@pytest.fixture
def french() -> Iterator[None]:
    with mark_language("fr"):
        yield


def entry_of(turno: Turno) -> WaitingEntry:
    return WaitingEntry.objects.create(
        **WaitingEntry.link_for("e" * 32),
        presenter_kind="code",
        presenter_number=cast.ANA_CODE,
        presenter_key=f"code:{cast.ANA_CODE}",
        affiliate=turno.affiliate,
        email="ana@example.com",
        mobile="+593991234567",
        agency=turno.agency,
        procedure=turno.procedure,
        dependents=1,
        first=cast.NOW.date(),
        last=cast.NOW.date() + timedelta(days=3),
        joined_at=cast.NOW,
        language="fr",
    )


def make_reseating(turno: Turno) -> Reseating:
    """Return that a closing moved a turno; nothing of it is written."""
    closing = Closing(reason="Motivo escrito")
    return Reseating(closing=closing, old_agency=turno.agency, old_starts=turno.starts)


SENDERS: dict[str, Callable[[Turno], object]] = {
    "confirmation": lambda turno: mails.send_confirmation(turno, cast.NOW),
    "move": lambda turno: mails.send_move(turno, cast.NOW),
    "cancellation": lambda turno: mails.send_cancellation(turno, cast.NOW),
    "replacement": lambda turno: mails.send_replacement(turno, "otra@example.com", cast.NOW),
    "reminder": lambda turno: Message.objects.bulk_create(
        mails.compose_reminders([turno], MailKind.REMINDER_DAY, cast.NOW)
    ),
    "question": lambda turno: feedback_mails.send_question(turno, cast.NOW),
    "reseated": lambda turno: closing_mails.send_reseated(turno, "lunes", make_reseating(turno), cast.NOW),
    "kept": lambda turno: closing_mails.send_kept(turno, Closing(reason="Motivo escrito"), cast.NOW),
    "joined": lambda turno: waiting_mails.send_joined(entry_of(turno), cast.NOW),
    "entry replaced": lambda turno: waiting_mails.send_entry_replaced(entry_of(turno), cast.NOW),
} | {
    f"release {way}": lambda turno, way=way: release_mails.send_release(turno, way, cast.NOW)  # type: ignore[misc]
    for way in ReleaseWay
}


def test_d10_the_text_of_every_mail_to_a_person_stands_in_the_catalogues() -> None:
    known = {text.msgid for text in public_texts(settings.BASE_DIR)}
    registered = {kind: mail_of(kind) for kind in MailKind}
    spanish = {kind for kind, mail in registered.items() if not {mail.subject, mail.template, *mail.on_phone} <= known}
    assert spanish == {MailKind.LOG_HEAD}  # goes to the operator


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize("name", SENDERS)
def test_d10_a_mail_comes_in_the_language_of_the_turno_and_nothing_of_it_in_spanish(name: str) -> None:
    turno = desk.turno(language="fr")
    SENDERS[name](turno)
    mail = Message.objects.get()
    assert find_leaks(f"{mail.subject}\n{mail.body}", NAMES) == []
    assert "⟦Traducción para su ayuda; el texto oficial es el español.⟧" in mail.body
    assert "/mi-turno/" not in mail.body or "/fr/mi-turno/" in mail.body
    assert get_language() == "es"


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize("name", SENDERS)
def test_d10_a_spanish_mail_stays_spanish_while_a_page_speaks_another_language(name: str) -> None:
    turno = desk.turno(language="es")
    with override("fr"):
        SENDERS[name](turno)
    mail = Message.objects.get()
    assert ("⟦" in mail.body) == (name in {"joined", "entry replaced"})  # whose entry is French


@pytest.mark.usefixtures("french")
def test_d10_a_code_and_a_complaint_are_answered_in_the_language_of_their_page() -> None:
    with override("fr"):
        booking.set_contact(booking.start_draft())
        voice.complaint(email="ana@example.com")
    for mail in Message.objects.all():
        assert find_leaks(f"{mail.subject}\n{mail.body}", NAMES) == []
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["complaint", "verification"]


@pytest.mark.usefixtures("french")
def test_d10_the_calendar_entry_speaks_the_language_of_the_turno() -> None:
    turno = desk.turno(language="fr")
    with speaking(turno.language):
        facts = documents.invite_facts(turno)
        lines = invite.render(facts).decode().replace("\r\n ", "").splitlines()
    said = {line.partition(":")[0].partition(";")[0]: line.partition(":")[2] for line in lines}
    assert said["PRODID"] == "-//Vinculo//Turnos//FR"
    assert find_leaks(f"{said['SUMMARY']} {said['DESCRIPTION']}".replace("\\n", " "), NAMES) == []
    assert f"/fr/mi-turno/{turno.token}/" in said["URL"]


@pytest.mark.parametrize("language", Spoken)
def test_d10_the_entry_that_a_mail_brings_declares_its_language_and_leads_to_the_page_in_it(language: str) -> None:
    turno = desk.turno(language=language)
    mails.send_confirmation(turno, cast.NOW)
    (event,) = Calendar.from_ical(mails.attach_invite(Message.objects.get()).content).walk("VEVENT")
    prefix = "" if language == Spoken.SPANISH else f"/{language}"
    page = f"{settings.PUBLIC_URL}{prefix}/mi-turno/{turno.token}/"
    assert {event[name].params["LANGUAGE"] for name in ("SUMMARY", "DESCRIPTION")} == {tag_of(language)}
    assert (str(event["URL"]), f"{page}#llevar" in str(event["DESCRIPTION"])) == (page, True)


def test_d10_a_mail_that_waits_is_delivered_as_it_was_written() -> None:
    turno = desk.turno(language="en")
    mails.send_confirmation(turno, cast.NOW)
    languages.change_language(turno=turno, language="fr", now=cast.NOW)
    (mail,) = outbox.take_due(now=cast.NOW)
    assert f"/en/mi-turno/{turno.token}/" in mail.body


@override_settings(OFFERED_LANGUAGES=["es", "en"])
def test_d10_a_language_that_is_offered_no_more_gives_way_to_spanish() -> None:
    turno = desk.turno(language="ht")
    mails.send_cancellation(turno, cast.NOW)
    assert "Si todavía lo necesita" in Message.objects.get().body
    with pytest.raises(languages.NotOffered):
        languages.change_language(turno=turno, language="fr", now=cast.NOW)


def test_d10_a_changed_language_is_an_act_of_who_changed_it_and_the_same_again_is_none() -> None:
    turno, olga = desk.turno(), cast.olga()
    for _ in range(2):
        languages.change_language(turno=turno, language="zh-hans", now=cast.NOW, actor=olga)
    turno.refresh_from_db()
    event = Event.objects.get(act="language_changed")
    assert (turno.language, event.actor, event.subject_id, event.fields) == ("zh-hans", olga, turno.pk, ["language"])
