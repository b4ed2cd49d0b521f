"""The complaints of a supervisor's centre, province or nation: the overdue first, each answered once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.feedback.complaints import AlreadyAnswered, answer_complaint
from vinculo.actions.shared.guards import Stale
from vinculo.queries.feedback import complaints
from vinculo.queries.shared.local_time import local_day
from vinculo.rules.staff.access import Work
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import door
from vinculo.web.shared.fields import CHANGED, MessageField, read_of
from vinculo.web.supervision.door import staff_of

if TYPE_CHECKING:
    from vinculo.records.models import Complaint

PAGE = 50
OF_LISTS = {"respondidas": complaints.answered_ones, "": complaints.open_ones}
supervisor_alone = door(Work.SUPERVISION)  # complaints are personal data: no affair of an administrator


class ComplaintAnswerForm(forms.Form):
    """The answer, as the person will read it."""

    text = MessageField(
        rows=9,
        label=gettext_lazy("Respuesta"),
        help_text=gettext_lazy("La persona la lee tal cual, en su página y en su correo. No se puede cambiar después."),
        error_messages={
            "required": gettext_lazy("Escriba la respuesta."),
            "max_length": gettext_lazy("Es demasiado larga: escriba hasta 4000 letras."),
        },
    )


@supervisor_alone
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List what waits for an answer, or what was answered; without what was said, which is read one by one."""
    chosen = request.GET.get("ver", "")
    rows = OF_LISTS.get(chosen, complaints.open_ones)(staff_of(request))
    page = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    moment = now()
    lines = [(row, local_day(row.agency, moment) > row.answer_by) for row in page]
    context = {"lines": lines, "page": page, "answered": chosen == "respondidas"}
    return render(request, "supervision/complaints.html", context)


@supervisor_alone
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a complaint, written as a read, and take the answer."""
    complaint = complaints.read_complaint(staff_of(request), reference, now())
    form = ComplaintAnswerForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _show_complaint(request, complaint, form, 422 if form.errors else 200)
    try:
        answer_complaint(
            complaint=complaint,
            text=form.cleaned_data["text"],
            actor=staff_of(request),
            now=now(),
            read=read_of(request),
        )
    except Stale:
        form.add_error(None, CHANGED)
        return _show_complaint(request, complaint, form, 422)
    except AlreadyAnswered:
        complaint.refresh_from_db()
        return _show_complaint(request, complaint, form, 409)
    messages.success(request, _("Respondida: %(reference)s.") % {"reference": complaint.reference})
    return redirect("supervision:complaints")


def _show_complaint(request: HttpRequest, complaint: Complaint, form: ComplaintAnswerForm, status: int) -> HttpResponse:
    context = {
        "complaint": complaint,
        "form": form,
        "message": complaints.latest_mail(complaint),
        "late": status == 409,
        "overdue": local_day(complaint.agency, now()) > complaint.answer_by,
    }
    return render(request, "supervision/complaint.html", context, status=status)
