"""What the legal unit decides on a power of attorney: endorse, observe, refuse, revoke (S38). Each twice is once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.actions.cases.snapshots import in_words
from vinculo.actions.legal import mails
from vinculo.actions.legal.powers import locked_power
from vinculo.actions.legal.snapshots import endorsement_facts, power_notice_facts
from vinculo.actions.shared.guards import NoReason, Stale
from vinculo.actions.shared.parties import refuse_party_to_power
from vinculo.documents.power_facts import PowerNoticeKind
from vinculo.queries.cases.wording import Said
from vinculo.queries.legal.duty import is_another_on_duty
from vinculo.queries.legal.papers import findings_on
from vinculo.queries.shared.reference_data import reference_data
from vinculo.records.events import write_event
from vinculo.records.models import Power, PowerDecision, Province, Staff
from vinculo.rules.cases.requirements.findings import Finding, Severity
from vinculo.rules.legal.powers import POWER_RULES_VERSION
from vinculo.rules.legal.record_checks import NEED_A_WORD
from vinculo.rules.legal.status import POWER, PowerAct, PowerStatus
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.references import endorsement_number

DECIDED = {  # the words of the event
    PowerAct.OBSERVE: Act.POWER_OBSERVED,
    PowerAct.ENDORSE: Act.POWER_ENDORSED,
    PowerAct.REFUSE: Act.POWER_REFUSED,
    PowerAct.REVOKE: Act.POWER_REVOKED,
    PowerAct.SUBSTITUTE: Act.POWER_SUBSTITUTED,
    PowerAct.DEATH: Act.POWER_ENDED,
}


class NotEndorsable(Exception):
    """Something stands in the way of the endorsement: `findings` tells what."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        super().__init__("not endorsable")
        self.findings = list(findings)


class ReceivedAlone(Exception):
    """Who received the power does not endorse it while another member of the unit is on duty (D35)."""


class NoWord(NoReason):
    """Something is kept against the power: it is endorsed with a word that says why (S38)."""


@dataclass(frozen=True, kw_only=True)
class OwnReason:
    """A reason in the unit's own words, with the key of its instrument in `rules/shared/legal_basis.py`."""

    text: str
    basis: str


@transaction.atomic
def endorse_power(*, power: Power, note: str, version: int, actor: Staff, now: datetime) -> PowerDecision:
    """Endorse a power with the next number of the unit, and tell the person who waits for it (S38).

    The power whose proxy it substitutes ends with it. Raises `NotEndorsable`, `NoWord`, `ReceivedAlone`, `NotYours`,
    `IsParty`, `Stale`, `NotAllowedError`.
    """
    lock_in_order([power.pk, power.substitutes_id])
    power = locked_power(power.pk, actor)
    refuse_party_to_power(actor, power)
    if power.state == PowerStatus.ENDORSED:
        return power.decisions.get(kind=PowerAct.ENDORSE)
    _check_version(power, version, PowerAct.ENDORSE)
    if settings.LEGAL_TWO_ON_DUTY and power.received_by_id == actor.pk and is_another_on_duty(actor, now):
        raise ReceivedAlone
    today = timezone.localdate(now)
    findings = findings_on(power, today)
    if stops := [each for each in findings if each.severity is not Severity.WARNS]:
        raise NotEndorsable(stops)
    if not note.strip() and any(each.code in NEED_A_WORD for each in findings):
        raise NoWord
    power.sumilla = _next_number(power.province, today)
    facts = endorsement_facts(power=power, actor=actor, today=today)
    decision = _keep(power, PowerAct.ENDORSE, in_words(findings), note, facts.to_json(), actor, now)
    _conclude(power, decision, actor, now)
    if power.substitutes is not None:
        _end_substituted(power.substitutes, power, actor, now)
    return decision


@override("es")
def _end_substituted(former: Power, power: Power, actor: Staff, now: datetime) -> None:
    """End the power of a proxy whose place another took; the notice names the new one and the endorsement."""
    text = _("El apoderado fue sustituido por %(names)s, con la sumilla n.º %(number)s.")
    words = {"names": power.proxy_names, "number": power.sumilla}
    said = say(_("Sustitución del apoderado"), text % words, "administrative_code", Severity.REFUSES, now)
    write_notice(former, PowerAct.SUBSTITUTE, [said], "", actor, now)


def lock_in_order(pks: Iterable[int | None]) -> None:
    """Lock several powers in one order, so that no two who decide on them wait for each other."""
    rows = Power.objects.select_for_update(no_key=True).filter(pk__in=[pk for pk in pks if pk])
    list(rows.order_by("pk").values_list("pk", flat=True))


def _next_number(province: Province, today: date) -> str:
    """Return the next number of the unit in this year; another person who endorses there at this moment waits."""
    Province.objects.select_for_update(no_key=True).get(pk=province.pk)
    given = Power.objects.filter(sumilla__startswith=f"{province.code}-{today.year}-").count()
    return endorsement_number(province.code, today.year, given + 1)


@transaction.atomic
def observe_power(
    *, power: Power, note: str, version: int, actor: Staff, now: datetime, reason: OwnReason | None = None
) -> PowerDecision:
    """Ask in writing for what is missing; the power stays with the unit (S38).

    Raises `NoReason`, `NotYours`, `Stale`, `NotAllowedError`.
    """
    power = locked_power(power.pk, actor)
    refuse_party_to_power(actor, power)
    if power.state == PowerStatus.OBSERVED:
        return power.decisions.filter(kind=PowerAct.OBSERVE).latest("pk")
    _check_version(power, version, PowerAct.OBSERVE)
    grounds = _grounds(power, Severity.BLOCKS, reason, now)
    return write_notice(power, PowerAct.OBSERVE, grounds, note, actor, now)


@transaction.atomic
def refuse_power(
    *, power: Power, note: str, version: int, actor: Staff, now: datetime, reason: OwnReason | None = None
) -> PowerDecision:
    """Refuse the endorsement, each reason with its legal basis (S07, S38).

    Raises `NoReason`, `NotYours`, `Stale`, `NotAllowedError`.
    """
    power = locked_power(power.pk, actor)
    refuse_party_to_power(actor, power)
    if power.state == PowerStatus.REFUSED:
        return power.decisions.get(kind=PowerAct.REFUSE)
    _check_version(power, version, PowerAct.REFUSE)
    grounds = _grounds(power, Severity.REFUSES, reason, now)
    return write_notice(power, PowerAct.REFUSE, grounds, note, actor, now)


@transaction.atomic
def revoke_power(
    *, power: Power, reason: OwnReason, by_affiliate: bool, version: int, actor: Staff, now: datetime
) -> PowerDecision:
    """Revoke an endorsement, at the affiliate's wish or by the unit: no counter goes on with it from this commit (S38).

    Raises `NoReason`, `NotYours`, `Stale`, `NotAllowedError`.
    """
    power = locked_power(power.pk, actor)
    refuse_party_to_power(actor, power)
    if power.state == PowerStatus.REVOKED:
        return power.decisions.get(kind=PowerAct.REVOKE)
    _check_version(power, version, PowerAct.REVOKE)
    if not reason.text.strip():
        raise NoReason
    grounds = [_own(reason, Severity.REFUSES, now, by_affiliate=by_affiliate)]
    return write_notice(power, PowerAct.REVOKE, grounds, "", actor, now)


def _check_version(power: Power, version: int, act: PowerAct) -> None:
    POWER.after(power.state, act)
    if power.version != version:
        raise Stale


def _grounds(power: Power, severity: Severity, reason: OwnReason | None, now: datetime) -> list[Said]:
    """Return what the table says with this gravity, and the unit's own reason. Raises `NoReason` for nothing."""
    findings = [each for each in findings_on(power, timezone.localdate(now)) if each.severity is severity]
    grounds = in_words(findings)
    if reason is not None and reason.text.strip():
        grounds.append(_own(reason, severity, now))
    if not grounds:
        raise NoReason
    return grounds


@override("es")
def _own(reason: OwnReason, severity: Severity, now: datetime, *, by_affiliate: bool | None = None) -> Said:
    titles = {
        None: _("Revisión de la unidad"),
        True: _("Voluntad de la persona afiliada"),
        False: _("Decisión de la unidad"),
    }
    return say(titles[by_affiliate], reason.text.strip(), reason.basis, severity, now)


def say(title: str, text: str, basis: str, severity: Severity, now: datetime) -> Said:
    """Return a reason in words for a notice, with the citation of its instrument; in the language of the moment."""
    return Said(
        code="own_reason",
        severity=severity.value,
        requirement=title,
        rows="S38",
        text=text,
        remedy="",
        basis=reference_data([]).cite([basis], timezone.localdate(now)),
        step=_("paso 7"),
    )


def write_notice(
    power: Power, act: PowerAct, grounds: list[Said], note: str, actor: Staff, now: datetime
) -> PowerDecision:
    """Keep a decision on a locked power with its notice, move the power by the table, and tell who waits for it."""
    facts = power_notice_facts(
        kind=PowerNoticeKind(act),
        power=power,
        items=grounds,
        note=note.strip(),
        actor=actor,
        today=timezone.localdate(now),
    )
    decision = _keep(power, act, grounds, note, facts.to_json(), actor, now)
    return _conclude(power, decision, actor, now)


def _keep(
    power: Power, act: PowerAct, items: list[Said], note: str, facts: dict[str, object], actor: Staff, now: datetime
) -> PowerDecision:
    return PowerDecision.objects.create(
        power=power,
        kind=act,
        items=[each.frozen() for each in items],
        note=note.strip(),
        facts=facts,
        rules_version=POWER_RULES_VERSION,
        province=power.province,
        decided_by=actor,
        decided_at=now,
    )


def _conclude(power: Power, decision: PowerDecision, actor: Staff, now: datetime) -> PowerDecision:
    """Move a locked power by the table, the one writer of its state after the intake; write the event and the mails."""
    act = PowerAct(decision.kind)
    power.state = POWER.after(power.state, act)
    power.version, power.updated_at = power.version + 1, now
    power.save(update_fields=["state", "sumilla", "ended_on", "ended_by", "version", "updated_at"])
    write_event(act=DECIDED[act], subject=Subject.POWER, subject_id=power.pk, now=now, actor=actor, fields=["state"])
    mails.send_decision(power, decision, now)
    return decision
