"""The pages of booking, walked as a browser walks them."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from tests import cast
from vinculo.records.models import Draft, Message, Seat, Turno

DAY = (cast.NOW + timedelta(days=1)).date()


def start_draft(client: Client, number: str = cast.ANA_CODE) -> Draft:
    """Walk to the question for the e-mail."""
    client.post(reverse("public:booking_number"), {"number": number})
    return Draft.objects.latest("id")


def set_contact(client: Client, number: str = cast.ANA_CODE, email: str = "ana@example.com") -> Draft:
    """Walk to the question for the mailed code."""
    draft = start_draft(client, number)
    client.post(url("contact", draft), {"email": email, "mobile": "099 123 4567"})
    return draft


def steps(client: Client, number: str = cast.ANA_CODE, email: str = "ana@example.com") -> Draft:
    """Walk to the verified e-mail."""
    draft = set_contact(client, number, email)
    client.post(url("code", draft), {"code": code_of(draft)})
    draft.refresh_from_db()
    return draft


def url(name: str, draft: Draft) -> str:
    return reverse(f"public:booking_{name}", args=[draft.token])


def code_of(draft: Draft) -> str:
    match = re.search(r"\b(\d{6})\b", Message.objects.filter(draft=draft).latest("id").body)
    assert match
    return match.group(1)


def somewhere(dependents: int = 1) -> dict[str, int]:
    """Return what is typed at the place."""
    agency = cast.agency()
    procedure = cast.procedure().pk
    return {"province": agency.province_id, "procedure": procedure, "agency": agency.pk, "dependents": dependents}


def place(client: Client, draft: Draft, dependents: int = 1) -> Draft:
    answer = client.post(url("place", draft), somewhere(dependents))
    assert answer.status_code == 302, text(answer.content)
    draft.refresh_from_db()
    return draft


def hour_url(draft: Draft, index: int = 0) -> str:
    slot = Seat.objects.order_by("slot__starts", "pk")[index].slot_id
    return reverse("public:booking_hour", args=[draft.token, slot])


def text(content: bytes) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", content.decode())))


def buttons(content: bytes) -> list[str]:
    """Return the words on the buttons of the page's forms, in order."""
    main = content.decode().split("<main")[1].split("</main")[0]
    return [
        html.unescape(re.sub(r"<[^>]+>", "", label)).strip()
        for label in re.findall(r"<button[^>]*>(.*?)</button>", main, re.S)
    ]


def confirm(client: Client, draft: Draft, **changes: str) -> Any:
    """Press *Confirmar* on the review as it is shown, with all that its form carries."""
    return client.post(url("review", draft), read_review(client, draft) | changes)


def read_review(client: Client, draft: Draft) -> dict[str, str]:
    """Return what the form of the review carries of what was read (D30)."""
    shown = client.get(url("review", draft)).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(leido)" value="(\w*)"', shown))


def book_turno(client: Client, dependents: int = 1) -> Turno:
    draft = place(client, steps(client), dependents)
    client.post(hour_url(draft), {"asientos": str(dependents)})
    confirm(client, draft)
    return Turno.objects.get(status="confirmed")


def version(turno: Turno) -> dict[str, str]:
    """Return what a form about a turno carries of what was read (D30)."""
    return {"version": str(Turno.objects.values_list("version", flat=True).get(pk=turno.pk))}
