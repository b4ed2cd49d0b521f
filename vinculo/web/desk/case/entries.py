"""A note on a case, and giving it to a colleague (D37)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.cases import entries
from vinculo.actions.cases.entries import CaseClosed, NoSuchColleague
from vinculo.actions.shared.guards import Stale
from vinculo.queries.cases.work import colleagues, history
from vinculo.queries.shared import access
from vinculo.web.desk.case.entry_forms import EntryForm, HandForm
from vinculo.web.desk.case.page import overtaken
from vinculo.web.desk.door import officer, staff_of
from vinculo.web.shared.clock import now
from vinculo.web.shared.fields import read_of

if TYPE_CHECKING:
    from vinculo.records.models import Case


@officer
@require_safe
def company(request: HttpRequest, reference: str) -> HttpResponse:
    """Return who else has the case open, for its page that asks again by itself."""
    staff = staff_of(request)
    case = access.case(staff, reference)
    return render(request, "desk/case/company.html", {"company": history.company(case, staff, now()), "case": case})


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """Write a note on a case, whatever its status."""
    case = access.case(staff_of(request), reference)
    form = EntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        entries.write_note(case=case, words=form.cleaned_data["words"], actor=staff_of(request), now=now())
        messages.success(request, _("La nota consta en el caso."))
        return redirect("desk:case", reference=reference)
    return _form(request, "desk/case/note.html", case, form)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def hand(request: HttpRequest, reference: str) -> HttpResponse:
    """Give an open case to a named colleague."""
    case = access.case(staff_of(request), reference)
    form = HandForm(request.POST or None, officers=colleagues.officers_at(case).exclude(pk=case.officer_id or 0))
    if request.method != "POST" or not form.is_valid():
        return _form(request, "desk/case/hand.html", case, form)
    to = form.officer()
    try:
        entries.hand_case(
            case=case,
            to=to,
            words=form.cleaned_data["words"],
            actor=staff_of(request),
            now=now(),
            read=read_of(request),
        )
    except Stale:
        return overtaken(request, reference)
    except NoSuchColleague:
        form.add_error("to", _("Esa persona ya no atiende en este centro. Elija otra."))
        return _form(request, "desk/case/hand.html", case, form)
    except CaseClosed:
        messages.warning(request, _("El caso está cerrado: no se puede pasar a otra persona."))
        return redirect("desk:case", reference=reference)
    told = _("El caso está ahora a cargo de %(who)s y consta en su lista.")
    messages.success(request, told % {"who": to.printed_name()})
    return redirect("desk:case", reference=reference)


def _form(request: HttpRequest, template: str, case: Case, form: Any) -> HttpResponse:
    return render(request, template, {"form": form, "case": case}, status=422 if form.errors else 200)
