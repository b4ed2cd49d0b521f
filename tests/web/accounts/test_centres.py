"""An account of several centres: its owner chooses the one to serve at, and works there alone (D33)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.stages.counter import at_the_desk
from vinculo.actions.operations.accounts import AtCounter, NotYourCentre, move_to_centre
from vinculo.queries.shared.access import agencies_of, other_centres, supervises
from vinculo.records.models import Agency, Counter, Event, Role, Staff
from vinculo.rules.staff.access import Territory

pytestmark = pytest.mark.django_db


def guayaquil() -> Agency:
    return cast.agency("CAU Guayaquil", "Guayas", "09")


def loja() -> Agency:
    return cast.agency("CAU Loja", "Loja", "11")


def both(**changes: Any) -> Staff:
    """Return an officer of Quito and Guayaquil, who works in Quito now."""
    values: dict[str, Any] = {"role": Role.OFFICER, "agency": cast.agency(), "password": cast.PASSWORD}
    made = Staff.objects.create_user("berta", **(values | changes))
    made.centres.add(guayaquil())
    return made


def test_d33_who_serves_at_several_centres_chooses_one_and_the_pages_are_of_that_one() -> None:
    berta = both()
    browser = at_the_desk(berta)
    page = browser.get("/ventanilla/cuenta/")
    assert "Trabajar en CAU Guayaquil" in page.text
    answer = browser.post(f"/ventanilla/cuenta/centro/{guayaquil().pk}/", follow=True)
    assert "Ahora trabaja en CAU Guayaquil" in answer.text
    assert f"Trabajar en {cast.agency()}" in answer.text  # the way back
    berta.refresh_from_db()
    assert berta.agency == guayaquil()
    assert list(other_centres(berta)) == [cast.agency()]
    moved = Event.objects.get(act="staff_moved")
    assert (moved.subject, moved.subject_id, moved.actor, moved.agency) == ("staff", berta.pk, berta, guayaquil())


def test_d33_the_log_in_of_who_can_choose_leads_to_the_choice_and_of_others_to_their_work() -> None:
    both()
    cast.olga()
    typed = {"password": cast.PASSWORD}
    assert Client().post("/ventanilla/ingreso/", typed | {"username": "berta"})["Location"] == "/ventanilla/cuenta/"
    asked = typed | {"username": "berta", "next": "/ventanilla/recepcion/"}
    assert Client().post("/ventanilla/ingreso/", asked)["Location"] == "/ventanilla/recepcion/"


def test_d33_the_same_centre_twice_is_once() -> None:
    berta = both()
    for _again in range(2):
        move_to_centre(centre=guayaquil().pk, actor=berta, now=cast.NOW)
    assert Event.objects.filter(act="staff_moved").count() == 1


@pytest.mark.parametrize("centre", ["elsewhere", "closed", "nowhere"])
def test_d33_a_centre_that_is_not_of_the_account_is_not_chosen(centre: str) -> None:
    berta = both()
    pk = {"elsewhere": loja().pk, "closed": guayaquil().pk, "nowhere": 0}[centre]
    Agency.objects.filter(name="CAU Guayaquil").update(active=centre != "closed")
    with pytest.raises(NotYourCentre):
        move_to_centre(centre=pk, actor=berta, now=cast.NOW)
    assert at_the_desk(berta).post(f"/ventanilla/cuenta/centro/{pk}/").status_code == 404
    berta.refresh_from_db()
    assert (berta.agency, Event.objects.filter(act="staff_moved").count()) == (cast.agency(), 0)


def test_d33_nobody_leaves_a_counter_open_behind_them() -> None:
    berta = both()
    Counter.objects.filter(pk=cast.counter().pk).update(staff=berta, state="open")
    with pytest.raises(AtCounter):
        move_to_centre(centre=guayaquil().pk, actor=berta, now=cast.NOW)
    answer = at_the_desk(berta).post(f"/ventanilla/cuenta/centro/{guayaquil().pk}/", follow=True)
    assert "Cierre primero su ventanilla" in answer.text


def test_d33_centres_count_in_a_territory_of_centres_alone() -> None:
    sara = both(role=Role.SUPERVISOR)
    assert set(agencies_of(sara, Agency.objects.all())) == {cast.agency(), guayaquil()}
    assert [supervises(sara, each) for each in (cast.agency(), guayaquil(), loja())] == [True, True, False]
    sara.territory, sara.province = Territory.PROVINCE, cast.agency().province
    sara.save()
    assert [supervises(sara, each) for each in (cast.agency(), guayaquil())] == [True, False]
    assert not other_centres(sara).exists()


def test_d33_the_other_centres_are_asked_once_of_a_request(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    berta = both(role=Role.SUPERVISOR, territory=Territory.CENTRES)
    places = [cast.agency(), guayaquil(), loja()]
    berta = Staff.objects.get(pk=berta.pk)
    with django_assert_num_queries(1):
        assert [supervises(berta, place) for place in places * 2] == [True, True, False] * 2
