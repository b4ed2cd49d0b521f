"""What an account has beside its password: the second factor, its recovery codes, the sessions that are open (D33)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from vinculo.records.people import Staff


class SecondFactor(models.Model):
    """The secret of the application that makes codes, encrypted under a key that the database does not hold."""

    staff = models.OneToOneField(Staff, models.PROTECT, related_name="second_factor")
    key_id = models.CharField(max_length=20)
    secret = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=-1)  # of thirty seconds: a code serves once


class RecoveryCode(models.Model):
    """A code that serves once where the application is not at hand; kept as a keyed hash."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["staff", "digest"], name="recovery_code_once"),
            models.CheckConstraint(condition=~Q(digest=""), name="recovery_code_not_empty"),
        ]


class StaffSession(models.Model):
    """Where somebody has logged in: their own list, from which each can be ended."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="open_sessions")
    key = models.CharField(max_length=40, unique=True)  # of Django's table
    began_at = models.DateTimeField()
    browser = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-began_at", "-id"]
