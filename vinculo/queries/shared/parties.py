"""Who is a party to a case or a power (D35): by the number that staff bear as a keyed hash, or by their own word."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q

from vinculo.queries.shared.number_search import affiliates_of
from vinculo.records.models import (
    Affiliate,
    Case,
    Code,
    IdDocument,
    PaperRecord,
    PartyDeclaration,
    Person,
    Power,
    Solicitud,
    Staff,
)
from vinculo.rules.control.parties import digest_number, is_among
from vinculo.rules.shared.identity import PresenterKind


def keyed_identity(number: str) -> tuple[str, str]:
    """Return the id of the key in use and the hash of a number under it. Raises `IdentityError`."""
    key_id = next(iter(settings.PARTY_KEYS))
    return key_id, digest_number(number, settings.PARTY_KEYS[key_id])


def is_party_to_case(staff: Staff, case: Case) -> bool:
    """Return whether somebody is affiliate, presenter or dependent of a case, or said that they have an interest.

    One statement for the person who has no number; the numbers of the case are read for the others.
    """
    if PartyDeclaration.objects.filter(staff=staff, case=case).exists():
        return True
    return bool(staff.party_digest) and _is_one_of(staff, _numbers_of_case(case))


def is_party_to_power(staff: Staff, power: Power) -> bool:
    """Return whether somebody is the affiliate or the proxy of a power, or said that they have an interest."""
    if PartyDeclaration.objects.filter(staff=staff, power=power).exists():
        return True
    return bool(staff.party_digest) and _is_one_of(
        staff, [*_numbers_of_proxy(power.proxy_key, power.proxy_number), *_numbers_of_affiliates([power.affiliate_id])]
    )


def is_party_to_people(staff: Staff, people: Iterable[int], affiliates: Iterable[int]) -> bool:
    """Return whether somebody is one of these dependents or affiliates."""
    if not staff.party_digest:
        return False
    return _is_one_of(staff, [*_numbers_of_people(people), *_numbers_of_affiliates(affiliates)])


def _is_one_of(staff: Staff, numbers: Iterable[str]) -> bool:
    """Compare under the key with which the hash was made; one that is gone from the settings can tell nothing."""
    key = settings.PARTY_KEYS.get(staff.party_key)
    return key is not None and is_among(staff.party_digest, [each for each in numbers if each], key)


def _numbers_of_case(case: Case) -> list[str]:
    rows = Solicitud.objects.filter(case=case).values_list("dependent_document_number", "person")
    typed, people = [number for number, _person in rows], [person for _number, person in rows if person]
    papers = PaperRecord.objects.filter(case=case, received=True).exclude(number="")
    return [
        *_numbers_of_proxy(case.presenter_key, case.presenter_number),
        *typed,
        *papers.values_list("number", flat=True),
        *_numbers_of_affiliates([case.affiliate_id]),
        *_numbers_of_people(people),
    ]


def _numbers_of_proxy(key: str, typed: str) -> list[str]:
    """Return the number that a presenter typed, and all numbers of the affiliate whom it or the key names (S22)."""
    kind, _colon, code = key.partition(":")
    named = {typed, code if kind == PresenterKind.CODE else ""} - {""}
    affiliates = {pk for number in named for pk in affiliates_of(number)}
    return [*named, *_numbers_of_affiliates(affiliates)]


def _numbers_of_affiliates(pks: Iterable[int]) -> list[str]:
    rows = list(Affiliate.objects.filter(pk__in=list(pks)).values_list("pk", "code", "cedula"))
    documents = IdDocument.objects.filter(affiliate__in=[pk for pk, *_numbers in rows])
    known = [number for _pk, code, cedula in rows for number in (code, cedula) if number]
    return [*known, *documents.values_list("number_key", flat=True)]


def _numbers_of_people(pks: Iterable[int]) -> list[str]:
    mine = list(pks)
    codes = Code.objects.filter(person__in=mine).values_list("value", flat=True)
    return [*codes, *IdDocument.objects.filter(person__in=mine).values_list("number_key", flat=True)]


def people_of_code(person: int) -> tuple[list[int], list[int]]:
    """Return a dependent and the affiliates on whom they depend or depended."""
    affiliates = Affiliate.objects.filter(Q(dependencies__person=person) | Q(cases__solicitudes__person=person))
    return list(Person.objects.filter(pk=person).values_list("pk", flat=True)), list(
        affiliates.values_list("pk", flat=True).distinct()
    )
