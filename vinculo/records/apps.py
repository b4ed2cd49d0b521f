"""The one app with models."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Vínculo's records."""

    name = "vinculo.records"
    label = "records"
    verbose_name = "Vínculo"
