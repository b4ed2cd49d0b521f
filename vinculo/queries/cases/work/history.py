"""The history of one case for the service (D37): notes, why it was left open, who had it; who has it open now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils.translation import gettext as _

from vinculo.queries.cases.work.lists import in_words
from vinculo.queries.cases.work.reasons import with_reasons
from vinculo.records.models import Case, CaseEntry, Event, Staff
from vinculo.rules.cases.work import ENTRIES, OpenReason
from vinculo.rules.shared.acts import Act, Subject

COMPANY = timedelta(minutes=20)  # for which somebody who opened a case may still be at it
_SUGGESTED = {OpenReason.LEGAL: "legal", OpenReason.SECOND: "second"}


@dataclass(frozen=True)
class EntryLine:
    """One entry of a case in words; by nobody where the day or the queue wrote it."""

    kind: str
    title: str
    said: str
    by: str
    to: str
    at: datetime


@dataclass(frozen=True)
class Company:
    """Somebody else who opened the case a moment ago."""

    name: str
    at: datetime


def history(case: Case) -> list[EntryLine]:
    """Return the entries of a case, the newest first; one statement."""
    rows = CaseEntry.objects.filter(case=case).select_related("written_by", "to").order_by("-pk")
    return [
        EntryLine(
            kind=each.kind,
            title=_(ENTRIES[each.kind]),  # type: ignore[index]
            said=in_words(each),
            by=each.written_by.printed_name() if each.written_by else "",
            to=each.to.printed_name() if each.to else "",
            at=each.written_at,
        )
        for each in rows
    ]


def company(case: Case, staff: Staff, now: datetime) -> list[Company]:
    """Return who else read the page of a case of late, the last one first; two statements, one where nobody did."""
    read = Event.objects.filter(subject=Subject.CASE, subject_id=case.pk, act=Act.CASE_READ, at__gt=now - COMPANY)
    last = dict(read.exclude(actor=staff).order_by().values_list("actor").annotate(Max("at")))
    people = Staff.objects.filter(pk__in=last) if last else []
    found_there = [Company(each.printed_name(), last[each.pk]) for each in people]
    return sorted(found_there, key=lambda each: each.at, reverse=True)


def suggest_reason(case: Case, now: datetime) -> str:
    """Return the reason for which a case stays open where the case itself says it; else nothing."""
    rows = with_reasons(Case.objects.filter(pk=case.pk), now, but=[OpenReason.VISIT])  # the visit ends
    return _SUGGESTED.get(rows.values_list("why", flat=True).get(), "")
