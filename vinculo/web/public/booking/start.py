"""The first steps to a turno: number, contact, e-mailed code, whom it is for (S21-S25, S20)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.booking import drafts
from vinculo.actions.shared.guards import Stale
from vinculo.actions.shared.limits import LimitReached
from vinculo.actions.shared.registry import RegistryAway, explain_registry_away
from vinculo.queries.mail import status
from vinculo.rules.shared.identity import PresenterKind, is_cedula
from vinculo.web.public.booking.drafts import ask_later, onward, registry_away, remember, with_draft
from vinculo.web.public.booking.forms import AffiliateForm, CodeForm, ContactForm, NumberForm, PassportForm
from vinculo.web.shared.address import client_address, device
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.errors import too_many
from vinculo.web.shared.fields import read_of
from vinculo.web.shared.mail_state import fate
from vinculo.web.shared.wrong_answers import problem_of, read_form_data, refuse, render_form

if TYPE_CHECKING:
    from vinculo.records.models import Draft

CODE = "public/booking/code.html"


@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    """Show *Turnos para atención ciudadana* with *Generar turno* (S21)."""
    return render(request, "public/booking/portal.html")


@require_http_methods(["GET", "HEAD", "POST"])
def number(request: HttpRequest) -> HttpResponse:
    """Ask for the number of the person who carries out the procedure and begin (S22)."""
    return _begin(request, NumberForm(read_form_data(request)), "public/booking/number.html", "")


@require_http_methods(["GET", "HEAD", "POST"])
def passport(request: HttpRequest) -> HttpResponse:
    """Ask a proxy without cédula and code for the passport and begin (S22)."""
    return _begin(request, PassportForm(read_form_data(request)), "public/booking/passport.html", "passport")


def _begin(request: HttpRequest, form: forms.Form, template: str, kind: str) -> HttpResponse:
    if request.method != "POST" or not form.is_valid():
        return render_form(request, template, form)
    country = form.cleaned_data.get("country", "")
    try:
        draft = drafts.start_draft(
            kind=kind,
            number=form.cleaned_data["number"],
            country=country,
            address=client_address(request),
            device=device(request),
            now=now(),
            random_source=RANDOM,
        )
    except LimitReached as error:
        return too_many(request, error, template, form=form)
    remember(request, draft)
    return redirect("public:booking_contact", token=draft.token)


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft(0)
def change_number(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Let the person mend the number, with everything else kept (S22)."""
    is_passport = draft.presenter_kind == "passport"
    kind = request.GET.get("tipo", "pasaporte" if is_passport else "numero")
    initial = {"number": draft.presenter_number, "country": draft.presenter_country} if draft else {}
    chosen = PassportForm if kind == "pasaporte" else NumberForm
    form: forms.Form = chosen(read_form_data(request), initial=initial)
    template = "public/booking/passport.html" if kind == "pasaporte" else "public/booking/number.html"
    if request.method != "POST" or not form.is_valid():
        return render_form(request, template, form, draft=draft)
    try:
        drafts.change_number(
            draft=draft,
            kind="passport" if kind == "pasaporte" else "",
            number=form.cleaned_data["number"],
            country=form.cleaned_data.get("country", ""),
            address=client_address(request),
            device=device(request),
            now=now(),
        )
    except LimitReached as error:
        return too_many(request, error, template, form=form, draft=draft)
    except RegistryAway:
        return ask_later(draft)
    except drafts.NotAPresenter:
        return redirect("public:booking_nobody", token=draft.token)
    return redirect("public:booking_place" if draft.verified_at else "public:booking_contact", token=draft.token)


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft(0)
def contact(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Ask for e-mail and mobile number and send the code (S23, S24)."""
    known = {"email": draft.email, "mobile": draft.mobile, "no_mobile": bool(draft.email and not draft.mobile)}
    form = ContactForm(read_form_data(request), initial=known)
    if request.method != "POST" or not form.is_valid():
        return render_form(request, "public/booking/contact.html", form, draft=draft, not_a_cedula=_not_a_cedula(draft))
    try:
        draft = drafts.set_contact(
            draft=draft,
            email=form.cleaned_data["email"],
            mobile=form.cleaned_data["mobile"],
            address=client_address(request),
            device=device(request),
            now=now(),
            random_source=RANDOM,
        )
    except LimitReached as error:
        return too_many(request, error, "public/booking/contact.html", form=form, draft=draft)
    return onward(draft) if draft.verified_at else redirect("public:booking_code", token=draft.token)


def _not_a_cedula(draft: Draft) -> bool:
    """Return whether ten digits were typed that are no cédula: a hint from the form alone, the same for everybody."""
    number = draft.presenter_number
    return not draft.presenter_kind and len(number) == 10 and number.isdigit() and not is_cedula(number)


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft(1)
def code(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Check the e-mailed code (S25)."""
    if draft.verified_at is not None and request.method != "POST":
        return onward(draft)
    form = CodeForm(read_form_data(request))
    if request.method == "POST" and form.is_valid():
        try:
            drafts.verify_email(
                draft=draft,
                code=form.cleaned_data["code"],
                address=client_address(request),
                device=device(request),
                now=now(),
            )
            return onward(draft)
        except LimitReached as error:
            return too_many(request, error, CODE, form=form, draft=draft)
        except drafts.WrongCode as error:
            draft.refresh_from_db(fields=["code_attempts"])  # the form to send another carries how it stands (D30)
            form.add_error("code", wrong(error.left))
        except drafts.CodeExpired:
            form.add_error("code", _("Ese código ya no es válido. Presione «Enviar otro código» y escriba el nuevo."))
        except RegistryAway:
            return ask_later(draft)
        except drafts.NotAPresenter:
            return redirect("public:booking_nobody", token=draft.token)
    changed = not form.is_bound and bool(problem_of(request, "changed"))
    message = status.latest_for_draft(draft)
    return render_form(request, CODE, form, changed=changed, draft=draft, message=message)


def wrong(left: int) -> forms.ValidationError:
    """Return what is said of a wrong code, with the attempts that are left."""
    if left <= 0:
        return forms.ValidationError(
            _("El código no es correcto y ya no quedan intentos. Presione «Enviar otro código».")
        )
    text = _("El código no es correcto. Revise el último correo que recibió. Intentos que quedan: %(left)s.")
    return forms.ValidationError(text, params={"left": left})


@require_safe
@with_draft(1)
def mail_state(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Return the fate of the mail with the code, or nothing while it is what the page shows (an enhancement)."""
    return fate(request, status.latest_for_draft(draft), reverse("public:booking_mail_state", args=[draft.token]))


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft(1)
def send_again(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Send another code (S25), one for a double click (D30); who comes here by reloading is led back."""
    page = reverse("public:booking_code", args=[draft.token])
    if request.method != "POST" or draft.verified_at is not None:
        return redirect(page)
    return answer_send_again(request, draft, CODE, page, drafts.send_code_again)


def answer_send_again(
    request: HttpRequest, draft: Draft, template: str, page: str, send_code: Callable[..., object]
) -> HttpResponse:
    """Send another code by `send_code` and lead to the page where it is typed, which tells what stood in the way."""
    try:
        send_code(
            draft=draft,
            address=client_address(request),
            device=device(request),
            now=now(),
            random_source=RANDOM,
            read=read_of(request),
        )
    except Stale:
        return refuse("changed", page)
    except LimitReached as error:
        return too_many(request, error, template, form=CodeForm(), at=page, draft=draft)
    return redirect(page)


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft(2)
def ask_again(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Ask the registry once more about the number, after it gave no answer (D6); a GET asks nothing."""
    if request.method != "POST":
        return registry_away(request, draft) if draft.affiliate_id is None else onward(draft)
    try:
        drafts.resolve_presenter(draft, now())
    except RegistryAway:
        return ask_later(draft)
    except drafts.NotAPresenter:
        return redirect("public:booking_nobody", token=draft.token)
    return onward(draft)


@require_safe
@with_draft(2)
def nobody(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Say that the number is neither an active affiliate's code nor a cédula, and what to do (S22, D17)."""
    if draft.affiliate_id is not None:
        return redirect("public:booking_place", token=draft.token)
    return render(request, "public/booking/nobody.html", {"draft": draft})


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft(2)
def affiliate(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Ask a proxy for whom they act (S20, D4)."""
    if not draft.by_proxy and draft.affiliate_id is None:
        return redirect("public:booking_nobody", token=draft.token)
    form = AffiliateForm(read_form_data(request), initial={"affiliate_code": draft.affiliate_code})
    if not form.is_bound and _asks_who(draft) and "apoderado" not in request.GET:
        return render(request, "public/booking/who.html", {"draft": draft})
    if request.method == "POST" and form.is_valid():
        try:
            drafts.name_affiliate(
                draft=draft,
                code=form.cleaned_data["affiliate_code"],
                address=client_address(request),
                device=device(request),
                now=now(),
            )
            return redirect("public:booking_place", token=draft.token)
        except LimitReached as error:
            return too_many(
                request, error, "public/booking/affiliate.html", form=form, draft=draft, asks_who=_asks_who(draft)
            )
        except RegistryAway:
            form.add_error("affiliate_code", forms.ValidationError(lazy(explain_registry_away, str)()))
        except drafts.NoActiveAffiliate:
            form.add_error(
                "affiliate_code",
                _(
                    "Con ese código de identificación no podemos continuar. Revíselo con la persona afiliada; "
                    "su afiliación debe estar activa."
                ),
            )
    return render_form(request, "public/booking/affiliate.html", form, draft=draft, asks_who=_asks_who(draft))


def _asks_who(draft: Draft) -> bool:
    """Return whether a cédula was typed that the registry does not know: a proxy's, or the affiliate's own (D21)."""
    by_number = draft.presenter_kind != PresenterKind.PASSPORT
    return draft.by_proxy and by_number and is_cedula(draft.presenter_number)


@require_safe
@with_draft(2)
def own(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Tell an affiliate who typed a cédula what this is for, how to go on with the code, and where to go (D21).

    The same for everybody: nothing tells whether the registry knows anything of the cédula (D17).
    """
    if not _asks_who(draft):
        return onward(draft)
    return render(request, "public/booking/own.html", {"draft": draft})
