"""What the project says of itself: the files that newcomers, editors and catalogues read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests import ROOT
from vinculo.rules.shared.languages import Spoken, tag_of

NAMED = re.compile(r"`((?:vinculo|tests|tools|docs|requirements)/[\w/.-]+\.\w+)`")
ADDED = [
    "a paper",
    "a mail",
    "a word of an event, of a mail, of any state",
    "a role",
    "a page",
    "a rule of the queue",
    "a procedure",
]
# The keys that the standard demands, and the words that it allows where it has a list (publiccode.yml 0.4).
DEMANDED = {
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
}
STATUSES = {"concept", "development", "beta", "stable", "obsolete"}
MAINTENANCE = {"internal", "contract", "community", "none"}
WORDS = Path(__file__).with_name("publiccode_words.txt")  # of the standard, as it stood in 2026
DEPRECATED = ("genericName", "authorsFile", "monochromeLogo", "inputTypes", "outputTypes")


def test_contributing_says_of_each_addition_which_files_it_touches_and_they_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    parts = re.split(r"^### ", text, flags=re.MULTILINE)[1:]
    assert [part.splitlines()[0] for part in parts] == ADDED
    named = {part.splitlines()[0]: NAMED.findall(part) for part in parts}
    assert [name for name, files in named.items() if not files] == []
    assert [file for files in named.values() for file in files if not (ROOT / file).is_file()] == []


def test_the_words_of_the_glossary_are_in_the_code() -> None:
    lines = (ROOT / "docs/glossary.md").read_text("utf-8").splitlines()
    words = {word for line in lines if line.startswith("|") for word in re.findall(r"`([^`]+)`", line.split("|")[2])}
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "vinculo").rglob("*.py"))
    assert len(words) > 80
    assert [word for word in words if word.strip("*").rpartition(".")[2] not in code] == []


@pytest.mark.parametrize("name", ["README.md", "docs/architecture.md", "docs/production.md", "docs/running.md"])
def test_the_links_of_the_documents_lead_somewhere(name: str) -> None:
    page = ROOT / name
    links = re.findall(r"\]\((?!https?:|/|#)([^)#\s]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_licence_is_the_one_that_is_named() -> None:
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "EUPL-1.2" in (ROOT / "README.md").read_text("utf-8")


def test_publiccode_has_what_the_standard_demands() -> None:
    said = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
    assert DEMANDED - said.keys() == set()
    assert (said["publiccodeYmlVersion"], said["name"]) == ("0.4", "Vínculo")
    assert said["developmentStatus"] in STATUSES
    assert said["softwareType"] == "standalone/web"
    assert said["legal"]["license"] == "EUPL-1.2"
    assert said["maintenance"]["type"] in MAINTENANCE
    assert said["maintenance"]["contacts"]
    assert said["localisation"]["availableLanguages"] == [tag_of(language) for language in Spoken]
    allowed = dict(line.split(": ") for line in WORDS.read_text("utf-8").splitlines())
    assert set(said["categories"]) - set(allowed["categories"].split()) == set()
    assert set(said["intendedAudience"]["scope"]) - set(allowed["scopes"].split()) == set()
    assert said["intendedAudience"]["countries"] == ["ec"]
    assert [key for key in DEPRECATED if f"{key}:" in (ROOT / "publiccode.yml").read_text("utf-8")] == []
    spanish = said["description"]["es"]
    assert len(spanish["shortDescription"]) <= 150
    assert 150 <= len(spanish["longDescription"]) <= 10_000
    assert spanish["features"]
