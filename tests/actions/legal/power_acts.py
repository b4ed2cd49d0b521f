"""What the unit does with a power, and what then stops a case at the counter."""

from __future__ import annotations

from datetime import datetime

from tests import cast
from vinculo.actions.legal.decisions import OwnReason, endorse_power, revoke_power
from vinculo.queries.cases.evaluation import findings_of, papers_for
from vinculo.records.models import Case, Power, PowerDecision, Solicitud


def stops(case: Case, of: Solicitud) -> list[str]:
    of.refresh_from_db()
    found_now = findings_of(papers_for(Case.objects.get(pk=case.pk), of), case, cast.NOW) or ()
    return [each.code for each in found_now if each.severity != "warns"]


def endorse(power: Power) -> PowerDecision:
    power.refresh_from_db()
    return endorse_power(power=power, note="", version=power.version, actor=cast.lucia(), now=cast.NOW)


def revoke_by_affiliate(power: Power, now: datetime = cast.NOW) -> PowerDecision:
    why = OwnReason(text="Ya no confía en él", basis="administrative_code")
    return revoke_power(power=power, reason=why, by_affiliate=True, version=power.version, actor=cast.lucia(), now=now)
