"""The one app with models."""

from django.apps import AppConfig

from vinculo.records.vocabulary import write_words_out


class RecordsConfig(AppConfig):
    """Vínculo's records."""

    name = "vinculo.records"
    label = "records"
    verbose_name = "Vínculo"

    def ready(self) -> None:
        """Have words of a vocabulary written out in statements."""
        write_words_out()
