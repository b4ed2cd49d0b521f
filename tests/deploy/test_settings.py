"""Settings are checked before anything starts: what is wrong is told in one line, and nothing starts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from launch.commands import main
from tests import ROOT
from tests.databases import Migrate
from tools import table_of_settings
from vinculo.config.installation.reading import FIELDS, SettingsRefused, read_settings, retired_names, split_kind
from vinculo.config.installation.table import LIMITS, Given, setting_name

MISCONFIGURED = 78
WRONG = {
    "a word of another kind": (
        {"VINCULO_SMTP_SECURITY": "STARTTLS"},
        "VINCULO_SMTP_SECURITY debe ser none o starttls o tls, no «STARTTLS».",
    ),
    "a slip in a name": (
        {"VINCULO_HOLD_MINUTS": "5"},
        (
            "VINCULO_HOLD_MINUTS no es un ajuste de esta versión: ¿quiso escribir VINCULO_HOLD_MINUTES? La lista"
            " está en docs/running.md."
        ),
    ),
    "a name like no other": (
        {"VINCULO_XQZWJK": "5"},
        "VINCULO_XQZWJK no es un ajuste de esta versión: bórrela. La lista está en docs/running.md.",
    ),
    "a name in small letters": (
        {"VINCULO_hold_minutes": "5"},
        (
            "VINCULO_hold_minutes no es un ajuste de esta versión: ¿quiso escribir VINCULO_HOLD_MINUTES? La lista"
            " está en docs/running.md."
        ),
    ),
    "a negative number": (
        {"VINCULO_HOLD_MINUTES": "-3"},
        "VINCULO_HOLD_MINUTES debe ser un número entero entre 1 y 1440, no «-3».",
    ),
    "no number": (
        {"VINCULO_HORIZON_DAYS": "treinta"},
        "VINCULO_HORIZON_DAYS debe ser un número entero entre 1 y 366, no «treinta».",
    ),
    "a limit of nothing": (
        {"VINCULO_LIMIT_SEARCH_ADDRESS": "0"},
        "VINCULO_LIMIT_SEARCH_ADDRESS debe ser un número entero entre 1 y 1000000, no «0».",
    ),
    "neither yes nor no": ({"VINCULO_DEMO": "quizás"}, "VINCULO_DEMO debe ser 1 o 0, no «quizás»."),
    "a port that is none": ({"PORT": "70000"}, "PORT debe ser un número entero entre 1 y 65535, no «70000»."),
    "an address without its scheme": (
        {"VINCULO_PUBLIC_URL": "turnos.iess.gob.ec"},
        "VINCULO_PUBLIC_URL debe ser una dirección que empieza con https:// o http://, no «turnos.iess.gob.ec».",
    ),
    "a file that is not there": (
        {"VINCULO_REGISTRY_AUTHORITY": "/etc/no-hay.pem"},
        "VINCULO_REGISTRY_AUTHORITY nombra un archivo que no existe o no se puede leer: /etc/no-hay.pem.",
    ),
    "words without a code": (
        {"VINCULO_LANGUAGE_READERS": "Ana Ruiz"},
        "VINCULO_LANGUAGE_READERS se escribe «código: palabras; código: palabras».",
    ),
    "a short key, which is not repeated": (
        {"VINCULO_COPY_KEYS": "1: secreto"},
        "VINCULO_COPY_KEYS se escribe «nombre: clave; nombre: clave», y cada clave tiene al menos 32 letras.",
    ),
    "another database, whose password is not repeated": (
        {"DATABASE_URL": "mysql://u:secreto@h/b"},
        (
            "DATABASE_URL debe ser una dirección de PostgreSQL: postgresql://usuario:contraseña@servidor/base (los"
            " signos especiales de la contraseña se escriben con %, como %40 por @)."
        ),
    ),
    "a sign in the password as it is": (
        {"DATABASE_URL": "postgresql://u:se/creto@h/b/c"},
        (
            "DATABASE_URL debe ser una dirección de PostgreSQL: postgresql://usuario:contraseña@servidor/base (los"
            " signos especiales de la contraseña se escriben con %, como %40 por @)."
        ),
    ),
    "a line of the example": (
        {"VINCULO_MAIL_FROM": "IESS Turnos <turnos@ejemplo.gob.ec>"},
        "VINCULO_MAIL_FROM tiene todavía el valor del ejemplo: escriba el de su institución.",
    ),
    "a password in clear": (
        {"VINCULO_SMTP_HOST": "correo.iess.gob.ec", "VINCULO_SMTP_USER": "u", "VINCULO_SMTP_PASSWORD": "secreto"},
        (
            "VINCULO_SMTP_PASSWORD saldría sin cifrar hacia VINCULO_SMTP_HOST: escriba VINCULO_SMTP_SECURITY=starttls o"
            " VINCULO_SMTP_SECURITY=tls."
        ),
    ),
    "a password of nobody": (
        {"VINCULO_SMTP_PASSWORD": "secreto"},
        "VINCULO_SMTP_PASSWORD necesita VINCULO_SMTP_USER: escriba los dos, o ninguno.",
    ),
    "most below least": (
        {"VINCULO_COOLING_MINUTES": "90", "VINCULO_COOLING_MOST_MINUTES": "60"},
        "VINCULO_COOLING_MOST_MINUTES no puede ser menor que VINCULO_COOLING_MINUTES.",
    ),
}


def start(*command: str, **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=kept | environ,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_in_one_line(case: str) -> None:
    environ, line = WRONG[case]
    with pytest.raises(SettingsRefused) as refused:
        read_settings(environ)
    assert refused.value.faults == [line]


def test_each_fault_has_its_line() -> None:
    with pytest.raises(SettingsRefused) as refused:
        read_settings({"VINCULO_HOLD_MINUTES": "x", "VINCULO_DEMO": "x"})
    assert [line.split()[0] for line in refused.value.faults] == ["VINCULO_HOLD_MINUTES", "VINCULO_DEMO"]


def test_what_is_right_is_read_with_its_type() -> None:
    environ = {
        "DATABASE_URL": "postgresql://u:p%40@10.0.0.1:5432,10.0.0.2:5432/b?target_session_attrs=read-write",
        "VINCULO_HOLD_MINUTES": "7",
        "VINCULO_BEHIND_PROXY": "Sí",
        "VINCULO_DATABASE_POOL": "off",
        "VINCULO_SMTP_SECURITY": "starttls",
        "VINCULO_UNPROVEN_SEATS": "0",
        "VINCULO_LANGUAGE_READERS": "",  # as if it were not there
        "HOME": "/root",
    }
    read = read_settings(environ)
    assert read == Given(
        database_url=environ["DATABASE_URL"],
        hold_minutes=7,
        behind_proxy=True,
        database_pool=False,
        smtp_security="starttls",
        unproven_seats=0,
    )


def test_every_default_keeps_its_own_bounds() -> None:
    said = {setting_name(name): getattr(Given(), name) for name in FIELDS}
    written = {name: str(int(value) if isinstance(value, bool) else value) for name, value in said.items() if value}
    assert read_settings(written) == Given()
    assert [name for name in FIELDS if not split_kind(FIELDS[name])[1].description] == []


def test_each_command_and_server_ends_before_it_did_anything(tmp_path: Path) -> None:
    environ = {"VINCULO_SMTP_SECURITY": "STARTTLS", "VINCULO_DATA": str(tmp_path / "data")}
    line = "VINCULO_SMTP_SECURITY debe ser none o starttls o tls, no «STARTTLS».\n"
    for command in (
        ("manage.py", "migrate"),
        ("manage.py", "deliver_mail"),
        ("-c", "import vinculo.config.wsgi"),
        ("-c", "import vinculo.config.asgi"),
    ):
        done = start(*command, **environ)
        assert (done.returncode, done.stdout, done.stderr) == (MISCONFIGURED, "", line), command
    assert not (tmp_path / "data").exists()


def test_the_launcher_starts_nothing_and_tells_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {
        "VINCULO_HOLD_MINUTES": "-3",
        "VINCULO_DATA": str(tmp_path / "data"),
        "VINCULO_VENV": sys.prefix,
        "PORT": "8160",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("launch.environment.ensure", lambda around, lock: None)
    assert main([]) == 1
    assert capsys.readouterr().err.strip() == WRONG["a negative number"][1]
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == []


def test_the_example_as_it_is_starts_nothing(tmp_path: Path) -> None:
    """Each line that is the institution's own is named; with all of them changed the file is taken."""
    text = (ROOT / "deploy" / "vinculo.env.example").read_text(encoding="utf-8")
    lines = [line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#")]
    example = {name: value.strip('"') for name, value in lines}
    with pytest.raises(SettingsRefused) as refused:
        read_settings(example)
    assert [line.split()[0] for line in refused.value.faults] == [
        "VINCULO_PUBLIC_URL",
        "VINCULO_ALLOWED_HOSTS",
        "VINCULO_SECRET_KEY",
        "VINCULO_SMTP_HOST",
        "VINCULO_SMTP_PASSWORD",
        "VINCULO_MAIL_FROM",
    ]
    filled = {
        name: value.replace("ejemplo.gob.ec", "iess.gob.ec").replace("CAMBIAR", "k" * 60)
        for name, value in example.items()
    }
    assert read_settings(filled).public_url == "https://turnos.iess.gob.ec"


def test_a_name_that_a_version_retired_only_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    retired = {"VINCULO_OLD": "ponga VINCULO_NEW en su lugar."}
    monkeypatch.setattr("vinculo.config.installation.reading.RETIRED", retired)
    assert read_settings({"VINCULO_OLD": "x"}) == Given()
    assert retired_names({"VINCULO_OLD": "x", "PATH": "y"}, retired) == [
        "VINCULO_OLD ya no se usa: ponga VINCULO_NEW en su lugar."
    ]


def test_the_page_has_the_table_of_the_program() -> None:
    text = table_of_settings.PAGE.read_text(encoding="utf-8")
    assert table_of_settings.page(text) == text
    assert len(table_of_settings.rows()) == len(FIELDS) + 3
    assert table_of_settings.page(text.replace("how long *Si* holds a seat", "x")) == text


def test_the_settings_are_the_only_ones_that_read_the_environment() -> None:
    """What is asked of the environment elsewhere is known to the table, and so is each name in documents and units."""
    known = {setting_name(name) for name in FIELDS} | {f"VINCULO_{name}" for name in LIMITS}
    read = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "vinculo").rglob("*.py")
        if "os.environ" in path.read_text(encoding="utf-8")
    }
    assert read == {
        "vinculo/config/asgi.py",
        "vinculo/config/installation/reading.py",
        "vinculo/config/installation/starting.py",
        "vinculo/config/passwords.py",
        "vinculo/config/settings.py",
        "vinculo/config/wsgi.py",
        "vinculo/config/backups/programs.py",
        "vinculo/config/backups/rehearsal.py",
        "vinculo/config/watching/metrics.py",
        "vinculo/documents/printing.py",
    }
    units = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "deploy" / "systemd").iterdir())
    used = {*re.findall(r"\$\{(VINCULO_\w+)\}", units)}
    assert used != set()
    assert used <= known


def test_a_database_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    away = "postgresql://nobody:secreto@127.0.0.1:9/no"
    done = start(
        "manage.py", "showmigrations", DATABASE_URL=away, VINCULO_DATABASE_POOL="0", VINCULO_DATA=str(tmp_path)
    )
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("No se pudo abrir la base de datos: connection failed: connection to server at")
    assert line.endswith("Revise DATABASE_URL y que el servidor responda.")
    assert "secreto" not in line


def test_reading_the_settings_takes_no_time() -> None:
    """The tests start hundreds of processes: all settings are read in less than the hundredth of a start."""
    environ = {"VINCULO_HOLD_MINUTES": "7", "VINCULO_DEMO": "1", "VINCULO_DATA": "/tmp"}
    read_settings(environ)
    started = time.process_time()
    for _ in range(100):
        read_settings(environ)
    assert (time.process_time() - started) / 100 < 0.02


def test_a_start_with_right_settings_says_nothing(tmp_path: Path, migrate_folder: Migrate) -> None:
    migrate_folder(tmp_path / "data")
    done = start("manage.py", "migrate", "--check", VINCULO_DATA=str(tmp_path / "data"), VINCULO_WORKERS="2")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
