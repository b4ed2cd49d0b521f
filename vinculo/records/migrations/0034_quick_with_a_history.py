"""Indexes for what is asked every minute over the history of a country (docs/decisions/0048)."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

DATED = ["conventionentry", "exemption", "citation", "legalterm", "remedy"]
STANDING = {
    "turno": [models.Index(fields=["presenter_number"], name="turno_presenter")],
    "case": [
        models.Index(fields=["presenter_number"], name="case_presenter"),
        models.Index(fields=["agency", "opened_at"], condition=Q(closed_at__isnull=True), name="case_open"),
    ],
    "solicitud": [models.Index(fields=["dependent_document_number"], name="solicitud_document")],
    "seat": [
        models.Index(fields=["agency", "procedure", "starts"], condition=Q(pool="same_day"), name="seat_same_day"),
        models.Index(fields=["free_from"], condition=Q(state="cooling"), name="seat_cooling"),
        models.Index(fields=["held_until"], condition=Q(state="held"), name="seat_held"),
    ],
    "waitingentry": [models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="waiting_ended")],
    "centreday": [models.Index(fields=["date"], name="centre_day_date")],
    "event": [models.Index(fields=["id"], condition=Q(subject__in=DATED), name="event_of_dated_data")],
    "closing": [models.Index(fields=["last"], condition=Q(reopened_at__isnull=True), name="closing_standing")],
}


class Migration(migrations.Migration):
    """Index what is searched by a number, and the few rows in the state that the upkeep looks for."""

    dependencies: ClassVar = [("records", "0033_closing_parts")]
    operations: ClassVar = [
        migrations.AddIndex(model_name=model, index=index) for model, indexes in STANDING.items() for index in indexes
    ]
