"""The admin of reference data: cases are never handled here."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class ReferenceSite(admin.AdminSite):
    """The admin, open to administrators only."""

    site_header = _("Vínculo · datos de referencia")
    site_title = _("Vínculo")
    index_title = _("Datos de referencia")

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether the person is an administrator."""
        return bool(getattr(request.user, "is_administrator", False))
