"""The registry of affiliates as it is known here (D6): the table that a file or the service fills."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from vinculo.gateways.registry import AffiliateRegistry, RegistryEntry
from vinculo.records.models import Affiliate
from vinculo.records.rows import find_row
from vinculo.rules.shared.countries import canonical
from vinculo.rules.shared.identity import IdentityError, PresenterKind, cedula_within, is_cedula, normalise_number

AT_THE_DESK = 3600  # seconds that a visit may last after the question at its beginning


class LocalRegistry:
    """The registry of our own: the table that `import_affiliates` fills, and `consult_registry`."""

    def find(self, code: str) -> RegistryEntry | None:
        """Return the affiliate with this code, whatever it looks like (S11, S22)."""
        return _entry(affiliate_by_code(code))

    def find_by_document(self, kind: str, country: str, number: str) -> RegistryEntry | None:
        """Return who holds or held this document: a renewed passport leaves the old one in the history."""
        return _entry(affiliate_by_document(kind, country, number))

    def find_by_cedula(self, cedula: str) -> RegistryEntry | None:
        """Return who holds this cédula, as far as the import brought it (D21)."""
        return _entry(_affiliate_by_cedula(cedula))


def _normal(number: str) -> str:
    """Return the number in the one spelling of the table; nothing for what cannot be a number."""
    try:
        return normalise_number(number)
    except IdentityError:
        return ""


def _entry(affiliate: Affiliate | None) -> RegistryEntry | None:
    return RegistryEntry(code=affiliate.code, active=affiliate.active) if affiliate else None


def registry() -> AffiliateRegistry:
    """Return the registry that queries ask: it never goes over the network, an act has asked the service before."""
    return LocalRegistry()


def affiliate_by_code(code: str) -> Affiliate | None:
    """Return the affiliate with this foreigner code, active or not; never refused by how it looks."""
    return find_row(Affiliate, code=_normal(code))


def active_affiliate(code: str) -> Affiliate | None:
    """Return the affiliate with this code if the affiliation is active; unknown and inactive are alike (D17)."""
    affiliate = affiliate_by_code(code)
    return affiliate if affiliate and affiliate.active else None


def active_affiliate_by_cedula(number: str) -> Affiliate | None:
    """Return the affiliate with this cédula if the affiliation is active; unknown and inactive are alike (D21, D17)."""
    affiliate = _affiliate_by_cedula(number) if is_cedula(number) else None
    return affiliate if affiliate and affiliate.active else None


def _affiliate_by_cedula(cedula: str) -> Affiliate | None:
    number = _normal(cedula)
    return Affiliate.objects.filter(cedula=number).first() if number else None


def affiliate_by_document(kind: str, country: str, number: str) -> Affiliate | None:
    """Return the affiliate who holds or held this passport or visa, active or not."""
    documents = {"kind": kind, "country": canonical(country), "number_key": _normal(number)}
    return Affiliate.objects.filter(**{f"documents__{name}": value for name, value in documents.items()}).first()


def affiliates_of(text: str) -> list[Affiliate]:
    """Return whom a number names: by code, cédula, the RUC of a person, passport or visa; active or not (D37).

    Every door of the staff asks here. Several only where two people hold documents of one number.
    """
    number = _normal(text)
    if not number:
        return []
    known = affiliate_by_code(number) or _affiliate_by_cedula(cedula_within(number))
    if known is not None:
        return [known]
    return list(Affiliate.objects.filter(documents__number_key=number).order_by("pk").distinct())


def affiliate_named(text: str) -> Affiliate | None:
    """Return the one affiliate whom a number names, active or not; None for nobody, and for two people."""
    named = affiliates_of(text)
    return named[0] if len(named) == 1 else None


def active_affiliate_named(text: str) -> Affiliate | None:
    """Return the one affiliate whom a number names if the affiliation is active; all others are alike (D17)."""
    affiliate = affiliate_named(text)
    return affiliate if affiliate and affiliate.active else None


def presenter_key(kind: str, number: str, country: str = "") -> str:
    """Return the one key of a presenter, so that a person counts once whatever they identify with (D4, S38).

    The registry may be far away: ask outside a transaction.
    """
    known = registry()
    if kind == "passport":
        holder = known.find_by_document("passport", country, number)
        return f"code:{holder.code}" if holder else f"passport:{country}:{normalise_number(number)}"
    holder = known.find(number) or (known.find_by_cedula(number) if is_cedula(number) else None)
    return f"code:{holder.code}" if holder else f"cedula:{number}"


def kind_of_key(key: str, number: str) -> PresenterKind:
    """Return with what a presenter of this key who typed the number identified themselves: code or cédula (D21)."""
    by_cedula = key != f"code:{number}" and is_cedula(number)
    return PresenterKind.CODE if key.startswith("code:") and not by_cedula else PresenterKind.CEDULA


def registry_age(affiliate: Affiliate, now: datetime) -> str:
    """Return how old is what is known here: `recent`, `old` or `never`; nothing where the table is the registry (D6).

    Each act at the desk asks the service first: what is older than an answer is kept was not answered.
    """
    if not settings.REGISTRY_SERVICE["url"]:
        return ""
    if affiliate.synchronised_at is None:
        return "never"
    kept = timedelta(seconds=settings.REGISTRY_SERVICE["keep"] + AT_THE_DESK)
    return "recent" if now - affiliate.synchronised_at <= kept else "old"
