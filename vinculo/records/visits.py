"""What is kept for the list of what to bring to a turno: what was answered at home, and what was ticked (D31)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from vinculo.records.booking import Turno
from vinculo.records.vocabulary import choices, vocabulary_check
from vinculo.rules.cases.facts import Link


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
