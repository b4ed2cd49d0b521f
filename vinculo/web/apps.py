"""The doors, with their templates and static files."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Vínculo's doors."""

    name = "vinculo.web"
    label = "web"
