"""A power of attorney is received at the legal unit and written down (S17, S38)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from django.db import IntegrityError, transaction

from vinculo.actions.shared.guards import NotYours, Stale
from vinculo.actions.shared.registry import consult_registry
from vinculo.queries.shared import registry
from vinculo.records.events import write_event
from vinculo.records.models import Affiliate, Power, Province, Staff
from vinculo.records.values.changes import changes_in
from vinculo.rules.legal.facts import Acting
from vinculo.rules.legal.status import POWER, STANDING, PowerAct
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.countries import canonical
from vinculo.rules.shared.names import fold
from vinculo.rules.shared.references import draw_reference, draw_token


class NoSuchAffiliate(Exception):
    """The registry knows no affiliate with this code."""


class OwnAffair(Exception):
    """The proxy is the affiliate: nobody needs a power for oneself."""


class OtherAffiliate(Exception):
    """A substitution is of the same affiliate as the power whose proxy it substitutes."""


class SameProxy(Exception):
    """The proxy is who already was: nobody is substituted by themselves."""


class AlreadyReceived(Exception):
    """The same deed is with a unit already: `power` is what it is there."""

    def __init__(self, power: Power) -> None:
        super().__init__("already received")
        self.power = power


@dataclass(frozen=True, kw_only=True)
class PowerWritten:
    """A power as the unit reads it; numbers in the spelling of the rules, `None` for what is not answered yet."""

    affiliate_code: str
    grantor_names: str
    by_affiliate: bool | None = None
    proxy_kind: str
    proxy_number: str
    proxy_country: str = ""
    proxy_names: str
    names_proxy: bool | None = None
    made_before: str
    authority: str
    number: str
    place: str
    country: str
    made_on: date
    expires_on: date | None = None
    scope: str
    covers: bool | None = None
    language: str = "es"
    formality: str = "none"
    translation_seen: bool = False
    original_seen: bool = False
    copy: str = "none"
    email: str = ""
    language_name: str = ""
    spanish_too: bool = False
    formality_reason: str = ""
    apostille_number: str = ""
    apostille_on: date | None = None
    apostille_authority: str = ""
    apostille_address: str = ""
    proxy_birth_date: date | None = None
    minor_reason: str = ""
    acting: str = Acting.ALONE.value
    proxies: int | None = None  # how many it names, where they act together
    may_substitute: bool | None = None  # of a substitution


def unit_of(actor: Staff) -> Province:
    """Return the province of a member of the legal unit; raise `NotYours` for anybody else."""
    if not actor.is_legal or actor.province is None:
        raise NotYours
    return actor.province


def locked_power(pk: int, actor: Staff) -> Power:
    """Lock a power of the actor's unit; raise `NotYours`."""
    province = unit_of(actor)
    power = (
        Power.objects.select_for_update(no_key=True, of=("self",))
        .select_related("affiliate", "province", "substitutes")
        .get(pk=pk)
    )
    if power.province_id != province.pk:
        raise NotYours
    return power


def register_power(
    *, written: PowerWritten, actor: Staff, now: datetime, random_source: Random, substitutes: Power | None = None
) -> Power:
    """Receive a power at the actor's unit and put it into the queue; a double click finds the first one.

    With `substitutes` it names another proxy in the place of that one, whose power ends once this one is endorsed. The
    registry may be far away: it is asked outside the transaction. Raises `NoSuchAffiliate`, `OwnAffair`,
    `AlreadyReceived`, `NotYours`, `RegistryAway`, and of a substitution `NotAllowedError`, `OtherAffiliate`,
    `SameProxy`.
    """
    province = unit_of(actor)
    affiliate, key = _people(written, now)
    values = _columns(written, affiliate, key, substitutes)
    if substitutes is not None:
        _check_substitution(substitutes, affiliate, key, province)
    try:
        return _receive(values, province, actor, now, random_source)
    except IntegrityError as error:
        earlier_power = _same_deed(written, affiliate, key, error)
        if earlier_power.received_by_id == actor.pk and all(
            getattr(earlier_power, name) == value for name, value in values.items()
        ):
            return earlier_power  # a double click
        raise AlreadyReceived(earlier_power) from error


def _check_substitution(former: Power, affiliate: Affiliate, key: str, province: Province) -> None:
    """Raise where a power cannot be substituted: not in force, of another unit or affiliate, or of the same proxy."""
    if former.province_id != province.pk:
        raise NotYours
    POWER.after(former.state, PowerAct.SUBSTITUTE)
    if former.affiliate_id != affiliate.pk:
        raise OtherAffiliate
    if former.proxy_key == key:
        raise SameProxy


@transaction.atomic
def _receive(
    values: dict[str, object], province: Province, actor: Staff, now: datetime, random_source: Random
) -> Power:
    power = Power.objects.create(
        reference=draw_reference("P", random_source),
        **Power.link_of(draw_token(random_source)),
        province=province,
        state=POWER.begin(PowerAct.RECEIVE),
        received_at=now,
        received_by=actor,
        updated_at=now,
        **values,
    )
    write_event(act=Act.POWER_RECEIVED, subject=Subject.POWER, subject_id=power.pk, now=now, actor=actor)
    return power


def amend_power(*, power: Power, written: PowerWritten, version: int, actor: Staff, now: datetime) -> Power:
    """Write an undecided power anew, with a slip mended or with what was brought: it is back in the queue (S38).

    Raises `NoSuchAffiliate`, `OwnAffair`, `AlreadyReceived`, `NotYours`, `Stale`, `NotAllowedError`.
    """
    affiliate, key = _people(written, now)
    try:
        return _amend(power.pk, _columns(written, affiliate, key, power.substitutes), version, actor, now)
    except IntegrityError as error:
        raise AlreadyReceived(_same_deed(written, affiliate, key, error)) from error


@transaction.atomic
def _amend(pk: int, values: dict[str, object], version: int, actor: Staff, now: datetime) -> Power:
    # The affiliate before the power, as the person who issues does: no circle of two who wait for each other.
    list(Affiliate.objects.select_for_update(no_key=True).filter(pk=getattr(values["affiliate"], "pk", 0)))
    power = locked_power(pk, actor)
    after = POWER.after(power.state, PowerAct.RECORD)
    changed = [name for name, value in values.items() if getattr(power, name) != value]
    if not changed and power.state == after:
        return power
    if power.version != version:
        raise Stale
    changes = changes_in(power, Subject.POWER, values)
    for name in changed:
        setattr(power, name, values[name])
    power.state, power.version, power.updated_at = after, power.version + 1, now
    power.save()
    write_event(
        act=Act.POWER_WRITTEN,
        subject=Subject.POWER,
        subject_id=power.pk,
        now=now,
        actor=actor,
        fields=[*changed, "state"],
        changes=changes,
    )
    return power


def _people(written: PowerWritten, now: datetime) -> tuple[Affiliate, str]:
    """Return the affiliate and the key of the proxy, the same as that of a turno's presenter."""
    consult_registry(number=written.affiliate_code, now=now)
    affiliate = registry.affiliate_by_code(written.affiliate_code)
    if affiliate is None:
        raise NoSuchAffiliate
    kind = "passport" if written.proxy_kind == "passport" else ""
    key = registry.presenter_key(kind, written.proxy_number, written.proxy_country)
    if key == f"code:{affiliate.code}":
        raise OwnAffair
    return affiliate, key


def _columns(
    written: PowerWritten, affiliate: Affiliate, key: str, substitutes: Power | None = None
) -> dict[str, object]:
    values = {name: value for name, value in vars(written).items() if name != "affiliate_code"}
    deed = f"{canonical(written.country)} {written.made_on} {fold(written.number)[:60]}"
    return values | {
        "substitutes": substitutes,
        "deed": substitutes.deed if substitutes else deed,
        "affiliate": affiliate,
        "proxy_key": key,
        "country": canonical(written.country),
        "proxy_country": canonical(written.proxy_country) if written.proxy_kind == "passport" else "",
        "number_key": fold(written.number)[:60],
    }


def _same_deed(written: PowerWritten, affiliate: Affiliate, key: str, error: IntegrityError) -> Power:
    """Return the live power that a unit has of this very deed; raise the error again where there is none."""
    power = (
        Power.objects.select_related("province", "affiliate")
        .filter(
            affiliate=affiliate,
            proxy_key=key,
            country=canonical(written.country),
            made_on=written.made_on,
            number_key=fold(written.number)[:60],
            state__in=STANDING,
        )
        .first()
    )
    if power is None:
        raise error
    return power
