"""The powers of attorney of a proxy for an affiliate, as the counter finds them (S38)."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from vinculo.records.models import Case, IdDocument, Power
from vinculo.rules.cases import facts
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.legal.facts import Acting
from vinculo.rules.legal.status import EXPIRED, STANDING, PowerStatus, power_standing

# Of several powers the one that serves counts; else the one that may soon; else why the last one does not.
_ORDER = (
    PowerStatus.ENDORSED.value,
    PowerStatus.RECEIVED.value,
    PowerStatus.OBSERVED.value,
    "expired",
    PowerStatus.SUBSTITUTED.value,
    PowerStatus.ENDED.value,
    PowerStatus.REVOKED.value,
    PowerStatus.REFUSED.value,
)


def of_presenter(case: Case) -> Q:
    """Return the condition of the powers of the person who presents a case, by key or by the very number they bear.

    A proxy who became an affiliate after the power was received has another key and the same document.
    """
    theirs = Q(proxy_kind=case.presenter_kind, proxy_number=case.presenter_number, proxy_country=case.presenter_country)
    if case.presenter_key:
        theirs |= Q(proxy_key=case.presenter_key)
    return theirs & Q(affiliate=case.affiliate_id)


def is_of(power: Power, case: Case) -> bool:
    """Return whether a power of the case's affiliate is of its presenter: `of_presenter`, of rows in hand."""
    number = (case.presenter_kind, case.presenter_number, case.presenter_country)
    same_number = number == (power.proxy_kind, power.proxy_number, power.proxy_country)
    return same_number or (bool(case.presenter_key) and case.presenter_key == power.proxy_key)


def lock_powers(case: Case) -> None:
    """Lock the powers of a proxy's case, so that what is judged next is still so when it is committed (S38)."""
    if case.by_proxy:
        list(
            Power.objects.select_for_update(no_key=True)
            .filter(of_presenter(case))
            .order_by("pk")
            .values_list("pk", flat=True)
        )


def best(powers: list[Power], on: date) -> Power | None:
    """Return the power that counts on a day, the newest of equals; None without any."""
    ranked = sorted(powers, key=lambda each: (_ORDER.index(power_standing(each.state, each.expires_on, on)), -each.pk))
    return ranked[0] if ranked else None


def power_of(case: Case, on: date) -> Power | None:
    """Return the power that counts for the presenter of a case on a day, endorsed or not; from any province (S38)."""
    return best(list(Power.objects.filter(of_presenter(case))), on)


def proxy_of(case: Case, on: date) -> facts.Proxy:
    """Return what the rules see of a proxy on a day: the standing of the power, and by what they are known (S38)."""
    if not case.by_proxy:
        return facts.Proxy()
    power = power_of(case, on)
    now = power_standing(power.state, power.expires_on, on) if power else ""
    in_force = power is not None and now == PowerStatus.ENDORSED
    together = power is not None and in_force and power.acting == Acting.TOGETHER
    return facts.Proxy(
        power=now,
        endorsement=power.sumilla if power and in_force else "",
        names=power.proxy_names if power and in_force else "",
        documents=_documents(case, power if in_force else None),
        together=together,
        named=power.proxies or 2 if power is not None and together else 0,
        fellows=_fellows(power, on) if power is not None and together else (),
        shown=_numbers_shown(case) if together else frozenset(),
    )


def fellows_of(power: Power) -> QuerySet[Power]:
    """Return the powers that stand of the other proxies of a deed, those of a proxy who took a place among them."""
    rows = Power.objects.filter(affiliate=power.affiliate_id, deed=power.deed, state__in=STANDING).exclude(deed="")
    return rows.exclude(pk=power.pk).exclude(pk=power.substitutes_id or 0).exclude(substitutes=power.pk).order_by("pk")


def _fellows(power: Power, on: date) -> tuple[facts.FellowProxy, ...]:
    """Return who acts together with the proxy; a substitution counts once it is endorsed."""
    rows = [each for each in fellows_of(power) if each.substitutes_id is None or each.state == PowerStatus.ENDORSED]
    standings = [(each, power_standing(each.state, each.expires_on, on)) for each in rows]
    return tuple(
        facts.FellowProxy(names=each.proxy_names, number=each.proxy_number, endorsed=standing == PowerStatus.ENDORSED)
        for each, standing in standings
        if standing != EXPIRED
    )


def _numbers_shown(case: Case) -> frozenset[str]:
    """Return the numbers of the proxies' documents that were recorded in a case."""
    return frozenset(
        each.number
        for each in case.papers.all()
        if each.kind == PaperKind.PROXY_ID and each.received and each.undone_at is None
    )


def _documents(case: Case, power: Power | None) -> tuple[facts.IdDocument, ...]:
    documents = [
        facts.IdDocument(
            kind=case.presenter_kind or "code", number=case.presenter_number, country=case.presenter_country
        )
    ]
    if power is not None:
        documents.append(
            facts.IdDocument(kind=power.proxy_kind, number=power.proxy_number, country=power.proxy_country)
        )
    if case.presenter_key.startswith("code:"):
        registered = IdDocument.objects.filter(affiliate__code=case.presenter_key.removeprefix("code:"))
        documents += [facts.IdDocument(kind=each.kind, number=each.number, country=each.country) for each in registered]
    return tuple(documents)
