"""The living page of components, for those who build pages: real parts in each state and language. Only in the demo."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from vinculo.demo.samples import Samples
from vinculo.rules.shared.languages import OWN_NAMES, tag_of
from vinculo.web.shared.clock import now


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Show every component; `?idioma` chooses the language, `?ventanilla` the desk. Raises 404 outside the demo."""
    if not settings.DEMO:
        raise Http404
    asked, dense = request.GET.get("idioma", ""), "ventanilla" in request.GET
    language = asked if asked in settings.OFFERED_LANGUAGES else settings.LANGUAGE_CODE
    with override(language):
        context = {
            "frame": "desk/base.html" if dense else "base.html",
            "dense": dense,
            "current": language,
            "languages_offered": [(code, OWN_NAMES[code]) for code in settings.OFFERED_LANGUAGES],
            "families": Samples(request, now()).families(),
        }
        answer = render(request, "demo/components/page.html", context)
    answer["Content-Language"] = tag_of(language)
    return answer
