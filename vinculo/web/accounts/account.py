"""The own account of everybody who works here: who they are for the service, and what they may change of it (D33)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vinculo.actions.operations.accounts import (
    AtCounter,
    NotYourCentre,
    SamePassword,
    change_own_password,
    end_session,
    move_to_centre,
)
from vinculo.actions.operations.staff import BadAccount
from vinculo.queries.operations import accounts
from vinculo.queries.shared.access import other_centres
from vinculo.rules.staff.access import allowed_work
from vinculo.web.accounts.credentials import LONGEST_PASSWORD
from vinculo.web.accounts.own import go_on, next_of, own, own_base
from vinculo.web.accounts.pausing import remember_device
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import own_page, staff_of


def password_field(label: Any, complete: str, missing: Any) -> forms.CharField:
    """Return a field for a password, as long as one can be."""
    return forms.CharField(
        label=label,
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": complete}),
        error_messages={"required": missing, "max_length": _("La contraseña es demasiado larga.")},
    )


class PasswordForm(forms.Form):
    """The old password, where its owner chose it, and the new one twice."""

    old = password_field(_("Contraseña de ahora"), "current-password", _("Escriba su contraseña de ahora."))
    new = password_field(_("Contraseña nueva"), "new-password", _("Escriba la contraseña nueva."))
    again = password_field(_("La misma, otra vez"), "new-password", _("Escriba otra vez la contraseña nueva."))

    def __init__(self, *args: Any, staff: Any, forced: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff
        if forced:
            del self.fields["old"]  # they have just typed it at the log-in

    def clean_old(self) -> str:
        """Refuse the person who found the machine open."""
        if not self.staff.check_password(self.cleaned_data["old"]):
            raise forms.ValidationError(_now("Esa no es su contraseña de ahora."))
        return str(self.cleaned_data["old"])

    def clean(self) -> dict[str, Any]:
        """Both new ones are the same."""
        data = super().clean() or self.cleaned_data
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _now("Las dos contraseñas no son iguales."))
        return data


@own
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show role and territory, and what can be changed; where this person has logged in."""
    staff = staff_of(request)
    context = {
        "base": own_base(request),
        "own": own_page(staff),
        "works": bool(allowed_work(staff.role, staff.territory)),
        "sessions": accounts.open_sessions(staff, request.session.session_key, now()),
        "has_factor": accounts.has_factor(staff),
        "needs_factor": accounts.needs_factor(staff),
        "centres": list(other_centres(staff)),
    }
    return render(request, "accounts/account.html", context)


@own
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Make another centre of the account the one where this person works."""
    try:
        staff = move_to_centre(centre=pk, actor=staff_of(request), now=now())
    except NotYourCentre as error:
        raise Http404 from error
    except AtCounter:
        messages.error(request, _now("Cierre primero su ventanilla: está abierta en el otro centro."))
        return redirect("accounts:account")
    messages.success(request, _now("Ahora trabaja en %(agency)s.") % {"agency": staff.agency})
    return redirect("accounts:account")


@own
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the own sessions; that of this browser leads to the log-in."""
    if end_session(pk=pk, actor=staff_of(request), now=now()):
        messages.success(request, _now("La sesión terminó en ese equipo."))
    return redirect("accounts:account")


@own
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Ask for a new password and set it; sessions elsewhere end with the old one."""
    staff = staff_of(request)
    form = PasswordForm(
        request.POST if request.method == "POST" else None,
        staff=staff,
        forced=accounts.must_change_password(staff, request.session),
    )
    if form.is_bound and form.is_valid():
        try:
            changed = change_own_password(password=form.cleaned_data["new"], actor=staff, now=now())
        except SamePassword:
            form.add_error("new", _now("Elija una contraseña distinta de la de ahora."))
        except BadAccount as error:
            for reason in error.reasons:
                form.add_error("new", reason)
        else:
            request.user = changed
            update_session_auth_hash(request, changed)
            messages.success(request, _now("La contraseña se cambió."))
            return remember_device(request, go_on(request))
    context = {"base": own_base(request), "form": form, "next": next_of(request), "forced": "old" not in form.fields}
    return render(request, "accounts/password.html", context, status=422 if form.is_bound else 200)
