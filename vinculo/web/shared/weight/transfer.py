"""How pages travel: compressed, and not a second time while they say the same."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers, set_response_etag

COMPRESSED = ("text/", "application/json", "image/svg+xml")  # a PDF is compressed already
STREAM = "text/event-stream"


class CompressPages(GZipMiddleware):
    """Compresses what is text, with Django's padding of a random length: pages hold guards beside what people type."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress, but for files that are compressed in themselves and streams, whose events must pass at once."""
        kind = response.get("Content-Type", "")
        if not kind.startswith(COMPRESSED) or kind.startswith(STREAM):
            return response
        return super().process_response(request, response)


def answer_unchanged(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Give a page that is the same for everybody its ETag, and answer 304 to a browser that has it.

    The tag is made of the content, so that no language and no offer of one is taken for another. Nothing that depends
    on a cookie gets one: no guard of a form, no session, no message.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not isinstance(response, HttpResponse) or not _same_for_everybody(request, response):
            return response
        patch_cache_control(response, no_cache=True)
        patch_vary_headers(response, ["Accept-Encoding"])  # of a 304 too, which nothing compresses
        set_response_etag(response)
        return get_conditional_response(request, etag=response["ETag"], response=response) or response

    return answer


def _same_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether an answer is a page that holds nothing of whom it is for."""
    if request.method not in {"GET", "HEAD"} or response.status_code != 200 or response.has_header("ETag"):
        return False
    if response.cookies or "no-store" in response.get("Cache-Control", ""):
        return False
    return "cookie" not in {each.strip() for each in response.get("Vary", "").lower().split(",")}
