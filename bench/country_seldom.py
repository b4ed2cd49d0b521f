"""The fourth part of a history (bench/history.py): what happens to few, and the waiting list."""

from __future__ import annotations

from bench.filling import fill
from bench.history import History
from vinculo.records.models import (
    Agreement,
    Closing,
    Draft,
    Extension,
    Offer,
    Reminder,
    Reprint,
    Reseating,
    Resemblance,
    Reversal,
    WaitingEntry,
)


def write_seldom(size: History) -> None:
    """Make what happens to few: asked for longer, printed again, taken back, told apart, moved; and reminders."""
    at = "s.opened_at + interval '1 day'"
    _write_of_decisions(at)
    _write_of_people(at)
    _write_closings()


def _write_of_decisions(at: str) -> None:
    """Make extensions, reprints, and what was taken back."""
    seldom = "h_solicitud s JOIN records_decision d ON d.solicitud_id = s.id"
    fill(
        Extension,
        f"{seldom} WHERE d.kind = 'correction' AND s.i % 3 = 0",
        correction_id="d.id",
        online="true",
        asked_at=at,
    )
    fill(
        Reprint,
        "h_solicitud s JOIN records_certificate k ON k.solicitud_id = s.id WHERE s.i % 20 = 1",
        certificate_id="k.id",
        number="1",
        reason="'Se perdió.'",
        printed_by_id="s.opened_by_id",
        printed_at=at,
    )
    fill(
        Reversal,
        "h_solicitud s WHERE s.i % 50 = 2",
        solicitud_id="s.id",
        was="'issued'",
        now_is="'in_review'",
        reason="'slip'",
        words="'Se escribió mal.'",
        made_by_id="s.opened_by_id",
        made_at=at,
    )


def _write_of_people(at: str) -> None:
    """Make people who were told apart, and the reminders."""
    fill(
        Resemblance,
        "h_solicitud s JOIN h_affiliate a ON a.i = s.i % 1000 WHERE s.i % 20 = 3",
        solicitud_id="s.id",
        affiliate_id="a.id",
        same="false",
        reason="'Otra persona.'",
        decided_by_id="s.opened_by_id",
        decided_at=at,
    )
    fill(
        Agreement,
        "h_solicitud s WHERE s.i % 20 = 4",
        kind="'candidate_dismissed'",
        state="CASE WHEN s.i % 40 = 4 THEN 'lapsed' ELSE 'agreed' END",
        case_id="s.case_id",
        agency_id="s.agency_id",
        subject="'h' || s.i",
        compared="'[]'",
        reason="'Otra persona.'",
        asked_by_id="s.opened_by_id",
        asked_at=at,
        lapses_at=f"{at} + interval '1 hour'",
        decided_by_id="CASE WHEN s.i % 40 <> 4 THEN (SELECT min(second) FROM h_centre) END",
        decided_at=f"{at} + interval '1 hour'",
        answer="CASE WHEN s.i % 40 <> 4 THEN 'Sí, es otra.' ELSE '' END",
    )
    fill(
        Reminder,
        "h_turno t JOIN records_message m ON m.turno_id = t.id AND m.kind = 'reminder_day'",
        turno_id="t.id",
        kind="'reminder_day'",
        sequence="0",
        message_id="m.id",
    )


def _write_closings() -> None:
    """Make closed days, and the turnos that they moved."""
    closed = "h_centre c JOIN h_day d ON (d.i + c.i) % 4 = 0"
    fill(
        Closing,
        closed,
        key="'history:' || c.id || ':' || d.d",
        agency_id="c.id",
        first="d.d",
        last="d.d",
        reason="'Corte de energía'",
        closed_by_id="c.officer",
        closed_at="d.opens - interval '3 days'",
        done_at="d.opens - interval '3 days'",
    )
    fill(
        Reseating,
        "records_closing k JOIN h_turno t ON t.agency_id = k.agency_id AND t.d = k.first + 1"
        " WHERE k.key LIKE 'history:%' AND t.i % 10 = 0",
        closing_id="k.id",
        turno_id="t.id",
        outcome="'moved'",
        old_agency_id="t.agency_id",
        old_starts="t.starts - interval '1 day'",
        sequence="1",
        made_at="k.closed_at",
    )


def write_waiting(size: History) -> None:
    """Make those who wait for a turno at the centres that have no seat left."""
    fill(
        WaitingEntry,
        f"h_affiliate a JOIN h_centre c ON c.i = {size.full_from} + a.i % {size.centres - size.full_from}"
        f" WHERE a.i < {size.waiting} ORDER BY a.i",
        token="md5('waiting' || a.i)",
        state="'waiting'",
        presenter_kind="'code'",
        presenter_number="a.code",
        presenter_key="'waits:' || a.code",
        affiliate_id="a.id",
        email="'w' || a.i || '@example.com'",
        mailbox="'w' || a.i || '@example.com'",
        mobile="'+593991234567'",
        agency_id="c.id",
        procedure_id="c.procedure",
        first=f"date '{size.until}'",
        last=f"date '{size.until}' + 11",
        dependents="1 + a.i % 2",
        joined_at=f"timestamptz '{size.until}' - a.i * interval '1 minute'",
    )


def write_offers(size: History) -> None:
    """Make what came of the waiting list, one turno in fifty, and the drafts that people left."""
    at = "t.starts - interval '5 days'"
    who = {
        "presenter_kind": "'code'",
        "presenter_number": "'EXT' || (30000000 + t.i)",
        "email": "t.email",
        "mobile": "'+593991234567'",
        "affiliate_id": "t.affiliate_id",
        "agency_id": "t.agency_id",
        "procedure_id": "t.procedure_id",
    }
    fill(
        WaitingEntry,
        "h_turno t WHERE t.i % 50 = 7",
        token="md5('offered' || t.i)",
        state="'met'",
        presenter_key="'offered:' || t.id",
        first="t.d - 3",
        last="t.d + 3",
        dependents="1",
        joined_at=f"{at} - interval '1 day'",
        ended_at=at,
        **who,
    )
    fill(
        Offer,
        "h_turno t JOIN records_waitingentry w ON w.presenter_key = 'offered:' || t.id"
        " JOIN records_slot s ON s.agency_id = t.agency_id AND s.procedure_id = t.procedure_id AND s.starts = t.starts",
        entry_id="w.id",
        turno_id="t.id",
        slot_id="s.id",
        state="'accepted'",
        made_at=f"{at} - interval '1 hour'",
        expires_at=at,
        ended_at=f"{at} - interval '10 minutes'",
    )
    left = f"timestamptz '{size.until} 13:00Z' - t.i % 20 * interval '1 minute'"
    fill(Draft, "h_turno t WHERE t.i % 50 = 9", token="md5('draft' || t.i)", created_at=left, updated_at=left, **who)
