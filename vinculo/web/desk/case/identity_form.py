"""Passports and visas: one reading fills the form (S34, S35, S15)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vinculo.rules.cases.facts import Paper
from vinculo.rules.cases.paper_kinds import DocumentKind, Names
from vinculo.rules.shared import labels
from vinculo.rules.shared.countries import ECUADOR, canonical
from vinculo.rules.shared.mrz import READ_FIELDS
from vinculo.web.desk.case.reading import MrzField, Reading, WrongReading, judge_field
from vinculo.web.desk.case.sheet import SCAN_FILE, SEXES, PaperForm, original_and_copy, seen_field
from vinculo.web.shared.choices import YES_NO, choices_of, country_choices
from vinculo.web.shared.fields import DayField, NamesField, NumberField, UsualField, country_field, radio

_NOT_READ = frozenset({"version", "mrz", "misread", "seen", "has_passport", "whose", SCAN_FILE})


class IdentityForm(PaperForm):
    """A passport or visa: one reading fills it; the rest is typed where a document cannot be read (S34, S35)."""

    first = "mrz"
    aids = frozenset({"version", "mrz"})
    mrz = MrzField()
    misread = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)  # of a reading before (D20)
    seen = seen_field(own=True)
    has_passport = radio(_("¿Tiene pasaporte?"), YES_NO, _("La visa es válida solo cuando no hay pasaporte."))
    whose = UsualField(
        label=_("¿De quién es el pasaporte?"),
        choices=choices_of(labels.WHOSE_PASSPORT),
        initial="own",
        widget=forms.RadioSelect,
    )
    number = NumberField(label=_("Número"), required=False)
    holder_names = NamesField(label=_("Nombres como constan"), required=False)
    country = country_field(_("País que lo emitió"), [], required=False)
    holder_nationality = country_field(_("Nacionalidad"), [], required=False)
    holder_birth_date = DayField(label=_("Fecha de nacimiento"), required=False)
    sex = forms.ChoiceField(label=_("Sexo"), choices=SEXES, required=False)
    valid_until = DayField(label=_("Válido hasta"), required=False)

    def build(self) -> None:
        """Offer the countries, and the answers that fit: a passport's copy is always kept, a visa is Ecuador's own."""
        for name in {"country", "holder_nationality"} & set(self.fields):
            self.fields[name].choices = country_choices(issuers=True)  # type: ignore[attr-defined]
        if "holder_birth_date" in self.fields:
            self.fields["holder_birth_date"].latest = self.sheet.today  # type: ignore[attr-defined]
        self.fields["seen"] = seen_field(own=self.sheet.attributes.visa)
        self.fields["mrz"].today = self.sheet.today  # type: ignore[attr-defined]

    def add_error(self, field: Any, error: Any) -> None:
        """Keep which check digits of a reading failed: the form that comes back brings them when it is typed over."""
        if isinstance(error, WrongReading):
            self.data = {**dict(self.data.items()), "misread": ",".join(error.failed)}
        super().add_error(field, error)

    @property
    def typed(self) -> list[forms.BoundField]:
        """Return the fields that a reading fills."""
        return [self[name] for name in self.fields if name not in _NOT_READ]

    @property
    def typed_open(self) -> bool:
        """Return whether the fields that a reading fills are shown: something is in them, or they are asked for."""
        return self.is_bound or any(field.value() for field in self.typed)

    def clean(self) -> dict[str, Any]:
        """Fill what is empty from the reading, tell what contradicts it, and ask for what neither has."""
        data = super().clean() or {}
        reading: Reading | None = data.get("mrz")
        if reading is not None:
            self._compare(data, reading)
        wanted = {"number": _("Escriba el número del documento."), "holder_names": _("Escriba los nombres.")}
        if "country" in self.fields:
            wanted["country"] = _("Elija el país que emitió el documento.")
        paper = self.sheet.attributes
        if paper.names is Names.AFFILIATE and paper.identity is DocumentKind.PASSPORT:  # S34
            wanted["valid_until"] = _("Escriba hasta cuándo es válido.")
        for name, message in wanted.items():
            if not data.get(name) and name not in self.errors and "mrz" not in self.errors:
                self.add_error(name, message)
        return data

    def _compare(self, data: dict[str, Any], reading: Reading) -> None:
        if reading.is_visa != self.sheet.attributes.visa:
            self.add_error("mrz", _("Esta lectura es de otra clase de documento: elija pasaporte o visa."))
            return
        read = reading.values()
        for name in self.fields:
            if name not in read or name in self.errors or read[name] in {"", None}:
                continue
            if not data.get(name):
                self._take(data, name, read[name])
            elif not reading.agrees(name, data[name]):
                self.add_error(
                    name,
                    _("La lectura dice otra cosa: %(read)s. Corrija aquí o lea otra vez.")
                    % {"read": reading.spell(name)},
                )
            elif name == "number":  # typed with its check digit, or as read: kept in the one spelling of the zone
                self._take(data, name, read[name])

    def _take(self, data: dict[str, Any], name: str, read: Any) -> None:
        """Fill a field with what was read, if it may be: no reading is a second door (D20)."""
        try:
            data[name] = judge_field(name, read)
        except forms.ValidationError as error:
            self.add_error(name, error)

    def clean_misread(self) -> str:
        """Return the fields that failed in the reading before, of those that there are."""
        return ",".join(name for name in self.cleaned_data["misread"].split(",") if name in READ_FIELDS)

    def paper(self) -> Paper:
        """Return the document as the rules see it."""
        data = self.cleaned_data
        return Paper(
            kind=self.sheet.kind,
            number=data["number"],
            holder_names=data["holder_names"],
            holder_birth_date=data.get("holder_birth_date"),
            holder_sex=data.get("sex", ""),
            holder_nationality=canonical(data.get("holder_nationality", "")),
            country=ECUADOR if self.sheet.attributes.visa else canonical(data["country"]),
            valid_until=data.get("valid_until"),
            misread="" if data.get("mrz") else data["misread"],
            no_passport=data.get("has_passport") == "no",
            of_parent=data.get("whose") == "parent",
            **original_and_copy(data["seen"]),
        )
