"""What people say of us: complaints, which need neither turno nor account, and the two marks after each visit.

And what was counted of a month that is over.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from vinculo.records.booking import Turno
from vinculo.records.links.private import PrivateLink
from vinculo.records.people import Staff
from vinculo.records.places import Agency, Procedure, Province
from vinculo.records.queue import Ticket
from vinculo.records.vocabulary import choices, language_column, vocabulary_check
from vinculo.rules.feedback.service import KeptSource
from vinculo.rules.feedback.status import COMPLAINT, About, ComplaintAct, ComplaintKind, ComplaintState
from vinculo.rules.shared.labels import COMPLAINT_KINDS, COMPLAINT_STATES, RATED
from vinculo.rules.shared.languages import Spoken
from vinculo.rules.shared.references import TOKEN_DIGITS, hash_token

OPEN = ComplaintState.OPEN.value


class Complaint(PrivateLink):
    """Something that somebody told us; what was said and what was answered is for ever (migration 0002).

    `key` is the hash of what makes a double click one complaint; the private link opens its page, and with the
    reference its first part can be typed.
    """

    reference = models.CharField(max_length=12, unique=True)
    key = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=10, choices=choices(ComplaintKind, COMPLAINT_KINDS))
    province = models.ForeignKey(Province, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="complaints")
    happened_on = models.DateField(null=True)
    text = models.TextField(max_length=4000)
    names = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    language = language_column()
    made_at = models.DateTimeField()
    answer_by = models.DateField()  # the last day of the term, in the calendar of the centre
    state = models.CharField(
        max_length=8,
        choices=choices(ComplaintState, COMPLAINT_STATES),
        default=COMPLAINT.begin(ComplaintAct.RECEIVE).value,
    )
    answer = models.TextField(max_length=4000, blank=True)
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            vocabulary_check("kind", ComplaintKind, "complaint_kind"),
            vocabulary_check("language", Spoken, "complaint_language"),
            models.CheckConstraint(condition=~Q(text=""), name="complaint_says_something"),
            models.CheckConstraint(condition=Q(agency=None) | Q(province__isnull=False), name="complaint_place"),
            models.CheckConstraint(
                condition=Q(state=OPEN, answer="", answered_by=None, answered_at=None)
                | (
                    Q(state=ComplaintState.ANSWERED.value, answered_by__isnull=False, answered_at__isnull=False)
                    & ~Q(answer="")
                ),
                name="complaint_state",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["made_at"], name="complaint_made"),
            models.Index(fields=["answer_by"], condition=Q(state=OPEN), name="complaint_open"),
        ]

    def __str__(self) -> str:
        return self.reference

    @staticmethod
    def keep_key(key: str) -> str:
        """Return what is kept of the key of a form: the form itself would lead its second sender to the page."""
        return hash_token(key)[:TOKEN_DIGITS]


class Opinion(models.Model):
    """One mark, from 1 to 5, for one of two things of one visit: that of a turno, or of a ticket without one.

    Place, procedure and day are those of the visit. Who gave it is never shown: the figures read the marks alone.
    """

    turno = models.ForeignKey(Turno, models.PROTECT, null=True, related_name="opinions")
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="opinions")
    about = models.CharField(max_length=8, choices=choices(About, RATED))
    value = models.PositiveSmallIntegerField()
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    day = models.DateField()
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["turno", "about"], condition=Q(turno__isnull=False), name="opinion_of_turno_once"
            ),
            models.UniqueConstraint(
                fields=["ticket", "about"], condition=Q(ticket__isnull=False), name="opinion_of_ticket_once"
            ),
            models.CheckConstraint(
                condition=Q(turno__isnull=False, ticket=None) | Q(turno=None, ticket__isnull=False),
                name="opinion_of_one_visit",
            ),
            vocabulary_check("about", About, "opinion_about"),
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=5), name="opinion_value"),
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="opinion_day")]


class ReturnAnswer(models.Model):
    """Whether somebody had to come back for the same procedure, as they answer in one tap after a visit (D39)."""

    turno = models.OneToOneField(Turno, models.PROTECT, null=True, related_name="+")
    ticket = models.OneToOneField(Ticket, models.PROTECT, null=True, related_name="+")
    came_back = models.BooleanField()
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    day = models.DateField()
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(turno__isnull=False, ticket=None) | Q(turno=None, ticket__isnull=False),
                name="return_answer_of_one_visit",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="return_answer_day")]


class KeptDays(models.Model):
    """What was counted of days that are over: of a source at a centre, or what is published of a place and a month.

    A place is a centre, a province, or without both the nation. It is made from the records by the upkeep and can be
    thrown away at any time; no act writes it (decision 0064). `rule` is the version of what was counted. `watch` is one
    row, whose moment says until when changes were looked for.
    """

    source = models.CharField(max_length=20, choices=choices(KeptSource))
    first = models.DateField()
    last = models.DateField()  # both days are counted
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, related_name="+")
    province = models.ForeignKey(Province, models.CASCADE, null=True, related_name="+")  # neither: the nation
    rule = models.CharField(max_length=12)
    counted_at = models.DateTimeField()
    touched = models.BooleanField(default=False)  # of what is published: an act changed something since
    counts = models.JSONField(default=list)
    minutes = models.JSONField(default=list)  # apart, for most pages do without them

    class Meta:
        constraints: ClassVar = [
            vocabulary_check("source", KeptSource, "kept_days_source"),
            models.CheckConstraint(condition=Q(agency=None) | Q(province=None), name="kept_days_one_place"),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="kept_days_in_order"),
            models.UniqueConstraint(
                fields=["source", "first", "last", "agency"],
                condition=Q(agency__isnull=False),
                name="kept_days_of_centre",
            ),
            models.UniqueConstraint(
                fields=["source", "first", "last", "province"],
                condition=Q(province__isnull=False),
                name="kept_days_of_province",
            ),
            models.UniqueConstraint(
                fields=["source", "first", "last"], condition=Q(agency=None, province=None), name="kept_days_of_nation"
            ),
        ]
