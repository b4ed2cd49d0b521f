"""All that is kept on one person, gathered from the table of personal data, as words and as a file (D34)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import ForeignKey, Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vinculo.queries.rights.desk import digest_of, record_reading, require_delegate
from vinculo.queries.rights.holding import Holding
from vinculo.queries.rights.holdings import HOLDINGS
from vinculo.queries.rights.whose import Whose, whose_at, whose_of
from vinculo.queries.shared.access import NotFoundHere, record_view
from vinculo.records.models import Staff
from vinculo.rules.rights.field_words import FIELDS
from vinculo.rules.rights.words import RETENTION_KINDS
from vinculo.rules.shared.acts import Act, Subject


@dataclass(frozen=True)
class HeldRows:
    """The rows of one model: what they are, how long they are kept, each as label and value."""

    key: str
    title: str
    kept: str
    rows: list[list[tuple[str, str]]]
    raw: list[dict[str, Any]]


@dataclass(frozen=True)
class Dossier:
    """All that is kept on somebody at a moment."""

    whose: Whose
    at: datetime
    sections: list[HeldRows]

    @property
    def count(self) -> int:
        """Return how many rows are kept."""
        return sum(len(section.rows) for section in self.sections)


@transaction.atomic
def search(staff: Staff, text: str, now: datetime) -> list[Whose]:
    """Return whom a number, code, cédula, mailbox or mobile means, and write that it was looked for."""
    require_delegate(staff)
    meant = whose_of(text)
    record_view(
        act=Act.DATA_SEARCHED,
        subject=Subject.PERSON,
        subject_ids=[None],
        staff=staff,
        now=now,
        fields=[digest_of(text.strip())],
    )
    return meant


@transaction.atomic
def open_dossier(staff: Staff, address: str, now: datetime, act: Act = Act.DATA_READ, form: str = "") -> Dossier:
    """Return all that is kept on somebody, and write that it was read or handed over. Raises `NotFoundHere`."""
    require_delegate(staff)
    whose = whose_at(address)
    if whose is None:
        raise NotFoundHere
    record_reading(act=act, whose=whose, staff=staff, now=now, fields=[form] if form else [])
    return gather(whose, now)


def gather(whose: Whose, now: datetime) -> Dossier:
    """Return all that is kept on somebody: the models that hold nothing of theirs are left out."""
    sections = [_section(holding, whose) for holding in HOLDINGS]
    return Dossier(whose, now, [section for section in sections if section.rows])


def _section(holding: Holding, whose: Whose) -> HeldRows:
    columns = holding.columns(whose.kind)
    related = [name for name in columns if isinstance(holding.model._meta.get_field(name), ForeignKey)]
    rows = list(holding.rows(whose).select_related(*related) if related else holding.rows(whose))
    return HeldRows(
        key=str(holding.model._meta.model_name),
        title=_(holding.title),
        kept=_(RETENTION_KINDS[holding.kept]),
        rows=[_in_words(row, columns) for row in rows],
        raw=[{name: _raw(row, name) for name in columns} for row in rows],
    )


def _in_words(row: Model, columns: list[str]) -> list[tuple[str, str]]:
    """Return what a row says, without what it leaves empty."""
    pairs = [(_(FIELDS[name]), _word(row, name)) for name in columns]
    return [(label, value) for label, value in pairs if value]


def _word(row: Model, name: str) -> str:
    value = getattr(row, name)
    if value is None or value in ("", [], {}):
        return ""
    shown = getattr(row, f"get_{name}_display", None)
    if shown is not None:
        return str(shown())
    if isinstance(value, bool):
        return _("Sí") if value else _("No")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "d/m/Y H:i")
    if isinstance(value, date):
        return date_format(value, "d/m/Y")
    return "; ".join(_flat(value)) if isinstance(value, dict | list) else str(value)


def _flat(value: Any) -> list[str]:
    """Return the texts of what was frozen, in their order."""
    if isinstance(value, dict):
        return [text for part in value.values() for text in _flat(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in _flat(part)]
    return [] if value in (None, "", False) else [str(value)]


def _raw(row: Model, name: str) -> Any:
    value = getattr(row, name)
    return str(value) if isinstance(value, Model) else value


def as_json(dossier: Dossier) -> bytes:
    """Return a dossier as a file that a program reads: the columns under their names, the rows as they are kept."""
    content = {
        "formato": "vinculo-datos-personales-1",
        "generado": dossier.at,
        "conjuntos": [
            {"nombre": section.key, "titulo": section.title, "conservacion": section.kept, "filas": section.raw}
            for section in dossier.sections
        ],
    }
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()
