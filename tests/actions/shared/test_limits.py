"""The names of limits: one list, from the rule to the settings and the database (D17)."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries

import vinculo
from tests import ROOT, cast
from vinculo.actions.shared import limits
from vinculo.records.models import Attempt
from vinculo.rules.shared.limits import DEFAULTS, HARD, LimitedAct, LimitedBy

HOUSE = Path(vinculo.__file__).parent


def test_every_limited_act_has_its_limits_and_its_settings() -> None:
    assert set(DEFAULTS) == set(settings.LIMITS) == set(LimitedAct)
    assert {act: set(kinds) for act, kinds in settings.LIMITS.items()} == {
        act: set(kinds) for act, kinds in DEFAULTS.items()
    }
    assert set().union(*DEFAULTS.values()) == set(LimitedBy)


def test_each_limit_is_read_from_the_setting_of_its_name(tmp_path: Path) -> None:
    names = {(act, by): f"VINCULO_LIMIT_{act}_{by}".upper() for act, kinds in DEFAULTS.items() for by in kinds}
    given = {name: str(1000 + number) for number, name in enumerate(names.values())}
    program = (
        "from vinculo.config.settings import LIMITS as L\n"
        "print(*(f'{a} {b} {L[a][b][0]} {L[a][b][1]}' for a in L for b in L[a]), sep=';')"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | given | {"VINCULO_DATA": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    ).stdout.strip()
    assert shown.split(";") == [f"{act} {by} {given[name]} {DEFAULTS[act][by][1]}" for (act, by), name in names.items()]


@pytest.mark.django_db
def test_an_unknown_act_is_refused_by_types_by_the_settings_and_by_the_database() -> None:
    # Where types took any text, mypy would find that the comment is needed no more.
    with pytest.raises(KeyError):
        limits.count_attempt(act="no_such_act", by={LimitedBy.ADDRESS: "a"}, now=cast.NOW)  # type: ignore[arg-type]
    with pytest.raises(KeyError):
        limits.count_attempt(act=LimitedAct.KEPT, by={LimitedBy.EMAIL: "a"}, now=cast.NOW)
    with pytest.raises(IntegrityError, match="attempt_act"):
        Attempt.objects.create(act="no_act", key="k", at=cast.NOW)


def test_no_name_of_a_limit_is_written_by_hand_elsewhere() -> None:
    written = {}
    places = {path: path.relative_to(HOUSE).as_posix() for path in sorted(HOUSE.rglob("*.py"))}
    read = {
        path: where for path, where in places.items() if "migrations" not in where and where != "rules/shared/limits.py"
    }
    for path, where in read.items():
        text = path.read_text("utf-8")
        words = ["LIMIT_"] if "VINCULO_LIMIT_" in text else []
        for call in (each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.Call)):
            if ast.unparse(call.func).endswith(("limits.count", "Attempt", "Attempt.objects.filter")):
                names = [each.value for each in call.keywords if each.arg in {"act", "by"}]
                words += [
                    str(each.value)
                    for name in names
                    for each in ast.walk(name)
                    if isinstance(each, ast.Constant) and each.value in {*LimitedAct, *LimitedBy}
                ]
        if words:
            written[where] = words
    assert written == {}


@pytest.mark.django_db
def test_d17_the_times_that_count_are_those_that_the_orm_finds(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Of each key without room the newest within its window, as many as its limit looks at; all in one statement."""
    act, minute = LimitedAct.SEND, timedelta(minutes=1)
    kinds = (LimitedBy.ADDRESS, LimitedBy.EMAIL, LimitedBy.NUMBER, LimitedBy.PAIR, LimitedBy.DEVICE)
    counted = dict(zip(kinds, "aenpd", strict=True))
    for key, often in {"a": 70, "e": 6, "n": 9, "p": 12, "d": 0, "another": 4}.items():
        Attempt.objects.bulk_create(Attempt(act=act, key=key, at=cast.NOW - each * minute) for each in range(often))
        Attempt.objects.create(act=LimitedAct.SEARCH, key=key, at=cast.NOW)
    with django_assert_num_queries(1):
        times = limits._times(act, counted, cast.NOW)
    for kind, key in counted.items():
        limit = limits.limit_of(act, kind)
        expected = Attempt.objects.filter(act=act, key=key, at__gt=cast.NOW - limit.window).order_by("-at")
        most = limit.count if kind in HARD else limit.count + limits.DOUBLED
        newest = list(expected.values_list("at", flat=True)[:most])
        assert times[key] == (newest if len(newest) >= limit.count else [])
    assert {key: len(each) for key, each in times.items()} == {"a": 52, "e": 6, "n": 0, "p": 10, "d": 0}


@pytest.mark.django_db
def test_d17_an_attempt_counts_against_each_key_once() -> None:
    limits.record_attempt(act=LimitedAct.SEND, by={LimitedBy.ADDRESS: "a", LimitedBy.EMAIL: "e"}, now=cast.NOW)
    limits.record_attempt(act=LimitedAct.SEND, by={}, now=cast.NOW)
    assert list(Attempt.objects.order_by("pk").values_list("act", "key", "at")) == [
        (LimitedAct.SEND, limits.keyed_hash(f"{kind}:{value}"), cast.NOW)
        for kind, value in (("address", "a"), ("email", "e"))
    ]
