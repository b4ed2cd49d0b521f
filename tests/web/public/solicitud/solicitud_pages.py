"""The pages of the solicitud at home, filled in and read as a person does."""

from __future__ import annotations

import io

from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.stages.prepared import TYPED
from tests.web.shared import reading
from vinculo.records.models import Solicitud

NEW = "/solicitud/nueva/"


def url(name: str, row: Solicitud) -> str:
    return reverse(f"public:solicitud_{name}", args=[row.token])


def start_solicitud(client: Client, **changes: str) -> Solicitud:
    """Post the first step and return the draft."""
    answer = client.post(NEW, TYPED | changes)
    assert answer.status_code == 302, beside(answer)
    row = Solicitud.objects.latest("id")
    assert answer["Location"] == url("account", row)
    return row


def beside(answer: reading.Answer) -> dict[str, str]:
    """Return the messages of a page, by the field that they stand beside."""
    errors = [each for each in reading.every(reading.page(answer)) if each.get("id").endswith("_error")]
    return {each.get("id")[3:-6]: reading.text(each).replace("Error: ", "").strip() for each in errors}


def form_values(answer: reading.Answer) -> dict[str, str]:
    """Return what the form holds: as a browser would send it."""
    root = reading.page(answer)
    held: dict[str, str] = {}
    for each in reading.by_tag(root, "input", "select", "textarea"):
        name, kind = each.get("name"), each.get("type")
        if each.name == "select":
            chosen = [option for option in reading.by_tag(each, "option") if "selected" in option.attributes]
            held[name] = chosen[0].get("value") if chosen else ""
        elif each.name == "textarea":
            held[name] = "".join(str(child) for child in each.children)
        elif kind not in {"radio", "checkbox"} or "checked" in each.attributes:
            held[name] = each.get("value") or ("on" if kind == "checkbox" else "")
    return held


def pdf_text(client: Client, row: Solicitud) -> str:
    content = client.get(url("pdf", row)).content
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
