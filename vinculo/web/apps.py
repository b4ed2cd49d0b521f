"""The doors, with their templates and static files."""

from django.apps import AppConfig
from django.urls import register_converter

from vinculo.web.tokens import Token


class WebConfig(AppConfig):
    """Vínculo's doors."""

    name = "vinculo.web"
    label = "web"

    def ready(self) -> None:
        """Make the addresses know what a token is, before they are read."""
        register_converter(Token, "token")
