"""A supervisor closes hours, a counter, or lowers the pace of a day of their centre, and reopens it (D38)."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.actions.closures.test_changes import slot_at, whole_day
from tests.actions.closures.test_closures import TUESDAY, WEDNESDAY, book_turno, draft, local, sound
from tests.stages.counter import at_the_desk
from tests.web.admin.admin_pages import page
from vinculo.records.models import Closing, Event, Message, Reseating, Seat
from vinculo.web.public.booking.drafts import SESSION_KEY

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

OPENED = "Una parte de un día se cierra en los días ya abiertos: hasta el 30/12/2026."
NO_COUNTER = "Ese centro no tiene esa ventanilla en los días ya abiertos."
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
NOON = {
    "what": "hours",
    "first": f"{TUESDAY}",
    "since": "12:00",
    "until": "14:00",
    "reason": "Corte de energía <b>hoy</b>",
}


def address() -> str:
    return reverse("supervision:close_part", args=[cast.agency().pk, TUESDAY])


def send(**typed: str) -> Response:
    return at_the_desk(cast.sara()).post(address(), typed)


def states(hour: int, minute: int = 0) -> list[str]:
    """Return the states of the seats of a slot of Tuesday, by their numbers."""
    return list(
        Seat.objects.filter(slot=slot_at(TUESDAY, hour, minute)).order_by("number").values_list("state", flat=True)
    )


def test_d38_hours_are_closed_once_it_is_seen_whom_that_hits() -> None:
    whole_day()
    stays, goes = book_turno(1, slot_at(TUESDAY, 11, 45)), book_turno(2, slot_at(TUESDAY, 12))
    Message.objects.all().delete()
    asked = page(send(**NOON))
    assert (goes.reference in asked, stays.reference in asked, Closing.objects.count()) == (True, False, 0)
    send(**NOON, decidido="1")
    assert [states(11, 45), states(12), states(13, 45), states(14)] == [
        ["taken", "taken"],
        ["blocked", "blocked"],
        ["blocked", "blocked"],
        ["free", "free"],
    ]
    assert (local(goes).date(), local(goes).time()) == (TUESDAY, time(11, 45))
    message = Message.objects.get()
    said = "Motivo: Corte de energía <b>hoy</b> (el centro no atiende de 12:00 a 14:00)."
    assert (message.turno, said in message.body, "ese día" in message.subject) == (goes, True, False)
    event = Event.objects.get(act="days_closed")
    assert (event.actor, event.fields) == (cast.sara(), ["2026-12-01", "2026-12-01", "", "12:00-14:00"])
    assert sound()


@pytest.mark.parametrize("what", ["counter", "fewer"])
def test_d38_one_counter_is_closed_or_fewer_stay_and_the_others_go_on(what: str) -> None:
    whole_day()
    number = {"counter": {"counter": "1"}, "fewer": {"most": "1"}}[what]  # whichever: the highest seat is lost
    send(**NOON | {"what": what, "decidido": "1"} | number)
    assert [states(11, 45), states(12), states(14)] == [["free", "free"], ["free", "blocked"], ["free", "free"]]


def test_d38_what_is_closed_is_reopened_by_the_supervisor_and_people_are_told() -> None:
    whole_day()
    turno = book_turno(1, slot_at(TUESDAY, 12))
    send(**NOON, decidido="1")
    closing, sara = Closing.objects.get(), at_the_desk(cast.sara())
    assert "de 12:00 a 14:00" in " ".join(page(sara.get(address())).split())
    answer = sara.post(reverse("supervision:reopen", args=[closing.pk]), {"reason": "Volvió la luz"})
    assert answer.status_code == 302
    assert states(12) == ["cooling", "cooling"]
    assert (Reseating.objects.get().turno, Message.objects.order_by("-pk")[0].kind) == (turno, "go_back")


@pytest.mark.parametrize(
    ("people", "said"), [(1, "Reabierto. Las personas afectadas reciben un aviso."), (0, "Reabierto.")]
)
def test_d38_reopening_speaks_of_people_only_where_somebody_was_hit(people: int, said: str) -> None:
    whole_day()
    for index in range(people):
        book_turno(index, slot_at(TUESDAY, 12))
    send(**NOON, decidido="1")
    where = reverse("supervision:reopen", args=[Closing.objects.get().pk])
    answer = at_the_desk(cast.sara()).post(where, {"reason": "Volvió la luz"}, follow=True)
    assert [str(each) for each in answer.context["messages"]] == [said]


@pytest.mark.parametrize("name", ["hours", "plan"])
def test_d38_the_page_that_asks_says_that_the_same_day_may_give_another_hour(name: str) -> None:
    whole_day()
    book_turno(1, slot_at(TUESDAY, 12))
    lunch = {"weekday": "", "since": "12:00", "until": "14:00", "counters": "0"}
    plan = reverse("supervision:plan", args=[cast.agency().pk])
    asked = {"hours": lambda: send(**NOON), "plan": lambda: at_the_desk(cast.sara()).post(plan, lunch)}[name]()
    assert "la hora más parecida de ese día o de los siguientes" in " ".join(page(asked).split())


def test_d38_the_day_names_its_parts_that_are_closed_with_the_way_to_reopen_them() -> None:
    whole_day()
    send(**NOON, decidido="1")
    closing, sara = Closing.objects.get(), at_the_desk(cast.sara())
    reopening = reverse("supervision:reopen", args=[closing.pk])
    shown = {
        day: page(sara.get(reverse("supervision:day", args=[cast.agency().pk, day]))) for day in (TUESDAY, WEDNESDAY)
    }
    assert [reopening in shown[day] for day in (TUESDAY, WEDNESDAY)] == [True, False]
    assert "de 12:00 a 14:00" in " ".join(shown[TUESDAY].split())
    assert "Cerrar horas o ventanillas…" in shown[WEDNESDAY]
    sara.post(reopening, {"reason": "Volvió la luz"})
    again = page(sara.get(reverse("supervision:day", args=[cast.agency().pk, TUESDAY])))
    assert reopening not in again


def test_d38_from_the_day_of_today_the_hours_of_another_day_are_closed() -> None:
    """The day's page leads to no day that is to come: training next week is closed from today's."""
    whole_day()
    goes, sara = book_turno(1, slot_at(TUESDAY, 12)), at_the_desk(cast.sara())
    today = reverse("supervision:close_part", args=[cast.agency().pk, cast.NOW.date()])
    assert today in page(sara.get(reverse("supervision:day", args=[cast.agency().pk, cast.NOW.date()])))
    asked = sara.post(today, NOON)
    assert (goes.reference in page(asked), Closing.objects.count()) == (True, 0)
    sent = sara.post(today, NOON | {"decidido": "1"})
    assert sent.headers["Location"] == address()
    assert [(each.first, each.last) for each in Closing.objects.all()] == [(TUESDAY, TUESDAY)]
    assert local(goes).time() == time(11, 45)


def test_d38_the_way_from_a_day_that_is_over_leads_to_what_can_be_closed() -> None:
    """The day's page and a closing of last week lead here: the form begins with today and refuses nothing yet."""
    whole_day()
    yesterday = reverse("supervision:close_part", args=[cast.agency().pk, cast.NOW.date() - timedelta(days=1)])
    answer = at_the_desk(cast.sara()).get(yesterday)
    assert (answer.status_code, answer.context["form"]["first"].value()) == (200, cast.NOW.date())


def test_d38_a_supervisor_closes_no_other_centre_and_no_whole_day() -> None:
    whole_day()
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    sara = at_the_desk(cast.sara())
    assert (
        sara.post(reverse("supervision:close_part", args=[there.pk, TUESDAY]), NOON | {"decidido": "1"}).status_code
        == 404
    )
    assert sara.get(reverse("supervision:closing")).status_code == 403
    assert Closing.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"what": ""}, "what", "Elija qué se cierra."),
        ({"since": "mediodía"}, "since", "Escriba la hora, así: 14:00."),
        ({"until": "11:00"}, "until", "La segunda hora debe ser posterior a la primera."),
        ({"since": "17:00", "until": "18:00"}, "since", "A esas horas el centro no atiende."),
        ({"first": ""}, "first", "Elija el día."),
        ({"what": "counter"}, "counter", "Escriba un número de 1 a 60."),
        ({"what": "counter", "counter": "9"}, "counter", "Ese centro no tiene esa ventanilla en los días ya abiertos."),
        ({"what": "fewer", "most": "2"}, "most", "El centro ya no atiende con turno en más ventanillas que esas."),
        ({"first": "2026-11-29"}, "first", "Ese día ya pasó."),
        ({"first": "2027-11-30"}, "first", OPENED),
        ({"last": "2026-11-30"}, "last", "El último día no puede ser anterior al primero."),
        ({"last": "2027-11-30"}, "last", OPENED),
        ({"reason": " "}, "reason", "Escriba el motivo: lo leerán las personas."),
    ],
)
def test_d38_what_is_wrong_is_told_beside_its_field(changes: dict[str, str], field: str, told: str) -> None:
    whole_day()
    answer = send(**NOON | changes)
    assert (answer.status_code, answer.context["form"].errors) == (422, {field: [told]})
    assert Closing.objects.count() == 0


def test_d38_days_that_open_later_have_no_seat_on_sale_in_closed_hours() -> None:
    cast.agency()
    send(**NOON, decidido="1")
    whole_day()
    assert [states(11, 45), states(12), states(14)] == [["free", "free"], ["blocked", "blocked"], ["free", "free"]]


def test_d38_the_public_reads_the_closed_hours_and_their_reason_as_it_was_typed(client: Client) -> None:
    quito = whole_day()
    send(**NOON, decidido="1")
    send(**NOON | {"what": "fewer", "most": "1", "since": "15:00", "until": "16:00", "decidido": "1"})
    of = draft(1, quito)
    session = client.session
    session[SESSION_KEY] = [of.token_hash]
    session.save()
    answer = client.get(reverse("public:booking_day", args=[of.token]), {"dia": f"{TUESDAY}"})
    said = " ".join(answer.content.decode().split())
    assert "Ese día el centro no atiende de 12:00 a 14:00. Motivo: Corte de energía &lt;b&gt;hoy&lt;/b&gt;." in said
    assert said.count("Ese día el centro no atiende") == 1
    other = client.get(reverse("public:booking_day", args=[of.token]), {"dia": f"{WEDNESDAY}"})
    assert "no atiende de" not in other.content.decode()


@pytest.mark.parametrize("where", ["/ventanilla/", "/ventanilla/recepcion/"])
def test_d38_agenda_and_reception_say_which_part_of_the_day_is_closed_and_why(where: str) -> None:
    whole_day()
    send(**NOON, decidido="1")
    said = "Hoy el centro no atiende de 12:00 a 14:00: Corte de energía"
    assert said not in " ".join(page(at_the_desk().get(where)).split())  # on Monday
    with time_machine.travel(cast.NOW + timedelta(days=1), tick=False):
        assert said in " ".join(page(at_the_desk().get(where)).split())
