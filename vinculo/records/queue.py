"""The day at a centre: counters, tickets, and the log of the queue from which the day can be replayed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vinculo.records.booking import Turno
from vinculo.records.cases import Case
from vinculo.records.links.private import PrivateLink
from vinculo.records.people import Staff
from vinculo.records.places import Agency, Procedure
from vinculo.records.vocabulary import choices, vocabulary_check, words
from vinculo.rules.queue.classes import Klass
from vinculo.rules.queue.status import CALLS, COUNTER, SEATED, CounterAct, CounterState, LogAct, Origin
from vinculo.rules.shared.labels import COUNTER_STATES, TICKET_ORIGINS, TICKET_STATES
from vinculo.rules.shared.statuses import AT_COUNTER, ENDED_TICKET, LIVE_TICKET, TICKET, TicketAct, TicketState


class PriorityCategory(models.Model):
    """A group whom the Constitution gives precedence; the institution edits the table. Never a diagnosis (S29)."""

    code = models.SlugField(_("código"), max_length=20, unique=True)
    name = models.CharField(_("nombre"), max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(_("orden"), default=0)
    active = models.BooleanField(_("activa"), default=True)

    class Meta:
        ordering: ClassVar = ["position", "name"]
        verbose_name = _("grupo de atención prioritaria")
        verbose_name_plural = _("grupos de atención prioritaria")

    def __str__(self) -> str:
        return self.name


class QueuePolicy(models.Model):
    """One version of the minutes and switches of the queue, of one centre or, without one, of the nation.

    `settings` has the fields of `rules.queue.classes.Policy` that differ from its defaults. The newest row of the
    centre holds, else the newest of the nation, else the defaults, which are version 0.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="policies")
    version = models.PositiveIntegerField()
    settings = models.JSONField(default=dict)
    reason = models.CharField(max_length=160, blank=True)
    made_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "version"], condition=Q(agency__isnull=False), name="policy_of_centre_once"
            ),
            models.UniqueConstraint(fields=["version"], condition=Q(agency__isnull=True), name="policy_of_nation_once"),
        ]


class Counter(models.Model):
    """A counter of a centre: what it serves, who sits at it now, and whether people are called to it."""

    agency = models.ForeignKey(Agency, models.CASCADE, verbose_name=_("centro"), related_name="counters")
    number = models.PositiveSmallIntegerField(_("número"))
    accessible = models.BooleanField(_("accesible"), default=False)
    active = models.BooleanField(_("existe"), default=True)
    procedures = models.ManyToManyField(Procedure, verbose_name=_("trámites"), related_name="+")
    state = models.CharField(
        max_length=6, choices=choices(CounterState, COUNTER_STATES), default=COUNTER.begin(CounterAct.ADD).value
    )
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="counters")
    pause_reason = models.CharField(max_length=20, blank=True)
    since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["agency", "number"]
        verbose_name = _("ventanilla")
        verbose_name_plural = _("ventanillas")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "number"], name="counter_once"),
            models.UniqueConstraint(fields=["staff"], condition=Q(staff__isnull=False), name="counter_one_of_staff"),
            models.CheckConstraint(
                condition=Q(state=CounterState.CLOSED.value, staff__isnull=True)
                | Q(state__in=words(SEATED), staff__isnull=False),
                name="counter_state",
            ),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=60), name="counter_number"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.number}"


class CentreDay(models.Model):
    """The head row of a centre's day: the person who changes the queue locks it, and counts its version up."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="days")
    date = models.DateField()
    version = models.PositiveIntegerField(default=0)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "date"], name="centre_day_once")]
        indexes: ClassVar = [models.Index(fields=["date"], name="centre_day_date")]


class PaperBatch(models.Model):
    """Numbers of contingency tickets that were printed for a centre's day: no number is printed twice."""

    day = models.ForeignKey(CentreDay, models.PROTECT, related_name="batches")
    first = models.PositiveSmallIntegerField()
    last = models.PositiveSmallIntegerField()
    printed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["first"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "first"], name="paper_batch_once"),
            models.CheckConstraint(condition=Q(first__gte=1, last__gte=F("first"), last__lte=999), name="paper_batch"),
        ]


class Ticket(PrivateLink):
    """One person's place in the queue of a centre's day: a number, never a name.

    `klass` is one of `rules.queue.classes.Klass`; `ref` and `due` are fixed when it is issued and changed only by acts
    that are logged. Live: waiting, called, serving.
    """

    day = models.ForeignKey(CentreDay, models.PROTECT, related_name="tickets")
    number = models.PositiveIntegerField()
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    origin = models.CharField(max_length=8, choices=choices(Origin, TICKET_ORIGINS))
    klass = models.CharField(max_length=2)
    categories = models.JSONField(default=list)  # codes of PriorityCategory: the category only, no proof (S29)
    turno = models.ForeignKey(Turno, models.PROTECT, null=True, related_name="tickets")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="tickets")
    starts = models.DateTimeField(null=True)  # of the appointment
    checked_in_at = models.DateTimeField()
    ref = models.DateTimeField()
    due = models.DateTimeField()
    not_before = models.DateTimeField(null=True)
    accessible = models.BooleanField(default=False)  # needs an accessible counter
    officer = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")  # named: a return ticket
    guaranteed = models.BooleanField(default=False)  # admission: too late for its appointment, still served today
    paper_number = models.CharField(max_length=12, blank=True)  # of the contingency ticket it was first on
    state = models.CharField(
        max_length=8, choices=choices(TicketState, TICKET_STATES), default=TICKET.begin(TicketAct.ISSUE).value
    )
    counter = models.ForeignKey(Counter, models.PROTECT, null=True, related_name="tickets")
    missed = models.PositiveSmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True)  # last
    served_from = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "number"], name="ticket_number_once"),
            models.UniqueConstraint(
                fields=["day", "paper_number"], condition=~Q(paper_number=""), name="ticket_paper_once"
            ),
            models.UniqueConstraint(
                fields=["counter"], condition=Q(state__in=words(AT_COUNTER)), name="ticket_one_at_a_counter"
            ),
            models.UniqueConstraint(
                fields=["turno"], condition=Q(state__in=words(LIVE_TICKET)), name="ticket_one_of_turno"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=words(LIVE_TICKET)), name="ticket_one_of_case"
            ),
            vocabulary_check("klass", Klass, "ticket_class"),
            vocabulary_check("origin", Origin, "ticket_origin"),
            models.CheckConstraint(
                condition=Q(state__in=words(AT_COUNTER), counter__isnull=False, called_at__isnull=False)
                | Q(state__in=words(state for state in TicketState if state not in AT_COUNTER)),
                name="ticket_called_to_a_counter",
            ),
            models.CheckConstraint(
                condition=Q(state__in=words(LIVE_TICKET), ended_at__isnull=True)
                | Q(state__in=words(ENDED_TICKET), ended_at__isnull=False),
                name="ticket_state",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["day", "due", "ref", "number"], condition=Q(state=TicketState.WAITING.value), name="ticket_line"
            )
        ]

    def __str__(self) -> str:
        return str(self.number)


class QueueEntry(models.Model):
    """One change of a day's queue, in the order of the head row's versions; only ever appended.

    `ticket_after` has what the rules read of the ticket after the change, so that the day can be replayed; `overtaken`
    the numbers of those who were passed, each with why. `key` makes a double click one act.
    """

    day = models.ForeignKey(CentreDay, models.PROTECT, related_name="log")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    act = models.CharField(max_length=20, choices=choices(LogAct))
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="log")
    counter = models.ForeignKey(Counter, models.PROTECT, null=True, related_name="log")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    policy = models.ForeignKey(QueuePolicy, models.PROTECT, null=True, related_name="+")  # null: the defaults
    ticket_after = models.JSONField(default=dict)
    counter_view = models.JSONField(null=True)  # of a call: what the rule read of the counter
    runner_up = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="+")
    overtaken = models.JSONField(default=list)
    reason = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering: ClassVar = ["day", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "version"], name="queue_entry_once"),
            models.UniqueConstraint(fields=["day", "key"], condition=~Q(key=""), name="queue_key_once"),
            vocabulary_check("act", LogAct, "queue_act"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["day", "ticket", "at"], condition=Q(act__in=words(CALLS)), name="queue_calls")
        ]


class Prediction(models.Model):
    """What a ticket was told when it was new: half of those like it are called by `low`, nine of ten by `high`.

    Minutes from `made_at`, rounded outwards; `outcome` is after how many minutes it was first called, kept once known.
    """

    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="prediction")
    made_at = models.DateTimeField()
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()
    outcome = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(low__lte=F("high")), name="prediction_low_before_high")
        ]
        indexes: ClassVar = [
            models.Index(fields=["made_at"], condition=Q(outcome__isnull=True), name="prediction_open")
        ]
