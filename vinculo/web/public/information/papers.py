"""*¿Qué papeles necesito yo?*: the questions, the list of exactly this case, its link and its mail (D31)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode as encode_query
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.booking.bring import send_list
from vinculo.actions.shared.limits import LimitReached
from vinculo.queries.booking import bring
from vinculo.queries.shared.reference_data import get_published
from vinculo.rules.cases.bringing.codec import NotAnswers, decode, encode
from vinculo.rules.cases.bringing.model import Answers, Visit
from vinculo.rules.cases.bringing.required import list_papers
from vinculo.rules.cases.facts import PresentedBy
from vinculo.web.public.information import checklists
from vinculo.web.public.information.forms import ListMailForm, PapersForm
from vinculo.web.public.information.kept_list import remember_list
from vinculo.web.shared.address import client_address, device
from vinculo.web.shared.away.marks import without_data
from vinculo.web.shared.choices import NO, YES
from vinculo.web.shared.clock import now
from vinculo.web.shared.errors import too_many
from vinculo.web.shared.private import private
from vinculo.web.shared.wrong_answers import read_form_data, render_form

PROXY = PresentedBy.PROXY.value
LIST = "public/information/papers_list.html"
SENT, WRONG = "1", "revise"  # what the address says of the mail


def _today() -> date:
    return timezone.localdate(now())


@without_data
@private
@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """Ask about one more person; answered, show the list of all of them. The browser keeps it for a day."""
    try:
        before = _family(request.GET)
    except NotAnswers:
        return _ask_again(request)
    asked = any(name in request.GET for name in PapersForm.base_fields)
    form = PapersForm(request.GET if asked else None, initial=_answered_before(request.GET, before), today=_today())
    if not form.is_bound or not form.is_valid():
        context = {"form": form, "before": [encode(each) for each in before]}
        return render(request, "public/information/papers.html", context, status=422 if form.errors else 200)
    family = [*before, form.answers()][: settings.MAX_DEPENDENTS]
    return _show_list(request, family, form.cleaned_data["who"] == PROXY, ListMailForm())


@without_data
@private
@require_safe
def shared_list(request: HttpRequest) -> HttpResponse:
    """Show the list that a link stands for: its answers are in the address, and no personal data is."""
    try:
        family = _family(request.GET)
    except NotAnswers:
        return _ask_again(request)
    if not family:
        return redirect("public:papers")
    wrong = request.GET.get("correo") == WRONG  # only then the session is asked: this page needs no database (D36)
    form = ListMailForm(read_form_data(request) if wrong else None)
    return _show_list(request, family, request.GET.get("quien") == PROXY, form)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def mail_list(request: HttpRequest) -> HttpResponse:
    """Send the list to oneself, as often as any other mail (D17, D29)."""
    if request.method != "POST":
        return redirect("public:papers")
    try:
        family = _family(request.POST)
    except NotAnswers:
        return _ask_again(request)
    by_proxy, form = request.POST.get("quien") == PROXY, ListMailForm(request.POST)
    if not family:
        return redirect("public:papers")
    if not form.is_valid():
        at = f"{_link(family, by_proxy=by_proxy, to_share=False)}&correo={WRONG}#correo"
        return render_form(request, LIST, form, at=at, **_list_context(request, family, by_proxy=by_proxy))
    link = _link(family, by_proxy=by_proxy)
    try:
        send_list(
            email=form.cleaned_data["email"],
            visit=_visit(family, by_proxy=by_proxy),
            link=f"{settings.PUBLIC_URL}{link}",
            address=client_address(request),
            device=device(request),
            now=now(),
        )
    except LimitReached as error:
        return too_many(request, error)
    return redirect(f"{link}&correo={SENT}#correo")


def _family(data: QueryDict) -> list[Answers]:
    """Return the people of an address, as many as a visit can have. Raises `NotAnswers`."""
    return [decode(word) for word in data.getlist("p")[: settings.MAX_DEPENDENTS]]


def _ask_again(request: HttpRequest) -> HttpResponse:
    """Say that a link is broken, and ask the questions."""
    context = {"form": PapersForm(today=_today()), "broken": True}
    return render(request, "public/information/papers.html", context, status=422)


def _answered_before(data: QueryDict, before: Sequence[Answers]) -> dict[str, object]:
    """Return what was answered for another person of the family and holds for all of them."""
    if not before:
        return {}
    own = before[0].affiliate_passport
    return {
        "affiliate_passport": None if own is None else YES if own else NO,
        "affiliate_until": before[0].affiliate_until,
        "who": data.get("quien") or PresentedBy.AFFILIATE.value,
    }


def _visit(family: Sequence[Answers], *, by_proxy: bool) -> Visit:
    return Visit(
        dependents=tuple(family), attended_on=_today(), by_proxy=by_proxy, reference=get_published(now()).reference
    )


def _link(family: Sequence[Answers], *, by_proxy: bool, to_share: bool = True) -> str:
    query = [("p", encode(each, to_share=to_share)) for each in family]
    who = PROXY if by_proxy else PresentedBy.AFFILIATE.value
    return f"{reverse('public:papers_list')}?{urlencode([*query, ('quien', who)])}"


def _show_list(request: HttpRequest, family: Sequence[Answers], by_proxy: bool, form: ListMailForm) -> HttpResponse:
    answer = render_form(request, LIST, form, **_list_context(request, family, by_proxy=by_proxy))
    remember_list(answer, family)
    return answer


def _list_context(request: HttpRequest, family: Sequence[Answers], *, by_proxy: bool) -> dict[str, Any]:
    visit = _visit(family, by_proxy=by_proxy)
    said = bring.list_in_words(list_papers(visit), get_published(now()).texts)
    who = PROXY if by_proxy else PresentedBy.AFFILIATE.value
    words = [encode(each) for each in family]
    return {
        "bring": said,
        "first": bring.endorsement_lines(said),
        "conditions": checklists.conditions([each.link for each in family], by_proxy=by_proxy, today=_today()),
        "by_proxy": by_proxy,
        "family": checklists.people_in_words(family),
        "words": words,
        "who": who,
        "share": f"{settings.PUBLIC_URL}{_link(family, by_proxy=by_proxy)}",
        "more": encode_query([*(("p", word) for word in words), ("quien", who)]),
        "may_add": len(family) < settings.MAX_DEPENDENTS,
        "sent": request.GET.get("correo") == SENT,
    }
