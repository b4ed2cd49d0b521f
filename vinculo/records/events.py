"""The one event writer: append-only, a keyed hash per event, references and names of fields, never personal data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import ClassVar

from django.conf import settings
from django.db import models

from vinculo.records.people import Staff
from vinculo.records.places import Agency
from vinculo.records.rows import insert
from vinculo.records.tables.indexes import index_of_filled
from vinculo.records.values.changes import Changes, digests_of
from vinculo.records.vocabulary import choices, vocabulary_check, words
from vinculo.rules.log.chain import is_event_genuine, sign_event
from vinculo.rules.shared.acts import Act, ActorKind, Subject

ITS_WORDS = ("act", "subject", "actor_kind")  # of an event: constants of the statement that writes it with other rows
EMPTY: Mapping[int, Sequence[str]] = {}
DATED = (Subject.CONVENTION, Subject.EXEMPTION, Subject.CITATION, Subject.LEGAL_TERM, Subject.REMEDY)  # what rules read


class Event(models.Model):
    """One act or one read of personal data; triggers refuse UPDATE and DELETE on both databases."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        Staff, models.PROTECT, null=True, db_index=False, related_name="+"
    )  # null: a person at home, or the system
    actor_kind = models.CharField(max_length=10, choices=choices(ActorKind))
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, db_index=False, related_name="+")
    act = models.CharField(max_length=40, choices=choices(Act))
    subject = models.CharField(max_length=20, choices=choices(Subject))
    subject_id = models.BigIntegerField(null=True)
    fields = models.JSONField(default=list)  # names only
    digests = models.JSONField(null=True, editable=False)  # D32: keyed, of what was and what is, per changed field
    key_id = models.CharField(max_length=20, blank=True, default="", db_default="")  # empty: from before there were any
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            vocabulary_check("act", Act, "event_act"),
            vocabulary_check("subject", Subject, "event_subject_kind"),
            vocabulary_check("actor_kind", ActorKind, "event_actor_kind"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject", "subject_id"], name="event_subject"),
            index_of_filled("actor", "event_of_actor"),
            index_of_filled("agency", "event_of_agency"),
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
        if self.digests is not None:  # those from before had none: their text stays as it was
            parts.append(self.digests)
        return json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class ChainLink(models.Model):
    """The place of one event in the chain: it holds the head before, the number of the event and its hash.

    Written after the event by `actions/operations/chaining.py`, of what is committed; so a number that a failed act
    left free is nothing, and an event that was committed late comes later.
    """

    position = models.BigIntegerField(primary_key=True)  # 1, 2, 3 …: of two workers at once only one writes a place
    event_id = models.BigIntegerField(unique=True)
    key_id = models.CharField(max_length=20)
    head = models.CharField(max_length=64)


class Seal(models.Model):
    """The seal of one day: the seal before, the day, what its events say, and the head of the chain at that moment.

    The person who takes away, adds or changes an event of a sealed day breaks this seal. Those without a key are from
    before; they hold no more than the hashes of the day's events after the seal before.
    """

    date = models.DateField()  # of the nation's clocks
    term = models.PositiveIntegerField(default=0, db_default=0)  # one more since each time a clock was set back
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, blank=True, default="", db_default="")  # of the day's events
    links = models.BigIntegerField(default=0, db_default=0)  # how many the chain had …
    head = models.CharField(max_length=64, blank=True, default="", db_default="")  # … and its head
    key_id = models.CharField(max_length=20, blank=True, default="", db_default="")
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["date", "term"], name="seal_once")]


def newest_key() -> tuple[str, bytes]:
    """Return the key that writes, with its id: the first of the settings."""
    key_id = next(iter(settings.LOG_KEYS))
    return key_id, settings.LOG_KEYS[key_id]


def sign(event: Event) -> None:
    """Give an event that is not written yet its hash, with the key that writes."""
    event.key_id, key = newest_key()
    event.hash = sign_event(event.content(), key)


def is_genuine(event: Event) -> bool:
    """Return whether an event is as it was written. Raises KeyError when its key is gone from the settings."""
    if not event.key_id:
        return sha256(event.content().encode()).hexdigest() == event.hash
    return is_event_genuine(event.content(), event.hash, settings.LOG_KEYS[event.key_id])


def write_event(
    *,
    act: Act,
    subject: Subject,
    subject_id: int | None,
    now: datetime,
    actor: Staff | None = None,
    actor_kind: ActorKind | None = None,
    fields: Sequence[str] = (),
    changes: Changes | None = None,
) -> Event:
    """Append one event and return it; `actor_kind` defaults to staff with an actor and to person without.

    `changes` are the values of a person that the act changed: the event keeps keyed digests of them alone (D32).
    """
    event = compose_event(
        act=act,
        subject=subject,
        subject_id=subject_id,
        now=now,
        actor=actor,
        actor_kind=actor_kind,
        fields=fields,
        changes=changes,
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
    changes: Changes | None = None,
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
        digests=digests_of(changes, subject, fields, newest_key()[1]),
    )
    sign(event)
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
        sign(row)
    Event.objects.bulk_create(rows)
