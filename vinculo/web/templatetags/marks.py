"""The hidden field of every form that acts: the mark of what the page shows (D30)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vinculo.queries.shared.marks import mark_of

if TYPE_CHECKING:
    from django.db.models import Model

register = template.Library()


@register.simple_tag
def read(*records: Model | str | None) -> SafeString:
    """Return the hidden field with the mark of these records as the page shows them; of what is not there too."""
    shown = [record or None for record in records]
    return format_html('<input type="hidden" name="read" value="{}">', mark_of(*shown))  # type: ignore[arg-type]
