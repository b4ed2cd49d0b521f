"""Every question of *Sí* or *No* has *Sí* first, always: a practised hand would refuse a child (D37)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.urls import get_resolver
from django.utils.encoding import force_str


def every_form(of: type[forms.Form] = forms.Form) -> Iterator[type[forms.Form]]:
    """Return the forms of every page: the addresses load them all."""
    for each in of.__subclasses__():
        yield from (each, *every_form(each))


def answers_of(field: forms.Field) -> list[str]:
    """Return the words of a question that is answered by Sí or by No, in their order."""
    choices: Any = getattr(field, "choices", [])
    said = [force_str(label) for _value, label in choices] if isinstance(choices, list) else []
    return [each for each in said if each.split(",")[0] in {"Sí", "No"}]


def test_d37_yes_stands_before_no_in_every_question() -> None:
    assert get_resolver().url_patterns
    asked = {
        f"{form.__module__.removeprefix('vinculo.web.')}.{form.__name__}.{name}": answers_of(field)
        for form in every_form()
        if form.__module__.startswith("vinculo.web.")
        for name, field in form.base_fields.items()
    }
    two = {name: answers for name, answers in asked.items() if len(answers) == 2}
    assert len(two) > 10
    assert {name: answers for name, answers in two.items() if not answers[0].startswith("Sí")} == {}
