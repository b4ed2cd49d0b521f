"""Closings by the guided act, until they are reopened, and what each of them did with every turno that it hit.

What a change of reference data does to turnos is written down as one, too (D38).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from vinculo.records.booking import Turno
from vinculo.records.people import Staff
from vinculo.records.places import Agency, Procedure, Province
from vinculo.records.vocabulary import choices, vocabulary_check, words
from vinculo.rules.closures.outcomes import ClosingAnswer, ClosingOutcome


class Closing(models.Model):
    """What was closed, why and by whom: the nation, a province, a city, an agency, one counter of it or some hours.

    Without `last` the agency is closed until it is reopened. `key` names the scope: it stands once. `written` holds
    the calendar days that this act wrote, each with the name of an opening that it replaced. `since` and `until` are
    hours of each of the days by the clock of the agency; `most` is how many counters stay in them. With `change` it is
    no closing but a change of these reference data: they say what is served, and are changed back by themselves.
    """

    key = models.CharField(max_length=160)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="closings")
    province = models.ForeignKey(Province, models.PROTECT, null=True, related_name="+")
    city = models.CharField(max_length=80, blank=True)
    first = models.DateField()
    last = models.DateField(null=True)
    counter = models.PositiveSmallIntegerField(null=True)
    since = models.TimeField(null=True)
    until = models.TimeField(null=True)
    most = models.PositiveSmallIntegerField(null=True)
    change = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=160)
    written = models.JSONField(default=dict)
    closed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)  # everybody who was hit is seated or told
    reopened_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    reopened_at = models.DateTimeField(null=True)
    reopening_reason = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=Q(reopened_at__isnull=True), name="closing_stands_once"),
            models.CheckConstraint(condition=Q(last__isnull=True) | Q(first__lte=F("last")), name="closing_days"),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True, reopened_by__isnull=True)
                | (Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reopening_reason="")),
                name="closing_reopened",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True, until__isnull=True)
                | Q(since__isnull=False, until__isnull=False, since__lt=F("until")),
                name="closing_hours",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True, most__isnull=True)
                | Q(agency__isnull=False, last__isnull=False, change="")
                & (Q(counter__isnull=True) | Q(most__isnull=True)),
                name="closing_part",
            ),
            models.CheckConstraint(condition=Q(change="") | Q(counter__isnull=True), name="closing_change"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["last"], condition=Q(reopened_at__isnull=True), name="closing_standing")
        ]


class Reseating(models.Model):
    """A turno that a closing hit, as it stood then and as it stands since: `sequence` is the turno's afterwards."""

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="reseatings")
    turno = models.ForeignKey(Turno, models.PROTECT, related_name="reseatings")
    outcome = models.CharField(max_length=5, choices=choices(ClosingOutcome))
    old_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    old_starts = models.DateTimeField()
    sequence = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=choices(ClosingAnswer), blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["closing", "turno", "old_starts"], name="reseating_once"),
            vocabulary_check("outcome", ClosingOutcome, "reseating_outcome"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | Q(answer__in=words(ClosingAnswer), answered_at__isnull=False),
                name="reseating_answer",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["turno", "sequence"], name="reseating_of_turno"),
            models.Index(fields=["old_agency", "old_starts"], name="reseating_of_day"),
        ]


class PlannedHours(models.Model):
    """Of the plan of a centre's week: in these hours so many counters attend turnos, from a day on (D38).

    Without a row all counters that serve do. Without a weekday it is every working day, without a procedure all; of
    rows that meet, the fewest counters hold. None at all is a pause, such as lunch.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="plan")
    procedure = models.ForeignKey(Procedure, models.CASCADE, null=True, related_name="+")
    weekday = models.PositiveSmallIntegerField(null=True)  # Monday is 0
    since = models.TimeField()
    until = models.TimeField()
    counters = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    made_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["weekday", "since", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="planned_hours_in_order"),
            models.CheckConstraint(condition=Q(weekday__isnull=True) | Q(weekday__lte=4), name="planned_hours_weekday"),
            models.CheckConstraint(condition=Q(counters__lte=60), name="planned_hours_counters"),
        ]
