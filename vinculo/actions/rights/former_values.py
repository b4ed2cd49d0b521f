"""The secrets by which former values of a person could be proved: deleted with the person (D32, D34)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from vinculo.actions.rights.letting_go import ENDED_POWER
from vinculo.queries.rights import finding
from vinculo.queries.rights.whose import Whose
from vinculo.records.models import Affiliate, Case, Person, Power, Restriction, Solicitud, Turno, WaitingEntry
from vinculo.records.values.changes import AnotherSecret, HoldsSecret
from vinculo.rules.rights.status import WhoseKind
from vinculo.rules.shared.statuses import DEAD_TURNO, LIVE_TURNO

Rows = QuerySet[HoldsSecret]


def forget_values(whose: Whose) -> int:
    """Put new secrets in the place of somebody's, so that no former value can be proved any more; return how many.

    What is still open, and a person whose data are restricted, keeps them: the proof may be needed there.
    """
    return sum(rows.update(value_secret=AnotherSecret()) for rows in _rows(whose))


def _rows(whose: Whose) -> Iterator[QuerySet[Affiliate] | QuerySet[Person] | Rows]:
    closed = Case.objects.filter(finding.case_rows(whose), closed_at__isnull=False)
    yield closed.exclude(affiliate__in=_list_restricted("affiliate"))
    turnos = Turno.objects.filter(finding.turno_rows(whose), status__in=DEAD_TURNO)
    yield turnos.exclude(affiliate__in=_list_restricted("affiliate"))
    yield WaitingEntry.objects.filter(finding.turno_rows(whose), ended_at__isnull=False)
    powers = Power.objects.filter(finding.power_rows(whose), state__in=ENDED_POWER)
    yield powers.exclude(affiliate__in=_list_restricted("affiliate"))
    if whose.kind is WhoseKind.AFFILIATE:
        yield _affiliates(whose)
    else:  # the dependents of an affiliate are other people
        ended = Q(case__isnull=True, turno__isnull=True) | Q(case__closed_at__isnull=False)
        yield Solicitud.objects.filter(ended & finding.solicitud_rows(whose)).exclude(
            person__in=_list_restricted("person")
        )
        open_case = Solicitud.objects.filter(person=OuterRef("pk"), case__isnull=False, case__closed_at__isnull=True)
        persons = Person.objects.filter(~Exists(open_case), pk__in=whose.persons)
        yield persons.exclude(pk__in=_list_restricted("person"))


def _affiliates(whose: Whose) -> QuerySet[Affiliate]:
    open_case = Case.objects.filter(affiliate=OuterRef("pk"), closed_at__isnull=True)
    live = Turno.objects.filter(affiliate=OuterRef("pk"), status__in=LIVE_TURNO)
    rows = Affiliate.objects.filter(~Exists(open_case), ~Exists(live), pk__in=whose.affiliates)
    return rows.exclude(pk__in=_list_restricted("affiliate"))


def _list_restricted(column: str) -> QuerySet[Restriction, int]:
    rows = Restriction.objects.filter(lifted_at__isnull=True, **{f"{column}__isnull": False})
    return rows.values_list(column, flat=True)
