"""The second factor: asked after the password, made at the first log-in of a role that needs one (D33)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from vinculo.actions.operations import factors
from vinculo.actions.shared import limits
from vinculo.documents import qr
from vinculo.queries.operations import accounts
from vinculo.rules.shared.limits import LimitedAct, LimitedBy
from vinculo.web.accounts.own import go_on, logged_in, next_of, own_base, path_of
from vinculo.web.shared.address import client_address, device
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.doors import staff_of
from vinculo.web.shared.errors import too_many

ISSUER = "Vinculo IESS"
WRONG = _("Ese código no corresponde. Espere a que la aplicación muestre el siguiente y escríbalo.")


class FactorForm(forms.Form):
    """The code that the application shows, or one of those on paper."""

    code = forms.CharField(
        label=_("Código"),
        max_length=40,
        error_messages={"required": _("Escriba el código."), "max_length": WRONG},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false", "autocapitalize": "off"}
        ),
    )


@logged_in
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor; where there is none yet, make it."""
    if request.session.get(accounts.VERIFIED):
        return go_on(request)
    if not accounts.has_factor(staff_of(request)):
        return redirect(f"{reverse('accounts:make_factor')}?{urlencode({'next': next_of(request)})}")
    form = FactorForm(request.POST if request.method == "POST" else None)
    if form.is_bound and (paused := _pause(request)) is not None:
        return paused
    if form.is_bound and form.is_valid():
        try:
            factors.verify_factor(code=form.cleaned_data["code"], actor=staff_of(request), now=now())
        except factors.WrongFactor:
            factors.record_wrong_code(actor=staff_of(request), now=now())
            form.add_error("code", WRONG)
        else:
            _let_in(request)
            return go_on(request)
    context = {"base": own_base(request), "form": form, "next": next_of(request)}
    return render(request, "accounts/factor.html", context, status=422 if form.is_bound else 200)


@logged_in
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Show the secret to be read by the application, and take a first code of it; then the codes for paper, once."""
    staff = staff_of(request)
    if accounts.has_factor(staff):
        return redirect("accounts:factor" if not request.session.get(accounts.VERIFIED) else "accounts:account")
    begun = request.POST.get("acto") == "empezar"
    secret = factors.begin_factor(actor=staff, now=now()) if begun else factors.unconfirmed_secret(staff)
    form = FactorForm(request.POST if request.method == "POST" and not begun else None)
    if form.is_bound and (paused := _pause(request)) is not None:
        return paused
    if form.is_bound and form.is_valid():
        try:
            codes = factors.confirm_factor(code=form.cleaned_data["code"], actor=staff, now=now(), random_source=RANDOM)
        except factors.WrongFactor:
            form.add_error("code", WRONG)
        else:
            _let_in(request)
            messages.success(request, _now("El segundo factor quedó activado."))
            shown = {"base": own_base(request), "codes": codes, "next": next_of(request) or path_of(request)}
            return render(request, "accounts/recovery.html", shown)
    context = {
        "base": own_base(request),
        "form": form,
        "next": next_of(request),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "qr": qr.svg(_address(secret, staff.get_username()), _now("Código QR con la clave de la aplicación"))
        if secret
        else "",
    }
    return render(request, "accounts/make_factor.html", context, status=422 if form.is_bound else 200)


def _address(secret: str, username: str) -> str:
    """Return what an application reads from the picture, as all of them understand it."""
    label = quote(f"{ISSUER}:{username}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': ISSUER})}"


def _let_in(request: HttpRequest) -> None:
    """Mark the session: it showed both factors."""
    request.session[accounts.VERIFIED] = True


def _pause(request: HttpRequest) -> HttpResponse | None:
    """Count a try, and return the page that says when the next one may be made, or None."""
    by: dict[LimitedBy, Any] = {
        LimitedBy.ADDRESS: client_address(request),
        LimitedBy.NUMBER: f"second factor of {staff_of(request).pk}",
        LimitedBy.DEVICE: device(request),
    }
    try:
        limits.count_attempt(act=LimitedAct.ATTEMPT, by=by, now=now())
    except limits.LimitReached as error:
        return too_many(request, error, "accounts/paused.html")
    return None
