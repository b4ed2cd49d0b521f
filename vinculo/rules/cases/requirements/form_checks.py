"""Checks of the form of a foreign public document, of certificates and powers alike (D5, D24, D25)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, ParamSpec

from vinculo.rules.cases.apostille import EITHER, formalities_accepted, is_confirmed, translation_needed
from vinculo.rules.cases.facts import ExecutedBy, Formality
from vinculo.rules.cases.requirements.faults import Fault
from vinculo.rules.shared.countries import canonical, country_name
from vinculo.rules.shared.languages import language_name
from vinculo.rules.shared.reference_data import ReferenceData

P = ParamSpec("P")  # what a check is asked of: a case and its paper, or a power and a day


@dataclass(frozen=True, kw_only=True)
class ForeignDocument:
    """What the form of a document depends on, and what it bears; judged on a day by the dated data."""

    reference: ReferenceData
    judged_on: date
    country: str
    issued_on: date | None
    executed_by: ExecutedBy
    formality: Formality
    formality_reason: str  # why it is taken, where the table is not sure
    apostille_known: bool  # number, date and authority
    language: str
    language_name: str  # in words, where no code is known
    spanish_too: bool  # bilingual, or an extract on a multilingual form
    translation_seen: bool

    @property
    def is_sure(self) -> bool:
        """Return whether the table of the Convention is sure of what it needs; without place or day it is not asked."""
        if self.executed_by is not ExecutedBy.AUTHORITY or self.issued_on is None or not canonical(self.country):
            return True
        return is_confirmed(self.reference, self.country, self.issued_on, self.judged_on)


@dataclass(frozen=True, kw_only=True)
class FormFaults:
    """What is said of each, in the words of the kind of document."""

    apostille: Fault
    legalisation: Fault
    ministry: Fault  # executed by a foreign consul
    either: Fault  # the table is not sure of the place
    unconfirmed: Fault
    apostille_data: Fault
    translation: Fault


@dataclass(frozen=True)
class FormChecks(Generic[P]):
    """The checks of one kind of document, which `read` takes from what is judged."""

    read: Callable[P, ForeignDocument]
    faults: FormFaults

    def has_formality(self, *args: P.args, **kwargs: P.kwargs) -> Fault | None:
        """Return a fault while the apostille or the legalisation is missing: by place, day and who executed it."""
        document = self.read(*args, **kwargs)
        if document.issued_on is None or not canonical(document.country):
            return None
        accepted = formalities_accepted(
            document.reference, document.country, document.issued_on, document.judged_on, document.executed_by
        )
        if not accepted or document.formality in accepted:
            return None
        if Formality.MINISTRY in accepted:
            fault = self.faults.ministry
        elif not document.is_sure:
            fault = self.faults.either
        else:
            fault = self.faults.apostille if Formality.APOSTILLE in accepted else self.faults.legalisation
        return fault.having(country=country_name(document.country))

    def has_reason_where_unconfirmed(self, *args: P.args, **kwargs: P.kwargs) -> Fault | None:
        """Return a fault while nobody wrote why a formality is taken whose place the table is not sure of (D24)."""
        document = self.read(*args, **kwargs)
        if document.formality not in EITHER or document.formality_reason.strip() or document.is_sure:
            return None
        return self.faults.unconfirmed.having(country=country_name(document.country))

    def has_apostille_data(self, *args: P.args, **kwargs: P.kwargs) -> Fault | None:
        """Return a fault while number, date or authority of an apostille are missing where they are demanded (D24)."""
        document = self.read(*args, **kwargs)
        demanded = document.reference.apostille_data_demanded and document.formality is Formality.APOSTILLE
        return self.faults.apostille_data if demanded and not document.apostille_known else None

    def is_in_spanish(self, *args: P.args, **kwargs: P.kwargs) -> Fault | None:
        """Return a fault while the translation of a document in another language is missing (D5, D25).

        One that is in Spanish too needs none; the language itself is asked for elsewhere.
        """
        document = self.read(*args, **kwargs)
        if document.spanish_too or document.translation_seen or not document.language.strip():
            return None
        if not translation_needed(document.language):
            return None
        return self.faults.translation.having(language=document.language_name or language_name(document.language))
