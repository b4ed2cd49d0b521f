"""What the event log held before it was chained: rows without a key, which the first event of the chain describes."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from vinculo.records.events import Event, Seal

CHUNK = 2000


@dataclass(frozen=True)
class OldLog:
    """The events and seals without a key: how many, what they come to, the newest event and the head of the seals."""

    events: int
    digest: str
    last: int
    seals: int
    head: str

    def fields(self) -> list[str]:
        """Return it as the first event of the chain holds it."""
        return [str(self.events), self.digest, str(self.last), str(self.seals), self.head]


def describe_old_log() -> OldLog:
    """Return what stands in the log without a key."""
    count, last, total = 0, 0, sha256()
    rows = Event.objects.filter(key_id="").order_by("pk").values_list("pk", "hash")
    for pk, value in rows.iterator(chunk_size=CHUNK):
        total.update(f"{pk}:{value}|".encode())
        count, last = count + 1, pk
    seals = Seal.objects.filter(key_id="").order_by("-pk")
    newest = seals.first()
    return OldLog(count, total.hexdigest(), last, seals.count(), newest.hash if newest else "")
