"""The page of a turno, the mails, the held hour and the agencies around are read as the ORM reads them (D3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist

from tests import cast
from tests.actions.closures.test_rebooking import make_moved_turno
from tests.stages import desk, voice
from tests.stages.statements import content
from vinculo.queries.booking.drafts import held_hour, served_province
from vinculo.queries.booking.nearby import agencies_around
from vinculo.queries.booking.turno_page import TurnoPage, read_turno_page
from vinculo.queries.mail import status
from vinculo.records.models import Agency, BringAnswer, BringTick, Draft, Message, Seat, Service, Turno
from vinculo.records.rows import change_all, lock, update_of
from vinculo.rules.mail.kinds import MailKind

pytestmark = pytest.mark.django_db


def read(turno: Turno) -> TurnoPage:
    page = read_turno_page(turno.token)
    assert page is not None
    return page


def follows(page: TurnoPage) -> tuple[bool, bool, bool]:
    return page.moved, page.numbered, page.prepared


def make_answered_turno() -> Turno:
    turno = desk.turno()
    BringAnswer.objects.create(turno=turno, position=1, link="spouse")
    return turno


def make_ticked_turno() -> Turno:
    turno = desk.turno()
    BringTick.objects.create(turno=turno, item="affiliate_code-0", ticked_at=cast.NOW)
    return turno


def make_typed_turno() -> Turno:
    turno = desk.turno()
    desk.bruno_at_home(turno)
    return turno


def make_numbered_turno() -> Turno:
    turno = desk.turno()
    voice.make_served_ticket(of=turno)
    return turno


MADE: dict[str, tuple[Callable[[], Turno], tuple[bool, bool, bool]]] = {
    "nothing more": (desk.turno, (False, False, False)),
    "moved by a closing": (make_moved_turno, (True, False, False)),
    "with a number": (make_numbered_turno, (False, True, False)),
    "answered": (make_answered_turno, (False, False, True)),
    "ticked": (make_ticked_turno, (False, False, True)),
    "a solicitud typed": (make_typed_turno, (False, False, True)),
}


@pytest.mark.parametrize("name", MADE)
def test_d3_the_page_of_a_turno_says_what_else_there_is_of_it(name: str) -> None:
    make, expected = MADE[name]
    desk.turno(reference="T999999999", token="9" * 32, presenter_key="cedula:9")
    turno = make()
    page = read(turno)
    joined = Turno.objects.select_related("agency__province", "procedure", "affiliate").get(pk=turno.pk)
    for mine, theirs in (
        (page.turno, joined),
        (page.turno.agency, joined.agency),
        (page.turno.agency.province, joined.agency.province),
        (page.turno.procedure, joined.procedure),
        (page.turno.affiliate, joined.affiliate),
    ):
        assert content(mine) == content(theirs)
    assert follows(page) == expected


def test_d3_the_last_mail_to_the_person_is_read_with_it() -> None:
    turno, other = desk.turno(), desk.turno(reference="T999999999", token="9" * 32, presenter_key="cedula:9")
    assert (read(turno).message, status.latest_for_turno(turno)) == (None, None)
    for row, to in ((turno, turno.email), (turno, turno.email), (turno, "otra@example.com"), (other, other.email)):
        write(to, turno=row)
    expected = Message.objects.filter(turno=turno, recipient=turno.email).order_by("-id")[0]
    assert content(read(turno).message) == content(status.latest_for_turno(turno)) == content(expected)


def test_d3_the_last_mail_of_a_draft() -> None:
    draft, other = make_draft("1"), make_draft("2")
    assert status.latest_for_draft(draft) is None
    for row in (draft, draft, other):
        write("ana@example.com", draft=row)
    expected = Message.objects.filter(draft=draft).order_by("-id")[0]
    assert content(status.latest_for_draft(draft)) == content(expected)


def write(to: str, **about: Turno | Draft) -> Message:
    return Message.objects.create(
        kind=MailKind.CONFIRMATION, recipient=to, subject="x", body="x", created_at=cast.NOW, next_at=cast.NOW, **about
    )


def make_draft(token: str, **values: object) -> Draft:
    return Draft.objects.create(
        **Draft.link_for(token * 32), presenter_number="1", created_at=cast.NOW, updated_at=cast.NOW, **values
    )


def test_d3_an_unconfirmed_turno_and_a_strange_link_have_no_page() -> None:
    turno = desk.turno()
    Turno.objects.filter(pk=turno.pk).update(status="holding")
    assert (read_turno_page(turno.token), read_turno_page("0" * 32)) == (None, None)


def test_d3_a_locked_record_is_as_it_is_now_and_all_of_it_is_written() -> None:
    draft, other = make_draft("1"), make_draft("2")
    Draft.objects.filter(pk=draft.pk).update(email="ana@example.com", seats=3)
    assert content(lock(draft)) == content(Draft.objects.get(pk=draft.pk)) != content(draft)
    fresh = lock(draft)
    fresh.email, fresh.agency, fresh.verified_at = "otra@example.com", cast.agency(), cast.NOW
    change_all(update_of(fresh))
    assert content(Draft.objects.get(pk=draft.pk)) == content(fresh)
    assert content(Draft.objects.get(pk=other.pk)) == content(other)
    Draft.objects.filter(pk=draft.pk).delete()
    with pytest.raises(ObjectDoesNotExist):
        lock(draft)


def test_s28_the_held_hour_is_that_of_the_seats_in_their_order() -> None:
    turno = desk.turno(status="holding", dependents=2, seats_count=2)
    draft = make_draft("1", turno=turno, seats=2)
    assert held_hour(draft) is None
    slots = cast.slots(cast.agency(), cast.NOW.date() + timedelta(days=1), times=3, counters=1)
    until = cast.NOW + timedelta(minutes=5)
    for slot in (slots[2], slots[1]):
        Seat.objects.filter(slot=slot).update(state="held", turno=turno, held_until=until)
    held = held_hour(draft)
    assert held is not None
    assert (held.starts, held.ends, held.seats, held.until) == (slots[1].starts, slots[2].ends, 2, until)
    Seat.objects.filter(slot=slots[2]).update(state="free", turno=None, held_until=None)
    assert held_hour(draft) is None


def test_s27_the_agencies_around_are_the_open_ones_that_serve_the_procedure() -> None:
    quito, ibarra, loja = (
        cast.agency(),
        cast.agency("CAU Ibarra", "Imbabura", "10"),
        cast.agency("CAU Loja", "Loja", "11"),
    )
    closed, idle = cast.agency("Cerrada", "Pichincha", "17"), cast.agency("Sin servicio", "Pichincha", "17")
    Agency.objects.filter(pk=closed.pk).update(active=False)
    Service.objects.filter(agency=idle).update(active=False)
    kind = cast.procedure().pk
    around = agencies_around(kind, ["17", "10"])
    assert {each.name for each in around} == {quito.name, ibarra.name}
    for each in around:
        expected = Agency.objects.select_related("province").get(pk=each.pk)
        assert (content(each), content(each.province)) == (content(expected), content(expected.province))
    assert [served_province(each.pk, kind) for each in (quito, loja, closed, idle)] == [
        quito.province_id,
        loja.province_id,
        None,
        None,
    ]
