"""The form by which a person asks for something about their data, and the page that their mailbox confirms (D34)."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.rights.requests import AskedOnline, NotHere, ask_online, confirm_request
from vinculo.actions.shared.limits import LimitReached
from vinculo.queries.rights.online import find_request
from vinculo.rules.rights.status import RequestKind, RequestState
from vinculo.rules.rights.words import REQUEST_KINDS
from vinculo.web.shared.address import client_address, device
from vinculo.web.shared.choices import choices_of
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.errors import too_many
from vinculo.web.shared.fields import MailField, MessageField, WordsField
from vinculo.web.shared.private import private
from vinculo.web.shared.wrong_answers import read_form_data, render_form

ASK = "public/information/rights_ask.html"
WHAT = _("Elija qué pide.")


class AskForm(forms.Form):
    """What somebody asks, and the mailbox that confirms it."""

    kind = forms.ChoiceField(
        label=_("¿Qué pide?"),
        choices=choices_of({kind.value: REQUEST_KINDS[kind] for kind in RequestKind}),
        widget=forms.RadioSelect,
        error_messages={"required": WHAT, "invalid_choice": WHAT},
    )
    names = WordsField(
        label=_("Sus nombres y apellidos"),
        longest=200,
        error_messages={
            "required": _("Escriba sus nombres y apellidos."),
            "max_length": _("Es demasiado largo: escriba hasta 200 letras."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    words = MessageField(
        label=_("Cuéntenos qué necesita"),
        help_text=_("Por ejemplo, qué dato está mal. No escriba números de documentos: los mostrará después."),
        error_messages={"required": _("Cuéntenos qué necesita.")},
    )
    email = MailField(
        label=_("Correo electrónico"),
        help_text=_("Le enviaremos un enlace para confirmar que es usted quien pide."),
        error_messages={
            "required": _("Escriba su correo electrónico."),
            "invalid": _("Revise el correo electrónico: debe tener la forma nombre@ejemplo.com."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Take what somebody asks and send the link to their mailbox."""
    form = AskForm(read_form_data(request))
    if request.method != "POST" or not form.is_valid():
        return render_form(request, ASK, form)
    try:
        ask_online(
            asked=AskedOnline(**form.cleaned_data),
            address=client_address(request),
            device=device(request),
            now=now(),
            random_source=RANDOM,
        )
    except LimitReached as error:
        return too_many(request, error, ASK, form=form)
    return redirect("public:rights_sent")


@never_cache
@require_safe
def show_mail_sent(request: HttpRequest) -> HttpResponse:
    """Say that the mail is on its way; the person who typed the mailbox learns nothing else."""
    return render(request, "public/information/rights_sent.html")


@private
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was asked to its mailbox; the POST confirms it."""
    if request.method == "POST":
        try:
            confirm_request(token=token, now=now())
        except NotHere as error:
            raise Http404 from error
        return redirect("public:rights_request", token=token)
    asked = find_request(token)
    if asked is None or not asked.names:  # its time was over
        raise Http404
    context = {"asked": asked, "kind": REQUEST_KINDS[asked.kind], "waits": asked.state == RequestState.ASKED}
    return render(request, "public/information/rights_request.html", context)
