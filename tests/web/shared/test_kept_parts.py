"""A part of a page that is kept for everybody is kept under all that it shows: its language, and each variable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from vinculo.web.shared.documents import FRAMING
from vinculo.web.shared.weight.policy import SendPolicy

TEMPLATES = [Path(folder) for folder in settings.TEMPLATES[0]["DIRS"]]
KEPT = re.compile(r'{% cache None "(\w+)"([^%]*)%}(.*?){% endcache %}', re.S)
INCLUDED = re.compile(r'{% include "([^"]+)"([^%]*)%}')
SHOWN = re.compile(r"{{ *([a-zA-Z_]\w*)|{% (?:if|elif|for \w+ in|firstof) (?:not )?([a-zA-Z_]\w*)")
MADE_INSIDE = re.compile(r"\bas (\w+) %}|{% for (\w+) in|\b(\w+)=|{% (?:plural) (\w+)")
WORDS = re.compile(r"{% (?:translate|blocktranslate|hard_word|institution|url) ")


def kept_parts() -> Iterator[tuple[str, str, str]]:
    """Yield each part: its name, what it is kept under, and its text with what it includes."""
    for folder in TEMPLATES:
        for file in sorted(folder.rglob("*.html")):
            for name, key, body in KEPT.findall(file.read_text(encoding="utf-8")):
                yield name, key, with_included(body)


def with_included(text: str) -> str:
    """Return a text followed by each template that it includes by its name."""
    included = [part for part, _values in INCLUDED.findall(text)]
    files = (folder / part for part in included for folder in TEMPLATES if (folder / part).is_file())
    return text + "".join(with_included(file.read_text(encoding="utf-8")) for file in files)


PARTS = list(kept_parts())


def test_d10_no_two_kept_parts_have_one_name() -> None:
    names = [name for name, _key, _body in PARTS]
    assert len(set(names)) == len(names) > 5


@pytest.mark.parametrize(("name", "key", "body"), PARTS, ids=[name for name, _key, _body in PARTS])
def test_d10_a_kept_part_is_kept_under_all_that_it_shows(name: str, key: str, body: str) -> None:
    shown = {word for each in SHOWN.findall(body) for word in each if word}
    inside = {word for each in MADE_INSIDE.findall(body) for word in each if word} | {"forloop"}
    under = set(re.findall(r"[a-zA-Z_]\w*", key))
    assert shown - inside <= under, name
    assert "csrf_token" not in body, name
    assert ("LANGUAGE_CODE" in under) == bool(WORDS.search(body)), name


def test_d10_the_policy_that_is_put_together_once_is_that_of_the_settings(client: Client, db: None) -> None:
    assert client.get("/turnos/")["Content-Security-Policy"] == build_policy()


def answer_plainly(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def answer_with_nonce(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.csp_nonce))  # type: ignore[attr-defined]


def policy_of(request: HttpRequest, view: Callable[[HttpRequest], HttpResponse]) -> tuple[str, str]:
    """Return the policy with which a view's answer leaves, and the answer."""
    middleware = SendPolicy(view)
    middleware.process_request(request)
    answer = view(request)
    return middleware.process_response(request, answer)["Content-Security-Policy"], answer.content.decode()


def test_d10_a_view_that_changes_the_policy_and_a_nonce_have_their_own(rf: RequestFactory) -> None:
    assert "frame-src 'self'" in policy_of(rf.get("/"), FRAMING(answer_plainly))[0]
    policy, nonce = policy_of(rf.get("/"), answer_with_nonce)
    assert f"'nonce-{nonce}'" in policy
    assert policy_of(rf.get("/"), answer_plainly)[0] == build_policy()
