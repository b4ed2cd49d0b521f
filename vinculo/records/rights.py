"""The rights of the person over their data (D34): how long what is kept, requests, restrictions, breaches."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vinculo.records.cases import Case
from vinculo.records.people import Affiliate, Person, Staff
from vinculo.records.places import DatedReference
from vinculo.records.vocabulary import choices, vocabulary_check, words
from vinculo.rules.rights.retention import RetentionKind
from vinculo.rules.rights.status import (
    BREACH,
    DISPOSAL,
    REQUEST,
    UNANSWERED,
    BreachAct,
    BreachState,
    DisposalAct,
    DisposalState,
    IdentifiedBy,
    RequestAct,
    RequestKind,
    RequestState,
    WhoseKind,
)
from vinculo.rules.rights.words import RETENTION_KINDS

_LISTED = DisposalState.PROPOSED.value


class RetentionRule(DatedReference):
    """How many days a kind of data is kept, by which instrument; without days as long as the schedule says."""

    kind = models.CharField(_("qué se conserva"), max_length=12, choices=choices(RetentionKind, RETENTION_KINDS))
    days = models.PositiveIntegerField(_("días"), null=True, blank=True)

    class Meta(DatedReference.Meta):
        ordering: ClassVar = ["kind", "valid_from"]
        verbose_name = _("plazo de conservación")
        verbose_name_plural = _("plazos de conservación")
        constraints: ClassVar = [
            *DatedReference.Meta.constraints,
            vocabulary_check("kind", RetentionKind, "retention_kind"),
            models.UniqueConstraint(fields=["kind", "valid_from"], name="retention_once"),
            models.CheckConstraint(
                condition=Q(days__isnull=True) | Q(days__gte=1, days__lte=36500), name="retention_days"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class DataRequest(models.Model):
    """What a person asked of the delegate about their data; a term runs, and the answer stays.

    One that was asked on the public page stands on the desk once its mailbox confirmed it: its term runs from that day.
    `whose` is what `whose_kind` says: the key of an affiliate or person, a number, a mailbox; empty until it is known.
    """

    reference = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=12, choices=choices(RequestKind))
    state = models.CharField(
        max_length=8, choices=choices(RequestState), default=REQUEST.begin(RequestAct.RECEIVE).value
    )
    names = models.CharField(max_length=200)
    contact = models.CharField(max_length=254)
    words = models.TextField(max_length=4000)
    identified_by = models.CharField(max_length=10, choices=choices(IdentifiedBy))
    identified_with = models.CharField(max_length=200, blank=True)
    whose_kind = models.CharField(max_length=10, choices=choices(WhoseKind), blank=True)
    whose = models.CharField(max_length=254, blank=True)
    received_on = models.DateField()
    answer_until = models.DateField()
    received_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")  # none: on the public page
    recorded_at = models.DateTimeField()
    answer = models.TextField(max_length=4000, blank=True)
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["answer_until", "id"]
        constraints: ClassVar = [
            vocabulary_check("kind", RequestKind, "data_request_kind"),
            vocabulary_check("state", RequestState, "data_request_state"),
            vocabulary_check("identified_by", IdentifiedBy, "data_request_identified"),
            vocabulary_check("whose_kind", WhoseKind, "data_request_whose", blank=True),
            models.CheckConstraint(condition=Q(answer_until__gte=F("received_on")), name="data_request_term"),
            models.CheckConstraint(
                condition=Q(state__in=words(UNANSWERED), answer="", answered_by=None, answered_at=None)
                | ~Q(state__in=words(UNANSWERED))
                & ~Q(answer="")
                & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="data_request_answered",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["answer_until"], condition=Q(state=RequestState.OPEN.value), name="data_request_open")
        ]

    def __str__(self) -> str:
        return self.reference


class Restriction(models.Model):
    """The data of an affiliate or of a person are kept and not used, from when until when, and why."""

    affiliate = models.ForeignKey(Affiliate, models.PROTECT, null=True, related_name="restrictions")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="restrictions")
    reason = models.CharField(max_length=500)
    placed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifting_reason = models.CharField(max_length=500, blank=True)
    lifted_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(affiliate__isnull=False, person__isnull=True)
                | Q(affiliate__isnull=True, person__isnull=False),
                name="restriction_of_one",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="restriction_with_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifting_reason="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifting_reason=""),
                name="restriction_lifted_with_reason",
            ),
            models.UniqueConstraint(
                fields=["affiliate"],
                condition=Q(lifted_at__isnull=True, affiliate__isnull=False),
                name="restriction_of_affiliate_once",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(lifted_at__isnull=True, person__isnull=False),
                name="restriction_of_person_once",
            ),
        ]


class DataBreach(models.Model):
    """A breach of the security of personal data, as it was known; what was done stands in its lines.

    When it was known, its number and its terms never change, and no row goes.
    """

    reference = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=8, choices=choices(BreachState), default=BREACH.begin(BreachAct.RECORD).value)
    known_at = models.DateTimeField()
    happened = models.TextField(max_length=4000)
    data_kinds = models.CharField(max_length=500)
    people_count = models.PositiveIntegerField(null=True)
    high_risk_at = models.DateTimeField(null=True)
    authority_until = models.DateField()
    people_until = models.DateField(null=True)
    recorded_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-known_at", "-id"]
        constraints: ClassVar = [
            vocabulary_check("state", BreachState, "data_breach_state"),
            models.CheckConstraint(condition=~Q(happened=""), name="data_breach_says_something"),
            models.CheckConstraint(
                condition=Q(high_risk_at__isnull=True, people_until__isnull=True)
                | Q(high_risk_at__isnull=False, people_until__isnull=False),
                name="data_breach_high_risk_term",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class BreachEntry(models.Model):
    """One line of the register of a breach: what was done, when, who wrote it; only ever appended."""

    breach = models.ForeignKey(DataBreach, models.PROTECT, related_name="entries")
    act = models.CharField(max_length=16, choices=choices(BreachAct))
    done_at = models.DateTimeField()
    words = models.TextField(max_length=2000)
    written_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            vocabulary_check("act", BreachAct, "breach_entry_act"),
            models.CheckConstraint(condition=~Q(words=""), name="breach_entry_says_something"),
        ]


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
                condition=Q(state=_LISTED, decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(state=_LISTED) & Q(decided_by__isnull=False, decided_at__isnull=False),
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
