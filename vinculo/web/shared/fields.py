"""The fields of the doors: quick to type, read kindly, refused with a clear message beside the field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Self

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vinculo.rules.cases.apostille import EITHER, translation_needed
from vinculo.rules.cases.facts import Formality
from vinculo.rules.feedback.complaints import typed_message
from vinculo.rules.shared import identity, labels
from vinculo.rules.shared.countries import UNKNOWN_ISSUER
from vinculo.rules.shared.languages import ANOTHER, LANGUAGE_NAMES
from vinculo.rules.shared.parsing import read_day, typed_account, typed_email, typed_name, typed_words
from vinculo.web.shared.accepting import accept_value
from vinculo.web.shared.choices import YES_NO, LongSelect, choices_of, name_question

PLAIN = {"autocomplete": "off", "spellcheck": "false"}
CAPITALS = {**PLAIN, "autocapitalize": "characters"}
LAST_YEAR = 2200


class DayField(forms.CharField):
    """A day typed as 14/03/2015, 14-3-2015, 14032015 or 2015-03-14."""

    default_error_messages = {
        "required": _("Escriba la fecha."),
        "no_date": _("Escriba el día, el mes y el año; por ejemplo 14/03/2015."),
        "future": _("Esa fecha todavía no llega. Revise el año."),
        "ancient": _("Esa fecha es demasiado antigua. Revise el año."),
    }

    def __init__(self, *, latest: date | None = None, **kwargs: Any) -> None:
        attrs = {**PLAIN, "inputmode": "numeric", "placeholder": "dd/mm/aaaa", "size": "12"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=40, **kwargs)
        self.latest = latest

    def prepare_value(self, value: Any) -> Any:
        """Return a day as people read it, and what was typed as it was typed."""
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value

    def clean(self, value: Any) -> Any:
        """Return the day, or None for an empty field that may be."""
        text = super().clean(value)
        return self._day(text) if text else None

    def _day(self, text: str) -> date:
        day = read_day(text)
        if day is None:
            raise ValidationError(self.error_messages["no_date"], code="no_date")
        if self.latest is not None and day > self.latest:
            raise ValidationError(self.error_messages["future"], code="future")
        if day.year < 1900 or day.year > LAST_YEAR:
            raise ValidationError(self.error_messages["ancient" if day.year < 1900 else "no_date"], code="year")
        return day


class PickedDayField(forms.DateField):
    """A day picked in the browser's calendar or typed as on paper: every way in which a date is read elsewhere."""

    def to_python(self, value: Any) -> date | None:
        """Return the day, or None for an empty field."""
        day = read_day(value) if isinstance(value, str) else None
        return day or super().to_python(value)


class MailField(forms.EmailField):
    """An address that mail reaches from here: with the whole name of its server (D20)."""

    def clean(self, value: Any) -> Any:
        """Return the address."""
        address = super().clean(value)
        return accept_value(typed_email, address) if address else address


class NamesField(forms.CharField):
    """Names of a person in Latin letters, as a travel document prints them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, widget=forms.TextInput(attrs=PLAIN), **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the names in one spelling."""
        text = super().clean(value)
        return accept_value(typed_name, text) if text else ""


class NumberField(forms.CharField):
    """The number of a document, kept as it is read aloud: capitals and digits."""

    def __init__(self, check: Callable[[str], str] = identity.passport_number_form, **kwargs: Any) -> None:
        super().__init__(max_length=identity.MAX_TYPED, widget=forms.TextInput(attrs=CAPITALS), **kwargs)
        self.check = check

    def clean(self, value: Any) -> Any:
        """Return the number in one spelling."""
        text = super().clean(value)
        return accept_value(self.check, text) if text else ""


class WordsField(forms.CharField):
    """A line of a paper or a reason: printed, so only signs that can be."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(max_length=longest, **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the words on one line."""
        text = super().clean(value)
        return " ".join(accept_value(typed_account, text).split()) if text else ""


class MessageField(forms.CharField):
    """Words of several lines, in any alphabet."""

    def __init__(self, *, rows: int = 5, error_messages: dict[str, Any] | None = None, **kwargs: Any) -> None:
        said = {"max_length": _("Es demasiado largo: escriba hasta 4000 letras.")} | (error_messages or {})
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=20_000, strip=False, widget=widget, error_messages=said, **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the words in plain lines."""
        text = super().clean(value)
        return accept_value(typed_message, text) if text else ""


class MarkField(forms.CharField):
    """A number as a paper bears it, with whatever letters and signs are in it."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(max_length=longest, widget=forms.TextInput(attrs=PLAIN), **kwargs)

    def clean(self, value: Any) -> Any:
        """Return it on one line."""
        text = super().clean(value)
        return accept_value(typed_words, text) if text else ""


class VersionField(forms.IntegerField):
    """The version that was read: what changed meanwhile is not overwritten."""

    def __init__(self) -> None:
        broken = _("La página estaba incompleta. Revise lo escrito y guarde otra vez.")
        messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), broken)
        super().__init__(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, error_messages=messages)


def radio(label: Any, choices: list[tuple[str, Any]], hint: Any = "", *, required: bool = True) -> forms.ChoiceField:
    """Return a question with its answers side by side, none chosen beforehand."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        help_text=hint,
        error_messages=name_question(label),
        widget=forms.RadioSelect,
        required=required,
    )


class UsualField(forms.ChoiceField):
    """A question that has its usual answer chosen beforehand: none posted means that one."""

    def clean(self, value: Any) -> Any:
        """Return the answer, or the usual one."""
        return super().clean(value or self.initial)


def country_field(label: Any, choices: list[tuple[str, Any]], *, required: bool = True) -> forms.ChoiceField:
    """Return a list of countries."""
    messages = {"required": _("Elija el país."), "invalid_choice": _(UNKNOWN_ISSUER)}  # D20: as in a reading and a file
    return forms.ChoiceField(
        label=label, choices=choices, required=required, error_messages=messages, widget=LongSelect
    )


class VersionedForm(forms.Form):
    """A form that carries the version of what was read (D30)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def clean_version(self) -> int:
        """Return the version that was read; without one nothing was read."""
        version = self.cleaned_data.get("version")
        return -1 if version is None else int(version)

    def with_version(self, version: int) -> Self:
        """Let the form carry the version that is shown now, whatever was sent."""
        self.initial["version"] = version
        if self.is_bound:
            self.data = {**dict(self.data.items()), "version": str(version)}
        return self


class ReleaseForm(VersionedForm):
    """Why somebody's turno is let go of (D28)."""

    reason = forms.CharField(
        label=_("Motivo"),
        max_length=300,
        help_text=_("Queda registrado con su nombre. No escriba nombres ni números de documentos."),
        error_messages={
            "required": _("Escriba por qué se libera el turno."),
            "max_length": _("Como mucho 300 letras."),
        },
        widget=forms.Textarea(attrs={"rows": 2}),
    )


CHANGED = _(
    "Algo cambió mientras lo leía y todavía no hicimos nada. Esta página muestra cómo está ahora: revísela y, si está "
    "de acuerdo, presione el botón otra vez."
)
NOTHING_SHOWN: str | None = ""  # the mark of a form that carries none: it is that of no record


def read_of(request: HttpRequest, name: str = "read") -> str | None:
    """Return the mark of what the page showed, as its form carries it (D30, the tag `read`)."""
    return request.POST.get(name, NOTHING_SHOWN)


NOTHING_READ = -1
LONGEST = 10


def version_read(request: HttpRequest) -> int:
    """Return the version that a form carries; `NOTHING_READ`, which no record has, where it carries none."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST else NOTHING_READ


APOSTILLE = ("apostille_address", "apostille_number", "apostille_on", "apostille_authority")


class FormalityFields(forms.Form):
    """What a foreign public document carries, and in which language it is; of which the form asks what applies."""

    language_name = WordsField(
        label=_("¿En qué idioma está?"),
        longest=60,
        help_text=_("Escriba el nombre del idioma."),
        error_messages={"required": _("Escriba en qué idioma está el documento.")},
    )
    formality = radio(_("Apostilla o legalización"), [])
    formality_reason = WordsField(
        label=_("Motivo para recibirla"),
        longest=300,
        required=False,
        help_text=_("No está confirmado si allí rige la apostilla: reciba cualquiera de las dos y escriba por qué."),
        error_messages={"max_length": _("Escriba hasta 300 letras.")},
    )
    translation = radio(_("¿Trae traducción al español?"), [*YES_NO, ("spanish_too", _(labels.SPANISH_TOO))])
    apostille_address = MarkField(
        label=_("Código de la apostilla, leído con el lector"),
        longest=300,
        required=False,
        error_messages={"max_length": _("Es demasiado largo: léalo otra vez.")},
    )
    apostille_number = MarkField(label=_("Número de la apostilla"), longest=60, required=False)
    apostille_on = DayField(label=_("Fecha de la apostilla"), required=False)
    apostille_authority = WordsField(label=_("Autoridad que puso la apostilla"), longest=200, required=False)

    @property
    def apostille_open(self) -> bool:
        """Return whether the data of the apostille are asked for, or were typed."""
        demanded = bool(settings.APOSTILLE_DATA_DEMANDED)
        return demanded or any(self[name].errors or self[name].value() for name in self.apostille_names())

    def apostille_names(self) -> list[str]:
        """Return the fields of the apostille that this form has now."""
        return [name for name in APOSTILLE if name in self.fields]

    def ask_language(self, language: str) -> None:
        """Ask for the name of a language without a code, and for a translation where it is not Spanish (D25)."""
        if language != ANOTHER:
            del self.fields["language_name"]
        if (language not in LANGUAGE_NAMES and language != ANOTHER) or not translation_needed(language):
            del self.fields["translation"]

    def ask_formality(self, *, needed: bool, of_consul: bool, sure: bool) -> None:
        """Offer every formality, as any may be seen, and ask for a reason where the place is not confirmed (D24)."""
        if not needed:
            for name in ("formality", "formality_reason", *APOSTILLE):
                del self.fields[name]
            return
        offered = [each for each in labels.FORMALITIES_ASKED if of_consul or each != Formality.MINISTRY]
        choices = choices_of(labels.FORMALITIES_ASKED, *offered)
        self.fields["formality"].choices = choices  # type: ignore[attr-defined]
        if sure:
            del self.fields["formality_reason"]

    def check_formality(self, data: dict[str, Any]) -> None:
        """Ask for the reason of a formality, and for the data of an apostille, where they are demanded (D24)."""
        formality = data.get("formality")
        if formality in EITHER and "formality_reason" in self.fields and not data.get("formality_reason"):
            self.add_error("formality_reason", gettext("Escriba por qué recibe esta formalidad."))
        if formality == Formality.APOSTILLE and settings.APOSTILLE_DATA_DEMANDED:
            for name in ("apostille_number", "apostille_on", "apostille_authority"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, gettext("Escríbalo como consta en la apostilla."))

    def apostille_data(self) -> dict[str, Any]:
        """Return what was typed of the apostille, where there is one."""
        data = self.cleaned_data
        if data.get("formality") != Formality.APOSTILLE:
            return {}
        return {name: data[name] for name in self.apostille_names() if data.get(name)}
