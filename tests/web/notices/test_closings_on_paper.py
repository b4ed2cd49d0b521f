"""The person who has no e-mail is told of a closing by a notice that the centre hands over, from its list (D38)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import cast
from tests.actions.closures.test_closures import TUESDAY, WEDNESDAY, book_turno, close_days
from tests.actions.closures.test_reopening import MORE, again
from tests.stages.counter import at_the_desk
from tests.web.shared.reading import page, text
from vinculo.actions.booking.turnos import cancel_turno
from vinculo.queries.control.notices import count_undelivered
from vinculo.records.models import Message, PaperNotice, Turno
from vinculo.rules.mail.by_hand import OF_CLOSINGS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
NEXT_WEEK = TUESDAY + timedelta(days=7)
A_MONTH_ON = TUESDAY + timedelta(days=28)


def without_mail(turno: Turno, **more: object) -> Turno:
    """Leave a turno as it is given at the desk to who has no e-mail."""
    Turno.objects.filter(pk=turno.pk).update(email="", **more)
    Message.objects.all().delete()
    turno.refresh_from_db()
    return turno


def make_moved_turno() -> Turno:
    quito = cast.agency()
    turno = without_mail(book_turno(1, cast.slots(quito, TUESDAY, counters=1)[1]), language="en")
    cast.slots(quito, WEDNESDAY)
    close_days(quito)
    turno.refresh_from_db()
    return turno


def make_kept_turno() -> Turno:
    turno = without_mail(book_turno(1, cast.slots(cast.agency(), NEXT_WEEK, counters=1)[0]))
    close_days(cast.agency(), NEXT_WEEK, NEXT_WEEK)
    return turno


def notices() -> list[PaperNotice]:
    assert Message.objects.count() == 0
    return list(PaperNotice.objects.order_by("pk"))


def test_d38_who_was_moved_and_has_no_email_is_told_on_paper_before_the_hour_that_was() -> None:
    turno = make_moved_turno()
    (notice,) = notices()
    assert (notice.kind, notice.turno, notice.agency, notice.due) == ("reseated", turno, cast.agency(), TUESDAY)
    for said in (
        "martes 1 de diciembre de 2026, 10:15",
        "miércoles 2 de diciembre de 2026, 10:15",
        "Motivo: Corte de energía.",
        turno.reference,
        "pídala en cualquier ventanilla de este centro",
    ):
        assert said in notice.body
    assert ("http" in notice.body, turno.token in notice.body) == (False, False)
    olga = at_the_desk()
    assert "1 aviso por entregar" in text(page(olga.get("/ventanilla/")))
    olga.post(f"/avisos/{notice.pk}/", {"by": "phone", "words": "Con ella, a las 09:10"})
    assert "No hay avisos por entregar." in text(page(olga.get("/avisos/")))


def test_d38_who_keeps_the_turno_of_a_closed_day_is_told_once_on_paper() -> None:
    make_kept_turno()
    close_days(cast.agency(), NEXT_WEEK, NEXT_WEEK)
    (notice,) = notices()
    assert (notice.kind, "conserva la prioridad" in notice.body, "http" in notice.body) == ("kept", True, False)
    assert notice.due == cast.NOW.date() + timedelta(days=7)  # five working days, before the hour itself


def test_d38_an_hour_that_is_far_leaves_the_working_days_of_any_notice() -> None:
    without_mail(book_turno(1, cast.slots(cast.agency(), A_MONTH_ON, counters=1)[0]))
    close_days(cast.agency(), A_MONTH_ON, A_MONTH_ON)
    (notice,) = notices()
    assert notice.due == cast.NOW.date() + timedelta(days=7)


def test_d38_a_reopening_takes_the_place_of_the_notice_before() -> None:
    make_moved_turno()
    again()
    first, second = notices()
    assert (first.kind, second.kind) == ("reseated", "go_back")
    assert "pídala en cualquier ventanilla de este centro mientras esté libre" in second.body
    assert count_undelivered(cast.olga()) == 1
    assert str(second.pk) in at_the_desk().get("/avisos/").content.decode()


def test_d38_who_was_kept_hears_on_paper_that_the_turno_stands() -> None:
    turno = make_kept_turno()
    again()
    assert [each.kind for each in notices()] == ["kept", "stands_again"]
    assert (count_undelivered(cast.olga()), turno.reference in notices()[1].body) == (1, True)


def test_d38_nobody_is_told_of_a_turno_that_is_over() -> None:
    turno = make_moved_turno()
    cancel_turno(turno=turno, now=MORE)
    assert (PaperNotice.objects.count(), count_undelivered(cast.olga())) == (1, 0)


def test_d38_who_has_a_mailbox_gets_no_paper() -> None:
    quito = cast.agency()
    book_turno(1, cast.slots(quito, TUESDAY)[0])
    cast.slots(quito, WEDNESDAY)
    close_days(quito)
    assert (PaperNotice.objects.count(), Message.objects.filter(kind="reseated").count()) == (0, 1)


def test_d38_each_kind_of_a_closing_can_be_told_on_paper() -> None:
    assert {str(kind) for kind in OF_CLOSINGS} == {"reseated", "kept", "go_back", "stands_again"}
