"""Where a centre is, for every page that names one: `parts/centre.html` is written with these (S06)."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from vinculo.documents.words import address_to_confirm
from vinculo.queries.shared.agencies import AgencyPlace
from vinculo.queries.shared.places import phone_of
from vinculo.records.models import Agency
from vinculo.rules.booking.positions import map_links

register = template.Library()
_NUMBER = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for the number while the sentence is escaped


@register.filter
def to_confirm(agency: Agency | AgencyPlace) -> SafeString:
    """Return that the address is not known yet, with the number to call; nothing where it is known."""
    if agency.address.strip():
        return SafeString()
    sentence = conditional_escape(address_to_confirm(_NUMBER))
    return mark_safe(sentence.replace(_NUMBER, dialled(phone_of(agency))))  # nosec B308 B703 - both parts are escaped


@register.filter
def dialled(phone: str) -> SafeString:
    """Return a number that a tap calls."""
    return format_html('<a href="tel:+{}">{}</a>', phone.replace(" ", ""), phone)


@register.filter
def on_maps(agency: Agency | AgencyPlace) -> tuple[str, str]:
    """Return the address for the map application of the telephone and that of a map in the browser."""
    return map_links(agency.address, agency.city, agency.latitude, agency.longitude)
