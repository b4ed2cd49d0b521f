"""One case for the archive: a bag that holds all that is kept of it, whose digests are right, and an event (0067)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse
from pytest_django import Settings

from tests import cast
from tests.stages import control, desk
from tests.stages.counter import at_the_desk
from vinculo.actions.operations.archive import export_case
from vinculo.actions.shared.parties import IsParty, declare_interest_in_case
from vinculo.actions.shared.restrictions import Restricted
from vinculo.queries.shared.access import NotFoundHere
from vinculo.records.models import Case, Certificate, Event, PaperCopy, PaperRecord, Restriction, Solicitud, Staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def case(tmp_path: Path, settings: Settings) -> Case:
    """Bruno's case, decided, with a scanned passport."""
    settings.COPY_FOLDER = tmp_path / "copies"
    certificate = control.issue_certificate()
    case = Case.objects.select_related("agency").get(solicitudes=certificate.solicitud_id)
    control.scan_paper(PaperRecord.objects.filter(case=case).earliest("pk"))
    return case


def open_package(content: bytes, case: Case) -> dict[str, bytes]:
    """Return the files of a package by their path within the bag, after its digests were compared."""
    with ZipFile(BytesIO(content)) as bag:
        files = {name.removeprefix(f"{case.reference}/"): bag.read(name) for name in bag.namelist()}
    for manifest, tree in (("manifest-sha256.txt", "data/"), ("tagmanifest-sha256.txt", "")):
        lines = [line.split("  ", 1) for line in files[manifest].decode().splitlines()]
        assert {path: digest for digest, path in lines} == {
            path: sha256(content).hexdigest()
            for path, content in files.items()
            if path.startswith("data/") == bool(tree) and not path.startswith("tagmanifest")
        }
    return files


# What opens a link, proves a former value or finds a person in an index.
SECRET = ["token", "token_hash", "link_key", "link_nonce", "link_mask", "value_secret"]
SECRET += ["presenter_key", "names_key", "mailbox"]


def rows(files: dict[str, bytes]) -> dict[str, list[dict[str, Any]]]:
    sets: dict[str, list[dict[str, Any]]] = json.loads(files["data/expediente.json"])["conjuntos"]
    return sets


def test_the_package_holds_rows_papers_copies_and_events_and_its_digests_are_right(case: Case) -> None:
    certificate, copy = Certificate.objects.get(), PaperCopy.objects.get()
    before = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    files = open_package(export_case(case=case, actor=cast.sara(), now=cast.NOW), case)
    code = f"{certificate.code.value}-{certificate.number}"
    assert sorted(path for path in files if path.startswith("data/")) == [
        f"data/certificados/{code}.pdf",
        f"data/copias/{copy.paper_id}-{copy.pk}.jpeg",
        "data/expediente.json",
        "data/sucesos.json",
    ]
    assert files[f"data/certificados/{code}.pdf"].startswith(b"%PDF")
    assert files[f"data/copias/{copy.paper_id}-{copy.pk}.jpeg"].startswith(b"\xff\xd8")
    assert files["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    sets = rows(files)
    assert [row["reference"] for row in sets["caso"]] == [case.reference]
    assert [row["dependent_names"] for row in sets["solicitudes"]] == [Solicitud.objects.get(case=case).dependent_names]
    assert len(sets["documentos presentados"]) == PaperRecord.objects.count()
    assert [row["kind"] for row in sets["decisiones"]] == ["issue"]
    assert [row["value"] for row in sets["códigos"]] == [certificate.code.value]
    assert {row["kind"] for row in sets["correos"]} >= {"code_issued"}
    events = json.loads(files["data/sucesos.json"])
    assert {event["id"] for event in events} - {*before} == {Event.objects.latest("pk").pk}
    assert {"case_opened", "paper_recorded", "code_issued", "copy_added", "data_handed_over"} <= {
        event["act"] for event in events
    }
    assert all(event["hash"] and event["key_id"] for event in events)


def test_nothing_of_another_case_and_no_private_link_is_in_it(case: Case) -> None:
    other = desk.carlos_at_home(None)
    certificate, own = Certificate.objects.get(), Solicitud.objects.get(case=case)
    files = open_package(export_case(case=case, actor=cast.sara(), now=cast.NOW), case)
    content = b"".join(body for path, body in files.items() if path.endswith(".json")).decode()
    assert own.dependent_names in content
    assert case.turno is not None
    for secret in (other.reference, other.dependent_names, certificate.token, own.token, case.turno.token):
        assert secret
        assert secret not in content
    assert '"reference": ' in content
    assert [name for name in SECRET if f'"{name}": ' in content] == []


def test_a_copy_whose_file_is_gone_is_named_and_the_rest_is_there(case: Case, settings: Settings) -> None:
    copy = PaperCopy.objects.get()
    (settings.COPY_FOLDER / copy.name[:2] / copy.name).unlink()
    files = open_package(export_case(case=case, actor=cast.sara(), now=cast.NOW), case)
    assert json.loads(files["data/expediente.json"])["faltan"] == [f"copias/{copy.paper_id}-{copy.pk}.jpeg"]


def test_it_is_written_who_handed_the_case_over(case: Case, tmp_path: Path) -> None:
    export_case(case=case, actor=cast.sara(), now=cast.NOW)
    call_command("export_case", case.reference.lower(), str(tmp_path / "case.zip"))
    assert list(
        Event.objects.filter(act="data_handed_over").values_list("subject", "subject_id", "fields", "actor__username")
    ) == [("case", case.pk, ["archive"], "sara"), ("case", case.pk, ["archive"], None)]
    assert (tmp_path / "case.zip").stat().st_mode & 0o777 == 0o600
    open_package((tmp_path / "case.zip").read_bytes(), case)
    with pytest.raises(CommandError, match="ya existe"):
        call_command("export_case", case.reference, str(tmp_path / "case.zip"))
    with pytest.raises(CommandError, match="No hay ningún caso"):
        call_command("export_case", "C-NADA", str(tmp_path / "other.zip"))


def test_only_the_supervisor_of_the_case_gets_it_and_never_a_party_or_what_is_restricted(case: Case) -> None:
    elsewhere = cast.agency("CAU Guayaquil", "Guayas", "09")
    stranger = Staff.objects.create_user("berta", first_name="Berta", role="supervisor", agency=elsewhere)
    for nobody in (cast.olga(), cast.alicia(), stranger):
        with pytest.raises(NotFoundHere):
            export_case(case=case, actor=nobody, now=cast.NOW)
    party = control.rosa()
    declare_interest_in_case(case=case, reason="Es mi hermana.", actor=party, now=cast.NOW)
    with pytest.raises(IsParty):
        export_case(case=case, actor=party, now=cast.NOW)
    Restriction.objects.create(affiliate=case.affiliate, reason="x", placed_by=cast.diana(), placed_at=cast.NOW)
    with pytest.raises(Restricted):
        export_case(case=case, actor=cast.sara(), now=cast.NOW)
    assert Event.objects.filter(act="data_handed_over").count() == 0


def test_the_button_of_the_case_gives_the_package_and_a_head_writes_nothing(case: Case) -> None:
    browser, here = at_the_desk(cast.sara()), reverse("supervision:archive", args=[case.reference])
    shown = browser.get(reverse("supervision:reverse_case", args=[case.reference])).content.decode()
    assert f'href="{here}"' in shown
    assert browser.head(here).status_code == 200
    assert Event.objects.filter(act="data_handed_over").count() == 0
    answer = browser.get(here)
    assert answer["Content-Disposition"] == f'attachment; filename="{case.reference}.zip"'
    assert rows(open_package(answer.content, case))["caso"][0]["reference"] == case.reference
    assert Event.objects.filter(act="data_handed_over").count() == 1
