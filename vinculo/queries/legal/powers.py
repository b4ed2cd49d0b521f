"""What the legal unit may see: the powers of its own province; absent and another unit's are alike (S38)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from vinculo.documents.power_facts import EndorsementFacts, PowerNoticeFacts
from vinculo.queries.cases import proxy_powers
from vinculo.queries.cases.wording import Said, finding_in_words
from vinculo.queries.legal.papers import findings_on
from vinculo.queries.shared import access
from vinculo.queries.shared.names import language_in_words
from vinculo.records.models import Affiliate, Message, Power, PowerDecision, Province, Staff
from vinculo.rules.cases.requirements.evaluate import worst
from vinculo.rules.cases.requirements.findings import Finding
from vinculo.rules.legal.facts import Acting
from vinculo.rules.legal.powers import POWER_REQUIREMENTS
from vinculo.rules.legal.status import POWER, UNDECIDED, PowerAct, power_standing
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.identity import IdentityError, normalise_number
from vinculo.rules.shared.labels import (
    ACTING,
    FORMALITIES,
    MADE_BEFORE,
    POWER_LISTS,
    POWER_STANDINGS,
    PRESENTER_KINDS_IN_FULL,
)
from vinculo.rules.shared.references import LENGTH, read_endorsement, read_reference

ON_A_PAGE = 25
SHOWN = 50


@dataclass(frozen=True)
class PowerRow:
    """A power in a list."""

    reference: str
    received: datetime
    affiliate: str
    code: str
    proxy: str
    proxy_number: str
    state: str
    standing: str
    sumilla: str


@dataclass(frozen=True)
class Queue:
    """A page of the unit's powers."""

    page: Page[Power]
    rows: list[PowerRow]


@dataclass(frozen=True)
class Check:
    """One thing that the unit looks at, with what is said of it."""

    text: str
    hint: str
    rows: str
    state: str
    said: list[Said]


@dataclass(frozen=True)
class PowerFile:
    """A power for its page: what it says, what stands in the way, what was decided."""

    power: Power
    state: str
    standing: str
    proxy_kind: str
    made_before: str
    checks: list[Check]
    findings: list[Said]
    decisions: list[PowerDecision]
    messages: list[Message]
    acting: str
    carries: str  # apostille or legalisation with its data, and the language
    fellows: list[Power]  # the other proxies of the same deed whose powers stand
    successors: list[Power]  # who substitutes this proxy, or is to

    @property
    def stops(self) -> list[Said]:
        """Return what stands in the way of the endorsement."""
        return [each for each in self.findings if each.stops]

    @property
    def undecided(self) -> bool:
        """Return whether the unit has still to decide."""
        return self.power.state in UNDECIDED

    @property
    def can_endorse(self) -> bool:
        """Return whether nothing stands in the way of the endorsement."""
        return POWER.allows(self.power.state, PowerAct.ENDORSE) and not self.stops

    @property
    def can_observe(self) -> bool:
        """Return whether what is missing may be asked for."""
        return POWER.allows(self.power.state, PowerAct.OBSERVE)

    @property
    def can_refuse(self) -> bool:
        """Return whether the endorsement may be refused."""
        return POWER.allows(self.power.state, PowerAct.REFUSE)

    @property
    def can_revoke(self) -> bool:
        """Return whether the endorsement may be revoked."""
        return POWER.allows(self.power.state, PowerAct.REVOKE)

    @property
    def can_record_death(self) -> bool:
        """Return whether the power can still end by the death of the person who granted it."""
        return POWER.allows(self.power.state, PowerAct.DEATH)

    @property
    def can_substitute(self) -> bool:
        """Return whether another proxy can take the place of this one."""
        return POWER.allows(self.power.state, PowerAct.SUBSTITUTE)

    @property
    def endorsed(self) -> PowerDecision | None:
        """Return the decision with the sheet, if the power was ever endorsed."""
        return next((each for each in self.decisions if each.kind == PowerAct.ENDORSE), None)


def unit_of(staff: Staff) -> Province:
    """Return the province of this member of the legal unit; raise `access.NotFoundHere` for anybody else."""
    if not staff.is_legal or staff.province is None:
        raise access.NotFoundHere
    return staff.province


def power(staff: Staff, reference: str) -> Power:
    """Return a power of the unit by its reference. Raises `access.NotFoundHere`."""
    rows = Power.objects.select_related("affiliate", "province", "received_by", "substitutes")
    power = rows.filter(reference=reference, province=unit_of(staff)).first()
    if power is None:
        raise access.NotFoundHere
    return power


def power_to_amend(staff: Staff, reference: str, now: datetime) -> Power:
    """Return a power of the unit for its form, and write that it was read. Raises `access.NotFoundHere`."""
    unit_power = power(staff, reference)
    _record_view(Act.POWER_READ, [unit_power], staff, now)
    return unit_power


def queue(staff: Staff, state: str, number: int, now: datetime) -> Queue:
    """Return a page of the unit's powers of one standing, the oldest first; of the undecided ones where none is asked.

    Written as a read of each. Raises `access.NotFoundHere`.
    """
    rows = Power.objects.filter(province=unit_of(staff)).select_related("affiliate")
    rows = rows.filter(state=state) if state in POWER_LISTS and state else rows.filter(state__in=UNDECIDED)
    page = Paginator(rows.order_by("received_at", "pk"), ON_A_PAGE).get_page(number)
    shown = list(page.object_list)
    _record_view(Act.POWER_LISTED, shown, staff, now)
    return Queue(page, [_row(each, timezone.localdate(now)) for each in shown])


def search(staff: Staff, text: str, now: datetime) -> list[PowerRow]:
    """Return the unit's powers with this exact number: reference, endorsement, affiliate's code or proxy's document.

    Written as a read of each. Raises `access.NotFoundHere`.
    """
    mine = Power.objects.filter(_means(text), province=unit_of(staff)).select_related("affiliate")
    powers = list(mine.order_by("-received_at", "-pk")[:SHOWN])
    _record_view(Act.POWER_FOUND, powers, staff, now)
    return [_row(each, timezone.localdate(now)) for each in powers]


def _means(text: str) -> Q:
    reference = read_reference(text[:64])
    if len(reference) == LENGTH + 1 and reference[0] == "P":
        return Q(reference=reference) | Q(proxy_number=reference)
    wanted = Q(sumilla=read_endorsement(text[:64])) & ~Q(sumilla="")
    try:
        number = normalise_number(text[:64])
    except IdentityError:
        return wanted
    holders = Affiliate.objects.filter(documents__number_key=number).values("pk")
    return wanted | Q(affiliate__code=number) | Q(affiliate__in=holders) | Q(proxy_number=number)


def _record_view(act: Act, rows: list[Power], staff: Staff, now: datetime) -> None:
    access.record_view(act=act, subject=Subject.POWER, subject_ids=[each.pk for each in rows], staff=staff, now=now)


def _row(each: Power, today: date) -> PowerRow:
    where = power_standing(each.state, each.expires_on, today)
    return PowerRow(
        reference=each.reference,
        received=each.received_at,
        affiliate=each.affiliate.names,
        code=each.affiliate.code,
        proxy=each.proxy_names,
        proxy_number=each.proxy_number,
        state=_(POWER_STANDINGS[where]),
        standing=where,
        sumilla=each.sumilla,
    )


def open_power(staff: Staff, reference: str, now: datetime) -> PowerFile:
    """Return a power of the unit for its page, and write that it was read. Raises `access.NotFoundHere`."""
    unit_power = power(staff, reference)
    access.record_view(act=Act.POWER_READ, subject=Subject.POWER, subject_ids=[unit_power.pk], staff=staff, now=now)
    today = timezone.localdate(now)
    findings = findings_on(unit_power, today) if unit_power.state in UNDECIDED else ()
    decisions = list(unit_power.decisions.select_related("decided_by").order_by("pk"))
    where = power_standing(unit_power.state, unit_power.expires_on, today)
    return PowerFile(
        power=unit_power,
        state=_(POWER_STANDINGS[where]),
        standing=where,
        proxy_kind=_(PRESENTER_KINDS_IN_FULL[unit_power.proxy_kind]),
        made_before=_(MADE_BEFORE[unit_power.made_before]),
        checks=_checks(findings) if unit_power.state in UNDECIDED else [],
        findings=[finding_in_words(each) for each in findings],
        decisions=decisions,
        messages=_messages(unit_power),
        acting=_(ACTING[unit_power.acting]),
        carries=_carries(unit_power),
        fellows=list(proxy_powers.fellows_of(unit_power)) if unit_power.acting != Acting.ALONE else [],
        successors=list(unit_power.substituted_by.order_by("pk")) if unit_power.sumilla else [],
    )


def _carries(power: Power) -> str:
    """Return in words what a power carries, why that is taken, and in which language it is (D24, D25)."""
    day = f"{power.apostille_on:%d/%m/%Y}" if power.apostille_on else ""
    data = [power.apostille_number, day, power.apostille_authority, power.apostille_address, power.formality_reason]
    formality = [_(FORMALITIES[power.formality])] if power.formality in FORMALITIES else []
    return ", ".join(
        [*formality, *(each for each in data if each), language_in_words(power.language, power.language_name)]
    )


def _messages(power: Power) -> list[Message]:
    """Return the fate of each mail about the power, the newest first: a notice counts when its sending is proved.

    They are ordered here: asked for in their order, the database walks back through all mails that there ever were.
    """
    messages = Message.objects.filter(power_decision__power=power).order_by().defer("body")
    return sorted(messages, key=lambda each: -each.pk)


def _checks(findings: tuple[Finding, ...]) -> list[Check]:
    states = {None: "ok", "warns": "warn"}
    checks = []
    for each in POWER_REQUIREMENTS:
        mine = [one for one in findings if one.requirement == each.code]
        checks.append(
            Check(
                text=_(each.text),
                hint=_(each.hint),
                rows=", ".join(each.rows),
                state=states.get(worst(mine), "missing"),
                said=[finding_in_words(one) for one in mine],
            )
        )
    return checks


def decision(staff: Staff, reference: str, pk: int) -> PowerDecision:
    """Return a decision on a power of the unit. Raises `access.NotFoundHere`."""
    decision = PowerDecision.objects.filter(power=power(staff, reference), pk=pk).select_related("power").first()
    if decision is None:
        raise access.NotFoundHere
    return decision


def paper_state(staff: Staff, decided: PowerDecision, now: datetime) -> tuple[bool, bool]:
    """Return whether the paper of a decision was given to be printed, and whether it is printed with its page."""
    prints = access.count_prints(
        act=Act.POWER_PRINTED, subject=Subject.POWER, subject_id=decided.power_id, which=f"decision {decided.pk}"
    )
    at_once = access.is_to_print(by=decided.decided_by_id, at=decided.decided_at, prints=prints, staff=staff, now=now)
    return prints > 0, at_once


def sheet(staff: Staff, reference: str, pk: int, now: datetime) -> tuple[EndorsementFacts | PowerNoticeFacts, int]:
    """Return the frozen facts of a decision's paper and which copy it is, and write that it was printed.

    Raises `access.NotFoundHere`.
    """
    unit_decision = decision(staff, reference, pk)
    copy = access.record_print(
        row=unit_decision,
        act=Act.POWER_PRINTED,
        subject=Subject.POWER,
        subject_id=unit_decision.power_id,
        which=f"decision {unit_decision.pk}",
        staff=staff,
        now=now,
    )
    kind = EndorsementFacts if unit_decision.kind == PowerAct.ENDORSE else PowerNoticeFacts
    return kind.from_json(unit_decision.power.fill_link(unit_decision.facts)), copy
