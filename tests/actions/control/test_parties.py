"""Who is a party to a case or a power (D35): affiliate, presenter, dependents, and the person who says so."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from django.db import Error, transaction

from tests import cast
from tests.stages import control, desk, legal
from tests.stages.agreements import asking, nora
from tests.stages.control import WHY
from vinculo.actions.cases.issuing import issue_code
from vinculo.actions.control.samples import open_sample
from vinculo.actions.legal.decisions import endorse_power
from vinculo.actions.shared.parties import IsParty, declare_interest_in_case, declare_interest_in_power
from vinculo.queries.shared.parties import is_party_to_case, is_party_to_power, keyed_identity
from vinculo.records.models import Affiliate, Case, Code, Event, IdDocument, PartyDeclaration, Solicitud, Staff
from vinculo.rules.cases.facts import Paper
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.control.parties import typed_identity

pytestmark = pytest.mark.django_db
OTHER_CEDULA = "0912345675"


def bearing(number: str, staff: Staff | None = None) -> Staff:
    """Return Olga, unless said otherwise, with a number."""
    staff = staff or cast.olga()
    staff.party_key, staff.party_digest = keyed_identity(number)
    staff.save()
    return staff


def ready() -> tuple[Case, Solicitud]:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    return case, bruno


def issue(bruno: Solicitud, actor: Staff) -> object:
    return issue_code(solicitud=bruno, version=bruno.version, actor=actor, now=cast.NOW, random_source=random.Random(1))


@pytest.mark.parametrize(
    "number", [cast.ANA_CODE, cast.ANA_PASSPORT, "ext 1002003", cast.PEDRO_CEDULA, cast.BRUNO_PASSPORT, "br-765432"]
)
def test_d35_affiliate_and_dependent_are_parties_however_the_number_was_typed(number: str) -> None:
    Affiliate.objects.filter(pk=cast.ana().pk).update(cedula=cast.PEDRO_CEDULA)
    _case, bruno = ready()
    with pytest.raises(IsParty):
        issue(bruno, bearing(number))
    assert (Code.objects.count(), Event.objects.filter(act="code_issued").count()) == (0, 0)


def test_d35_a_proxy_is_a_party_by_what_they_present_with_and_by_their_paper() -> None:
    of = desk.turno(by_proxy=True)
    desk.bruno_at_home(of)
    case = desk.record_arrival(of)
    assert is_party_to_case(bearing(cast.PEDRO_CEDULA), case)
    assert not is_party_to_case(bearing(OTHER_CEDULA), case)
    desk.record(case, Paper(kind=PaperKind.PROXY_ID, number=OTHER_CEDULA, holder_names="Otra"), None, nora())
    assert is_party_to_case(cast.olga(), case)


OTHER_CODE, OTHER_PASSPORT = "EXT5005005", "VE998877"


def an_affiliate_with_a_cedula() -> None:
    """Write Olga as she stands in the registry: by a code, a cédula and a passport."""
    names = {"names": "Olga Pérez", "names_key": "OLGA PEREZ", "nationality": "VEN", "birth_date": date(1985, 2, 3)}
    olga = Affiliate.objects.create(code=OTHER_CODE, cedula=OTHER_CEDULA, active=True, updated_at=cast.NOW, **names)
    document = {"kind": "passport", "country": "VEN", "number": OTHER_PASSPORT, "number_key": OTHER_PASSPORT}
    IdDocument.objects.create(affiliate=olga, seen_at=cast.NOW, **document)


@pytest.mark.parametrize(("kind", "number", "country"), [("code", OTHER_CODE, ""), ("passport", OTHER_PASSPORT, "VEN")])
def test_d35_a_proxy_is_a_party_by_every_number_of_the_affiliate_they_are(kind: str, number: str, country: str) -> None:
    an_affiliate_with_a_cedula()
    of = desk.turno(by_proxy=True)
    desk.bruno_at_home(of)
    case = desk.record_arrival(of)
    presented = {"presenter_kind": kind, "presenter_number": number, "presenter_country": country}
    for key in (f"code:{OTHER_CODE}", ""):
        Case.objects.filter(pk=case.pk).update(presenter_key=key, **presented)
        case.refresh_from_db()
        assert is_party_to_case(bearing(OTHER_CEDULA), case)
    assert not is_party_to_case(bearing(legal.RITA_CEDULA), case)


@pytest.mark.parametrize(("kind", "number", "country"), [("code", OTHER_CODE, ""), ("passport", OTHER_PASSPORT, "VEN")])
def test_d35_the_proxy_of_a_power_is_a_party_by_every_number_of_the_affiliate_they_are(
    kind: str, number: str, country: str
) -> None:
    an_affiliate_with_a_cedula()
    power = legal.receive_power(legal.other(proxy_kind=kind, proxy_number=number, proxy_country=country))
    assert is_party_to_power(bearing(OTHER_CEDULA, cast.lucia()), power)
    assert not is_party_to_power(bearing(legal.RITA_CEDULA, cast.lucia()), power)


def test_d35_the_ruc_of_a_person_is_kept_as_their_cedula() -> None:
    assert (typed_identity(f"{OTHER_CEDULA} 001"), typed_identity("ext 1002003")) == (OTHER_CEDULA, "EXT1002003")


def test_d35_who_holds_the_code_of_a_dependent_is_a_party() -> None:
    certificate = control.issue_certificate()
    case = Case.objects.get()
    assert is_party_to_case(bearing(certificate.code.value), case)
    assert not is_party_to_case(bearing(OTHER_CEDULA), case)


def test_d35_anybody_else_decides_and_who_has_no_number_too() -> None:
    _case, bruno = ready()
    bearing(OTHER_CEDULA)
    issue(bruno, cast.olga())
    assert Code.objects.count() == 1


def test_d35_the_number_is_nowhere_and_its_hash_needs_the_key(settings: Any) -> None:
    staff = bearing(cast.ANA_CODE)
    assert len(staff.party_digest) == 64
    assert cast.ANA_CODE not in str(list(Staff.objects.values()))
    case, _bruno = desk.case_of_bruno()
    settings.PARTY_KEYS = {"2": b"otra clave de pruebas, bastante larga"}
    assert not is_party_to_case(staff, case)  # made with a key that is gone: `check --deploy` tells
    settings.PARTY_KEYS = {"2": b"otra clave de pruebas, bastante larga", "1": b"x" * 40}
    other = bearing(cast.ANA_CODE, nora())
    assert (other.party_key, other.party_digest == staff.party_digest) == ("2", False)
    assert is_party_to_case(other, case)


def test_d35_a_number_kept_under_the_key_before_is_compared_under_that_key(settings: Any) -> None:
    old = {"1": b"la clave de antes, bastante larga para servir"}
    settings.PARTY_KEYS = old
    staff = bearing(cast.ANA_CODE)
    settings.PARTY_KEYS = {"2": b"la clave de ahora, bastante larga para servir"} | old
    case, _bruno = desk.case_of_bruno()
    assert is_party_to_case(staff, case)


def test_d35_an_interest_that_was_declared_counts_as_a_number() -> None:
    case, bruno = ready()
    for _click in range(2):
        declare_interest_in_case(case=case, reason="Es mi sobrino", actor=cast.olga(), now=cast.NOW)
    assert PartyDeclaration.objects.count() == Event.objects.filter(act="party_declared").count() == 1
    with pytest.raises(IsParty):
        issue(bruno, cast.olga())
    issue(bruno, nora())
    assert Code.objects.count() == 1


def test_d35_what_was_declared_stays() -> None:
    case, _bruno = ready()
    declare_interest_in_case(case=case, reason="", actor=cast.olga(), now=cast.NOW)
    with pytest.raises(Error, match="declaration_no_delete"), transaction.atomic():
        PartyDeclaration.objects.filter(case=case).delete()
    with pytest.raises(Error, match="declaration_no_update"), transaction.atomic():
        PartyDeclaration.objects.update(reason="x")


def test_d35_who_asks_for_a_second_is_no_party() -> None:
    case, _bruno = desk.case_of_bruno()
    with pytest.raises(IsParty):
        asking(case, bearing(cast.ANA_CODE))
    assert asking(case, nora()).asked_by == nora()


def test_d35_a_supervisor_who_is_a_party_looks_at_no_code() -> None:
    sample = control.draw_sample()
    with pytest.raises(IsParty):
        open_sample(sample=sample, reason=WHY, actor=bearing(cast.BRUNO_PASSPORT, cast.sara()), now=cast.NOW)
    open_sample(sample=sample, reason=WHY, actor=control.rosa(), now=cast.NOW)


def test_d35_the_proxy_and_the_affiliate_of_a_power_do_not_endorse_it() -> None:
    power = legal.receive_power()
    for number in (power.proxy_number, cast.ANA_CODE):
        lucia = bearing(number, cast.lucia())
        assert is_party_to_power(lucia, power)
        with pytest.raises(IsParty):
            endorse_power(power=power, note="", version=power.version, actor=lucia, now=cast.NOW)
    lucia = bearing(OTHER_CEDULA, cast.lucia())
    declare_interest_in_power(power=power, reason="", actor=lucia, now=cast.NOW)
    with pytest.raises(IsParty):
        endorse_power(power=power, note="", version=power.version, actor=lucia, now=cast.NOW)
