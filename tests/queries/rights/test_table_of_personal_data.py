"""Every column of every model is in the table of personal data, or in the list of what is nobody's (D34)."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import Model

from vinculo.queries.rights.holdings import HOLDINGS
from vinculo.queries.rights.impersonal import IMPERSONAL
from vinculo.rules.rights.field_words import FIELDS

BY_MODEL = {holding.model: holding for holding in HOLDINGS}
MODELS = sorted(apps.get_models(), key=lambda model: model._meta.label)


def known_columns(model: type[Model]) -> list[str]:
    """Return the columns that the two tables name of a model."""
    holding = BY_MODEL.get(model)
    return [*holding.shown.split(), *holding.other.split()] if holding else IMPERSONAL[model._meta.label].split()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_d34_every_column_is_in_one_row_of_the_table(model: type[Model]) -> None:
    columns = [field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)]
    assert sorted(known_columns(model)) == sorted(columns)


def test_d34_a_model_stands_in_one_of_the_two_tables() -> None:
    personal = {model._meta.label for model in BY_MODEL}
    assert personal.isdisjoint(IMPERSONAL)
    assert personal | set(IMPERSONAL) == {model._meta.label for model in MODELS}
    assert len(BY_MODEL) == len(HOLDINGS)


def test_d34_every_column_that_is_handed_over_has_its_word() -> None:
    assert {name for holding in HOLDINGS for name in holding.shown.split()} == set(FIELDS)
