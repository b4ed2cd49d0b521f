"""Passwords that somebody else knows, second factors and open sessions of the staff (D33)."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

STAFF: dict[str, Any] = {"on_delete": django.db.models.deletion.PROTECT, "to": settings.AUTH_USER_MODEL}


class Migration(migrations.Migration):
    dependencies = [("records", "0045_territories")]
    operations = [
        migrations.AddField("staff", "must_change_password", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("staff", "password_until", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("staff", "exempt", models.BooleanField(db_default=False, default=False)),
        migrations.CreateModel(
            "SecondFactor",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_id", models.CharField(max_length=20)),
                ("secret", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("last_step", models.BigIntegerField(default=-1)),
                ("staff", models.OneToOneField(related_name="second_factor", **STAFF)),
            ],
        ),
        migrations.CreateModel(
            "RecoveryCode",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("used_at", models.DateTimeField(null=True)),
                ("staff", models.ForeignKey(related_name="recovery_codes", **STAFF)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["staff", "digest"], name="recovery_code_once"),
                    models.CheckConstraint(condition=~Q(digest=""), name="recovery_code_not_empty"),
                ]
            },
        ),
        migrations.CreateModel(
            "StaffSession",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, unique=True)),
                ("began_at", models.DateTimeField()),
                ("browser", models.CharField(blank=True, max_length=200)),
                ("staff", models.ForeignKey(related_name="open_sessions", **STAFF)),
            ],
            options={"ordering": ["-began_at", "-id"]},
        ),
    ]
