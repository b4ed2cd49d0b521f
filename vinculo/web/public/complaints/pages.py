"""Complaints, suggestions and praise: told without turno and without account, with a number at once."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.feedback.complaints import receive_complaint
from vinculo.actions.shared import limits
from vinculo.queries.feedback import complaints, figures
from vinculo.queries.shared.local_time import local_day
from vinculo.rules.feedback.complaints import spelled_key
from vinculo.rules.shared.limits import LimitedAct, LimitedBy
from vinculo.rules.shared.references import read_reference
from vinculo.web.public.complaints.forms import ComplaintForm, FindForm
from vinculo.web.shared.address import client_address, device
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.errors import too_many
from vinculo.web.shared.private import private
from vinculo.web.shared.wrong_answers import read_form_data, render_form

TELL, FIND = "public/complaints/tell.html", "public/complaints/find.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """Take what somebody tells and lead them to its page, with the number."""
    centres = [row for row in figures.places() if row.active]
    form = ComplaintForm(read_form_data(request), centres=centres, today=timezone.localdate(now()))
    if request.method != "POST" or not form.is_valid():
        return render_form(request, TELL, form)
    try:
        made = receive_complaint(
            told=form.complaint(),
            address=client_address(request),
            device=device(request),
            now=now(),
            random_source=RANDOM,
        )
    except limits.LimitReached as error:
        return too_many(request, error, TELL, form=form)
    return redirect("public:complaint", token=made.token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Lead the person who knows number and key to the page; one of them alone opens nothing."""
    form = FindForm(read_form_data(request))
    if request.method == "POST" and form.is_valid():
        reference, key = form.cleaned_data["reference"], form.cleaned_data["key"]
        by = {
            LimitedBy.ADDRESS: client_address(request),
            LimitedBy.NUMBER: read_reference(reference),
            LimitedBy.DEVICE: device(request),
        }
        try:
            limits.count_attempt(act=LimitedAct.SEARCH, by=by, now=now())
        except limits.LimitReached as error:
            return too_many(request, error, FIND, form=form)
        complaint = complaints.by_reference(reference, key)
        if complaint is not None:
            return redirect("public:complaint", token=complaint.token)
        form.add_error(None, _("Ese número y esa clave no van juntos. Revíselos con el papel o el correo."))
    return render_form(request, FIND, form)


@private
@require_safe
def complaint(request: HttpRequest, token: str) -> HttpResponse:
    """Show the person who told it the number, the term and the answer."""
    complaint = complaints.by_token(token)
    if complaint is None:
        raise Http404
    context = {
        "complaint": complaint,
        "key": spelled_key(complaint.token),
        "message": complaints.latest_mail(complaint),
        "overdue": complaint.answer_by < local_day(complaint.agency, now()),
    }
    return render(request, "public/complaints/complaint.html", context)
