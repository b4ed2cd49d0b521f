"""The applications that Django loads from this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    """Holds the commands and the checks."""

    name = "vinculo.config"
    label = "config"

    def ready(self) -> None:
        """Register the checks, and mark the folder of the embedded database as in use (docs/production.md)."""
        from vinculo.actions.booking import mails as _booking  # noqa: F401  what each kind of mail says
        from vinculo.actions.booking import release_mails as _releases  # noqa: F401
        from vinculo.actions.booking import waiting_mails as _waiting  # noqa: F401
        from vinculo.actions.cases import affiliate_identity as _identity  # noqa: F401  what a second agrees to
        from vinculo.actions.cases import certificates as _certificates  # noqa: F401
        from vinculo.actions.cases import decisions as _decisions  # noqa: F401
        from vinculo.actions.cases import mails as _cases  # noqa: F401
        from vinculo.actions.closures import mails as _closures  # noqa: F401
        from vinculo.actions.control import mails as _control  # noqa: F401
        from vinculo.actions.control import samples as _samples  # noqa: F401  what a reversal asks first
        from vinculo.actions.control import sampling as _sampling  # noqa: F401  what follows an issued code
        from vinculo.actions.feedback import mails as _feedback  # noqa: F401
        from vinculo.actions.legal import mails as _legal  # noqa: F401
        from vinculo.actions.operations import mails as _operations  # noqa: F401
        from vinculo.actions.queue import tickets as _tickets  # noqa: F401  what ends with a visit registers itself
        from vinculo.actions.rights import mails as _rights  # noqa: F401
        from vinculo.config import checks, embedded
        from vinculo.web.accounts import beginning as _beginning  # noqa: F401  what a log-in begins

        checks.register_all()
        if settings.EMBEDDED:
            embedded.mark_in_use(settings.DATA)


class AdministrationConfig(AdminConfig):
    """The admin of reference data."""

    default_site = "vinculo.config.administration.ReferenceSite"
