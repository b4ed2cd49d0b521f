"""The requests of persons: the list with its terms, a new one, and its answer (D34)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vinculo.actions.rights import requests
from vinculo.actions.shared.guards import Stale
from vinculo.queries.rights import register
from vinculo.queries.rights.dossier import search
from vinculo.queries.rights.register import RequestLine
from vinculo.rules.rights.status import RequestAct, RequestKind, WhoseKind
from vinculo.rules.rights.words import IDENTIFIED_BY, REQUEST_KINDS, REQUEST_STATES, WHOSE_KINDS
from vinculo.rules.shared.transitions import NotAllowedError
from vinculo.web.delegate.door import delegate, staff_of
from vinculo.web.delegate.forms import AnswerForm, ContactCorrectionForm, IdentifyForm, RequestForm
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.fields import CHANGED, read_of

if TYPE_CHECKING:
    from vinculo.queries.rights.whose import Whose
    from vinculo.records.models import DataRequest


@delegate
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List what waits for an answer, what is late first, or what was answered."""
    answered = request.GET.get("ver") == "respondidas"
    lines = register.requests(staff_of(request), now(), answered=answered)
    rows = [(line, REQUEST_KINDS[line.request.kind], REQUEST_STATES[line.request.state]) for line in lines]
    return render(request, "delegate/requests.html", {"rows": rows, "answered": answered})


@delegate
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write down a request; whose data they are must be one person, or left open."""
    form = RequestForm(request.POST if request.method == "POST" else None, today=timezone.localdate(now()))
    if request.method != "POST" or not form.is_valid():
        return render(request, "delegate/request_new.html", {"form": form}, status=422 if form.errors else 200)
    typed = form.cleaned_data.pop("whose").strip()
    meant = search(staff_of(request), typed, now()) if typed else []
    chosen = [each for each in meant if each.address == request.POST.get("de")] or meant
    if typed and len(chosen) != 1:
        empty = _("Con eso no se conservan datos de nadie. Revíselo o déjelo vacío.")
        form.add_error("whose", _("Eso es de varias personas. Elija una.") if chosen else empty)
        people = [(each, WHOSE_KINDS[each.kind]) for each in chosen]
        return render(request, "delegate/request_new.html", {"form": form, "people": people}, status=422)
    made = requests.receive_request(
        asked=requests.Asked(**form.cleaned_data),
        whose=chosen[0] if chosen else None,
        actor=staff_of(request),
        now=now(),
        random_source=RANDOM,
    )
    messages.success(request, _("Registrado: %(reference)s.") % {"reference": made.reference})
    return redirect("delegate:request", reference=made.reference)


@delegate
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a request and take its answer."""
    line = register.read_request(staff_of(request), reference, now())
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, line, form, 422 if form.errors else 200)
    try:
        requests.answer_request(
            request=line.request,
            act=RequestAct(form.cleaned_data["act"]),
            answer=form.cleaned_data["answer"],
            actor=staff_of(request),
            now=now(),
            read=read_of(request),
        )
    except (Stale, NotAllowedError):
        form.add_error(None, CHANGED)
        return _show(request, register.read_request(staff_of(request), reference, now()), form, 409)
    except requests.NotIdentified:
        form.add_error("act", _("Primero escriba cómo demostró quién es: sin eso no se entrega ni se cambia nada."))
        return _show(request, line, form, 422)
    messages.success(request, _("Respondido: %(reference)s.") % {"reference": reference})
    return redirect("delegate:requests")


def _show(request: HttpRequest, line: RequestLine, form: AnswerForm, status: int) -> HttpResponse:
    row, whose = line.request, register.whose_of_request(line.request)
    context = {
        "line": line,
        "row": row,
        "form": form,
        "kind": REQUEST_KINDS[row.kind],
        "state": REQUEST_STATES[row.state],
        "identified": IDENTIFIED_BY[row.identified_by],
        "identify": IdentifyForm(initial={"identified_by": row.identified_by, "identified_with": row.identified_with}),
        "whose": whose,
        "contact": _contact_form(line.request, whose),
    }
    return render(request, "delegate/request.html", context, status=status)


def _contact_form(row: DataRequest, whose: Whose | None) -> ContactCorrectionForm | None:
    """Return the form by which an affiliate's contact is corrected, with what is kept; None for any other request."""
    if whose is None or whose.kind is not WhoseKind.AFFILIATE or row.kind != RequestKind.CORRECTION:
        return None
    return ContactCorrectionForm(initial=register.contact_of(whose))


@delegate
@require_POST
def identify(request: HttpRequest, reference: str) -> HttpResponse:
    """Write down how the person who asks proved who they are."""
    line, form = register.read_request(staff_of(request), reference, now()), IdentifyForm(request.POST)
    if not form.is_valid():
        return _show(request, line, AnswerForm(), 422)
    wanted = form.cleaned_data.pop("whose").strip()
    meant = search(staff_of(request), wanted, now()) if wanted else []
    if wanted and len(meant) != 1:
        messages.warning(request, _("Con eso no se halla a una sola persona: no se guardó nada."))
        return redirect("delegate:request", reference=reference)
    try:
        requests.identify_requester(
            request=line.request,
            whose=meant[0] if meant else None,
            actor=staff_of(request),
            now=now(),
            read=read_of(request),
            **form.cleaned_data,
        )
    except (Stale, NotAllowedError):
        messages.warning(request, CHANGED)
    return redirect("delegate:request", reference=reference)


@delegate
@require_POST
def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """Correct the mailbox and mobile of the affiliate who asks."""
    line, form = register.read_request(staff_of(request), reference, now()), ContactCorrectionForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Revise el correo: no se cambió nada."))
        return _show(request, line, AnswerForm(), 422)
    try:
        requests.correct_contact(request=line.request, actor=staff_of(request), now=now(), **form.cleaned_data)
    except requests.NotIdentified:
        messages.warning(request, _("Primero escriba cómo demostró quién es: no se cambió nada."))
    except requests.NotACorrection:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, _("Contacto corregido. Falta responder el pedido."))
    return redirect("delegate:request", reference=reference)
