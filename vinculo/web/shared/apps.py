"""The doors, with their templates and static files."""

from django.apps import AppConfig

from vinculo.web.shared import converters


class WebConfig(AppConfig):
    """Vínculo's doors."""

    name = "vinculo.web"
    label = "web"

    def ready(self) -> None:
        """Register the converters before the addresses are read."""
        converters.register_all()
