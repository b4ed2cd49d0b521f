"""What a centre needs besides its services: counters, and the groups who need not book (S29)."""

from __future__ import annotations

from vinculo.records.models import Agency, Counter, PriorityCategory, Service

FIRST_ACCESSIBLE = 1  # the counter nearest to the door, until the institution says otherwise


def add_categories(rows: list[dict[str, str]]) -> int:
    """Add the priority groups that are missing; return how many."""
    known = set(PriorityCategory.objects.values_list("code", flat=True))
    missing = [row for row in rows if row["code"] not in known]
    made = PriorityCategory.objects.bulk_create(
        PriorityCategory(code=row["code"], name=row["name"], position=int(row["position"])) for row in missing
    )
    return len(made)


def add_counters() -> int:
    """Give every agency without a counter as many as its services have places for; return how many.

    Each serves everything that the agency serves, and the first one is accessible.
    """
    without = Agency.objects.filter(counters=None, services__isnull=False).distinct()
    services: dict[int, list[Service]] = {}
    for service in Service.objects.filter(agency__in=without):
        services.setdefault(service.agency_id, []).append(service)
    made = Counter.objects.bulk_create(
        Counter(agency_id=agency, number=number, accessible=number == FIRST_ACCESSIBLE)
        for agency, theirs in services.items()
        for number in range(1, max(each.counters for each in theirs) + 1)
    )
    serves = Counter.procedures.through
    serves.objects.bulk_create(
        serves(counter=counter, procedure_id=service.procedure_id)
        for counter in made
        for service in services[counter.agency_id]
    )
    return len(made)
