"""Nobody decides a case in which they are a party: every deciding form of every door, tried by one (D35)."""

from __future__ import annotations

import pytest

from tests import cast
from tests.web.acting.scene import Scene, everything
from tests.web.acting.test_every_acting_form import ONCE, SCENES
from tests.web.shared.reading import page, text
from vinculo.queries.shared.parties import keyed_identity
from vinculo.records.models import Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]

DECIDING = {
    "adoption",
    "answer",
    "compare",
    "correct",
    "correct_name",
    "death",
    "end_of_link",
    "endorse",
    "extend",
    "issue",
    "keep_opened_code",
    "look_at_sample",
    "observe",
    "open_annulment",
    "open_sample_of_a_code",
    "refuse",
    "refuse_power",
    "renew",
    "reopen_case",
    "replace_certificate",
    "restoration",
    "revoke",
    "supersede",
    "write_statement",
}
DECIDING_NOTHING = {  # booking, the queue, what is typed and recorded, complaints, closings, what people do at home
    "accept",
    "account",
    "add",
    "amend",
    "answer_a_complaint",
    "answer_before_annulment",
    "answer_to_a_closing",
    "attach",
    "begin",
    "begin_anew",
    "call_next",
    "cancel",
    "check_in",
    "check_in_other_day",
    "close",
    "close_counter",
    "come_back",
    "decline",
    "deliver",
    "discard",
    "edit",
    "end_visit",
    "exchange",
    "extension",
    "facts",
    "finish",
    "finish_and_call",
    "free_counter",
    "go_on",
    "go_on_from_elsewhere",
    "leave_counter",
    "hand",
    "hand_by_a_supervisor",
    "join",
    "leave",
    "leave_post",
    "leave_queue",
    "mismatch",
    "mismatch_elsewhere",
    "miss",
    "move",
    "move_at_once",
    "not_received",
    "open_counter",
    "pass_on",
    "close_part",
    "pause",
    "plan",
    "plan_dropped",
    "presenter",
    "recall",
    "receive",
    "record",
    "release",
    "release_by_a_supervisor",
    "remove",
    "reopen",
    "reprint",
    "restore",
    "resume",
    "say_why",
    "send_back",
    "send_booking_code_again",
    "send_code_again",
    "sheet",
    "skip",
    "start",
    "take",
    "take_back",
    "undo",
    "undo_arrival",
    "undo_by_a_supervisor",
    "walk_in",
    "withdraw",
}


def user_of(scene: Scene) -> Staff:
    return Staff.objects.get(pk=scene.client.session["_auth_user_id"])


def test_d35_every_form_that_acts_is_said_to_decide_or_not() -> None:
    assert {*SCENES, *ONCE} == DECIDING | DECIDING_NOTHING
    assert set() == DECIDING & DECIDING_NOTHING


@pytest.mark.parametrize("name", sorted(DECIDING))
def test_d35_who_is_the_affiliate_decides_nothing_and_is_told_what_to_do(name: str) -> None:
    scene = SCENES[name]()
    carried = scene.read_hidden_fields()
    key, digest = keyed_identity(cast.ANA_CODE)
    Staff.objects.filter(pk=user_of(scene).pk).update(party_key=key, party_digest=digest)
    before = everything()
    answer = scene.send(carried)
    assert answer.status_code == 403
    assert "Usted es parte en este caso" in text(page(answer))
    assert everything() == before
