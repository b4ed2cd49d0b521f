"""Files of cases that may go: the delegate's page and the one of the supervisor of the nation, over HTTP (D34)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages.counter import at_the_desk
from tests.stages.disposal import LATER, approve, closed_case, nora, schedule
from tests.stages.disposal import propose as proposed
from tests.web.shared.reading import by_tag, page, text
from vinculo.actions.operations.disposal import carry_out_disposals, decide_disposal
from vinculo.queries.shared.parties import keyed_identity
from vinculo.records.models import Case, DisposalList, Event, RetentionRule, Staff
from vinculo.rules.rights.status import DisposalAct

pytestmark = pytest.mark.django_db


def at(moment: datetime = LATER) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def files(browser: Client) -> str:
    return text(page(browser.get(reverse("delegate:files"))))


def mark(browser: Client, address: str) -> str:
    (field,) = [each for each in by_tag(page(browser.get(address)), "input") if each.get("name") == "read"]
    return field.get("value")


def propose(browser: Client, minutes: str = "Acta 7", **more: str) -> int:
    address = reverse("delegate:files")
    return browser.post(address, {"read": mark(browser, address), "minutes": minutes, **more}).status_code


def test_d34_without_a_schedule_the_page_says_that_nothing_goes() -> None:
    with at():
        closed_case()
        browser = at_the_desk(cast.diana())
        assert "ninguno se elimina" in files(browser)
        answer = browser.post(reverse("delegate:files"), {"read": "", "minutes": "Acta 7"})
        assert (answer.status_code, DisposalList.objects.count()) == (409, 0)


def test_d34_from_the_proposal_to_the_emptied_file_by_two_people_on_their_pages() -> None:
    with at():
        case = closed_case()
        schedule()
        browser, second = at_the_desk(cast.diana()), at_the_desk(nora())
        assert propose(browser, "") == 422
        assert propose(browser) == 302
        assert "Espera a la supervisión nacional" in files(browser)
        row = DisposalList.objects.get()
        address = reverse("supervision:files_one", args=[row.pk])
        assert case.reference in text(page(second.get(address)))
        assert Event.objects.filter(act="data_read", subject="disposallist", subject_id=row.pk).count() == 1
        read = mark(second, address)
        assert second.post(address, {"read": read, "answer": "refuse"}).status_code == 422
        assert second.post(address, {"read": read, "answer": "approve"}).status_code == 302
        assert carry_out_disposals(now=LATER) == 1
        assert "Eliminado el" in text(page(second.get(address)))
        assert "Aprobada" in files(browser)


def test_d34_the_lists_say_who_proposed_who_decided_and_why_to_the_delegate_and_to_the_supervisor() -> None:
    with at():
        closed_case()
        schedule()
        refused = proposed("Acta 7")
        DisposalList.objects.update(proposed_at=LATER - timedelta(days=1))
        decide_disposal(disposal_list=refused, act=DisposalAct.REFUSE, reason="Falta un anexo", actor=nora(), now=LATER)
        approve(proposed("Acta 8"))
        carry_out_disposals(now=LATER)
        by, before = (f"{day:%d/%m/%Y}, Diana Ordóñez" for day in (LATER, LATER - timedelta(days=1)))
        expected = [
            ["Acta 8", by, "Aprobada, Nora", "1", "1"],
            ["Acta 7", before, "No aprobada, Nora: Falta un anexo", "1", "1"],
        ]
        seen = [(cast.diana(), "delegate:files"), (nora(), "supervision:files")]
        tables = [by_tag(page(at_the_desk(who).get(reverse(name))), "tbody")[0] for who, name in seen]
        assert [[[text(each) for each in by_tag(row, "td")] for row in by_tag(body, "tr")] for body in tables] == [
            expected,
            expected,
        ]


def test_d34_d30_other_files_than_were_read_are_not_proposed() -> None:
    with at():
        case = closed_case()
        schedule()
        browser = at_the_desk(cast.diana())
        address = reverse("delegate:files")
        read = mark(browser, address)
        Case.objects.filter(pk=case.pk).update(closed_at=LATER - timedelta(days=1))
        assert browser.post(address, {"read": read, "minutes": "Acta 7"}).status_code == 409
        assert DisposalList.objects.count() == 0


def test_d34_d30_a_list_that_changed_since_it_was_read_is_not_approved() -> None:
    with at():
        closed_case()
        schedule()
        propose(at_the_desk(cast.diana()))
        second = at_the_desk(nora())
        row = DisposalList.objects.get()
        address = reverse("supervision:files_one", args=[row.pk])
        read = mark(second, address)
        DisposalList.objects.update(minutes="Acta 8")
        assert second.post(address, {"read": read, "answer": "approve"}).status_code == 409
        row.refresh_from_db()
        assert row.decided_by is None


def test_d34_what_holds_a_file_is_counted_on_the_page() -> None:
    with at():
        case = closed_case()
        schedule()
        browser = at_the_desk(cast.diana())
        browser.post(reverse("delegate:restrict"), {"de": f"affiliate:{case.affiliate_id}", "reason": "Reclama"})
        said = files(browser)
        assert "El uso de los datos está suspendido 1, no se eliminan mientras dure" in said
        assert "Se pueden proponer en una lista 0" in said


def test_d34_d35_who_is_a_party_to_one_of_the_cases_does_not_approve_the_list() -> None:
    with at():
        case = closed_case()
        schedule()
        propose(at_the_desk(cast.diana()))
        key, digest = keyed_identity(case.affiliate.code)
        Staff.objects.filter(pk=nora().pk).update(party_key=key, party_digest=digest)
        second = at_the_desk(nora())
        address = reverse("supervision:files_one", args=[DisposalList.objects.get().pk])
        answer = second.post(address, {"read": mark(second, address), "answer": "approve"})
        assert (answer.status_code, DisposalList.objects.get().decided_by) == (403, None)


def test_d34_the_pages_of_a_disposed_case_open_for_everybody_who_had_them() -> None:
    with at():
        case = closed_case()
        RetentionRule.objects.create(kind="expediente", days=3650, instrument="Tabla")
        propose(at_the_desk(cast.diana()))
        second = at_the_desk(nora())
        address = reverse("supervision:files_one", args=[DisposalList.objects.get().pk])
        second.post(address, {"read": mark(second, address), "answer": "approve"})
        carry_out_disposals(now=LATER)
        for browser, name in ((at_the_desk(cast.olga()), "desk:case"), (second, "supervision:reverse_case")):
            assert browser.get(reverse(name, args=[case.reference])).status_code == 200
        solicitud = case.solicitudes.get(person__isnull=False)
        assert second.get(reverse("supervision:reverse_solicitud", args=[solicitud.reference])).status_code == 200
        decision = solicitud.decisions.get()
        shown = second.get(reverse("supervision:decision", args=[case.reference, decision.pk]))
        assert shown.status_code == 200
        assert second.get(reverse("supervision:archive", args=[case.reference])).status_code == 200
        notice = case.solicitudes.get(person__isnull=True).decisions.get()
        desk = at_the_desk(cast.olga())
        gone = [
            desk.get(reverse(f"desk:{name}", args=[case.reference, notice.pk])) for name in ("notice", "notice_pdf")
        ]
        assert [answer.status_code for answer in gone] == [404, 404]  # what it said is gone
        assert second.get(reverse("supervision:decision", args=[case.reference, notice.pk])).status_code == 200
