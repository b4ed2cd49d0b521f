"""What a decision of the legal unit freezes: the facts of its papers, in Spanish, for ever (S38)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.actions.cases.snapshots import notice_item
from vinculo.documents.power_facts import EndorsementFacts, PowerNoticeFacts, PowerNoticeKind
from vinculo.queries.cases.proxy_powers import fellows_of
from vinculo.queries.cases.wording import Said
from vinculo.queries.shared.places import legal_unit
from vinculo.records.models import Power, Staff
from vinculo.rules.legal.facts import Acting
from vinculo.rules.legal.powers import POWER_RULES_VERSION
from vinculo.rules.shared.countries import country_name
from vinculo.rules.shared.labels import ACTING, MADE_BEFORE, PRESENTER_KINDS_IN_FULL
from vinculo.rules.shared.references import HIDDEN_TOKEN


def endorsement_url() -> str:
    """Return the address that says whether an endorsement is in force, as it is frozen: without what opens it."""
    return f"{settings.PUBLIC_URL}/verificar/sumilla/{HIDDEN_TOKEN}/"


@override("es")
def endorsement_facts(*, power: Power, actor: Staff, today: date) -> EndorsementFacts:
    """Return the facts of the sheet of an endorsement."""
    return EndorsementFacts(
        number=power.sumilla,
        reference=power.reference,
        affiliate_names=power.affiliate.names,
        affiliate_code=power.affiliate.code,
        proxy_names=power.proxy_names,
        proxy_kind=_(PRESENTER_KINDS_IN_FULL[power.proxy_kind]),
        proxy_number=power.proxy_number,
        made_before=_(MADE_BEFORE[power.made_before]),
        authority=power.authority,
        deed=power.number,
        place=power.place,
        country=str(country_name(power.country)),
        made_on=power.made_on,
        expires_on=power.expires_on,
        acting=_acting(power),
        unit=legal_unit(power.province.name),
        officer=actor.printed_name(),
        endorsed_on=today,
        rules_version=POWER_RULES_VERSION,
        verification_url=endorsement_url(),
    )


def _acting(power: Power) -> str:
    """Return how several proxies act, with the names of the others; nothing for one alone."""
    if power.acting == Acting.ALONE:
        return ""
    others = [each.proxy_names for each in fellows_of(power)]
    return "; ".join([_(ACTING[power.acting]), *others])


@override("es")
def power_notice_facts(
    *, kind: PowerNoticeKind, power: Power, items: Iterable[Said], note: str, actor: Staff, today: date
) -> PowerNoticeFacts:
    """Return the facts of a notice: each thing with its requirement and legal basis (S07)."""
    return PowerNoticeFacts(
        kind=kind,
        reference=power.reference,
        affiliate_names=power.affiliate.names,
        proxy_names=power.proxy_names,
        items=tuple(notice_item(each) for each in items),
        note=note,
        endorsement=power.sumilla,
        unit=legal_unit(power.province.name),
        officer=actor.printed_name(),
        issued_on=today,
    )
