"""Whom an exact number points at, each way of knowing it by an index of its own (docs/decisions/0048).

A condition with OR over several tables is answered by no index: the database then reads the history of the country. So
each way is a query of its own, and their union says which rows are meant.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from vinculo.records.models import Affiliate, Case, Code, IdDocument, Power, Solicitud, Turno, WaitingEntry


def any_of(first: QuerySet[Any, Any], *others: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Return the rows of any of these queries of one column, each once, for `pk__in`."""
    return first.union(*others)


def affiliates_of(number: str) -> list[int]:
    """Return the affiliates with this code, cédula (D21), passport or visa; one statement."""
    documents = IdDocument.objects.filter(number_key=number, affiliate__isnull=False).order_by()
    ways = any_of(
        _keys(Affiliate.objects.filter(code=number)),
        _keys(Affiliate.objects.filter(cedula=number)),
        documents.values_list("affiliate", flat=True),
    )
    return sorted(ways)


def people_of(number: str) -> list[int]:
    """Return the people who hold a code of ours with this document; one statement."""
    rows = IdDocument.objects.filter(number_key=number, person__isnull=False).order_by()
    return sorted(set(rows.values_list("person", flat=True)))


def turnos_of(number: str, affiliates: Collection[int]) -> QuerySet[Any, Any]:
    """Return the keys of the turnos of these affiliates, of this presenter, and of dependents with this document."""
    dependents = Solicitud.objects.filter(dependent_document_number=number, turno__isnull=False).order_by()
    return any_of(
        _keys(Turno.objects.filter(affiliate__in=affiliates)),
        _keys(Turno.objects.filter(presenter_number=number)),
        dependents.values_list("turno", flat=True),
    )


def cases_of(number: str, affiliates: Collection[int]) -> QuerySet[Any, Any]:
    """Return the keys of the cases of these affiliates, of this presenter, and of dependents with this document."""
    dependents = Solicitud.objects.filter(dependent_document_number=number, case__isnull=False).order_by()
    return any_of(
        _keys(Case.objects.filter(affiliate__in=affiliates)),
        _keys(Case.objects.filter(presenter_number=number)),
        dependents.values_list("case", flat=True),
    )


def codes_of(number: str, people: Collection[int]) -> QuerySet[Any, Any]:
    """Return the keys of the codes with this value, and of those of these people."""
    return any_of(_keys(Code.objects.filter(value=number)), _keys(Code.objects.filter(person__in=people)))


def powers_of(number: str, affiliates: Collection[int]) -> QuerySet[Any, Any]:
    """Return the keys of the powers that these affiliates gave, and of those that name this proxy."""
    return any_of(
        _keys(Power.objects.filter(affiliate__in=affiliates)), _keys(Power.objects.filter(proxy_number=number))
    )


def entries_of(number: str, affiliates: Collection[int]) -> QuerySet[Any, Any]:
    """Return the keys of the entries of the waiting list of these affiliates, and of this presenter."""
    rows = WaitingEntry.objects
    return any_of(_keys(rows.filter(affiliate__in=affiliates)), _keys(rows.filter(presenter_number=number)))


def _keys(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return rows.order_by().values_list("pk", flat=True)
