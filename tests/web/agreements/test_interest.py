"""*I am a party*: said on a page of one's own door, and the case goes on with somebody else (D35)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import cast
from tests.stages import control, desk, legal
from tests.stages.counter import at_the_desk
from tests.stages.queue import call, make_open_counter, serve, ticket
from tests.web.shared.reading import Answer, by_id, by_tag, page, text
from vinculo.queries.control import samples
from vinculo.records.models import PartyDeclaration, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


def ways_of(answer: Answer) -> list[str]:
    """Return where the links of a page lead, without those of its frame."""
    return [each.get("href") for each in by_tag(by_id(page(answer), "contenido"), "a")]


def test_d35_who_is_served_is_passed_on_to_another_counter() -> None:
    case, bruno = desk.case_of_bruno()
    make_open_counter()
    ticket(1)
    served = serve(1, call(1))
    Ticket.objects.filter(pk=served.pk).update(case=case, turno=None)
    client = at_the_desk()
    answer = client.post(reverse("agreements:interest_case", args=[case.reference]), {"reason": "Es mi sobrino"})
    assert answer["Location"] == reverse("desk:pass_on")
    assert PartyDeclaration.objects.get().reason == "Es mi sobrino"
    issue = reverse("desk:issue", args=[case.reference, bruno.reference])
    refused = client.post(issue, {"version": bruno.version, "read": ""})
    assert ways_of(refused) == [
        reverse("desk:case", args=[case.reference]),
        reverse("desk:pass_on"),
        reverse("desk:hand", args=[case.reference]),
    ]


def test_d35_without_anybody_at_the_counter_the_case_stays_open_for_others() -> None:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    client = at_the_desk()
    where = reverse("agreements:interest_case", args=[case.reference])
    assert f'href="{where}"' in client.get(reverse("desk:case", args=[case.reference])).content.decode()
    answer = client.post(where, {"reason": ""}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("desk:hand", args=[case.reference])
    assert "Elija quién sigue con el caso." in text(page(answer))
    refused = client.post(
        reverse("desk:issue", args=[case.reference, bruno.reference]), {"version": bruno.version, "read": ""}
    )
    assert refused.status_code == 403
    assert ways_of(refused) == [
        reverse("desk:case", args=[case.reference]),
        reverse("desk:hand", args=[case.reference]),
    ]
    assert "Usted ya lo declaró." in text(page(client.get(where)))


def test_d35_a_supervisor_says_so_of_a_code_and_another_decides() -> None:
    sample = control.draw_sample()
    case = sample.certificate.solicitud.case
    assert case is not None
    client = at_the_desk(cast.sara())
    client.post(reverse("agreements:interest_case", args=[case.reference]), {"reason": ""})
    where = reverse("supervision:sample", args=[sample.pk])
    assert client.post(where, {"answer": "agree", "reason": ""}).status_code == 403
    assert at_the_desk(control.rosa()).post(where, {"answer": "agree", "reason": ""}).status_code == 302


def test_d35_what_a_supervisor_declared_leaves_their_list_and_its_form() -> None:
    sample = control.draw_sample()
    case = sample.certificate.solicitud.case
    assert case is not None
    client, rosa = at_the_desk(cast.sara()), at_the_desk(control.rosa())
    where = reverse("agreements:interest_case", args=[case.reference])
    back = reverse("supervision:reverse_case", args=[case.reference])
    assert ways_of(client.get(where)) == [back, back]
    told = text(page(client.post(where, {"reason": ""}, follow=True)))
    assert f"El caso {case.reference} está cerrado: si hay que revisarlo, lo hace otra persona." in told
    waits = "1 código emitido por revisar"
    assert [waits in told, waits in text(page(rosa.get("/supervision/")))] == [False, True]
    assert [samples.count_undecided(each) for each in (cast.sara(), control.rosa())] == [0, 1]
    one = client.get(reverse("supervision:sample", args=[sample.pk]))
    assert "Usted es parte en este caso o declaró un interés: lo revisa otra persona" in text(page(one))
    assert "¿Está bien emitido el código?" not in text(page(one))
    refused = client.post(reverse("supervision:sample", args=[sample.pk]), {"answer": "agree", "reason": ""})
    assert (refused.status_code, ways_of(refused)) == (403, [back])


def test_d35_the_legal_unit_says_so_of_a_power() -> None:
    power = legal.receive_power()
    client = at_the_desk(cast.lucia())
    where = reverse("agreements:interest_power", args=[power.reference])
    assert f'href="{where}"' in client.get(reverse("legal:power", args=[power.reference])).content.decode()
    answer = client.post(where, {"reason": "Conozco al apoderado"}, follow=True)
    assert "lo decide otra persona" in text(page(answer))
    endorse = client.post(reverse("legal:endorse", args=[power.reference]), {"note": "", "version": power.version})
    assert endorse.status_code == 403
