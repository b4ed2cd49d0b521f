"""The words of the events and of the mails of this version: those of before, and what came with it (D32)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module

from django.db import migrations

log = import_module("vinculo.records.migrations.0043_log")
control = import_module("vinculo.records.migrations.0035_control_of_codes")


def add_words(words: Sequence[str], new: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the words with each of the new ones after the word that it follows."""
    return [each for word in words for each in (word, *new.get(word, ()))]


ACTS = add_words(
    control.ACTS,
    {
        "certificate_reprinted": ["clock_turned_back"],
        "days_reopened": ["day_sealed"],
        "extension_decided": ["factor_failed", "factor_removed", "factor_set"],
        "link_ended": ["log_exported", "log_key_changed", "log_read", "log_started"],
        "local_day_rejected": ["log_in_failed"],
        "mail_sent_again": ["notices_read", "notice_delivered", "notice_made"],
        "party_declared": ["password_changed", "password_reset"],
        "presenter_written": ["recovery_code_used"],
        "sample_drawn": ["sample_heard"],
        "seat_offered": ["session_ended"],
        "work_list_read": [
            "data_searched",
            "data_read",
            "data_handed_over",
            "data_corrected",
            "data_forgotten",
            "data_request_received",
            "data_request_answered",
            "data_restricted",
            "data_restriction_lifted",
            "data_breach_recorded",
            "data_breach_written",
            "retention_applied",
        ],
    },
)
SUBJECTS = add_words(control.SUBJECTS, {"draft": ["log"], "service": ["datarequest", "databreach", "retentionrule"]})
KINDS = add_words(control.KINDS, {"opinion": ["log_head"]})


class Migration(migrations.Migration):
    dependencies = [("records", "0051_hearing")]
    operations = [
        migrations.RunPython(log.take_down_events, log.put_up_events),  # SQLite makes the table of events anew
        *control.of_vocabulary("event", "act", ACTS, "event_act", 40),
        *control.of_vocabulary("event", "subject", SUBJECTS, "event_subject_kind", 20),
        migrations.RunPython(log.put_up_events, log.take_down_events),
        *control.of_vocabulary("message", "kind", KINDS, "message_kind", 20),
    ]
