"""Finding a turno again whose mail was lost: number and e-mail, and a code that goes to that e-mail alone (D17)."""

from __future__ import annotations

from datetime import datetime
from random import Random

from django.db import transaction

from vinculo.actions.booking import drafts, mails
from vinculo.actions.shared import limits
from vinculo.actions.shared.guards import OwnAct, require_read
from vinculo.records.events import write_event
from vinculo.records.models import Draft
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.limits import LimitedAct
from vinculo.rules.shared.references import draw_token


def start_recovery(
    *, number: str, email: str, address: str, device: str = "", now: datetime, random_source: Random
) -> Draft:
    """Send a code to the e-mail, whether a turno has it or not, and return what waits for the code.

    Nothing is looked up yet: a right pair and a wrong one are answered alike, in the same time (D17). Raises
    `limits.LimitReached`.
    """
    _count(LimitedAct.SEARCH, number, email, address, device, now)
    _count(LimitedAct.SEND, number, email, address, device, now)
    with transaction.atomic():
        draft = Draft.objects.create(
            **Draft.link_of(draw_token(random_source)),
            device=drafts.browser_key(device),
            presenter_number=number,
            email=email,
            created_at=now,
            updated_at=now,
        )
        return _send_code(draft, now, random_source)


def send_code_again(
    *, draft: Draft, address: str, device: str = "", now: datetime, random_source: Random, read: str | None = None
) -> Draft:
    """Send a new code, which replaces the old one; a second click sends none. Raises `limits.LimitReached`, `Stale`."""
    own = OwnAct(None, now, Subject.DRAFT, draft.pk, (Act.RECOVERY_SENT,))
    if not require_read(read, Draft.objects.get(pk=draft.pk), own=own):
        return draft
    _count(LimitedAct.SEND, draft.presenter_number, draft.email, address, device, now)
    with transaction.atomic():
        draft = Draft.objects.select_for_update(no_key=True).get(pk=draft.pk)
        return _send_code(draft, now, random_source) if require_read(read, draft, own=own) else draft


def _count(act: LimitedAct, number: str, email: str, address: str, device: str, now: datetime) -> None:
    """Count an act of recovery; a search names no e-mail."""
    mailbox = "" if act == LimitedAct.SEARCH else email
    limits.count_attempt(
        act=act,
        by=drafts.asked_by(address, device, number=number, email=mailbox),
        now=now,
        is_trusted=lambda: drafts.is_verified_here(drafts.browser_key(device), email, now),
    )


def _send_code(draft: Draft, now: datetime, random_source: Random) -> Draft:
    code = drafts.fresh_code(draft, now, random_source)
    mails.send_code(draft, MailKind.RECOVERY, code, now)
    write_event(act=Act.RECOVERY_SENT, subject=Subject.DRAFT, subject_id=draft.pk, now=now)
    return draft


def verify_recovery(*, draft: Draft, code: str, address: str, device: str = "", now: datetime) -> Draft:
    """Check the e-mailed code; it serves once. Raises `limits.LimitReached`, `drafts.CodeExpired`, `drafts.WrongCode`.

    No registry is asked: who has the mailbox sees the turnos that were booked with it and the number, and nothing else.
    """
    _count(LimitedAct.ATTEMPT, draft.presenter_number, draft.email, address, device, now)
    with transaction.atomic():
        draft = Draft.objects.select_for_update(no_key=True).get(pk=draft.pk)
        left = drafts.spend_attempt(draft, code, now)
    if left is not None:
        raise drafts.WrongCode(left)
    return draft
