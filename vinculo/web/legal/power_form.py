"""The form of a power of attorney as the unit reads it: what it asks follows country, date and language (D5, S38)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vinculo.actions.legal.powers import PowerWritten
from vinculo.queries.shared.reference_data import reference_data
from vinculo.rules.legal.facts import Acting, MadeBefore, formalities_of, is_place_confirmed
from vinculo.rules.shared import identity, labels
from vinculo.rules.shared.countries import canonical, is_country
from vinculo.web.shared.accepting import accept_value
from vinculo.web.shared.choices import YES_NO, LongSelect, choices_of, country_choices, language_choices
from vinculo.web.shared.fields import (
    APOSTILLE,
    DayField,
    FormalityFields,
    MailField,
    MarkField,
    NamesField,
    NumberField,
    UsualField,
    VersionField,
    WordsField,
    country_field,
    radio,
)

if TYPE_CHECKING:
    from vinculo.records.models import Power

UNREAD = [*YES_NO, ("", _("Todavía no se ha leído"))]
NUMBERS = {"cedula": identity.cedula, "code": identity.affiliate_code_form, "passport": identity.passport_number_form}
GROUPS = (
    (_("La persona afiliada, que otorga el poder"), ("affiliate_code", "grantor_names", "by_affiliate")),
    (
        _("El apoderado"),
        (
            "proxy_kind",
            "proxy_number",
            "proxy_country",
            "proxy_names",
            "proxy_birth_date",
            "minor_reason",
            "names_proxy",
            "acting",
            "proxies",
            "email",
        ),
    ),
    (
        _("El poder"),
        (
            "made_before",
            "authority",
            "number",
            "place",
            "country",
            "language",
            "made_on",
            "expires_on",
            "may_substitute",
        ),
    ),
    (
        _("Formalidades y papeles"),
        ("language_name", "formality", "formality_reason", "translation", *APOSTILLE, "seen"),
    ),
    (_("Alcance"), ("scope", "covers")),
)


def _words(label: Any, longest: int, message: Any, *, rows: int = 0, hint: Any = "") -> WordsField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
    too_long = _("Es demasiado largo: escriba hasta %(limit_value)s letras.")
    return WordsField(
        label=label,
        longest=longest,
        widget=widget,
        help_text=hint,
        error_messages={"required": message, "max_length": too_long},
    )


class PowerForm(FormalityFields):
    """A power of attorney: who grants it, to whom, before whom, when and where, and what for."""

    version = VersionField()
    affiliate_code = NumberField(
        identity.affiliate_code_form,
        label=_("Código de identificación para extranjero de la persona afiliada"),
        error_messages={"required": _("Escriba el código de la persona afiliada.")},
    )
    grantor_names = NamesField(
        label=_("Nombres de quien otorga, como constan en el poder"),
        error_messages={"required": _("Escriba los nombres de quien otorga el poder.")},
    )
    by_affiliate = radio(_("¿Quien otorga es la persona afiliada?"), UNREAD, required=False)
    proxy_kind = radio(_("Documento con que se identifica"), choices_of(labels.PRESENTER_KINDS_ASKED))
    proxy_number = NumberField(
        identity.normalise_number, label=_("Número"), error_messages={"required": _("Escriba el número.")}
    )
    proxy_country = country_field(_("País que emitió el pasaporte, si es pasaporte"), [], required=False)
    proxy_names = NamesField(
        label=_("Nombres y apellidos"), error_messages={"required": _("Escriba los nombres del apoderado.")}
    )
    proxy_birth_date = DayField(
        label=_("Fecha de nacimiento"),
        required=False,
        help_text=_("Como consta en su documento: dice si es mayor de edad."),
    )
    minor_reason = WordsField(
        label=_("Motivo, si es menor de 18 años y la unidad lo acepta"),
        longest=300,
        required=False,
        error_messages={"max_length": _("Escriba hasta 300 letras.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    acting = UsualField(
        label=_("¿Cómo actúa?"),
        choices=choices_of(labels.ACTING_ASKED),
        initial=Acting.ALONE.value,
        widget=forms.RadioSelect,
        help_text=_("Si el poder nombra a varios, cada uno se recibe aparte, con el mismo número de escritura."),
    )
    proxies = forms.IntegerField(
        label=_("¿A cuántos apoderados nombra, si actúan juntos?"),
        required=False,
        min_value=2,
        max_value=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": _("Escriba un número de 2 a 20."),
            "min_value": _("Escriba un número de 2 a 20."),
            "max_value": _("Escriba un número de 2 a 20."),
        },
    )
    names_proxy = radio(_("¿El poder nombra a esta persona?"), UNREAD, required=False)
    email = MailField(
        label=_("Correo para avisar de la decisión"),
        required=False,
        help_text=_("Vacío si no tiene."),
        error_messages={"invalid": _("Escriba un correo completo, por ejemplo nombre@ejemplo.com.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    made_before = radio(_("Otorgado ante"), choices_of(labels.MADE_BEFORE_ASKED))
    authority = _words(
        _("Notaría o consulado"),
        200,
        _("Escriba la notaría o el consulado."),
        hint=_("Como consta en el poder. Ejemplo: Notaría Primera de Cali."),
    )
    number = MarkField(
        label=_("Número de la escritura o del poder"),
        longest=60,
        error_messages={
            "required": _("Escriba el número que consta en el poder."),
            "max_length": _("Es demasiado largo: escriba hasta %(limit_value)s letras."),
        },
    )
    place = _words(_("Ciudad"), 120, _("Escriba la ciudad en que se otorgó."))
    country = country_field(_("País en que se otorgó"), [])
    language = forms.ChoiceField(
        label=_("Idioma"),
        widget=LongSelect,
        error_messages={"required": _("Elija el idioma."), "invalid_choice": _("Elija un idioma de la lista.")},
    )
    made_on = DayField(
        label=_("Fecha en que se otorgó"), error_messages={"required": _("Escriba la fecha en que se otorgó.")}
    )
    expires_on = DayField(label=_("Vence el"), required=False, help_text=_("Vacío si el poder no tiene plazo."))
    may_substitute = radio(_("¿El poder anterior permite, o no prohíbe, que se sustituya?"), UNREAD, required=False)
    seen = radio(_("Original y copia simple"), choices_of(labels.SEEN_ASKED, "paper", "scan", "none", "only_copy"))
    scope = _words(
        _("Facultades que otorga para este trámite, como constan"),
        2000,
        _("Escriba las facultades que constan."),
        rows=3,
    )
    covers = radio(_("¿Alcanzan a este trámite?"), UNREAD, required=False)

    def __init__(self, *args: Any, today: date, former: Power | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.former = today, former
        self._substitution()
        self.initial.setdefault("language", "es")
        self.fields["country"].choices = country_choices()  # type: ignore[attr-defined]
        self.fields["proxy_country"].choices = country_choices(issuers=True)  # type: ignore[attr-defined]
        self.fields["language"].choices = language_choices(another=True)  # type: ignore[attr-defined]
        for name in ("made_on", "proxy_birth_date", "apostille_on"):
            self.fields[name].latest = today  # type: ignore[attr-defined]
        self._formality()
        self.ask_language(self.now("language"))

    @property
    def groups(self) -> list[tuple[Any, bool, list[forms.BoundField]]]:
        """Return the fields by subject, each with whether it depends on country, date and language."""
        return [
            (title, "formality" in names, [self[name] for name in names if name in self.fields])
            for title, names in GROUPS
        ]

    def now(self, name: str) -> str:
        """Return what a field holds at this moment: as posted, else as proposed."""
        return str(self.data.get(name, "")) if self.is_bound else str(self.initial.get(name) or "")

    def _substitution(self) -> None:
        """Ask of a substitution what it needs, and of no other power (S38)."""
        if self.former is None:
            del self.fields["may_substitute"]
            return
        self.initial.setdefault("affiliate_code", self.former.affiliate.code)
        self.fields["by_affiliate"].label = _("¿Quien otorga es el apoderado anterior, o la persona afiliada?")
        self.fields["acting"].initial = self.former.acting
        self.fields["proxies"].initial = self.former.proxies

    def _formality(self) -> None:
        """Ask for what applies to the country and the date that stand in the form now, by the same rules as D5."""
        country, made_before, made_on = canonical(self.now("country")), self.now("made_before"), self._made_on()
        reference = reference_data([country])
        known = is_country(country) or made_before == MadeBefore.CONSUL
        accepted = formalities_of(reference, made_before, country, made_on, self.today)
        sure = not is_country(country) or is_place_confirmed(reference, made_before, country, made_on, self.today)
        self.ask_formality(
            needed=bool(accepted) or not known, of_consul=made_before == MadeBefore.FOREIGN_CONSUL, sure=sure
        )

    def _made_on(self) -> date:
        try:
            return DayField(required=False).clean(self.now("made_on")) or self.today
        except forms.ValidationError:
            return self.today

    def clean(self) -> dict[str, Any]:
        """Read the proxy's number by its kind, and hold the dates against each other."""
        data = super().clean() or {}
        kind, number = data.get("proxy_kind"), data.get("proxy_number")
        if kind and number:
            try:
                data["proxy_number"] = accept_value(NUMBERS[kind], number)
            except forms.ValidationError as error:
                self.add_error("proxy_number", error)
        if kind == "passport" and not data.get("proxy_country") and "proxy_country" not in self.errors:
            self.add_error("proxy_country", gettext("Elija el país que emitió el pasaporte."))
        made, until = data.get("made_on"), data.get("expires_on")
        if made and until and until < made:
            self.add_error("expires_on", gettext("El plazo no puede terminar antes de otorgarse el poder."))
        self._check_proxies(data)
        self.check_formality(data)
        return data

    def _check_proxies(self, data: dict[str, Any]) -> None:
        """Ask how many act together, and keep no number of those who act alone (S38)."""
        if data.get("acting") != Acting.TOGETHER:
            data["proxies"] = None
        elif data.get("proxies") is None and "proxies" not in self.errors:
            self.add_error("proxies", gettext("Escriba a cuántos apoderados nombra el poder."))

    def power_written(self) -> PowerWritten:
        """Return what was typed; only of a valid form."""
        data = self.cleaned_data
        kept = {
            name: data[name]
            for name in (
                "affiliate_code",
                "grantor_names",
                "proxy_kind",
                "proxy_number",
                "proxy_names",
                "made_before",
                "authority",
                "number",
                "place",
                "made_on",
                "expires_on",
                "scope",
                "language",
                "email",
                "proxy_birth_date",
                "minor_reason",
                "acting",
                "proxies",
            )
        }
        return PowerWritten(
            **kept,
            **self.apostille_data(),
            may_substitute=_answer(data.get("may_substitute", "")),
            language_name=data.get("language_name") or "",
            spanish_too=data.get("translation") == "spanish_too",
            formality_reason=data.get("formality_reason") or "",
            by_affiliate=_answer(data["by_affiliate"]),
            names_proxy=_answer(data["names_proxy"]),
            covers=_answer(data["covers"]),
            country=canonical(data["country"]),
            proxy_country=canonical(data["proxy_country"]) if data["proxy_kind"] == "passport" else "",
            formality=data.get("formality") or "none",
            translation_seen=data.get("translation") == "si",
            original_seen=data["seen"] != "only_copy",
            copy={"only_copy": "paper"}.get(data["seen"], data["seen"]),
        )


def _answer(text: str) -> bool | None:
    return {"si": True, "no": False}.get(text)


def _yes_or_no(answer: bool | None) -> str:
    return {True: "si", False: "no", None: ""}[answer]


def initial_of(power: Power) -> dict[str, Any]:
    """Return what is written down of a power, for the form."""
    same = (
        "grantor_names",
        "proxy_kind",
        "proxy_number",
        "proxy_country",
        "proxy_names",
        "email",
        "made_before",
        "authority",
        "number",
        "place",
        "country",
        "language",
        "made_on",
        "expires_on",
        "formality",
        "scope",
        "version",
        "proxy_birth_date",
        "minor_reason",
        "acting",
        "proxies",
        "language_name",
        "formality_reason",
        *APOSTILLE,
    )
    seen = power.copy if power.original_seen else "only_copy"
    return {name: getattr(power, name) for name in same} | {
        "affiliate_code": power.affiliate.code,
        "by_affiliate": _yes_or_no(power.by_affiliate),
        "names_proxy": _yes_or_no(power.names_proxy),
        "covers": _yes_or_no(power.covers),
        "may_substitute": _yes_or_no(power.may_substitute),
        "translation": "spanish_too" if power.spanish_too else "si" if power.translation_seen else "no",
        "seen": seen,
    }
