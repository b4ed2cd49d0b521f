"""Requests with their terms, breaches with their clocks, and the use of data that is suspended, over HTTP (D34)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import cast
from tests.stages import rights
from tests.stages.counter import at_the_desk
from tests.web.shared.reading import page, text
from vinculo.actions.cases.issuing import reprint_certificate
from vinculo.actions.rights.breaches import Known, NotToldYet, record_breach, write_breach
from vinculo.actions.rights.requests import Asked, NotACorrection, correct_contact, receive_request
from vinculo.actions.rights.restrictions import restrict
from vinculo.actions.shared.restrictions import Restricted
from vinculo.queries.rights import register
from vinculo.queries.rights.whose import whose_at
from vinculo.records.models import Affiliate, BreachEntry, DataBreach, DataRequest, Event, Restriction
from vinculo.rules.rights.status import BreachAct
from vinculo.rules.rights.terms import last_day_for_authority, last_day_for_people, last_day_of_answer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
TYPED = {
    "kind": "correction",
    "names": "Ana Restrepo",
    "whose": cast.ANA_CODE,
    "contact": "ana@ejemplo.com",
    "words": "Mi correo cambió.",
    "identified_by": "document",
    "identified_with": "Pasaporte AN123456",
    "received_on": "30/11/2026",
}
RNG = Random(3)


def delegate() -> Client:
    return at_the_desk(cast.diana())


def request_of_ana(
    kind: str = "correction", identified_by: str = "document", received: date | None = None
) -> DataRequest:
    ana = cast.ana()
    day = received or cast.NOW.date()
    return receive_request(
        asked=Asked(
            kind=kind,
            names="Ana Restrepo",
            contact="ana@ejemplo.com",
            words="Mi correo cambió.",
            identified_by=identified_by,
            received_on=day,
        ),
        whose=whose_at(f"affiliate:{ana.pk}"),
        actor=cast.diana(),
        now=cast.NOW,
        random_source=RNG,
    )


def breach(*, high_risk: bool = False, ago: timedelta = timedelta(hours=2)) -> DataBreach:
    return record_breach(
        known=Known(
            known_at=cast.NOW - ago,
            happened="Se perdió una lista impresa.",
            data_kinds="Nombres y documentos",
            high_risk=high_risk,
        ),
        actor=cast.diana(),
        now=cast.NOW,
        random_source=RNG,
    )


def read_mark(client: Client, address: str) -> str:
    """Return the mark of what the page showed, as its form carries it."""
    return client.get(address).content.decode().partition('name="read" value="')[2].partition('"')[0]


def test_d34_the_terms_are_fifteen_five_and_three_days() -> None:
    day = date(2026, 11, 30)
    assert last_day_of_answer(day) == date(2026, 12, 15)
    assert (last_day_for_authority(day), last_day_for_people(day)) == (date(2026, 12, 5), date(2026, 12, 3))


def test_d34_a_request_is_written_down_with_its_term_and_whose_data_they_are() -> None:
    ana, client = cast.ana(), delegate()
    answer = client.post(reverse("delegate:request_new"), TYPED)
    made = DataRequest.objects.get()
    assert answer["Location"] == reverse("delegate:request", args=[made.reference])
    assert (made.state, made.whose_kind, made.whose, made.answer_until) == (
        "open",
        "affiliate",
        str(ana.pk),
        date(2026, 12, 15),
    )
    client.post(reverse("delegate:request_new"), TYPED)
    assert DataRequest.objects.count() == 1
    wrong = client.post(reverse("delegate:request_new"), TYPED | {"whose": "XX000000", "received_on": "01/12/2026"})
    assert wrong.status_code == 422
    assert DataRequest.objects.count() == 1


def test_d34_the_list_shows_what_is_late_first() -> None:
    request_of_ana(received=cast.NOW.date()), request_of_ana("access", received=cast.NOW.date() - timedelta(days=16))
    lines = register.requests(cast.diana(), cast.NOW)
    assert [(line.request.kind, line.days_left, line.late) for line in lines] == [
        ("access", -1, True),
        ("correction", 15, False),
    ]
    client = delegate()
    assert text(page(client.get(reverse("delegate:requests")))).count("vencido") == 1
    assert "1 vencido" in text(page(client.get(reverse("delegate:home"))))


def test_d34_who_asks_proves_who_they_are_before_anything_is_granted() -> None:
    made, client = request_of_ana(identified_by="not_yet"), delegate()
    address = reverse("delegate:request", args=[made.reference])
    mark = read_mark(client, address)
    answer = client.post(address, {"act": "grant", "answer": "Se entregó.", "read": mark})
    assert answer.status_code == 422
    made.refresh_from_db()
    assert made.state == "open"
    identify = reverse("delegate:identify", args=[made.reference])
    client.post(identify, {"identified_by": "document", "identified_with": "Cédula", "read": "otra"})
    made.refresh_from_db()
    assert made.identified_by == "not_yet"
    client.post(identify, {"identified_by": "document", "identified_with": "Cédula", "read": mark})
    answer = client.post(address, {"act": "grant", "answer": "Se entregó.", "read": read_mark(client, address)})
    made.refresh_from_db()
    assert (answer.status_code, made.state, made.answer) == (302, "granted", "Se entregó.")
    assert made.answered_by == cast.diana()
    with pytest.raises(DatabaseError), transaction.atomic():
        DataRequest.objects.filter(pk=made.pk).update(state="refused")


def test_d34_an_answer_to_a_request_that_changed_unseen_is_not_given() -> None:
    made, client = request_of_ana(), delegate()
    address = reverse("delegate:request", args=[made.reference])
    mark = read_mark(client, address)
    DataRequest.objects.filter(pk=made.pk).update(contact="otra@ejemplo.com")
    answer = client.post(address, {"act": "grant", "answer": "Listo.", "read": mark})
    made.refresh_from_db()
    assert (answer.status_code, made.state) == (409, "open")


def test_d34_the_contact_of_an_affiliate_is_corrected_on_their_request_alone() -> None:
    made, other = request_of_ana(), request_of_ana("access")
    address = reverse("delegate:correct", args=[made.reference])
    delegate().post(address, {"email": "ana.nueva@ejemplo.com", "mobile": ""})
    assert Affiliate.objects.get().email == "ana.nueva@ejemplo.com"
    event = Event.objects.get(act="data_corrected")
    assert (event.subject, event.fields) == ("affiliate", ["email", made.reference])
    with pytest.raises(NotACorrection):
        correct_contact(request=other, email="", mobile="", actor=cast.diana(), now=cast.NOW)


def test_d34_a_breach_has_its_clocks_and_is_closed_when_everybody_was_told() -> None:
    made = breach(high_risk=True)
    file = register.read_breach(cast.diana(), made.reference, cast.NOW + timedelta(days=4))
    assert (file.authority.until, file.authority.late) == (date(2026, 12, 5), False)
    assert file.people is not None
    assert (file.people.until, file.people.late) == (date(2026, 12, 3), True)
    later = cast.NOW + timedelta(days=1)
    with pytest.raises(NotToldYet):
        write(made, BreachAct.CLOSE)
    write(made, BreachAct.TELL_AUTHORITY)
    with pytest.raises(NotToldYet):
        write(made, BreachAct.CLOSE)
    write(made, BreachAct.TELL_PEOPLE)
    write(made, BreachAct.CLOSE)
    made.refresh_from_db()
    assert made.state == "ended"
    file = register.read_breach(cast.diana(), made.reference, later + timedelta(days=30))
    assert (file.late, file.authority.late) == (False, False)


def write(of: DataBreach, act: BreachAct) -> BreachEntry:
    return write_breach(breach=of, act=act, done_at=cast.NOW, words=f"Hecho: {act}.", actor=cast.diana(), now=cast.NOW)


def test_d34_the_peoples_clock_starts_when_the_risk_is_found_to_be_high() -> None:
    made = breach(ago=timedelta(days=2))
    assert made.people_until is None
    write(made, BreachAct.FIND_HIGH_RISK)
    made.refresh_from_db()
    assert made.people_until == timezone.localdate(cast.NOW) + timedelta(days=3)


def test_d34_nothing_of_the_register_of_breaches_goes_or_changes() -> None:
    made = breach()
    entries, rows = BreachEntry.objects.filter(breach=made), DataBreach.objects.filter(pk=made.pk)
    changes: dict[str, Callable[[], object]] = {
        "breach_entry_no_delete": lambda: entries._raw_delete("default"),
        "breach_entry_no_update": lambda: entries.update(words="Nada."),
        "data_breach_no_delete": lambda: rows._raw_delete("default"),  # Django itself would not: it has lines
        "data_breach_known_for_ever": lambda: rows.update(authority_until=date(2027, 1, 1)),
    }
    for name, change in changes.items():
        with pytest.raises(DatabaseError, match=name), transaction.atomic():
            change()
    assert BreachEntry.objects.get().words == "Se perdió una lista impresa."


def test_d34_a_line_on_a_breach_that_changed_unseen_is_not_written() -> None:
    made, client = breach(), delegate()
    address = reverse("delegate:breach", args=[made.reference])
    mark = read_mark(client, address)
    typed = {"act": "note", "done_at": "2026-11-30T08:30", "words": "Se buscó.", "read": mark}
    DataBreach.objects.filter(pk=made.pk).update(people_count=7)
    assert client.post(address, typed).status_code == 409
    assert BreachEntry.objects.count() == 1
    mark = read_mark(client, address)
    assert client.post(address, typed | {"read": mark}).status_code == 302
    assert "Se buscó." in text(page(client.get(address)))


def test_d34_a_breach_is_recorded_once_and_not_in_the_future() -> None:
    client = delegate()
    typed = {"known_at": "2026-11-30T08:00", "happened": "Se perdió.", "data_kinds": "Nombres"}
    assert client.post(reverse("delegate:breach_new"), typed | {"known_at": "2026-12-30T08:00"}).status_code == 422
    client.post(reverse("delegate:breach_new"), typed), client.post(reverse("delegate:breach_new"), typed)
    made = DataBreach.objects.get()
    assert made.reference in text(page(client.get(reverse("delegate:breaches"))))


def test_d34_suspended_data_are_used_by_no_act_until_it_is_lifted() -> None:
    families, client = rights.families(), delegate()
    who = {"de": f"person:{families.bruno.pk}"}
    assert client.post(reverse("delegate:restrict"), who | {"reason": ""}).status_code == 422
    client.post(reverse("delegate:restrict"), who | {"reason": "Reclama su fecha"})
    assert "suspendido desde el 30/11/2026: Reclama su fecha" in text(
        page(client.post(reverse("delegate:dossier"), who))
    )
    desk = at_the_desk(cast.olga())
    address = reverse("desk:reprint", args=[families.certificate.code.value, 1])
    answer = desk.post(address, {"reason": "Se perdió", "after": "0"})
    assert answer.status_code == 403
    assert "El uso de estos datos está suspendido" in text(page(answer))
    with pytest.raises(Restricted):
        reprint(families)
    client.post(reverse("delegate:lift"), who | {"reason": "Se corrigió"})
    assert reprint(families) == 1
    assert Restriction.objects.get().lifting_reason == "Se corrigió"
    acts = Event.objects.filter(act__startswith="data_restrict").order_by("pk")
    assert list(acts.values_list("act", "subject_id")) == [
        ("data_restricted", families.bruno.pk),
        ("data_restriction_lifted", families.bruno.pk),
    ]


def reprint(families: rights.Families) -> int:
    return reprint_certificate(
        certificate=families.certificate, reason="Se perdió", after=0, actor=cast.olga(), now=cast.NOW
    ).number


def test_d34_no_code_is_issued_in_the_name_of_an_affiliate_whose_data_are_suspended() -> None:
    ana = cast.ana()
    restrict(address=f"affiliate:{ana.pk}", reason="Reclama", actor=cast.diana(), now=cast.NOW)
    with pytest.raises(Restricted):
        rights.families()
