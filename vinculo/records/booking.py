"""Turnos: slots and seats as rows, fenced by constraints; drafts of people who book; the waiting list and reminders."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vinculo.records.links.private import PrivateLink
from vinculo.records.people import Affiliate, Staff
from vinculo.records.places import Agency, Procedure, Province
from vinculo.records.tables.indexes import index_of_filled
from vinculo.records.values.changes import HoldsSecret
from vinculo.records.vocabulary import choices, language_column, vocabulary_check, words
from vinculo.rules.booking.bounds import Proof
from vinculo.rules.booking.releases import BY_STAFF, ReleaseWay
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
from vinculo.rules.shared.limits import LimitedAct
from vinculo.rules.shared.statuses import (
    BOUND_SEAT,
    LIVE_TURNO,
    SEAT,
    UNBOUND_SEAT,
    SeatAct,
    SeatPool,
    SeatState,
    TurnoStatus,
)

HELD, COOLING, ONLINE = SeatState.HELD.value, SeatState.COOLING.value, SeatPool.ONLINE.value
OPEN = OfferState.OPEN.value


class Slot(models.Model):
    """A time at an agency for a procedure; its seats are the counters."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="slots")
    procedure = models.ForeignKey(Procedure, models.PROTECT)
    starts = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "procedure", "starts"], name="slot_once"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="slot_has_a_length"),
        ]


class Turno(PrivateLink, HoldsSecret):
    """An appointment; presenter and affiliate are apart from the first migration (D4).

    Live: holding, confirmed, arrived (`rules/shared/statuses.py`). `reference` is for people and readers, `token` opens
    the private page.
    """

    reference = models.CharField(max_length=12, unique=True)
    status = models.CharField(max_length=12, choices=choices(TurnoStatus))
    presenter_kind = models.CharField(max_length=10, choices=choices(PresenterKind))
    presenter_number = models.CharField(max_length=30)
    presenter_country = models.CharField(max_length=3, blank=True)
    presenter_key = models.CharField(max_length=50)
    affiliate = models.ForeignKey(Affiliate, models.PROTECT, related_name="turnos")
    by_proxy = models.BooleanField(default=False)
    email = models.EmailField(blank=True)  # without one at the desk
    mailbox = models.CharField(max_length=254, blank=True)  # the e-mail folded, for the bound of D28
    proof = models.CharField(max_length=8, choices=choices(Proof), default=Proof.UNPROVEN.value)  # D28
    mobile = models.CharField(max_length=20, blank=True)
    language = language_column()  # of its mails, calendar entries and prints (D10)
    agency = models.ForeignKey(Agency, models.PROTECT, db_index=False)  # turno_day has it first
    procedure = models.ForeignKey(Procedure, models.PROTECT, db_index=False)  # a few: no index finds them sooner
    dependents = models.PositiveSmallIntegerField()
    seats_count = models.PositiveSmallIntegerField()
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    sequence = models.PositiveSmallIntegerField(default=0)  # of the calendar invitation
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["presenter_key", "affiliate", "procedure"],
                condition=Q(status__in=[TurnoStatus.CONFIRMED.value, TurnoStatus.ARRIVED.value]),
                name="turno_one_live",
            ),
            models.UniqueConstraint(  # what is not proven never stands in the way of what is (D28)
                fields=["presenter_key", "affiliate", "procedure", "proof"],
                condition=Q(status=TurnoStatus.HOLDING.value),
                name="turno_one_held",
            ),
            vocabulary_check("language", Spoken, "turno_language"),
            vocabulary_check("proof", Proof, "turno_proof"),
            vocabulary_check("status", TurnoStatus, "turno_status"),
            vocabulary_check("presenter_kind", PresenterKind, "turno_presenter_kind"),
            models.CheckConstraint(condition=Q(dependents__gte=1, seats_count__gte=1), name="turno_counts"),
            models.CheckConstraint(condition=Q(seats_count__lte=F("dependents")), name="turno_seats_le_dependents"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="turno_has_a_length"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "starts"], name="turno_day"),
            models.Index(fields=["presenter_number"], name="turno_presenter"),
            models.Index(fields=["arrived_at"], condition=Q(status=TurnoStatus.ATTENDED.value), name="turno_attended"),
            models.Index(
                fields=["mailbox"], condition=Q(status__in=words(sorted(LIVE_TURNO))), name="turno_of_mailbox"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Seat(models.Model):
    """One counter in one slot: claimed by compare-and-set on `version`.

    `agency`, `procedure` and `starts` are its slot's, put there by triggers and by nobody else: so the days with a free
    seat are found in an index, however many are full (docs/decisions/0011).
    """

    slot = models.ForeignKey(Slot, models.PROTECT, related_name="seats", db_index=False)  # seat_once has it first
    agency = models.ForeignKey(
        Agency, models.DO_NOTHING, related_name="+", null=True, editable=False, db_constraint=False, db_index=False
    )
    procedure = models.ForeignKey(
        Procedure, models.DO_NOTHING, related_name="+", null=True, editable=False, db_constraint=False, db_index=False
    )
    starts = models.DateTimeField(null=True, editable=False)
    number = models.PositiveSmallIntegerField()
    pool = models.CharField(max_length=10, choices=choices(SeatPool), default=SeatPool.ONLINE.value)
    state = models.CharField(max_length=8, choices=choices(SeatState), default=SEAT.begin(SeatAct.OPEN).value)
    turno = models.ForeignKey(Turno, models.PROTECT, null=True, related_name="seats")
    held_until = models.DateTimeField(null=True)
    free_from = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slot", "number"], name="seat_once"),
            vocabulary_check("pool", SeatPool, "seat_pool"),
            models.CheckConstraint(
                condition=Q(state__in=words(BOUND_SEAT), turno__isnull=False)
                | Q(state__in=words(UNBOUND_SEAT), turno__isnull=True),
                name="seat_state_turno",
            ),
            models.CheckConstraint(
                condition=Q(state=HELD, held_until__isnull=False) | (~Q(state=HELD) & Q(held_until__isnull=True)),
                name="seat_state_held_until",
            ),
            models.CheckConstraint(
                condition=Q(state=COOLING, free_from__isnull=False) | (~Q(state=COOLING) & Q(free_from__isnull=True)),
                name="seat_state_free_from",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["agency", "procedure", "starts"],
                condition=Q(pool=ONLINE, state=SeatState.FREE.value),
                name="seat_free",
            ),
            models.Index(
                fields=["agency", "procedure", "starts"],
                condition=Q(pool=ONLINE, state__in=[HELD, COOLING]),
                name="seat_soon_free",
            ),
            models.Index(
                fields=["agency", "procedure", "starts"],
                condition=Q(pool=SeatPool.SAME_DAY.value),
                name="seat_same_day",
            ),
            models.Index(fields=["free_from"], condition=Q(state=COOLING), name="seat_cooling"),
            models.Index(fields=["held_until"], condition=Q(state=HELD), name="seat_held"),
        ]


class Draft(PrivateLink):
    """What a person has typed on the way to a turno: kept on the server, so that nothing typed is ever lost.

    `code_hash` is the keyed hash of the e-mailed code (S25); `affiliate` is resolved only once the e-mail is
    verified (D17).
    """

    presenter_kind = models.CharField(
        max_length=10, choices=choices(PresenterKind), blank=True
    )  # empty: cédula or code
    presenter_number = models.CharField(max_length=30)
    presenter_country = models.CharField(max_length=3, blank=True)
    email = models.EmailField(blank=True)
    mobile = models.CharField(max_length=20, blank=True)
    language = language_column()
    code_hash = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)
    verified_at = models.DateTimeField(null=True)
    affiliate = models.ForeignKey(Affiliate, models.SET_NULL, null=True, db_index=False)
    affiliate_code = models.CharField(max_length=20, blank=True)  # named by a proxy
    by_proxy = models.BooleanField(default=False)
    presenter_key = models.CharField(max_length=50, blank=True)  # of a proxy, as the registry knew them when they named
    device = models.CharField(max_length=64, blank=True)  # keyed hash of the browser (D29)
    proof = models.CharField(max_length=8, choices=choices(Proof), default=Proof.UNPROVEN.value)  # D28
    province = models.ForeignKey(Province, models.SET_NULL, null=True, db_index=False)
    procedure = models.ForeignKey(Procedure, models.SET_NULL, null=True, db_index=False)
    agency = models.ForeignKey(Agency, models.SET_NULL, null=True, db_index=False)
    dependents = models.PositiveSmallIntegerField(default=1)
    turno = models.ForeignKey(Turno, models.SET_NULL, null=True, db_index=False)
    seats = models.PositiveSmallIntegerField(default=0)  # held for it
    done_at = models.DateTimeField(null=True)  # confirmed: a second click is answered with the first one's turno
    moves = models.ForeignKey(Turno, models.SET_NULL, null=True, db_index=False, related_name="+")  # reschedules
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()  # without an index: each step writes it, and with it would write all of them

    class Meta:
        constraints: ClassVar = [
            vocabulary_check("presenter_kind", PresenterKind, "draft_presenter_kind", blank=True),
            vocabulary_check("proof", Proof, "draft_proof"),
            vocabulary_check("language", Spoken, "draft_language"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["device"], condition=~Q(device=""), name="draft_of_device"),
            models.Index(fields=["created_at"], name="draft_begun"),
            *(index_of_filled(each, f"draft_of_{each}") for each in ("affiliate", "turno", "moves")),
        ]


class Attempt(models.Model):
    """One counted act of a limit (D17): the key is a keyed hash, never the address, e-mail or number itself."""

    act = models.CharField(max_length=10, choices=[(act.value, act.value) for act in LimitedAct])
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(act__in=[act.value for act in LimitedAct]), name="attempt_act")
        ]
        indexes: ClassVar = [models.Index(fields=["act", "key", "at"], name="attempt_window")]


class Pause(models.Model):
    """Until when a browser pauses before one more act (D29); the key is a keyed hash, as of an attempt."""

    key = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField(db_index=True)


class KnownBrowser(models.Model):
    """A browser in which the mailbox that the registry knows of an affiliate was verified (D28); a keyed hash."""

    device = models.CharField(max_length=64)
    affiliate = models.ForeignKey(Affiliate, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["device", "affiliate"], name="browser_once")]


class MailboxBound(models.Model):
    """How many live turnos a named mailbox may have, where the institution says so: an employer, a shelter (D28)."""

    mailbox = models.CharField(_("correo electrónico"), max_length=254, unique=True)  # folded
    most = models.PositiveSmallIntegerField(_("turnos vigentes a la vez"))
    reason = models.CharField(_("a quién representa y por qué"), max_length=300)

    class Meta:
        verbose_name = _("correo con un límite propio de turnos")
        verbose_name_plural = _("correos con un límite propio de turnos")
        ordering: ClassVar = ["mailbox"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(most__gte=1), name="mailbox_bound_allows_one"),
            models.CheckConstraint(condition=~Q(mailbox="") & ~Q(reason=""), name="mailbox_bound_is_said"),
        ]

    def __str__(self) -> str:
        return self.mailbox


class TurnoRelease(models.Model):
    """Why a turno ended that somebody else had booked: by whom, in which way, and with which reason (D28)."""

    turno = models.OneToOneField(Turno, models.PROTECT, related_name="release")
    way = models.CharField(max_length=10, choices=choices(ReleaseWay))
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            vocabulary_check("way", ReleaseWay, "release_way"),
            models.CheckConstraint(
                condition=Q(way__in=words(BY_STAFF), by__isnull=False) & ~Q(reason="")
                | Q(way__in=words(way for way in ReleaseWay if way not in BY_STAFF), by__isnull=True),
                name="release_by_staff_has_a_reason",
            ),
        ]


class WaitingEntry(PrivateLink, HoldsSecret):
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
