"""Counters that serve: only they give a centre its seats (D38)."""

from __future__ import annotations

from collections.abc import Sequence

from vinculo.records.models import Agency, Counter, Procedure


def make_counters(agencies: Sequence[Agency], procedure: Procedure, each: int) -> None:
    """Give every one of these centres so many counters, those it has included, and let all of these serve."""
    numbers = range(1, each + 1)
    made = [Counter(agency=agency, number=number) for agency in agencies for number in numbers]
    Counter.objects.bulk_create(made, ignore_conflicts=True)
    serves = Counter.procedures.through
    there = Counter.objects.filter(agency__in=agencies, number__in=numbers)
    rows = [serves(counter_id=pk, procedure_id=procedure.pk) for pk in there.values_list("pk", flat=True)]
    serves.objects.bulk_create(rows, ignore_conflicts=True)
