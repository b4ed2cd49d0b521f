"""For whom a paper is recorded, and what the form of every paper has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vinculo.rules.cases.facts import Copy, Paper
from vinculo.rules.cases.paper_kinds import PAPERS, PaperAttributes, PaperKind
from vinculo.rules.shared import labels
from vinculo.web.desk.case.copy_field import CopyField
from vinculo.web.shared.choices import choices_of
from vinculo.web.shared.fields import VersionField, radio

if TYPE_CHECKING:
    from vinculo.records.models import Affiliate, Solicitud
    from vinculo.rules.shared.reference_data import ReferenceData

SEXES = [("", _("Elija")), *choices_of(labels.SEXES)]

SCAN_FILE = "scan_file"
_FILLS = {  # the column, where it has another name than the field
    "complete": "solicitud_complete",
    "has_passport": "no_passport",
    "seen": "copy",
    "sex": "holder_sex",
    "translation": "translation_seen",
    "whose": "of_parent",
}


@dataclass(frozen=True)
class Sheet:
    """For whom a paper is recorded, and on which day."""

    kind: PaperKind
    today: date
    affiliate: Affiliate
    solicitud: Solicitud | None = None
    reference: ReferenceData | None = None  # for the countries that the case knows
    translators: str = ""  # who may translate: a text of the institution

    @property
    def attributes(self) -> PaperAttributes:
        """Return what depends on the kind of the paper."""
        return PAPERS[self.kind]

    @property
    def holder(self) -> str:
        """Return the names of the person of whom the document should be."""
        return self.solicitud.dependent_names if self.solicitud else self.affiliate.names

    @property
    def origin(self) -> str:
        """Return the country to begin with: that of the nationality (D5)."""
        if self.solicitud is None:
            return self.affiliate.nationality
        return self.solicitud.dependent_document_country or self.solicitud.nationality


def seen_field(*, own: bool) -> forms.ChoiceField:
    """Return the question for original and simple copy; what Ecuador itself issued needs no copy."""
    values = [each for each in labels.SEEN_ASKED if own or each != "not_needed"]
    return radio(_("Original y copia simple"), choices_of(labels.SEEN_ASKED, *values))


def original_and_copy(answer: str) -> dict[str, Any]:
    """Return original and copy as the rules see them."""
    if answer == "only_copy":
        return {"original_seen": False, "copy": Copy.PAPER}
    return {"original_seen": True, "copy": Copy(answer)}


class PaperForm(forms.Form):
    """What the form of every paper has: the version that was read, and the paper that it comes to.

    Of its fields only those stay that fill a column which this kind of paper has.
    """

    version = VersionField()
    first = ""  # the field that is asked first
    aids = frozenset({"version"})  # fields that fill no column of their own

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for name in [each for each in self.fields if each not in self.aids]:
            if _FILLS.get(name, name) not in sheet.attributes.columns:
                del self.fields[name]
        self.build()
        if "copy" in sheet.attributes.columns:
            self.fields[SCAN_FILE] = CopyField(label=_("Copia escaneada aquí: archivo"), required=False)
        if self.first and not self.errors_shown():
            self.fields[self.first].widget.attrs["autofocus"] = True

    def visible_fields(self) -> list[forms.BoundField]:
        """Return the fields that are asked; the file of a copy stands behind the button, out of the way of the keys."""
        return [field for field in super().visible_fields() if field.name != SCAN_FILE]

    def errors_shown(self) -> bool:
        """Return whether the page shows errors, which take the focus."""
        return self.is_bound

    def build(self) -> None:
        """Shape the fields by the sheet."""

    def now(self, name: str, default: str = "") -> str:
        """Return what a field holds at this moment: as posted, else as proposed."""
        return str(self.data.get(name, "")) if self.is_bound else str(self.initial.get(name, default))

    def paper(self) -> Paper:
        """Return the paper as the rules see it."""
        raise NotImplementedError
