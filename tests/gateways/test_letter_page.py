"""The HTML part of a mail, made of its text (D10)."""

from __future__ import annotations

from html.parser import HTMLParser

from vinculo.gateways.letter_page import Picture, render_page, show_picture

CLOSE = "\n\n-- \nInstituto\nayuda@example.com"


class Read(HTMLParser):
    """Reads a page: its elements with their attributes, and the words between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all_of(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(text: str, **more: str) -> str:
    return render_page(text + CLOSE, title="Prueba", language="es", **more)


def test_d10_the_page_declares_its_language_and_is_made_for_light_and_dark() -> None:
    read = Read(render_page("您好" + CLOSE, title="您的预约", language="zh-Hans"))
    assert read.all_of("html") == [{"lang": "zh-Hans", "style": "color-scheme:light dark"}]
    assert {"name": "color-scheme", "content": "light dark"} in read.all_of("meta")
    assert read.words[0] == "您的预约"


def test_d10_what_a_text_says_of_markup_stays_text() -> None:
    read = Read(page("<b>Uno</b> & «dos» <script>alert(1)</script>"))
    assert {tag for tag, _ in read.elements} == {"html", "head", "meta", "title", "body", "div", "p", "br"}
    assert "<b>Uno</b> & «dos» <script>alert(1)</script>" in read.words


def test_d10_a_line_that_names_an_address_becomes_its_link_on_one_line_or_two() -> None:
    for text in ("Ver su turno:\nhttps://a.example/mi-turno/x/", "查看：https://a.example/mi-turno/x/"):
        read = Read(page(text))
        assert [link["href"] for link in read.all_of("a")] == ["https://a.example/mi-turno/x/"]
        assert read.words.count("https://a.example/mi-turno/x/") == 1
        assert {"Ver su turno:", "查看："} & set(read.words)


def test_d10_an_address_within_a_sentence_is_a_link_without_its_full_stop() -> None:
    read = Read(page("Pida otro en https://a.example/turnos/. Es gratuito (https://a.example/b/?c=1&d=2)."))
    assert [link["href"] for link in read.all_of("a")] == ["https://a.example/turnos/", "https://a.example/b/?c=1&d=2"]
    assert "".join(read.words[1:]).startswith(
        "Pida otro en https://a.example/turnos/. Es gratuito (https://a.example/b/"
    )


def test_d10_items_become_a_list_with_what_stands_beneath_them() -> None:
    made = page(
        "Qué debe traer:\n[ ] Pasaporte\n    Original y copia\n[ ] Foto\n\n"
        "- Elija otra hora:\nhttps://a.example/c/\n- Venga"
    )
    assert (made.count("<ul"), made.count("<li>")) == (2, 4)
    assert '<p style="margin:0 0 4px;font-weight:bold">Qué debe traer:</p><ul' in made
    assert '<li>Pasaporte<br><span style="font-size:14px">Original y copia</span></li><li>Foto</li>' in made
    assert [link["href"] for link in Read(made).all_of("a")] == ["https://a.example/c/"]


def test_d10_a_code_and_the_hour_stand_large() -> None:
    made = page(
        "Código:\n\n    123456\n\nDía y hora: lunes 30 de noviembre, 08:30\nLugar: Quito",
        large="lunes 30 de noviembre, 08:30",
    )
    assert 'monospace;letter-spacing:2px">123456</p>' in made
    assert (
        '<strong style="display:block;font-size:20px;font-weight:bold;line-height:1.4">lunes 30 de noviembre, ' in made
    )
    assert '<span style="font-size:32px;white-space:nowrap">08:30</span></strong>' in made


def test_d10_the_picture_stands_after_what_is_large_else_before_the_closing_lines() -> None:
    shown = show_picture(Picture(content=b"", alt='La "T1"'), "qr@a")
    after, at_end = (page("Hora: 08:30\n\nTraiga esto", large=large, picture=shown) for large in ("08:30", "09:00"))
    assert Read(after).all_of("img") == Read(at_end).all_of("img")
    assert [part.index("<img") < part.index("Traiga") for part in (after, at_end)] == [True, False]
    assert at_end.index("<img") < at_end.index("Instituto")
    assert Read(after).all_of("img")[0]["src"] == "cid:qr@a"
    assert Read(after).all_of("img")[0]["alt"] == 'La "T1"'
