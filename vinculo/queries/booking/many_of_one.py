"""Many live turnos of one code, one mailbox or one mobile: a sign for the supervisor, never a refusal (D28)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count

from vinculo.queries.shared.access import NotFoundHere, record_view, supervised_agencies
from vinculo.queries.shared.local_time import local_moment
from vinculo.records.models import Staff, Turno
from vinculo.rules.booking.bounds import Proof
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import TurnoStatus

COLUMNS = {"code": "affiliate__code", "mailbox": "mailbox", "mobile": "mobile"}
MOST = 50  # groups of each kind on the page


@dataclass(frozen=True)
class Line:
    """One of the turnos, and whether this supervisor may let go of it."""

    turno: Turno
    starts: datetime
    is_unproven: bool
    may_release: bool


@dataclass(frozen=True)
class TurnoGroup:
    """What the turnos have in common, and which they are."""

    kind: str  # a key of COLUMNS
    value: str
    lines: list[Line]


def many_of_one(staff: Staff, now: datetime) -> list[TurnoGroup]:
    """Return the groups with a turno at a centre of this supervisor, the largest first; what is shown is an event."""
    groups = [group for kind in COLUMNS for group in _groups(staff, kind, now)]
    shown = {line.turno.pk for group in groups for line in group.lines}
    record_view(act=Act.TURNOS_OF_ONE_READ, subject=Subject.TURNO, subject_ids=sorted(shown), staff=staff, now=now)
    return groups


def _groups(staff: Staff, kind: str, now: datetime) -> Iterator[TurnoGroup]:
    column = COLUMNS[kind]
    least = getattr(settings, f"MANY_OF_ONE_{kind.upper()}")
    live = Turno.objects.filter(status=TurnoStatus.CONFIRMED, starts__gt=now).exclude(**{column: ""})
    mine = set(supervised_agencies(staff).values_list("pk", flat=True))
    touching = live.filter(agency__in=mine).values(column)
    counted = live.filter(**{f"{column}__in": touching}).order_by().values(column).annotate(count=Count("pk"))
    many = counted.filter(count__gte=least).order_by("-count", column)[:MOST]
    values = [row[column] for row in many]
    of_them = live.filter(**{f"{column}__in": values}).select_related("agency", "affiliate").order_by("starts", "pk")
    turnos = [(turno, turno.affiliate.code if kind == "code" else getattr(turno, column)) for turno in of_them]
    for value in values:
        yield TurnoGroup(kind, value, [_line(turno, mine) for turno, its in turnos if its == value])


def _line(turno: Turno, mine: set[int]) -> Line:
    starts = local_moment(turno.agency, turno.starts)
    return Line(turno, starts, turno.proof == Proof.UNPROVEN, turno.agency_id in mine)


def supervised_turno(staff: Staff, reference: str) -> Turno:
    """Return a turno at a centre of this supervisor. Raises `NotFoundHere`."""
    rows = Turno.objects.select_related("agency", "affiliate", "procedure").filter(reference=reference)
    turno = rows.filter(agency__in=supervised_agencies(staff)).first()
    if turno is None:
        raise NotFoundHere
    return turno
