"""Every form of the pages that is posted, and why it cannot act on what nobody read (D30).

A form is proven by the scenes of `*_scenes.py`, by a test elsewhere, or it needs no mark, with the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from tests import ROOT

TEMPLATES = ROOT / "vinculo" / "web" / "templates"
FORM = re.compile(r'<form\b[^>]*?method="post"[^>]*>', re.DOTALL)
ACTION = re.compile(r"action=\"(?:\{% url '([\w:]+)'|\{\{ ([\w.]+) \}\})")


@dataclass(frozen=True)
class Elsewhere:
    """A form whose test stands elsewhere."""

    test: str


@dataclass(frozen=True)
class Needless:
    """A form that acts on nothing that was read."""

    why: str


SEARCH = Needless("it looks something up and changes nothing")
DRAFT = Needless("it writes what is typed into the person's own draft; Confirmar carries all that the review shows")
LANGUAGE = Needless("it writes the very language that is chosen; twice it is one")
NOTE = Needless("it is added to what was written and changes nothing; twice is once")
KEY = Needless("it acts on nothing shown; its key makes a second click the same act")
TWO_TABS = "tests/web/public/booking/test_two_tabs.py::"
RELEASE = "tests/web/public/booking/test_release.py::"
RELEASED = Elsewhere(RELEASE + "test_d30_a_turno_that_moved_since_it_was_read_is_not_released_unseen")
READERS = "tests/web/admin/test_admin_two_readers.py::"
FILES = "tests/web/delegate/test_files.py::"
RIGHTS = "tests/web/delegate/test_requests_and_breaches.py::"
SEEN = "tests/actions/cases/test_affiliate_identity.py::"

Proof = tuple[str, ...] | Elsewhere | Needless

# (template, address of the form: nothing is that of its own page, a name alone is a variable): how it is proven
FORMS: dict[tuple[str, str], Proof] = {
    ("accounts/kept.html", "kept.path"): Needless("it sends a form again as it was typed, with the mark in it"),
    ("accounts/account.html", "accounts:move"): Needless("it writes the very centre that is chosen; twice it is one"),
    ("accounts/account.html", "accounts:end_session"): Needless("a session that has ended is ended; twice is once"),
    ("accounts/factor.html", ""): Needless("a code serves once and changes nothing else"),
    ("accounts/log_in.html", ""): Needless("a log-in acts on nothing shown"),
    ("accounts/make_factor.html", ""): Needless("begun twice it is one secret; a code is of the secret that was shown"),
    ("accounts/password.html", ""): Needless("it writes the very password that is typed; the old one is typed too"),
    ("errors/503.html", "request.get_full_path"): Needless("it sends a form again as it was sent, with the mark in it"),
    ("admin/delete_confirmation.html", ""): Elsewhere(
        READERS + "test_d30_a_row_that_changed_since_its_deletion_was_read_stays"
    ),
    ("admin/delete_selected_confirmation.html", ""): Elsewhere(
        READERS + "test_d30_several_rows_one_of_which_changed_since_they_were_read_stay"
    ),
    ("admin/records/staff/help.html", ""): Elsewhere(
        READERS + "test_d30_no_account_gets_help_that_changed_since_it_was_read"
    ),
    ("admin/whom_it_hits.html", "request.get_full_path"): Elsewhere(
        "tests/web/admin/test_admin_capacity.py::"
        "test_d38_who_changed_the_row_meanwhile_is_not_written_over_by_the_answer"
    ),
    ("agreements/interest.html", ""): Needless("it keeps one's own word, whatever else changed; twice it is one"),
    ("agreements/one.html", ""): ("answer",),
    ("agreements/one.html", "agreements:withdraw"): ("withdraw",),
    ("contingency/home.html", "contingency:tickets"): Elsewhere(
        "tests/web/contingency/test_contingency.py::test_a_second_press_prints_no_number_twice"
    ),
    ("contingency/type_in.html", ""): Elsewhere(
        "tests/web/contingency/test_contingency.py::test_typed_in_once_and_shown_as_what_it_became_the_second_time"
    ),
    ("delegate/breach.html", ""): Elsewhere(RIGHTS + "test_d34_a_line_on_a_breach_that_changed_unseen_is_not_written"),
    ("delegate/breach_new.html", ""): Needless("it acts on nothing shown; the same one sent twice is one"),
    ("delegate/dossier.html", "reason_address"): Needless("it suspends or lifts; twice is once"),
    ("delegate/dossier.html", "delegate:dossier_json"): SEARCH,
    ("delegate/dossier.html", "delegate:dossier_pdf"): SEARCH,
    ("delegate/dossier.html", "delegate:forget"): Needless("the terms say what goes, whatever was shown"),
    ("delegate/files.html", ""): Elsewhere(FILES + "test_d34_d30_other_files_than_were_read_are_not_proposed"),
    ("delegate/request.html", ""): Elsewhere(
        RIGHTS + "test_d34_an_answer_to_a_request_that_changed_unseen_is_not_given"
    ),
    ("delegate/request.html", "delegate:correct"): Needless("it writes what is typed; twice is once"),
    ("delegate/request.html", "delegate:dossier"): SEARCH,
    ("delegate/request.html", "delegate:identify"): Elsewhere(
        RIGHTS + "test_d34_who_asks_proves_who_they_are_before_anything_is_granted"
    ),
    ("delegate/request_new.html", ""): Needless("it acts on nothing shown; the same one sent twice is one"),
    ("delegate/search.html", "delegate:dossier"): SEARCH,
    ("delegate/search_form.html", "delegate:search"): SEARCH,
    ("desk/agenda/language.html", "desk:turno_language"): LANGUAGE,
    ("desk/agenda/search.html", "desk:continue"): ("go_on_from_elsewhere",),
    ("audit/log.html", "audit:log"): SEARCH,
    ("audit/proof.html", "audit:proof"): SEARCH,
    ("desk/agenda/search.html", "desk:search"): SEARCH,
    ("desk/agenda/search_form.html", "desk:search"): SEARCH,
    ("desk/agenda/turno.html", "desk:check_in"): ("check_in", "check_in_other_day"),
    ("desk/base.html", "accounts:logout"): Needless("to log out twice is to be logged out"),
    ("desk/calling/calling.html", "desk:pause"): ("pause",),
    ("desk/calling/counters.html", "desk:open_counter"): ("open_counter",),
    ("desk/calling/leaving.html", ""): ("leave_post",),
    ("desk/calling/out_of_order.html", ""): KEY,
    ("desk/calling/pass_on.html", ""): ("pass_on",),
    ("desk/calling/skip.html", ""): ("skip",),
    ("desk/calling/walk_in.html", ""): ("walk_in",),
    ("desk/case/act.html", "url"): (
        "start",
        "recall",
        "miss",
        "leave_counter",
        "finish",
        "finish_and_call",
        "resume",
        "close_counter",
        "call_next",
    ),
    ("desk/case/attach.html", ""): ("attach",),
    ("desk/case/case.html", "desk:continue"): ("go_on", "begin_anew"),
    ("desk/case/case.html", "desk:add"): ("add",),
    ("desk/case/case.html", "desk:end_visit"): ("end_visit",),
    ("desk/case/certificate.html", "desk:replace"): ("replace_certificate",),
    ("desk/case/certificate.html", "desk:reprint"): ("reprint",),
    ("desk/case/compare.html", ""): ("compare",),
    ("desk/case/copies.html", ""): Needless("it adds a file to a paper, on which nothing else acts; twice is once"),
    ("desk/case/correct.html", ""): ("correct",),
    ("desk/case/correct_name.html", ""): ("correct_name",),
    ("desk/case/dependent.html", "desk:facts"): ("facts",),
    ("desk/case/end_link.html", ""): ("end_of_link",),
    ("desk/case/ending.html", "address"): ("say_why",),
    ("desk/case/hand.html", ""): ("hand",),
    ("desk/case/identity.html", ""): Elsewhere(
        SEEN + "test_d18_the_registry_that_changes_meanwhile_makes_the_request_one_of_other_facts"
    ),
    ("desk/case/issue.html", ""): ("issue",),
    ("desk/case/paper.html", "desk:undo"): ("undo",),
    ("desk/case/line.html", "desk:take"): ("take",),
    ("desk/case/line.html", "desk:renew"): ("renew",),
    ("desk/case/line.html", "desk:not_received"): ("not_received",),
    ("desk/case/look.html", ""): Elsewhere(
        SEEN + "test_d18_the_registry_that_changes_meanwhile_makes_the_request_one_of_other_facts"
    ),
    ("desk/case/note.html", ""): NOTE,
    ("desk/case/paper_form.html", "record_url"): ("record",),
    ("desk/case/paper_form.html", "turn_away_url"): ("not_received", "not_received"),
    ("desk/case/presenter.html", ""): ("presenter",),
    ("desk/case/refuse.html", ""): ("refuse",),
    ("desk/case/remove.html", ""): ("remove",),
    ("desk/case/remove_copy.html", ""): Elsewhere(
        "tests/web/desk/case/test_copies.py::test_d35_an_own_copy_is_taken_back_before_the_decision_and_twice_is_once"
    ),
    ("desk/case/restore.html", ""): ("restoration",),
    ("desk/case/supersede.html", ""): ("supersede",),
    ("desk/case/verdict.html", "desk:extend"): ("extend",),
    ("desk/reception/exchange.html", ""): ("exchange",),
    ("desk/reception/found.html", "desk:reception_return"): ("come_back",),
    ("desk/reception/give.html", "desk:reception_give"): Needless(
        "it gives the very hour that it names: one that is taken is told, and a second click leads to the first turno"
    ),
    ("desk/reception/meeting.html", "desk:reception_receive"): ("receive",),
    ("desk/reception/meeting.html", "desk:reception_mismatch"): ("mismatch", "mismatch_elsewhere"),
    ("desk/reception/nothing.html", "desk:reception_give"): SEARCH,
    ("desk/reception/release.html", ""): ("release",),
    ("desk/reception/screen.html", "desk:reception"): SEARCH,
    ("desk/reception/ticket.html", "desk:reception_left"): ("leave_queue",),
    ("desk/reception/ticket.html", "desk:reception_undo"): ("undo_arrival",),
    ("desk/reception/walk_in.html", "desk:reception_priority"): KEY,
    ("desk/reception/walk_in.html", "desk:reception_same_day"): KEY,
    ("legal/adoption.html", ""): ("adoption",),
    ("legal/death.html", ""): ("death",),
    ("legal/endorse.html", ""): ("endorse",),
    ("legal/observe.html", ""): ("observe",),
    ("legal/power_form.html", ""): ("amend",),
    ("legal/refuse.html", ""): ("refuse_power",),
    ("legal/revoke.html", ""): ("revoke",),
    ("legal/search_form.html", "legal:search"): SEARCH,
    ("notices/hearing.html", ""): ("write_statement",),
    ("notices/one.html", ""): ("deliver",),
    ("public/booking/affiliate.html", ""): DRAFT,
    ("public/booking/code.html", ""): DRAFT,
    ("public/booking/code.html", "public:booking_send_again"): ("send_booking_code_again",),
    ("public/booking/contact.html", ""): DRAFT,
    ("public/booking/earliest.html", "public:booking_switch"): DRAFT,
    ("public/booking/hour.html", ""): DRAFT,
    ("public/booking/number.html", ""): DRAFT,
    ("public/booking/passport.html", ""): DRAFT,
    ("public/booking/place.html", ""): DRAFT,
    ("public/booking/registry_away.html", "public:booking_ask_again"): SEARCH,
    ("public/booking/release.html", ""): RELEASED,
    ("public/booking/review.html", ""): Elsewhere(
        TWO_TABS + "test_d30_the_hour_that_another_tab_holds_is_not_confirmed_unseen"
    ),
    ("public/booking/too_many.html", ""): Needless("it sends again what was refused, as it was"),
    ("public/complaints/find.html", ""): SEARCH,
    ("public/complaints/opinion.html", ""): Needless("it writes the mark that is pressed; twice it is one"),
    ("public/complaints/tell.html", ""): KEY,
    ("public/information/rights_ask.html", ""): Needless("it acts on nothing shown; the same one sent twice is one"),
    ("public/information/rights_request.html", ""): Needless("what was asked never changes; confirmed twice is once"),
    ("public/information/papers_list.html", "public:papers_mail"): Needless("it mails the list that it shows"),
    ("public/solicitud/account.html", "public:solicitud_account"): ("account",),
    ("public/solicitud/discard.html", ""): ("discard",),
    ("public/solicitud/people.html", ""): ("edit", "sheet", "begin"),
    ("public/turno/answers.html", "public:turno_change"): ("answer_to_a_closing",),
    ("public/turno/bring.html", "public:turno_ticks"): Needless(
        "it writes the ticks that its own page changed, beside those that it showed"
    ),
    ("public/turno/cancel.html", ""): ("cancel",),
    ("public/turno/correction.html", ""): ("extension",),
    ("public/turno/hearing.html", ""): ("answer_before_annulment",),
    ("public/turno/move.html", ""): ("move",),
    ("public/turno/questions.html", ""): Needless("it writes the person's own answers, on which nobody else acts"),
    ("public/turno/recovery/code.html", ""): Needless("it checks the code that is typed; one serves once"),
    ("public/turno/recovery/code.html", "public:recovery_send_again"): ("send_code_again",),
    ("public/turno/recovery/start.html", ""): SEARCH,
    ("public/turno/turno.html", "public:turno_mail_again"): Needless(
        "it mails the turno as it is at that moment, so often as the limits let it"
    ),
    ("public/turno/turno.html", "public:turno_language"): LANGUAGE,
    ("public/turno/turno.html", "public:turno_move"): ("move_at_once",),
    ("public/waiting_list/entry.html", "public:waiting_accept"): ("accept",),
    ("public/waiting_list/entry.html", "public:waiting_decline"): ("decline",),
    ("public/waiting_list/entry.html", "public:waiting_leave"): ("leave",),
    ("public/waiting_list/join.html", ""): ("join",),
    ("supervision/close_part.html", "supervision:close_part"): Needless("it shows whom it hits and closes nothing"),
    ("supervision/close_part_confirm.html", "supervision:close_part"): ("close_part",),
    ("supervision/files_one.html", ""): Elsewhere(
        FILES + "test_d34_d30_a_list_that_changed_since_it_was_read_is_not_approved"
    ),
    ("supervision/closing.html", "supervision:closing"): Needless("it shows whom a closing hits and closes nothing"),
    ("supervision/complaint.html", ""): ("answer_a_complaint",),
    ("supervision/confirm.html", "supervision:closing_confirm"): ("close",),
    ("supervision/day.html", "supervision:take_back"): ("take_back",),
    ("supervision/free_counter.html", ""): ("free_counter",),
    ("supervision/hand.html", ""): ("hand_by_a_supervisor",),
    ("supervision/note.html", ""): NOTE,
    ("supervision/open_annulment.html", ""): ("open_annulment",),
    ("supervision/policy.html", ""): Elsewhere(
        "tests/web/supervision/test_supervision_day.py::"
        "test_the_policy_is_edited_with_a_reason_and_each_edit_is_a_version"
    ),
    ("supervision/registry.html", "supervision:registry"): SEARCH,
    ("supervision/registry.html", "supervision:registry_check"): SEARCH,
    ("supervision/registry_check.html", "supervision:registry_import"): Needless(
        "it imports the very file that was checked, and the same lines a second time change nothing"
    ),
    ("supervision/release.html", ""): ("release_by_a_supervisor",),
    ("supervision/plan.html", "supervision:plan"): ("plan", "plan_dropped"),
    ("supervision/plan_confirm.html", "supervision:plan"): Elsewhere(
        "tests/web/supervision/test_plan.py::test_d30_d38_an_answer_to_a_plan_that_changed_meanwhile_changes_nothing"
    ),
    ("supervision/reopen.html", ""): ("reopen",),
    ("supervision/reverse_search.html", ""): SEARCH,
    ("supervision/reverse_solicitud.html", ""): ("reopen_case",),
    ("supervision/reverse_turno.html", ""): ("restore", "undo_by_a_supervisor"),
    ("supervision/sample.html", ""): ("look_at_sample", "open_sample_of_a_code", "keep_opened_code"),
    ("supervision/send_back.html", ""): ("send_back",),
}


def forms_of_templates() -> Counter[tuple[str, str]]:
    """Return every form of the templates that is posted, and how often."""
    counted: Counter[tuple[str, str]] = Counter()
    for path in sorted(TEMPLATES.rglob("*.html")):
        for tag in FORM.findall(path.read_text(encoding="utf-8")):
            action = ACTION.search(tag)
            counted[f"{path.relative_to(TEMPLATES)}", next(filter(None, action.groups()), "") if action else ""] += 1
    return counted
