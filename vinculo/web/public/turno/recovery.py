"""Finding a lost turno again: number and e-mail, the code, and the links (D17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.booking import drafts, recovery
from vinculo.actions.shared.limits import LimitReached
from vinculo.queries.booking import recovery as recovery_query
from vinculo.queries.booking.drafts import DraftGone, find_draft
from vinculo.rules.shared import identity
from vinculo.rules.shared.references import hash_token
from vinculo.web.public.booking.forms import CodeForm, NumberForm
from vinculo.web.public.booking.start import answer_send_again, wrong
from vinculo.web.shared.accepting import accept_value
from vinculo.web.shared.address import client_address, device
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.errors import too_many
from vinculo.web.shared.fields import MailField
from vinculo.web.shared.private import private
from vinculo.web.shared.wrong_answers import problem_of, read_form_data, render_form

if TYPE_CHECKING:
    from vinculo.records.models import Draft

SESSION_KEY = "recoveries"
KEPT = 10
START, CODE = "public/turno/recovery/start.html", "public/turno/recovery/code.html"


class RecoveryForm(NumberForm):
    """With which number and e-mail the turno was booked."""

    email = MailField(
        label=_lazy("Correo electrónico con el que pidió el turno"),
        error_messages={
            "required": _lazy("Escriba el correo electrónico."),
            "invalid": _lazy("Revise el correo electrónico: debe tener la forma nombre@ejemplo.com."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        number = self.fields["number"]
        number.label = _("Número con el que pidió el turno")
        number.help_text = _("La cédula, el código de identificación para extranjero o el pasaporte que escribió.")
        number.error_messages["required"] = _("Escriba el número con el que pidió el turno.")

    def clean_number(self) -> str:
        """Return the number in one spelling, of whatever kind it is."""
        return str(accept_value(identity.passport_number_form, self.cleaned_data["number"]))


def _own(request: HttpRequest, token: str) -> Draft:
    """Return what this browser asked for; its address alone opens nothing elsewhere."""
    if hash_token(token) not in request.session.get(SESSION_KEY, []):
        raise DraftGone
    return find_draft(token, now())


@private
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Ask for number and e-mail and send the code; every pair is answered alike."""
    form = RecoveryForm(read_form_data(request))
    if request.method != "POST" or not form.is_valid():
        return render_form(request, START, form)
    data = form.cleaned_data
    try:
        draft = recovery.start_recovery(
            number=data["number"],
            email=data["email"],
            address=client_address(request),
            device=device(request),
            now=now(),
            random_source=RANDOM,
        )
    except LimitReached as error:
        return too_many(request, error, START, form=form)
    request.session[SESSION_KEY] = [*request.session.get(SESSION_KEY, []), hash_token(draft.token)][-KEPT:]
    return redirect("public:recovery_code", token=draft.token)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, token: str) -> HttpResponse:
    """Check the code and lead to the list."""
    try:
        draft = _own(request, token)
    except DraftGone:
        return render(request, "public/turno/recovery/gone.html", status=404)
    if draft.verified_at is not None:
        return redirect("public:recovery_list", token=token)
    form = CodeForm(read_form_data(request))
    if request.method == "POST" and form.is_valid():
        try:
            recovery.verify_recovery(
                draft=draft,
                code=form.cleaned_data["code"],
                address=client_address(request),
                device=device(request),
                now=now(),
            )
            return redirect("public:recovery_list", token=token)
        except LimitReached as error:
            return too_many(request, error, CODE, form=form, draft=draft)
        except drafts.WrongCode as error:
            draft.refresh_from_db()
            form.add_error("code", wrong(error.left))
        except drafts.CodeExpired:
            draft.refresh_from_db()
            form.add_error(
                "code", _lazy("Ese código ya no es válido. Presione «Enviar otro código» y escriba el nuevo.")
            )
    changed = not form.is_bound and bool(problem_of(request, "changed"))
    return render_form(request, CODE, form, changed=changed, draft=draft)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def send_again(request: HttpRequest, token: str) -> HttpResponse:
    """Send another code; a GET only leads back."""
    if request.method != "POST":
        return redirect("public:recovery_code", token=token)
    try:
        draft = _own(request, token)
    except DraftGone:
        return render(request, "public/turno/recovery/gone.html", status=404)
    page = reverse("public:recovery_code", args=[token])
    if draft.verified_at is not None:
        return redirect(page)
    return answer_send_again(request, draft, CODE, page, recovery.send_code_again)


@private
@require_safe
def turnos(request: HttpRequest, token: str) -> HttpResponse:
    """Show the live turnos of the number and the verified e-mail, each with its link."""
    try:
        draft = _own(request, token)
    except DraftGone:
        return render(request, "public/turno/recovery/gone.html", status=404)
    if draft.verified_at is None:
        return redirect("public:recovery_code", token=token)
    return render(
        request, "public/turno/recovery/list.html", {"draft": draft, "turnos": recovery_query.turnos(draft, now())}
    )
