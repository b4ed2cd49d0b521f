"""The legal unit receives, observes, endorses, refuses and revokes (S38); what was decided is for ever."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Model

from tests import cast
from tests.stages import desk, legal
from tests.stages.desk import LEFT
from vinculo.actions.cases.visits import end_visit
from vinculo.actions.legal import mails
from vinculo.actions.legal.decisions import (
    NotEndorsable,
    OwnReason,
    endorse_power,
    observe_power,
    refuse_power,
    revoke_power,
)
from vinculo.actions.legal.powers import AlreadyReceived, NoSuchAffiliate, OwnAffair, amend_power, register_power
from vinculo.actions.mail import outbox
from vinculo.actions.mail.kinds import mail_of
from vinculo.actions.shared.guards import NoReason, NotYours, Stale
from vinculo.queries.cases.proxy_powers import power_of, proxy_of
from vinculo.records.models import Affiliate, Event, IdDocument, Message, Power, PowerDecision, Staff
from vinculo.rules.shared.transitions import NotAllowedError

pytestmark = pytest.mark.django_db
TODAY = cast.NOW.date()
WHY = OwnReason(text="La notaría informó que el poder fue revocado.", basis="administrative_code")


def lucia_endorses(power: Power) -> PowerDecision:
    return endorse_power(power=power, note="", version=power.version, actor=cast.lucia(), now=cast.NOW)


def test_s38_a_power_is_received_once_and_its_event_names_nobody() -> None:
    power = legal.receive_power()
    assert (power.state, power.province, power.affiliate) == ("received", cast.agency().province, cast.ana())
    assert power.reference[0] == "P"
    assert power.proxy_key == f"cedula:{cast.PEDRO_CEDULA}"
    assert legal.receive_power() == power  # a double click
    with pytest.raises(AlreadyReceived) as met:
        legal.receive_power(legal.other(proxy_names="Pedro Mora"))
    assert met.value.power == power
    with pytest.raises(AlreadyReceived):
        legal.receive_power(actor=legal.gloria())
    event = Event.objects.get(act="power_received")
    assert (event.subject, event.subject_id, event.fields) == ("power", power.pk, [])
    assert "Pedro" not in event.content()


@pytest.mark.parametrize("who", ["olga", "alicia", "sara"])
def test_s38_nobody_else_receives_or_decides(who: str) -> None:
    power = legal.receive_power()
    actor: Staff = getattr(cast, who)()
    with pytest.raises(NotYours):
        register_power(written=legal.other(number="2"), actor=actor, now=cast.NOW, random_source=legal.RNG)
    for act in (endorse_power, observe_power, refuse_power):
        with pytest.raises(NotYours):
            act(power=power, note="", version=0, actor=actor, now=cast.NOW)
    with pytest.raises(NotYours):
        endorse_power(power=power, note="", version=0, actor=legal.gloria(), now=cast.NOW)
    assert Power.objects.get().state == "received"


def test_s38_an_unknown_code_and_a_power_for_oneself_are_refused() -> None:
    with pytest.raises(NoSuchAffiliate):
        legal.receive_power(legal.other(affiliate_code="EXT9999999"))
    with pytest.raises(OwnAffair):
        legal.receive_power(legal.other(proxy_kind="code", proxy_number=cast.ANA_CODE))
    with pytest.raises(OwnAffair):
        legal.receive_power(legal.other(proxy_kind="passport", proxy_number=cast.ANA_PASSPORT, proxy_country="COL"))


def test_s38_endorsed_with_the_next_number_of_the_unit_and_twice_is_once() -> None:
    first, second = legal.receive_power(), legal.receive_power(legal.other(number="Escritura 99"))
    guayas = legal.receive_power(legal.other(number="Escritura 7"), actor=legal.gloria())
    made = lucia_endorses(first)
    assert lucia_endorses(first) == made
    lucia_endorses(second)
    endorse_power(power=guayas, note="", version=0, actor=legal.gloria(), now=cast.NOW)
    numbers = list(Power.objects.order_by("pk").values_list("sumilla", flat=True))
    assert numbers == ["17-2026-00001", "17-2026-00002", "09-2026-00001"]
    assert made.facts["number"] == "17-2026-00001"
    assert made.facts["unit"] == "Coordinación/Unidad Provincial de Asesoría Jurídica de Pichincha"


def test_s38_nothing_is_endorsed_while_something_stands_in_the_way() -> None:
    power = legal.receive_power(legal.other(formality="none"))
    with pytest.raises(NotEndorsable) as stopped:
        lucia_endorses(power)
    assert [each.code for each in stopped.value.findings] == ["power_apostille"]
    power.refresh_from_db()
    assert (power.state, power.sumilla) == ("received", "")
    with pytest.raises(Stale):
        endorse_power(power=power, note="", version=power.version + 1, actor=cast.lucia(), now=cast.NOW)


def test_s38_observed_with_what_is_missing_and_received_again_when_it_is_brought() -> None:
    power = legal.receive_power(legal.other(formality="none", copy="none"))
    made = observe_power(power=power, note="Traiga también la copia.", version=0, actor=cast.lucia(), now=cast.NOW)
    assert [each["code"] for each in made.items] == ["power_apostille", "power_copy"]
    assert observe_power(power=power, note="", version=0, actor=cast.lucia(), now=cast.NOW) == made
    power.refresh_from_db()
    assert power.state == "observed"
    with pytest.raises(NotAllowedError):
        endorse_power(power=power, note="", version=power.version, actor=cast.lucia(), now=cast.NOW)
    amend_power(power=power, written=legal.OF_ANA, version=power.version, actor=cast.lucia(), now=cast.NOW)
    power.refresh_from_db()
    assert power.state == "received"
    lucia_endorses(power)
    assert [each.kind for each in power.decisions.all()] == ["observe", "endorse"]


def test_s07_s38_nobody_is_sent_away_without_a_reason_and_its_basis() -> None:
    power = legal.receive_power()
    for act in (observe_power, refuse_power):
        with pytest.raises(NoReason):
            act(power=power, note="Vuelva mañana", version=0, actor=cast.lucia(), now=cast.NOW)
    made = refuse_power(power=power, note="", version=0, actor=cast.lucia(), now=cast.NOW, reason=WHY)
    assert [(each["text"], each["basis"].split(".")[0]) for each in made.items] == [
        (WHY.text, "Código Orgánico Administrativo")
    ]
    out_of_scope = legal.receive_power(legal.other(number="8", covers=False))
    made = refuse_power(power=out_of_scope, note="", version=0, actor=cast.lucia(), now=cast.NOW)
    assert [each["code"] for each in made.items] == ["power_out_of_scope"]
    assert {each.state for each in Power.objects.all()} == {"refused"}
    assert legal.receive_power().state == "received"  # the same deed may be brought again after a refusal


def test_s38_revoked_with_a_reason_once_and_for_good() -> None:
    power = legal.make_endorsed_power()
    case, _bruno = legal.at_the_counter(power.sumilla)
    assert proxy_of(case, TODAY).endorsement == power.sumilla
    made = revoke_power(
        power=power, reason=WHY, by_affiliate=True, version=power.version, actor=cast.lucia(), now=cast.NOW
    )
    assert made.items[0]["requirement"] == "Voluntad de la persona afiliada"
    assert (proxy_of(case, TODAY).power, proxy_of(case, TODAY).endorsement) == ("revoked", "")
    with pytest.raises(NotAllowedError):
        lucia_endorses(Power.objects.get())
    with pytest.raises(NotAllowedError):
        amend_power(power=power, written=legal.OF_ANA, version=9, actor=cast.lucia(), now=cast.NOW)


@pytest.mark.parametrize(
    ("changes", "fence"),
    [
        ({"affiliate_id": 0}, "power_decided_for_ever"),
        ({"proxy_key": "cedula:1"}, "power_decided_for_ever"),
        ({"expires_on": date(2030, 1, 1)}, "power_decided_for_ever"),
        ({"token_hash": "x" * 64}, "power_token_for_ever"),
        ({"sumilla": "17-2026-00009"}, "power_token_for_ever"),
        ({"state": "received", "sumilla": ""}, "power_"),
    ],
)
def test_s38_no_program_changes_what_was_endorsed(changes: dict[str, object], fence: str) -> None:
    power = legal.make_endorsed_power()
    if "affiliate_id" in changes:
        changes = {"affiliate_id": Affiliate.objects.create(code="EXT7", names="X", names_key="X", updated_at=cast.NOW)}
    with pytest.raises(DatabaseError, match=fence), transaction.atomic():
        Power.objects.filter(pk=power.pk).update(**changes)


def test_s38_decisions_are_only_appended() -> None:
    power = legal.make_endorsed_power()
    rows: list[Model] = [power, power.decisions.get()]
    for row in rows:
        with pytest.raises(DatabaseError, match="_no_delete"), transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk)._raw_delete("default")
    with pytest.raises(DatabaseError, match="power_decision_no_update"), transaction.atomic():
        PowerDecision.objects.update(note="otra")


def test_s38_found_by_affiliate_and_proxy_whatever_number_the_proxy_shows() -> None:
    """Luis is an affiliate himself: with his code or his passport he is one person, and his power is found."""
    luis = Affiliate.objects.create(code="EXT7000001", names="Luis Paz", names_key="LUIS PAZ", updated_at=cast.NOW)
    IdDocument.objects.create(
        affiliate=luis, kind="passport", country="PER", number="PE998877", number_key="PE998877", seen_at=cast.NOW
    )
    power = legal.make_endorsed_power(legal.other(proxy_kind="passport", proxy_number="PE998877", proxy_country="PER"))
    assert power.proxy_key == "code:EXT7000001"
    of = desk.turno(
        by_proxy=True, presenter_kind="code", presenter_number="EXT7000001", presenter_key="code:EXT7000001"
    )
    case = desk.record_arrival(of)
    assert power_of(case, TODAY) == power
    known = {(each.kind, each.number) for each in proxy_of(case, TODAY).documents}
    assert known == {("code", "EXT7000001"), ("passport", "PE998877")}


def test_s38_another_proxy_and_another_affiliate_find_nothing() -> None:
    power = legal.make_endorsed_power()
    mine = desk.record_arrival(legal.of_pedro())
    other = Affiliate.objects.create(code="EXT7770001", names="Luis", names_key="LUIS", updated_at=cast.NOW)
    theirs = desk.record_arrival(legal.of_pedro(affiliate=other))
    stranger = desk.record_arrival(legal.of_pedro(presenter_number="0926687856", presenter_key="cedula:0926687856"))
    same_digits = desk.record_arrival(
        legal.of_pedro(
            presenter_kind="passport", presenter_country="PER", presenter_key=f"passport:PER:{cast.PEDRO_CEDULA}"
        )
    )
    assert power_of(mine, TODAY) == power
    assert [power_of(each, TODAY) for each in (theirs, stranger, same_digits)] == [None, None, None]


def test_s38_of_several_powers_the_one_in_force_counts() -> None:
    kept = legal.make_endorsed_power()
    newer = legal.receive_power(legal.other(number="2"))
    case = desk.record_arrival(legal.of_pedro())
    assert power_of(case, TODAY) == kept
    revoke_power(power=kept, reason=WHY, by_affiliate=False, version=kept.version, actor=cast.lucia(), now=cast.NOW)
    assert power_of(case, TODAY) == newer
    short = legal.make_endorsed_power(legal.other(number="3", expires_on=TODAY + timedelta(days=3)), note="Otra vez")
    assert power_of(case, TODAY) == short
    assert power_of(case, TODAY + timedelta(days=4)) == newer


def test_s38_somebody_who_waits_is_told_where_the_case_goes_on_and_the_sheet_goes_to_the_units_address_only() -> None:
    power = legal.receive_power()
    case, _bruno = legal.at_the_counter()
    end_visit(case=case, left=LEFT, actor=cast.olga(), now=cast.NOW)
    Message.objects.all().delete()
    made = lucia_endorses(power)
    told = {each.recipient: each for each in Message.objects.all()}
    assert set(told) == {"pedro@ejemplo.com", "turno@ejemplo.com"}
    assert {address: mail_of(each.kind).attachment for address, each in told.items()} == {
        "pedro@ejemplo.com": (mails.attach_sheet,),
        "turno@ejemplo.com": (),
    }
    assert f"Su caso {case.reference} en" in told["turno@ejemplo.com"].body
    assert "ya puede continuar, sin otro turno" in told["turno@ejemplo.com"].body
    assert {each.power_decision for each in told.values()} == {made}
    assert not any(outbox.is_dead(each) for each in told.values())
    power.refresh_from_db()
    revoke_power(power=power, reason=WHY, by_affiliate=True, version=power.version, actor=cast.lucia(), now=cast.NOW)
    for message in Message.objects.select_related("power_decision__power"):
        assert outbox.is_dead(message) == (message.kind in {"power_endorse", "case_endorse"}), message.kind
