"""Words and forms for the pages of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from vinculo.queries.shared.names import country_in_words
from vinculo.rules.cases.codes import pretty
from vinculo.rules.cases.requirements.affiliate_checks import TO_COMPARE
from vinculo.rules.shared.languages import OWN_NAMES

if TYPE_CHECKING:
    pass

register = template.Library()


@register.filter
def country(code: str) -> str:
    """Return the name of a country, or nothing."""
    return country_in_words(code) if code else ""


@register.simple_tag
def spoken_languages() -> list[tuple[str, str]]:
    """Return the languages in which a person can be written to, each as it names itself (D10)."""
    return [(code, OWN_NAMES[code]) for code in settings.OFFERED_LANGUAGES]


@register.filter
def is_to_compare(code: str) -> bool:
    """Return whether a finding leads to the page that compares the affiliate's document with the registry (D18)."""
    return code in TO_COMPARE


@register.filter
def pretty_code(code: str) -> str:
    """Return a code in groups, as it is read aloud."""
    return pretty(code)


@register.simple_tag(takes_context=True)
def paper_form(context: template.Context) -> SafeString:
    """Return the form of the open step, with the addresses it is sent to."""
    step, case = context["step"], context["case"]
    where: list[Any] = [case.reference, *([step.solicitud] if step.solicitud else []), step.kind]
    suffix = "" if step.solicitud else "_shared"
    each = context.get("each") if step.solicitud else None
    more = {
        "form": context["form"],
        "step": step,
        "title": context["title"],
        "each": each,
        "turned_away": context.get("turned_away"),
        "version": each.solicitud.version if each else case.version,
        "record_url": reverse(f"desk:record{suffix}", args=where),
        "turn_away_url": reverse(f"desk:not_received{suffix}", args=where),
        "fields_url": reverse("desk:fields", args=where) if step.solicitud else "",
    }
    return render_to_string("desk/case/paper_form.html", more, request=context["request"])
