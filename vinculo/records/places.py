"""Where and when: provinces, agencies, procedures, the calendar."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Province(models.Model):
    """One of the 24 provinces, by its official two-digit code."""

    code = models.CharField(_("código"), max_length=2, unique=True)
    name = models.CharField(_("nombre"), max_length=60, unique=True)

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
        return self.name


class Agency(models.Model):
    """A service centre (CAU), with its own time zone and opening hours (S06, D9)."""

    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("provincia"), related_name="agencies")
    name = models.CharField(_("nombre"), max_length=200, unique=True)
    city = models.CharField(_("ciudad"), max_length=80)
    address = models.CharField(_("dirección"), max_length=200, blank=True)
    timezone = models.CharField(_("zona horaria"), max_length=40, default="America/Guayaquil")
    opens = models.TimeField(_("abre"), default=time(8))
    closes = models.TimeField(_("cierra"), default=time(17))
    active = models.BooleanField(_("abierta"), default=True)
    verified = models.BooleanField(_("datos verificados"), default=False)
    source = models.CharField(_("fuente"), max_length=400, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("agencia")
        verbose_name_plural = _("agencias")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="agency_opens_before_it_closes"),
            models.CheckConstraint(condition=Q(opens__gte=time(8), closes__lte=time(17)), name="agency_hours_s06"),
        ]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """An agency serves a procedure, at so many counters (the matrix of agency and procedure, S26)."""

    agency = models.ForeignKey(Agency, models.CASCADE, verbose_name=_("agencia"), related_name="services")
    procedure = models.ForeignKey(Procedure, models.CASCADE, verbose_name=_("trámite"), related_name="services")
    counters = models.PositiveSmallIntegerField(_("ventanillas con turno en línea"), default=2)
    active = models.BooleanField(_("activo"), default=True)

    class Meta:
        verbose_name = _("servicio de una agencia")
        verbose_name_plural = _("servicios de las agencias")
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
    agency = models.ForeignKey(Agency, models.CASCADE, verbose_name=_("agencia"), null=True, blank=True)

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
        return f"{self.date:%Y-%m-%d} {self.name}"


class ModelText(models.Model):
    """A text that the institution edits, such as the model of the account in the solicitud (S32)."""

    key = models.SlugField(_("clave"), max_length=40, unique=True)
    body = models.TextField(_("texto"), max_length=4000)

    class Meta:
        verbose_name = _("texto modelo")
        verbose_name_plural = _("textos modelo")

    def __str__(self) -> str:
        return self.key
