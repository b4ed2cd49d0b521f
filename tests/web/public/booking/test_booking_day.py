"""The page of days: reasons in words, and another agency at one press with everything typed kept."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.web.posting import send
from tests.web.public.booking.booking_pages import DAY, place, steps, text, url
from tests.web.shared.hostile import HOSTILE
from tests.web.shared.reading import by_class, by_tag, items, page
from tests.web.shared.reading import text as words
from vinculo.records.models import Agency, CalendarDay, Draft, Seat

pytestmark = pytest.mark.usefixtures("seats_tomorrow")


def days(client: Client, draft: Draft, query: str = "") -> list[str]:
    """Return what is read of each day, weekends too; the number that is seen comes first."""
    shown = by_tag(page(client.get(url("day", draft) + query)), "td")
    return [words(each) for each in shown if words(each)]


def test_s27_the_page_says_why_each_day_cannot_be_chosen(client: Client) -> None:
    draft = place(client, steps(client))
    CalendarDay.objects.create(date=DAY + timedelta(days=1), name="Corte de energía", agency=draft.agency)
    shown = days(client, draft)
    assert shown[:6] == [
        "30 Nov lunes 30 de noviembre. Lleno",
        "1 martes 1 de diciembre. Hay horas libres.",
        "2 miércoles 2 de diciembre. Cerrado: Corte de energía",
        "3 jueves 3 de diciembre. Lleno",
        "4 viernes 4 de diciembre. Lleno",
        "5 sábado 5 de diciembre. Sábados y domingos no se atiende",
    ]
    assert "25 viernes 25 de diciembre. Feriado: Navidad" in shown
    assert "31 jueves 31 de diciembre. Se abre el 1 de diciembre" in shown


def test_s27_who_sees_the_days_is_told_what_the_marks_mean_and_why_a_day_is_closed(client: Client) -> None:
    draft = place(client, steps(client))
    CalendarDay.objects.create(date=DAY + timedelta(days=1), name="Corte de energía", agency=draft.agency)
    root = page(client.get(url("day", draft)))
    (legend,) = by_class(root, "day-legend")
    assert items(legend) == ["Hay horas libres", "Lleno", "No se atiende", "Se abre 30 días antes"]
    marks = [each.get("class").split()[-1] for each in by_tag(legend, "span")]
    assert marks == ["day-free", "day-full", "day-closed", "day-later"]
    assert {each.get("class").split()[-1] for each in by_class(root, "day")} == set(marks)
    assert "Miércoles 2 de diciembre. Cerrado: Corte de energía" in text(client.get(url("day", draft)).content)


def test_s27_hours_that_open_later_are_told_without_their_moment(client: Client) -> None:
    draft = place(client, steps(client))
    Seat.objects.update(state="cooling", free_from=cast.NOW + timedelta(hours=3, minutes=7))
    assert days(client, draft)[1] == "1 martes 1 de diciembre. Lleno. Hoy se abren más horas"
    Seat.objects.update(free_from=cast.NOW + timedelta(days=1))
    assert days(client, draft)[1] == "1 martes 1 de diciembre. Lleno. Mañana se abren más horas"
    assert "12:07" not in text(client.get(url("day", draft)).content)


def test_d10_chinese_ends_a_sentence_with_its_own_stop(client: Client) -> None:
    draft = place(client, steps(client))
    CalendarDay.objects.create(date=DAY + timedelta(days=1), name="Corte de energía", agency=draft.agency)
    Seat.objects.update(state="cooling", free_from=cast.NOW + timedelta(hours=3, minutes=7))
    shown = text(client.get(f"/zh-hans{url('day', draft)}").content)
    assert ("12月2日（星期三）。" in shown, re.findall(r"[）\u4e00-\u9fff]\s*\.", shown)) == (True, [])


HEADS = {
    "": (["Diciembre de 2026", "Enero de 2027"], "lun lunes", "dom domingo"),
    "/en": (["December 2026", "January 2027"], "Mon Monday", "Sun Sunday"),
    "/fr": (["Décembre 2026", "Janvier 2027"], "lun lundi", "dim dimanche"),
    "/zh-hans": (["2026年12月", "2027年1月"], "星期一 星期一", "星期日 星期日"),
}


@pytest.mark.parametrize("language", HEADS)
def test_d10_s27_days_stand_in_weeks_under_the_name_of_their_month_as_each_language_writes_it(
    client: Client, language: str
) -> None:
    draft = place(client, steps(client))
    root = page(client.get(language + url("day", draft)))
    months, first, last = HEADS[language]
    assert [words(each) for each in by_tag(root, "caption")] == months
    for month in by_class(root, "month"):
        heads = [words(each) for each in by_tag(month, "th")]
        assert (len(heads), heads[0], heads[-1]) == (7, first, last)
        assert {len(by_tag(week, "td")) for week in by_tag(month, "tr")[1:]} == {7}
    (tuesday,) = by_tag(by_class(root, "month")[0], "a")
    assert tuesday.get("href") == f"{language}{url('day', draft)}?dia=2026-12-01#horas"
    assert by_tag(by_tag(root, "tr")[1], "td")[1].children == [tuesday]


@pytest.mark.parametrize(("today", "first"), [("2026-11-27", "Noviembre de 2026"), ("2026-12-01", "Diciembre de 2026")])
def test_s27_only_the_last_days_of_a_month_stand_in_the_first_week_of_the_next(
    client: Client, today: str, first: str
) -> None:
    with time_machine.travel(f"{today}T09:00:00-05:00", tick=False):
        draft = place(client, steps(client))
        root = page(client.get(url("day", draft)))
    assert words(by_tag(root, "caption")[0]) == first
    weeks = [[words(each).split(" ")[0] for each in by_tag(week, "td")] for week in by_tag(root, "tr")]
    assert (
        weeks[1]
        == {"2026-11-27": ["", "", "", "", "27", "28", "29"], "2026-12-01": ["", "1", "2", "3", "4", "5", "6"]}[today]
    )


def test_s27_the_chosen_day_is_selected_and_not_called_today(client: Client) -> None:
    draft = place(client, steps(client))
    cast.slots(cast.agency(), DAY + timedelta(days=1), times=1)

    def read_day_links(query: str) -> list[tuple[str, str]]:
        links = by_tag(page(client.get(url("day", draft) + query)), "a")
        return [(each.get("aria-current"), each.get("href")[-16:-6]) for each in links if "#horas" in each.get("href")]

    assert read_day_links(f"?dia={DAY}") == [("true", "2026-12-01"), ("", "2026-12-02")]
    assert read_day_links("")[-2:] == [("", "2026-12-01"), ("", "2026-12-02")]


def test_s27_the_hours_stand_apart_by_morning_and_afternoon(client: Client) -> None:
    draft = place(client, steps(client))
    query = f"?dia={DAY}"

    def hours() -> list[tuple[str, list[str]]]:
        root = page(client.get(url("day", draft) + query))
        parts = [words(each) for each in by_tag(root, "h3")]
        return list(zip(parts, (items(each) for each in by_class(root, "hours")), strict=True))

    assert hours() == [("En la mañana", ["10:00", "10:15", "10:30"])]
    cast.slots(cast.agency(), DAY, times=2, first_hour=12)
    assert hours() == [("En la mañana", ["10:00", "10:15", "10:30"]), ("En la tarde", ["12:00", "12:15"])]
    assert "Horas del martes 1 de diciembre" in text(client.get(url("day", draft) + query).content)


def test_s27_other_centres_with_an_earlier_day_come_after_few_and_the_nearest_first(client: Client) -> None:
    draft = place(client, steps(client))
    Seat.objects.update(state="blocked")
    cast.slots(cast.agency(), DAY + timedelta(days=2), times=1)
    for name, province, code, later in (
        ("CAU Santo Domingo", "Santo Domingo", "23", 0),  # 73 kilometres
        ("CAU Latacunga", "Cotopaxi", "05", 0),  # 80 kilometres
        ("CAU Esmeraldas", "Esmeraldas", "08", 0),  # farther
        ("CAU Ibarra", "Imbabura", "10", 1),  # 77 kilometres, and a day later
        ("CAU Tena", "Napo", "15", 2),  # no earlier than here
    ):
        cast.slots(cast.agency(name, province, code), DAY + timedelta(days=later), times=1)
    answer = client.get(url("day", draft))
    (shown,) = by_class(page(answer), "soonest")
    assert [words(by_tag(each, "strong")[0]) for each in by_tag(shown, "li")] == [
        "CAU Santo Domingo",
        "CAU Ibarra",
        "CAU Latacunga",
    ]
    said = text(answer.content)
    assert said.index("Lo más pronto aquí: jueves 3 de diciembre, 10:00") < said.index("Diciembre de 2026")
    assert said.index("Diciembre de 2026") < said.index("Más pronto en otros centros")


def elsewhere() -> Agency:
    made = cast.agency("CAU Latacunga", "Cotopaxi", "05")
    cast.slots(made, DAY, times=2, counters=1)
    return made


def test_s27_switching_to_an_earlier_agency_keeps_everything_typed(client: Client) -> None:
    draft = place(client, steps(client), dependents=3)
    Seat.objects.update(state="blocked")
    made = elsewhere()
    answer = client.get(url("day", draft))
    assert "CAU Latacunga · Quito, Cotopaxi martes 1 de diciembre, 10:00" in text(answer.content)
    answer = client.post(url("switch", draft), {"agency": str(made.pk)})
    assert (answer.status_code, answer["Location"]) == (302, url("day", draft))
    after = Draft.objects.get(pk=draft.pk)
    assert (after.agency, after.province, after.procedure) == (made, made.province, cast.procedure())
    assert (after.dependents, after.email, after.mobile) == (3, "ana@example.com", draft.mobile)
    assert (after.affiliate, after.verified_at) == (draft.affiliate, draft.verified_at)


def test_s27_a_get_never_switches(client: Client) -> None:
    draft = place(client, steps(client))
    answer = client.get(url("switch", draft) + f"?agency={elsewhere().pk}")
    assert (answer.status_code, answer["Location"]) == (302, url("day", draft))  # a reload shows the days
    assert Draft.objects.get(pk=draft.pk).agency == draft.agency


@pytest.mark.parametrize("kind", [*HOSTILE, "missing", "closed"])
def test_s26_an_agency_that_cannot_be_had_loses_nothing(client: Client, kind: str) -> None:
    draft = place(client, steps(client))
    made = elsewhere()
    Agency.objects.filter(pk=made.pk).update(active=False)
    typed = {"closed": str(made.pk), "missing": ""}.get(kind, HOSTILE.get(kind, ""))
    sent = typed.encode("utf-8", "surrogatepass").decode("utf-8", "replace")  # as a browser would
    answer = send(client, url("switch", draft), {"agency": sent})
    assert answer.status_code == 422
    assert "Ese centro ya no atiende este trámite. Elija otro: sus datos siguen aquí." in text(answer.content)
    assert Draft.objects.get(pk=draft.pk).agency == draft.agency


def test_s27_no_free_hour_anywhere_near_says_when_new_ones_open(client: Client) -> None:
    draft = place(client, steps(client))
    Seat.objects.update(state="blocked")
    shown = text(client.get(url("day", draft)).content)
    assert "Cada día hábil se abren horas nuevas durante el horario de atención." in shown


def test_s27_the_chosen_days_hours_stand_alone(client: Client) -> None:
    draft = place(client, steps(client))
    assert "ás pronto" not in text(client.get(url("day", draft) + f"?dia={DAY:%Y-%m-%d}").content)
    assert reverse("public:booking_switch", args=[draft.token]) == url("switch", draft)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_with_one_agency_and_with_three(
    client: Client, count: int, django_assert_num_queries: object
) -> None:
    draft = place(client, steps(client))
    for number in range(count - 1):
        cast.slots(cast.agency(f"CAU {number}", "Cotopaxi", "05"), DAY, times=2, counters=1)
    with django_assert_num_queries(5):  # type: ignore[operator]  # session with draft, days, three of earliest
        client.get(url("day", draft))
