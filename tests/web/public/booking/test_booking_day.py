"""The page of days: reasons in words, and another agency at one press with everything typed kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.web.posting import send
from tests.web.public.booking.booking_pages import DAY, place, steps, text, url
from tests.web.shared.hostile import HOSTILE
from tests.web.shared.reading import classed, page
from tests.web.shared.reading import text as words
from vinculo.records.models import Agency, CalendarDay, Draft, Seat

pytestmark = pytest.mark.usefixtures("seats_tomorrow")


def days(client: Client, draft: Draft) -> list[str]:
    return [words(each) for each in classed(page(client.get(url("day", draft))), "day") if words(each)]


def test_s27_the_page_says_why_each_day_cannot_be_chosen(client: Client) -> None:
    draft = place(client, steps(client))
    CalendarDay.objects.create(date=DAY + timedelta(days=1), name="Corte de energía", agency=draft.agency)
    shown = days(client, draft)
    assert shown[:4] == ["lun 30 nov Lleno", "mar 1 dic", "mié 2 dic Cerrado: Corte de energía", "jue 3 dic Lleno"]
    assert "vie 25 dic Feriado: Navidad" in shown
    assert "jue 31 dic Se abre el 1 de diciembre" in shown


def test_s27_hours_that_open_later_are_told_without_their_moment(client: Client) -> None:
    draft = place(client, steps(client))
    Seat.objects.update(state="cooling", free_from=cast.NOW + timedelta(hours=3, minutes=7))
    assert days(client, draft)[1] == "mar 1 dic Lleno. Hoy se abren más horas"
    Seat.objects.update(free_from=cast.NOW + timedelta(days=1))
    assert days(client, draft)[1] == "mar 1 dic Lleno. Mañana se abren más horas"
    assert "12:07" not in text(client.get(url("day", draft)).content)


def elsewhere() -> Agency:
    made = cast.agency("CAU Latacunga", "Cotopaxi", "05")
    cast.slots(made, DAY, times=2, counters=1)
    return made


def test_s27_switching_to_an_earlier_agency_keeps_everything_typed(client: Client) -> None:
    draft = place(client, steps(client), dependents=3)
    made = elsewhere()
    answer = client.get(url("day", draft))
    assert "CAU Latacunga · Quito, Cotopaxi martes 1 de diciembre, 10:00" in text(answer.content)
    answer = client.post(url("switch", draft), {"agency": str(made.pk)})
    assert (answer.status_code, answer["Location"]) == (302, url("day", draft))
    after = Draft.objects.get(pk=draft.pk)
    assert (after.agency, after.province, after.procedure) == (made, made.province, cast.procedure())
    assert (after.dependents, after.email, after.mobile) == (3, "ana@example.com", draft.mobile)
    assert (after.affiliate, after.verified_at) == (draft.affiliate, draft.verified_at)


def test_s27_a_get_never_switches(client: Client) -> None:
    draft = place(client, steps(client))
    answer = client.get(url("switch", draft) + f"?agency={elsewhere().pk}")
    assert (answer.status_code, answer["Location"]) == (302, url("day", draft))  # a reload shows the days
    assert Draft.objects.get(pk=draft.pk).agency == draft.agency


@pytest.mark.parametrize("kind", [*HOSTILE, "missing", "closed"])
def test_s26_an_agency_that_cannot_be_had_loses_nothing(client: Client, kind: str) -> None:
    draft = place(client, steps(client))
    made = elsewhere()
    Agency.objects.filter(pk=made.pk).update(active=False)
    typed = {"closed": str(made.pk), "missing": ""}.get(kind, HOSTILE.get(kind, ""))
    sent = typed.encode("utf-8", "surrogatepass").decode("utf-8", "replace")  # as a browser would
    answer = send(client, url("switch", draft), {"agency": sent})
    assert answer.status_code == 422
    assert "Ese centro ya no atiende este trámite. Elija otro: sus datos siguen aquí." in text(answer.content)
    assert Draft.objects.get(pk=draft.pk).agency == draft.agency


def test_s27_no_free_hour_anywhere_near_says_when_new_ones_open(client: Client) -> None:
    draft = place(client, steps(client))
    Seat.objects.update(state="blocked")
    shown = text(client.get(url("day", draft)).content)
    assert "Cada día hábil se abren horas nuevas durante el horario de atención." in shown


def test_s27_the_chosen_days_hours_stand_alone(client: Client) -> None:
    draft = place(client, steps(client))
    assert "Lo más pronto" not in text(client.get(url("day", draft) + f"?dia={DAY:%Y-%m-%d}").content)
    assert reverse("public:booking_switch", args=[draft.token]) == url("switch", draft)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_with_one_agency_and_with_three(
    client: Client, count: int, django_assert_num_queries: object
) -> None:
    draft = place(client, steps(client))
    for number in range(count - 1):
        cast.slots(cast.agency(f"CAU {number}", "Cotopaxi", "05"), DAY, times=2, counters=1)
    with django_assert_num_queries(6):  # type: ignore[operator]  # session, draft, days, three of earliest
        client.get(url("day", draft))
