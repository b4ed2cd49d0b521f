"""The catalogues of the languages: what is extracted, compiled and checked (D10)."""

from __future__ import annotations

import gettext
import io
import os
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests import ROOT
from tools.translation import catalogues, checking, sources
from tools.translation.checking import Excused, message_faults, read_exceptions, source_faults, unmatched_texts
from tools.translation.literals import module_faults, template_faults
from tools.translation.terms import read_terms
from vinculo.config.management.commands.compile_languages import compile_catalogues

TERMS = read_terms(ROOT)
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Elija"\nmsgstr "{}"\n'
LABELS = {"Siguiente": "Next", "Ver la respuesta": "See the answer (respuesta)"}


def rules(
    spanish: str | tuple[str, str], translated: str | list[str], language: str = "en", flags: str = ""
) -> list[str]:
    message = Message(spanish, tuple(translated) if isinstance(translated, list) else translated, flags=[flags])
    return [rule for rule, _fault in message_faults(message, language, LABELS, TERMS)]


@pytest.mark.parametrize(
    ("spanish", "translated", "expected"),
    [
        ("Elija el día", "Choose the day", []),
        ("Elija el día", "", ["missing"]),
        ("Elija el día", "Elija el día", ["unchanged"]),
        ("%(low)s – %(high)s", "%(low)s – %(high)s", []),  # nothing to translate
        ("Pase a %(counter)s", "Go to %(counter)s", []),
        ("Pase a %(counter)s", "Go there", ["placeholder"]),
        ("Pase a %(counter)s", "Go to %(counter)s, %(hour)s", ["placeholder"]),
        ("Lea <strong>esto</strong>", "Read <strong>this</strong>", []),
        ("Lea <strong>esto</strong>", "Read <b>this</b>", ["placeholder", "placeholder"]),
        ('<a href="%(x)s">Ver</a>', '<a href="/en/%(x)s">See</a>', ["placeholder", "placeholder"]),
        ("Ver y oír", "See & hear", ["placeholder"]),
        ("Hola.\n", "Hello.", ["placeholder"]),
    ],
)
def test_d10_a_translation_that_is_missing_unchanged_or_of_another_shape_is_found(
    spanish: str, translated: str, expected: list[str]
) -> None:
    assert rules(spanish, translated) == expected


def test_d10_a_doubtful_translation_is_found() -> None:
    assert rules("Elija el día", "Choose the day", flags="fuzzy") == ["fuzzy"]


@pytest.mark.parametrize(
    ("translated", "expected"),
    [
        (["%(n)s person", "%(n)s people"], []),
        (["one person", "%(n)s people"], ["placeholder"]),
        (["%(n)s person", ""], ["missing"]),
    ],
)
def test_d10_each_plural_form_is_checked(translated: list[str], expected: list[str]) -> None:
    assert rules(("%(n)s persona", "%(n)s personas"), translated) == expected


@pytest.mark.parametrize(
    ("language", "spanish", "translated", "expected"),
    [
        ("en", "Falta la sumilla.", "Missing: the endorsement (sumilla).", []),
        ("en", "Falta la sumilla.", "Missing: the stamp.", ["term:sumilla / sumillar / sumillado"]),
        ("en", "Falta la sumilla.", "Missing: the endorsement on the visa.", ["trap"]),
        ("pt_BR", "Lleve el pasaporte.", "Leve o passaporte.", []),
        ("pt_BR", "Lleve el pasaporte.", "Leve o documento.", ["term:pasaporte"]),
        ("fr", "10 días hábiles", "10 jours ouvrés", []),
        ("fr", "10 días hábiles", "10 jours ouvrables", ["trap"]),
        ("zh_Hans", "una copia simple", "一份普通复印件", []),
        ("zh_Hans", "el acta notarial de unión de hecho", "事实结合公证书", []),
        ("zh_Hans", "la unión de hecho", "事实婚姻", ["term:unión de hecho", "trap"]),
        ("ht", "su pasaporte", "paspò ou", []),
        ("ht", "su pasaporte", "papye ou", ["term:pasaporte"]),
        ("en", "el asunto Verificar IESS turno online", "the subject Verificar IESS turno online", []),  # prescribed
    ],
)
def test_d10_a_term_said_otherwise_and_a_word_that_leads_astray_are_found(
    language: str, spanish: str, translated: str, expected: list[str]
) -> None:
    assert rules(spanish, translated, language) == expected


def test_d10_a_longer_term_is_not_asked_for_its_parts() -> None:
    said = "a notarial deed of de facto union (acta notarial de unión de hecho)"
    assert rules("un acta notarial de unión de hecho", said) == []


@pytest.mark.parametrize(("translated", "expected"), [("Press “Next”.", []), ("Press “Continue”.", ["label"])])
def test_d10_a_quoted_label_is_the_one_of_the_button(translated: str, expected: list[str]) -> None:
    assert rules("Presione «Siguiente».", translated) == expected


def test_d10_a_quoted_label_may_leave_out_its_bracket() -> None:
    assert rules("Vuelva desde «Ver la respuesta».", "Go back from “See the answer”.") == []


@pytest.mark.parametrize(
    ("language", "translated", "expected"),
    [
        ("fr", "Où ?", ["signs"]),
        ("fr", "Où\u00a0?", []),
        ("fr", "« oui »", ["signs"]),
        ("fr", "08:30", []),
        ("zh_Hans", "请选择,然后继续", ["signs"]),
        ("zh_Hans", "请选择，然后继续", []),
        ("zh_Hans", "08:30 (IESS)", []),
        ("ht", "chwazi jou a", []),
        ("ht", "chwazi jou-a", ["signs"]),
        ("ht", "nationalité ou", ["signs"]),
        ("ht", "demann lan", []),
        ("ht", "biwo a (Asesoría Jurídica)", []),  # Spanish in brackets
    ],
)
def test_d10_signs_that_a_language_writes_otherwise_are_found(
    language: str, translated: str, expected: list[str]
) -> None:
    assert rules("¿Cuándo y cómo?", translated, language) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('{% load i18n %}<p>{% translate "Elija" %}</p>', []),
        ("<p>Elija el día</p>", ["not translated: Elija el día"]),
        ('<img alt="Una foto">', ["not translated: Una foto"]),
        ('<p lang="es">Ley de Seguridad Social</p>', []),
        ("<p>IESS · PDF</p>", []),
        ("{# Solo una nota #}<p></p>", []),
        ('<p>{% translate "Horas del" %} {{ day }}</p>', ["glued: 'Horas del' and '{{ day }}'"]),
        ('<p>{{ n }} {% translate "minutos" %}</p>', ["glued: '{{ n }}' and 'minutos'"]),
        ('<p>{% translate "Lea esto." %} {% translate "Y esto." %}</p>', []),
        ('<p>{% translate "Motivo:" %} {{ reason }}</p>', []),
        ('<p>{% translate "Vea" %} <strong>{% translate "la lista" %}</strong></p>', ["glued: 'Vea' and 'la lista'"]),
        ('{% if a %}{% translate "Antes" %}{% else %}{% translate "Ahora" %}{% endif %}', []),
        ("<p>{% blocktranslate %}Horas del {{ day }}{% endblocktranslate %}</p>", []),
    ],
)
def test_d10_spanish_outside_gettext_and_glued_sentences_of_a_template_are_found(
    template: str, expected: list[str]
) -> None:
    assert [fault for _line, fault in template_faults(template)] == expected


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ('x = _("Elija el día")', []),
        ('x = "Elija el día"', ["not translated: Elija el día"]),
        ('"""Elija el día"""', []),
        ('x = "%Y-%m-%d"', []),
        ('x = _("Hoy a las") + hour', ["glued: a translation and something beside it"]),
        ("x = f\"{_('Hoy')} {hour}\"", ["glued: a translation and something beside it"]),
        ('x = _("Hoy a las %(hour)s") % {"hour": hour}', []),
        ('Requirement(source_line="Hijos menores de 18 años de edad")', []),
    ],
)
def test_d10_spanish_outside_gettext_and_glued_sentences_of_a_module_are_found(
    module: str, expected: list[str]
) -> None:
    assert [fault for _line, fault in module_faults(module)] == expected


def test_d10_a_fault_names_its_file_and_line(tmp_path: Path) -> None:
    page = tmp_path / "vinculo/web/templates/public/page.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>\n\n  Elija el día</p>")
    module = tmp_path / "vinculo/web/public/forms.py"
    module.parent.mkdir(parents=True)
    module.write_text('\nx = "Elija el día"\n')
    assert list(source_faults(tmp_path)) == [
        "vinculo/web/templates/public/page.html:3: not translated: Elija el día",
        "vinculo/web/public/forms.py:2: not translated: Elija el día",
    ]


def test_d10_of_a_shared_table_only_the_public_names_are_taken() -> None:
    module = 'LINKS = {"child": mark("Hija o hijo")}\nROLES = {"x": mark("Supervisor")}\n'
    taken = sources.module_texts(module, "labels.py", frozenset({"LINKS"}))
    assert [(text.msgid, text.hint, text.line) for text in taken] == [("Hija o hijo", "LINKS", 1)]


def test_d10_contexts_and_plurals_are_extracted() -> None:
    template = (
        '{% load i18n %}{% translate "Vigente" context "documento" %}'
        "{% blocktranslate count n=n %}{{ n }} día{% plural %}{{ n }} días{% endblocktranslate %}"
    )
    texts = [(text.context, text.msgid, text.plural) for text in sources.template_texts(template, "page.html")]
    assert texts == [("documento", "Vigente", ""), ("", "%(n)s día", "%(n)s días")]


def test_d10_what_a_catalogue_does_not_have_or_has_no_longer_is_named_with_its_place() -> None:
    text = sources.Text(msgid="Elija", plural="", context="", path="vinculo/web/public/x.py", line=7)
    catalogue = read_po(io.StringIO('msgid "Elija"\nmsgstr ""\n\nmsgid "Vaya"\nmsgstr ""\n'))
    assert list(unmatched_texts(Catalog(), [text], Path("fr.po"))) == [
        "vinculo/web/public/x.py:7: not in fr.po, run tools/catalogues.py extract: «Elija»"
    ]
    assert list(unmatched_texts(catalogue, [text], Path("fr.po"))) == [
        "fr.po:4: no longer in the program, run tools/catalogues.py extract: «Vaya»"
    ]


def test_d10_bringing_a_catalogue_up_to_date_keeps_what_is_translated(tmp_path: Path) -> None:
    french = next(language for language in catalogues.LANGUAGES if language.code == "fr")

    def texts(*words: str) -> Catalog:
        return catalogues.template_of(sources.Text(word, "", "", "x.py", 1) for word in words)

    made = catalogues.update_catalogue(tmp_path, french, texts("Elija", "Vaya"))
    made.get("Elija").string = "Choisissez"  # type: ignore[union-attr]
    catalogues.write_catalogue(tmp_path, french, made)
    catalogues.write_catalogue(tmp_path, french, catalogues.update_catalogue(tmp_path, french, texts("Elija", "Lea")))
    after = catalogues.read_catalogue(tmp_path, french)
    assert [(message.id, message.string) for message in after if message.id] == [("Elija", "Choisissez"), ("Lea", "")]
    assert "Vaya" not in catalogues.catalogue_file(tmp_path, french).read_text(encoding="utf-8")


def small_project(folder: Path) -> Path:
    """Write a project of one public page, with a catalogue in French that does not translate it."""
    files = {
        "vinculo/web/templates/public/page.html": '{% load i18n %}\n<p>{% translate "Elija" %}</p>\n',
        "vinculo/web/locale/terms.csv": "es,en,pt_BR,fr,zh_Hans,ht\n",
        checking.EXCEPTIONS: "language,rule,msgid,reason\n",
        "vinculo/web/locale/fr/LC_MESSAGES/django.po": PO.format(""),
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_d10_only_a_language_that_is_declared_complete_can_fail_the_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path)
    monkeypatch.setattr(sources, "DATA", ())
    monkeypatch.setattr(checking, "COMPLETE", frozenset())
    assert list(checking.faults(project)) == []
    monkeypatch.setattr(checking, "COMPLETE", frozenset({"fr"}))
    where = "(vinculo/web/templates/public/page.html:2)"
    assert list(checking.faults(project)) == [
        f"vinculo/web/locale/fr/LC_MESSAGES/django.po:4: no translation [missing] in «Elija» {where}"
    ]


def test_d10_an_exception_without_a_reason_is_refused(tmp_path: Path) -> None:
    file = tmp_path / checking.EXCEPTIONS
    file.parent.mkdir(parents=True)
    file.write_text("language,rule,msgid,reason\n*,unchanged,Vínculo,\n")
    with pytest.raises(ValueError, match="without a reason"):
        read_exceptions(tmp_path)


def test_d10_an_exception_holds_for_its_language_rule_and_text_alone() -> None:
    excused = Excused(frozenset({("pt_BR", "unchanged", "Celular"), ("*", "unchanged", "Vínculo")}))
    asked = [("pt_BR", "unchanged", "Celular"), ("fr", "unchanged", "Celular"), ("fr", "unchanged", "Vínculo")]
    assert [excused.covers(*each) for each in asked] == [True, False, True]
    assert not excused.covers("pt_BR", "signs", "Celular")


def test_d10_a_changed_catalogue_is_compiled_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    source = tmp_path / "web/locale/fr/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO.format("Choisissez"), encoding="utf-8")
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    assert compile_catalogues(tmp_path) == []
    source.write_text(PO.format("Sélectionnez"), encoding="utf-8")
    later = source.with_suffix(".mo").stat().st_mtime + 1
    os.utime(source, (later, later))
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Elija") == "Sélectionnez"


def test_d10_what_is_compiled_leaves_out_what_has_no_translation(tmp_path: Path) -> None:
    source = tmp_path / "web/locale/fr/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO.format(""), encoding="utf-8")
    (compiled,) = compile_catalogues(tmp_path)
    assert gettext.GNUTranslations(io.BytesIO(compiled.read_bytes())).gettext("Elija") == "Elija"
    assert read_po(io.StringIO(PO.format(""))).get("Elija") is not None
