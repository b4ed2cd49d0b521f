"""What the papers of the legal unit say, frozen (S38)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vinculo.documents.facts import CONTACT, Contact, NoticeItem
from vinculo.documents.frozen import Facts


@dataclass(frozen=True, kw_only=True)
class EndorsementFacts(Facts):
    """The *hoja de sumilla*: which power was endorsed, for whom, by which unit; kinds are texts as a person reads them.

    `verification_url` is the address of the public page with the power's token.
    """

    number: str
    reference: str
    affiliate_names: str
    affiliate_code: str
    proxy_names: str
    proxy_kind: str
    proxy_number: str
    made_before: str
    authority: str
    deed: str
    place: str
    country: str
    made_on: date
    expires_on: date | None = None
    acting: str = ""  # how several proxies act, with the others' names; empty for one alone
    unit: str
    officer: str
    endorsed_on: date
    rules_version: str
    verification_url: str
    contact: Contact = CONTACT


class PowerNoticeKind(StrEnum):
    """What a notice of the unit tells."""

    OBSERVE = "observe"
    REFUSE = "refuse"
    REVOKE = "revoke"
    SUBSTITUTE = "substitute"
    DEATH = "death"


@dataclass(frozen=True, kw_only=True)
class PowerNoticeFacts(Facts):
    """What is to be brought, why the endorsement is refused, or why the power ended; each with its legal basis."""

    kind: PowerNoticeKind
    reference: str
    affiliate_names: str
    proxy_names: str
    items: tuple[NoticeItem, ...]
    note: str = ""
    endorsement: str = ""
    unit: str
    officer: str
    issued_on: date
    contact: Contact = CONTACT
