"""The demo: people to try the whole road with; made by the same actions as everybody else's data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from random import SystemRandom

from django.utils.translation import gettext as _

from vinculo.actions.booking.opening_days import open_days
from vinculo.actions.operations.affiliates import import_affiliates
from vinculo.actions.operations.reference import DATA, load_reference, name_remedy
from vinculo.actions.operations.staff import (
    UsernameTaken,
    create_administrator,
    create_auditor,
    create_delegate,
    create_lawyer,
    create_officer,
    create_supervisor,
)
from vinculo.queries.shared.places import AgencyUnclear, agency_named
from vinculo.records.models import Agency
from vinculo.rules.shared.mrz import check_digit
from vinculo.rules.shared.names import fold

# Public: ./run prints it, and production refuses to start with the demo on.
PASSWORD = "vinculo-demo-2026"  # nosec B105
PROXY_CEDULA = "1710034065"
AFFILIATES = DATA / "demo_affiliates.csv"


@dataclass(frozen=True)
class Officer:
    """An officer of the demo."""

    username: str
    name: str
    agency: str


@dataclass(frozen=True)
class Dependent:
    """A dependent of the demo, with what their passport says."""

    given: str
    surnames: str
    country: str
    number: str
    birth: date
    sex: str
    expiry: date
    note: str


OFFICERS = (
    Officer("olga", "Olga Paredes", "Centro de Atención Universal Matriz (Dirección Provincial Pichincha)"),
    Officer("oscar", "Óscar Villao", "Centro de Atención Universal Caja del Seguro (Dirección Provincial Guayas)"),
)
OF_TWO_CENTRES = Officer("berta", "Berta Naranjo", OFFICERS[0].agency)
WITH_HISTORY = ("Centro de Atención Universal Sur (Quitumbe)",)  # beside the centres of the officers
LAWYER = ("lucia", "Lucía Andrade")
SUPERVISOR = ("sara", "Sara Villacís")
ADMINISTRATOR = ("alicia", "Alicia Mora")
RECEPTIONIST = ("rosa", "Rosa Cevallos")
AUDITOR = ("aurora", "Aurora Vega")
DELEGATE = ("diana", "Diana Salgado")


def dependents() -> list[Dependent]:
    """Return the dependents to try: Ana's son and husband, and a daughter whose papers need more."""
    return [
        Dependent(
            "Bruno",
            "Restrepo Díaz",
            "COL",
            "BR765432",
            date(2015, 3, 14),
            "M",
            date(2033, 5, 1),
            _("hijo de Ana: acta de nacimiento de Colombia, apostillada"),
        ),
        Dependent(
            "Carlos",
            "Díaz Peña",
            "COL",
            "CA246810",
            date(1988, 7, 2),
            "M",
            date(2032, 2, 10),
            _("cónyuge de Ana: acta de matrimonio de Colombia, apostillada"),
        ),
        Dependent(
            "Marie-Ange",
            "Désir Toussaint",
            "HTI",
            "PP3344556",
            date(2016, 9, 9),
            "F",
            date(2031, 8, 20),
            _("hija de Jean-Baptiste: acta de Haití, legalizada por el cónsul y traducida del francés"),
        ),
    ]


def mrz(person: Dependent) -> tuple[str, str]:
    """Return the two lines of the machine-readable zone of the person's passport (TD3)."""
    names = f"{fold(person.surnames)}  {fold(person.given)}".replace(" ", "<")
    number, birth, expiry = person.number.ljust(9, "<"), f"{person.birth:%y%m%d}", f"{person.expiry:%y%m%d}"
    fields = [number + check_digit(number), birth + check_digit(birth), expiry + check_digit(expiry), "<" * 14 + "<"]
    composite = check_digit("".join(fields))
    second = f"{fields[0]}{person.country}{fields[1]}{person.sex}{fields[2]}{fields[3]}{composite}"
    return f"P<{person.country}{names}".ljust(44, "<")[:44], second


def make_demo(now: datetime) -> None:
    """Make the demo, or what is missing of it: nothing that is there is changed, and the days are opened."""
    load_reference(now=now)
    name_remedy(
        name="recurso de apelación (ejemplo de la demostración)",
        body="la autoridad que la institución indique",
        term="el plazo que la institución indique",
        instrument="Demostración",
        now=now,
    )
    import_affiliates(path=AFFILIATES, now=now)
    for officer in OFFICERS:
        _officer(officer, now)
    _officer(OF_TWO_CENTRES, now, others=WITH_HISTORY)
    _others(now)
    _national(now)
    open_days(now=now, random_source=SystemRandom())


def centres_with_history() -> list[Agency]:
    """Return the centres whose last two months are shown: those of the officers, and one more to compare with."""
    places = []
    for name in (*(officer.agency for officer in OFFICERS), *WITH_HISTORY):
        with suppress(AgencyUnclear):
            places.append(agency_named(name))
    return places


def _officer(officer: Officer, now: datetime, *, others: Sequence[str] = ()) -> None:
    """Make the officer once; an administrator may have renamed or removed an agency, then there is none."""
    try:
        create_officer(
            username=officer.username,
            password=PASSWORD,
            exempt=True,
            agency=agency_named(officer.agency),
            others=[agency_named(name) for name in others],
            name=officer.name,
            now=now,
        )
    except (UsernameTaken, AgencyUnclear):
        return


def _others(now: datetime) -> None:
    """Make the lawyer of the province, and supervisor and reception of the centre of the first officer, each once."""
    try:
        place = agency_named(OFFICERS[0].agency)
    except AgencyUnclear:
        return
    with suppress(UsernameTaken):
        create_lawyer(
            username=LAWYER[0], password=PASSWORD, exempt=True, province=place.province, name=LAWYER[1], now=now
        )
    with suppress(UsernameTaken):
        create_supervisor(
            username=SUPERVISOR[0], password=PASSWORD, exempt=True, agency=place, name=SUPERVISOR[1], now=now
        )
    with suppress(UsernameTaken):
        username, name = RECEPTIONIST
        create_officer(
            username=username, password=PASSWORD, exempt=True, agency=place, name=name, now=now, reception_only=True
        )


def _national(now: datetime) -> None:
    """Make who works for the whole institution: administrator, auditor and delegate, each once."""
    made = ((create_administrator, ADMINISTRATOR), (create_auditor, AUDITOR), (create_delegate, DELEGATE))
    for create, (username, name) in made:
        with suppress(UsernameTaken):
            create(username=username, password=PASSWORD, exempt=True, name=name, now=now)


def demo_instructions() -> str:
    """Return what a newcomer needs to walk the road: people, numbers, log-ins, and what to try with each."""
    return "\n".join(
        [
            _("Personas de la demostración"),
            "",
            *_table([(_("código"), _("afiliado"), _("documento"), _("qué probar")), *_affiliates()]),
            "",
            _("Dependientes, con la zona de lectura mecánica de su pasaporte para la ventanilla:"),
            *_dependents(),
            "",
            _("Apoderado con cédula %(cedula)s: pida el turno con ella y nombre el código de Ana.")
            % {"cedula": PROXY_CEDULA},
            _("  Sin sumilla su caso espera. Lucía recibe el poder en /juridica/ (código EXT1002003, esa cédula,"),
            _("  notaría de Colombia, apostilla); con la sumilla la ventanilla continúa el mismo caso."),
            "",
            _("Cuentas del servicio; la contraseña de todas es %(password)s") % {"password": PASSWORD},
            *_table(_accounts()),
        ]
    )


def _affiliates() -> list[tuple[str, ...]]:
    return [
        ("EXT1002003", "Ana María Restrepo Gómez", "AN123456 COL", _("todo el camino: turno, solicitudes, códigos")),
        ("EXT3004005", "Nguyễn Thị Phương Thảo …", "C7788990 VNM", _("nombres largos y con signos")),
        ("1712345678", "Yusleidy de la Caridad …", "K654321 CUB", _("su código parece una cédula mal escrita")),
        ("EXT5006007", "Jean-Baptiste Toussaint …", "visa VEC889900", _("sin pasaporte: presenta la visa")),
        ("EXT9008007", "Olena Kovalenko …", "FU556677 UKR", _("afiliación inactiva: no puede continuar")),
    ]


def _dependents() -> Iterator[str]:
    for person in dependents():
        yield f"  {person.given} {person.surnames}, {person.birth:%Y-%m-%d}, {person.number}: {person.note}"
        yield from (f"    {line}" for line in mrz(person))


def _accounts() -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [(each.username, _("ventanilla"), each.agency) for each in OFFICERS]
    return [
        *rows,
        (OF_TWO_CENTRES.username, _("ventanilla"), _("dos centros: elige dónde trabaja en /ventanilla/cuenta/")),
        (RECEPTIONIST[0], _("recepción"), "/ventanilla/recepcion/"),
        (LAWYER[0], _("asesoría jurídica"), "/juridica/"),
        (SUPERVISOR[0], _("supervisión"), "/supervision/"),
        (ADMINISTRATOR[0], _("administración"), "/administracion/"),
        (AUDITOR[0], _("auditoría"), "/auditoria/"),
        (DELEGATE[0], _("protección de datos"), "/proteccion-de-datos/"),
    ]


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(cell) for cell in column) + 2 for column in zip(*rows, strict=True)]
    return ["  " + "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
