"""The page of an endorsement says who endorses where two are on duty (D35)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import cast
from tests.stages import legal
from tests.stages.counter import at_the_desk
from tests.web.shared.reading import page, text
from vinculo.records.models import Role, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


def test_d35_the_page_says_who_endorses_what_one_received_oneself() -> None:
    power = legal.receive_power()
    Staff.objects.create_user("marta", role=Role.LEGAL, province=cast.agency().province, last_login=cast.NOW)
    client = at_the_desk(cast.lucia())
    answer = client.post(reverse("legal:endorse", args=[power.reference]), {"note": "", "version": power.version})
    assert "lo sumilla ella" in text(page(answer))
    power.refresh_from_db()
    assert power.state == "received"
