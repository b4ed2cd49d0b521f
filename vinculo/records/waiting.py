"""The waiting list, its exclusive offers that expire, and the reminders that were written."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from vinculo.records.booking import Slot, Turno
from vinculo.records.links.private import PrivateLink
from vinculo.records.people import Affiliate
from vinculo.records.places import Agency, Procedure
from vinculo.records.vocabulary import choices, language_column, vocabulary_check, words
from vinculo.rules.booking.bounds import Proof
from vinculo.rules.booking.status import (
    ENDED_WAITING,
    LIVE_WAITING,
    OFFER,
    WAITING,
    OfferAct,
    OfferState,
    WaitingAct,
    WaitingState,
)
from vinculo.rules.mail.kinds import REMINDERS
from vinculo.rules.shared.identity import PresenterKind
from vinculo.rules.shared.languages import Spoken

OPEN = OfferState.OPEN.value


class WaitingEntry(PrivateLink):
    """Somebody who waits for a turno at an agency between two days; the oldest that fits is offered first."""

    state = models.CharField(max_length=8, choices=choices(WaitingState), default=WAITING.begin(WaitingAct.JOIN).value)
    presenter_kind = models.CharField(max_length=10, choices=choices(PresenterKind))
    presenter_number = models.CharField(max_length=30)
    presenter_country = models.CharField(max_length=3, blank=True)
    presenter_key = models.CharField(max_length=50)
    affiliate = models.ForeignKey(Affiliate, models.PROTECT, related_name="+")
    by_proxy = models.BooleanField(default=False)
    email = models.EmailField()
    mailbox = models.CharField(max_length=254, blank=True)  # folded, for the bound of D28
    proof = models.CharField(max_length=8, choices=choices(Proof), default=Proof.UNPROVEN.value)  # D28
    mobile = models.CharField(max_length=20)
    language = language_column()
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    dependents = models.PositiveSmallIntegerField()
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["presenter_key", "affiliate", "procedure"],
                condition=Q(state__in=words(LIVE_WAITING)),
                name="waiting_one_live",
            ),
            models.CheckConstraint(
                condition=Q(state__in=words(LIVE_WAITING), ended_at__isnull=True)
                | Q(state__in=words(ENDED_WAITING), ended_at__isnull=False),
                name="waiting_state",
            ),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="waiting_days"),
            models.CheckConstraint(condition=Q(dependents__gte=1), name="waiting_counts"),
            vocabulary_check("presenter_kind", PresenterKind, "waiting_presenter_kind"),
            vocabulary_check("proof", Proof, "waiting_proof"),
            vocabulary_check("language", Spoken, "waiting_language"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["mailbox"], condition=Q(state__in=words(LIVE_WAITING)), name="waiting_of_mailbox"),
            models.Index(fields=["joined_at"], condition=Q(state=WaitingState.WAITING.value), name="waiting_line"),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="waiting_ended"),
        ]


class Offer(models.Model):
    """Seats held for one person of the waiting list by a turno that is theirs to accept until `expires_at`."""

    entry = models.ForeignKey(WaitingEntry, models.PROTECT, related_name="offers")
    turno = models.OneToOneField(Turno, models.PROTECT, related_name="offer")
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=choices(OfferState), default=OFFER.begin(OfferAct.MAKE).value)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry"], condition=Q(state=OPEN), name="offer_one_open"),
            models.UniqueConstraint(fields=["entry", "slot"], name="offer_slot_once"),
            models.CheckConstraint(
                condition=Q(state=OPEN, ended_at__isnull=True)
                | Q(state__in=words(state for state in OfferState if state != OfferState.OPEN), ended_at__isnull=False),
                name="offer_state",
            ),
            models.CheckConstraint(condition=Q(made_at__lt=F("expires_at")), name="offer_has_a_length"),
        ]
        indexes: ClassVar = [models.Index(fields=["expires_at"], condition=Q(state=OPEN), name="offer_due")]


class Reminder(models.Model):
    """One reminder of a turno as it stood then: the constraint is why none is written twice."""

    turno = models.ForeignKey(Turno, models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in REMINDERS])
    sequence = models.PositiveSmallIntegerField()  # of the turno: one that moved since is reminded anew
    message = models.OneToOneField("records.Message", models.CASCADE, related_name="reminder")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["turno", "kind", "sequence"], name="reminder_once"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in REMINDERS]), name="reminder_kind"),
        ]
