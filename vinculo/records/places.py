"""What the institution edits: provinces, agencies, procedures, the calendar, texts, and the dated reference data."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vinculo.records.vocabulary import choices, vocabulary_check
from vinculo.rules.booking.positions import EAST, NORTH, SOUTH, WEST
from vinculo.rules.cases.paper_kinds import DocumentKind
from vinculo.rules.shared.labels import DOCUMENTS, LOCAL_DAY_STATES, STANDINGS, TERM_KINDS, WAIVED
from vinculo.rules.shared.reference_data import Standing, TermKind, Waived
from vinculo.rules.shared.statuses import LOCAL_DAY, LocalDayAct, LocalDayState


class Province(models.Model):
    """One of the 24 provinces, by its official two-digit code."""

    code = models.CharField(_("código"), max_length=2, unique=True)
    name = models.CharField(_("nombre"), max_length=60, unique=True)
    legal_unit_address = models.CharField(_("dirección de la unidad de Asesoría Jurídica"), max_length=200, blank=True)
    legal_unit_hours = models.CharField(_("horario de la unidad de Asesoría Jurídica"), max_length=100, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("provincia")
        verbose_name_plural = _("provincias")

    def __str__(self) -> str:
        return self.name


class Procedure(models.Model):
    """A kind of procedure that agencies serve, with the length of one slot."""

    code = models.SlugField(_("código"), max_length=60, unique=True)
    name = models.CharField(_("nombre"), max_length=200, unique=True)
    slot_minutes = models.PositiveSmallIntegerField(_("minutos por turno"), default=15)
    active = models.BooleanField(_("activo"), default=True)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("trámite")
        verbose_name_plural = _("trámites")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(slot_minutes__gte=5, slot_minutes__lte=120), name="procedure_slot_minutes"
            )
        ]

    def __str__(self) -> str:
        """Return the name in the language of the person who reads it; in Spanish where nobody translated it (D10)."""
        return gettext(self.name)


class Agency(models.Model):
    """A service centre (CAU), with its own time zone and opening hours (S06, D9)."""

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("provincia"), related_name="agencies")
    name = models.CharField(_("nombre"), max_length=200, unique=True)
    city = models.CharField(_("ciudad"), max_length=80)
    address = models.CharField(_("dirección"), max_length=200, blank=True)
    directions = models.CharField(_("cómo llegar"), max_length=300, blank=True)
    phone = models.CharField(_("teléfono"), max_length=20, blank=True)
    latitude = models.FloatField(_("latitud"), null=True, blank=True)
    longitude = models.FloatField(_("longitud"), null=True, blank=True)
    timezone = models.CharField(_("zona horaria"), max_length=40, default="America/Guayaquil")
    opens = models.TimeField(_("abre"), default=time(8))
    closes = models.TimeField(_("cierra"), default=time(17))
    active = models.BooleanField(_("abierto"), default=True)
    verified = models.BooleanField(_("datos verificados"), default=False)
    source = models.CharField(_("fuente"), max_length=400, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("centro")
        verbose_name_plural = _("centros")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="agency_opens_before_it_closes"),
            models.CheckConstraint(condition=Q(opens__gte=time(8), closes__lte=time(17)), name="agency_hours_s06"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, latitude__gte=SOUTH, latitude__lte=NORTH)
                & Q(longitude__isnull=False, longitude__gte=WEST, longitude__lte=EAST),
                name="agency_position_in_ecuador",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """An agency serves a procedure, at so many counters (the matrix of agency and procedure, S26)."""

    agency = models.ForeignKey(Agency, models.CASCADE, verbose_name=_("centro"), related_name="services")
    procedure = models.ForeignKey(Procedure, models.CASCADE, verbose_name=_("trámite"), related_name="services")
    counters = models.PositiveSmallIntegerField(_("ventanillas con turno en línea"), default=2)
    active = models.BooleanField(_("activo"), default=True)

    class Meta:
        verbose_name = _("servicio de un centro")
        verbose_name_plural = _("servicios de los centros")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "procedure"], name="service_once"),
            models.CheckConstraint(condition=Q(counters__gte=1, counters__lte=60), name="service_counters"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} · {self.procedure}"


class CalendarDay(models.Model):
    """A day that the institution closes, or opens against the national rule; the narrowest scope wins.

    Without province, city and agency it holds for the whole nation. A city's day is given by `city`.
    """

    date = models.DateField(_("día"))
    is_open = models.BooleanField(_("se atiende"), default=False)
    name = models.CharField(_("motivo"), max_length=160)
    basis = models.CharField(_("base (decreto, ley, ordenanza)"), max_length=160, blank=True)
    province = models.ForeignKey(Province, models.CASCADE, verbose_name=_("provincia"), null=True, blank=True)
    city = models.CharField(_("ciudad"), max_length=80, blank=True)
    agency = models.ForeignKey(Agency, models.CASCADE, verbose_name=_("centro"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["date"]
        verbose_name = _("día del calendario")
        verbose_name_plural = _("días del calendario")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["date"],
                condition=Q(province__isnull=True, city="", agency__isnull=True),
                name="calendar_nation_once",
            ),
            models.UniqueConstraint(
                fields=["date", "province"],
                condition=Q(province__isnull=False, city="", agency__isnull=True),
                name="calendar_province_once",
            ),
            models.UniqueConstraint(
                fields=["date", "city"], condition=~Q(city="") & Q(agency__isnull=True), name="calendar_city_once"
            ),
            models.UniqueConstraint(
                fields=["date", "agency"], condition=Q(agency__isnull=False), name="calendar_agency_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} {self.name}"


class ModelText(models.Model):
    """A text that the institution edits, such as the model of the account in the solicitud (S32)."""

    key = models.SlugField(_("clave"), max_length=40, unique=True)
    body = models.TextField(_("texto"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("texto modelo")
        verbose_name_plural = _("textos modelo")

    def __str__(self) -> str:
        return self.key


class DatedReference(models.Model):
    """A row of reference data that holds from a day until another, by an instrument (D24, D26).

    Without a day it holds since always, or until further notice. Of several rows for one thing the one that began last
    holds (`rules/shared/reference_data.py`), so no two rows are fenced against each other.
    """

    valid_from = models.DateField(_("desde"), null=True, blank=True)
    valid_until = models.DateField(_("hasta, inclusive"), null=True, blank=True)
    instrument = models.CharField(_("norma o fuente"), max_length=400)
    changed_by = models.ForeignKey(
        "records.Staff", models.PROTECT, verbose_name=_("cambiado por"), null=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField(_("cambiado el"), null=True, editable=False)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="%(class)s_from_until",
            ),
            models.CheckConstraint(condition=~Q(instrument=""), name="%(class)s_instrument"),
        ]


class ConventionEntry(DatedReference):
    """How a country or territory stands to the Apostille Convention (D24); rows that are not sure are unconfirmed."""

    code = models.CharField(_("país o territorio"), max_length=3)
    standing = models.CharField(_("situación"), max_length=16, choices=choices(Standing, STANDINGS))
    sovereign = models.CharField(_("territorio de"), max_length=3, blank=True)
    confirmed = models.BooleanField(_("confirmado"), default=False)

    class Meta(DatedReference.Meta):
        ordering: ClassVar = ["code", "valid_from"]
        verbose_name = _("país del Convenio de la Apostilla")
        verbose_name_plural = _("países del Convenio de la Apostilla")
        constraints: ClassVar = [
            *DatedReference.Meta.constraints,
            models.UniqueConstraint(fields=["code", "valid_from"], name="convention_once"),
            vocabulary_check("standing", Standing, "convention_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.get_standing_display()}"


class Exemption(DatedReference):
    """What a decree waives for a nationality and a kind of document (D26); none is delivered."""

    nationality = models.CharField(_("nacionalidad"), max_length=3)
    document = models.CharField(_("documento"), max_length=10, choices=choices(DocumentKind, DOCUMENTS))
    waives = models.CharField(_("qué se dispensa"), max_length=10, choices=choices(Waived, WAIVED))
    years_after_expiry = models.PositiveSmallIntegerField(_("años después de caducar"), null=True, blank=True)

    class Meta(DatedReference.Meta):
        ordering: ClassVar = ["nationality", "valid_from"]
        verbose_name = _("excepción por decreto")
        verbose_name_plural = _("excepciones por decreto")
        constraints: ClassVar = [
            *DatedReference.Meta.constraints,
            vocabulary_check("document", DocumentKind, "exemption_document"),
            vocabulary_check("waives", Waived, "exemption_waives"),
        ]

    def __str__(self) -> str:
        return f"{self.nationality} · {self.get_waives_display()}"


class Citation(DatedReference):
    """The name and articles by which a legal instrument is cited (S07); the requirements know it by its key."""

    key = models.SlugField(_("clave"), max_length=40)
    name = models.CharField(_("nombre"), max_length=200)
    articles = models.CharField(_("artículos"), max_length=400)

    class Meta(DatedReference.Meta):
        ordering: ClassVar = ["id"]
        verbose_name = _("norma citada")
        verbose_name_plural = _("normas citadas")

    def __str__(self) -> str:
        return self.name


class LegalTerm(DatedReference):
    """How many working days a term has (D7); a term that has begun keeps the days it was given."""

    kind = models.CharField(_("plazo"), max_length=12, choices=choices(TermKind, TERM_KINDS))
    days = models.PositiveSmallIntegerField(_("días hábiles"))

    class Meta(DatedReference.Meta):
        ordering: ClassVar = ["kind", "valid_from"]
        verbose_name = _("plazo")
        verbose_name_plural = _("plazos")
        constraints: ClassVar = [
            *DatedReference.Meta.constraints,
            vocabulary_check("kind", TermKind, "legal_term_kind"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=120), name="legal_term_days"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.days}"


class Remedy(DatedReference):
    """What somebody who is refused may do about it; none is delivered, and without one nothing is refused."""

    name = models.CharField(_("recurso"), max_length=160)
    body = models.CharField(_("ante quién se presenta"), max_length=200)
    term = models.CharField(_("en qué plazo"), max_length=200)

    class Meta(DatedReference.Meta):
        ordering: ClassVar = ["valid_from"]
        verbose_name = _("recurso contra una negativa")
        verbose_name_plural = _("recursos contra una negativa")
        constraints: ClassVar = [
            *DatedReference.Meta.constraints,
            models.CheckConstraint(condition=~Q(name="") & ~Q(body="") & ~Q(term=""), name="remedy_whole"),
        ]

    def __str__(self) -> str:
        return self.name


class LocalDay(DatedReference):
    """A day of rest of an agency's canton, each year on this date; a proposal closes nothing until it is accepted."""

    agency = models.ForeignKey(Agency, models.CASCADE, verbose_name=_("centro"), related_name="local_days")
    month = models.PositiveSmallIntegerField(_("mes"))
    day = models.PositiveSmallIntegerField(_("día"))
    name = models.CharField(_("motivo"), max_length=160)
    state = models.CharField(
        _("estado"),
        max_length=10,
        choices=choices(LocalDayState, LOCAL_DAY_STATES),
        default=LOCAL_DAY.begin(LocalDayAct.PROPOSE).value,
    )

    class Meta(DatedReference.Meta):
        ordering: ClassVar = ["agency__name", "month", "day"]
        verbose_name = _("día cantonal por confirmar")
        verbose_name_plural = _("días cantonales por confirmar")
        constraints: ClassVar = [
            *DatedReference.Meta.constraints,
            models.UniqueConstraint(fields=["agency", "month", "day"], name="local_day_once"),
            vocabulary_check("state", LocalDayState, "local_day_state"),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12, day__gte=1, day__lte=31), name="local_day_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} · {self.day:02d}/{self.month:02d}"
