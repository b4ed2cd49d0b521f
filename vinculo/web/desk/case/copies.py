"""The copies of a paper that were scanned at the desk: added, and an own one taken back before the decision (D35)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from vinculo.actions.control.copies import NoCopyAsked, add_copy, remove_copy
from vinculo.queries.cases.case_papers import paper_name
from vinculo.queries.control.copies import copies_of, own_copy
from vinculo.queries.shared import access
from vinculo.web.desk.case.copy_field import CopyField
from vinculo.web.desk.door import officer, staff_of
from vinculo.web.shared.clock import RANDOM, now


class UploadForm(forms.Form):
    """The file of a copy."""

    scan_file = CopyField(
        label=_lazy("Archivo de la copia"),
        help_text=_lazy("Una imagen (JPG o PNG) o un PDF. Se guarda cifrado y solo lo ve quien puede ver el caso."),
    )


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def copies(request: HttpRequest, reference: str, paper: int) -> HttpResponse:
    """List the copies of a paper; the POST adds one."""
    record = access.paper(staff_of(request), reference, paper)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        scan = form.cleaned_data["scan_file"]
        try:
            add_copy(paper=record, scan=scan, actor=staff_of(request), now=now(), random_source=RANDOM)
        except NoCopyAsked:
            form.add_error(None, _("De este documento ya no se guarda otra copia: revíselo en el caso."))
        else:
            messages.success(request, _("La copia quedó guardada."))
            return redirect("desk:case", reference=reference)
    context = {
        "case": record.case,
        "paper": record,
        "title": paper_name(record.kind),
        "copies": copies_of(record, staff_of(request)),
        "form": form,
    }
    return render(request, "desk/case/copies.html", context, status=422 if form.errors else 200)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, reference: str, paper: int, copy: int) -> HttpResponse:
    """Ask once more, and take back an own copy before the decision; twice is once."""
    record = access.paper(staff_of(request), reference, paper)
    asked = own_copy(record, copy)
    if request.method != "POST":
        if any(each.copy == asked and each.removable for each in copies_of(record, staff_of(request))):
            context = {"case": record.case, "paper": record, "title": paper_name(record.kind), "copy": asked}
            return render(request, "desk/case/remove_copy.html", context)
        messages.warning(request, _("Esa copia ya no se puede quitar: la guardó otra persona o ya hay una decisión."))
        return redirect("desk:copies", reference=reference, paper=paper)
    remove_copy(copy=asked, actor=staff_of(request), now=now())
    messages.success(request, _("La copia se quitó."))
    return redirect("desk:copies", reference=reference, paper=paper)
