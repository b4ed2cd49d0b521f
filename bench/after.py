"""What is true of the database after the load: broken rules, and where the rush's seats went.

Usage: python -m bench.after [TOLD [HANDED]]; prints JSON. TOLD is a file with the turnos that people were answered
with, HANDED one with what arrived of the outbox. The rules are those of `manage.py check_invariants`, oversold seats
included.
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


def compare_outbox(told: dict[str, str], handed: dict[str, dict[str, int]]) -> dict[str, object]:
    """Return what became of the outbox: what is lost, what came again, and what was taken under two keys."""
    from django.db.models import Count

    from vinculo.records.models import Message
    from vinculo.rules.shared.references import hash_token

    def list_sent_keys(channel: str) -> set[str]:
        keys = Message.objects.filter(channel=channel, state="sent").values_list("pk", flat=True)
        return {str(key) for key in keys}

    drafts = {hash_token(draft) for draft in told}
    confirmed = Message.objects.filter(kind="confirmation", channel="mail", state="sent", turno__draft__isnull=False)
    with_one = set(confirmed.values_list("turno__draft__token_hash", flat=True))
    return {
        "outbox": list(Message.objects.order_by().values_list("channel", "kind", "state").annotate(Count("pk"))),
        "without a confirmation": len(drafts - with_one),
        "mails": len(handed["mails"]),
        "mails lost": sorted(list_sent_keys("mail") - set(handed["mails"])),
        "mails twice": sum(times - 1 for times in handed["mails"].values()),
        "phones": len(handed["phones"]),
        "phones lost": sorted(list_sent_keys("phone") - set(handed["phones"])),
        "phones again": sum(times - 1 for times in handed["calls"].values()),
        "taken twice": sorted(key for key, keys in handed["phones"].items() if keys > 1),
    }


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
        if words[1:]:
            result |= compare_outbox(told, json.loads(Path(words[1]).read_text()))
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1:])
