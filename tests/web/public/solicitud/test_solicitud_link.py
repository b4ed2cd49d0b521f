"""The private link of a solicitud: changed, thrown away, handed in, and nobody else's (D17)."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.actions.cases.test_solicitudes import present_solicitud
from tests.stages.prepared import ANSWERED, TYPED, save_solicitud
from tests.web.posting import send
from tests.web.public.solicitud.solicitud_pages import NEW, beside, form_values, pdf_text, start_solicitud, url
from vinculo.records.models import Solicitud

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("solicitud_at_home")]


def test_a_double_click_and_the_back_button_write_one_solicitud(client: Client) -> None:
    key = form_values(client.get(NEW))["key"]
    first = client.post(NEW, TYPED | {"key": key})
    second = client.post(NEW, TYPED | {"key": key, "dependent_names": "Bruno"})
    assert first["Location"] == second["Location"]
    assert list(Solicitud.objects.values_list("dependent_names", flat=True)) == ["Bruno"]


@pytest.mark.parametrize("key", ["", "x", "a" * 32, f"{'a' * 32}:forged", "a" * 100_000])
def test_a_key_that_is_not_ours_opens_nobodys_solicitud(client: Client, key: str) -> None:
    row = start_solicitud(client)
    answer = client.post(NEW, TYPED | {"key": key if key != "x" else row.token, "dependent_names": "Otro"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.dependent_names, Solicitud.objects.count()) == (TYPED["dependent_names"], 2)


def test_what_was_typed_is_there_to_be_changed(client: Client) -> None:
    row = start_solicitud(client)
    form = form_values(client.get(url("edit", row)))
    assert {key: form[key] for key in TYPED} == TYPED | {"dependent_document_country": "COL", "resides": "on"}
    refused = send(client, url("edit", row), TYPED | {"dependent_names": "2"})
    assert (refused.status_code, list(beside(refused))) == (422, ["dependent_names"])
    assert client.post(url("edit", row), TYPED | {"dependent_names": "Bruno"})["Location"] == url("account", row)
    assert list(Solicitud.objects.values_list("dependent_names", flat=True)) == ["Bruno"]


PAGES = ["view", "edit", "account", "pdf", "another", "discard"]


@pytest.mark.parametrize("token", ["0" * 32, "x", "nadie", "9" * 2000, "%00", "..%2f", "👩"])
@pytest.mark.parametrize("name", PAGES)
def test_a_private_link_that_is_nobodys_is_not_found(client: Client, name: str, token: str) -> None:
    start_solicitud(client)
    where = reverse(f"public:solicitud_{name}", args=["T"]).replace("/T/", f"/{token}/")
    assert client.get(where).status_code == 404
    assert client.post(where, TYPED).status_code in ({404, 405} if name in {"view", "pdf"} else {404})


def test_a_get_changes_nothing_and_a_post_deletes_what_was_typed(client: Client) -> None:
    row = start_solicitud(client)
    for name in PAGES:
        client.get(url(name, row))
    row.refresh_from_db()
    assert (row.version, row.status) == (1, "draft")
    assert client.post(url("discard", row))["Location"] == reverse("public:solicitud")
    assert client.get(url("view", row)).status_code == 404
    assert client.post(url("discard", row)).status_code == 404


def test_once_handed_in_the_link_shows_neither_the_data_nor_a_way_to_change_them(client: Client) -> None:
    row = present_solicitud(save_solicitud())
    page = client.get(url("view", row)).content.decode()
    assert "ya se presentó" in page
    for secret in (row.applicant_names, row.dependent_names, row.applicant_code, row.dependent_document_number):
        assert secret not in page
    for name in ("edit", "account", "pdf", "discard"):
        assert client.get(url(name, row))["Location"] == url("view", row)
    for name in ("edit", "account", "discard"):
        assert client.post(url(name, row), TYPED | ANSWERED)["Location"] == url("view", row)
    assert TYPED["applicant_names"] not in client.get(url("another", row)).content.decode()
    assert Solicitud.objects.get().dependent_names == row.dependent_names


def test_d17_nothing_of_the_registry_is_shown_to_the_person_who_types_a_code(client: Client) -> None:
    ana = cast.ana()
    ana.names, ana.email = "Zenobia Registrada Secreta", "zenobia@example.com"
    ana.save()
    known = start_solicitud(client, applicant_names="Alguien Cualquiera", applicant_document_number="XX99887")
    unknown = start_solicitud(
        client, applicant_names="Alguien Cualquiera", applicant_document_number="XX99887", applicant_code="EXT9999999"
    )
    pages = []
    for row in (known, unknown):
        told = client.get(url("account", row)).content.decode()
        client.post(url("account", row), ANSWERED)
        told += "".join(client.get(url(name, row)).content.decode() for name in ("view", "edit", "another"))
        told += pdf_text(client, row)
        for secret in ("Zenobia", "zenobia", cast.ANA_PASSPORT):
            assert secret not in unquote(told)
        pages.append(
            re.sub(r'value="[^"]{24,}"', "", told)  # keys and marks
            .replace(row.token, "")
            .replace(row.reference, "")
            .replace(row.applicant_code, "")
        )
    assert pages[0] == pages[1]
