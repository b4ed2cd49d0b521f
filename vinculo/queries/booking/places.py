"""What is held of an affiliate and of a mailbox, as the bounds of D28 count it; the link that releases a turno."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import connection
from django.utils.crypto import salted_hmac

from vinculo.queries.booking.drafts import seats_wanted
from vinculo.queries.shared.local_time import local_day
from vinculo.records.models import Affiliate, Draft, Power, Turno
from vinculo.records.rows import rows
from vinculo.rules.booking.bounds import Bounds, Place, Proof, give_way
from vinculo.rules.booking.mailboxes import fold_mailbox
from vinculo.rules.booking.status import LIVE_WAITING
from vinculo.rules.legal.status import EXPIRED, STANDING, power_standing
from vinculo.rules.shared.statuses import LIVE_TURNO, SeatState, TurnoStatus

SALT = "vinculo.release"


def live_places(affiliate: int, procedure: int, mailbox: str, now: datetime) -> tuple[list[Place], Bounds]:
    """Return what is live of this affiliate and procedure and of this mailbox, the oldest first, and the bounds.

    A hold that ran out holds nothing. One statement; read it under the lock of `actions.booking.bounds`.
    """
    [row] = rows(f"SELECT {places_columns()}", affiliate=affiliate, procedure=procedure, mailbox=mailbox, now=now)
    return read_places(*row)


def read_places(mailbox_most: int | None, places: str | None) -> tuple[list[Place], Bounds]:
    """Return the places and bounds that `places_columns` brought: the settings of D28, of a named mailbox its own."""
    bounds = Bounds(
        proxies=settings.UNPROVEN_PROXIES,
        seats=settings.UNPROVEN_SEATS,
        mailbox=mailbox_most or settings.MAILBOX_TURNOS,
    )
    return [_place(row) for row in json.loads(places or "[]")], bounds


def places_columns() -> str:
    """Return the columns with the bound of a mailbox and all places as one text, for any statement.

    Its values: affiliate, procedure, mailbox, now.
    """
    return PLACES_OF_POSTGRESQL if connection.vendor == "postgresql" else PLACES_OF_SQLITE


def _place(row: Sequence[Any]) -> Place:
    turno, entry, key, affiliate, procedure, by_proxy, proof, mailbox, seats, status = row
    return Place(
        key=key,
        affiliate=affiliate,
        procedure=procedure,
        by_proxy=bool(by_proxy),
        proof=Proof(proof),
        mailbox=mailbox,
        seats=seats if turno else seats_wanted(seats),
        turno=turno,
        entry=entry,
        held=status not in CONFIRMED,
        fixed=status == TurnoStatus.ARRIVED,
    )


CONFIRMED = {TurnoStatus.CONFIRMED, TurnoStatus.ARRIVED}
COLUMNS = "presenter_key, affiliate_id, procedure_id, by_proxy, proof, mailbox"
OF_ONE = "(affiliate_id = %(affiliate)s AND procedure_id = %(procedure)s OR mailbox = %(mailbox)s AND mailbox <> '')"
LIVE = ", ".join(f"'{status}'" for status in sorted(LIVE_TURNO))
WAITING = ", ".join(f"'{state}'" for state in LIVE_WAITING)
PLACES = f"""
(SELECT most FROM records_mailboxbound WHERE mailbox = %(mailbox)s),
(SELECT CAST({{listed}}(turno, entry, {COLUMNS}, seats, status)) AS text) FROM (
  SELECT id AS turno, 0 AS entry, {COLUMNS}, seats_count AS seats, status, created_at AS since
  FROM records_turno live
  WHERE status IN ({LIVE}) AND {OF_ONE} AND (status <> '{TurnoStatus.HOLDING.value}' OR EXISTS (
    SELECT 1 FROM records_seat holding
    WHERE holding.turno_id = live.id AND holding.state = '{SeatState.HELD.value}' AND holding.held_until > %(now)s
  ))
  UNION ALL
  SELECT 0 AS turno, id AS entry, {COLUMNS}, dependents AS seats, state AS status, joined_at AS since
  FROM records_waitingentry entry WHERE state IN ({WAITING}) AND {OF_ONE}
  ORDER BY since, turno, entry
) AS place)
"""  # nosec B608
PLACES_OF_POSTGRESQL = PLACES.format(listed="json_agg(json_build_array")
PLACES_OF_SQLITE = PLACES.format(listed="json_group_array(json_array")


def what_is_in_the_way(draft: Draft, key: str, procedure: int | None, dependents: int, now: datetime) -> list[Place]:
    """Return the unproven turnos that end when this draft is confirmed, before an hour is chosen (D28).

    Without a procedure nothing is known yet. Read without a lock: it is asked again when an hour is chosen and
    confirmed. Raises `rules.booking.bounds.BoundReached`.
    """
    if draft.moves_id or draft.affiliate_id is None or procedure is None:
        return []
    wish = Place(
        key=key,
        affiliate=draft.affiliate_id,
        procedure=procedure,
        by_proxy=draft.by_proxy,
        proof=Proof(draft.proof),
        mailbox=fold_mailbox(draft.email),
        seats=seats_wanted(dependents),
    )
    places, most = live_places(wish.affiliate, wish.procedure, wish.mailbox, now)
    return [place for place in give_way(wish, places, most) if place.turno]


def turno_by_pk(pk: int) -> Turno | None:
    """Return a turno with what the pages of booking say of it, or None."""
    return Turno.objects.select_related("agency__province", "procedure", "affiliate").filter(pk=pk).first()


def review_mark(draft: Draft, starts: datetime, seats: int) -> str:
    """Return the mark of all that the review shows of a draft: anyone who confirms sends back what they read (D30)."""
    read = [starts.astimezone(UTC).isoformat(), seats, draft.agency_id, draft.procedure_id, draft.dependents]
    read += [draft.presenter_number, draft.by_proxy, draft.affiliate_id, draft.email, draft.mobile]
    return salted_hmac("vinculo.review", json.dumps(read), algorithm="sha256").hexdigest()[:24]


def has_power(affiliate: Affiliate, key: str, mailbox: str, now: datetime) -> bool:
    """Return whether a power of this proxy for this affiliate was received or endorsed and has not ended (D28, S38).

    Where the proxy left an e-mail at the legal unit it is asked too: anybody can type a proxy's number.
    """
    standing = Power.objects.filter(affiliate=affiliate, proxy_key=key, state__in=STANDING)
    today = local_day(None, now)
    return any(
        power_standing(power.state, power.expires_on, today) != EXPIRED
        and (not power.email or fold_mailbox(power.email) == mailbox)
        for power in standing
    )


def release_link(turno: Turno) -> str:
    """Return the last part of the address that releases a turno: it is sent to the registered mailbox alone (D28)."""
    return signing.dumps(turno.pk, salt=SALT)


def turno_of_release(link: str) -> Turno | None:
    """Return the turno of such an address, or None."""
    try:
        pk = int(signing.loads(link, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return Turno.objects.select_related("agency__province", "procedure", "affiliate").filter(pk=pk).first()
