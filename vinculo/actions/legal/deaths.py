"""The death of an affiliate who granted powers of attorney: every one of them ends (S38)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.actions.legal.decisions import say, write_notice
from vinculo.actions.legal.powers import unit_of
from vinculo.actions.shared.guards import NoReason, NotYours, Stale
from vinculo.actions.shared.parties import refuse_party_to_power
from vinculo.queries.cases.wording import Said
from vinculo.records.models import Affiliate, Power, PowerDecision, Staff
from vinculo.rules.cases.requirements.findings import Severity
from vinculo.rules.legal.status import POWER, STANDING, PowerAct, PowerStatus


class DeathBeforePower(Exception):
    """Nobody grants a power after their death: one of the two days is wrong.

    Of the power that was brought alone: another one of a later day may be forged, and ends with the rest.
    """


class DeathToCome(Exception):
    """The day of the death has not come."""


@transaction.atomic
def record_death(
    *, power: Power, died_on: date, source: str, version: int, actor: Staff, now: datetime
) -> PowerDecision:
    """Keep that the person who granted a power died, on which day and how the unit knows it; twice is once.

    A mandate ends with the person who gave it: every power of this affiliate that stands ends with it, at whichever
    unit it is. Each has its notice; the proxies with open cases or turnos to come are told what to do. Raises
    `NotYours`, `Stale`, `NotAllowedError`, `NoReason` without a source, `DeathToCome`, `DeathBeforePower`.
    """
    province = unit_of(actor)
    Affiliate.objects.select_for_update(no_key=True).get(pk=power.affiliate_id)
    rows = Power.objects.select_for_update(no_key=True, of=("self",)).select_related("affiliate", "province")
    powers = {each.pk: each for each in rows.filter(affiliate=power.affiliate_id).order_by("pk")}
    asked = powers[power.pk]
    if asked.province_id != province.pk:
        raise NotYours
    refuse_party_to_power(actor, asked)
    if asked.state == PowerStatus.ENDED:
        return asked.decisions.get(kind=PowerAct.DEATH)
    POWER.after(asked.state, PowerAct.DEATH)
    if asked.version != version:
        raise Stale
    if not source.strip():
        raise NoReason
    if died_on > timezone.localdate(now):
        raise DeathToCome
    if asked.made_on > died_on:
        raise DeathBeforePower
    standing = [each for each in powers.values() if each.state in STANDING]
    ground = _ground(died_on, source, now)
    decided = {}
    for each in standing:
        each.ended_on, each.ended_by = died_on, source.strip()
        decided[each.pk] = write_notice(each, PowerAct.DEATH, [ground], "", actor, now)
    return decided[asked.pk]


@override("es")
def _ground(died_on: date, source: str, now: datetime) -> Said:
    text = _("La persona que otorgó el poder falleció el %(day)s. Consta en: %(source)s.")
    words = {"day": f"{died_on:%d/%m/%Y}", "source": source.strip().rstrip(".")}
    return say(_("Fallecimiento de quien otorgó el poder"), text % words, "administrative_code", Severity.REFUSES, now)
