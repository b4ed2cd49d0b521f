"""People with a session, a verified e-mail and a chosen place, ready to read and to book; written for wrk.

A line of a file is one person: address, cookie and, where something is sent, the body of the form.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from bench.sizes import Size
from vinculo.queries.booking.places import review_mark
from vinculo.records.models import Affiliate, Agency, Draft, Slot
from vinculo.records.sessions import SessionStore, hash_key
from vinculo.rules.shared.references import hash_token

BATCH = 2000
CHANCE = random.Random(20261130)  # the same people and hours in every run
NEAR = 18  # working days within the horizon on which people read and book
SECRET = "0123456789abcdefghijklmnopqrstuv"


class Crowd:
    """Makes people, in batches."""

    def __init__(self, procedure: int) -> None:
        self.procedure = procedure
        self.now = timezone.now()
        self.made = Affiliate.objects.count()
        self.provinces: dict[int, int] = dict(Agency.objects.values_list("pk", "province_id"))

    def affiliates(self, count: int) -> list[Affiliate]:
        """Return so many new affiliates."""
        rows = [
            Affiliate(
                code=f"EXT{5000000 + self.made + index}",
                names=f"Persona {index}",
                names_key=f"PERSONA {index}",
                active=True,
                updated_at=self.now,
            )
            for index in range(count)
        ]
        self.made += count
        return Affiliate.objects.bulk_create(rows, batch_size=BATCH)

    def drafts(self, agencies: list[int]) -> list[tuple[str, str]]:
        """Return token and cookie of a new draft at each of these agencies, each of a person of its own."""
        rows = [
            Draft(
                **Draft.link_of(secrets.token_hex(16)),
                presenter_number=who.code,
                email=f"{who.code}@example.com",  # of their own: one mailbox holds three turnos (D28)
                mobile="+593991234567",
                verified_at=self.now,
                affiliate=who,
                province_id=self.provinces[agency],
                procedure_id=self.procedure,
                agency_id=agency,
                created_at=self.now,
                updated_at=self.now,
            )
            for who, agency in zip(self.affiliates(len(agencies)), agencies, strict=True)
        ]
        Draft.objects.bulk_create(rows, batch_size=BATCH)
        cookies = sessions([{"drafts": [hash_token(row.token)]} for row in rows])
        return [(row.token, cookie) for row, cookie in zip(rows, cookies, strict=True)]


def sessions(contents: Iterable[dict[str, object]]) -> list[str]:
    """Return the cookies of a new session for each of these contents, with the guard of forms."""
    store, ends = SessionStore(), timezone.now() + timedelta(hours=12)
    made = {secrets.token_hex(16): store.encode(each) for each in contents}
    rows = [Session(session_key=hash_key(key), session_data=data, expire_date=ends) for key, data in made.items()]
    Session.objects.bulk_create(rows, batch_size=BATCH)
    return [f"sessionid={key}; csrftoken={SECRET}" for key in made]


def body(seats: int = 1) -> str:
    """Return what a script sends for a form: the guard as the cookie has it."""
    return f"csrfmiddlewaretoken={SECRET}&asientos={seats}"


def write(folder: Path, size: Size, procedure: int, agencies: list[int], days: list[date]) -> None:
    """Write who reads and who books, for the product and for the bare program."""
    crowd = Crowd(procedure)
    near = days[1 : NEAR + 1] or days
    _write_readers(folder, size, crowd, agencies, near)
    hours = _hours(agencies, near[0], near[-1], 2 * size.bookers)
    ours, bare = hours[::2][: size.bookers], hours[1::2][: size.bookers]
    drafts = crowd.drafts([agency for _, agency in ours])
    paths = [f"/turnos/{token}/hora/{slot}/" for (token, _), (slot, _) in zip(drafts, ours, strict=True)]
    read = _read([token for token, _ in drafts], [slot for slot, _ in ours])
    mine = zip(paths, (cookie for _, cookie in drafts), (f"{body()}&leido={mark}" for mark in read), strict=True)
    _lines(folder / "book-product.tsv", mine)
    people = crowd.affiliates(len(bare))
    cookies = sessions([{"affiliate": each.pk} for each in people])
    _lines(folder / "book-bare.tsv", zip((f"/tomar/{slot}/" for slot, _ in bare), cookies, strict=True), body())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _read(tokens: list[str], slots: list[int]) -> list[str]:
    """Return what each review will carry of the hour that its draft holds: a script confirms without looking."""
    drafts = {draft.token: draft for draft in Draft.objects.filter(token_hash__in=map(hash_token, tokens))}
    starts = dict(Slot.objects.filter(pk__in=slots).values_list("pk", "starts"))
    return [review_mark(drafts[token], starts[slot], 1) for token, slot in zip(tokens, slots, strict=True)]


def _write_readers(folder: Path, size: Size, crowd: Crowd, agencies: list[int], days: list[date]) -> None:
    chosen = [CHANCE.choice(agencies) for _ in range(size.readers)]
    ours, bare = [], []
    cookies = sessions([{"affiliate": 1} for _ in chosen])
    for (token, cookie), plain, agency in zip(crowd.drafts(chosen), cookies, chosen, strict=True):
        for day in CHANCE.sample(days, min(5, len(days))):
            ours.append((f"/turnos/{token}/dia/?dia={day}", cookie))
            bare.append((f"/leer/{agency}/{day}/", plain))
    _lines(folder / "read-product.tsv", ours)
    _lines(folder / "read-bare.tsv", bare)


def _hours(agencies: list[int], first: date, last: date, count: int) -> list[tuple[int, int]]:
    """Return slot and agency of so many hours at random, a slot again only when all had their turn."""
    day = timedelta(days=1)
    span = (datetime.combine(first, datetime.min.time()), datetime.combine(last + day, datetime.min.time()))
    slots = Slot.objects.filter(agency__in=agencies, starts__range=[timezone.make_aware(each) for each in span])
    rows = list(slots.order_by("pk").values_list("pk", "agency_id"))
    CHANCE.shuffle(rows)
    return (rows * (count // len(rows) + 1))[:count]


def write_rush(folder: Path, size: Size, procedure: int, agency: int, days: list[date]) -> None:
    """Write who rushes on one agency, and on which days it has seats."""
    drafts = Crowd(procedure).drafts([agency] * size.rush_people)
    _lines(folder / "rush.tsv", [(f"/turnos/{token}/", cookie) for token, cookie in drafts], body())
    count = -(-size.rush_seats // (size.hours * size.seats))
    (folder / "rush-days.txt").write_text("\n".join(str(day) for day in days[:count]) + "\n")


def _lines(path: Path, rows: Iterable[tuple[str, ...]], sent: str = "") -> None:
    path.write_text("".join("\t".join([*row, sent] if sent else row) + "\n" for row in rows))
