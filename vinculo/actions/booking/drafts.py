"""The way to a turno, before a seat is held: number, contact, e-mailed code, whom it is for (S22-S26, D17)."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from vinculo.actions.booking import mails
from vinculo.actions.shared import limits
from vinculo.actions.shared.guards import OwnAct, require_read
from vinculo.actions.shared.registry import consult_registry
from vinculo.queries.booking.drafts import served_province
from vinculo.queries.booking.places import has_power
from vinculo.queries.shared import registry
from vinculo.records.events import compose_event, write_event
from vinculo.records.models import Affiliate, Agency, Draft, KnownBrowser, Procedure, Turno
from vinculo.records.rows import change_all, find_row, insert, insertion, lock, update_of
from vinculo.rules.booking.bounds import Proof
from vinculo.rules.booking.mailboxes import fold_mailbox
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.identity import PresenterKind, is_cedula
from vinculo.rules.shared.limits import LimitedAct, LimitedBy
from vinculo.rules.shared.references import draw_digits, draw_token


class WrongCode(Exception):
    """The code is not the one that was sent; `left` attempts remain."""

    def __init__(self, left: int) -> None:
        super().__init__("wrong code")
        self.left = left


class CodeExpired(Exception):
    """The code is too old, was used up by wrong attempts, or none was sent."""


class NotAPresenter(Exception):
    """The number is neither an active affiliate's nor a valid cédula."""


class NoActiveAffiliate(Exception):
    """No active affiliate has this code: unknown and inactive are answered alike (D17)."""


class NotServed(Exception):
    """The agency does not serve the procedure, or is closed (S26)."""


def start_draft(
    *, kind: str, number: str, country: str, address: str, device: str = "", now: datetime, random_source: Random
) -> Draft:
    """Begin the way to a turno with the number of the person who carries out the procedure (S22) and return the draft.

    The registry is not asked yet: no answer tells anything of a number before the e-mail is verified (D17).
    Raises `limits.LimitReached`.
    """
    browser = browser_key(device)
    limits.count_attempt(
        act=LimitedAct.SEARCH,
        by=asked_by(address, device, number=number),
        now=now,
        is_trusted=lambda: is_verified_here(browser, "", now),
    )
    draft = Draft(
        **Draft.link_of(draw_token(random_source)),
        device=browser,
        presenter_kind=kind,
        presenter_number=number,
        presenter_country=country,
        created_at=now,
        updated_at=now,
    )
    insert(draft)
    return draft


def browser_key(device: str) -> str:
    """Return the keyed hash under which a browser is kept; nothing for none."""
    return limits.keyed_hash(f"browser:{device}") if device else ""


def asked_by(address: str, device: str, **named: str) -> dict[LimitedBy, str]:
    """Return against what an act counts: address and browser, and the number and e-mail that it names."""
    by = {LimitedBy.ADDRESS: address, LimitedBy.DEVICE: device} | {
        LimitedBy(kind): each for kind, each in named.items()
    }
    return {kind: value for kind, value in by.items() if value}


def is_verified_here(browser: str, email: str, now: datetime) -> bool:
    """Return whether a mailbox, or this one, was verified in this browser within a day: then nobody waits (D29)."""
    if not browser:
        return False
    verified = Draft.objects.filter(device=browser, verified_at__gt=now - timedelta(days=1))
    mailboxes = {fold_mailbox(each) for each in verified.values_list("email", flat=True)}
    return fold_mailbox(email) in mailboxes if email else bool(mailboxes)


def change_number(
    *, draft: Draft, kind: str, number: str, country: str, address: str, device: str = "", now: datetime
) -> Draft:
    """Replace the number of a draft, keeping what else was typed; a verified e-mail stays verified.

    What was held is let go: it was for another presenter. Raises `limits.LimitReached`, and
    `NotAPresenter` when the e-mail is verified and the number is nobody's: then it counts as an attempt of that e-mail.
    """
    act, email = (LimitedAct.ATTEMPT, draft.email) if draft.verified_at else (LimitedAct.SEARCH, "")
    limits.count_attempt(
        act=act,
        by=asked_by(address, device, number=number, email=email, mailbox=fold_mailbox(email)),
        now=now,
        is_trusted=lambda: is_verified_here(draft.device, email, now),
    )
    with transaction.atomic():
        draft = lock(draft)
        draft.presenter_kind, draft.presenter_number, draft.presenter_country = kind, number, country
        draft.affiliate, draft.affiliate_code, draft.by_proxy, draft.moves = None, "", False, None
        draft.presenter_key, draft.proof = "", Proof.UNPROVEN
        _let_go(draft)
        _touch(draft, now)
    if draft.verified_at:
        resolve_presenter(draft, now)
    return draft


def set_contact(
    *, draft: Draft, email: str, mobile: str, address: str, device: str = "", now: datetime, random_source: Random
) -> Draft:
    """Keep e-mail and mobile number and send the code (S23, S24).

    An e-mail that is already verified and unchanged needs no second code. Raises `limits.LimitReached`.
    """
    if draft.verified_at and draft.email == email:
        with transaction.atomic():
            draft = lock(draft)
            draft.mobile = mobile
            return _touch(draft, now)
    _count_sending(draft, email, address, device, now)
    with transaction.atomic():
        draft = lock(draft)
        draft.email, draft.mobile, draft.verified_at = email, mobile, None
        return _send_code(draft, now, random_source)


def send_code_again(
    *, draft: Draft, address: str, device: str = "", now: datetime, random_source: Random, read: str | None = None
) -> Draft:
    """Send a new code, which replaces the old one (S25); a second click sends none (D30).

    Raises `limits.LimitReached`, `guards.Stale`.
    """
    own = OwnAct(None, now, Subject.DRAFT, draft.pk, (Act.CODE_SENT,))
    if not require_read(read, draft, own=own):
        return draft
    _count_sending(draft, draft.email, address, device, now)
    with transaction.atomic():
        draft = lock(draft)
        return _send_code(draft, now, random_source) if require_read(read, draft, own=own) else draft


def _count_sending(draft: Draft, email: str, address: str, device: str, now: datetime) -> None:
    """Count one code against everything it could be asked for with: nobody books without one (D17)."""
    limits.count_attempt(
        act=LimitedAct.SEND,
        by=asked_by(address, device, email=email, number=draft.presenter_number),
        now=now,
        is_trusted=lambda: is_verified_here(browser_key(device), email, now),
    )


def fresh_code(draft: Draft, now: datetime, random_source: Random) -> str:
    """Draw a code for a locked draft, in the place of the one before, and return it: only its hash is kept (S25)."""
    code = draw_digits(6, random_source)
    draft.code_hash = _hash_code(draft, code)
    draft.code_expires_at = now + timedelta(minutes=settings.VERIFICATION_MINUTES)
    draft.code_attempts = 0
    _touch(draft, now)
    return code


def _send_code(draft: Draft, now: datetime, random_source: Random) -> Draft:
    code = fresh_code(draft, now, random_source)
    mails.send_code(draft, MailKind.VERIFICATION, code, now)
    write_event(act=Act.CODE_SENT, subject=Subject.DRAFT, subject_id=draft.pk, now=now)
    return draft


def verify_email(*, draft: Draft, code: str, address: str, device: str = "", now: datetime) -> Draft:
    """Check the e-mailed code and find out who the presenter is (S25, S22); a code serves once.

    Raises `limits.LimitReached`, `CodeExpired`, `WrongCode`; `NotAPresenter` once the e-mail is verified.
    """
    limits.count_attempt(
        act=LimitedAct.ATTEMPT,
        by=asked_by(address, device, email=draft.email, number=draft.presenter_number),
        now=now,
        is_trusted=lambda: is_verified_here(draft.device, draft.email, now),
    )
    with transaction.atomic():
        draft = lock(draft)
        left = spend_attempt(draft, code, now)
    if left is not None:
        raise WrongCode(left)
    resolve_presenter(draft, now)
    return draft


def spend_attempt(draft: Draft, code: str, now: datetime) -> int | None:
    """Return None for the right code, else the attempts that are left; commits either way.

    Of a locked draft. Raises `CodeExpired`.
    """
    if draft.verified_at:  # a double click or the back button: verified is verified
        return None
    over = draft.code_expires_at is None or draft.code_expires_at <= now
    if not draft.code_hash or over or draft.code_attempts >= settings.VERIFICATION_ATTEMPTS:
        raise CodeExpired
    if not constant_time_compare(draft.code_hash, _hash_code(draft, code)):
        draft.code_attempts += 1
        _touch(draft, now)
        return settings.VERIFICATION_ATTEMPTS - draft.code_attempts
    draft.verified_at, draft.code_hash, draft.updated_at = now, "", now
    verified = compose_event(act=Act.EMAIL_VERIFIED, subject=Subject.DRAFT, subject_id=draft.pk, now=now)
    change_all(update_of(draft, "verified_at", "code_hash", "updated_at"), insertion(verified))
    return None


def _hash_code(draft: Draft, code: str) -> str:
    return salted_hmac("vinculo.verification", f"{draft.token}:{code}", algorithm="sha256").hexdigest()


def resolve_presenter(draft: Draft, now: datetime) -> None:
    """Find the presenter: the registry by code, then by cédula (D21), then the check digit, else a passport (S22).

    The registry may be far away: it is asked outside the transaction. Raises `NotAPresenter`, `RegistryAway`.
    """
    consult_registry(number=draft.presenter_number, kind=draft.presenter_kind, country=draft.presenter_country, now=now)
    if draft.presenter_kind == PresenterKind.PASSPORT:
        affiliate = registry.affiliate_by_document("passport", draft.presenter_country, draft.presenter_number)
        affiliate = affiliate if affiliate and affiliate.active else None
    else:
        number = draft.presenter_number
        affiliate = registry.active_affiliate(number) or registry.active_affiliate_by_cedula(number)
        if affiliate is None and not is_cedula(number):
            raise NotAPresenter
    with transaction.atomic():
        fresh = lock(draft)
        if _number(fresh) != _number(draft):  # another tab changed it, and asks for itself
            return
        if not fresh.by_proxy:
            fresh.affiliate, fresh.by_proxy = affiliate, affiliate is None
        fresh.proof, fresh.updated_at = proven_by(fresh, fresh.affiliate, fresh.presenter_key, now), now
        resolved = compose_event(act=Act.PRESENTER_RESOLVED, subject=Subject.DRAFT, subject_id=draft.pk, now=now)
        change_all(update_of(fresh, "affiliate_id", "by_proxy", "proof", "updated_at"), insertion(resolved))


def _number(draft: Draft) -> tuple[str, str, str]:
    return draft.presenter_kind, draft.presenter_country, draft.presenter_number


def name_affiliate(*, draft: Draft, code: str, address: str, device: str = "", now: datetime) -> Draft:
    """Name the affiliate for whom a proxy acts (S20, D4).

    Raises `limits.LimitReached`, `NoActiveAffiliate`, `RegistryAway`.
    """
    limits.count_attempt(
        act=LimitedAct.ATTEMPT,
        by=asked_by(address, device, email=draft.email, number=code, mailbox=fold_mailbox(draft.email)),
        now=now,
        is_trusted=lambda: is_verified_here(draft.device, draft.email, now),
    )
    consult_registry(number=code, now=now)
    affiliate = registry.active_affiliate(code)
    if affiliate is None or draft.verified_at is None:
        raise NoActiveAffiliate
    key = registry.presenter_key(draft.presenter_kind, draft.presenter_number, draft.presenter_country)
    own = key == f"code:{affiliate.code}"
    with transaction.atomic():
        fresh = lock(draft)
        if _number(fresh) != _number(draft):  # another tab changed whose draft this is
            raise NoActiveAffiliate
        if fresh.affiliate_id != affiliate.pk:
            fresh.moves = None
            _let_go(fresh)
        fresh.affiliate, fresh.affiliate_code, fresh.by_proxy = affiliate, code, not own
        fresh.presenter_key = key
        fresh.proof = proven_by(fresh, affiliate, key, now)
        return _touch(fresh, now)


def proven_by(draft: Draft, affiliate: Affiliate | None, key: str, now: datetime) -> Proof:
    """Return how it is known that this draft may speak for the affiliate, once its e-mail is verified (D28).

    A browser in which the registered mailbox was verified is known from then on.
    """
    if affiliate is None or draft.verified_at is None:
        return Proof.UNPROVEN
    mailbox = fold_mailbox(draft.email)
    if affiliate.email and fold_mailbox(affiliate.email) == mailbox:
        if draft.device:
            KnownBrowser.objects.update_or_create(device=draft.device, affiliate=affiliate, defaults={"seen_at": now})
        return Proof.OWN
    known = find_row(KnownBrowser, device=draft.device, affiliate_id=affiliate.pk) if draft.device else None
    if known is not None and known.seen_at > now - timedelta(days=settings.KNOWN_BROWSER_DAYS):
        return Proof.OWN
    return Proof.POWER if draft.by_proxy and has_power(affiliate, key, mailbox, now) else Proof.UNPROVEN


def presenter_key(draft: Draft) -> str:
    """Return the one key of the presenter, so that a person counts once whatever they identify with (D4).

    Asks the registry only while nobody has named the affiliate: it was asked then, for the proxy too.
    """
    if draft.affiliate is not None and not draft.by_proxy:
        return f"code:{draft.affiliate.code}"
    return draft.presenter_key or registry.presenter_key(
        draft.presenter_kind, draft.presenter_number, draft.presenter_country
    )


@transaction.atomic
def choose_place(
    *, draft: Draft, procedure: Procedure | int, agency: Agency | int, dependents: int, now: datetime
) -> Draft:
    """Keep province, procedure, agency and the number of dependents (S26, D16).

    What was held for another choice is let go. Raises `NotServed`.
    """
    kind = procedure if isinstance(procedure, int) else procedure.pk
    place = agency if isinstance(agency, int) else agency.pk
    province = served_province(place, kind)
    if province is None:
        raise NotServed
    draft = lock(draft)
    if (draft.procedure_id, draft.agency_id, draft.dependents) != (kind, place, dependents):
        _let_go(draft)
    if draft.procedure_id != kind:
        draft.moves = None
    draft.procedure_id, draft.agency_id, draft.province_id = kind, place, province
    draft.dependents = dependents
    return _touch(draft, now)


MOVES_KEPT = 10  # open drafts that move one turno
KNOWN = "presenter_number presenter_country email mobile proof affiliate_id by_proxy procedure_id agency_id dependents"


@transaction.atomic
def start_move(*, turno: Turno, device: str = "", now: datetime, random_source: Random) -> Draft:
    """Begin to move a confirmed turno to another day or agency, with all that is known already typed.

    One browser goes on with the draft that it has; of the others the newest are kept.
    """
    browser, kept_since = browser_key(device), now - timedelta(hours=settings.DRAFT_HOURS)
    begun = Draft.objects.select_for_update(no_key=True).filter(moves=turno, done_at=None).order_by("-pk")
    mine = begun.filter(device=browser, updated_at__gt=kept_since).first() if browser else None
    if mine is not None:
        return _touch(mine, now)
    Draft.objects.filter(pk__in=[each.pk for each in begun][MOVES_KEPT - 1 :]).delete()
    return Draft.objects.create(
        **Draft.link_of(draw_token(random_source)),
        device=browser,
        presenter_kind=turno.presenter_kind if turno.presenter_kind == PresenterKind.PASSPORT else "",
        verified_at=now,
        province_id=turno.agency.province_id,
        moves=turno,
        created_at=now,
        updated_at=now,
        **{field: getattr(turno, field) for field in KNOWN.split()},
    )


def speak(*, draft: Draft, language: str) -> Draft:
    """Go on in another language: the mails of what comes of the draft are in it (D10)."""
    if draft.done_at is None and draft.language != language:
        draft.language = language
        Draft.objects.filter(pk=draft.pk, done_at=None).update(language=language)
    return draft


def _let_go(draft: Draft) -> None:
    """Untie what is held for this draft, which says something else now: it runs out, or its presenter renews it."""
    if draft.done_at is None:
        draft.turno, draft.seats = None, 0


def _touch(draft: Draft, now: datetime) -> Draft:
    """Write a locked draft as it is now."""
    draft.updated_at = now
    change_all(update_of(draft))
    return draft
