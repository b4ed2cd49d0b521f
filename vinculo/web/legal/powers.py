"""The unit's queue, the intake of a power of attorney, and its page (S17, S38)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vinculo.actions.legal import powers
from vinculo.actions.shared.guards import Stale
from vinculo.actions.shared.registry import RegistryAway, explain_registry_away
from vinculo.queries.legal import adoptions, waiting_cases
from vinculo.queries.legal import powers as powers_query
from vinculo.rules.legal.status import POWER, PowerAct
from vinculo.rules.shared.labels import POWER_LISTS
from vinculo.rules.shared.transitions import NotAllowedError
from vinculo.web.legal.door import lawyer, staff_of
from vinculo.web.legal.power_form import PowerForm, initial_of
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.fields import CAPITALS

OVERTAKEN = (Stale, NotAllowedError)  # somebody else was quicker: nothing was written
REFUSED = (
    powers.NoSuchAffiliate,
    powers.OwnAffair,
    powers.OtherAffiliate,
    powers.SameProxy,
    powers.AlreadyReceived,
    RegistryAway,
)


class PowerSearchForm(forms.Form):
    """One field for everything that is written on a paper."""

    q = forms.CharField(
        label=gettext_lazy("Número del poder o de la sumilla, código de la persona afiliada o documento del apoderado"),
        max_length=64,
        error_messages={
            "required": gettext_lazy("Escriba un número."),
            "max_length": gettext_lazy("Eso es demasiado largo para un número."),
        },
        widget=forms.TextInput(attrs=CAPITALS),
    )


@lawyer
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the unit's queue, the oldest first, and the cases that wait for it."""
    staff, moment = staff_of(request), now()
    state = request.GET.get("estado", "")
    queue = powers_query.queue(staff, state, _number(request.GET.get("pagina", "")), moment)
    context = {
        "queue": queue,
        "page": queue.page,
        "filters": [(key, _(text)) for key, text in POWER_LISTS.items()],
        "state": state if state in POWER_LISTS else "",
        "waiting": waiting_cases.in_the_province(staff, powers_query.unit_of(staff), moment),
        "adoptions": adoptions.count_adoptions(staff),
        "form": PowerSearchForm(),
    }
    return render(request, "legal/home.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


@lawyer
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Find the unit's powers by an exact number; by POST: numbers stay out of addresses."""
    form = PowerSearchForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "legal/search.html", {"form": form}, status=422 if request.method == "POST" else 200)
    rows = powers_query.search(staff_of(request), form.cleaned_data["q"], now())
    if len(rows) == 1:
        return redirect("legal:power", reference=rows[0].reference)
    context = {"form": form, "rows": rows, "text": form.cleaned_data["q"]}
    return render(request, "legal/search.html", context)


@lawyer
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """Write down a power that was brought, and put it into the queue."""
    form = PowerForm(request.POST or None, initial={"version": 0}, today=timezone.localdate(now()))
    if request.method != "POST" or not form.is_valid():
        return _show_form(request, form)
    try:
        made = powers.register_power(
            written=form.power_written(), actor=staff_of(request), now=now(), random_source=RANDOM
        )
    except REFUSED as error:
        return _show_refusal(request, form, error)
    return redirect("legal:power", reference=made.reference)


@lawyer
@require_http_methods(["GET", "HEAD", "POST"])
def substitute(request: HttpRequest, reference: str) -> HttpResponse:
    """Write down the power of a new proxy, who takes the place of this one once it is endorsed."""
    former = powers_query.power_to_amend(staff_of(request), reference, now())
    if not POWER.allows(former.state, PowerAct.SUBSTITUTE):
        return overtaken(request, reference)
    today = timezone.localdate(now())
    form = PowerForm(request.POST or None, initial={"version": 0}, today=today, former=former)
    if request.method != "POST" or not form.is_valid():
        return _show_form(request, form)
    try:
        made = powers.register_power(
            written=form.power_written(), actor=staff_of(request), now=now(), random_source=RANDOM, substitutes=former
        )
    except REFUSED as error:
        return _show_refusal(request, form, error)
    except NotAllowedError:
        return overtaken(request, reference)
    return redirect("legal:power", reference=made.reference)


@lawyer
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, reference: str) -> HttpResponse:
    """Mend what was written, or write down what was brought: the power is back in the queue."""
    power = powers_query.power_to_amend(staff_of(request), reference, now())
    if not POWER.allows(power.state, PowerAct.RECORD):
        return overtaken(request, reference)
    today = timezone.localdate(now())
    form = PowerForm(request.POST or None, initial=initial_of(power), today=today, former=power.substitutes)
    if request.method != "POST" or not form.is_valid():
        return _show_form(request, form, reference)
    try:
        powers.amend_power(
            power=power,
            written=form.power_written(),
            version=form.cleaned_data["version"],
            actor=staff_of(request),
            now=now(),
        )
    except REFUSED as error:
        return _show_refusal(request, form, error, reference)
    except NotAllowedError:
        return overtaken(request, reference)
    except Stale:
        form.data = request.POST.dict() | {"version": str(powers_query.power(staff_of(request), reference).version)}
        messages.warning(request, _("Este poder cambió mientras usted escribía. No se guardó nada: revise y guarde."))
        return _show_form(request, form, reference, status=409)
    return redirect("legal:power", reference=reference)


def _show_form(request: HttpRequest, form: PowerForm, reference: str = "", status: int = 200) -> HttpResponse:
    status = 422 if form.errors else status
    context = {"form": form, "reference": reference, "former": form.former}
    return render(request, "legal/power_form.html", context, status=status)


def _show_refusal(request: HttpRequest, form: PowerForm, error: Exception, reference: str = "") -> HttpResponse:
    """Say beside the field why a power cannot be received so, with everything typed."""
    if isinstance(error, RegistryAway):
        form.add_error("affiliate_code", explain_registry_away())
    elif isinstance(error, powers.NoSuchAffiliate):
        form.add_error("affiliate_code", _("El registro no conoce ese código. Revíselo con la persona afiliada."))
    elif isinstance(error, powers.OwnAffair):
        form.add_error("proxy_number", _("Es la misma persona afiliada: no necesita un poder, puede ir ella misma."))
    elif isinstance(error, powers.OtherAffiliate):
        form.add_error("affiliate_code", _("El poder que se sustituye es de otra persona afiliada: revise el código."))
    elif isinstance(error, powers.SameProxy):
        form.add_error("proxy_number", _("Es el mismo apoderado: una sustitución nombra a otro."))
    elif isinstance(error, powers.AlreadyReceived):
        words = {"reference": error.power.reference, "province": error.power.province.name}
        form.add_error("number", _("Este poder ya consta en la unidad de %(province)s: %(reference)s.") % words)
    return _show_form(request, form, reference)


@lawyer
@require_POST
def fields(request: HttpRequest) -> HttpResponse:
    """Return the part of the form that depends on country, date and language (D5); nothing is written."""
    form = PowerForm(request.POST, today=timezone.localdate(now()))  # nothing in it depends on whom it substitutes
    form.full_clean()
    form.errors.clear()
    return render(request, "legal/power_fields.html", {"form": form})


@lawyer
@require_safe
def power(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a power with what stands in the way and what may be decided."""
    file = powers_query.open_power(staff_of(request), reference, now())
    return render(request, "legal/power.html", {"file": file, "power": file.power})


def overtaken(request: HttpRequest, reference: str) -> HttpResponse:
    """Go back to the power and say that it changed."""
    messages.warning(request, _("Este poder cambió mientras tanto. Revíselo como está ahora."))
    return redirect("legal:power", reference=reference)
