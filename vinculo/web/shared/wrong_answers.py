"""A wrong answer leads back to its own page by a redirect, with what was typed: going back sends nothing.

It is kept in the session, for one page alone, until a good answer there or for some minutes; never a code.
What cannot be kept (too large, or too many of a stranger) is answered at once by the page itself (decision 0033).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import resolve
from django.utils.translation import get_language, gettext, ngettext, override

from vinculo.actions.shared import limits
from vinculo.rules.shared.languages import SPANISH
from vinculo.rules.shared.limits import LimitedAct, LimitedBy
from vinculo.rules.shared.references import hash_token
from vinculo.web.shared.address import client_address
from vinculo.web.shared.clock import now

KEY = "wrong"
KEPT = timedelta(minutes=10)  # a phone is shared: nobody finds there what somebody else typed
MOST_PAGES = 3  # of one browser: a tab more pushes out the oldest
MOST_BYTES = 32_000  # of one page: more than any form of ours holds
IN_SECONDS = 120  # up to here a wait is told in seconds
OURS = "csrfmiddlewaretoken"
NAMED = "aviso"  # in the address to which an act that is refused leads: what happened
PROBLEMS = {  # what happened: its word in an address, and the status of the page that tells it
    "changed": ("cambio", 409),
    "taken": ("ocupada", 409),
    "lost": ("perdida", 409),
    "gone": ("terminado", 409),
    "refused": ("sin-prorroga", 409),
    "closed": ("cerrado", 409),
    "unserved": ("sin-servicio", 422),
    "choose": ("elija", 422),
    "wrong": ("error", 422),
}


class SeeOther(HttpResponseRedirect):
    """303: the answer to what was posted is at another address, asked for by GET."""

    status_code = 303


@dataclass(frozen=True)
class Wait:
    """A wait: its seconds, and the moment at which it is over."""

    seconds: int
    again_at: datetime

    @property
    def words(self) -> str:
        """Return how long it is."""
        if self.seconds <= IN_SECONDS:
            return ngettext("%(number)s segundo", "%(number)s segundos", self.seconds) % {"number": self.seconds}
        minutes = ceil(self.seconds / 60)
        return ngettext("%(number)s minuto", "%(number)s minutos", minutes) % {"number": minutes}


def wait_until(again_at: datetime) -> Wait:
    """Return the wait from now until a moment, at least a second."""
    return Wait(max(1, ceil((again_at - now()).total_seconds())), again_at)


def refuse(problem: str, page: str) -> SeeOther:
    """Lead from an act that is refused to the page that tells why: its address names the problem, nothing is kept."""
    return SeeOther(f"{page}{'&' if '?' in page else '?'}{NAMED}={PROBLEMS[problem][0]}")


def problem_of(request: HttpRequest, *told: str) -> str:
    """Return the problem that the address of a page names, of those that the page tells; none of what is posted."""
    named = request.GET.get(NAMED, "") if request.method != "POST" else ""
    return next((problem for problem in told if PROBLEMS[problem][0] == named), "")


def status_of(problem: str) -> int:
    """Return the status of the page that tells a problem, or nothing."""
    return PROBLEMS[problem][1] if problem else 200


def read_form_data(request: HttpRequest) -> QueryDict | None:
    """Return what is posted, or what was typed on this page and refused; None where it is opened for the first time."""
    if request.method == "POST":
        _forget(request)
        return request.POST
    kept = _find_refusal(request)
    return None if kept is None else _data(kept)


def render_form(
    request: HttpRequest,
    template: str,
    form: forms.Form,
    *,
    changed: bool = False,
    again_at: datetime | None = None,
    at: str = "",
    **context: Any,
) -> HttpResponse:
    """Render a form; one that was posted and is refused leads to its page, or to the one at `at`, which tells why.

    Status of the page that tells: 422 for a wrong answer, 409 where what was read has changed, 429 where one has to
    wait. A page at another address than the form's has its own view, which gives the form `read_form_data(request)`. A
    page to which `refuse` led says by `changed` that its address names a change.
    """
    if request.method == "POST":
        page = at or request.get_full_path()
        refusal = _refusal(request, form, changed=changed, again_at=again_at) | {"page": _page(page)}
        if _keep(request, refusal):
            return SeeOther(page)
        return _tell(request, template, form, refusal, context)
    kept = _find_refusal(request) if form.is_bound else None
    if kept is not None:
        _tell_errors(form, kept)
    return _tell(request, template, form, kept or {"changed": changed}, context)


def _tell(
    request: HttpRequest, template: str, form: forms.Form, refusal: dict[str, Any], context: dict[str, Any]
) -> HttpResponse:
    again_at = datetime.fromisoformat(refusal["again_at"]) if refusal.get("again_at") else None
    waits = again_at is not None and again_at > now()
    status = 429 if waits else 409 if refusal.get("changed") else 422 if form.errors else 200
    context |= {"form": form, "changed": bool(refusal.get("changed"))}
    if again_at is not None and waits:
        context["wait"] = wait_until(again_at)
    answer = render(request, template, context, status=status)
    if again_at is not None and waits:
        answer["Retry-After"] = str(wait_until(again_at).seconds)
    return answer


def _refusal(request: HttpRequest, form: forms.Form, *, changed: bool, again_at: datetime | None) -> dict[str, Any]:
    """Return what is kept of a refused form: what was typed, but for what is secret, and what was said of it."""
    secret = {form.add_prefix(name) for name in never_kept(form)}
    return {
        "until": (now() + KEPT).isoformat(),
        "fields": [
            [name, value]
            for name, values in request.POST.lists()
            if name != OURS and name not in secret
            for value in values
        ],
        "errors": list(_errors(form)),
        "language": get_language(),
        "changed": changed,
        "again_at": again_at.isoformat() if again_at else "",
    }


def never_kept(form: forms.Form) -> tuple[str, ...]:
    """Return the fields of a form that are secret: a code from a mail, a key."""
    return tuple(getattr(form, "never_kept", ()))


def _errors(form: forms.Form) -> Iterator[list[Any]]:
    """Yield each error: its field, as it was said, and as our catalogues know it with what stands in it."""
    for field, errors in form.errors.as_data().items():
        for error in errors:
            said = str(error.message) % error.params if error.params else str(error.message)
            with override(SPANISH):
                source = str(error.message)
            yield [field, said, source, {name: str(value) for name, value in (error.params or {}).items()}]


def _tell_errors(form: forms.Form, kept: dict[str, Any]) -> None:
    """Give a form the errors that were said of it: an act that refused it is not done again to hear why."""
    form.errors.clear()
    for field, said, source, params in kept["errors"]:
        text = said if kept["language"] == get_language() else gettext(source) % params if params else gettext(source)
        form.add_error(None if field == NON_FIELD_ERRORS else field, ValidationError(text))


def _page(address: str) -> str:
    """Return a mark of the page that an address leads to, whatever its language: a session holds no link (D34)."""
    path, _, query = address.partition("#")[0].partition("?")
    match = resolve(path)
    named = {name: str(value) for name, value in sorted(match.kwargs.items())}
    return hash_token(json.dumps([match.view_name, named, query]))


def _find_refusal(request: HttpRequest) -> dict[str, Any] | None:
    """Return what this browser was refused on this page some minutes ago."""
    refusals = request.session.get(KEY)
    if not refusals:
        return None
    page, moment = _page(request.get_full_path()), now().isoformat()
    return next((dict(each) for each in refusals if each["page"] == page and each["until"] > moment), None)


def _forget(request: HttpRequest) -> None:
    """Forget what was refused on this page and whatever is too old; the session is written only where there is any."""
    refusals = request.session.get(KEY)
    if refusals:
        page, moment = _page(request.get_full_path()), now().isoformat()
        request.session[KEY] = [each for each in refusals if each["page"] != page and each["until"] > moment]


def _keep(request: HttpRequest, refusal: dict[str, Any]) -> bool:
    """Keep a refusal and return True; False where it is too large, or a stranger without a session sends many."""
    if len(json.dumps(refusal)) > MOST_BYTES:
        return False
    if request.session.session_key is None:  # anybody can post here: our tables are not theirs to fill
        try:
            limits.count_attempt(act=LimitedAct.KEPT, by={LimitedBy.ADDRESS: client_address(request)}, now=now())
        except limits.LimitReached:
            return False
    others = [each for each in request.session.get(KEY, []) if each["page"] != refusal["page"]]
    request.session[KEY] = [*others[1 - MOST_PAGES :], refusal]
    return True


def _data(kept: dict[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in kept["fields"]:
        data.appendlist(name, value)
    return data
