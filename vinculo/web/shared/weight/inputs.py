"""How fields to type in are written: as one string, for Django's templates of an input cost more than its form.

A list of choices is one string for the same reason (`web/shared/choices.py: LongSelect`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

INPUTS = frozenset(
    f"django/forms/widgets/{kind}.html"
    for kind in ("checkbox", "date", "email", "hidden", "number", "password", "tel", "text", "time", "url")
)  # the templates of Django that hold nothing but one input


class Renderer(DjangoTemplates):
    """Writes an input as Django's own templates do, and leaves every other part of a form to them."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Return a part of a form."""
        if template_name not in INPUTS:
            return super().render(template_name, context, request)
        widget = context["widget"]
        kind, name, value = widget["type"], widget["name"], widget["value"]
        attributes = _write_attributes(widget["attrs"])
        if value is None:
            return format_html('<input type="{}" name="{}"{}>', kind, name, attributes)
        return format_html('<input type="{}" name="{}" value="{}"{}>', kind, name, _write(value), attributes)


def _write_attributes(attributes: Mapping[str, Any]) -> SafeString:
    """Return the attributes: one that is true is its name alone, one that is false is left out."""
    written = (
        _write_attribute(name, True if value is True else _write(value))
        for name, value in attributes.items()
        if value is not False
    )
    return SafeString("".join(written))  # nosec B703 B308: each is escaped


@lru_cache(maxsize=2048, typed=True)  # a safe text is not the same as a plain one; what is typed is no attribute
def _write_attribute(name: str, value: str | bool) -> SafeString:
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)


def _write(value: Any) -> str:
    """Return a value as a text; one that is safe stays so."""
    return value if isinstance(value, str) else str(value)
