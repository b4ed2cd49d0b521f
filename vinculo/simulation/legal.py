"""The powers of simulated proxies, received and endorsed by the legal unit of their province (S20, S38)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random
from secrets import token_urlsafe

from vinculo.actions.legal.decisions import endorse_power
from vinculo.actions.legal.powers import PowerWritten, register_power
from vinculo.actions.operations.staff import create_lawyer
from vinculo.records.models import Agency, Staff
from vinculo.simulation.people import Visitor


def lawyer_of(agency: Agency, now: datetime) -> Staff:
    """Return the lawyer of the centre's province, made where there is none of the simulation."""
    name = f"simulada-juridica-{agency.province.code}"
    lawyer = Staff.objects.filter(username=name).first()
    return lawyer or create_lawyer(
        username=name, password=token_urlsafe(24), province=agency.province, name="Abogada Simulada", now=now
    )


def endorse_all(people: Iterable[Visitor], agency: Agency, now: datetime, chance: Random) -> None:
    """Have the powers of those who come through a proxy endorsed, and write the number on their copies."""
    coming = [each for each in people if each.by_proxy and each.endorsed and not each.sumilla]
    if not coming:
        return
    lawyer = lawyer_of(agency, now)
    for visitor in coming:
        power = register_power(written=_power_of(visitor, now), actor=lawyer, now=now, random_source=chance)
        endorse_power(power=power, note="", version=power.version, actor=lawyer, now=now)
        power.refresh_from_db()
        visitor.sumilla = power.sumilla


def _power_of(visitor: Visitor, now: datetime) -> PowerWritten:
    return PowerWritten(
        affiliate_code=visitor.code,
        grantor_names=visitor.names,
        by_affiliate=True,
        proxy_kind="passport",
        proxy_number=visitor.proxy_passport,
        proxy_country="COL",
        proxy_names=visitor.proxy_names,
        proxy_birth_date=date(1985, 6, 1),
        names_proxy=True,
        made_before="notary",
        authority="Notaría Primera de Cali",
        number=f"Escritura {visitor.code[-5:]}",
        place="Cali",
        country="COL",
        made_on=now.date() - timedelta(days=60),
        covers=True,
        formality="apostille",
        scope="Tramitar ante el IESS el código de sus dependientes.",
        original_seen=True,
        copy="paper",
    )
