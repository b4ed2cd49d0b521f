"""What is true of the database after the load: broken rules, and where the rush's seats went.

Usage: python -m bench.after; prints JSON. The rules are those of `manage.py check_invariants`, oversold seats included.
"""

from __future__ import annotations

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vinculo.config.settings")


def main() -> None:
    """Ask, and print."""
    django.setup()
    from django.db.models import Count

    from vinculo.queries.invariants import breaches
    from vinculo.records.models import Seat

    broken = breaches()
    rush = Seat.objects.filter(slot__agency__name="Agencia de la avalancha").order_by()
    found = {
        "oversold": sum(breach.rule == "sobreventa" for breach in broken),
        "breaches": [str(breach) for breach in broken],
        "rush": dict(rush.values_list("state").annotate(count=Count("pk"))),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
