"""Which document the person has in hand, and the end of its number: enough to compare, too little to be read by others.

A code stands on no document that people carry: of who identified themselves by it the documents of the registry are
compared (S30, D37).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from vinculo.records.models import Turno
from vinculo.rules.shared.identity import PresenterKind
from vinculo.rules.shared.labels import DOCUMENTS, PRESENTER_KINDS

LAST = 4  # signs that are shown
MOST = 3  # documents: the newest


@dataclass(frozen=True)
class DocumentEnd:
    """A document and the last signs of its number."""

    name: str
    country: str
    last: str


def last_signs(number: str) -> str:
    """Return the end of a number."""
    return number[-LAST:]


def documents_to_compare(turno: Turno) -> list[DocumentEnd]:
    """Return what the presenter of a turno shows: the document typed, else those that the registry knows of them.

    Without any, the code itself. One statement where the code was typed.
    """
    typed = DocumentEnd(
        _(PRESENTER_KINDS[turno.presenter_kind]), turno.presenter_country, last_signs(turno.presenter_number)
    )
    if turno.presenter_kind != PresenterKind.CODE or turno.by_proxy:
        return [typed]
    affiliate = turno.affiliate
    cedula = [DocumentEnd(_(PRESENTER_KINDS["cedula"]), "", last_signs(affiliate.cedula))] if affiliate.cedula else []
    known = [
        DocumentEnd(_(DOCUMENTS[each.kind]), each.country, last_signs(each.number_key))
        for each in affiliate.documents.all()[:MOST]
    ]
    return [*known, *cedula] or [typed]
