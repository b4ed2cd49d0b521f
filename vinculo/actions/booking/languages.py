"""The language in which a turno's mails, calendar entries and prints come (D10)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from vinculo.records.events import write_event
from vinculo.records.models import Staff, Turno
from vinculo.rules.shared.acts import Act, Subject


class NotOffered(Exception):
    """This language is none of those that we offer."""


@transaction.atomic
def change_language(*, turno: Turno, language: str, now: datetime, actor: Staff | None = None) -> Turno:
    """Speak another language to the person who has the turno from now on; the same one again changes nothing.

    `actor` is the officer who was asked for it, or nobody where the person did it. Raises `NotOffered`.
    """
    if language not in settings.OFFERED_LANGUAGES:
        raise NotOffered
    if Turno.objects.filter(pk=turno.pk).exclude(language=language).update(language=language):
        turno.language = language
        write_event(
            act=Act.LANGUAGE_CHANGED,
            subject=Subject.TURNO,
            subject_id=turno.pk,
            now=now,
            actor=actor,
            fields=["language"],
        )
    return turno
