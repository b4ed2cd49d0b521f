"""The open cases of the centres that a supervisor answers for: noted on, sent back, given to somebody (D37)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.cases import entries
from vinculo.actions.cases.entries import CaseClosed, NoSuchColleague
from vinculo.actions.operations.archive import export_case
from vinculo.actions.shared.guards import Stale
from vinculo.queries.cases import reversals
from vinculo.queries.cases.work import colleagues, lists
from vinculo.queries.shared.access import other_centres
from vinculo.rules.staff.access import Work
from vinculo.web.shared.clock import now
from vinculo.web.shared.documents import print_on_get
from vinculo.web.shared.doors import door, staff_of
from vinculo.web.shared.fields import CHANGED, read_of
from vinculo.web.supervision.entry_forms import AssignForm, SendBackForm, SupervisorNoteForm

if TYPE_CHECKING:
    from vinculo.records.models import Case

answering = door(Work.SUPERVISION)
archivist = door(Work.ARCHIVE)


@answering
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Show one list of the open cases, a page at a time."""
    chosen, number = request.GET.get("lista", ""), request.GET.get("pagina")
    staff = staff_of(request)
    work = lists.work_of_supervisor(staff, chosen, number, now())
    return render(request, "supervision/work.html", {"work": work, "others": other_centres(staff)})


@answering
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """Write a note on a case."""
    case = reversals.supervised_case(staff_of(request), reference)
    form = SupervisorNoteForm(request.POST or None)

    def write() -> None:
        entries.write_note(case=case, words=form.cleaned_data["words"], actor=staff_of(request), now=now())

    return _act(request, "supervision/note.html", case, form, write, _("La nota consta en el caso."))


@archivist
@require_safe
@print_on_get
def archive(request: HttpRequest, reference: str) -> HttpResponse:
    """Return a whole case as a package for the archive; that it was handed over is written (0067)."""
    case = reversals.supervised_case(staff_of(request), reference)
    answer = HttpResponse(export_case(case=case, actor=staff_of(request), now=now()), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{case.reference}.zip"'
    return answer


@answering
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Send an open case back to the person who had it, with what is to be looked at again."""
    case = reversals.supervised_case(staff_of(request), reference)
    form = SendBackForm(request.POST or None)

    def send() -> None:
        entries.return_case(
            case=case, words=form.cleaned_data["words"], actor=staff_of(request), now=now(), read=read_of(request)
        )

    return _act(request, "supervision/send_back.html", case, form, send, _("El caso consta como devuelto en la lista."))


@answering
@require_http_methods(["GET", "HEAD", "POST"])
def hand(request: HttpRequest, reference: str) -> HttpResponse:
    """Give an open case to a named officer of its centre."""
    case = reversals.supervised_case(staff_of(request), reference)
    form = AssignForm(request.POST or None, officers=colleagues.officers_at(case).exclude(pk=case.officer_id or 0))

    def give() -> None:
        entries.hand_case(
            case=case,
            to=form.officer(),
            words=form.cleaned_data["words"],
            actor=staff_of(request),
            now=now(),
            read=read_of(request),
        )

    return _act(request, "supervision/hand.html", case, form, give, _("El caso consta en la lista de esa persona."))


def _act(
    request: HttpRequest, template: str, case: Case, form: Any, act: Callable[[], None], told: str
) -> HttpResponse:
    """Show the form, or do what it says and lead back to the case; what cannot be done is told on the form."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
            messages.success(request, told)
            return redirect("supervision:reverse_case", reference=case.reference)
        except Stale:
            form.add_error(None, CHANGED)
        except NoSuchColleague:
            form.add_error("to", _("Esa persona ya no atiende en este centro. Elija otra."))
        except CaseClosed:
            form.add_error(None, _("En este caso todo está decidido. Para revisarlo, revierta la decisión."))
    return render(request, template, {"form": form, "case": case}, status=422 if form.errors else 200)
