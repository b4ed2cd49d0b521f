"""Who receives a power does not endorse it alone where two are on duty (D35)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests import cast
from tests.stages import legal
from vinculo.actions.legal.decisions import ReceivedAlone, endorse_power
from vinculo.records.models import Power, PowerDecision, Province, Role, Staff

pytestmark = pytest.mark.django_db


def marta(came: datetime | None, province: Province | None = None) -> Staff:
    """Return Marta, of Lucía's unit unless said otherwise, who came at this moment."""
    return Staff.objects.create_user(
        "marta", role=Role.LEGAL, province=province or cast.agency().province, last_login=came
    )


def endorse(power: Power, actor: Staff) -> PowerDecision:
    return endorse_power(power=power, note="", version=power.version, actor=actor, now=cast.NOW)


def test_d35_who_received_it_does_not_endorse_it_while_another_is_on_duty() -> None:
    power = legal.receive_power()
    other = marta(cast.NOW - timedelta(hours=1))
    with pytest.raises(ReceivedAlone):
        endorse(power, cast.lucia())
    assert endorse(power, other).decided_by == other


@pytest.mark.parametrize("came", [None, cast.NOW - timedelta(hours=10)])
def test_d35_alone_in_the_unit_one_endorses_it_oneself(came: datetime | None) -> None:
    marta(came)
    assert endorse(legal.receive_power(), cast.lucia()).decided_by == cast.lucia()


def test_d35_who_is_of_another_unit_or_gone_is_not_on_duty() -> None:
    marta(cast.NOW, legal.gloria().province)
    assert endorse(legal.receive_power(), cast.lucia()).decided_by == cast.lucia()


def test_d35_the_setting_lets_one_endorse_alone(settings: Any) -> None:
    settings.LEGAL_TWO_ON_DUTY = False
    marta(cast.NOW)
    assert endorse(legal.receive_power(), cast.lucia()).decided_by == cast.lucia()
