"""The waiting list and an hour here instead of one elsewhere, both given at the desk (D4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests import cast
from tests.stages import desk
from tests.stages.booking import DAY, LUCK
from vinculo.actions.booking.at_desk import NoEmail, exchange_at_desk, wait_at_desk
from vinculo.actions.booking.drafts import NoActiveAffiliate
from vinculo.actions.booking.holds import AlreadyBooked, TooLate
from vinculo.actions.booking.seats import HourTaken
from vinculo.actions.booking.waiting_list import Wish
from vinculo.actions.shared.guards import NotYours
from vinculo.queries.operations.invariants import breaches
from vinculo.records.models import Affiliate, Agency, Draft, Event, Message, Seat, Turno, WaitingEntry

pytestmark = pytest.mark.django_db
WISH = Wish(DAY, DAY + timedelta(days=6), 2)


def waits(**changes: Any) -> WaitingEntry:
    values: dict[str, Any] = {
        "agency": cast.agency(),
        "procedure": cast.procedure(),
        "wish": WISH,
        "presenter_kind": "code",
        "presenter_number": cast.ANA_CODE,
        "affiliate": cast.ana(),
        "by_proxy": False,
        "email": "ana@example.com",
        "actor": cast.olga(),
        "now": cast.NOW,
        "random_source": LUCK,
    }
    return wait_at_desk(**(values | changes))


def test_somebody_who_stands_at_the_desk_joins_the_list_once_and_is_told_by_mail() -> None:
    entry = waits()
    assert waits() == entry
    assert (entry.state, entry.presenter_key, entry.dependents) == ("waiting", f"code:{cast.ANA_CODE}", 2)
    assert Event.objects.filter(act="waiting_joined_at_desk", actor=cast.olga(), subject_id=entry.pk).count() == 2
    assert set(Message.objects.values_list("recipient", flat=True)) == {"ana@example.com"}
    assert Draft.objects.count() == 0


def test_a_proxy_joins_for_the_affiliate() -> None:
    entry = waits(presenter_kind="cedula", presenter_number=cast.PEDRO_CEDULA, by_proxy=True)
    assert (entry.presenter_key, entry.presenter_kind, entry.by_proxy) == (
        f"cedula:{cast.PEDRO_CEDULA}",
        "cedula",
        True,
    )


def test_without_an_email_nobody_could_be_told() -> None:
    with pytest.raises(NoEmail):
        waits(email="", mobile="+593991234567")
    assert WaitingEntry.objects.count() == 0


def test_only_for_an_active_affiliate_by_an_officer_and_without_a_turno() -> None:
    with pytest.raises(NotYours):
        waits(actor=cast.alicia())
    Affiliate.objects.update(active=False)
    with pytest.raises(NoActiveAffiliate):
        waits()
    Affiliate.objects.update(active=True)
    desk.turno(presenter_key=f"code:{cast.ANA_CODE}")
    with pytest.raises(AlreadyBooked):
        waits()


def elsewhere(**changes: object) -> Turno:
    """Return Ana's turno of tomorrow in Guayaquil, with its seat."""
    place = cast.agency("CAU Guayaquil", "Guayas", "09")
    slot = cast.slots(place, DAY, times=1, counters=1)[0]
    own = {"presenter_key": f"code:{cast.ANA_CODE}", "agency": place, "starts": slot.starts, "ends": slot.ends}
    made = desk.turno(**(own | changes))  # type: ignore[arg-type]
    Seat.objects.filter(slot=slot).update(state="taken", turno=made)
    return made


def here() -> Any:
    return cast.slots(cast.agency(), DAY, times=1, counters=1)[0]


def exchange_turno(of: Turno, slot: Any, **changes: Any) -> Turno:
    values: dict[str, Any] = {"slot": slot, "seats": 1, "actor": cast.olga(), "now": cast.NOW, "random_source": LUCK}
    return exchange_at_desk(turno=of, **(values | changes))


def states(agency: Agency) -> list[str]:
    return list(Seat.objects.filter(slot__agency=agency).values_list("state", flat=True))


def test_an_hour_here_instead_of_one_elsewhere() -> None:
    old = elsewhere()
    slot = here()
    made = exchange_turno(old, slot)
    old.refresh_from_db()
    assert (made.agency, made.status, old.status) == (cast.agency(), "confirmed", "cancelled")
    assert (made.affiliate, made.email, made.dependents) == (old.affiliate, old.email, 1)
    assert (states(old.agency), states(made.agency), breaches()) == (["cooling"], ["taken"], [])
    with pytest.raises(AlreadyBooked) as again:
        exchange_turno(old, slot)
    assert again.value.turno == made


def test_the_turno_elsewhere_stands_when_the_hour_here_is_gone() -> None:
    old = elsewhere()
    slot = here()
    Seat.objects.filter(slot=slot).update(state="blocked")
    with pytest.raises(HourTaken):
        exchange_turno(old, slot)
    old.refresh_from_db()
    assert (old.status, states(old.agency), Turno.objects.count()) == ("confirmed", ["taken"], 1)
    assert not Message.objects.exists()


def test_a_turno_whose_hour_has_come_is_not_exchanged() -> None:
    old = elsewhere()
    slot = here()
    with pytest.raises(TooLate):
        exchange_turno(old, slot, now=old.starts)
