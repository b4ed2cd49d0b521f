"""What holds for every public page: contact, language, safety, and pages for what went wrong (S08)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client, RequestFactory
from django.urls import URLPattern, reverse

from tests import cast
from tests.web.shared.reading import Answer, Node, by_class, by_id, by_tag, every, page, text
from vinculo.web.public.urls import urlpatterns
from vinculo.web.shared import errors

CONTACT = (
    "Contacto para atención ciudadana Atención al Ciudadano "
    "Correo electrónico: atencionalusuario@iess.gob.ec Teléfono: 593 23945666"
)
PLAIN = [pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern) and not pattern.pattern.converters]
# Without the token of a draft, a turno or a certificate of one's own: what anybody sees there.
TOKENS = [
    pattern.name
    for pattern in urlpatterns
    if isinstance(pattern, URLPattern) and set(pattern.pattern.converters) == {"token"}
]


def read_page(client: Client, address: str) -> Node | None:
    """Return the page at an address, or None where there is none to read (a redirect, a file, POST only)."""
    answer = client.get(address)
    assert answer.status_code < 500
    is_page = answer.headers.get("Content-Type", "").startswith("text/html") and answer.content
    return page(answer) if is_page and not 300 <= answer.status_code < 400 else None


def pages(client: Client, *addresses: str) -> Iterator[tuple[str, Node]]:
    """Return those of the addresses where there is a page to read, each with its page."""
    roots = [(address, root) for address in addresses if (root := read_page(client, address)) is not None]
    assert len(roots) > 8
    yield from roots


def addresses() -> list[str]:
    return [reverse(f"public:{name}") for name in PLAIN] + [
        reverse(f"public:{name}", kwargs={"token": "0" * 32}) for name in TOKENS
    ]


@pytest.mark.django_db
def test_s08_contact_on_every_public_page(client: Client) -> None:
    cast.agency()
    pages = {address: read_page(client, address) for address in [*addresses(), "/no-existe/"]}
    read = {address: root for address, root in pages.items() if root is not None}
    assert {"/", "/papeles/", "/apostilla/", "/agencias/", "/privacidad/", "/turnos/", "/no-existe/"} <= set(read)
    contacts = {address: [text(node) for node in by_class(root, "contact")] for address, root in read.items()}
    assert contacts == {key: [CONTACT] for key in read}


@pytest.mark.django_db
def test_every_public_page_says_its_language_and_has_one_main_part_and_heading(client: Client) -> None:
    for address, root in pages(client, *addresses()):
        assert [node.get("lang") for node in by_tag(root, "html")] == ["es"], address
        assert len(by_tag(root, "h1")) == 1, address
        assert text(by_tag(root, "a")[0]) == "Saltar al contenido", address
        assert by_id(root, "contenido").name == "main", address


@pytest.mark.django_db
def test_no_page_holds_what_the_content_policy_forbids(client: Client) -> None:
    for address in addresses():
        root = read_page(client, address)
        for node in every(root) if root else ():
            assert node.name != "style", address
            assert not any(name == "style" or name.startswith("on") for name in node.attributes), (address, node)
            assert node.name != "script" or (node.get("src").startswith("/static/") and not node.children), address


@pytest.mark.django_db
def test_every_form_field_has_a_name_and_its_hints_are_there(client: Client) -> None:
    for address, root in pages(
        client, *addresses(), "/papeles/?link=x", "/demo/componentes/", "/demo/componentes/?ventanilla"
    ):
        labels = {node.get("for") for node in by_tag(root, "label")}
        for node in by_tag(root, "input", "select", "textarea"):
            named = node.get("id") in labels or node.get("aria-label") or node.get("type") == "hidden"
            assert named, (address, node)
        for node in every(root):
            for target in node.get("aria-describedby").split() + node.get("aria-labelledby").split():
                by_id(root, target)


def read_title(answer: Answer) -> str:
    root = page(answer)
    assert [text(node) for node in by_tag(root, "h2") if text(node) == "Qué puede hacer"]
    return text(by_tag(root, "h1")[0])


@pytest.mark.django_db
def test_an_absent_page_says_what_to_do(client: Client) -> None:
    answer = client.get("/no-existe/")
    assert (answer.status_code, read_title(answer)) == (404, "No encontramos esa página")


@pytest.mark.django_db
def test_an_old_form_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("public:booking_number"), {"number": "1"})
    assert (answer.status_code, read_title(answer)) == (403, "El formulario venció")


def test_a_fault_of_ours_is_told_without_the_database(rf: RequestFactory) -> None:
    answer = errors.server_error(rf.get("/"))
    assert (answer.status_code, read_title(answer)) == (500, "Algo falló de nuestro lado")
    assert '</a>, teléfono <a href="tel:+59323945666">593 23945666</a>.' in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "status", "title"),
    [
        (errors.bad_request, 400, "No pudimos leer los datos enviados"),
        (errors.forbidden, 403, "No tiene permiso para ver esta página"),
    ],
)
def test_other_refusals_say_what_to_do(rf: RequestFactory, view: object, status: int, title: str) -> None:
    assert callable(view)
    answer = view(rf.get("/"))
    assert (answer.status_code, read_title(answer)) == (status, title)
