"""The list written as one string is the one that Django's own widget writes."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.test.html import parse_html
from django.utils.functional import lazystr
from django.utils.safestring import SafeString

from vinculo.web.shared.choices import LongSelect, country_choices, language_choices

HOSTILE = [("", lazystr("Elija")), ("a\"'<&", "<b>\"'&amp;</b>"), ("2", "Dos"), (3, "Tres")]
GROUPED = [
    ("", "Elija"),
    ("Azuay", [(1, "Cuenca"), ("a\"'<&", "<b>")]),
    ('Pichincha "<&', [("2", "Quito")]),
    (3, "Tres"),
]


@pytest.mark.parametrize("choices", [HOSTILE, GROUPED, country_choices(issuers=True), language_choices(), []])
@pytest.mark.parametrize("value", [None, "", "COL", "es", "2", 3, "a\"'<&", "nada", "<b>"])
@pytest.mark.parametrize("attrs", [None, {"required": True, "disabled": False, "aria-describedby": "a\"<'"}])
def test_it_writes_what_the_select_of_django_writes(choices: Any, value: Any, attrs: Any) -> None:
    plain, quick = (
        widget(attrs={"id": "id_país", "class": "ancho"}, choices=choices) for widget in (forms.Select, LongSelect)
    )
    assert parse_html(quick.render("country", value, attrs)) == parse_html(plain.render("country", value, attrs))


def test_a_label_is_escaped_unless_it_is_safe() -> None:
    for label in (SafeString("<b>x</b>"), "<b>x</b>", SafeString("<b>x</b>")):
        plain, quick = (widget(choices=[("a", label)]).render("country", None) for widget in (forms.Select, LongSelect))
        assert parse_html(quick) == parse_html(plain)


def test_in_a_form_that_was_refused_it_says_so_and_keeps_the_choice() -> None:
    class Plain(forms.Form):
        country = forms.ChoiceField(choices=[("COL", "Colombia"), ("PER", "Perú")], help_text="Cuál")

    class Quick(forms.Form):
        country = forms.ChoiceField(choices=[("COL", "Colombia"), ("PER", "Perú")], help_text="Cuál", widget=LongSelect)

    for typed in ({"country": "PER"}, {"country": "nada"}, {}):
        assert parse_html(str(Quick(typed)["country"])) == parse_html(str(Plain(typed)["country"]))
