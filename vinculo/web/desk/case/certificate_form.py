"""Certificates of the family link, with the fields that matter for their country and language (S36, S37)."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from vinculo.rules.cases.apostille import formalities_accepted, translation_needed
from vinculo.rules.cases.facts import Formality, Paper
from vinculo.rules.shared import labels
from vinculo.rules.shared.countries import ECUADOR, canonical, is_country, usual_language
from vinculo.rules.shared.languages import LANGUAGE_NAMES
from vinculo.web.desk.case.sheet import PaperForm, original_and_copy, seen_field
from vinculo.web.shared.choices import YES_NO, LongSelect, choices_of, country_choices, language_choices
from vinculo.web.shared.fields import DayField, WordsField, country_field, radio


class CertificateForm(PaperForm):
    """The certificate of the family link: who issued it, where and when, what it carries, whom it names (D5, D13)."""

    first = "issuing_authority"
    issuing_authority = WordsField(
        label=_("Autoridad que lo emitió"),
        longest=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Escriba la autoridad, como consta en el documento.")},
    )
    country = country_field(_("País que lo emitió"), [])
    language = forms.ChoiceField(
        label=_("Idioma"),
        widget=LongSelect,
        error_messages={"required": _("Elija el idioma."), "invalid_choice": _("Elija un idioma de la lista.")},
    )
    issued_on = DayField(label=_("Fecha de emisión"), error_messages={"required": _("Escriba la fecha de emisión.")})
    formality = radio(_("Apostilla o legalización"), [])
    translation = radio(_("¿Trae traducción al español?"), YES_NO)
    seen = seen_field(own=False)
    names_affiliate = radio(_("¿Nombra a la persona afiliada?"), YES_NO)
    names_dependent = radio(_("¿Nombra al dependiente?"), YES_NO)

    def build(self) -> None:
        """Ask for what applies to the country, the date and the language that stand in the form now (D5)."""
        origin = canonical(self.sheet.origin)
        self.initial.setdefault("country", origin)
        self.initial.setdefault("language", usual_language(origin))
        self.fields["country"].choices = country_choices()  # type: ignore[attr-defined]
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]
        self.fields["issued_on"].latest = self.sheet.today  # type: ignore[attr-defined]
        self._formality(canonical(self.now("country")), self._issue_date())
        language = self.now("language")
        if language not in LANGUAGE_NAMES or not translation_needed(language):
            del self.fields["translation"]
        if canonical(self.now("country")) == ECUADOR:
            self.fields["seen"] = seen_field(own=True)
        self._name_people()

    @property
    def groups(self) -> dict[str, list[forms.BoundField]]:
        """Return the fields in their order: those that decide, those that depend on them, and the rest."""
        bound = {name: self[name] for name in self.fields if name != "version"}
        depends = [bound.pop(name) for name in ("formality", "translation", "seen") if name in bound]
        rest = [bound.pop(name) for name in _NAMES if name in bound]
        return {"first": list(bound.values()), "depends": depends, "rest": rest}

    def _issue_date(self) -> date:
        try:
            return DayField(required=False).clean(self.now("issued_on")) or self.sheet.today
        except forms.ValidationError:
            return self.sheet.today

    def _formality(self, country: str, issued_on: date) -> None:
        accepted = set(Formality) - {Formality.NONE}
        if is_country(country):
            accepted = set(formalities_accepted(country, issued_on, self.sheet.today))
        if not accepted:
            del self.fields["formality"]
            return
        offered = [each for each in labels.FORMALITIES_ASKED if each in {*accepted, Formality.NONE}]
        choices = choices_of(labels.FORMALITIES_ASKED, *offered)
        self.fields["formality"].choices = choices  # type: ignore[attr-defined]

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
        return Paper(
            kind=self.sheet.kind,
            issuing_authority=data["issuing_authority"],
            country=canonical(data["country"]),
            issued_on=data["issued_on"],
            language=data["language"],
            formality=Formality(data.get("formality") or "none"),
            translation_seen=data.get("translation") == "si",
            **{name: data[name] == "si" for name in _NAMES if name in data},
            **original_and_copy(data["seen"]),
        )


_NAMES = ("names_affiliate", "names_dependent")
