"""Helpers of the desk's web tests: a browser at the counter, and what a passport reader types."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests import cast
from vinculo.records.models import Staff
from vinculo.rules.shared.mrz import check_digit


def at_the_desk(staff: Staff | None = None) -> Client:
    """Return a browser with somebody logged in."""
    client = Client()
    client.force_login(staff or cast.olga(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def td3(names: str, number: str, birth: str, sex: str, expiry: str, country: str = "COL") -> str:
    """Return the two lines that a reader types for a passport, with right check digits."""
    first = f"P<{country}{names}".ljust(44, "<")[:44]
    number = number.ljust(9, "<")
    middle = f"{number}{check_digit(number)}"
    dates = f"{birth}{check_digit(birth)}", f"{expiry}{check_digit(expiry)}"
    optional = "<" * 14 + "<"
    composite = check_digit(middle + dates[0] + dates[1] + optional)
    return f"{first}\n{middle}{country}{dates[0]}{sex}{dates[1]}{optional}{composite}\n"


def version_in(page: str, address: str) -> str:
    """Return the version that the form for an address carries; a page that confirms has one form, for itself."""
    forms = re.findall(r"<form(?: [^>]*)?>.*?</form>", page, re.S)
    own = [form for form in forms if f'action="{address}"' in form.partition(">")[0]] or [page]
    match = re.search(r'name="version" value="(\d+)"', own[0])
    return match[1] if match else "0"


def post(client: Client, page: str, address: str, values: dict[str, Any]) -> HttpResponse:
    """Send a form as the page has it, with the version that stands in it."""
    kind = re.search(r"papel/([a-z_]+)/", address)
    owner = re.search(r"/caso/[^/]+/(S[^/]+)/", address)
    asked = f"{page}?paso={kind[1]}&de={owner[1] if owner else ''}" if kind else page
    version = version_in(client.get(asked).content.decode(), address)
    answer: HttpResponse = client.post(address, {"version": version, **values})  # type: ignore[assignment]
    return answer
