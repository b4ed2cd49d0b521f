"""How pages travel: compressed, and not a second time while they are the same (D10)."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.web.shared.reading import by_tag, page
from vinculo.web.shared.weight.transfer import CompressPages, answer_unchanged

pytestmark = pytest.mark.django_db
GZIP = {"Accept-Encoding": "gzip"}
FOREVER = r"max-age=\d{8,}, public, immutable"


@pytest.fixture
def centre() -> None:
    cast.agency()


@pytest.mark.usefixtures("centre")
def test_d10_a_page_comes_compressed_to_a_browser_that_says_so_and_else_plain(client: Client) -> None:
    answer, plain = client.get("/agencias/", headers=GZIP), client.get("/agencias/")
    assert (answer.headers["Content-Encoding"], plain.has_header("Content-Encoding")) == ("gzip", False)
    assert gzip.decompress(answer.content) == plain.content
    assert len(answer.content) < len(plain.content) / 2
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_d10_no_text_of_a_template_changes_with_its_indentation() -> None:
    """The catalogues hold each text as it stands in its file: one over several lines is trimmed, or would be lost."""
    opening = re.compile(r"{% blocktrans(?:late)?(?! trimmed)(?P<how>[^%]*)%}(?P<text>.*?){% endblocktrans", re.DOTALL)
    folders = [Path(folder) for folder in settings.TEMPLATES[0]["DIRS"]]
    untrimmed = [
        (path.name, each["text"])
        for folder in folders
        for path in folder.rglob("*.html")
        for each in opening.finditer(path.read_text(encoding="utf-8"))
        if "trimmed" not in each["how"] and "\n" in each["text"]
    ]
    assert untrimmed == []


def test_d10_a_page_has_no_indentation(client: Client) -> None:
    lines = client.get(reverse("public:verify")).content.decode().splitlines()
    assert [line for line in lines if line.startswith((" ", "\t"))] == []


def test_d10_the_length_of_the_same_page_says_nothing_of_its_guard() -> None:
    """The mitigation of BREACH: of the same page each answer is padded by another length."""
    words, request = "guard and what was typed " * 40, RequestFactory().get("/", headers=GZIP)
    compress = CompressPages(lambda _: HttpResponse())
    lengths = {compress.process_response(request, HttpResponse(words))["Content-Length"] for _ in range(30)}
    assert len(lengths) > 5


def test_d10_neither_a_pdf_nor_a_stream_is_compressed() -> None:
    request = RequestFactory().get("/", headers=GZIP)
    pdf = HttpResponse(b"%PDF" * 100, content_type="application/pdf")
    stream = StreamingHttpResponse(iter([b"data: 47\n\n"]), content_type="text/event-stream")
    compress = CompressPages(lambda _: HttpResponse())
    answers = [compress.process_response(request, given) for given in (pdf, stream, HttpResponse("words " * 100))]
    assert [answer.has_header("Content-Encoding") for answer in answers] == [False, False, True]


@pytest.mark.usefixtures("centre")
def test_d10_a_public_page_that_is_the_same_is_not_sent_again(client: Client) -> None:
    for address in ("/", "/agencias/", "/en/agencias/", "/transparencia/datos/diccionario.csv"):
        first = client.get(address, headers=GZIP)
        again = client.get(address, headers=GZIP | {"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content, first.headers["Cache-Control"]) == (304, b"", "no-cache"), address
        assert "Accept-Encoding" in again.headers["Vary"]


@pytest.mark.usefixtures("centre")
def test_d10_a_tag_of_one_language_or_of_one_offer_is_none_of_another(client: Client) -> None:
    """A cache that minds nothing would send the tag of one reader for another: each gets their own page."""
    readers = [("/agencias/", "es"), ("/agencias/", "en"), ("/agencias/", "fr"), ("/en/agencias/", "en")]
    tags = {client.get(address, headers={"Accept-Language": language}).headers["ETag"] for address, language in readers}
    assert len(tags) == 4
    for tag in tags:
        answers = [
            client.get(address, headers={"Accept-Language": language, "If-None-Match": tag}).status_code
            for address, language in readers
        ]
        assert sorted(answers) == [200, 200, 200, 304]


def test_d10_what_belongs_to_a_person_or_holds_a_guard_has_no_tag(client: Client) -> None:
    turno = desk.turno()
    held = [
        reverse("public:turno", args=[turno.token]),
        reverse("public:booking_number"),
        reverse("public:complaints"),
        reverse("public:papers"),
        reverse("accounts:login"),
    ]
    for address in held:
        answer = client.get(address)
        assert (answer.status_code, answer.has_header("ETag")) == (200, False), address


def test_d10_an_answer_that_sets_or_read_a_cookie_has_no_tag() -> None:
    """A message for one reader is in a cookie that the answer takes back; a session is told by `Vary`."""
    plain, setting, read = HttpResponse("a"), HttpResponse("a"), HttpResponse("a", headers={"Vary": "Origin, Cookie"})
    setting.delete_cookie("messages")
    request = RequestFactory().get("/")
    given = iter((plain, setting, read))
    answer = answer_unchanged(lambda _: next(given))
    assert [answer(request).has_header("ETag") for _ in range(3)] == [True, False, False]


def test_d10_static_files_are_compressed_beforehand_and_kept_for_good(tmp_path: Path) -> None:
    """As `./run` and production serve them: names that change with the content, brotli and gzip."""
    from vinculo.config import settings as product

    (tmp_path / "static").mkdir()
    nothing_kept = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # parts with other names
    with override_settings(
        STATIC_ROOT=str(tmp_path / "static"),
        STORAGES=product.STORAGES,
        WHITENOISE_USE_FINDERS=False,
        CACHES=nothing_kept,
    ):
        call_command("collectstatic", "--no-input", "--verbosity", "0", "--ignore", "admin")
        client = Client()
        root = page(client.get(reverse("public:verify")))
        names = [node.get("href") for node in by_tag(root, "link") if node.get("rel") == "stylesheet"]
        assert re.fullmatch(r"/static/vinculo\.[0-9a-f]{12}\.css", names[0])
        sizes = []
        for accepted in ("", "gzip", "gzip, br"):
            answer = client.get(names[0], headers={"Accept-Encoding": accepted})
            sizes.append(len(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
            assert answer.headers.get("Content-Encoding", "") == accepted.split(", ")[-1]
            assert re.fullmatch(FOREVER, answer.headers["Cache-Control"])
        assert sizes == sorted(sizes, reverse=True)
        assert sizes[2] < sizes[0] / 4
