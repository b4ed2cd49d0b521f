"""The case of who is served at another centre at this moment: the page says where the person is (D7, D37)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import cast
from tests.stages.counter import at_the_desk
from tests.stages.queue import LUCK, call, make_open_counter, priority, serve
from tests.web.shared.reading import page, text
from vinculo.actions.queue.walk_ins import open_walk_in_case
from vinculo.records.models import Case, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


@pytest.mark.parametrize("door", ["desk:continue", "desk:reception_return"])
def test_d37_who_continues_the_case_of_somebody_served_elsewhere_is_told_where(door: str) -> None:
    cast.ana()
    make_open_counter()
    own = priority()
    serve(0, call(0))
    case = open_walk_in_case(
        ticket=own, code=cast.ANA_CODE, dependents=1, actor=cast.olga(), now=cast.NOW, random_source=LUCK
    )
    there = Staff.objects.create_user("omar", role="officer", agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    answer = at_the_desk(there).post(reverse(door, args=[case.reference]), follow=True)
    assert answer.status_code == 200
    assert f"La visita de hoy de esta persona está abierta en {cast.agency().name}." in text(page(answer))
    assert Case.objects.get().agency == cast.agency()
