"""The routes of all addresses, in the words in which logs name them: the parts that vary by their names alone.

The addresses themselves never reach a log: a private link opens a person's pages, and the staff's addresses name
codes and references of persons. Which routes there are is read from the program, so none can be left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby

from django.conf import settings
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.urls.resolvers import LocalePrefixPattern
from django.utils.translation import override

from vinculo.web.languages.addresses import split_language

NO_ROUTE = "(no route)"
_CONVERTER = re.compile(r"<(?:[^<>:]+:)?(\w+)>")
_GROUP = re.compile(r"\(\?P<(\w+)>[^()]*\)")
_PART = re.compile(r"<\w+>")
ADMINISTRATION = "/administracion/"  # its many addresses are one route to the web server


def name_route(pattern: str) -> str:
    """Return a route as logs name it, from its pattern."""
    plain = _GROUP.sub(r"<\1>", pattern.replace("^", "").replace("$", ""))
    return "/" + _CONVERTER.sub(r"<\1>", plain).lstrip("/")


def route_of(path: str) -> str:
    """Return the route of a path, with the language in front if the path names one; nothing of any other path."""
    language, bare = split_language(path)
    try:
        with override(settings.LANGUAGE_CODE):
            route = name_route(resolve(bare).route)
    except Resolver404:
        return NO_ROUTE
    return route if bare == path else f"/{language}{route}"


@cache
def all_routes() -> tuple[str, ...]:
    """Return every route that there is, once, without languages."""
    return tuple(sorted({name_route(pattern) for pattern in _patterns(get_resolver().url_patterns, "")}))


def _patterns(resolvers: Iterable[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for each in resolvers:
        whole = before if isinstance(each.pattern, LocalePrefixPattern) else before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _patterns(each.url_patterns, whole)
        else:
            yield whole


def nginx_lines() -> list[str]:
    """Return the lines of nginx's map from a path without its language to its route.

    A path without a part that varies is logged as it is: it is one of the words of the program.
    """
    routes = [route for route in all_routes() if not route.startswith(ADMINISTRATION)]
    fixed = [route for route in routes if not _PART.search(route)]
    varying = [route for route in routes if _PART.search(route)]
    lines = [f'"~^{ADMINISTRATION}" "{ADMINISTRATION}...";']
    for _, group in groupby(fixed, key=lambda route: route.split("/")[1]):
        lines.append(f'"~^(?:{"|".join(map(re.escape, group))})\\z" $vinculo_bare;')
    for route in varying:
        parts = "[^/]+".join(re.escape(word) for word in _PART.split(route))
        lines.append(f'"~^{parts}\\z" "{route}";')
    return [line.replace(r"\-", "-") for line in lines]
