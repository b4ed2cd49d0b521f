"""The public Spanish is written plainly, and no language in long sentences (issue 10, D10).

The index is the *perspicuidad* of Szigriszt Pazos, 206.835 − 62.3 · syllables/words − words/sentences (F. Szigriszt
Pazos, «Sistemas predictivos de legibilidad del mensaje escrito: fórmula de perspicuidad», thesis, Universidad
Complutense de Madrid, 1993); 65 and above is *quite easy* on the scale INFLESZ. It is taken over the prose of a page:
pieces of five words or more, without names, addresses, citations and quotations of the official page. As with the
formula of Flesch that it comes from, a colon and a semicolon end a sentence.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from tests import ROOT, cast
from tests.stages import desk
from tests.stages.voice import complaint, make_attended_turno
from tests.stages.waiting_room import served_before, waits
from tests.web.acting import public_scenes
from tests.web.public.booking import booking_pages as walk
from tests.web.public.information.asking import GOOD
from tests.web.public.test_every_page import PLAIN, read_page
from tests.web.shared.prose import pieces
from tests.web.shared.reading import Answer, page
from tools.plain_language import LEAST_INDEX, Prose, count_syllables, long_translations, official_page, prose, sentences
from tools.translation.catalogues import LANGUAGES, Language, read_catalogue, translations
from tools.translation.sources import public_texts
from tools.translation.strings import sources
from vinculo.actions.cases.issuing import issue_code
from vinculo.rules.queue.prediction import ENOUGH
from vinculo.web.shared import errors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
OFFICIAL = official_page(ROOT)
SAMPLE = 40  # words: the index of fewer is by chance, so that short pages are measured together


def prose_of(answer: Answer) -> Prose:
    return prose(pieces(page(answer)), OFFICIAL)


def measure_prose(said: Prose) -> tuple[list[str], bool]:
    """Return the sentences that are too long, and whether the index is high enough or of too few words."""
    return said.long_sentences, said.index >= LEAST_INDEX or len(said.words) < SAMPLE


WELL: tuple[list[str], bool] = ([], True)


def certificate(client: Client) -> Answer:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    made = issue_code(
        solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=random.Random(1)
    )
    return client.get(f"/verificar/{made.token}/")


def ticket(client: Client) -> Answer:
    served_before([10.0] * ENOUGH)
    waits()
    return client.get(reverse("public:ticket", args=[waits().token]))


def booking(step: str) -> Callable[[Client], Answer]:
    def show(client: Client) -> Answer:
        draft = walk.steps(client)
        walk.place(client, draft)
        client.post(walk.hour_url(draft), {"asientos": "1"})
        return client.get(walk.hour_url(draft) if step == "hour" else walk.url(step, draft))

    return show


def of_turno(name: str) -> Callable[[Client], Answer]:
    return lambda client: client.get(reverse(f"public:{name}", args=[desk.turno().token]))


def papers(**answers: str) -> Callable[[Client], Answer]:
    return lambda client: client.get("/papeles/", {**GOOD, **answers})


def apostille(code: str) -> Callable[[Client], Answer]:
    return lambda client: client.get("/apostilla/", {"country": code})


def make_post(name: str, **values: str) -> Callable[[Client], Answer]:
    return lambda client: client.post(reverse(f"public:{name}"), values, follow=True)


def failing(view: Callable[[HttpRequest], Answer]) -> Callable[[Client], Answer]:
    return lambda _client: view(RequestFactory().get("/"))


PAGES: dict[str, Callable[[Client], Answer]] = {
    **{f"booking_{step}": booking(step) for step in ("contact", "place", "day", "hour", "review")},
    **{name: of_turno(name) for name in ("turno", "turno_cancel", "turno_move", "turno_solicitudes")},
    **{f"papers of a {link}": papers(link=link, who="proxy") for link in ("spouse", "partner", "child")},
    **{f"apostille of {code}": apostille(code) for code in ("ECU", "CHN", "CUB", "ESP")},
    "booking_number refused": make_post("booking_number", number=""),
    "booking_passport refused": make_post("booking_passport", number=""),
    "complaint refused": make_post("complaints"),
    "papers refused": lambda client: client.get("/papeles/?link=nadie"),
    "complaint": lambda client: client.get(f"/quejas/{complaint().token}/"),
    "opinion": lambda client: client.get(f"/mi-turno/{make_attended_turno().token}/opinion/"),
    "certificate": certificate,
    "ticket": ticket,
    "not found": lambda client: client.get("/no-existe/"),
    "bad request": failing(errors.bad_request),
    "forbidden": failing(errors.forbidden),
    "fault": failing(errors.server_error),
    "old form": failing(errors.csrf_failure),
}


@pytest.mark.usefixtures("seats_tomorrow")
def test_d10_each_public_page_is_written_plainly(client: Client) -> None:
    roots = {name: read_page(client, reverse(f"public:{name}")) for name in PLAIN}
    said = {name: prose(pieces(root), OFFICIAL) for name, root in roots.items() if root is not None}
    assert {"home", "papers", "agencies", "privacy", "booking", "complaints", "transparency"} <= set(said)
    assert {name: measure_prose(each) for name, each in said.items()} == dict.fromkeys(said, WELL)
    short = Prose(tuple(piece for each in said.values() if len(each.words) < SAMPLE for piece in each.pieces))
    assert short.index >= LEAST_INDEX


@pytest.mark.usefixtures("seats_tomorrow")
@pytest.mark.parametrize("name", PAGES)
def test_d10_each_state_of_a_page_is_written_plainly(client: Client, name: str) -> None:
    said = prose_of(PAGES[name](client))
    assert len(said.words) > 5
    assert measure_prose(said) == WELL, (said.index, said.pieces)


@pytest.mark.parametrize("name", public_scenes.SCENES | public_scenes.ONCE)
def test_d10_each_page_of_a_form_that_acts_is_written_plainly(name: str) -> None:
    said = prose_of((public_scenes.SCENES | public_scenes.ONCE)[name]().read())
    assert measure_prose(said) == WELL, (said.index, said.pieces)


def test_d10_no_public_text_has_a_long_sentence_in_spanish() -> None:
    """The texts of the catalogue: pages in every state, errors, mails, entries of the calendar, documents."""
    texts = sorted({words for each in public_texts(ROOT) for words in (each.msgid, each.plural)} - {""})
    assert len(texts) > 1000
    assert prose(texts, OFFICIAL).long_sentences == []


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_d10_no_translation_has_a_long_sentence(language: Language) -> None:
    """Bounds in words, in Chinese in signs; what translates a quotation of the official page is as long as that is."""
    current = {each.msgid for each in public_texts(ROOT)}
    messages = [each for each in read_catalogue(ROOT, language) if sources(each)[0] in current]
    assert len(messages) > 1000
    ours = [each for each in messages if not any(map(OFFICIAL.quotes, sentences(sources(each)[0])))]
    long = [part for each in ours for said in translations(each) for part in long_translations(said, language.code)]
    assert long == []


def test_d10_what_is_long_or_hard_is_told() -> None:
    plain = "Lleve su pasaporte y una copia. La oficina abre a las ocho. Si le falta un papel, puede volver otro día."
    hard = "La documentación identificativa correspondiente deberá presentarse obligatoriamente con su reproducción."
    assert prose([plain], OFFICIAL).index > 85
    assert prose([hard], OFFICIAL).index < 40
    assert prose([" ".join(["casa"] * 26)], OFFICIAL).long_sentences == [" ".join(["casa"] * 26)]
    assert prose(["uno dos tres cuatro: " * 9 + "fin"], OFFICIAL).long_sentences == [
        "uno dos tres cuatro: " * 9 + "fin"
    ]
    assert long_translations("casa " * 33, "en") == [("casa " * 33).strip()]
    assert long_translations("家" * 51 + "。" + "家" * 50, "zh_Hans") == ["家" * 51 + "。"]


def test_d10_a_quotation_of_the_official_page_is_not_measured() -> None:
    quoted = (
        "Seleccione el día y la hora; se desplegará una ventana de confirmación, si está de acuerdo dé clic en «Si»."
    )
    assert prose([quoted], OFFICIAL).pieces == ()
    assert prose(["Elija un día de esta semana y una hora libre."], OFFICIAL).pieces != ()


@pytest.mark.parametrize(
    ("word", "syllables"), [("turno", 2), ("código", 3), ("afiliación", 4), ("país", 2), ("ley", 1), ("IESS", 1)]
)
def test_d10_syllables_are_divided_as_in_spanish(word: str, syllables: int) -> None:
    assert count_syllables(word) == syllables
