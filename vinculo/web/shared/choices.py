"""The lists that several forms offer, and how a long one is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from vinculo.queries.shared.names import country_in_words, language_in_words
from vinculo.queries.shared.places import agencies_like, centre_in_a_list
from vinculo.rules.shared import labels
from vinculo.rules.shared.countries import NAMES, OTHER_ISSUERS
from vinculo.rules.shared.languages import ANOTHER, LANGUAGE_NAMES
from vinculo.rules.shared.names import sorting_key

YES, NO = "si", "no"
YES_NO = [(YES, _("Sí")), (NO, _("No"))]
ORIGIN_HELP = _(  # D22: to the third degree (Constitution art. 7)
    "Responda «Sí» si nació en el Ecuador, o si nació aquí su madre, su padre, una abuela, un abuelo, una bisabuela "
    "o un bisabuelo."
)
CHOOSE = {"invalid_choice": _("Elija una de las respuestas.")}


def name_question(label: object) -> dict[str, Any]:
    """Return the messages of a question that was not answered: in a list of several each names its own."""
    return {**CHOOSE, "required": _missing(label)}


def _name_missing(label: object) -> str:
    return gettext("Elija una respuesta: %(question)s.") % {"question": str(label).strip("¿?")}


_missing = lazy(_name_missing, str)


def choices_of(words: Mapping[str, str], *values: str) -> list[tuple[str, Any]]:
    """Return the answers of a question: the values of a vocabulary with their labels, all of them or those named."""
    return [(value, _(words[value])) for value in values or words]


BY_PROXY = [(NO, _(labels.PRESENTED_BY["affiliate"])), (YES, _(labels.PRESENTED_BY["proxy"]))]


class CentreInput(forms.TextInput):
    """A field to type a centre in, with the list of them beneath it: no script is needed."""

    choices: Iterable[tuple[Any, Any]] = ()

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """Return the field and its list."""
        own = f"{(attrs or {}).get('id', name)}_list"
        typed = super().render(name, value, {**(attrs or {}), "list": own, "autocomplete": "off"}, renderer)
        named = format_html_join("", '<option value="{}"></option>', ((label,) for key, label in self.choices if key))
        return format_html('{}<datalist id="{}">{}</datalist>', typed, own, named)


class CentreField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A centre that is typed: a part of its name, its city or its province, with or without accents."""

    widget = CentreInput
    default_error_messages = {
        "invalid_choice": _("No hay un centro con ese nombre. Escriba una parte del nombre o la ciudad."),
        "several": _("Hay varios: %(names)s. Escriba algo más del nombre."),
    }

    def label_from_instance(self, obj: Any) -> str:
        """Return the centre as the list names it."""
        return centre_in_a_list(obj)

    def prepare_value(self, value: Any) -> Any:
        """Return a centre as the list names it, and what was typed as it was typed.

        Each centre of the list comes through here: what is a record already is not searched again.
        """
        if hasattr(value, "pk"):
            return self.label_from_instance(value)
        written = str(value or "")
        chosen = self.queryset.filter(pk=int(written)).first() if _is_key(written) else None  # type: ignore[union-attr]
        return self.label_from_instance(chosen) if chosen is not None else value

    def to_python(self, value: Any) -> Any:
        """Return the one centre that it can be, or None for an empty field."""
        text = str(getattr(value, "pk", value) or "").strip()
        if not text or _is_key(text):
            return super().to_python(text)
        likely = agencies_like(text, self.queryset)  # type: ignore[arg-type]
        if not likely:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        if len(likely) > 1:
            names = "; ".join(centre.name for centre in likely[:MOST_NAMED])
            raise ValidationError(self.error_messages["several"], code="several", params={"names": names})
        return likely[0]


MOST_NAMED = 5  # centres in one message


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


@cache
def _sorted_countries(language: str | None, issuers: bool) -> list[tuple[str, str]]:
    codes = [*NAMES, *OTHER_ISSUERS] if issuers else list(NAMES)
    return sorted(((code, country_in_words(code)) for code in codes), key=lambda item: sorting_key(item[1], language))


def country_choices(*, issuers: bool = False) -> list[tuple[str, object]]:
    """Return the countries by name after an empty choice; with `issuers` also who only issues travel documents."""
    return [("", _("Elija un país")), *_sorted_countries(get_language(), issuers)]


@cache
def _languages(language: str | None) -> list[tuple[str, str]]:
    named = ((code, language_in_words(code)) for code in LANGUAGE_NAMES)
    return sorted(named, key=lambda item: sorting_key(item[1], language))


def language_choices(*, another: bool = False) -> list[tuple[str, object]]:
    """Return the languages by name after an empty choice; with `another` last one that is written in words (D25)."""
    last = [(ANOTHER, _("Otro idioma: se escribe cuál"))] if another else []
    return [("", _("Elija un idioma")), *_languages(get_language()), *last]


class MadeChoices(BaseChoiceIterator):
    """Choices that are made when they are asked for; Django goes once more through those that a function gives it."""

    def __init__(self, made: Callable[[], Iterable[Any]]) -> None:
        self._made = made

    def __iter__(self) -> Iterator[Any]:
        """Yield the choices and groups."""
        yield from self._made()


class LongSelect(forms.Select):
    """A select written as one string: a template for each choice costs more than the rest of the page.

    It writes what Django's own writes, groups included.
    """

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """Return the element with all its choices."""
        chosen = self.format_value(value)[0]
        options = _join_lines(_options(self.choices, chosen))
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options
        )


def _join_lines(written: Iterator[SafeString]) -> SafeString:
    return SafeString("\n".join(written))  # nosec B703 B308: each is escaped


def _options(choices: Iterable[tuple[Any, Any]], chosen: str) -> Iterator[SafeString]:
    """Yield the choices in their order, each group as one piece."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield format_html('<optgroup label="{}">\n{}\n</optgroup>', key, _join_lines(_options(label, chosen)))
        else:
            value = "" if key is None else str(key)
            yield _option(value, str(label), value == chosen)


@lru_cache(maxsize=4096, typed=True)  # a safe label is not the same as a plain one
def _option(key: str, label: str, chosen: bool) -> SafeString:
    """Write a choice; the same few hundred are on many pages."""
    return format_html('<option value="{}"{}>{}</option>', key, " selected" if chosen else "", label)
