"""The codes and their certificates, the codes that a supervisor looks at again, the copies of papers (D35)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from vinculo.records.cases import PaperRecord, Solicitud
from vinculo.records.links.private import PrivateLink
from vinculo.records.people import Person, Staff
from vinculo.records.places import Agency
from vinculo.records.vocabulary import choices, vocabulary_check, words
from vinculo.rules.cases.status import CERTIFICATE, CertificateAct, CertificateState
from vinculo.rules.control.copies import Media
from vinculo.rules.control.hearing import ToldBy
from vinculo.rules.control.sampling import DRAWN_REASONS, SampleReason
from vinculo.rules.control.status import SAMPLE, UNDECIDED_SAMPLE, SampleAct, SampleState

_WAITING = Q(state=SampleState.WAITING.value)
_HEARD = Q(state__in=words([SampleState.OPENED, SampleState.KEPT]))


class Code(models.Model):
    """A code for ever: never changed, never deleted, never given again (D11).

    The row of an issued code stays when the person gets a cédula: then `superseded_at` is set.
    """

    value = models.CharField(max_length=20, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="code")
    issued_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.value


class Certificate(PrivateLink):
    """A version of the printed certificate: its facts are frozen and it is printed from them for ever.

    The address of its verification stands in them without what opens it: `fill_link` gives it back (D34).
    """

    code = models.ForeignKey(Code, models.PROTECT, related_name="certificates")
    solicitud = models.ForeignKey(Solicitud, models.PROTECT, related_name="certificates")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=10, choices=choices(CertificateState), default=CERTIFICATE.begin(CertificateAct.ISSUE).value
    )
    facts = models.JSONField()
    agency = models.ForeignKey(Agency, models.PROTECT)
    issued_by = models.ForeignKey(Staff, models.PROTECT)
    issued_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "number"], name="certificate_number_once"),
            models.UniqueConstraint(
                fields=["solicitud"],
                condition=Q(state=CertificateState.IN_FORCE.value),
                name="certificate_in_force_once",
            ),
            vocabulary_check("state", CertificateState, "certificate_state"),
        ]


class Reprint(models.Model):
    """A numbered reprint of a certificate, with its reason."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="reprints")
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    printed_by = models.ForeignKey(Staff, models.PROTECT)
    printed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["certificate", "number"], name="reprint_number_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="reprint_with_reason"),
        ]


class Sample(PrivateLink):
    """An issued code that is looked at again: drawn in the transaction that issued it, or opened by a supervisor.

    `opened_by` opened it for annulment with `reason`, which the person reads and answers until `answer_until` by the
    link of the mail, or at the centre. Who is told on paper has the days from the day on which it is handed over. On
    `heard_at` the person spoke first. The person who issued the code decides nothing here.
    """

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="samples")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    why = models.CharField(max_length=12, choices=choices(SampleReason))
    state = models.CharField(max_length=10, choices=choices(SampleState), default=SAMPLE.begin(SampleAct.DRAW).value)
    drawn_at = models.DateTimeField()
    opened_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    told_by = models.CharField(max_length=5, choices=choices(ToldBy), blank=True)
    answer_until = models.DateField(null=True)
    answer = models.TextField(max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)  # of the person who agreed or let it stand

    class Meta:
        ordering: ClassVar = ["drawn_at", "id"]
        constraints: ClassVar = [
            vocabulary_check("why", SampleReason, "sample_why"),
            vocabulary_check("state", SampleState, "sample_state"),
            models.CheckConstraint(
                condition=(Q(decided_by__isnull=True) | ~Q(decided_by=F("issued_by")))
                & (Q(opened_by__isnull=True) | ~Q(opened_by=F("issued_by"))),
                name="sample_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=words(UNDECIDED_SAMPLE), decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(state__in=words(UNDECIDED_SAMPLE)) & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="sample_decided",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, opened_by__isnull=True, answer_until__isnull=True, reason="")
                & Q(told_by="", heard_at__isnull=True)
                & ~_HEARD
                | Q(opened_at__isnull=False, opened_by__isnull=False)
                & (Q(told_by=ToldBy.MAIL.value, answer_until__isnull=False) | Q(told_by=ToldBy.PAPER.value))
                & ~Q(reason="")
                & ~_WAITING,
                name="sample_opened_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | Q(answered_at__isnull=False, opened_at__isnull=False, heard_at__isnull=False) & ~Q(answer=""),
                name="sample_answered",
            ),
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(state__in=words(UNDECIDED_SAMPLE)), name="sample_one_undecided"
            ),
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(why__in=words(DRAWN_REASONS)), name="sample_drawn_once"
            ),
            vocabulary_check("told_by", ToldBy, "sample_told_by", blank=True),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["agency", "drawn_at"], condition=Q(state__in=words(UNDECIDED_SAMPLE)), name="sample_list"
            )
        ]


class HearingStatement(models.Model):
    """What a person said at a centre before a code is annulled, as somebody of the service wrote it down (D35).

    `papers` is what was shown. Triggers refuse UPDATE and DELETE on both databases.
    """

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="statements")
    words = models.TextField(max_length=4000)
    papers = models.CharField(max_length=300, blank=True)
    said_on = models.DateField()
    recorded_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(words=""), name="hearing_statement_says")]


class PaperCopy(models.Model):
    """A copy of a paper that was scanned at the desk; the file is kept encrypted under `name`, outside the database.

    One that was taken back, or whose time is over, stays as a row; its file is deleted.
    """

    paper = models.ForeignKey(PaperRecord, models.PROTECT, related_name="copies")
    name = models.CharField(max_length=32, unique=True)
    media = models.CharField(max_length=4, choices=choices(Media))
    size = models.PositiveIntegerField()  # bytes
    pages = models.PositiveSmallIntegerField()
    added_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            vocabulary_check("media", Media, "copy_media"),
            models.CheckConstraint(condition=Q(size__gt=0, pages__gt=0), name="copy_of_something"),
        ]
