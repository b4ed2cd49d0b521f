"""The forms of the admin: each says beside the field what is wrong, before the database would."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.auth.forms import BaseUserCreationForm, ReadOnlyPasswordHashField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vinculo.config.strength import PasswordWithoutParts
from vinculo.queries.closures.closures import closed_for_good, live_turnos, written_by
from vinculo.queries.shared.parties import keyed_identity
from vinculo.records.models import (
    Agency,
    CalendarDay,
    MailboxBound,
    ModelText,
    Procedure,
    Province,
    Role,
    Service,
    Staff,
)
from vinculo.records.people import BELONGS_TO
from vinculo.rules.booking.mailboxes import fold_mailbox
from vinculo.rules.booking.positions import PositionError, typed_position, written_position
from vinculo.rules.booking.slot_times import CLOSES, OPENS
from vinculo.rules.control.parties import typed_identity
from vinculo.rules.shared.labels import TERRITORIES
from vinculo.rules.shared.names import fold
from vinculo.rules.staff.access import territories_of
from vinculo.web.shared.accepting import accept_value

if TYPE_CHECKING:
    ReferenceBase = forms.ModelForm[Any]
    CreationBase = BaseUserCreationForm[Staff]
    InlineRows = forms.BaseInlineFormSet[Service, Agency, Any]
else:
    ReferenceBase, CreationBase, InlineRows = forms.ModelForm, BaseUserCreationForm, forms.BaseInlineFormSet

ZONES = [  # D9
    ("America/Guayaquil", gettext_lazy("Ecuador continental (America/Guayaquil)")),
    ("Pacific/Galapagos", gettext_lazy("Galápagos (Pacific/Galapagos)")),
]
CLOSED_BY_THE_ACT = gettext_lazy("Lo cerró un cierre guiado: reábralo en /supervision/cierres/.")
NO_POSITION = gettext_lazy("Copie del mapa la latitud y la longitud, así: -0.20950, -78.49180.")
OUTSIDE = gettext_lazy("Ese lugar no está en el Ecuador. Escriba primero la latitud y después la longitud.")
WITH_593 = gettext_lazy("Escriba el número con 593 y sin signos, como 593 23945666.")
MAY_BE_EMPTY = {"printing", "turno_by_phone", "delegate"}  # texts that say what the institution offers
HOURS = gettext_lazy("Entre las 08:00 y las 17:00, de lunes a viernes.")


def _time_input() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class ReferenceForm(ReferenceBase):
    """A form whose own messages stand beside the fields: a constraint on a field with an error says nothing more."""

    def clean(self) -> dict[str, Any]:
        """Check the row as a whole."""
        super().clean()
        self.check_row(self.cleaned_data)
        return self.cleaned_data

    def check_row(self, row: dict[str, Any]) -> None:
        """Add errors that concern more than one field; `row` lacks the fields that have errors of their own."""


def refuse_over_turnos(form: forms.ModelForm[Any], field: str, turnos: int) -> None:
    """Add an error when turnos would lose their seats: those are found others by the guided closing first."""
    if turnos:
        form.add_error(field, over_turnos(turnos))


def over_turnos(turnos: int) -> str:
    """Return that live turnos are in the way, and what leads on."""
    message = ngettext(
        "Hay %(count)d turno confirmado ahí. Ciérrelo antes en /supervision/cierres/: se le busca otra hora y "
        "se avisa.",
        "Hay %(count)d turnos confirmados ahí. Ciérrelos antes en /supervision/cierres/: se les busca otra hora y "
        "se avisa.",
        turnos,
    )
    return message % {"count": turnos}


class AgencyForm(ReferenceForm):
    """An agency with its hours and time zone."""

    timezone = forms.ChoiceField(label=gettext_lazy("Zona horaria"), choices=ZONES)
    opens = forms.TimeField(label=gettext_lazy("Abre"), widget=_time_input(), initial=OPENS, help_text=HOURS)
    closes = forms.TimeField(label=gettext_lazy("Cierra"), widget=_time_input(), initial=CLOSES)
    phone = forms.CharField(
        label=gettext_lazy("Teléfono"),
        required=False,
        max_length=20,
        validators=[RegexValidator(r"^593[0-9 ]{7,12}\Z", WITH_593)],
        help_text=gettext_lazy("Con 593 y sin signos, como 593 23945666. Vacío: se da el de Atención al Ciudadano."),
    )
    position = forms.CharField(
        label=gettext_lazy("Lugar en el mapa"),
        required=False,
        max_length=60,
        help_text=gettext_lazy(
            "La latitud y la longitud que da un mapa al señalar la entrada: -0.20950, -78.49180. Vacío si no se sabe."
        ),
    )

    class Meta:
        """Everything but where the data come from."""

        model = Agency
        exclude = ("source", "latitude", "longitude")
        help_texts = {
            "city": gettext_lazy("El nombre del cantón, como en los días cantonales del calendario."),
            "address": gettext_lazy("Sin dirección verificada, déjelo vacío: no se imprime una dirección vacía."),
            "directions": gettext_lazy("Con qué transporte, y junto a qué está: parada La Y, frente al parque."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["position"] = written_position(self.instance.latitude, self.instance.longitude)

    def clean_position(self) -> str:
        """Return the position in one spelling, and give it to the agency: inside Ecuador, or none."""
        try:
            position = typed_position(self.cleaned_data["position"])
        except PositionError as error:
            told = OUTSIDE if error.outside else NO_POSITION
            raise forms.ValidationError(told, code="position") from error
        self.instance.latitude, self.instance.longitude = position or (None, None)
        return written_position(self.instance.latitude, self.instance.longitude)

    def check_row(self, row: dict[str, Any]) -> None:
        """The hours lie within those of the procedure (S06) and in their order."""
        opens, closes = row.get("opens"), row.get("closes")
        for name, value in (("opens", opens), ("closes", closes)):
            if value is not None and not OPENS <= value <= CLOSES:
                self.add_error(name, _("La atención es entre las 08:00 y las 17:00."))
        if isinstance(opens, time) and isinstance(closes, time) and opens >= closes:
            self.add_error("closes", _("La hora de cierre debe ser posterior a la de apertura."))
        if self.instance.pk and "timezone" in self.changed_data:  # people were told the hour by the other clock
            refuse_over_turnos(self, "timezone", live_turnos(timezone.now(), agency=self.instance.pk))
        if self.instance.pk and row.get("active") and closed_for_good(self.instance):
            self.add_error("active", CLOSED_BY_THE_ACT)


class ProcedureForm(ReferenceForm):
    """A procedure with the length of its slots."""

    slot_minutes = forms.IntegerField(
        label=gettext_lazy("Minutos por turno"),
        initial=15,
        validators=[
            MinValueValidator(5, gettext_lazy("Un turno dura al menos 5 minutos.")),
            MaxValueValidator(120, gettext_lazy("Un turno dura como mucho 120 minutos.")),
        ],
        help_text=gettext_lazy("De 5 a 120. Los días ya abiertos conservan sus horas."),
    )

    class Meta:
        model = Procedure
        fields = ("code", "name", "slot_minutes", "active")
        help_texts: ClassVar = {
            "code": gettext_lazy(
                "Escríbalo tal como está en el programa. Con cualquier otro código, las solicitudes se revisan con los "
                "requisitos del trámite principal."
            )
        }


class ServiceForm(ReferenceForm):
    """What an agency serves, and at how many counters."""

    counters = forms.IntegerField(
        label=gettext_lazy("Ventanillas con turno en línea"),
        initial=2,
        validators=[
            MinValueValidator(1, gettext_lazy("Al menos una ventanilla; si no atiende, desmarque «activo».")),
            MaxValueValidator(60, gettext_lazy("Como mucho 60 ventanillas.")),
        ],
        help_text=gettext_lazy(
            "Si aumenta, los días abiertos reciben los cupos nuevos en el siguiente horario de atención."
        ),
    )

    class Meta:
        model = Service
        fields = ("agency", "procedure", "counters", "active")

    def check_row(self, row: dict[str, Any]) -> None:
        """An agency serves a procedure once."""
        agency, procedure = row.get("agency"), row.get("procedure")
        if agency and agency.pk and procedure:  # a new agency on the same page has no row yet, and no services
            same = Service.objects.filter(agency=agency, procedure=procedure).exclude(pk=self.instance.pk)
            if same.exists():
                self.add_error("procedure", _("Este centro ya tiene ese trámite."))


class ServiceRows(InlineRows):
    """What an agency serves, on its page."""

    def get_unique_error_message(self, unique_check: Sequence[str]) -> str:
        """Return that a procedure stands in two rows."""
        return _("El mismo trámite está en dos filas: deje una.")


class CalendarDayForm(ReferenceForm):
    """A day that is closed or opened for one scope."""

    class Meta:
        model = CalendarDay
        fields = ("date", "is_open", "name", "basis", "province", "city", "agency")
        help_texts = {
            "is_open": gettext_lazy("Márquelo para atender en un feriado nacional; un fin de semana no se abre."),
            "province": gettext_lazy("Sin provincia, ciudad ni centro, el día rige en todo el país."),
        }

    def check_row(self, row: dict[str, Any]) -> None:
        """A day has one scope, a city that exists, and is there once."""
        scopes = [name for name in ("province", "city", "agency") if row.get(name)]
        if len(scopes) > 1:
            self.add_error(scopes[-1], _("Elija solo una cosa: provincia, ciudad o centro."))
            return
        if city := row.get("city"):
            self._check_city(city)
        if "date" in row and not self.errors and self._same(row).exists():
            self.add_error("date", _("Ese día ya consta en el calendario para el mismo lugar."))
        before = CalendarDay.objects.filter(pk=self.instance.pk).first()
        if before is not None and not self.errors and written_by(before):
            self.add_error(None, CLOSED_BY_THE_ACT)

    def _check_city(self, city: str) -> None:
        known = sorted(set(Agency.objects.values_list("city", flat=True)))
        if fold(city) not in {fold(each) for each in known}:
            message = _("Ningún centro está en esa ciudad. Ciudades: %(cities)s.")
            self.add_error("city", message % {"cities": ", ".join(known)})

    def _same(self, row: dict[str, Any]) -> Any:
        place: dict[str, Province | Agency | str | None] = {name: row.get(name) for name in ("province", "agency")}
        days = CalendarDay.objects.filter(date=row["date"], city=row.get("city") or "", **place)
        return days.exclude(pk=self.instance.pk)


def deletion_problem(row: CalendarDay) -> str:
    """Return why a day of the calendar cannot be deleted, or an empty text."""
    return f"{row}: {CLOSED_BY_THE_ACT}" if written_by(row) else ""


PLACE_MISSING = {
    "agency": gettext_lazy("Elija el centro en el que atiende."),
    "province": gettext_lazy("Elija la provincia por la que responde."),
}
TERRITORY_MISSING = gettext_lazy("Elija hasta dónde llega su tarea: sin territorio la cuenta no abre nada.")
TERRITORY_WRONG = gettext_lazy("Ese territorio no corresponde al rol elegido. Puede ser: %(territories)s.")


def check_role(form: forms.ModelForm[Any], row: dict[str, Any]) -> None:
    """Add what is wrong with role, territory and place (D33); an administrator is always left."""
    role, active = row.get("role"), row.get("is_active", True)
    if role:
        check_territory(form, row, territories_of(role), active=active)
    if form.instance.pk and not (role == Role.ADMINISTRATOR and active):
        others = Staff.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=form.instance.pk)
        if not others.exists():
            form.add_error("role", _("Es la única cuenta de administrador activa: cree otra antes de cambiar esta."))


def check_territory(form: forms.ModelForm[Any], row: dict[str, Any], possible: list[str], *, active: bool) -> None:
    """Keep the one territory that a role can have, else ask for it; and ask for the place that it needs."""
    only = possible[0] if len(possible) == 1 else ""
    territory = row["territory"] = only or row.get("territory") or ""
    if territory not in possible:
        if active and not territory:
            form.add_error("territory", TERRITORY_MISSING)
        elif territory:
            names = ", ".join(_(TERRITORIES[each]) for each in possible)
            form.add_error("territory", TERRITORY_WRONG % {"territories": names})
        return
    place = BELONGS_TO.get(territory)
    if place and not row.get(place):
        if active:
            form.add_error(place, PLACE_MISSING[place])
        else:
            row["territory"] = ""  # the person who no longer works here needs no place


class WithIdentity(ReferenceBase):
    """A form of an account with its number, which is kept as a keyed hash and never shown (D35)."""

    identity = forms.CharField(
        label=gettext_lazy("Cédula o código de identificación"),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = _("Ya hay un número guardado: escriba otro solo para cambiarlo.") if self.instance.party_digest else ""
        why = _("Con él se evita que alguien decida un caso propio. No se muestra ni se guarda como se escribe.")
        self.fields["identity"].help_text = f"{why} {kept}".strip()

    def clean_identity(self) -> str:
        """Keep the hash of what was typed on the account; nothing typed changes nothing."""
        typed = self.cleaned_data["identity"]
        if typed:
            number = accept_value(typed_identity, typed)
            self.instance.party_key, self.instance.party_digest = keyed_identity(number)
        return ""


class StaffForm(WithIdentity, ReferenceForm):
    """An account that is there; its password is set on a page of its own."""

    password = ReadOnlyPasswordHashField(label=gettext_lazy("Contraseña"), widget=PasswordWithoutParts)

    class Meta:
        """No permissions: the role says it all."""

        model = Staff
        fields = (
            "username",
            "first_name",
            "last_name",
            "email",
            "role",
            "territory",
            "agency",
            "centres",
            "province",
            "provider_subject",
            "is_active",
        )

    def check_row(self, row: dict[str, Any]) -> None:
        """Role and agency belong together; whom the provider names has one account."""
        check_role(self, row)
        subject = row["provider_subject"] = row.get("provider_subject", "").strip()
        same = Staff.objects.filter(provider_issuer=settings.INSTITUTION["issuer"], provider_subject=subject)
        if subject and same.exclude(pk=self.instance.pk).exists():
            self.add_error("provider_subject", _("Otra cuenta ya está unida a ese identificador."))


class NewStaffForm(WithIdentity, CreationBase):
    """A new account, with its password."""

    class Meta:
        """What an account needs from the start."""

        model = Staff
        fields = ("username", "first_name", "last_name", "role", "territory", "agency", "centres", "province")

    def clean(self) -> dict[str, Any]:
        """Role and agency belong together; a user name is given once, whatever its capitals."""
        super().clean()
        check_role(self, self.cleaned_data)
        username = self.cleaned_data.get("username", "")
        if username and Staff.objects.filter(username__iexact=username).exists():
            self.add_error("username", _("Ya existe una cuenta con ese nombre."))
        return self.cleaned_data


class MailboxBoundForm(ReferenceForm):
    """A mailbox with a bound of its own, kept folded: as turnos are counted (D28)."""

    mailbox = forms.EmailField(
        label=gettext_lazy("Correo electrónico"),
        help_text=gettext_lazy("Se guarda sin mayúsculas ni lo que sigue a «+»: todas esas formas son el mismo buzón."),
    )

    class Meta:
        model = MailboxBound
        fields = ("mailbox", "most", "reason")

    def clean_mailbox(self) -> str:
        """Return the mailbox in the one spelling in which turnos are counted."""
        return fold_mailbox(self.cleaned_data["mailbox"])


class ModelTextForm(ReferenceForm):
    """A text of the institution; what is said only where it says so may be left empty."""

    class Meta:
        model = ModelText
        fields = ("key", "body")

    def check_row(self, row: dict[str, Any]) -> None:
        """What the program needs is not emptied."""
        if not row.get("body") and self.instance.key not in MAY_BE_EMPTY:
            self.add_error("body", _("Escriba el texto: el sistema lo necesita."))
