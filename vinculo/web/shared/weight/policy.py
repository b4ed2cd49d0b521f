"""The policy of what a page may load: the same for almost every page, so it is put together once."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

PLAIN = PolicyParts()  # of a page that has no nonce, and whose view adds nothing


class SendPolicy(CSPMiddleware):
    """Sends the policy of the settings; what a view changes, and a page with a nonce, is left to django-csp.

    No view is exempt from it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Put the policy into an answer."""
        if settings.DEBUG or HEADER in response or self.get_policy_parts(request, response) != PLAIN:
            return super().process_response(request, response)
        response[HEADER] = _plain_policy()
        return response


@cache
def _plain_policy() -> str:
    return build_policy(**asdict(PLAIN))
