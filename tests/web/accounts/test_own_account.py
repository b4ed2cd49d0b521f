"""The own account: passwords that nobody else knows, both factors, sessions that end (D33)."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from pytest_django import Settings

from tests import cast
from vinculo.actions.operations.accounts import forget_log_ins
from vinculo.actions.operations.staff import create_supervisor
from vinculo.config.checks import exempt_accounts
from vinculo.records.models import Attempt, Event, RecoveryCode, Role, SecondFactor, Staff, StaffSession

pytestmark = pytest.mark.django_db
LOG_IN, ACCOUNT, PASSWORD = "/ventanilla/ingreso/", "/ventanilla/cuenta/", "/ventanilla/cuenta/contrasena/"
FACTOR, MAKE = "/ventanilla/segundo-factor/", "/ventanilla/cuenta/segundo-factor/"
GOOD, OTHER = "tres-loros-verdes-7", "murcielago oxidado 4"


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(cast.NOW, tick=False) as clock:
        yield clock


def fields_of_log_in(name: str, password: str = cast.PASSWORD, **more: str) -> dict[str, str]:
    return {"username": name, "password": password, **more}


def inside(name: str, password: str = cast.PASSWORD) -> Client:
    """Return a browser in which somebody typed user name and password."""
    browser = Client()
    browser.post(LOG_IN, fields_of_log_in(name, password))
    return browser


def acts() -> list[str]:
    return list(Event.objects.filter(subject="staff").order_by("pk").values_list("act", flat=True))


def code_of(browser: Client) -> tuple[bytes, str]:
    """Return the secret that the page shows, and the code that an application makes of it now."""
    shown = re.search(r'<code class="mono">([A-Z2-7 ]+)</code>', browser.post(MAKE, {"acto": "empezar"}).text)
    assert shown is not None
    return _code(shown[1])


def _code(secret: str, later: float = 0) -> tuple[bytes, str]:
    import base64

    key = base64.b32decode(secret.replace(" ", ""))
    totp = TOTP(key)
    totp.time = cast.NOW.timestamp() + later
    return key, f"{totp.token():06}"


def next_code(key: bytes, seconds: int) -> str:
    totp = TOTP(key)
    totp.time = cast.NOW.timestamp() + seconds
    return f"{totp.token():06}"


# Passwords


def test_d33_who_got_a_password_from_somebody_chooses_their_own_before_anything_else() -> None:
    Staff.objects.filter(pk=cast.olga().pk).update(must_change_password=True)
    browser = inside("olga")
    assert browser.get("/ventanilla/buscar/")["Location"] == f"{PASSWORD}?next=%2Fventanilla%2Fbuscar%2F"
    same = browser.post(PASSWORD, {"new": cast.PASSWORD, "again": cast.PASSWORD})
    assert (same.status_code, "distinta de la de ahora" in same.text) == (422, True)
    done = browser.post(PASSWORD, {"new": GOOD, "again": GOOD, "next": "/ventanilla/buscar/"})
    assert (done.status_code, done["Location"]) == (302, "/ventanilla/buscar/")
    assert browser.get("/ventanilla/buscar/").status_code == 200
    assert acts() == ["logged_in", "password_changed"]


def test_d33_the_own_password_is_changed_with_the_old_one_and_ends_the_sessions_elsewhere() -> None:
    cast.olga()
    here, there = inside("olga"), inside("olga")
    wrong = here.post(PASSWORD, {"old": "no", "new": GOOD, "again": GOOD})
    assert (wrong.status_code, "no es su contraseña de ahora" in wrong.text) == (422, True)
    assert here.post(PASSWORD, {"old": cast.PASSWORD, "new": GOOD, "again": GOOD}).status_code == 302
    assert [each.get("/ventanilla/").status_code for each in (here, there)] == [200, 302]
    assert here.get("/ventanilla/cuenta/").text.count("Esta sesión") == 1  # it goes on under a new key


@pytest.mark.parametrize("password", ["contrasena1", "iess2026iess", "vinculo-demo-2026", "corta"])
def test_d33_a_password_that_people_type_first_is_refused(password: str) -> None:
    cast.olga()
    answer = inside("olga").post(PASSWORD, {"old": cast.PASSWORD, "new": password, "again": password})
    assert answer.status_code == 422
    assert cast.olga().check_password(cast.PASSWORD)


def test_d33_the_administrator_gives_a_code_and_never_knows_the_new_password(
    stopped_clock: time_machine.Traveller,
) -> None:
    olga, alicia = cast.olga(), Client()
    alicia.force_login(cast.alicia(), backend="django.contrib.auth.backends.ModelBackend")
    before = inside("olga")
    page = alicia.post(f"/administracion/records/staff/{olga.pk}/password/", {"acto": "codigo"})
    shown = re.search(r"<code>([A-Z2-9-]{14})</code>", page.text)
    assert shown is not None
    assert before.get("/ventanilla/").status_code == 302
    browser = inside("olga", shown[1])
    assert browser.get("/ventanilla/")["Location"].startswith(PASSWORD)
    stopped_clock.shift(timedelta(hours=25))
    late = Client().post(LOG_IN, fields_of_log_in("olga", shown[1]))
    assert (late.status_code, "Pasó el plazo de ese código" in late.text) == (422, True)
    assert "password_reset" in acts()


def test_d33_accounts_of_the_demo_need_neither_and_production_refuses_them(settings: Settings) -> None:
    sara = create_supervisor(
        username="sara", password="vinculo-demo-2026", agency=cast.agency(), now=cast.NOW, exempt=True
    )
    settings.DEMO = True
    assert inside("sara", "vinculo-demo-2026").get("/supervision/").status_code == 200
    settings.DEMO = False
    assert inside("sara", "vinculo-demo-2026").get("/supervision/")["Location"].startswith(FACTOR)
    assert [error.id for error in exempt_accounts()] == ["vinculo.E020"]
    Staff.objects.filter(pk=sara.pk).update(is_active=False)
    assert exempt_accounts() == []


def test_d33_the_administration_has_no_page_of_its_own_for_the_password(client: Client) -> None:
    client.force_login(cast.alicia(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/administracion/password_change/")["Location"] == PASSWORD


# The second factor


@pytest.mark.parametrize("role", ["supervisor", "legal", "administrator", "auditor", "delegate"])
def test_d33_five_roles_make_a_second_factor_before_anything_else(role: str) -> None:
    place = cast.agency()
    Staff.objects.create_user("eva", password=cast.PASSWORD, role=role, agency=place, province=place.province)
    browser = inside("eva")
    pages = ("/supervision/", "/juridica/", "/administracion/", ACCOUNT, "/confirmaciones/")
    answers = [browser.get(page, follow=True) for page in pages]
    refused = {403} if role in {"auditor", "delegate"} else {200, 403}
    assert {answer.status_code for answer in answers} <= refused | {200}
    assert not any("Centro de Atención Universal Quito</a>" in answer.text for answer in answers)
    assert browser.get(ACCOUNT)["Location"] == FACTOR
    assert browser.get(FACTOR)["Location"].startswith(MAKE)


def test_d33_a_second_factor_is_made_and_then_asked_at_each_log_in(stopped_clock: time_machine.Traveller) -> None:
    cast.sara()
    browser = inside("sara")
    key, code = code_of(browser)
    assert browser.post(MAKE, {"code": "000000"}).status_code == 422
    shown = browser.post(MAKE, {"code": code})
    recovery = re.findall(r"<li>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})</li>", shown.text)
    assert len(set(recovery)) == 10
    assert browser.get("/supervision/").status_code == 200
    stopped_clock.shift(timedelta(seconds=60))
    again = Client()
    answer = again.post(LOG_IN, fields_of_log_in("sara", next="/supervision/casos/"))
    assert answer["Location"] == f"{FACTOR}?next=%2Fsupervision%2Fcasos%2F"
    assert again.get("/supervision/casos/")["Location"].startswith(FACTOR)
    assert again.post(FACTOR, {"code": code}).status_code == 422  # its minute is over
    now_right = next_code(key, 60)
    right = again.post(FACTOR, {"code": now_right, "next": "/supervision/casos/"})
    assert (right.status_code, right["Location"]) == (302, "/supervision/casos/")
    assert again.get("/supervision/casos/").status_code == 200
    assert inside("sara").post(FACTOR, {"code": now_right}).status_code == 422  # used, and still right
    other = inside("sara")
    assert other.post(FACTOR, {"code": recovery[0].lower().replace("-", " ")}).status_code == 302
    assert inside("sara").post(FACTOR, {"code": recovery[0]}).status_code == 422
    kept = [each for each in acts() if each != "logged_in"]
    assert kept == ["factor_set", *["factor_failed"] * 2, "recovery_code_used", "factor_failed"]


def test_d33_who_reads_the_database_can_make_no_code() -> None:
    cast.sara()
    browser = inside("sara")
    key, code = code_of(browser)
    recovery = re.findall(r"<li>([A-Z2-9-]{14})</li>", browser.post(MAKE, {"code": code}).text)
    kept = f"{SecondFactor.objects.values().get()} {list(RecoveryCode.objects.values())}"
    written = (key.hex(), base64.b64encode(key).decode(), base64.b32encode(key).decode())
    assert not [each for each in (*written, *recovery) if each in kept]


def test_d33_codes_are_not_tried_for_long() -> None:
    cast.sara()
    browser = inside("sara")
    browser.post(MAKE, {"code": code_of(browser)[1]})
    guesser = inside("sara")
    answers = [guesser.post(FACTOR, {"code": f"{number:06}"}).status_code for number in range(25)]
    assert (answers[0], answers[-1]) == (422, 429)


def test_d33_the_administration_asks_for_the_second_factor_too() -> None:
    cast.alicia()
    browser = Client()
    browser.post("/administracion/login/", fields_of_log_in("alicia"))
    answer = browser.get("/administracion/records/staff/", follow=True)
    assert answer.request["PATH_INFO"] == MAKE
    browser.post(MAKE, {"code": code_of(browser)[1]})
    assert browser.get("/administracion/records/staff/").status_code == 200


def test_d33_the_administrator_takes_a_lost_factor_away() -> None:
    sara = cast.sara()
    browser = inside("sara")
    browser.post(MAKE, {"code": code_of(browser)[1]})
    alicia = Client()
    alicia.force_login(cast.alicia(), backend="django.contrib.auth.backends.ModelBackend")
    alicia.post(f"/administracion/records/staff/{sara.pk}/password/", {"acto": "factor"})
    assert inside("sara").get(FACTOR)["Location"].startswith(MAKE)
    assert acts()[-2:] == ["factor_removed", "logged_in"]


def test_d33_the_setting_asks_everybody(settings: Settings) -> None:
    cast.olga()
    assert inside("olga").get("/ventanilla/").status_code == 200
    settings.SECOND_FACTOR = ["all"]
    assert inside("olga").get("/ventanilla/")["Location"].startswith(FACTOR)


# Sessions


def test_d33_a_session_ends_after_a_while_without_a_page_and_what_was_typed_is_kept(
    settings: Settings, stopped_clock: time_machine.Traveller
) -> None:
    settings.IDLE_MINUTES = 20
    cast.olga()
    browser = inside("olga")
    for _ in range(4):
        stopped_clock.shift(timedelta(minutes=15))
        assert browser.get("/ventanilla/buscar/").status_code == 200
    stopped_clock.shift(timedelta(minutes=21))
    answer = browser.post("/ventanilla/buscar/", {"q": "EXT1002003"})
    assert answer["Location"] == f"{LOG_IN}?next=/reenviar/"
    back = browser.post(LOG_IN, fields_of_log_in("olga", next="/reenviar/"), follow=True)
    assert "EXT1002003" in back.text
    assert browser.post("/ventanilla/buscar/", {"q": "EXT1002003"}).status_code == 200


def test_d33_a_page_that_asks_by_itself_keeps_no_session_open(
    settings: Settings, stopped_clock: time_machine.Traveller
) -> None:
    settings.IDLE_MINUTES = 20
    cast.olga()
    browser = inside("olga")
    for _ in range(3):
        stopped_clock.shift(timedelta(minutes=8))
        last = browser.get("/ventanilla/llamar/espera/", headers={"X-Part": "1"}).status_code
    assert last == 302


def test_d33_every_session_ends_with_the_day_and_its_cookie_with_the_browser(
    stopped_clock: time_machine.Traveller,
) -> None:
    cast.olga()
    stopped_clock.shift(timedelta(hours=10))
    browser = inside("olga")
    assert browser.cookies["sessionid"]["expires"] == browser.cookies["sessionid"]["max-age"] == ""
    stopped_clock.shift(timedelta(hours=6))
    assert browser.get("/ventanilla/").status_code == 302


def test_d33_the_own_sessions_are_listed_and_ended(django_assert_num_queries: object) -> None:
    cast.olga()
    here = inside("olga")
    said = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
    there = Client(headers={"User-Agent": said})
    there.post(LOG_IN, fields_of_log_in("olga"))
    page = here.get(ACCOUNT).text
    assert ("Firefox en Windows" in page, said in page, page.count("/terminar/")) == (True, False, 1)
    assert "Otro programa" in page  # the browser of these tests says nothing of itself
    other = StaffSession.objects.get(browser=said)
    assert here.post(reverse("accounts:end_session", args=[other.pk])).status_code == 302
    assert [each.get("/ventanilla/").status_code for each in (here, there)] == [200, 302]
    lucia = Staff.objects.create_user("marta", password=cast.PASSWORD, role=Role.OFFICER, agency=cast.agency())
    mine = StaffSession.objects.get(staff=cast.olga())
    inside(lucia.username).post(reverse("accounts:end_session", args=[mine.pk]))
    assert here.get("/ventanilla/").status_code == 200


@pytest.mark.parametrize("key", ["abc\x00defghijk", "ñandú-ñandú-ñandú", "' OR 1=1 --aaaaaa", "x" * 5000])
def test_d33_a_session_that_no_database_can_hold_is_nobodys(key: str) -> None:
    browser = Client()
    browser.cookies["sessionid"] = key
    answers = [browser.get(page).status_code for page in ("/ventanilla/", LOG_IN, "/", "/administracion/")]
    assert answers == [302, 200, 200, 302]


# What is kept of log-ins


def test_d33_a_failed_log_in_is_an_event_and_what_was_typed_is_kept_nowhere() -> None:
    olga = cast.olga()
    for name in ("olga", "mi-contraseña-secreta"):
        Client().post(LOG_IN, fields_of_log_in(name, "no"))
    events = list(Event.objects.filter(act="log_in_failed").order_by("pk").values_list("subject_id", "fields"))
    assert events == [(olga.pk, []), (None, [])]
    kept = f"{list(AccessAttempt.objects.values())} {list(Attempt.objects.values())}"
    assert AccessAttempt.objects.count() == 2
    assert not [each for each in ("olga", "secreta") if each in kept]


def test_d33_old_attempts_and_sessions_are_deleted(stopped_clock: time_machine.Traveller) -> None:
    cast.olga()
    inside("olga")
    Client().post(LOG_IN, fields_of_log_in("olga", "no"))
    stopped_clock.shift(timedelta(days=2))
    kept = inside("olga")
    assert forget_log_ins(now=cast.NOW + timedelta(days=2)) > 0
    assert (AccessAttempt.objects.count(), Session.objects.count(), StaffSession.objects.count()) == (0, 1, 1)
    assert kept.get("/ventanilla/").status_code == 200


def test_d33_passwords_are_hashed_with_nineteen_megabytes_two_rounds_and_one_lane(settings: Settings) -> None:
    from vinculo.config import settings as ours

    settings.PASSWORD_HASHERS = ours.PASSWORD_HASHERS
    olga = cast.olga()
    olga.set_password(GOOD)
    assert olga.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert olga.check_password(GOOD)


def test_d33_the_commands_make_accounts_whose_password_is_changed_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VINCULO_ADMIN_PASSWORD", OTHER)
    call_command("create_administrator", "alba", verbosity=0)
    assert Staff.objects.values_list("must_change_password", "exempt").get(username="alba") == (True, False)
