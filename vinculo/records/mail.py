"""The outbox: a message is a row, written in the transaction of the act that causes it; and notices given by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypedDict

from django.db import models
from django.db.models import Q

from vinculo.records.booking import Draft, Turno
from vinculo.records.cases import Solicitud
from vinculo.records.codes import Sample
from vinculo.records.legal import PowerDecision
from vinculo.records.links.sealed import SealedTextField
from vinculo.records.people import Staff
from vinculo.records.places import Agency
from vinculo.records.tables.indexes import index_of_filled
from vinculo.records.vocabulary import choices, language_column, vocabulary_check
from vinculo.rules.mail.by_hand import BY_HAND, HandedBy
from vinculo.rules.mail.kinds import Channel, MailKind
from vinculo.rules.mail.status import MESSAGE, MessageAct, MessageState
from vinculo.rules.shared.labels import MESSAGE_STATES
from vinculo.rules.shared.languages import Spoken

if TYPE_CHECKING:
    from vinculo.records.voice import Complaint


ABOUT = ("draft", "turno", "solicitud", "power_decision", "complaint")  # each mail has one or two of them


class Message(models.Model):
    """A mail to one person, or a message to a mobile; what goes with a mail is made when it is sent.

    The body of a verification mail is emptied once it is sent: it holds the code.
    """

    kind = models.CharField(max_length=20, choices=choices(MailKind))
    channel = models.CharField(max_length=5, choices=choices(Channel), default=Channel.MAIL.value)
    recipient = models.CharField(max_length=254)  # an e-mail address, or the number of a mobile
    subject = models.CharField(max_length=200, blank=True)  # of a mail
    body = SealedTextField(blank=True)  # encrypted: it holds links, until it is sent
    language = language_column()  # in which it is written (D10)
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, db_index=False, related_name="messages")
    turno = models.ForeignKey(Turno, models.SET_NULL, null=True, db_index=False, related_name="messages")
    solicitud = models.ForeignKey(Solicitud, models.SET_NULL, null=True, db_index=False, related_name="messages")
    power_decision = models.ForeignKey(
        PowerDecision, models.PROTECT, null=True, db_index=False, related_name="messages"
    )
    complaint = models.ForeignKey(
        "records.Complaint", models.SET_NULL, null=True, db_index=False, related_name="messages"
    )
    state = models.CharField(
        max_length=8, choices=choices(MessageState, MESSAGE_STATES), default=MESSAGE.begin(MessageAct.QUEUE).value
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            vocabulary_check("kind", MailKind, "message_kind"),
            vocabulary_check("channel", Channel, "message_channel"),
            vocabulary_check("state", MessageState, "message_state"),
            vocabulary_check("language", Spoken, "message_language"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=Q(state=MessageState.QUEUED.value), name="message_due"),
            models.Index(fields=["created_at"], condition=Q(state=MessageState.FAILED.value), name="message_failed"),
            *(index_of_filled(about, f"message_of_{about}") for about in ABOUT),
        ]


class About(TypedDict, total=False):
    """What a mail is about: one or more of these."""

    draft: Draft | None
    turno: Turno | None
    solicitud: Solicitud | None
    power_decision: PowerDecision | None
    complaint: Complaint | None


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
    disposal = models.ForeignKey("records.Disposal", models.PROTECT, null=True, db_index=False, related_name="+")

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
