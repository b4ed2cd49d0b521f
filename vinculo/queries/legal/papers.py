"""A power of attorney as the rules see it, and the frozen facts of what the unit printed (S38)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from vinculo.documents.power_facts import EndorsementFacts, PowerNoticeFacts
from vinculo.queries.cases import proxy_powers
from vinculo.queries.shared.reference_data import reference_data
from vinculo.records.models import Message, Power, PowerDecision
from vinculo.rules.cases.facts import Copy, Formality
from vinculo.rules.cases.requirements.findings import Finding
from vinculo.rules.legal.facts import Acting, EarlierEnding, FormerProxy, MadeBefore
from vinculo.rules.legal.facts import Power as PowerFacts
from vinculo.rules.legal.powers import missing_of
from vinculo.rules.legal.status import ENDING, PowerAct, power_standing
from vinculo.rules.shared.references import hash_token


def facts_of(power: Power, today: date) -> PowerFacts:
    """Return a power as the rules see it on a day, with the dated data that hold for its country."""
    together = power.acting == Acting.TOGETHER
    return PowerFacts(
        affiliate_names=power.affiliate.names,
        grantor_names=power.grantor_names,
        proxy_names=power.proxy_names,
        made_before=MadeBefore(power.made_before),
        country=power.country,
        made_on=power.made_on,
        expires_on=power.expires_on,
        language=power.language,
        language_name=power.language_name,
        spanish_too=power.spanish_too,
        formality=Formality(power.formality),
        formality_reason=power.formality_reason,
        apostille_known=bool(power.apostille_number and power.apostille_on and power.apostille_authority),
        translation_seen=power.translation_seen,
        original_seen=power.original_seen,
        copy=Copy(power.copy),
        by_affiliate=power.by_affiliate,
        names_proxy=power.names_proxy,
        covers=power.covers,
        proxy_birth_date=power.proxy_birth_date,
        minor_reason=power.minor_reason,
        acting=Acting(power.acting),
        proxies=power.proxies or 2,  # nobody asked before
        fellows=proxy_powers.fellows_of(power).count() if together else 0,
        former=_former(power, today),
        may_substitute=power.may_substitute,
        earlier=_earlier_endings(power),
        reference=reference_data([power.country]),
    )


def _earlier_endings(power: Power) -> tuple[EarlierEnding, ...]:
    """Return how other powers of the same affiliate ended or were refused, at whichever unit, the newest first."""
    decisions = PowerDecision.objects.filter(
        power__affiliate=power.affiliate_id, kind__in=(*ENDING, PowerAct.REFUSE)
    ).exclude(power=power.pk)
    return tuple(
        EarlierEnding(
            by=PowerAct(each.kind),
            on=each.power.ended_on or timezone.localdate(each.decided_at),
            unit=each.power.province.name,
            reference=each.power.reference,
            same_proxy=each.power.proxy_key == power.proxy_key,
            same_deed=_deed_of(each.power) == _deed_of(power),
        )
        for each in decisions.select_related("power__province").order_by("-pk")
    )


def _deed_of(power: Power) -> tuple[str, str, date, str]:
    return power.proxy_key, power.country, power.made_on, power.number_key


def _former(power: Power, today: date) -> FormerProxy | None:
    """Return whom a proxy substitutes, and where that power stands on a day."""
    former = power.substitutes
    if former is None:
        return None
    return FormerProxy(
        names=former.proxy_names,
        standing=power_standing(former.state, former.expires_on, today),
        made_on=former.made_on,
        expires_on=former.expires_on,
    )


def findings_on(power: Power, today: date) -> tuple[Finding, ...]:
    """Return what stands in the way of the endorsement on a day, and what is worth a look."""
    return missing_of(facts_of(power, today), today)


def sheet_of(message: Message) -> EndorsementFacts:
    """Return the frozen facts of the sheet that a message brings."""
    decision = _decision(message)
    return EndorsementFacts.from_json(decision.power.fill_link(decision.facts))


def notice_of(message: Message) -> PowerNoticeFacts:
    """Return the frozen facts of the notice that a message brings."""
    return PowerNoticeFacts.from_json(_decision(message).facts)


def _decision(message: Message) -> PowerDecision:
    return PowerDecision.objects.select_related("power").get(pk=message.power_decision_id or 0)


@dataclass(frozen=True)
class EndorsementShown:
    """What anybody may know of an endorsement: its standing, date, unit and number; nobody's name."""

    standing: str
    endorsed_on: date
    unit: str
    number: str


def endorsement_at(token: str, now: datetime) -> EndorsementShown | None:
    """Return what the public page says of the endorsement with this token, or None."""
    if not (token.isascii() and token.isalnum()):
        return None
    endorsement = (
        PowerDecision.objects.select_related("power")
        .filter(power__token_hash=hash_token(token), kind=PowerAct.ENDORSE)
        .first()
    )
    if endorsement is None:
        return None
    facts = EndorsementFacts.from_json(endorsement.facts)
    now_stands = power_standing(endorsement.power.state, endorsement.power.expires_on, timezone.localdate(now))
    return EndorsementShown(now_stands, facts.endorsed_on, facts.unit, facts.number)
