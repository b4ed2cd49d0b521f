"""What a plain statement finds and changes, to compare it with the ORM's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Model


def content(record: Model | None) -> dict[str, tuple[type, Any]]:
    """Return every field of a record as it was read, with its type; nothing may be left to be read later."""
    if record is None:
        return {}
    assert not record.get_deferred_fields()
    values = {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}
    return {name: (type(value), value) for name, value in values.items()}


def effect(act: Callable[[], Any], model: type[Model]) -> tuple[Any, list[dict[str, Any]]]:
    """Return what an act answers and how the table is afterwards; then it is as before."""
    with transaction.atomic():
        answer = act()
        after = list(model._base_manager.order_by("pk").values())
        transaction.set_rollback(True)
    return answer, after
