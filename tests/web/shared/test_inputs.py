"""An input written as one string is the one that Django's own templates write."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.functional import lazystr
from django.utils.safestring import SafeString

from vinculo.web.shared.weight.inputs import Renderer

HOSTILE = "a\"'<&>á"
ATTRIBUTES: list[dict[str, Any]] = [
    {},
    {
        "required": True,
        "disabled": False,
        "aria-describedby": HOSTILE,
        "min": 1,
        "data-x": None,
        "data-y": lazystr("<"),
    },
    {HOSTILE: True, "class": SafeString("a&amp;b")},
]
WIDGETS = [
    forms.TextInput,
    forms.EmailInput,
    forms.NumberInput,
    forms.HiddenInput,
    forms.PasswordInput,
    forms.DateInput,
    forms.TimeInput,
    forms.URLInput,
    forms.CheckboxInput,
    forms.Textarea,
    forms.Select,
]


@pytest.mark.parametrize("widget", WIDGETS)
@pytest.mark.parametrize("value", [None, "", "COL", 3, True, False, HOSTILE, SafeString("<b>"), lazystr(HOSTILE)])
@pytest.mark.parametrize("attributes", ATTRIBUTES)
def test_d10_an_input_is_what_the_templates_of_django_write(widget: Any, value: Any, attributes: Any) -> None:
    quick, plain = (
        widget(attrs={"id": "id_año"}).render("número<", value, attributes, renderer)
        for renderer in (Renderer(), DjangoTemplates())
    )
    assert quick == plain


def test_d10_the_forms_of_the_house_are_written_so(settings: Any) -> None:
    class Contact(forms.Form):
        email = forms.EmailField(help_text="Cuál")

    assert isinstance(Contact().renderer, Renderer)
    assert f"{Renderer.__module__}.{Renderer.__qualname__}" == settings.FORM_RENDERER
