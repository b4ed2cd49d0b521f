"""The applications that Django loads from this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    """Holds the commands and the checks."""

    name = "vinculo.config"
    label = "config"


class AdministrationConfig(AdminConfig):
    """The admin of reference data."""

    default_site = "vinculo.config.administration.ReferenceSite"
