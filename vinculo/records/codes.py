"""The codes and their certificates."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from vinculo.records.cases import Solicitud
from vinculo.records.people import Person, Staff
from vinculo.records.places import Agency
from vinculo.records.vocabulary import choices, vocabulary_check
from vinculo.rules.cases.status import CERTIFICATE, CertificateAct, CertificateState


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


class Certificate(models.Model):
    """A version of the printed certificate: its facts are frozen and it is printed from them for ever."""

    code = models.ForeignKey(Code, models.PROTECT, related_name="certificates")
    solicitud = models.ForeignKey(Solicitud, models.PROTECT, related_name="certificates")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=10, choices=choices(CertificateState), default=CERTIFICATE.begin(CertificateAct.ISSUE).value
    )
    token = models.CharField(max_length=32, unique=True)
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
