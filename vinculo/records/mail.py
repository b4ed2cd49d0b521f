"""The outbox: a message is a row, written in the transaction of the act that causes it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vinculo.records.booking import Draft, Turno
from vinculo.records.cases import Solicitud
from vinculo.records.legal import PowerDecision
from vinculo.records.vocabulary import choices, known
from vinculo.rules.mail.status import MESSAGE, MessageAct, MessageState

STATES = {
    MessageState.QUEUED: _("en camino"),
    MessageState.SENT: _("enviado"),
    MessageState.FAILED: _("no se pudo enviar"),
    MessageState.DROPPED: _("ya no hacía falta"),
}


class Message(models.Model):
    """A mail to one person. `attach` names documents that are made when it is sent.

    The body of a verification mail is emptied once it is sent: it holds the code.
    """

    kind = models.CharField(max_length=20)
    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    attach = models.JSONField(default=list)
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="messages")
    turno = models.ForeignKey(Turno, models.SET_NULL, null=True, related_name="messages")
    solicitud = models.ForeignKey(Solicitud, models.SET_NULL, null=True, related_name="messages")
    power_decision = models.ForeignKey(PowerDecision, models.PROTECT, null=True, related_name="messages")
    complaint = models.ForeignKey("records.Complaint", models.SET_NULL, null=True, related_name="messages")
    state = models.CharField(
        max_length=8, choices=choices(MessageState, STATES), default=MESSAGE.begin(MessageAct.QUEUE).value
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [known("state", MessageState, "message_state")]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=Q(state=MessageState.QUEUED.value), name="message_due")
        ]
