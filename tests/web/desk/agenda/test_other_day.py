"""The page of a turno of another day: a reason, chosen from a list, or a message beside the field."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.web.shared.hostile import HOSTILE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["missing", *HOSTILE])
def test_s30_a_bad_reason_is_told_beside_the_field(client: Client, name: str) -> None:
    with time_machine.travel(cast.NOW, tick=False):
        client.force_login(cast.olga(), backend="django.contrib.auth.backends.ModelBackend")
        turno = desk.turno(starts=cast.NOW + timedelta(days=1), ends=cast.NOW + timedelta(days=1, minutes=15))
        where = reverse("desk:check_in", args=[turno.reference])
        value = HOSTILE.get(name, "").encode("utf-8", "replace").decode()
        answer = client.post(where, {} if name == "missing" else {"reason": value})
        assert answer.status_code == 422
        assert 'id="id_reason_error"' in answer.content.decode()
        assert client.post(where, {"reason": "idle_counter"}).status_code == 302
