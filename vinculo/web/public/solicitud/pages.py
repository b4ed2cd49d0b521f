"""The solicitud prepared at home: one per dependent, in two steps, behind a private link (S10, S31-S33, D14, D17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.cases import solicitudes as solicitudes_act
from vinculo.actions.shared.guards import Stale
from vinculo.actions.shared.limits import LimitReached
from vinculo.documents import solicitud as solicitud_paper
from vinculo.queries.cases import solicitudes
from vinculo.rules.cases.statement import suggestion_from
from vinculo.rules.cases.status import ApplicationStatus
from vinculo.rules.shared.languages import SPANISH
from vinculo.rules.shared.references import draw_token
from vinculo.web.public.solicitud.account_form import AccountForm
from vinculo.web.public.solicitud.forms import PeopleForm
from vinculo.web.shared.address import client_address, device
from vinculo.web.shared.choices import NO, YES
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.errors import too_many
from vinculo.web.shared.fields import read_of
from vinculo.web.shared.private import private
from vinculo.web.shared.wrong_answers import problem_of, read_form_data, refuse, render_form, status_of

if TYPE_CHECKING:
    from vinculo.records.models import Solicitud, Turno

require_form = require_http_methods(["GET", "HEAD", "POST"])
PEOPLE, ACCOUNT = "public/solicitud/people.html", "public/solicitud/account.html"
SIGNER = Signer(salt="vinculo.solicitud")


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Explain the solicitud and begin one without a turno (S31, S32)."""
    return render(request, "public/solicitud/start.html")


@private
@require_form
def new(request: HttpRequest) -> HttpResponse:
    """Ask for the people of a solicitud without a turno; nothing of the registry is shown (D17)."""
    return _people(request)


@private
@require_form
def another(request: HttpRequest, token: str) -> HttpResponse:
    """Begin the solicitud of the next dependent, with what was typed of the applicant (S10)."""
    before = _solicitud(token)
    return _people(request, before=before if before.status == ApplicationStatus.DRAFT else None)


@private
@require_form
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """Change the people of a draft."""
    return _people(request, solicitud=_solicitud(token))


@private
@require_safe
def of_turno(request: HttpRequest, token: str) -> HttpResponse:
    """List the solicitudes of a turno: one per dependent, filled or to fill (S10)."""
    return render(request, "public/solicitud/of_turno.html", {"of_turno": _sheets(token)})


@private
@require_form
def turno_sheet(request: HttpRequest, token: str, position: int) -> HttpResponse:
    """Fill the solicitud of one dependent of a turno; one that is filled is shown."""
    turno_sheets = _sheets(token)
    sheet = turno_sheets.at(position)
    if sheet is None:
        raise Http404
    if sheet.solicitud is not None and request.method != "POST":
        return redirect("public:solicitud_view", token=sheet.solicitud.token)
    if sheet.solicitud is None and not turno_sheets.open:
        return redirect("public:turno_solicitudes", token=token)
    filled = (each.solicitud for each in reversed(turno_sheets.sheets) if each.solicitud is not None)
    return _people(
        request, solicitud=sheet.solicitud, turno=turno_sheets.turno, position=position, before=next(filled, None)
    )


def _people(
    request: HttpRequest,
    *,
    solicitud: Solicitud | None = None,
    turno: Turno | None = None,
    position: int = 1,
    before: Solicitud | None = None,
) -> HttpResponse:
    """Show or save the first step; a form that cannot be saved comes back with all that was typed."""
    turno = turno or (solicitud.turno if solicitud else None)
    if solicitud is not None and solicitud.status != ApplicationStatus.DRAFT:
        return redirect("public:solicitud_view", token=solicitud.token)
    initial = _typed_before(solicitud) if solicitud else solicitudes.prefill(turno, before)
    form = PeopleForm(read_form_data(request), initial=_defaults(initial), today=timezone.localdate(now()))
    key = _key(form)
    context: dict[str, Any] = {"turno": turno, "position": position, "before": before, "key": key}
    if request.method != "POST" or not form.is_valid():
        return render_form(request, PEOPLE, form, solicitud=solicitud, **context)
    try:
        saved = solicitudes_act.save_solicitud(
            solicitud=solicitud,
            turno=turno,
            values=form.cleaned_data | _suggest_account(before),
            actor=None,
            now=now(),
            random_source=RANDOM,
            position=position,
            token=SIGNER.unsign(key),
            address=client_address(request),
            device=device(request),
            read=read_of(request),
        )
    except Stale:
        written, at = _find_saved_solicitud(solicitud, turno, position, key)
        return render_form(request, PEOPLE, form, changed=True, at=at, solicitud=written, **context)
    except LimitReached as error:
        return too_many(request, error, PEOPLE, form, solicitud=solicitud, **context)
    except solicitudes_act.NotADraft:
        to, token = "public:solicitud_view", solicitud.token if solicitud else SIGNER.unsign(key)
    except solicitudes_act.NoPlace:
        to, token = "public:turno_solicitudes", turno.token if turno else ""
    else:
        to, token = "public:solicitud_account", saved.token
    return redirect(to, token=token)


def _suggest_account(before: Solicitud | None) -> dict[str, Any]:
    """Return what the solicitud of the dependent before lends to this one: its account is asked with it filled in."""
    lent = suggestion_from(before.account_parts) if before is not None else {}
    return {"account_parts": lent} if lent else {}


def _find_saved_solicitud(
    solicitud: Solicitud | None, turno: Turno | None, position: int, key: str
) -> tuple[Solicitud | None, str]:
    """Return the draft of the form as another tab has written it meanwhile, and the address of its page."""
    sheet = _sheets(turno.token).at(position) if solicitud is None and turno is not None else None
    token = solicitud.token if solicitud is not None else SIGNER.unsign(key)
    written = sheet.solicitud if sheet is not None else solicitudes.by_token(token)
    return written, reverse("public:solicitud_edit", args=[written.token]) if written else ""


def _key(form: PeopleForm) -> str:
    """Return the form's key: the signed token of the solicitud to come, so that a second click writes the same one."""
    posted = str(form.data.get("key", ""))
    try:
        SIGNER.unsign(posted)
    except BadSignature:
        return SIGNER.sign(draw_token(RANDOM))
    return posted


def _defaults(values: dict[str, object]) -> dict[str, object]:
    return {"applicant_document_kind": "passport", "dependent_document_kind": "passport"} | values


def _typed_before(solicitud: Solicitud) -> dict[str, Any]:
    """Return the fields of a draft as the form takes them."""
    values = {field: getattr(solicitud, field) for field in PeopleForm.base_fields}
    values["has_cedula"] = YES if solicitud.has_cedula else NO
    values["ecuadorian_origin"] = YES if solicitud.ecuadorian_origin else NO
    values["birth_date"] = f"{solicitud.birth_date:%d/%m/%Y}" if solicitud.birth_date else ""
    return values


@private
@require_form
def account(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the account in parts, of which its sentences are composed (S32)."""
    solicitud = _solicitud(token)
    if solicitud.status != ApplicationStatus.DRAFT:
        return redirect("public:solicitud_view", token=token)
    if not solicitud.link:
        return redirect("public:solicitud_edit", token=token)
    form = AccountForm(
        read_form_data(request),
        initial=solicitud.account_parts or {},
        proofs=solicitudes.proofs_for(solicitud),
        born=solicitud.birth_date,
        today=timezone.localdate(now()),
        brackets=solicitudes.open_brackets(solicitud),
    )
    lent = bool(solicitud.account_parts) and not solicitud.account
    if request.method != "POST" or not form.is_valid():
        return render_form(request, ACCOUNT, form, solicitud=solicitud, lent=lent)
    answers = form.answers()
    text = solicitudes.composed_account(vars(solicitud), answers)
    try:
        solicitudes_act.save_solicitud(
            solicitud=solicitud,
            turno=solicitud.turno,
            values={"account": text, "account_parts": answers.to_json()},
            actor=None,
            now=now(),
            random_source=RANDOM,
            read=read_of(request),
        )
    except Stale:
        return render_form(request, ACCOUNT, form, changed=True, solicitud=_solicitud(token))
    except solicitudes_act.NotADraft:  # handed in meanwhile: its page says so
        pass
    return redirect("public:solicitud_view", token=token)


@private
@require_safe
def view(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was typed and what to do with it; once it is at a desk, only that it is."""
    solicitud = _solicitud(token)
    if solicitud.status != ApplicationStatus.DRAFT:
        return render(request, "public/solicitud/handed_in.html", {"solicitud": solicitud})
    context = {
        "solicitud": solicitud,
        "doubts": solicitudes.doubts_of(solicitud, now()),
        "formalities": solicitudes.formalities_in_doubt(solicitud, now()),
        "facts": solicitudes.printed_facts(solicitud),
        "of_turno": solicitudes.sheets_beside(solicitud),
    }
    return render(request, "public/solicitud/view.html", context)


@private
@require_safe
def pdf(request: HttpRequest, token: str) -> HttpResponse:
    """Return the solicitud as PDF, with the place for the handwritten signature (S31, S32)."""
    solicitud = _solicitud(token)
    if solicitud.status != ApplicationStatus.DRAFT or not solicitud.account:
        return redirect("public:solicitud_view", token=token)
    language = get_language() or SPANISH
    response = HttpResponse(
        solicitud_paper.render_in(language, solicitudes.printed_facts(solicitud)), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="solicitud-{solicitud.reference}.pdf"'
    return response


@private
@require_safe
def pdf_of_turno(request: HttpRequest, token: str) -> HttpResponse:
    """Return all solicitudes of a turno that are ready as one PDF (S10, S31)."""
    turno_sheets = _sheets(token)
    facts = [solicitudes.printed_facts(each) for each in turno_sheets.ready]
    if not facts:
        return redirect("public:turno_solicitudes", token=token)
    reference = turno_sheets.turno.reference
    content = solicitud_paper.render_all_in(get_language() or SPANISH, reference, facts)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="solicitudes-{reference}.pdf"'
    return response


@private
@require_form
def discard(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to delete; the answer by POST deletes: a GET never changes anything."""
    solicitud = _solicitud(token)
    if solicitud.status != ApplicationStatus.DRAFT:
        return redirect("public:solicitud_view", token=token)
    if request.method != "POST":
        problem = problem_of(request, "changed")
        context = {"solicitud": solicitud, "changed": problem}
        return render(request, "public/solicitud/discard.html", context, status=status_of(problem))
    return _discard(request, solicitud)


def _discard(request: HttpRequest, solicitud: Solicitud) -> HttpResponse:
    try:
        solicitudes_act.discard_solicitud(solicitud=solicitud, actor=None, now=now(), read=read_of(request))
    except Stale:
        return refuse("changed", request.path)
    except solicitudes_act.NotADraft:
        return redirect("public:solicitud_view", token=solicitud.token)
    if solicitud.turno is not None:
        return redirect("public:turno_solicitudes", token=solicitud.turno.token)
    return redirect("public:solicitud")


def _solicitud(token: str) -> Solicitud:
    solicitud = solicitudes.by_token(token)
    if solicitud is None:
        raise Http404
    return solicitud


def _sheets(token: str) -> solicitudes.OfTurno:
    turno_sheets = solicitudes.of_turno(token)
    if turno_sheets is None:
        raise Http404
    return turno_sheets
