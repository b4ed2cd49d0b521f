"""The stage of the legal unit: Pedro brings the power that Ana gave him in Cali, and Lucía looks at it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime

from tests import cast
from tests.stages import desk
from vinculo.actions.legal.decisions import endorse_power
from vinculo.actions.legal.powers import PowerWritten, register_power
from vinculo.records.models import Case, Power, Province, Role, Solicitud, Staff, Turno
from vinculo.rules.cases.facts import Copy, Paper
from vinculo.rules.cases.paper_kinds import PaperKind

RNG = random.Random(11)
OF_ANA = PowerWritten(
    affiliate_code=cast.ANA_CODE,
    grantor_names="Ana María Restrepo Gómez",
    by_affiliate=True,
    proxy_kind="cedula",
    proxy_number=cast.PEDRO_CEDULA,
    proxy_names="Pedro Mora Salas",
    proxy_birth_date=date(1980, 3, 9),
    names_proxy=True,
    made_before="notary",
    authority="Notaría Primera de Cali",
    number="Escritura 1234",
    place="Cali",
    country="COL",
    made_on=date(2026, 10, 5),
    scope="Tramitar ante el IESS el código de sus dependientes.",
    covers=True,
    formality="apostille",
    original_seen=True,
    copy="paper",
    email="pedro@ejemplo.com",
)


def receive_power(written: PowerWritten = OF_ANA, now: datetime = cast.NOW, actor: Staff | None = None) -> Power:
    """Return a power that the unit has received."""
    cast.ana()
    return register_power(written=written, actor=actor or cast.lucia(), now=now, random_source=RNG)


def make_endorsed_power(
    written: PowerWritten = OF_ANA, now: datetime = cast.NOW, actor: Staff | None = None, note: str = ""
) -> Power:
    """Return a power that the unit has endorsed."""
    power = receive_power(written, now, actor)
    endorse_power(power=power, note=note, version=power.version, actor=actor or cast.lucia(), now=now)
    power.refresh_from_db()
    return power


RITA_CEDULA = "1713175071"
OF_RITA = replace(
    OF_ANA, proxy_number=RITA_CEDULA, proxy_names="Rita Solano Vera", proxy_birth_date=date(1991, 8, 2), email=""
)


def together() -> tuple[Power, Power]:
    """Return the endorsed powers of Pedro and Rita, whom one deed names to act together."""
    powers = [receive_power(replace(each, acting="together", proxies=2)) for each in (OF_ANA, OF_RITA)]
    for power in powers:
        endorse_power(power=power, note="", version=power.version, actor=cast.lucia(), now=cast.NOW)
        power.refresh_from_db()
    return powers[0], powers[1]


def substitution(former: Power, **changes: object) -> Power:
    """Return the power by which Pedro names Rita in his place, as the unit has received it."""
    values: dict[str, object] = {
        "grantor_names": "Pedro Mora Salas",
        "number": "Sustitución 55",
        "made_on": date(2026, 11, 2),
        "country": "ECU",
        "place": "Quito",
        "authority": "Notaría Tercera de Quito",
        "formality": "none",
        "may_substitute": True,
        "email": "rita@ejemplo.com",
    }
    written = replace(OF_RITA, **(values | changes))  # type: ignore[arg-type]
    return register_power(written=written, actor=cast.lucia(), now=cast.NOW, random_source=RNG, substitutes=former)


def gloria() -> Staff:
    """Return Gloria, of the legal unit of Guayas."""
    guayas = Province.objects.get_or_create(code="09", defaults={"name": "Guayas"})[0]
    staff = Staff.objects.filter(username="gloria").first()
    return staff or Staff.objects.create_user(
        "gloria", password=cast.PASSWORD, first_name="Gloria", last_name="Pincay", role=Role.LEGAL, province=guayas
    )


def of_pedro(**changes: object) -> Turno:
    """Return Pedro's turno for Ana, as booking writes it."""
    values: dict[str, object] = {"presenter_key": f"cedula:{cast.PEDRO_CEDULA}", "email": "turno@ejemplo.com"}
    return desk.turno(by_proxy=True, **(values | changes))  # type: ignore[arg-type]


def at_the_counter(number: str = "") -> tuple[Case, Solicitud]:
    """Return the case that Pedro presents for Bruno with every paper; the copy bears that sumilla."""
    of = of_pedro()
    desk.bruno_at_home(of)
    case = desk.record_arrival(of)
    bruno = case.solicitudes.get()
    desk.papers_of_bruno(case, bruno)
    desk.record(case, Paper(kind=PaperKind.POWER, copy=Copy.PAPER, number=number))
    desk.record(case, Paper(kind=PaperKind.PROXY_ID, number=cast.PEDRO_CEDULA, holder_names="Pedro Mora Salas"))
    bruno.refresh_from_db()
    return case, bruno


def other(**changes: object) -> PowerWritten:
    """Return Ana's power with some things otherwise."""
    return replace(OF_ANA, **changes)  # type: ignore[arg-type]
