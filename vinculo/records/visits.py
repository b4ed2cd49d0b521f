"""What is kept of a visit beside its case: the list of what to bring (D31), and what the service writes on it (D37)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from vinculo.records.booking import Turno
from vinculo.records.cases import Case, Solicitud
from vinculo.records.people import Staff
from vinculo.records.vocabulary import choices, vocabulary_check, words
from vinculo.rules.cases.facts import Link
from vinculo.rules.cases.status import ApplicationStatus
from vinculo.rules.cases.work import ENTRIES, LEFT_BY_THE_SYSTEM, LEFT_OPEN, MOST_WORDS, OTHER, RETURNED_FOR, EntryKind
from vinculo.rules.control.hearing import Unheard
from vinculo.rules.shared.statuses import TurnoStatus

REVERSED = [*TurnoStatus, *ApplicationStatus]  # what a supervisor takes back is the state of one or the other


class BringAnswer(models.Model):
    """What was answered about one dependent of a turno, without a name, a number or a birth date; empty: not answered.

    What a solicitud typed at home says of the same dependent goes before it.
    """

    turno = models.ForeignKey(Turno, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    link = models.CharField(max_length=10, choices=choices(Link), blank=True)
    affiliate_passport = models.BooleanField(null=True)
    affiliate_until = models.DateField(null=True)
    dependent_passport = models.BooleanField(null=True)
    dependent_until = models.DateField(null=True)
    country = models.CharField(max_length=3, blank=True)
    issued_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["turno", "position"], name="bring_answer_once"),
            vocabulary_check("link", Link, "bring_answer_link", blank=True),
            models.CheckConstraint(condition=Q(position__gte=1), name="bring_answer_position"),
        ]


class BringTick(models.Model):
    """One thing of the list that the person has ready; `item` is the key of the rule's item."""

    turno = models.ForeignKey(Turno, models.CASCADE, related_name="+")
    item = models.CharField(max_length=40)
    ticked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["turno", "item"], name="bring_tick_once"),
            models.CheckConstraint(condition=~Q(item=""), name="bring_tick_of_an_item"),
        ]


_NOTE, _LEFT, _HANDED, _RETURNED = words(EntryKind)


class CaseEntry(models.Model):
    """One line of a case's own history, for the service alone; triggers refuse UPDATE and DELETE on both databases.

    Nobody wrote what the day or the queue wrote: `written_by` is empty. On `due` somebody looks again.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=choices(EntryKind, ENTRIES))
    reason = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=MOST_WORDS, blank=True)
    to = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    due = models.DateField(null=True)
    written_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    disposal = models.ForeignKey("records.Disposal", models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            vocabulary_check("kind", EntryKind, "case_entry_kind"),
            models.CheckConstraint(
                condition=Q(kind=_NOTE, reason="", to__isnull=True, due__isnull=True) & ~Q(words="")
                | Q(kind=_HANDED, reason="", to__isnull=False, due__isnull=True)
                | Q(kind=_LEFT, reason__in=words({**LEFT_OPEN, **LEFT_BY_THE_SYSTEM}), to__isnull=True)
                & Q(due__isnull=False)
                & (~Q(reason=OTHER) | ~Q(words=""))
                | Q(kind=_RETURNED, reason__in=words(RETURNED_FOR), due__isnull=False) & ~Q(words=""),
                name="case_entry_parts",
            ),
            models.CheckConstraint(
                condition=Q(written_by__isnull=False) | Q(kind=_LEFT, reason__in=words(LEFT_BY_THE_SYSTEM)),
                name="case_entry_by",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "kind", "id"], name="case_entry_last")]


class Reversal(models.Model):
    """A state that a supervisor took back, with the reason that is told to the person."""

    turno = models.ForeignKey(Turno, models.PROTECT, null=True, related_name="reversals")
    solicitud = models.ForeignKey(Solicitud, models.PROTECT, null=True, related_name="reversals")
    was = models.CharField(max_length=20, choices=choices(REVERSED))
    now_is = models.CharField(max_length=20, choices=choices(REVERSED))
    reason = models.CharField(max_length=20)  # of `rules.reversing`
    words = models.CharField(max_length=500)
    unheard = models.CharField(max_length=12, choices=choices(Unheard), blank=True)  # D35: of an issued code alone
    unheard_words = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(turno__isnull=False, solicitud__isnull=True)
                | Q(turno__isnull=True, solicitud__isnull=False),
                name="reversal_of_one",
            ),
            models.CheckConstraint(condition=~Q(words="") & ~Q(reason=""), name="reversal_with_reason"),
            models.CheckConstraint(
                condition=Q(unheard="", unheard_words="") | ~Q(unheard="") & ~Q(unheard_words=""),
                name="reversal_unheard_with_words",
            ),
            vocabulary_check("unheard", Unheard, "reversal_unheard", blank=True),
            vocabulary_check("was", REVERSED, "reversal_was"),
            vocabulary_check("now_is", REVERSED, "reversal_now_is"),
        ]
