"""Certificates and notices on screen and on paper (S39, D7)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vinculo.actions.cases import certificates as after_issue
from vinculo.actions.cases import issuing, links
from vinculo.actions.shared.guards import Stale
from vinculo.documents import certificate as certificate_paper
from vinculo.documents import notice as notice_paper
from vinculo.queries.cases import certificates
from vinculo.queries.shared import access
from vinculo.queries.shared.local_time import local_day
from vinculo.web.desk.case.forms import CedulaForm, CorrectedNameForm, EndLinkForm, ReprintForm, RestoreForm
from vinculo.web.desk.door import officer, staff_of
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.documents import framing, pdf, print_on_get
from vinculo.web.shared.errors import show_changed
from vinculo.web.shared.fields import CHANGED, read_of


@officer
@require_safe
def certificate(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show a certificate with its PDF, ready to be printed, and its reprints (S39)."""
    return _certificate(request, code, number, ReprintForm())


def _certificate(request: HttpRequest, code: str, number: int, form: ReprintForm) -> HttpResponse:
    shown = certificates.read_certificate(staff_of(request), code, number, now())
    form.initial["after"] = shown.last_reprint
    context = {"shown": shown, "form": form, "at_once": shown.to_print and not form.errors}
    return framing(render(request, "desk/case/certificate.html", context, status=422 if form.errors else 200))


@officer
@require_safe
@print_on_get
def certificate_pdf(request: HttpRequest, code: str, number: int, reprint: int = 0) -> HttpResponse:
    """Return the certificate as PDF, from its frozen facts; the second time it says that it is a copy."""
    facts, copy = certificates.facts_to_print(staff_of(request), code, number, reprint, now())
    return pdf(certificate_paper.render(facts, copy), f"codigo-{code}-{number}")


@officer
@require_POST
def reprint(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Print a certificate again, numbered, with its reason."""
    certificate = access.certificate(staff_of(request), code, number)
    form = ReprintForm(request.POST)
    if not form.is_valid():
        return _certificate(request, code, number, form)
    issuing.reprint_certificate(
        certificate=certificate,
        reason=form.cleaned_data["reason"],
        after=form.cleaned_data["after"],
        actor=staff_of(request),
        now=now(),
    )
    return redirect("desk:certificate", code=code, number=number)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def correct_name(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second to agree to the corrected name of a certificate (D27)."""
    shown = certificates.read_certificate(staff_of(request), code, number, now())
    if not shown.in_force:
        return _go_back(request, code, number)
    form = CorrectedNameForm(request.POST or None, initial={"names": shown.facts.names})
    if request.method == "POST" and form.is_valid():
        try:
            after_issue.ask_name_correction(
                certificate=shown.certificate,
                names=form.cleaned_data["names"],
                reason=form.cleaned_data["reason"],
                actor=staff_of(request),
                now=now(),
                read=read_of(request),
            )
            messages.success(request, _("Se pidió la confirmación de otra persona; con ella se emite el certificado."))
            return redirect("desk:certificate", code=code, number=number)
        except after_issue.SameName:
            form.add_error("names", _("Es el nombre que ya consta en el certificado."))
        except Stale:
            form.add_error(None, CHANGED)
    context = {"shown": shown, "form": form}
    return render(request, "desk/case/correct_name.html", context, status=422 if form.errors else 200)


def _go_back(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Go back to the certificate; to the person who posts, say that it changed."""
    if request.method == "POST":
        return show_changed(request, "desk:certificate", code=code, number=number)
    return redirect("desk:certificate", code=code, number=number)


@officer
@require_POST
def replace(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Issue the certificate with the corrected name to which a second agreed (D27)."""
    certificate = access.certificate(staff_of(request), code, number)
    try:
        made = after_issue.replace_certificate(
            certificate=certificate, actor=staff_of(request), now=now(), random_source=RANDOM, read=read_of(request)
        )
    except Stale:
        return show_changed(request, "desk:certificate", code=code, number=number)
    return redirect("desk:certificate", code=code, number=made.number)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def supersede(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Keep that the person has a cédula since: the code is used no more (D27)."""
    shown = certificates.read_certificate(staff_of(request), code, number, now())
    form = CedulaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            after_issue.supersede_code(
                code=shown.certificate.code,
                number=form.cleaned_data["number"],
                actor=staff_of(request),
                now=now(),
                read=read_of(request),
            )
        except Stale:
            return show_changed(request, "desk:certificate", code=code, number=number)
        messages.success(request, _("Consta que la persona tiene cédula: este código ya no se usa."))
        return redirect("desk:certificate", code=code, number=number)
    context = {"shown": shown, "form": form}
    return render(request, "desk/case/supersede.html", context, status=422 if form.errors else 200)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second to agree that the cédula was registered by mistake (D27)."""
    shown = certificates.read_certificate(staff_of(request), code, number, now())
    if shown.restoration is not None and shown.restoration.waits:
        return redirect("desk:certificate", code=code, number=number)
    if not shown.can_ask_restoration:
        return _go_back(request, code, number)
    form = RestoreForm(request.POST or None, initial={"seen": shown.seen})
    if request.method == "POST" and form.is_valid():
        try:
            after_issue.ask_restoration(
                certificate=shown.certificate, actor=staff_of(request), now=now(), **form.cleaned_data
            )
            messages.success(
                request, _("Se pidió la confirmación de otra persona; con ella el código vuelve a usarse.")
            )
        except Stale:
            messages.warning(request, _("El certificado cambió mientras tanto. Revíselo como está ahora."))
        return redirect("desk:certificate", code=code, number=number)
    context = {"shown": shown, "form": form}
    return render(request, "desk/case/restore.html", context, status=422 if form.errors else 200)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def end_link(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Keep that the link of the person with the affiliate ended, and by which paper (D23)."""
    staff = staff_of(request)
    shown = certificates.read_certificate(staff, code, number, now())
    if shown.link is None or (shown.link.ended_on is not None and request.method != "POST"):
        return _go_back(request, code, number)
    form = EndLinkForm(request.POST or None, today=local_day(access.agency_of(staff), now()))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            links.end_link(
                dependency=shown.link,
                ended_on=data["ended_on"],
                paper=data["paper"],
                actor=staff,
                now=now(),
                read=read_of(request),
            )
        except Stale:
            return show_changed(request, "desk:certificate", code=code, number=number)
        messages.success(request, _("Consta que el vínculo terminó. El código sigue siendo de la persona."))
        return redirect("desk:certificate", code=code, number=number)
    context = {"shown": shown, "form": form}
    return render(request, "desk/case/end_link.html", context, status=422 if form.errors else 200)


@officer
@require_safe
def notice(request: HttpRequest, reference: str, decision: int) -> HttpResponse:
    """Show a notice with its PDF, ready to be printed (D7, D15)."""
    shown = certificates.read_notice(staff_of(request), reference, decision, now())
    return framing(render(request, "desk/case/notice.html", {"shown": shown, "reference": reference}))


@officer
@require_safe
@print_on_get
def notice_pdf(request: HttpRequest, reference: str, decision: int) -> HttpResponse:
    """Return a notice as PDF, from its frozen facts; the second time it says that it is a copy."""
    facts, copy = certificates.notice_to_print(staff_of(request), reference, decision, now())
    return pdf(notice_paper.render(facts, copy), f"notificacion-{reference}")
