"""The facts of one dependent's case, as the rules see them: no identity of a row, only what is judged.

One `Case` is one dependent (S10); the papers of the affiliate and of the proxy are repeated in each case of a
visit by the person who builds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS
from vinculo.rules.shared.reference_data import ReferenceData


class Link(StrEnum):
    """The family link of the dependent with the affiliate (D3)."""

    SPOUSE = "spouse"  # cónyuge
    PARTNER = "partner"  # conviviente
    CHILD = "child"  # hija o hijo


class Formality(StrEnum):
    """What a foreign public document carries so that it counts here (D5)."""

    NONE = "none"
    APOSTILLE = "apostille"
    LEGALISATION = "legalisation"  # by the Ecuadorian consul
    MINISTRY = "ministry"  # by the Ministry of Foreign Affairs, of what a foreign consul here executed


class ExecutedBy(StrEnum):
    """Who executed a certificate: those of consuls are outside the Apostille Convention (D24)."""

    AUTHORITY = "authority"
    FOREIGN_CONSUL = "foreign_consul"
    ECUADORIAN_CONSUL = "ecuadorian_consul"  # its documents are Ecuadorian


class Signature(StrEnum):
    """How a solicitud is signed (S31, S33)."""

    NONE = "none"
    HANDWRITTEN = "handwritten"  # by the affiliate
    OF_ANOTHER = "of_another"  # by hand, but by the proxy or somebody else: never serves (D4)
    ELECTRONIC = "electronic"


class Copy(StrEnum):
    """Whether the simple copy is kept; a scan made at the desk counts."""

    NONE = "none"
    PAPER = "paper"
    SCAN = "scan"
    NOT_NEEDED = "not_needed"  # issued by the State itself, such as an Ecuadorian visa


@dataclass(frozen=True, kw_only=True)
class IdDocument:
    """A passport or visa by kind (`passport`, `visa`), number and issuing country (alpha-3 or ICAO code)."""

    kind: str
    number: str
    country: str


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """The affiliate: the registered documents are the whole history, the newest first (domain.md, Papers)."""

    code: str
    names: str
    documents: tuple[IdDocument, ...] = ()
    active: bool = True
    birth_date: date | None = None
    sex: str = ""
    nationality: str = ""
    read_birth_date: date | None = None  # on the document shown

    @property
    def born_on(self) -> date | None:
        """Return the birth date that links are judged by: the registry's; where it has none, that of the document."""
        return self.birth_date or self.read_birth_date


@dataclass(frozen=True, kw_only=True)
class Dependent:
    """The person who is to receive the code, as typed in the solicitud or read from the passport."""

    link: Link
    names: str = ""
    birth_date: date | None = None
    sex: str = ""
    nationality: str = ""
    has_cedula: bool = False
    resides: bool = True  # D14: declared
    ecuadorian_origin: bool = False  # D22: declared; born in Ecuador, or of somebody who was
    has_code: bool = False  # S02: already holds a code, ours or the registry's


class PresentedBy(StrEnum):
    """Who stands at the counter."""

    AFFILIATE = "affiliate"
    PROXY = "proxy"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One paper as the officer recorded it; `None` or empty means: not recorded.

    `received` is false for a paper that was turned away (*no recibida*, D15), with `refusal_reason`.
    """

    kind: PaperKind
    received: bool = True
    refusal_reason: str = ""
    number: str = ""
    holder_names: str = ""
    holder_birth_date: date | None = None
    holder_sex: str = ""
    holder_nationality: str = ""
    issuing_authority: str = ""
    country: str = ""  # that issued it: decides apostille or legalisation (D5)
    issued_on: date | None = None
    valid_until: date | None = None
    executed_by: ExecutedBy = ExecutedBy.AUTHORITY
    language: str = ""  # code of CLDR; decides translation (D5)
    language_name: str = ""  # in words, where no code is known (D25)
    spanish_too: bool = False  # bilingual, or an extract on a multilingual form: counts as Spanish
    original_seen: bool = False
    copy: Copy = Copy.NONE
    formality: Formality = Formality.NONE
    formality_reason: str = ""  # why it is taken, where the standing of the country is not confirmed (D24)
    apostille_number: str = ""
    apostille_on: date | None = None
    apostille_authority: str = ""
    apostille_address: str = ""  # electronic register, as its code reads
    translation_seen: bool = False
    names_affiliate: bool | None = None  # D13, confirmed by the officer
    names_dependent: bool | None = None  # D13
    signature: Signature = Signature.NONE
    solicitud_complete: bool | None = None  # S32: the seven contents, on the paper
    of_parent: bool = False  # a passport of the mother or the father, in which the child is registered
    no_passport: bool = False  # S15, D2: recorded that there is no passport
    legal_look: bool = False  # adoption: the legal unit has looked at it
    misread: str = ""  # D20: fields whose check digits failed in a reading that was typed over, as `number,birth`


@dataclass(frozen=True, kw_only=True)
class FellowProxy:
    """Another proxy of the same power, who acts together with the one at the counter."""

    names: str
    number: str
    endorsed: bool


@dataclass(frozen=True, kw_only=True)
class Proxy:
    """The proxy and their power of attorney on the day it is looked at (S38).

    `power` is its standing at the legal unit (`rules.legal.status`), empty where none is known; `documents` are those
    by which the proxy is known: of the turno, of the power, and the registered ones of a proxy who is an affiliate.
    """

    power: str = ""
    endorsement: str = ""  # number of the sumilla, while it is in force
    names: str = ""  # as printed in the power
    documents: tuple[IdDocument, ...] = ()
    together: bool = False  # the power is exercised by all its proxies together
    named: int = 0  # how many the power names, then
    fellows: tuple[FellowProxy, ...] = ()
    shown: frozenset[str] = frozenset()  # numbers of the proxies' documents that were shown


@dataclass(frozen=True, kw_only=True)
class Case:
    """One dependent's case on the day it is judged (D12: the day it was first presented at a desk).

    `seen_on` is the day on which the papers are looked at: a correction may bring one issued after `judged_on`.
    """

    applicant: Applicant
    dependent: Dependent
    judged_on: date
    presented_by: PresentedBy = PresentedBy.AFFILIATE
    endorsement_in_force: bool = False  # S38: today, at the counter
    proxy: Proxy = Proxy()
    seen_on: date | None = None
    procedure: str = FOREIGN_DEPENDENTS  # whose requirements are asked
    reference: ReferenceData = field(default_factory=ReferenceData)  # the dated data that are judged by
    held_by_others: frozenset[IdDocument] = frozenset()  # D18: of the papers shown, those of other affiliates
    seconds: Mapping[IdDocument, str] = field(default_factory=dict)  # D18: how the request for a second on one stands
    other_partner: bool = False  # D23: another spouse or partner of the affiliate whose link has not ended
    looks: Mapping[str, str] = field(default_factory=dict)  # D22, D23: how the request for a look at a finding stands

    @property
    def today(self) -> date:
        """The day on which the papers are looked at: `seen_on`, or else the day of D12."""
        return self.seen_on or self.judged_on
