"""How a power ends, and powers of several proxies (S38): a death, a substitution, proxies who act together."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests import cast
from tests.actions.legal.power_acts import endorse, revoke_by_affiliate, stops
from tests.stages import desk, legal
from vinculo.actions.legal.deaths import DeathBeforePower, DeathToCome, record_death
from vinculo.actions.legal.decisions import NotEndorsable, OwnReason, endorse_power, refuse_power, revoke_power
from vinculo.actions.legal.powers import OtherAffiliate, SameProxy, amend_power
from vinculo.actions.shared.guards import NoReason, NotYours, Stale
from vinculo.queries.booking.places import has_power
from vinculo.queries.cases.proxy_powers import proxy_of
from vinculo.queries.legal.papers import findings_on
from vinculo.records.models import Affiliate, Event, Message, Power, PowerDecision, Staff
from vinculo.rules.shared.transitions import NotAllowedError

pytestmark = pytest.mark.django_db
TODAY = cast.NOW.date()
YESTERDAY = TODAY - timedelta(days=1)
SOURCE = "Inscripción de defunción n.º 88, Registro Civil de Quito"


def report_death(power: Power, on: date = YESTERDAY, source: str = SOURCE, actor: Staff | None = None) -> PowerDecision:
    power.refresh_from_db()
    return record_death(
        power=power, died_on=on, source=source, version=power.version, actor=actor or cast.lucia(), now=cast.NOW
    )


# --- a death


def test_s38_the_death_of_the_grantor_ends_every_power_with_its_day_and_source() -> None:
    power, waiting = legal.make_endorsed_power(), legal.receive_power(legal.OF_RITA)
    elsewhere = legal.receive_power(legal.other(number="Escritura 7"), actor=legal.gloria())
    refused = legal.make_endorsed_power(legal.other(number="Escritura 8"))
    why = OwnReason(text="Falsa", basis="administrative_code")
    revoke_power(
        power=refused, reason=why, by_affiliate=False, version=refused.version, actor=cast.lucia(), now=cast.NOW
    )
    made = report_death(power)
    assert report_death(power) == made  # twice is once
    states = {each.pk: (each.state, each.ended_on, each.ended_by) for each in Power.objects.all()}
    ended = ("ended", YESTERDAY, SOURCE)
    assert states == {power.pk: ended, waiting.pk: ended, elsewhere.pk: ended, refused.pk: ("revoked", None, "")}
    (item,) = made.items
    assert item["text"] == (
        "La persona que otorgó el poder falleció el 29/11/2026. "
        "Consta en: Inscripción de defunción n.º 88, Registro Civil de Quito."
    )
    assert Event.objects.filter(act="power_ended").count() == 3
    assert not has_power(cast.ana(), power.proxy_key, "", cast.NOW)


def test_s38_the_counter_goes_on_with_nothing_and_says_where_to_ask() -> None:
    power = legal.make_endorsed_power()
    case, bruno = legal.at_the_counter(power.sumilla)
    assert stops(case, bruno) == []
    report_death(power)
    assert stops(case, bruno) == ["power_ended"]
    assert (proxy_of(case, TODAY).power, proxy_of(case, TODAY).endorsement) == ("ended", "")


def told_of(power: Power) -> dict[str, Message]:
    """Return the mails that the death of the grantor causes, by their recipient."""
    Message.objects.all().delete()
    report_death(power)
    return {each.recipient: each for each in Message.objects.all()}


def test_s38_the_open_case_of_the_proxy_is_told_that_it_does_not_go_on() -> None:
    power = legal.make_endorsed_power()
    case, _bruno = legal.at_the_counter(power.sumilla)
    told = told_of(power)
    assert {who: each.kind for who, each in told.items()} == {
        "pedro@ejemplo.com": "power_death",
        "turno@ejemplo.com": "case_death",
    }
    assert f"El caso {case.reference} en" in told["turno@ejemplo.com"].body
    assert "Pregunte en Atención al Ciudadano" in told["turno@ejemplo.com"].body


def test_s38_a_turno_to_come_is_told_what_to_do_with_it_and_the_affiliates_own_is_not() -> None:
    power = legal.make_endorsed_power()
    tomorrow = cast.NOW + timedelta(days=1)
    later = tomorrow + timedelta(minutes=15)
    coming = legal.of_pedro(email="manana@ejemplo.com", starts=tomorrow, ends=later)
    desk.turno(email="ana@ejemplo.com", starts=tomorrow, ends=later)
    told = told_of(power)
    assert {who: each.kind for who, each in told.items()} == {
        "pedro@ejemplo.com": "power_death",
        "manana@ejemplo.com": "case_death",
    }
    assert f"No vaya a su turno {coming.reference} del 01/12/2026" in told["manana@ejemplo.com"].body


def test_s38_a_turno_to_come_is_told_of_a_revocation_and_of_a_substitution_too() -> None:
    tomorrow = cast.NOW + timedelta(days=1)
    coming = legal.of_pedro(starts=tomorrow, ends=tomorrow + timedelta(minutes=15))
    endorse(legal.substitution(legal.make_endorsed_power()))
    again = legal.receive_power(legal.other(number="Escritura 9"))
    endorse_with(again, "La persona afiliada lo nombra otra vez")
    again.refresh_from_db()
    why = OwnReason(text="Se arrepintió", basis="administrative_code")
    revoke_power(power=again, reason=why, by_affiliate=True, version=again.version, actor=cast.lucia(), now=cast.NOW)
    bodies = {each.kind: each.body for each in Message.objects.filter(turno=coming)}
    assert set(bodies) == {"case_substitute", "case_revoke"}
    assert "para que el nuevo apoderado pida el suyo" in bodies["case_substitute"]
    assert "si no va a tener otro, libere el turno" in bodies["case_revoke"]


@pytest.mark.parametrize(
    ("on", "source", "refused"),
    [
        (YESTERDAY, "  ", NoReason),
        (TODAY + timedelta(days=1), SOURCE, DeathToCome),
        (date(2026, 10, 4), SOURCE, DeathBeforePower),
    ],
)
def test_s38_a_death_needs_a_source_and_a_day_that_can_be(on: date, source: str, refused: type[Exception]) -> None:
    power = legal.make_endorsed_power()
    with pytest.raises(refused):
        report_death(power, on, source)
    power.refresh_from_db()
    assert (power.state, power.ended_on, power.ended_by) == ("endorsed", None, "")


def test_s38_only_the_unit_of_the_power_records_a_death_and_only_on_what_it_read() -> None:
    power = legal.make_endorsed_power()
    for staff in (cast.olga(), cast.sara(), cast.alicia(), legal.gloria()):
        with pytest.raises(NotYours):
            report_death(power, actor=staff)
    with pytest.raises(Stale):
        record_death(power=power, died_on=YESTERDAY, source=SOURCE, version=99, actor=cast.lucia(), now=cast.NOW)


def test_s38_the_database_keeps_no_end_without_its_source_and_nothing_brings_a_power_back() -> None:
    power = legal.make_endorsed_power()
    for half in ({"ended_on": TODAY}, {"ended_by": SOURCE}, {"state": "ended"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Power.objects.filter(pk=power.pk).update(**half)
    report_death(power)
    for change in ({"state": "endorsed", "ended_on": None, "ended_by": ""}, {"acting": "each"}, {"deed": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Power.objects.filter(pk=power.pk).update(**change)
    power.refresh_from_db()
    assert (power.state, power.acting) == ("ended", "alone")


# --- a substitution


def test_s38_a_new_proxy_takes_the_place_of_the_old_one_once_endorsed_and_the_chain_is_kept() -> None:
    former = legal.make_endorsed_power()
    fresh = legal.substitution(former)
    former.refresh_from_db()
    assert (former.state, fresh.substitutes, fresh.deed) == ("endorsed", former, former.deed)  # until it is endorsed
    endorse(fresh)
    former.refresh_from_db()
    fresh.refresh_from_db()
    assert (former.state, fresh.state, fresh.sumilla) == ("substituted", "endorsed", "17-2026-00002")
    told = former.decisions.get(kind="substitute").items[0]["text"]
    assert told == "El apoderado fue sustituido por Rita Solano Vera, con la sumilla n.º 17-2026-00002."
    assert list(former.substituted_by.all()) == [fresh]
    assert Event.objects.filter(act="power_substituted", subject_id=former.pk).count() == 1


def test_s38_the_substituted_proxy_goes_on_with_nothing_and_is_told_who_does() -> None:
    former = legal.make_endorsed_power()
    case, bruno = legal.at_the_counter(former.sumilla)
    Message.objects.all().delete()
    endorse(legal.substitution(former))
    assert stops(case, bruno) == ["power_substituted"]
    bodies = {each.kind: each.body for each in Message.objects.filter(recipient="turno@ejemplo.com")}
    assert "lo continúa el nuevo apoderado, sin otro turno" in bodies["case_substitute"]


def test_s38_nobody_is_substituted_twice_nor_by_themselves_nor_for_another_affiliate() -> None:
    former = legal.make_endorsed_power()
    with pytest.raises(SameProxy):
        legal.substitution(former, proxy_number=cast.PEDRO_CEDULA)
    Affiliate.objects.create(code="EXT7770001", names="Luis Díaz", names_key="LUIS DIAZ", updated_at=cast.NOW)
    with pytest.raises(OtherAffiliate):
        legal.substitution(former, affiliate_code="EXT7770001")
    first, second = legal.substitution(former), legal.substitution(former, number="Sustitución 56")
    endorse(first)
    with pytest.raises(NotEndorsable) as stopped:
        endorse(second)
    assert [each.code for each in stopped.value.findings] == ["power_former_not_in_force"]
    former.refresh_from_db()
    with pytest.raises(NotAllowedError):
        legal.substitution(former, number="Sustitución 57")


def test_s38_a_substitution_written_anew_stays_one() -> None:
    former = legal.make_endorsed_power()
    fresh = legal.substitution(former, may_substitute=None)
    with pytest.raises(NotEndorsable):
        endorse(fresh)
    amended = legal.other(
        proxy_number=legal.RITA_CEDULA,
        proxy_names="Rita Solano",
        grantor_names="Pedro Mora Salas",
        number="Sustitución 55",
        may_substitute=True,
    )
    amend_power(power=fresh, written=amended, version=fresh.version, actor=cast.lucia(), now=cast.NOW)
    fresh.refresh_from_db()
    assert (fresh.substitutes, fresh.deed) == (former, former.deed)
    endorse(fresh)
    former.refresh_from_db()
    assert former.state == "substituted"


# --- what is kept against a power that comes after an ending


def endorse_with(power: Power, note: str, actor: Staff | None = None) -> PowerDecision:
    return endorse_power(power=power, note=note, version=power.version, actor=actor or cast.lucia(), now=cast.NOW)


def test_s38_a_power_of_who_died_is_not_endorsed_without_a_word() -> None:
    """The proxy goes to the unit of another province with another deed, as if nothing had happened."""
    report_death(legal.make_endorsed_power())
    gloria = legal.gloria()
    again = legal.receive_power(legal.other(number="Escritura 99"), actor=gloria)
    assert [(each.code, each.severity) for each in findings_on(again, TODAY)] == [("power_grantor_died", "warns")]
    with pytest.raises(NoReason):
        endorse_with(again, "  ", gloria)
    assert Power.objects.get(pk=again.pk).state == "received"
    made = endorse_with(again, "La inscripción era de otra persona del mismo nombre", gloria)
    assert [item["code"] for item in made.items] == ["power_grantor_died"]


def test_s38_a_revoked_deed_is_not_endorsed_again_without_a_word() -> None:
    """The deed is as good to look at as before: only what is kept says that it was revoked."""
    revoke_by_affiliate(legal.make_endorsed_power())
    gloria = legal.gloria()
    again = legal.receive_power(actor=gloria)
    (finding,) = findings_on(again, TODAY)
    assert (finding.code, finding.severity) == ("power_ended_before", "warns")
    assert (finding.params["day"], finding.params["unit"]) == ("30/11/2026", "Pichincha")
    with pytest.raises(NoReason):
        endorse_with(again, "", gloria)
    assert endorse_with(again, "La persona afiliada vino y dijo que la revocación fue un error", gloria).pk


def test_s38_an_older_deed_does_not_bring_back_a_proxy_who_was_revoked_and_a_newer_one_does() -> None:
    revoke_by_affiliate(legal.make_endorsed_power())
    older = legal.receive_power(legal.other(number="Escritura 3", made_on=date(2026, 10, 1)))
    newer = legal.receive_power(legal.other(number="Escritura 4", made_on=TODAY), now=cast.NOW + timedelta(days=2))
    other_proxy = legal.receive_power(legal.OF_RITA)
    day = TODAY + timedelta(days=2)
    assert [[each.code for each in findings_on(power, day)] for power in (older, newer, other_proxy)] == [
        ["power_ended_before"],
        ["power_ended_before"],  # made on the very day: nobody knows which came first
        [],
    ]
    later = legal.receive_power(legal.other(number="Escritura 5", made_on=TODAY + timedelta(days=1)))
    assert findings_on(later, day) == ()


def test_s38_a_substituted_proxy_does_not_come_back_with_the_same_deed() -> None:
    endorse(legal.substitution(legal.make_endorsed_power()))
    again = legal.receive_power(actor=legal.gloria())
    assert [each.code for each in findings_on(again, TODAY)] == ["power_ended_before"]


def test_s38_a_deed_that_was_refused_is_told_to_the_next_unit_and_another_deed_is_not() -> None:
    refused = legal.receive_power()
    why = OwnReason(text="La firma no es de la notaría", basis="administrative_code")
    refuse_power(power=refused, reason=why, note="", version=refused.version, actor=cast.lucia(), now=cast.NOW)
    gloria = legal.gloria()
    again, other_deed = (
        legal.receive_power(actor=gloria),
        legal.receive_power(legal.other(number="Escritura 77"), actor=gloria),
    )
    assert [[each.code for each in findings_on(power, TODAY)] for power in (again, other_deed)] == [
        ["power_ended_before"],
        [],
    ]


def test_s38_a_forged_power_of_after_the_death_does_not_keep_the_death_from_being_recorded() -> None:
    power = legal.make_endorsed_power()
    forged = legal.receive_power(legal.other(number="Escritura 66", made_on=TODAY), actor=legal.gloria())
    report_death(power)
    assert set(Power.objects.filter(pk__in=[power.pk, forged.pk]).values_list("state", flat=True)) == {"ended"}


# --- what a substitute may not have more of


def test_s38_a_substitute_has_no_longer_term_than_who_is_substituted() -> None:
    former = legal.make_endorsed_power(legal.other(expires_on=date(2026, 12, 31)))
    longer = legal.substitution(former)
    assert [(each.code, each.severity) for each in findings_on(longer, TODAY)] == [
        ("power_substitution_longer", "blocks")
    ]
    with pytest.raises(NotEndorsable):
        endorse(longer)
    within = legal.substitution(former, number="Sustitución 56", expires_on=date(2026, 12, 31))
    assert findings_on(within, TODAY) == ()


def test_s38_a_substitution_is_not_older_than_the_power_that_it_substitutes() -> None:
    older = legal.substitution(legal.make_endorsed_power(), made_on=date(2026, 10, 4))
    assert [(each.code, each.severity) for each in findings_on(older, TODAY)] == [
        ("power_substitution_before", "blocks")
    ]
