"""Every form that acts carries what was read: an old one is refused, and a second click is no second act (D30)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import ROOT
from tests.web.acting import case_scenes, desk_scenes, office_scenes, public_scenes
from tests.web.acting.forms import FORMS, Elsewhere, forms_of_templates
from tests.web.acting.scene import TOLD, Scene, everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
ROOMS = (desk_scenes.SCENES, case_scenes.SCENES, office_scenes.SCENES, public_scenes.SCENES)
SCENES: dict[str, Callable[[], Scene]] = {name: scene for room in ROOMS for name, scene in room.items()}
ONCE = desk_scenes.ONCE | case_scenes.ONCE | public_scenes.ONCE  # acts on nothing that can change
ANSWERS = {302, 409, 422}
GONE = 404  # what the first click deleted is answered as what is not there


@pytest.fixture
def page_was_read() -> None:
    """Let these tests send what the pages carry and nothing else."""


def test_d30_every_form_of_the_templates_is_in_the_list() -> None:
    assert sorted(forms_of_templates()) == sorted(FORMS)


def test_d30_a_form_is_proven_by_a_scene_for_each_time_it_stands_there() -> None:
    scenes = {form: proof for form, proof in FORMS.items() if isinstance(proof, tuple)}
    assert {name for proof in scenes.values() for name in proof} == SCENES.keys() | ONCE.keys()
    counted = forms_of_templates()
    assert {form for form, proof in scenes.items() if len(proof) < counted[form]} == set()


def test_d30_what_is_proven_elsewhere_is_there() -> None:
    tests = [proof.test.split("::") for proof in FORMS.values() if isinstance(proof, Elsewhere)]
    absent = [name for path, name in tests if f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")]
    assert absent == []


@pytest.mark.parametrize("name", SCENES)
def test_d30_an_old_form_changes_nothing_and_is_told_what_to_do(name: str) -> None:
    scene = SCENES[name]()
    carried = scene.read_hidden_fields()
    scene.meanwhile()
    before = everything()
    answer = scene.send(carried)
    assert everything() == before
    assert answer.status_code in ANSWERS
    told = scene.read_answer(answer)
    assert [words for words in TOLD if words in told] != [], told


@pytest.mark.parametrize("name", SCENES)
def test_d30_a_form_that_carries_nothing_changes_nothing_and_a_second_click_is_no_second_act(name: str) -> None:
    scene = SCENES[name]()
    carried = scene.read_hidden_fields()
    before = everything()
    nothing = {key: value for key, value in carried.items() if key not in {"read", "version", "seen"}}
    scene.read_answer(scene.send(nothing))
    assert everything() == before
    send_twice(scene, carried)


@pytest.mark.parametrize("name", ONCE)
def test_d30_a_second_click_is_no_second_act_where_nothing_can_change_meanwhile(name: str) -> None:
    scene = ONCE[name]()
    send_twice(scene, scene.read_hidden_fields())


def send_twice(scene: Scene, carried: dict[str, str]) -> None:
    """Send a form a second time: all is as after the first, and nobody is told that something changed."""
    before = everything()
    first = scene.send(carried)
    once = everything()
    assert once != before
    second = scene.send(carried)
    assert everything() == once
    assert (first.status_code, second.status_code in {*ANSWERS, GONE}) == (302, True)
    told = scene.read_answer(second)
    assert [words for words in TOLD if words in told] == []
