"""What no program may change stays fenced: a later migration that makes a table anew would lose its triggers."""

from __future__ import annotations

import pytest
from django.db import connection

from vinculo.queries.operations.fences import fences

pytestmark = pytest.mark.django_db
QUESTIONS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}
FENCES = {
    *("hearing_statement_no_delete", "hearing_statement_no_update", "paper_notice_for_ever"),
    "adoption_look_no_delete",
    "adoption_look_no_update",
    "agreement_decided_for_ever",
    "agreement_no_delete",
    "breach_entry_no_delete",
    "breach_entry_no_update",
    "case_entry_no_delete",
    "case_entry_no_update",
    "certificate_facts_for_ever",
    "certificate_no_delete",
    "code_no_delete",
    "code_value_for_ever",
    "complaint_no_delete",
    "complaint_said_for_ever",
    "copy_for_ever",
    "copy_no_delete",
    "data_breach_known_for_ever",
    "data_breach_no_delete",
    "data_request_for_ever",
    "data_request_no_delete",
    "decision_for_ever",
    "decision_no_delete",
    "declaration_no_delete",
    "declaration_no_update",
    "disposal_no_delete",
    "disposal_no_update",
    "event_no_delete",
    "event_no_update",
    "link_no_delete",
    "link_no_update",
    "power_decided_for_ever",
    "power_decision_no_delete",
    "power_decision_no_update",
    "power_never_back",
    "power_no_delete",
    "power_proxies_for_ever",
    "power_token_for_ever",
    "queue_no_delete",
    "queue_no_update",
    "restriction_no_delete",
    "sample_decided_for_ever",
    "sample_drawn_for_ever",
    "sample_no_delete",
    "sample_said_for_ever",
    "seal_no_delete",
    "seal_no_update",
}
SEATS = {"seat_as_slot", "slot_to_seats"}  # a seat bears its slot's agency, procedure and hour
APPENDED = {
    "adoption_look",
    "case_entry",
    "decision",
    "declaration",
    "disposal",
    "event",
    "link",
    "power_decision",
    "queue",
    "seal",
}  # what only grows is neither replaced nor emptied
ONLY_APPENDED = {"sqlite": {f"{name}_no_replace" for name in APPENDED}}
ONLY = {
    "sqlite": {"seat_stays_as_slot", *(f"{name}_no_replace" for name in APPENDED)},
    "postgresql": {f"{name}_no_truncate" for name in APPENDED},
}


def test_every_fence_stands_after_all_migrations() -> None:
    with connection.cursor() as cursor:
        cursor.execute(QUESTIONS[connection.vendor])
        triggers = {name for (name,) in cursor.fetchall()}
    assert triggers == FENCES | SEATS | ONLY[connection.vendor]


def test_d32_the_one_list_names_every_fence() -> None:
    on_both = {fence.name for fence in fences(connection.vendor)}
    seats = SEATS | (ONLY["sqlite"] - ONLY_APPENDED["sqlite"])
    assert on_both == (FENCES | ONLY[connection.vendor]) - seats
