"""Where a centre is, for every page that names one: `parts/centre.html` is written with these (S06)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vinculo.documents.words import address_to_confirm
from vinculo.queries.shared.agencies import AgencyPlace
from vinculo.queries.shared.places import phone_of
from vinculo.rules.booking.positions import map_links

if TYPE_CHECKING:
    from vinculo.records.models import Agency

register = template.Library()
_NUMBER = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for the number in the sentence


@register.filter
def to_confirm(agency: Agency | AgencyPlace) -> SafeString:
    """Return that the address is not known yet, with the number to call; nothing where it is known."""
    if agency.address.strip():
        return SafeString("")
    before, after = address_to_confirm(_NUMBER).split(_NUMBER)
    return format_html("{}{}{}", before, link_phone(phone_of(agency)), after)


@register.filter
def link_phone(phone: str) -> SafeString:
    """Return a number that a tap calls."""
    return format_html('<a href="tel:+{}">{}</a>', phone.replace(" ", ""), phone)


@register.filter
def on_maps(agency: Agency | AgencyPlace) -> tuple[str, str]:
    """Return the address for the map application of the telephone and that of a map in the browser."""
    return map_links(agency.address, agency.city, agency.latitude, agency.longitude)
