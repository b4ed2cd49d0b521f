"""The two marks after a visit: one tap each, and opening the page never changes anything."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vinculo.actions.feedback import ratings
from vinculo.queries.feedback import visits
from vinculo.queries.feedback.visits import Visit
from vinculo.rules.shared.labels import RATED_ASKED, RATINGS
from vinculo.web.shared.choices import NO, YES
from vinculo.web.shared.clock import now
from vinculo.web.shared.private import private
from vinculo.web.shared.wrong_answers import problem_of, refuse, status_of

MOUTHS = {1: "M9 24q7-9 14 0", 2: "M9 23q7-5 14 0", 3: "M9 21.500h14", 4: "M9 20q7 5 14 0", 5: "M9 19q7 9 14 0"}


@private
@require_http_methods(["GET", "HEAD", "POST"])
def of_turno(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the two marks of the visit of a turno, and keep the one that was tapped."""
    return _opinion(request, visits.by_turno(token, now()))


@private
@require_http_methods(["GET", "HEAD", "POST"])
def of_ticket(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the two marks of the visit of a ticket, and keep the one that was tapped."""
    return _opinion(request, visits.by_ticket(token, now()))


def _opinion(request: HttpRequest, visit: Visit | None) -> HttpResponse:
    if visit is None:
        raise Http404
    if request.method == "POST":
        return _give_opinion(request, visit)
    return _show_visit(request, visit)


def _give_opinion(request: HttpRequest, visit: Visit) -> HttpResponse:
    if "volver" in request.POST:
        return _answer_return(request, visit)
    about, value = request.POST.get("about", ""), request.POST.get("value", "")
    if about not in RATED_ASKED or value not in {str(number) for number in RATINGS}:
        return refuse("wrong", request.path)
    try:
        ratings.give_mark(visit=visit, about=about, value=int(value), now=now())
    except ratings.NotOpen:
        return refuse("closed", request.path)
    return redirect(request.path)


def _answer_return(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Keep whether the person had to come back (D39)."""
    answer = request.POST.get("volver", "")
    if answer not in {YES, NO}:
        return refuse("wrong", request.path)
    try:
        ratings.answer_return(visit=visit, came_back=answer == YES, now=now())
    except ratings.NotOpen:
        return refuse("closed", request.path)
    return redirect(request.path)


def _show_visit(request: HttpRequest, visit: Visit) -> HttpResponse:
    problem = problem_of(request, "wrong", "closed")
    marks = visit.marks()
    questions = [
        {
            "about": about,
            "question": _(question),
            "given": marks.get(about),
            "choices": [(value, _(word), MOUTHS[value]) for value, word in RATINGS.items()],
        }
        for about, question in RATED_ASKED.items()
    ]
    context = {
        "visit": visit,
        "questions": questions,
        "came_back": visit.came_back(),
        "wrong": problem == "wrong",
        "both": len(marks) == len(RATED_ASKED),
    }
    return render(request, "public/complaints/opinion.html", context, status=status_of(problem))
