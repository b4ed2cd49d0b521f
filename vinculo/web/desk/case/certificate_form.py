"""Certificates of the family link, with the fields that matter for their country and language (S36, S37)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vinculo.queries.shared.reference_data import reference_data
from vinculo.rules.cases.apostille import EITHER, is_confirmed, translation_needed
from vinculo.rules.cases.facts import ExecutedBy, Formality, Paper
from vinculo.rules.shared import labels
from vinculo.rules.shared.countries import ECUADOR, canonical, is_country, usual_language
from vinculo.rules.shared.languages import ANOTHER, LANGUAGE_NAMES
from vinculo.web.desk.case.sheet import PaperForm, original_and_copy, seen_field
from vinculo.web.shared.choices import YES_NO, LongSelect, choices_of, country_choices, language_choices
from vinculo.web.shared.fields import DayField, MarkField, WordsField, country_field, radio


class AnsweredField(forms.ChoiceField):
    """A question that has its usual answer chosen beforehand: none posted means that one."""

    def clean(self, value: Any) -> Any:
        """Return the answer, or the usual one."""
        return super().clean(value or self.initial)


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
    executed_by = AnsweredField(
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
    language_name = WordsField(
        label=_("¿En qué idioma está?"),
        longest=60,
        help_text=_("Escriba el nombre del idioma."),
        error_messages={"required": _("Escriba en qué idioma está el documento.")},
    )
    issued_on = DayField(label=_("Fecha de emisión"), error_messages={"required": _("Escriba la fecha de emisión.")})
    formality = radio(_("Apostilla o legalización"), [])
    formality_reason = WordsField(
        label=_("Motivo para recibirla"),
        longest=300,
        required=False,
        help_text=_("No está confirmado si allí rige la apostilla: reciba cualquiera de las dos y escriba por qué."),
        error_messages={"max_length": _("Escriba hasta 300 letras.")},
    )
    translation = radio(_("¿Trae traducción al español?"), [*YES_NO, ("spanish_too", _(labels.SPANISH_TOO))])
    seen = seen_field(own=False)
    apostille_address = MarkField(
        label=_("Código de la apostilla, leído con el lector"),
        longest=300,
        required=False,
        error_messages={"max_length": _("Es demasiado largo: léalo otra vez.")},
    )
    apostille_number = MarkField(label=_("Número de la apostilla"), longest=60, required=False)
    apostille_on = DayField(label=_("Fecha de la apostilla"), required=False)
    apostille_authority = WordsField(label=_("Autoridad que puso la apostilla"), longest=200, required=False)
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
        self._formality(canonical(self.now("country")), self._issue_date(), self._executed_by())
        self._language(self.now("language"))
        if canonical(self.now("country")) == ECUADOR or self._executed_by() is ExecutedBy.ECUADORIAN_CONSUL:
            self.fields["seen"] = seen_field(own=True)
        self._name_people()

    @property
    def groups(self) -> dict[str, list[forms.BoundField]]:
        """Return the fields in their order: those that decide, those that depend on them, and the rest."""
        bound = {name: self[name] for name in self.fields if name != "version"}
        groups = {"depends": _DEPENDS, "apostille": _APOSTILLE, "rest": _NAMES}
        bound_groups = {group: [bound.pop(name) for name in names if name in bound] for group, names in groups.items()}
        return {"first": list(bound.values()), **bound_groups}

    @property
    def apostille_open(self) -> bool:
        """Return whether the data of the apostille are asked for, or were typed."""
        demanded = bool(settings.APOSTILLE_DATA_DEMANDED)
        return demanded or any(self[name].errors or self[name].value() for name in self._apostille())

    def _apostille(self) -> list[str]:
        return [name for name in _APOSTILLE if name in self.fields]

    def _issue_date(self) -> date:
        try:
            return DayField(required=False).clean(self.now("issued_on")) or self.sheet.today
        except forms.ValidationError:
            return self.sheet.today

    def _executed_by(self) -> ExecutedBy:
        posted = self.now("executed_by")
        return ExecutedBy(posted) if posted in set(ExecutedBy) else ExecutedBy.AUTHORITY

    def _language(self, language: str) -> None:
        """Ask for the name of a language without a code, and for a translation where it is not Spanish (D25)."""
        if language != ANOTHER:
            del self.fields["language_name"]
        if (language not in LANGUAGE_NAMES and language != ANOTHER) or not translation_needed(language):
            del self.fields["translation"]
        elif self.sheet.translators:
            self.fields["translation"].help_text = self.sheet.translators

    def _formality(self, country: str, issued_on: date, executed_by: ExecutedBy) -> None:
        """Offer every formality, as any may be seen, and ask for a reason where the country is not confirmed (D24)."""
        if country == ECUADOR or executed_by is ExecutedBy.ECUADORIAN_CONSUL:
            for name in ("formality", "formality_reason", *_APOSTILLE):
                del self.fields[name]
            return
        of_consul = executed_by is ExecutedBy.FOREIGN_CONSUL
        offered = [each for each in labels.FORMALITIES_ASKED if of_consul or each != Formality.MINISTRY]
        choices = choices_of(labels.FORMALITIES_ASKED, *offered)
        self.fields["formality"].choices = choices  # type: ignore[attr-defined]
        if of_consul or not is_country(country) or self._is_sure(country, issued_on):
            del self.fields["formality_reason"]

    def _is_sure(self, country: str, issued_on: date) -> bool:
        known = self.sheet.reference
        reference = known if known and country in known.convention else reference_data([country])
        return is_confirmed(reference, country, issued_on, self.sheet.today)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a formality, and for the data of an apostille, where they are demanded (D24)."""
        data = super().clean() or {}
        formality = data.get("formality")
        if formality in EITHER and "formality_reason" in self.fields and not data.get("formality_reason"):
            self.add_error("formality_reason", gettext("Escriba por qué recibe esta formalidad."))
        if formality == Formality.APOSTILLE and settings.APOSTILLE_DATA_DEMANDED:
            for name in ("apostille_number", "apostille_on", "apostille_authority"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, gettext("Escríbalo como consta en la apostilla."))
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
        of_apostille = {name: data[name] for name in self._apostille() if data.get(name)}
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
            **(of_apostille if formality is Formality.APOSTILLE else {}),
            **{name: data[name] == "si" for name in _NAMES if name in data},
            **original_and_copy(data["seen"]),
        )


_DEPENDS = ("language_name", "formality", "formality_reason", "translation", "seen")
_APOSTILLE = ("apostille_address", "apostille_number", "apostille_on", "apostille_authority")
_NAMES = ("names_affiliate", "names_dependent")
