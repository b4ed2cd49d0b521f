"""The kinds of mail: the one list of them. What each says, and while what, its subject registers in its `mails.py`."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """By which way a message reaches a person."""

    MAIL = "mail"
    PHONE = "phone"  # SMS or WhatsApp, where the institution has a service for them


class MailKind(StrEnum):
    """What a mail says; each kind has one text."""

    # booking
    VERIFICATION = "verification"  # S24
    RECOVERY = "recovery"  # D17
    CONFIRMATION = "confirmation"  # S30
    MOVED = "moved"
    CANCELLED = "cancelled"
    REPLACED = "replaced"  # D4
    BOOKED_BY_OTHER = "booked_by_other"  # D28: to the registered mailbox
    RELEASED = "released"  # D28: to the person who had booked
    REMINDER_DAY = "reminder_day"
    REMINDER_HOURS = "reminder_hours"
    BRING_LIST = "bring_list"  # D31: to oneself, before there is a turno
    WAITING_JOINED = "waiting_joined"
    WAITING_REPLACED = "waiting_replaced"  # D17
    OFFER = "offer"
    # cases
    CORRECTION = "correction"  # D7
    EXTENSION = "extension"  # D7
    POSTPONED = "postponed"  # D12
    WITHDRAWAL = "withdrawal"  # D7
    REVERSAL_TURNO = "reversal_turno"
    REVERSAL_SOLICITUD = "reversal_solicitud"
    CODE_ISSUED = "code_issued"  # D35: to the registered mailbox
    # control
    SAMPLE_OPENED = "sample_opened"  # D35
    SAMPLE_KEPT = "sample_kept"
    # legal: to the address left at the unit, and to each case that waits
    POWER_ENDORSE = "power_endorse"  # S38
    POWER_OBSERVE = "power_observe"
    POWER_REFUSE = "power_refuse"
    POWER_REVOKE = "power_revoke"
    POWER_SUBSTITUTE = "power_substitute"
    POWER_DEATH = "power_death"
    CASE_ENDORSE = "case_endorse"
    CASE_OBSERVE = "case_observe"
    CASE_REFUSE = "case_refuse"
    CASE_REVOKE = "case_revoke"
    CASE_SUBSTITUTE = "case_substitute"
    CASE_DEATH = "case_death"
    # closures
    RESEATED = "reseated"
    KEPT = "kept"
    GO_BACK = "go_back"  # the old day is served again: the person may go back to it
    STANDS_AGAIN = "stands_again"
    # feedback
    COMPLAINT = "complaint"
    COMPLAINT_ANSWER = "complaint_answer"
    OPINION = "opinion"
    # rights
    DATA_REQUEST = "data_request"  # D34: the link by which a mailbox confirms what was asked
    # operations: to the mailboxes of the settings
    LOG_HEAD = "log_head"  # D32


REMINDERS = (MailKind.REMINDER_DAY, MailKind.REMINDER_HOURS, MailKind.OPINION)  # one of each for a turno as it stood
