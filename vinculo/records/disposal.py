"""The files of cases that the institution's schedule lets go (D34): proposed by one, approved by another, then gone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from vinculo.records.cases import Case
from vinculo.records.people import Staff
from vinculo.records.vocabulary import choices, vocabulary_check
from vinculo.rules.rights.status import DISPOSAL, DisposalAct, DisposalState

_PROPOSED = DisposalState.PROPOSED.value


class DisposalList(models.Model):
    """Files that the schedule lets go, as the minutes of the archive name them: who approves never proposed it."""

    minutes = models.CharField(max_length=60)
    instrument = models.CharField(max_length=300)  # of the term that was in force when it was proposed
    state = models.CharField(
        max_length=8, choices=choices(DisposalState), default=DISPOSAL.begin(DisposalAct.PROPOSE).value
    )
    proposed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            vocabulary_check("state", DisposalState, "disposal_list_state"),
            models.CheckConstraint(condition=~Q(minutes=""), name="disposal_list_minutes"),
            models.UniqueConstraint(fields=["minutes"], name="disposal_list_once"),
            models.CheckConstraint(
                condition=Q(state=_PROPOSED, decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(state=_PROPOSED) & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="disposal_list_decided",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="disposal_list_by_a_second"
            ),
        ]

    def __str__(self) -> str:
        return self.minutes


class DisposalLine(models.Model):
    """One case of such a list."""

    disposal_list = models.ForeignKey(DisposalList, models.PROTECT, related_name="lines")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["disposal_list", "case"], name="disposal_line_once")]


class Disposal(models.Model):
    """What a case said is gone: by which minutes, who proposed and who approved it, when; only appended.

    `digest` is the SHA-256 of `expediente.json` as an archive takes it, made in the moment before: a package that was
    kept elsewhere can be shown to be this one. What is emptied points here: the fences let nothing else pass.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="disposal")
    minutes = models.CharField(max_length=60)
    proposed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    done_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(approved_by=F("proposed_by")), name="disposal_by_two"),
            models.CheckConstraint(condition=~Q(minutes="") & ~Q(digest=""), name="disposal_proved"),
        ]
