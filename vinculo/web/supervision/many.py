"""Many turnos of one code, mailbox or mobile: looked at, and let go of with a reason (D28)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.booking.releases import NotReleasable, release_by_supervisor
from vinculo.actions.shared.guards import Stale
from vinculo.queries.booking.many_of_one import many_of_one, supervised_turno
from vinculo.queries.shared.local_time import local_moment
from vinculo.rules.staff.access import Work
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import door, staff_of
from vinculo.web.shared.fields import ReleaseForm

supervising = door(Work.SUPERVISION)
NAMES = {
    "code": _lazy("El mismo código de persona afiliada"),
    "mailbox": _lazy("El mismo correo electrónico"),
    "mobile": _lazy("El mismo celular"),
}


@supervising
@require_safe
def many(request: HttpRequest) -> HttpResponse:
    """Show the groups with their turnos."""
    groups = many_of_one(staff_of(request), now())
    named = [(NAMES[kind], [group for group in groups if group.kind == kind]) for kind in NAMES]
    return render(request, "supervision/many.html", {"kinds": named})


@supervising
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the reason and let go of one turno: its person is told, its hour goes to others."""
    turno = supervised_turno(staff_of(request), reference)
    form = ReleaseForm(request.POST or None, initial={"version": turno.version})
    if request.method == "POST" and form.is_valid() and _release_turno(request, form, turno.reference):
        return redirect("supervision:many")
    form = form.with_version(turno.version)
    context = {"turno": turno, "starts": local_moment(turno.agency, turno.starts), "form": form}
    return render(request, "supervision/release.html", context, status=422 if form.errors else 200)


def _release_turno(request: HttpRequest, form: ReleaseForm, reference: str) -> bool:
    data = form.cleaned_data
    try:
        release_by_supervisor(
            turno=supervised_turno(staff_of(request), reference),
            version=data["version"],
            reason=data["reason"],
            actor=staff_of(request),
            now=now(),
        )
    except Stale:
        form.add_error(None, _("El turno cambió mientras lo leía. Revíselo como está ahora y confirme otra vez."))
    except NotReleasable:
        form.add_error(None, _("Ese turno ya no se puede liberar: terminó, o su persona ya está en el centro."))
    else:
        messages.success(request, _("El turno se liberó. Avisamos por correo a quien lo pidió."))
        return True
    return False
