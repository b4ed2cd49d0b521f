"""The registry is filled from a file: every line right, or nothing (D6)."""

from __future__ import annotations

import tracemalloc
from datetime import date, timedelta
from io import StringIO
from itertools import islice
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests import cast
from vinculo.actions.operations import affiliates
from vinculo.actions.operations.affiliate_file import UnreadableFile
from vinculo.actions.operations.affiliates import ImportRefused, check_affiliates, import_affiliates, import_in_steps
from vinculo.actions.shared.affiliates import Report
from vinculo.records.models import Affiliate, Code, Event, IdDocument, Person
from vinculo.rules.cases.codes import is_own_code
from vinculo.rules.cases.likeness import prepared_keys

pytestmark = pytest.mark.django_db
HEADER = "codigo;nombres;nacionalidad;fecha_nacimiento;correo;celular;activo;pasaporte;pais_pasaporte;pasaporte_vence"
ANA = "EXT1002003;Ana María Restrepo Gómez;COL;1990-05-20;ana@example.org;+593 991002003;sí;AN123456;COL;2030-01-01"
THAO = "EXT3004005;Nguyễn Thị Phương Thảo;Vietnam;03/11/1987;;;1;C7788990;;30/06/2033"


def write_file(folder: Path, *lines: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path = folder / "afiliados.csv"
    path.write_text("\n".join([header, *lines, ""]), encoding=encoding)
    return path


def list_refused_lines(path: Path) -> list[tuple[int, str]]:
    """Return the lines that were not taken, after showing that nothing was written."""
    before = Affiliate.objects.count(), IdDocument.objects.count(), Event.objects.count()
    with pytest.raises(ImportRefused) as caught:
        import_affiliates(path=path, now=cast.NOW)
    assert (Affiliate.objects.count(), IdDocument.objects.count(), Event.objects.count()) == before
    return [(error.line, error.reason) for error in caught.value.report.errors]


def test_d6_an_import_fills_the_registry(tmp_path: Path) -> None:
    report = import_affiliates(path=write_file(tmp_path, ANA, THAO), now=cast.NOW)
    assert report == Report(added=2, documents=2)
    thao = Affiliate.objects.get(code="EXT3004005")
    assert (thao.names, thao.names_key) == ("Nguyễn Thị Phương Thảo", "NGUYEN THI PHUONG THAO")
    assert (thao.nationality, thao.birth_date, thao.active) == ("VNM", date(1987, 11, 3), True)
    passport = thao.documents.get()
    assert (passport.kind, passport.number, passport.country) == ("passport", "C7788990", "VNM")
    assert passport.valid_until == date(2033, 6, 30)
    assert list(Event.objects.values_list("act", "actor_kind", "fields")) == [("affiliates_imported", "system", [])]


def test_d6_a_second_import_changes_nothing(tmp_path: Path) -> None:
    path = write_file(tmp_path, ANA, THAO)
    import_affiliates(path=path, now=cast.NOW)
    later = cast.NOW + timedelta(days=1)
    assert import_affiliates(path=path, now=later) == Report(unchanged=2)
    assert import_affiliates(path=path, now=later, partial=True) == Report(unchanged=2)
    assert set(Affiliate.objects.values_list("updated_at", flat=True)) == {cast.NOW}
    assert Event.objects.count() == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [";", ","])
def test_both_delimiters_and_the_byte_order_mark_are_read(tmp_path: Path, delimiter: str, encoding: str) -> None:
    lines = [line.replace(";", delimiter) for line in (HEADER.replace("codigo", "Código"), ANA, THAO)]
    path = write_file(tmp_path, *lines[1:], header=lines[0], encoding=encoding)
    assert import_affiliates(path=path, now=cast.NOW) == Report(added=2, documents=2)


IDENTIFIED = "codigo;nombres;cedula;sexo"


def test_d21_cedula_and_sex_are_optional_columns(tmp_path: Path) -> None:
    lines = (f"EXT1;Ana;{cast.PEDRO_CEDULA};F", "EXT2;Luis;;masculino", "EXT3;Sam;;", "EXT4;Alex;;x")
    assert import_affiliates(path=write_file(tmp_path, *lines, header=IDENTIFIED), now=cast.NOW).added == 4
    rows = Affiliate.objects.order_by("code").values_list("cedula", "sex")
    assert list(rows) == [(cast.PEDRO_CEDULA, "F"), (None, "M"), (None, ""), (None, "X")]


def test_a_first_zero_that_a_spreadsheet_dropped_is_restored_with_a_warning(tmp_path: Path) -> None:
    report = import_affiliates(path=write_file(tmp_path, "EXT1;Ana;102345618;F", header=IDENTIFIED), now=cast.NOW)
    assert [(each.line, each.reason) for each in report.warnings] == [
        (2, "A la cédula le falta el cero inicial; se toma como 0102345618.")
    ]
    assert Affiliate.objects.get().cedula == "0102345618"


def test_d21_a_cedula_is_of_one_affiliate(tmp_path: Path) -> None:
    cast.ana(cedula=cast.PEDRO_CEDULA)
    other = f"EXT9;Eva;{cast.PEDRO_CEDULA};F"
    assert list_refused_lines(write_file(tmp_path, other, header=IDENTIFIED)) == [
        (2, f"La cédula {cast.PEDRO_CEDULA} consta con otro código.")
    ]
    twice = ("EXT8;Eva;0102345618;F", "EXT9;Eva;0102345618;F")
    assert list_refused_lines(write_file(tmp_path, *twice, header=IDENTIFIED)) == [
        (3, "La cédula 0102345618 ya consta en la línea 2.")
    ]


def test_d6_an_import_says_when_each_affiliate_was_told_of(tmp_path: Path) -> None:
    later = cast.NOW + timedelta(days=1)
    import_affiliates(path=write_file(tmp_path, ANA, THAO), now=cast.NOW)
    import_affiliates(path=write_file(tmp_path, ANA), now=later)
    assert list(Affiliate.objects.order_by("code").values_list("synchronised_at", flat=True)) == [later, cast.NOW]


def test_d32_each_affiliate_of_a_file_has_a_secret_of_their_own(tmp_path: Path) -> None:
    import_affiliates(path=write_file(tmp_path, ANA, THAO), now=cast.NOW)
    assert len(set(Affiliate.objects.exclude(value_secret=None).values_list("value_secret", flat=True))) == 2


def test_a_new_line_is_written_as_the_models_would_write_it(tmp_path: Path) -> None:
    """The plain statement of the import knows no defaults of the model but those it is given."""
    import_affiliates(path=write_file(tmp_path, "EXT1;Ana", header="codigo;nombres"), now=cast.NOW)
    row = Affiliate.objects.get()
    by_model = Affiliate(
        code="EXT1", names="Ana", updated_at=cast.NOW, synchronised_at=cast.NOW, **prepared_keys("Ana")
    )
    drawn = {"value_secret"}  # for each row
    every = [field.attname for field in Affiliate._meta.concrete_fields if not field.primary_key]
    fields = [name for name in every if name not in drawn]
    assert {name: getattr(row, name) for name in fields} == {name: getattr(by_model, name) for name in fields}


def test_a_new_passport_is_added_and_the_old_one_stays(tmp_path: Path) -> None:
    import_affiliates(path=write_file(tmp_path, ANA), now=cast.NOW)
    renewed = ANA.replace("AN123456", "AX-999").replace("2030-01-01", "2036-01-01")
    later = cast.NOW + timedelta(days=1)
    assert import_affiliates(path=write_file(tmp_path, renewed), now=later) == Report(changed=1, documents=1)
    history = IdDocument.objects.values_list("number", "number_key", "valid_until")
    assert list(history) == [("AX-999", "AX999", date(2036, 1, 1)), ("AN123456", "AN123456", date(2030, 1, 1))]
    assert Event.objects.filter(act="affiliate_updated").values_list("fields", flat=True)[0] == ["documents"]


def test_what_the_file_changes_is_changed_and_columns_it_lacks_are_left(tmp_path: Path) -> None:
    import_affiliates(path=write_file(tmp_path, ANA), now=cast.NOW)
    path = write_file(tmp_path, "ext 1002003;Ana Restrepo;no", header="codigo;nombres;activo")
    assert import_affiliates(path=path, now=cast.NOW) == Report(changed=1)
    ana = Affiliate.objects.get()
    assert (ana.names, ana.names_key, ana.active) == ("Ana Restrepo", "ANA RESTREPO", False)
    assert (ana.email, ana.nationality, ana.documents.count()) == ("ana@example.org", "COL", 1)
    assert Event.objects.get(act="affiliate_updated").fields == ["names", "active"]


def test_a_corrected_expiry_is_kept(tmp_path: Path) -> None:
    import_affiliates(path=write_file(tmp_path, ANA), now=cast.NOW)
    path = write_file(tmp_path, ANA.replace("2030-01-01", "2031-01-01"))
    assert import_affiliates(path=path, now=cast.NOW) == Report(changed=1)
    assert IdDocument.objects.get().valid_until == date(2031, 1, 1)


def issue_code(value: str) -> None:
    bruno = Person.objects.create(
        names="Bruno", names_key="BRUNO", birth_date=cast.BRUNO_BIRTH, nationality="COL", created_at=cast.NOW
    )
    Code.objects.create(value=value, person=bruno, issued_at=cast.NOW)


def test_d11_import_refuses_a_code_we_issued(tmp_path: Path) -> None:
    issue_code("9123456780")
    path = write_file(tmp_path, THAO, ANA.replace("EXT1002003", "912 345 678-0"))
    assert list_refused_lines(path) == [(3, "El código 9123456780 fue emitido por este sistema para un dependiente.")]


def test_d11_a_code_issued_while_the_file_was_being_checked_is_refused_too(tmp_path: Path) -> None:
    """The file is read twice; what happens between leaves nothing half written."""
    path = write_file(tmp_path, THAO, ANA.replace("EXT1002003", "9123456780"))
    passes: list[int] = []

    def progress(lines: int) -> None:
        if not passes:
            issue_code("9123456780")
        passes.append(lines)

    with pytest.raises(ImportRefused) as caught:
        import_affiliates(path=path, now=cast.NOW, progress=progress)
    assert [error.line for error in caught.value.report.errors] == [3]
    assert (passes, Affiliate.objects.count()) == ([2, 2], 0)


def test_d11_a_code_of_our_form_that_nobody_has_is_taken_with_a_warning(tmp_path: Path) -> None:
    """An affiliate's code is opaque: no checksum of ours refuses it; the form alone is no collision."""
    own = next(code for number in range(10) if is_own_code(code := f"900000000{number}"))
    report = import_affiliates(path=write_file(tmp_path, ANA.replace("EXT1002003", own)), now=cast.NOW)
    assert (report.added, [warning.line for warning in report.warnings]) == (1, [2])
    assert import_affiliates(path=write_file(tmp_path, ANA.replace("EXT1002003", own)), now=cast.NOW).warnings == []


CODE_FORM = "El código de identificación para extranjero tiene entre 4 y 20 letras o números."
NO_DATE = "La fecha «%s» no se entiende: escríbala como 2026-11-30 o 30/11/2026."
ABBREVIATED = "«%s» es un número que la hoja de cálculo abrevió: dé a la columna el formato de texto."
NO_COUNTRY = "«%s» no es un país ni otro emisor de documentos de viaje. Revise cómo consta en el documento."
BAD = [
    ("codigo", "EXT1002003", "", "Escriba el número."),
    ("codigo", "EXT1002003", "AB1", CODE_FORM),
    ("codigo", "EXT1002003", "E" * 21, CODE_FORM),
    ("codigo", "EXT1002003", "E" * 65, "El número es demasiado largo. Escríbalo tal como consta en el documento."),
    ("codigo", "EXT1002003", "<b>1234", "Escriba solo letras sin tilde y números."),
    ("nombres", "Ana María Restrepo Gómez", " - ", "Faltan los nombres."),
    ("nombres", "Ana María Restrepo Gómez", "A" * 201, "Los nombres tienen más de 200 letras."),
    ("nacionalidad", ";COL;1990", ";XYZ;1990", NO_COUNTRY % "XYZ"),
    ("fecha", "1990-05-20", "1990-02-30", NO_DATE % "1990-02-30"),
    ("fecha", "1990-05-20", "ayer", NO_DATE % "ayer"),
    ("fecha", "1990-05-20", "2026-12-01", "La fecha de nacimiento no puede ser 2026-12-01."),
    ("fecha", "1990-05-20", "1899-12-31", "La fecha de nacimiento no puede ser 1899-12-31."),
    ("correo", "ana@example.org", "ana@", "El correo electrónico no es correcto."),
    ("correo", "ana@example.org", "a" * 250 + "@x.org", "El correo electrónico no es correcto."),
    ("correo", "ana@example.org", "a!b@localhost", "El correo electrónico no es correcto."),
    ("correo", "ana@example.org", "ana@localhost", "El correo electrónico no es correcto."),
    ("correo", "ana@example.org", "ana..maria@example.org", "El correo electrónico no es correcto."),
    ("correo", "ana@example.org", ".ana@example.org", "El correo electrónico no es correcto."),
    ("codigo", "EXT1002003", "1,23E+11", ABBREVIATED % "1,23E+11"),
    ("pasaporte", "AN123456", "1.234E+08", ABBREVIATED % "1.234E+08"),
    ("celular", "+593 991002003", "=HYPERLINK()", "El celular no es correcto: solo números, con el código del país."),
    ("activo", ";sí;", ";;", "En «activo» escriba sí o no."),
    ("activo", ";sí;", ";quizás;", "En «activo» escriba sí o no."),
    ("pasaporte", "AN123456", "ABCDEF", "El número del pasaporte o de la visa tiene entre 4 y 20 letras y números."),
    ("pais", "AN123456;COL", "AN123456;ZZZ", NO_COUNTRY % "ZZZ"),
    ("vence", "2030-01-01", "01-01-30", NO_DATE % "01-01-30"),
    ("columnas", ";2030-01-01", "", "Tiene 9 columnas y deben ser 10."),
    ("columnas", ";2030-01-01", ";2030-01-01;x", "Tiene 11 columnas y deben ser 10."),
]


@pytest.mark.parametrize(("field", "good", "bad", "reason"), BAD, ids=[f"{row[0]}-{row[2][:12]}" for row in BAD])
def test_a_bad_cell_is_told_with_its_line_and_reason(
    tmp_path: Path, field: str, good: str, bad: str, reason: str
) -> None:
    assert good in ANA
    assert list_refused_lines(write_file(tmp_path, THAO, ANA.replace(good, bad, 1))) == [(3, reason)]


def test_every_reason_of_a_line_is_told_at_once(tmp_path: Path) -> None:
    path = write_file(tmp_path, "A;;XYZ;;;;no;;;")
    assert [line for line, _ in list_refused_lines(path)] == [2, 2, 2]


def test_two_lines_of_one_code_or_of_one_passport_are_refused(tmp_path: Path) -> None:
    path = write_file(tmp_path, ANA, ANA.replace("AN123456", "ZZ12"), THAO.replace("C7788990;", "AN 123456;COL"))
    assert list_refused_lines(path) == [
        (3, "El código EXT1002003 ya consta en la línea 2."),
        (4, "El documento AN 123456 ya consta en la línea 2."),
    ]


def test_a_passport_of_another_affiliate_is_refused(tmp_path: Path) -> None:
    cast.ana()
    assert list_refused_lines(write_file(tmp_path, ANA.replace("EXT1002003", "EXT9"))) == [
        (2, "El documento AN123456 consta con otro código.")
    ]


def test_line_numbers_count_the_lines_of_the_file_when_a_cell_holds_a_break(tmp_path: Path) -> None:
    path = write_file(
        tmp_path,
        THAO.replace("Nguyễn Thị", '"Nguyễn\nThị"').replace('" Phương Thảo', ' Phương Thảo"'),
        "",
        "X;;;;;;;;;",
    )
    assert {line for line, _ in list_refused_lines(path)} == {5}


def test_partial_takes_the_good_lines_and_tells_the_others(tmp_path: Path) -> None:
    path = write_file(tmp_path, ANA.replace("COL;1990", "XYZ;1990"), THAO)
    report = import_affiliates(path=path, now=cast.NOW, partial=True)
    assert (report.added, [error.line for error in report.errors]) == (1, [2])
    assert list(Affiliate.objects.values_list("code", flat=True)) == ["EXT3004005"]


def test_a_check_writes_nothing(tmp_path: Path) -> None:
    report = check_affiliates(path=write_file(tmp_path, ANA, THAO), now=cast.NOW)
    assert (report, Affiliate.objects.count()) == (Report(added=2, documents=2), 0)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("nombres;activo", "Faltan columnas en la primera línea: codigo."),
        ("", "Faltan columnas en la primera línea: codigo, nombres."),
        ("codigo;nombres;codigo", "Una columna está repetida en la primera línea."),
    ],
)
def test_a_header_that_cannot_be_is_told(tmp_path: Path, header: str, message: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        check_affiliates(path=write_file(tmp_path, header=header), now=cast.NOW)
    assert str(caught.value) == message


def test_an_unknown_column_is_told_with_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"no se conocen: Apodo\. Las columnas son: codigo, nombres, "):
        check_affiliates(path=write_file(tmp_path, header="codigo;nombres;Apodo"), now=cast.NOW)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEADER.encode() + b"\n\xff\xfe\n", "El archivo no está en UTF-8. Guárdelo como «CSV UTF-8»."),
        (
            HEADER.encode() + b"\n" + b"x" * 200_000,
            "El archivo no es un CSV legible: field larger than field limit (131072).",
        ),
        (b"", "Faltan columnas en la primera línea: codigo, nombres."),
    ],
)
def test_a_file_that_is_no_csv_is_told(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        check_affiliates(path=path, now=cast.NOW)
    assert str(caught.value) == message


def test_the_command_tells_lines_and_reasons_and_fails(tmp_path: Path) -> None:
    out, err = StringIO(), StringIO()
    path = write_file(tmp_path, ANA, "X;;;;;;;;;")
    with pytest.raises(CommandError, match="No se importó nada"):
        call_command("import_affiliates", str(path), stdout=out, stderr=err)
    assert "Línea 3: Faltan los nombres.\n" in err.getvalue()
    with pytest.raises(CommandError, match="Las líneas con errores no se importaron"):
        call_command("import_affiliates", str(path), "--partial", stdout=out, stderr=err)
    assert out.getvalue() == "1 afiliados nuevos, 0 con cambios, 0 sin cambios, 1 documentos nuevos, 3 errores.\n"


def test_the_command_checks_without_writing(tmp_path: Path) -> None:
    out = StringIO()
    call_command("import_affiliates", str(write_file(tmp_path, ANA)), "--check", stdout=out)
    assert out.getvalue().startswith("1 afiliados nuevos,")
    assert Affiliate.objects.count() == 0


def test_the_command_names_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No se puede abrir el archivo"):
        call_command("import_affiliates", str(tmp_path / "no.csv"))


def test_the_progress_bar_shows_when_asked_for(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    call_command("import_affiliates", str(write_file(tmp_path, ANA)), "--progress", stdout=StringIO())
    assert "100%" in capfd.readouterr().err
    call_command("import_affiliates", str(write_file(tmp_path, ANA)), stdout=StringIO())
    assert capfd.readouterr().err == ""


def spell_number(number: int) -> str:
    """Return a number in letters: names have no digits (D20)."""
    return f"{number:04d}".translate(str.maketrans("0123456789", "abcdefghij"))


def test_a_long_file_is_streamed(tmp_path: Path) -> None:
    """Over several chunks the memory stays far below the file with all its rows."""
    path = write_file(tmp_path, *(f"EXT{n:06d};Ana {spell_number(n)};COL;;;;sí;P{n:06d};;" for n in range(5000)))
    tracemalloc.start()
    report = import_affiliates(path=path, now=cast.NOW)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert report == Report(added=5000, documents=5000)
    assert peak < 20_000_000


def test_an_error_far_down_is_counted_from_the_top(tmp_path: Path) -> None:
    path = write_file(tmp_path, *(f"EXT{n:06d};Ana;COL;;;;sí;;;" for n in range(2500)), "EXT000000;Ana;COL;;;;sí;;;")
    assert list_refused_lines(path) == [(2502, "El código EXT000000 ya consta en la línea 2.")]


@pytest.mark.postgres
def test_d6_what_a_file_is_compared_with_is_planned_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan from when the tables were empty reads all of each for every chunk: minutes for large files."""
    monkeypatch.setattr(affiliates, "CHUNK", 1)
    lines = [ANA.replace("1002003", f"{number}").replace("AN123456", f"AN{number}") for number in range(2000, 2020)]
    steps = import_in_steps(path=write_file(tmp_path, *lines), now=cast.NOW)
    assert sum(islice(steps, len(lines))) == len(lines)  # each line counts twice: half of them are done
    kept = count_kept_plans()
    assert sum(steps) == len(lines)
    assert count_kept_plans() == kept
    assert Affiliate.objects.count() == len(lines)


def count_kept_plans() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(generic_plans) FROM pg_prepared_statements WHERE statement LIKE '%records_affiliate %'"
        )
        return int(cursor.fetchone()[0])
