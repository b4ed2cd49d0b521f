"""The one event writer: append-only, a hash per event, references and names of fields, never personal data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar

from django.db import models

from vinculo.records.people import Staff
from vinculo.records.places import Agency
from vinculo.records.rows import insert
from vinculo.records.vocabulary import choices, vocabulary_check, words
from vinculo.rules.shared.acts import Act, ActorKind, Subject

EMPTY: Mapping[int, Sequence[str]] = {}
DATED = (Subject.CONVENTION, Subject.EXEMPTION, Subject.CITATION, Subject.LEGAL_TERM, Subject.REMEDY)  # what rules read


class Event(models.Model):
    """One act or one read of personal data; triggers refuse UPDATE and DELETE on both databases."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+"
    )  # null: a person at home, or the system
    actor_kind = models.CharField(max_length=10, choices=choices(ActorKind))
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=40, choices=choices(Act))
    subject = models.CharField(max_length=20, choices=choices(Subject))
    subject_id = models.BigIntegerField(null=True)
    fields = models.JSONField(default=list)  # names only
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            vocabulary_check("act", Act, "event_act"),
            vocabulary_check("subject", Subject, "event_subject_kind"),
            vocabulary_check("actor_kind", ActorKind, "event_actor_kind"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject", "subject_id"], name="event_subject"),
            models.Index(
                fields=["agency", "at"], condition=models.Q(act=Act.NOT_ADMITTED.value), name="event_not_admitted"
            ),
            models.Index(fields=["id"], condition=models.Q(subject__in=words(DATED)), name="event_of_dated_data"),
        ]

    def content(self) -> str:
        """Return the canonical text that the hash covers."""
        at = self.at.astimezone(UTC).isoformat()
        who = [self.actor_id, self.actor_kind, self.agency_id]
        parts = [at, *who, self.act, self.subject, self.subject_id, self.fields]
        return json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class Seal(models.Model):
    """The seal of one day's events: the hash of the seal before, of the day and of the hashes of its events.

    Whoever takes away, adds or changes an event of a sealed day breaks this seal and every later one.
    """

    date = models.DateField(unique=True)  # of the nation's clocks
    count = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["date"]


def digest(content: str) -> str:
    """Return the hash of an event's canonical text."""
    return hashlib.sha256(content.encode()).hexdigest()


def write_event(
    *,
    act: Act,
    subject: Subject,
    subject_id: int | None,
    now: datetime,
    actor: Staff | None = None,
    actor_kind: ActorKind | None = None,
    fields: Sequence[str] = (),
) -> Event:
    """Append one event and return it; `actor_kind` defaults to staff with an actor and to person without."""
    event = compose_event(
        act=act, subject=subject, subject_id=subject_id, now=now, actor=actor, actor_kind=actor_kind, fields=fields
    )
    insert(event)
    return event


def compose_event(
    *,
    act: Act,
    subject: Subject,
    subject_id: int | None,
    now: datetime,
    actor: Staff | None = None,
    actor_kind: ActorKind | None = None,
    fields: Sequence[str] = (),
) -> Event:
    """Return one event that is not written yet: an act writes it together with what it changes."""
    event = Event(
        at=now,
        actor=actor,
        actor_kind=actor_kind or (ActorKind.STAFF if actor else ActorKind.PERSON),
        agency_id=actor.agency_id if actor else None,
        act=act,
        subject=subject,
        subject_id=subject_id,
        fields=list(fields),
    )
    event.hash = digest(event.content())
    return event


def write_system_events(
    *,
    act: Act,
    subject: Subject,
    subject_ids: Iterable[int],
    now: datetime,
    fields: Mapping[int, Sequence[str]] = EMPTY,
) -> None:
    """Append one event of the system for each of these subjects, in one statement; `fields` by the subject's id."""
    rows = [
        Event(
            at=now,
            actor_kind=ActorKind.SYSTEM,
            act=act,
            subject=subject,
            subject_id=pk,
            fields=list(fields.get(pk, ())),
        )
        for pk in subject_ids
    ]
    for row in rows:
        row.hash = digest(row.content())
    Event.objects.bulk_create(rows)
