"""A list of many choices, written as one string: a template for each choice costs more than the rest of the page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """A select without groups; it writes what Django's own writes."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """Return the element with all its choices."""
        chosen = self.format_value(value)[0]
        rows = (("" if key is None else str(key), label) for key, label in self.choices)
        marked = ((key, " selected" if key == chosen else "", label) for key, label in rows)
        options = format_html_join("\n", '<option value="{}"{}>{}</option>', marked)
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options
        )
