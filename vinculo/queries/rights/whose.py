"""Whose data are asked for: whom a number, a code or a mailbox means, each apart (D34).

One number may mean several people: an affiliate, a dependent, somebody who only presented a case. They are told apart,
so that nobody is handed the data of another person.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from vinculo.records.models import (
    Affiliate,
    Case,
    Code,
    Complaint,
    DataRequest,
    Draft,
    IdDocument,
    Message,
    Person,
    Power,
    Solicitud,
    Turno,
    WaitingEntry,
)
from vinculo.rules.booking.mailboxes import fold_mailbox
from vinculo.rules.rights.status import WhoseKind
from vinculo.rules.shared.identity import IdentityError, number_of_person


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Somebody, by what is known of them; the parts that are empty find nothing."""

    kind: WhoseKind
    value: str  # the key of the row, the number or the mailbox
    title: str
    affiliates: tuple[int, ...] = ()
    persons: tuple[int, ...] = ()
    numbers: tuple[str, ...] = ()  # with which they present themselves
    keys: tuple[str, ...] = ()  # of a presenter, as the registry knew them
    mailbox: str = ""
    not_keys: tuple[str, ...] = ()  # of a number: those of the affiliates who have it and are meant apart
    not_affiliates: tuple[int, ...] = ()

    @property
    def address(self) -> str:
        """Return what a form carries to say whose it is."""
        return f"{self.kind}:{self.value}"


def whose_of(text: str) -> list[Whose]:
    """Return everybody whom a typed number, code, cédula, mailbox or mobile means; several where it means several."""
    text = text.strip()
    if "@" in text or text.startswith("+"):
        return [each for each in [_of_mailbox(text)] if _holds_mailbox(text)]
    try:
        number = number_of_person(text)
    except IdentityError:
        return []
    affiliates = [_of_affiliate(row) for row in _affiliates(number)]
    coded = Code.objects.filter(value=number).values("person")
    held = IdDocument.objects.filter(number_key=number, person__isnull=False).values("person")
    persons = [_of_person(row) for row in Person.objects.filter(Q(pk__in=coded) | Q(pk__in=held)).order_by("pk")]
    alone = _of_number(number)
    return [*affiliates, *persons, *([alone] if _presents(alone, persons) else [])]


def _affiliates(number: str) -> QuerySet[Affiliate]:
    held = IdDocument.objects.filter(number_key=number, affiliate__isnull=False).values("affiliate")
    return Affiliate.objects.filter(Q(code=number) | Q(cedula=number) | Q(pk__in=held)).order_by("pk")


def whose_at(address: str) -> Whose | None:
    """Return whom a form says, or None where there is nobody."""
    kind, _, value = address.partition(":")
    if kind == WhoseKind.NUMBER and value:
        return _of_number(value)
    if kind == WhoseKind.MAILBOX and value:
        return _of_mailbox(value)
    if not (value.isascii() and value.isdigit() and len(value) < 18):
        return None
    if kind == WhoseKind.AFFILIATE:
        return next((_of_affiliate(row) for row in Affiliate.objects.filter(pk=int(value))), None)
    if kind == WhoseKind.PERSON:
        return next((_of_person(row) for row in Person.objects.filter(pk=int(value))), None)
    return None


def _of_affiliate(row: Affiliate) -> Whose:
    """Return an affiliate; a passport counts with its country alone, in the key by which the registry knew them."""
    documents = row.documents.values_list("kind", "country", "number_key")
    keys = [f"code:{row.code}", *(f"passport:{country}:{number}" for kind, country, number in documents)]
    cedula = [row.cedula] if row.cedula else []
    return Whose(
        kind=WhoseKind.AFFILIATE,
        value=str(row.pk),
        title=row.names,
        affiliates=(row.pk,),
        numbers=(row.code, *cedula),
        keys=(*keys, *(f"cedula:{number}" for number in [row.code, *cedula])),
    )


def _of_person(row: Person) -> Whose:
    documents = [number for (number,) in row.documents.values_list("number_key")]
    return Whose(kind=WhoseKind.PERSON, value=str(row.pk), title=row.names, persons=(row.pk,), numbers=tuple(documents))


def _of_number(number: str) -> Whose:
    """Return the person who used a number and is none of the affiliates who have it."""
    known = [_of_affiliate(row) for row in _affiliates(number)]
    return Whose(
        kind=WhoseKind.NUMBER,
        value=number,
        title=number,
        numbers=(number,),
        not_keys=tuple(key for each in known for key in each.keys),
        not_affiliates=tuple(pk for each in known for pk in each.affiliates),
    )


def _of_mailbox(text: str) -> Whose:
    mailbox = fold_mailbox(text) if "@" in text else text
    return Whose(kind=WhoseKind.MAILBOX, value=text, title=text, mailbox=mailbox)


def presented_with(whose: Whose) -> Q:
    """Return the rows of a presenter with this number who is none of the affiliates that have it."""
    own = Q(presenter_key__in=whose.not_keys) | Q(affiliate__in=whose.not_affiliates, by_proxy=False)
    return Q(presenter_number__in=whose.numbers) & ~own


def _presents(alone: Whose, persons: list[Whose]) -> bool:
    """Return whether somebody used this number who is none of those already meant."""
    known = [pk for each in persons for pk in each.persons]
    typed = Solicitud.objects.filter(dependent_document_number__in=alone.numbers).exclude(person__in=known)
    return (
        any(
            rows.exists()
            for rows in (
                Turno.objects.filter(presented_with(alone)),
                Case.objects.filter(presented_with(alone)),
                WaitingEntry.objects.filter(presented_with(alone)),
                Draft.objects.filter(presented_with(alone)),
            )
        )
        or Power.objects.filter(proxy_number__in=alone.numbers).exclude(proxy_key__in=alone.not_keys).exists()
        or typed.exists()
    )


def by_mailbox(mailbox: str, column: str = "email") -> Q:
    """Return the rows whose address is written like this or folds to it."""
    return Q(**{f"{column}__iexact": mailbox})


def _holds_mailbox(text: str) -> bool:
    """Return whether anything is kept with this mailbox or mobile."""
    mailbox = _of_mailbox(text).mailbox
    mobile = Q(mobile=text)
    written = by_mailbox(text) | by_mailbox(mailbox)
    return any(
        rows.exists()
        for rows in (
            Turno.objects.filter(Q(mailbox=mailbox) | written | mobile),
            WaitingEntry.objects.filter(Q(mailbox=mailbox) | written | mobile),
            Draft.objects.filter(written | mobile),
            Case.objects.filter(written | mobile),
            Affiliate.objects.filter(written | mobile),
            Power.objects.filter(written),
            Complaint.objects.filter(written),
            Message.objects.filter(by_mailbox(text, "recipient") | by_mailbox(mailbox, "recipient")),
            DataRequest.objects.filter(by_mailbox(text, "contact") | by_mailbox(mailbox, "contact")),
        )
    )
