"""Notices to people whom no mail reaches: printed, and given by hand (D35, D37)."""

from __future__ import annotations

from typing import ClassVar, TypedDict

from django.db import models
from django.db.models import Q

from vinculo.records.booking import Turno
from vinculo.records.cases import Solicitud
from vinculo.records.codes import Sample
from vinculo.records.people import Staff
from vinculo.records.places import Agency
from vinculo.records.vocabulary import choices, vocabulary_check
from vinculo.rules.mail.by_hand import BY_HAND, HandedBy


class PaperNotice(models.Model):
    """What a mail would have said to a person who has no mailbox; its text is frozen, and nobody is named in it.

    It stands in the list of the centre until it reached its person. Triggers refuse to change its text, and
    to change it once it was handed over.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=choices(BY_HAND))
    turno = models.ForeignKey(Turno, models.PROTECT, null=True, related_name="notices")
    solicitud = models.ForeignKey(Solicitud, models.PROTECT, null=True, related_name="notices")
    sample = models.ForeignKey(Sample, models.PROTECT, null=True, related_name="notices")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    due = models.DateField()  # until when it is to reach its person
    made_at = models.DateTimeField()
    handed_by = models.CharField(max_length=5, choices=choices(HandedBy), blank=True)
    words = models.CharField(max_length=300, blank=True)  # who received it
    delivered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["due", "id"]
        constraints: ClassVar = [
            vocabulary_check("kind", BY_HAND, "paper_notice_kind"),
            vocabulary_check("handed_by", HandedBy, "paper_notice_handed_by", blank=True),
            models.CheckConstraint(
                condition=Q(turno__isnull=False) | Q(solicitud__isnull=False), name="paper_notice_about"
            ),
            models.CheckConstraint(
                condition=Q(handed_by="", words="", delivered_by__isnull=True, delivered_at__isnull=True)
                | ~Q(handed_by="") & ~Q(words="") & Q(delivered_by__isnull=False, delivered_at__isnull=False),
                name="paper_notice_delivered",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "due"], condition=Q(delivered_at__isnull=True), name="paper_notice_list")
        ]


class AboutNotice(TypedDict, total=False):
    """What a notice is about: one or more of these."""

    turno: Turno | None
    solicitud: Solicitud | None
    sample: Sample | None
