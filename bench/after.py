"""What is true of the database after the load: broken rules, and where the rush's seats went.

Usage: python -m bench.after [TOLD]; prints JSON. TOLD is a file with the turnos that people were answered with. The
rules are those of `manage.py check_invariants`, oversold seats included.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vinculo.config.settings")


def lost_turnos(told: dict[str, str]) -> list[str]:
    """Return the turnos that people were answered with and that are not there, not confirmed or without their seats."""
    from django.db.models import Count, Q

    from vinculo.records.models import Draft
    from vinculo.rules.shared.references import hash_token

    taken = Count("turno__seats", filter=Q(turno__seats__state="taken"))
    mine = Draft.objects.filter(token_hash__in=map(hash_token, told), done_at__isnull=False)
    rows = mine.filter(turno__status="confirmed").annotate(taken=taken).filter(taken__gte=1).select_related("turno")
    there = {draft.token: draft.turno.token for draft in rows if draft.turno}
    return [turno for draft, turno in told.items() if there.get(draft) != turno]


def main(words: list[str]) -> None:
    """Ask, and print."""
    django.setup()
    from django.db.models import Count

    from vinculo.queries.operations.invariants import breaches
    from vinculo.records.models import Seat, Turno

    broken = breaches()
    rush = Seat.objects.filter(slot__agency__name="Agencia de la avalancha").order_by()
    result: dict[str, object] = {
        "oversold": sum(breach.rule == "sobreventa" for breach in broken),
        "breaches": [str(breach) for breach in broken],
        "rush": dict(rush.values_list("state").annotate(count=Count("pk"))),
    }
    if words:
        told: dict[str, str] = json.loads(Path(words[0]).read_text())
        confirmed = Turno.objects.filter(status="confirmed", presenter_number__startswith="EXT").count()
        result |= {"lost": lost_turnos(told), "confirmed": confirmed}
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1:])
