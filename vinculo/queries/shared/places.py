"""Places by the names that people use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext as _

from vinculo.documents.facts import CONTACT
from vinculo.documents.words import address_in_words, address_to_confirm, join_with_commas
from vinculo.records.models import Agency
from vinculo.rules.shared.names import fold


class AgencyUnclear(Exception):
    """No agency is named so, or more than one; `candidates` are those that it could be."""

    def __init__(self, candidates: list[str]) -> None:
        super().__init__("unclear")
        self.candidates = candidates


def agency_named(text: str) -> Agency:
    """Return the agency of this name, or the only one whose name has the text in it. Raises `AgencyUnclear`."""
    wanted = fold(text)
    agencies = list(Agency.objects.all())
    for agency in agencies:
        if fold(agency.name) == wanted:
            return agency
    matches = [agency for agency in agencies if wanted and wanted in fold(agency.name)]
    if len(matches) == 1:
        return matches[0]
    raise AgencyUnclear([agency.name for agency in matches or agencies])


def centre_in_a_list(agency: Agency) -> str:
    """Return a centre as a list names it from which one is chosen: no two are named alike."""
    return f"{agency.name} · {agency.city}, {agency.province.name}"


def agencies_like(text: str, agencies: Iterable[Agency]) -> list[Agency]:
    """Return the agencies whose name, city or province have every word of a text, marks and capitals apart.

    The one that is named so in a list is returned alone.
    """
    wanted, folded = fold(text), [(agency, fold(centre_in_a_list(agency))) for agency in agencies]
    if not wanted:
        return []
    named = [agency for agency, name in folded if name == wanted]
    return named or [agency for agency, name in folded if all(word in name for word in wanted.split())]


def legal_unit(province: str) -> str:
    """Return the legal unit of a province as the procedure's page names it (S38); no address of it is known."""
    return _("Coordinación/Unidad Provincial de Asesoría Jurídica de %(province)s") % {"province": province}


class Reached(Protocol):
    """A centre that may have a telephone of its own."""

    @property
    def phone(self) -> str:
        """Return the number, or nothing."""


def phone_of(agency: Reached) -> str:
    """Return whom to call about a centre: itself where its number is known, else the institution (S08)."""
    return agency.phone or CONTACT.phone


def place_in_words(agency: Agency) -> str:
    """Return a centre with its address as texts name it, or that one calls before travelling: mails, and no page."""
    return join_with_commas(agency.name, address_in_words(agency.address, agency.city, phone_of(agency)))


def to_confirm_of(agency: Agency) -> str:
    """Return that the address of a centre is not known yet, as a sentence of its own; nothing where it is known."""
    return "" if agency.address.strip() else address_to_confirm(phone_of(agency))


def position_of(agency: Agency) -> tuple[float, ...]:
    """Return latitude and longitude of a centre, or nothing."""
    known = agency.latitude is not None and agency.longitude is not None
    return (agency.latitude, agency.longitude) if known else ()  # type: ignore[return-value]
