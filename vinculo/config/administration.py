"""The admin of reference data: cases are never handled here."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vinculo.web.accounts.credentials import CredentialsForm
from vinculo.web.accounts.pausing import count_wrong_password, pause_before_log_in, remember_device
from vinculo.web.shared.address import device
from vinculo.web.shared.doors import next_step


class AdministratorLogin(CredentialsForm):
    """The log-in of the admin: administrators only."""

    def confirm_login_allowed(self, user: Any) -> None:
        """Turn away the person who is no administrator, and say where their own door is."""
        super().confirm_login_allowed(user)
        if not getattr(user, "is_administrator", False):
            message = _("Esta cuenta no es de administrador. Para atender en ventanilla entre por /ventanilla/.")
            raise ValidationError(message, code="not_administrator")


class ReferenceSite(admin.AdminSite):
    """The admin, open to administrators only, with reference data and accounts and nothing else."""

    site_header = _("Vínculo · datos de referencia")
    site_title = _("Vínculo")
    index_title = _("Datos de referencia")
    login_form = AdministratorLogin
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether the person is an administrator."""
        if not getattr(request.user, "is_administrator", False):
            return False
        request.session.note_presence(timezone.now())  # type: ignore[attr-defined]
        return next_step(request) is None

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Ask for user name and password, with the pauses of every log-in (D29)."""
        device(request)
        if getattr(request.user, "is_administrator", False) and (step := next_step(request)) is not None:
            wanted = request.GET.get("next") or reverse("admin:index")
            return redirect(f"{reverse(step)}?{urlencode({'next': wanted})}")
        if not settings.PASSWORD_LOG_IN:
            return redirect(f"{reverse('accounts:login')}?{urlencode({'next': reverse('admin:index')})}")
        if request.method != "POST":
            return super().login(request, extra_context)
        answer = pause_before_log_in(request) or super().login(request, extra_context)
        if answer.status_code == HTTPStatus.OK:  # the form came back
            count_wrong_password(request)
        elif request.user.is_authenticated:
            answer = remember_device(request, answer)
        return answer

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Lead to the page on which everybody who works here changes their password (D33)."""
        return redirect("accounts:password")

    def register(
        self, model_or_iterable: type[Model] | Iterable[type[Model]], admin_class: Any = None, **options: Any
    ) -> None:
        """Register the models of this house; those that libraries offer (groups, log-in attempts) stay out."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        ours = [model for model in models if model._meta.app_label == "records"]
        super().register(ours, admin_class, **options)
