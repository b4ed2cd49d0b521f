"""Logging in with the institution's own account, beside the password or in its place (D33)."""

from __future__ import annotations

import hmac
import logging
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vinculo.actions.operations.accounts import record_failed_log_in
from vinculo.actions.operations.institution import Named, account_of_institution
from vinculo.actions.operations.staff import record_log_in
from vinculo.gateways.institution import Asked, Provider, ProviderAway
from vinculo.queries.operations import accounts
from vinculo.rules.staff.institution import mapped_roles, showed_two_factors
from vinculo.web.accounts.own import next_of
from vinculo.web.accounts.session import lead_on
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import staff_of

LOG = logging.getLogger("vinculo.accounts")
KEY = "institution"  # of the session
LONGEST_SUBJECT = 255  # by OpenID Connect
BACKEND = "django.contrib.auth.backends.ModelBackend"


def provider() -> Provider:
    """Return the provider of the settings; without one the pages are absent."""
    said = settings.INSTITUTION
    if not said["issuer"]:
        raise Http404
    back = f"{settings.PUBLIC_URL}{reverse('accounts:institution_back')}"
    return Provider(said["issuer"], said["client"], said["secret"], back, said["timeout"])


@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Send the browser to the institution, and keep in its session what the answer has to fit."""
    asked = Asked(*(secrets.token_urlsafe(32) for _part in range(3)))
    try:
        where = provider().address(asked)
    except ProviderAway as error:
        return _refuse(request, _("El servicio de cuentas del IESS no responde. Intente otra vez."), error.reason, 503)
    request.session[KEY] = {"asked": [asked.state, asked.nonce, asked.verifier], "next": next_of(request)}
    return HttpResponseRedirect(where)


@never_cache
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Let in the person whom the institution names, if the account is here and the institution gives it its role."""
    ours = provider()
    kept: dict[str, Any] | None = request.session.pop(KEY, None)
    state = request.GET.get("state", "")
    if kept is None or not hmac.compare_digest(state.encode(), kept["asked"][0].encode()):
        return _refuse(request, _("El ingreso empezó en otra ventana o ya terminó. Empiece otra vez."), "state", 422)
    if "code" not in request.GET:
        return _refuse(request, _("No se completó el ingreso con la cuenta del IESS."), "no code", 422)
    try:
        claims = ours.claims(request.GET["code"], Asked(*kept["asked"]), now())
    except ProviderAway as error:
        return _refuse(request, _("El servicio de cuentas del IESS no responde. Intente otra vez."), error.reason, 503)
    return _let_in(request, claims, kept["next"])


def _let_in(request: HttpRequest, claims: Any, wanted: str) -> HttpResponse:
    """Log in the account that is named, which an administrator made, in the role that both sides give it."""
    said = settings.INSTITUTION
    subject = str(claims["sub"])
    named = Named(
        issuer=said["issuer"],
        subject=subject if len(subject) <= LONGEST_SUBJECT else "",
        username=str(claims.get(said["name_claim"]) or "")[:150],
        roles=mapped_roles(claims, said["role_claim"], said["roles"]),
    )
    account = account_of_institution(named=named, may_bind=said["bind"], now=now())
    if account is None:
        record_failed_log_in(username=named.username, now=now())
        text = _("Su cuenta del IESS no tiene un rol en este sistema. Pídalo a quien administra el sistema.")
        return _refuse(request, text, "no role", 403)
    login(request, account, backend=BACKEND)
    request.session[accounts.BY_INSTITUTION] = True
    if showed_two_factors(claims):
        request.session[accounts.VERIFIED] = True
    record_log_in(actor=staff_of(request), now=now())
    return lead_on(request, wanted)


def _refuse(request: HttpRequest, text: str, reason: str, status: int) -> HttpResponse:
    LOG.warning("log-in with the institution refused: %s", reason)
    return render(request, "accounts/institution.html", {"text": text}, status=status)
