"""Copies at the desk: added with the paper or after it, shown so that nothing in them can act (D35)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.gateways.test_scans import pdf
from tests.stages import control, desk
from tests.stages.counter import at_the_desk, version_in
from tests.web.shared.reading import by_id, by_tag, page, text
from vinculo.records.models import Event, PaperCopy, PaperRecord, Solicitud

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """A folder of copies of its own."""
    settings.COPY_FOLDER = tmp_path / "copies"
    return tmp_path / "copies"


def ready() -> tuple[PaperRecord, Solicitud]:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    PaperRecord.objects.filter(kind="birth").update(copy="scan")
    return PaperRecord.objects.get(kind="birth"), bruno


def of(paper: PaperRecord) -> str:
    return reverse("desk:copies", args=[paper.case.reference, paper.pk])


def fields_of_scan(content: bytes, name: str = "copia.jpg", kind: str = "image/jpeg") -> dict[str, Any]:
    return {"scan_file": SimpleUploadedFile(name, content, kind)}


def test_d35_a_paper_without_its_copy_says_so_and_leads_to_the_page_that_takes_it() -> None:
    paper, _bruno = ready()
    client = at_the_desk()
    where = reverse("desk:case", args=[paper.case.reference])
    before = client.get(where).content.decode()
    assert ("falta subir la copia" in before, f'href="{of(paper)}"' in before) == (True, True)
    answer = client.post(of(paper), fields_of_scan(control.picture()), follow=True)
    assert "La copia quedó guardada." in text(page(answer))
    copy = PaperCopy.objects.get()
    after = client.get(where).content.decode()
    assert ("falta subir la copia" in after, f'href="/confirmaciones/copia/{copy.pk}/"' in after) == (False, True)


@pytest.mark.parametrize(
    ("content", "name", "kind", "told"),
    [
        (b"<script>alert(1)</script>", "copia.jpg", "image/jpeg", "no es una imagen ni un PDF"),
        (b"MZ\x90\x00" * 50, "copia.pdf", "application/pdf", "no es una imagen ni un PDF"),
        (b"", "copia.jpg", "image/jpeg", "está vacío"),
        (b"%PDF-1.7 nada", "copia.pdf", "application/pdf", "dañado o incompleto"),
        (pdf(21), "copia.pdf", "application/pdf", "demasiadas páginas: como mucho 20"),
        (pdf(password="x"), "copia.pdf", "application/pdf", "tiene contraseña"),
    ],
)
def test_d35_a_wrong_file_is_refused_beside_its_field_and_nothing_is_kept(
    folder: Path, content: bytes, name: str, kind: str, told: str
) -> None:
    paper, _bruno = ready()
    answer = at_the_desk().post(of(paper), fields_of_scan(content, name, kind))
    assert answer.status_code == 422
    assert told in text(page(answer))
    assert (PaperCopy.objects.count(), folder.exists()) == (0, False)


def test_d35_a_file_that_is_too_large_is_not_read(settings: Any) -> None:
    settings.COPY_MOST_BYTES = 1000
    paper, _bruno = ready()
    answer = at_the_desk().post(of(paper), fields_of_scan(control.picture(900, 900)))
    assert "pesa demasiado" in text(page(answer))


@pytest.mark.parametrize("name", ["cop\x00ia.jpg", "../../../etc/passwd", "C:\\copia.jpg", "x" * 300 + ".jpg", ".jpg"])
def test_d35_the_name_of_the_file_is_nowhere(folder: Path, name: str) -> None:
    paper, _bruno = ready()
    boundary = "grenze"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="scan_file"; filename="{name}"\r\n'
    body = head.encode() + b"Content-Type: image/jpeg\r\n\r\n" + control.picture() + f"\r\n--{boundary}--\r\n".encode()
    answer = at_the_desk().post(of(paper), body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code in {302, 422}
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [
        each.name for each in PaperCopy.objects.all()
    ]


def test_d35_a_copy_is_sent_so_that_nothing_in_it_acts_and_each_view_is_an_event() -> None:
    paper, _bruno = ready()
    copy = control.scan_paper(paper)
    client = at_the_desk()
    answer = client.get(reverse("agreements:copy", args=[copy.pk]))
    assert (answer["Content-Type"], answer.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert answer["Content-Disposition"] == f'inline; filename="copia-{copy.pk}.jpg"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    policy = answer["Content-Security-Policy"]
    assert ("sandbox" in policy, "default-src 'none'" in policy, "script-src" in policy) == (True, True, False)
    assert Event.objects.filter(act="copy_read", subject_id=copy.pk).count() == 1
    as_pdf = control.scan_paper(paper, pdf(2))
    answer = client.get(reverse("agreements:copy", args=[as_pdf.pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="copia-{as_pdf.pk}.pdf"'


def test_d35_a_copy_that_is_lost_says_what_to_do(folder: Path) -> None:
    paper, _bruno = ready()
    copy = control.scan_paper(paper)
    (folder / copy.name[:2] / copy.name).unlink()
    answer = at_the_desk().get(reverse("agreements:copy", args=[copy.pk]))
    assert (answer.status_code, "Avise a quien administra" in text(page(answer))) == (503, True)
    supervised = at_the_desk(cast.sara()).get(reverse("agreements:copy", args=[copy.pk]))
    ways = {"desk:case": answer, "supervision:reverse_case": supervised}
    for door, shown in ways.items():
        back = [each.get("href") for each in by_tag(by_id(page(shown), "contenido"), "a")]
        assert back == [reverse(door, args=[paper.case.reference])]


def test_d35_a_copy_is_taken_back_in_a_second_step_that_says_what_goes() -> None:
    paper, _bruno = ready()
    copy = control.scan_paper(paper)
    where = reverse("desk:remove_copy", args=[paper.case.reference, paper.pk, copy.pk])
    client = at_the_desk()
    listed = page(client.get(of(paper)))
    assert where in [each.get("href") for each in by_tag(listed, "a")]
    assert where not in [each.get("action") for each in by_tag(listed, "form")]
    asked = page(client.get(where))
    assert "El archivo se borra y no se puede recuperar." in text(asked)
    assert [each.get("href") for each in by_tag(by_id(asked, "contenido"), "a")] == [of(paper), of(paper)]
    copy.refresh_from_db()
    assert copy.removed_at is None
    client.post(where)
    again = client.get(where, follow=True)
    assert again.redirect_chain == [(of(paper), 302)]
    assert "Esa copia ya no se puede quitar" in text(page(again))


def test_d35_an_own_copy_is_taken_back_before_the_decision_and_twice_is_once() -> None:
    paper, _bruno = ready()
    copy = control.scan_paper(paper)
    client = at_the_desk()
    where = reverse("desk:remove_copy", args=[paper.case.reference, paper.pk, copy.pk])
    for _click in range(2):
        assert client.post(where)["Location"] == of(paper)
    assert Event.objects.filter(act="copy_removed").count() == 1
    assert client.get(reverse("agreements:copy", args=[copy.pk])).status_code == 404


def recording(client: Client, **values: Any) -> Any:
    """Record Bruno's certificate of birth as the form has it."""
    case, bruno = desk.case_of_bruno()
    where = reverse("desk:record", args=[case.reference, bruno.reference, "birth"])
    shown = client.get(reverse("desk:case", args=[case.reference]) + f"?paso=birth&de={bruno.reference}")
    typed = {
        "version": version_in(shown.content.decode(), where),
        "issuing_authority": "Notaría Primera de Cali",
        "country": "COL",
        "executed_by": "authority",
        "issued_on": "03/02/2020",
        "language": "es",
        "formality": "apostille",
        "names_affiliate": "si",
        "names_dependent": "si",
        "seen": "scan",
    }
    return client.post(where, typed | values)


def test_d35_the_copy_is_added_with_the_paper() -> None:
    answer = recording(at_the_desk(), **fields_of_scan(control.picture()))
    assert answer.status_code == 302, text(page(answer))
    assert PaperCopy.objects.get().paper == PaperRecord.objects.get(kind="birth")


def test_d35_a_wrong_file_with_the_paper_loses_nothing_that_was_typed() -> None:
    answer = recording(at_the_desk(), **fields_of_scan(b"hola"))
    assert answer.status_code == 422
    assert "no es una imagen ni un PDF" in text(page(answer))
    assert 'value="Notaría Primera de Cali"' in answer.content.decode()
    assert not PaperRecord.objects.exists()


def test_d35_a_file_beside_a_paper_copy_asks_which_it_is() -> None:
    answer = recording(at_the_desk(), seen="paper", **fields_of_scan(control.picture()))
    assert "elija arriba «copia escaneada aquí»" in text(page(answer))


def test_d35_the_supervisor_of_a_sample_sees_the_copy() -> None:
    sample = control.draw_sample()
    copy = control.scan_paper(PaperRecord.objects.get(kind="birth"))
    client = at_the_desk(cast.sara())
    where = reverse("agreements:copy", args=[copy.pk])
    assert f'href="{where}"' in client.get(reverse("supervision:sample", args=[sample.pk])).content.decode()
    assert client.get(where).status_code == 200


@pytest.mark.parametrize("kind", ["birth", "dependent_passport"])
def test_d37_the_file_stands_once_behind_the_button_out_of_the_way_of_the_keys(kind: str) -> None:
    case, bruno = desk.case_of_bruno()
    where = reverse("desk:case", args=[case.reference]) + f"?paso={kind}&de={bruno.reference}"
    shown = at_the_desk().get(where).content.decode()
    assert shown.count('name="scan_file"') == 1
    assert shown.index("data-primary") < shown.index('name="scan_file"')
