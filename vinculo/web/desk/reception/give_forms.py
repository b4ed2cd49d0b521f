"""The form of a turno given on the spot: who, for whom, how many, which hour; e-mail and mobile if there are any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from vinculo.actions.shared.registry import RegistryAway, consult_registry, explain_registry_away
from vinculo.queries.booking import desk_hours
from vinculo.queries.shared import registry
from vinculo.rules.shared import identity, labels
from vinculo.web.shared.accepting import accept_value
from vinculo.web.shared.choices import country_choices
from vinculo.web.shared.clock import now as clock
from vinculo.web.shared.fields import CAPITALS, PLAIN, DayField, MailField, NumberField, country_field, radio
from vinculo.web.shared.mobile import mobile_number

if TYPE_CHECKING:
    from vinculo.queries.queue.reception import Screen
    from vinculo.records.models import Affiliate, Agency

WHO = [
    ("own", _(labels.PRESENTED_BY["affiliate"])),
    ("cedula", _("Apoderado con cédula o código")),
    ("passport", _("Apoderado con pasaporte")),
]


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Whom the form describes."""

    presenter_kind: str
    presenter_number: str
    presenter_country: str
    affiliate: Affiliate
    by_proxy: bool
    email: str
    mobile: str


class SlotField(forms.TypedChoiceField):
    """The hours on offer; one taken meanwhile is for the action to judge: it may be the person's own by now."""

    def valid_value(self, value: Any) -> bool:
        """Return whether this could be a slot."""
        return str(value).isdecimal() and len(str(value)) < 10


class SlotForm(forms.Form):
    """Which hour: the nearest first, and the hours of another day where one is asked for."""

    slot = SlotField(
        label=_("Hora"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Elija la hora."),
            "invalid_choice": _("Esa hora ya no está libre. Elija otra de la lista."),
        },
    )
    seats = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=60)

    def __init__(
        self,
        *args: Any,
        agency: Agency,
        procedure: Any,
        dependents: int,
        now: datetime,
        day: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offers = desk_hours.offers(agency, procedure, dependents, now, day) if procedure else []
        self.wanted = desk_hours.seats_for(dependents)
        named = [(each.slot, _offer_label(each, self.wanted)) for each in self.offers]
        self.fields["slot"].choices = named  # type: ignore[attr-defined]
        self.fields["slot"].initial = self.offers[0].slot if self.offers else None

    def seats_agreed(self) -> int:
        """Return how many consecutive seats the person takes: all, or as many as they agreed to (D16)."""
        return min(self.wanted, self.cleaned_data.get("seats") or self.wanted)


def _offer_label(offer: desk_hours.Offered, wanted: int) -> str:
    """Return day, hour and place; of an hour here also that its seats in a row are fewer than the family (D16)."""
    if offer.where:
        return f"{offer.when} · {offer.where}"
    fewer = _now(" · espacios seguidos: %(seats)s de %(wanted)s") % {"seats": offer.seats, "wanted": wanted}
    return offer.when + (fewer if offer.seats < wanted else "")


class GiveForm(SlotForm):
    """Everything that a turno given at the desk needs."""

    code = forms.CharField(
        label=_("Código o documento de la persona afiliada"),
        max_length=identity.MAX_TYPED,
        error_messages={
            "required": _("Escriba el código o el número del documento."),
            "max_length": _("El número es demasiado largo."),
        },
        widget=forms.TextInput(attrs=CAPITALS),
    )
    who = radio(_("Se presenta"), WHO)
    number = NumberField(
        check=identity.affiliate_code_form,
        label=_("Número del apoderado"),
        required=False,
        help_text=_("Solo si se presenta un apoderado."),
    )
    country = country_field(_("País que emitió su pasaporte"), [], required=False)
    dependents = forms.IntegerField(
        label=_("Dependientes"),
        min_value=1,
        max_value=settings.MAX_DEPENDENTS,
        error_messages={
            "required": _("Escriba cuántos dependientes son."),
            "invalid": _("Escriba un número, por ejemplo 2."),
            "min_value": _("Escriba al menos 1."),
            "max_value": _("En un turno se registran hasta %(limit_value)s dependientes."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    email = MailField(
        label=_("Correo electrónico"),
        required=False,
        help_text=_("Si no tiene, se entrega en papel."),
        error_messages={"invalid": _("Revise el correo electrónico: debe tener la forma nombre@ejemplo.com.")},
        widget=forms.EmailInput(attrs={**PLAIN, "inputmode": "email"}),
    )
    mobile = forms.CharField(
        label=_("Celular"), required=False, max_length=40, widget=forms.TextInput(attrs={**PLAIN, "inputmode": "tel"})
    )
    day = DayField(label=_("Otro día"), required=False)

    def __init__(self, *args: Any, screen: Screen, procedures: dict[int, Any], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="g_%s", **kwargs)
        offered = [(each.pk, each.name) for each in screen.procedures]
        self.fields["procedure"] = forms.TypedChoiceField(label=_("Trámite"), coerce=int, choices=offered)
        if len(offered) == 1:
            self.fields["procedure"].widget = forms.HiddenInput()
        self.fields["procedure"].initial = offered[0][0] if offered else None
        self.fields["who"].initial = "own"
        self.fields["dependents"].initial = 1
        self.fields["country"].choices = country_choices(issuers=True)  # type: ignore[attr-defined]
        self.procedures = procedures
        if not self.is_bound:
            self.fields["code"].widget.attrs["autofocus"] = True
        self.affiliate: Affiliate | None = None

    def clean_code(self) -> str:
        """Find the active affiliate of this code or document; unknown and inactive are told alike (D17)."""
        number = str(accept_value(identity.affiliate_code_form, self.cleaned_data["code"]))
        try:
            consult_registry(number=number, now=clock())
        except RegistryAway as error:
            raise forms.ValidationError(explain_registry_away()) from error
        self.affiliate = registry.active_affiliate_named(number)
        if self.affiliate is None:
            raise forms.ValidationError(_now("Con ese número no hay una afiliación activa. Revise el documento."))
        return number

    def clean_mobile(self) -> str:
        """Return the number in international form, or nothing."""
        typed = self.cleaned_data["mobile"]
        return mobile_number(typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        """Ask for what identifies a proxy."""
        data = super().clean() or self.cleaned_data
        if data.get("who") in {"cedula", "passport"} and not data.get("number") and "number" not in self.errors:
            self.add_error("number", _now("Escriba el número del apoderado."))
        if data.get("who") == "passport" and not data.get("country") and "country" not in self.errors:
            self.add_error("country", _now("Elija el país."))
        return data

    def visitor(self) -> Visitor:
        """Return whom a valid form describes."""
        data, affiliate = self.cleaned_data, self.affiliate
        assert affiliate is not None
        own = data["who"] == "own"
        return Visitor(
            presenter_kind="passport" if data["who"] == "passport" else "code" if own else "cedula",
            presenter_number=affiliate.code if own else data["number"],
            presenter_country=data["country"] if data["who"] == "passport" else "",
            affiliate=affiliate,
            by_proxy=not own,
            email=data["email"],
            mobile=data["mobile"],
        )
