"""Logging in and out, for every role."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from vinculo.actions.operations.staff import record_log_in, record_log_out
from vinculo.actions.queue.counters import SomebodyIsHere
from vinculo.actions.queue.leaving import leave_post
from vinculo.actions.queue.transfers import NoSuchCounter
from vinculo.web.accounts.credentials import CredentialsForm
from vinculo.web.accounts.own import next_of, path_of
from vinculo.web.accounts.pausing import count_wrong_password, pause_before_log_in, remember_device
from vinculo.web.shared.address import device
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import next_step, staff_of
from vinculo.web.shared.kept import KEY


class LogInForm(CredentialsForm):
    """The log-in of the staff, in its words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        username, password = self.fields["username"], self.fields["password"]
        username.label, password.label = _("Usuario"), _("Contraseña")
        username.error_messages["required"] = _("Escriba su usuario.")
        password.error_messages["required"] = _("Escriba su contraseña.")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password and open the door of the person they are."""
    if request.user.is_authenticated:
        return _onward(request)
    if not settings.PASSWORD_LOG_IN:
        context = {"next": next_of(request), "kept": KEY in request.session, "institution": True}
        return render(request, "accounts/log_in.html", context, status=403 if request.method == "POST" else 200)
    form = LogInForm(request, request.POST or None)
    device(request)
    paused = pause_before_log_in(request) if request.method == "POST" else None
    if paused is not None:
        return paused
    if request.method != "POST" or not form.is_valid():
        if request.method == "POST":
            count_wrong_password(request)
        status = 422 if request.method == "POST" else 200
        context = {"form": form, "next": next_of(request), "kept": KEY in request.session}
        context["institution"] = bool(settings.INSTITUTION["issuer"])
        return render(request, "accounts/log_in.html", context, status=status)
    login(request, form.get_user())
    record_log_in(actor=staff_of(request), now=now())
    return remember_device(request, _onward(request))


def _onward(request: HttpRequest) -> HttpResponse:
    return lead_on(request, next_of(request))


def lead_on(request: HttpRequest, wanted: str) -> HttpResponse:
    """Lead to what comes before any page, else to where the person was going, else to their own first page."""
    step = next_step(request)
    if step is not None:
        return redirect(f"{reverse(step)}?{urlencode({'next': wanted})}" if wanted else step)
    return HttpResponseRedirect(wanted or path_of(request))  # what was wanted is an address, never a name of one


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Close the counter and the session; a GET never does. With a person called it is asked first what becomes of them.

    Who goes leaves no counter open behind them, also where they serve elsewhere or in another role since (D37).
    """
    if request.user.is_authenticated:
        try:
            leave_post(actor=staff_of(request), now=now())
        except SomebodyIsHere:
            return redirect("desk:leaving")
        except NoSuchCounter:
            pass  # who was moved meanwhile and left somebody whom no counter serves: the supervisor frees the counter
    return end_session(request)


def end_session(request: HttpRequest) -> HttpResponse:
    """Close the session, with its event, and lead to the log-in."""
    if request.user.is_authenticated:
        record_log_out(actor=staff_of(request), now=now())
    logout(request)
    return redirect("accounts:login")
