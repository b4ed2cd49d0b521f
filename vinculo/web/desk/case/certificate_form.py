"""Certificates of the family link, with the fields that matter for their country and language (S36, S37)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vinculo.queries.shared.reference_data import reference_data
from vinculo.rules.cases.apostille import is_confirmed
from vinculo.rules.cases.facts import ExecutedBy, Formality, Paper
from vinculo.rules.shared import labels
from vinculo.rules.shared.countries import ECUADOR, canonical, is_country, usual_language
from vinculo.web.desk.case.sheet import SCAN_FILE, PaperForm, original_and_copy, seen_field
from vinculo.web.shared.choices import YES_NO, LongSelect, choices_of, country_choices, language_choices
from vinculo.web.shared.fields import APOSTILLE, DayField, FormalityFields, UsualField, WordsField, country_field, radio


class CertificateForm(PaperForm, FormalityFields):
    """The certificate of the family link: who issued it, where and when, what it carries, whom it names (D5, D13)."""

    first = "issuing_authority"
    field_order = ("version", "executed_by", "country", "language", "issuing_authority", "issued_on")
    issuing_authority = WordsField(
        label=_("Autoridad que lo emitió"),
        longest=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Escriba la autoridad, como consta en el documento.")},
    )
    country = country_field(_("País que lo emitió"), [])
    executed_by = UsualField(
        label=_("¿Quién lo firmó?"),
        choices=choices_of(labels.EXECUTED_BY),
        initial=ExecutedBy.AUTHORITY.value,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=_("Idioma"),
        widget=LongSelect,
        error_messages={"required": _("Elija el idioma."), "invalid_choice": _("Elija un idioma de la lista.")},
    )
    issued_on = DayField(label=_("Fecha de emisión"), error_messages={"required": _("Escriba la fecha de emisión.")})
    seen = seen_field(own=False)
    names_affiliate = radio(_("¿Nombra a la persona afiliada?"), YES_NO)
    names_dependent = radio(_("¿Nombra al dependiente?"), YES_NO)

    def build(self) -> None:
        """Ask for what applies to the country, the date and the language that stand in the form now (D5)."""
        origin = canonical(self.sheet.origin)
        self.initial.setdefault("country", origin)
        self.initial.setdefault("language", usual_language(origin))
        self.fields["country"].choices = country_choices()  # type: ignore[attr-defined]
        self.fields["language"].choices = language_choices(another=True)  # type: ignore[attr-defined]
        for name in ("issued_on", "apostille_on"):
            self.fields[name].latest = self.sheet.today  # type: ignore[attr-defined]
        country, executed_by = canonical(self.now("country")), self._executed_by()
        of_consul = executed_by is ExecutedBy.FOREIGN_CONSUL
        self.ask_formality(
            needed=country != ECUADOR and executed_by is not ExecutedBy.ECUADORIAN_CONSUL,
            of_consul=of_consul,
            sure=of_consul or not is_country(country) or self._is_sure(country, self._issue_date()),
        )
        self.ask_language(self.now("language"))
        if "translation" in self.fields and self.sheet.translators:
            self.fields["translation"].help_text = self.sheet.translators
        if canonical(self.now("country")) == ECUADOR or self._executed_by() is ExecutedBy.ECUADORIAN_CONSUL:
            self.fields["seen"] = seen_field(own=True)
        self._name_people()

    @property
    def groups(self) -> dict[str, list[forms.BoundField]]:
        """Return the fields in their order: those that decide, those that depend on them, and the rest."""
        bound = {name: self[name] for name in self.fields if name not in {"version", SCAN_FILE}}
        groups = {"depends": _DEPENDS, "apostille": APOSTILLE, "rest": _NAMES}
        bound_groups = {group: [bound.pop(name) for name in names if name in bound] for group, names in groups.items()}
        return {"first": list(bound.values()), **bound_groups}

    def _issue_date(self) -> date:
        try:
            return DayField(required=False).clean(self.now("issued_on")) or self.sheet.today
        except forms.ValidationError:
            return self.sheet.today

    def _executed_by(self) -> ExecutedBy:
        posted = self.now("executed_by")
        return ExecutedBy(posted) if posted in set(ExecutedBy) else ExecutedBy.AUTHORITY

    def _is_sure(self, country: str, issued_on: date) -> bool:
        known = self.sheet.reference
        reference = known if known and country in known.convention else reference_data([country])
        return is_confirmed(reference, country, issued_on, self.sheet.today)

    def clean(self) -> dict[str, Any]:
        """Hold the formality against what the place needs (D24)."""
        data = super().clean() or {}
        self.check_formality(data)
        return data

    def _name_people(self) -> None:
        """Put the names to look for into the two questions (D13)."""
        solicitud = self.sheet.solicitud
        born = f", {solicitud.birth_date:%d/%m/%Y}" if solicitud and solicitud.birth_date else ""
        names = {"names_affiliate": self.sheet.affiliate.names, "names_dependent": f"{self.sheet.holder}{born}"}
        for name in set(_NAMES) & set(self.fields):
            self.fields[name].help_text = names[name]

    def paper(self) -> Paper:
        """Return the certificate as the rules see it."""
        data = self.cleaned_data
        formality = Formality(data.get("formality") or "none")
        return Paper(
            kind=self.sheet.kind,
            issuing_authority=data["issuing_authority"],
            country=canonical(data["country"]),
            issued_on=data["issued_on"],
            executed_by=self._executed_by(),
            language=data["language"],
            language_name=data.get("language_name") or "",
            formality=formality,
            formality_reason=data.get("formality_reason") or "",
            translation_seen=data.get("translation") == "si",
            spanish_too=data.get("translation") == "spanish_too",
            **self.apostille_data(),
            **{name: data[name] == "si" for name in _NAMES if name in data},
            **original_and_copy(data["seen"]),
        )


_DEPENDS = ("language_name", "formality", "formality_reason", "translation", "seen")
_NAMES = ("names_affiliate", "names_dependent")
