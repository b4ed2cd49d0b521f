"""The forms on the way to a turno: in the words of the page, each with its own clear message (S22-S26)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vinculo.queries.booking import drafts
from vinculo.rules.shared import identity
from vinculo.web.shared.accepting import accept_value
from vinculo.web.shared.choices import LongSelect, MadeChoices, country_choices
from vinculo.web.shared.fields import MailField
from vinculo.web.shared.mobile import mobile_number

_SIX = re.compile(r"(?<![0-9A-Za-z])([0-9]{3})[ -]?([0-9]{3})(?![0-9A-Za-z])")  # in a line of the mail


class NumberForm(forms.Form):
    """S22: one field for cédula or code; the registry is not asked here (D17)."""

    number = forms.CharField(
        label=_("Número de la cédula de identidad o ciudadanía, o código de identificación para extranjero"),
        help_text=_("De la persona que realiza el trámite: la persona afiliada o su apoderado."),
        max_length=64,
        error_messages={"required": _("Escriba el número de la cédula o el código de identificación para extranjero.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_number(self) -> str:
        """Return the number in one spelling; a RUC is told what of it is the cédula."""
        number = str(accept_value(identity.affiliate_code_form, self.cleaned_data["number"]))
        if identity.is_ruc(number):
            raise forms.ValidationError(gettext("Parece un RUC: escriba los diez primeros números."), code="ruc")
        return number


class PassportForm(forms.Form):
    """S22: a proxy who has only a passport."""

    number = forms.CharField(
        label=_("Número de pasaporte"),
        max_length=64,
        error_messages={"required": _("Escriba el número del pasaporte.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    country = forms.ChoiceField(
        label=_("País que emitió el pasaporte"),
        widget=LongSelect,
        error_messages={"required": _("Elija el país."), "invalid_choice": _("Elija un país de la lista.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = country_choices(issuers=True)  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        """Return the number in one spelling."""
        return str(accept_value(identity.passport_number_form, self.cleaned_data["number"]))


class ContactForm(forms.Form):
    """S23: e-mail and mobile number, of any country."""

    email = MailField(
        label=_("Correo electrónico"),
        help_text=_("Allí le enviaremos un código para continuar y, al final, la confirmación."),
        error_messages={
            "required": _("Escriba su correo electrónico."),
            "invalid": _("Revise el correo electrónico: debe tener la forma nombre@ejemplo.com."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    mobile = forms.CharField(
        label=_("Número de contacto celular"),
        help_text=_(
            "Por ejemplo 099 123 4567. Si es de otro país, empiece con + y el código del país: +57 300 123 4567."
        ),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    no_mobile = forms.BooleanField(
        label=_("No tengo celular"),
        help_text=_("Puede seguir solo con el correo: nadie podrá llamarle, y todo aviso llegará allí."),
        required=False,
    )

    def clean_mobile(self) -> str:
        """Return the number in international form, as `+593991234567`, or nothing."""
        typed = self.cleaned_data["mobile"]
        return mobile_number(typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        """Ask for the number unless the person says that there is none; one that was typed is kept."""
        data = super().clean() or self.cleaned_data
        if not data.get("mobile") and not data.get("no_mobile") and "mobile" not in self.errors:
            self.add_error("mobile", _("Escriba su número celular. Si no tiene, marque «No tengo celular»."))
        return data


class CodeForm(forms.Form):
    """S25: the code from the mail."""

    never_kept = ("code",)

    code = forms.CharField(
        label=_("Código enviado a su correo electrónico"),
        help_text=_("Seis números. También puede pegar toda la línea del correo."),
        max_length=400,
        error_messages={"required": _("Escriba el código que llegó a su correo.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        """Return the six digits, however they were grouped, in digits of any script, or within a pasted line."""
        typed = self.cleaned_data["code"]
        plain = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in typed)
        bare = "".join(char for char in plain if char.isalnum())
        codes = {bare} if re.fullmatch("[0-9]{6}", bare) else {"".join(parts) for parts in _SIX.findall(plain)}
        if len(codes) != 1:
            raise forms.ValidationError(_("El código tiene seis números. Cópielo tal como está en el correo."))
        return codes.pop()


class AffiliateForm(forms.Form):
    """S20: the affiliate for whom a proxy acts."""

    affiliate_code = forms.CharField(
        label=_("Código de identificación para extranjero de la persona afiliada"),
        help_text=_(
            "La persona que le dio el poder notarial. El código de identificación consta en sus documentos del IESS."
        ),
        max_length=64,
        error_messages={"required": _("Escriba el código de identificación de la persona afiliada.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_affiliate_code(self) -> str:
        """Return the code in one spelling."""
        return str(accept_value(identity.affiliate_code_form, self.cleaned_data["affiliate_code"]))


class PlaceForm(forms.Form):
    """S26: only agencies that serve the procedure and are open are offered."""

    province = forms.TypedChoiceField(
        label=_("Provincia"),
        coerce=int,
        widget=LongSelect,
        error_messages={"required": _("Elija una provincia."), "invalid_choice": _("Elija una provincia de la lista.")},
    )
    procedure = forms.TypedChoiceField(
        label=_("Tipo de trámite"),
        coerce=int,
        widget=LongSelect,
        error_messages={"required": _("Elija el trámite."), "invalid_choice": _("Elija un trámite de la lista.")},
    )
    agency = forms.TypedChoiceField(
        label=_("Agencia"),
        coerce=int,
        widget=LongSelect,
        error_messages={"required": _("Elija una agencia."), "invalid_choice": _("Elija una agencia de la lista.")},
    )
    dependents = forms.IntegerField(
        label=_("¿Cuántos dependientes va a registrar?"),
        help_text=_("Cuente a cada persona: cónyuge o conviviente, y cada hija o hijo menor de 18 años."),
        min_value=1,
        error_messages={
            "required": _("Escriba cuántos dependientes son."),
            "invalid": _("Escriba un número, por ejemplo 2."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 1}),
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        self.served = drafts.served_places()
        self.only: dict[str, tuple[Any, str]] = {}  # what is said and not asked: the one choice, and its words
        super().__init__(self._with_only_agency(data), *args, **kwargs)
        provinces = {place.province: place.province_name for place in self.served}
        named = {place.procedure: place.procedure_name for place in self.served}  # the same at a hundred centres
        procedures = {procedure: gettext(name) for procedure, name in named.items()}
        choices: dict[
            str, Callable[[], list[Any]]
        ] = {  # made when they are asked for: Django looks through all of them
            "province": lambda: [("", _("Elija una provincia")), *provinces.items()],
            "procedure": lambda: [*procedures.items()],
            "agency": lambda: [("", _("Elija una agencia")), *self._agencies_by_province()],
        }
        for name, made in choices.items():
            self.fields[name].choices = MadeChoices(made)  # type: ignore[attr-defined]
        self.only_procedure = next(iter(procedures)) if len(procedures) == 1 else None
        if self.only_procedure is not None:
            self.only["procedure"] = (self.only_procedure, procedures[self.only_procedure])
        here = self._of_province(self["province"].value())
        if len(here) == 1:
            self.only["agency"] = here[0]

    def _of_province(self, province: Any) -> list[tuple[int, str]]:
        """Return the agencies of a province, as it was typed."""
        served = (place for place in self.served if str(place.province) == str(province or ""))
        return list({place.agency: place.agency_name for place in served}.items())

    def _with_only_agency(self, data: Any) -> Any:
        """Return what was typed, with the one agency of a province that has no other."""
        here = self._of_province(data.get("province")) if data is not None and not data.get("agency") else []
        if len(here) != 1:
            return data
        filled = data.copy()
        filled["agency"] = str(here[0][0])
        return filled

    def _agencies_by_province(self) -> list[tuple[str, list[tuple[int, str]]]]:
        """Return the agencies by province."""
        return [
            (name, list({place.agency: place.agency_name for place in group}.items()))
            for (_, name), group in groupby(self.served, key=lambda place: (place.province, place.province_name))
        ]

    def clean_dependents(self) -> int:
        """Return the number of dependents, within the setting."""
        number = int(self.cleaned_data["dependents"])
        if number > settings.MAX_DEPENDENTS:
            text = _("En un turno se registran hasta %(most)s dependientes. Si son más, pida ayuda en el centro.")
            raise forms.ValidationError(text, params={"most": settings.MAX_DEPENDENTS}, code="many")
        return number

    def clean(self) -> dict[str, Any]:
        """Return the data; the agency must lie in the province (S26)."""
        data = super().clean() or {}
        place = next((each for each in self.served if each.agency == data.get("agency")), None)
        province = data.get("province")
        if place and province and place.province != province:
            text = _("%(agency)s está en otra provincia (%(province)s). Elija una agencia de %(chosen)s.")
            chosen = next(each.province_name for each in self.served if each.province == province)
            params = {"agency": place.agency_name, "province": place.province_name, "chosen": chosen}
            self.add_error("agency", forms.ValidationError(text, params=params, code="elsewhere"))
        return data
