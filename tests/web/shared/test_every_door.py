"""Every address of every door, tried by everybody: who is let in, who is answered as if nothing were there (S39).

The table names every address; one that is added without a line here fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import cast
from tests.stages import control, desk, legal
from tests.stages.agreements import asking, nora
from tests.stages.booking import DAY
from tests.stages.counter import at_the_desk
from tests.stages.log import event_of_change
from tests.stages.queue import call, make_open_counter, serve, ticket
from tests.stages.voice import complaint
from tests.tables import Rows, read_tables
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.cases.issuing import issue_code
from vinculo.actions.closures.closures import close_scope
from vinculo.actions.control.samples import open_sample
from vinculo.actions.mail.by_hand import keep_notice
from vinculo.actions.queue.contingency import print_tickets
from vinculo.queries.cases.corrections import token as correction_token
from vinculo.queries.closures.closures import ClosingScope
from vinculo.records.models import Closing, PaperNotice, PaperRecord, Province, Role, Sample, Staff, Turno
from vinculo.rules.mail.kinds import MailKind

pytestmark = [pytest.mark.django_db, pytest.mark.long]
IN, LOGIN, NO, ABSENT = "in", "log in", "not for them", "absent"
WHO = ("nobody", "olga", "omar", "lucia", "gloria", "sara", "supervisor there", "supervisor of Guayas", "alicia")
# omar: officer of another agency; gloria: legal unit of another province; the two supervisors: elsewhere.
OFFICERS = (LOGIN, IN, IN, NO, NO, NO, NO, NO, NO)
OUR_DESK = (LOGIN, IN, ABSENT, NO, NO, NO, NO, NO, NO)
UNITS = (LOGIN, NO, NO, IN, IN, NO, NO, NO, NO)
OUR_UNIT = (LOGIN, NO, NO, IN, ABSENT, NO, NO, NO, NO)
SUPERVISORS = (LOGIN, NO, NO, NO, NO, IN, IN, IN, NO)
SECONDS = (LOGIN, *[IN] * 7, NO)  # the legal unit too: a link that is seldom so (D23)
OUR_SECOND = (LOGIN, IN, ABSENT, ABSENT, ABSENT, IN, ABSENT, ABSENT, NO)
OUR_SUPERVISOR = (LOGIN, NO, NO, NO, NO, IN, ABSENT, ABSENT, NO)
OUR_CASE = (LOGIN, IN, ABSENT, IN, ABSENT, IN, ABSENT, ABSENT, NO)
OUR_COPY = (LOGIN, IN, ABSENT, NO, NO, IN, ABSENT, ABSENT, NO)
OUR_POWER = (LOGIN, ABSENT, ABSENT, IN, *[ABSENT] * 4, NO)
SUPERVISION = (LOGIN, NO, NO, NO, NO, IN, IN, IN, IN)
OUR_SUPERVISION = (LOGIN, NO, NO, NO, NO, IN, ABSENT, ABSENT, IN)
ADMINISTRATORS = (LOGIN, NO, NO, NO, NO, NO, NO, NO, IN)
ANY_CLOSING = (LOGIN, NO, NO, NO, NO, ABSENT, ABSENT, ABSENT, IN)  # supervisors: those of a part of their centre
NATIONAL = (LOGIN, NO, NO, NO, NO, ABSENT, ABSENT, ABSENT, NO)  # of the nation alone: `test_files.py`
OTHERS = (LOGIN, *[NO] * 8)  # the auditor and the delegate, who are none of these: `test_every_role.py` has them
BAD_DAYS = (LOGIN, IN, IN, NO, NO, IN, IN, IN, NO)
STAFF = (LOGIN, *[IN] * 8)
EVERYBODY = (IN,) * 9
NOBODY = (ABSENT,) * 9

TABLE: dict[tuple[str, ...], str] = {
    OFFICERS: """
        desk:home desk:search desk:powers desk:calling desk:waiting desk:pause desk:resume desk:close_counter
        desk:call_next desk:finish_and_call desk:recall desk:start desk:miss desk:finish desk:gone desk:skip
        desk:pass_on desk:out_of_order desk:walk_in desk:extensions desk:reception desk:reception_priority
        desk:reception_same_day desk:reception_give desk:reception_tickets desk:certificate desk:certificate_pdf
        desk:correct_name desk:replace desk:supersede desk:restore desk:end_link
        desk:reprint desk:reprint_pdf desk:reception_turno desk:reception_mismatch desk:reception_exchange desk:continue
        desk:reception_return desk:reception_release contingency:type_in desk:work desk:leaving
    """,
    OUR_DESK: """
        desk:open_counter desk:turno desk:turno_language desk:check_in desk:reception_receive desk:reception_given
        desk:reception_confirmation desk:reception_ticket desk:reception_ticket_pdf desk:reception_left
        desk:reception_undo desk:case desk:presenter desk:add desk:attach desk:end_visit desk:record_shared
        desk:not_received_shared desk:undo desk:take desk:renew desk:notice desk:notice_pdf desk:facts desk:remove
        desk:record desk:fields desk:not_received desk:issue desk:correct desk:extend desk:refuse desk:compare
        desk:compare_affiliate
        desk:case_requests desk:identity desk:decision desk:look desk:company desk:note desk:hand
        desk:copies desk:remove_copy
    """,
    UNITS: "legal:home legal:search legal:receive legal:fields legal:adoptions",
    OUR_UNIT: """
        legal:power legal:amend legal:endorse legal:observe legal:refuse legal:revoke legal:paper legal:paper_pdf
        legal:adoption legal:death legal:substitute
    """,
    SUPERVISORS: """
        supervision:complaints supervision:reverse supervision:many supervision:samples supervision:work
        supervision:figure_list supervision:figure_list_file
    """,
    OUR_SUPERVISOR: """
        supervision:complaint supervision:reverse_turno supervision:reverse_case supervision:reverse_solicitud
        supervision:decision supervision:release supervision:sample supervision:open_annulment
        supervision:note supervision:send_back supervision:hand supervision:free_counter
        supervision:take_back supervision:archive
    """,
    SUPERVISION: """
        supervision:home supervision:centres supervision:policies supervision:plans
        supervision:figures supervision:figure_section supervision:figure_file
    """,
    OUR_SUPERVISION: "supervision:day supervision:day_csv supervision:policy supervision:close_part supervision:plan",
    NATIONAL: "supervision:files supervision:files_one",
    ANY_CLOSING: "supervision:closed supervision:reopen",
    ADMINISTRATORS: """
        supervision:closing supervision:closing_confirm
        supervision:registry supervision:registry_check supervision:registry_import operation:home
    """,
    OTHERS: """
        audit:log audit:proof delegate:home delegate:search delegate:dossier delegate:dossier_pdf delegate:dossier_json
        delegate:restrict delegate:lift delegate:forget delegate:requests delegate:request_new delegate:request
        delegate:identify delegate:correct delegate:breaches delegate:breach_new delegate:breach delegate:files
    """,
    BAD_DAYS: "contingency:home contingency:list contingency:tickets notices:list notices:hearings",
    SECONDS: "agreements:list",
    OUR_SECOND: "agreements:one agreements:withdraw",
    OUR_CASE: "agreements:interest_case",
    OUR_COPY: "agreements:copy notices:one notices:paper notices:hearing",
    OUR_POWER: "agreements:interest_power",
    STAFF: "kept accounts:account accounts:password accounts:make_factor accounts:factor accounts:end_session"
    " accounts:move",
    NOBODY: "accounts:institution accounts:institution_back",  # no provider on this stage
    EVERYBODY: "health alive ready manifest accounts:login accounts:logout board:choose board:board board:current",
}  # what is public is answered to everybody alike: below
EXPECTED = {name: answers for answers, names in TABLE.items() for name in names.split()}
FIGURES_PARTS = {"slug": "esperas", "key": "numeros", "kind": "csv"}
OF_TURNO = {
    "turno",
    "turno_language",
    "check_in",
    "reception_turno",
    "reception_receive",
    "reception_mismatch",
    "reception_exchange",
    "reception_given",
    "reception_confirmation",
    "reverse_turno",
    "reception_release",
    "release",
}


def patterns(resolvers: Iterator[Any] | list[Any], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Return every address under its name; the administration has its own tests."""
    for each in resolvers:
        if isinstance(each, URLResolver):
            if each.namespace != "admin":
                yield from patterns(each.url_patterns, f"{each.namespace}:")
        else:
            yield f"{space}{each.name}", each


ALL = dict(patterns(get_resolver().url_patterns))
STAFFED = [name for name in ALL if not name.startswith(("public:", "demo:"))]
PUBLIC = [name for name in ALL if name.startswith(("public:", "demo:"))]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


def elsewhere(name: str, role: Role, *, at_agency: bool = True) -> Staff:
    place = cast.agency("CAU Guayaquil", "Guayas", "09")
    where = {"agency": place} if at_agency else {"province": Province.objects.get(code="09")}
    return Staff.objects.create_user(name, first_name=name, role=role, **where)


def browsers() -> dict[str, Client]:
    """Return a browser for each of `WHO`."""
    staff = {
        "olga": cast.olga(),
        "omar": elsewhere("omar", Role.OFFICER),
        "lucia": cast.lucia(),
        "gloria": legal.gloria(),
        "sara": cast.sara(),
        "supervisor there": elsewhere("sonia", Role.SUPERVISOR),
        "supervisor of Guayas": elsewhere("saul", Role.SUPERVISOR, at_agency=False),
        "alicia": cast.alicia(),
    }
    return {"nobody": Client(), **{name: at_the_desk(each) for name, each in staff.items()}}


def notice_of(turno: Turno) -> PaperNotice:
    words = {"reference": "T", "reason": "x", "words": "x", "next": "x"}
    return keep_notice(kind=MailKind.REVERSAL_TURNO, words=words, agency=cast.agency(), now=cast.NOW, turno=turno)


def stage() -> dict[str, Any]:
    """Return what stands in the addresses, by the name of the part: all of it of Quito."""
    of = desk.turno(2)
    bruno, carlos = desk.bruno_at_home(of), desk.carlos_at_home(of)
    case = desk.record_arrival(of)
    desk.papers_of_bruno(case, bruno)
    issued = issue_code(
        solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=Random(1)
    )
    carlos.refresh_from_db()
    decision = request_correction(solicitud=carlos, note="", version=carlos.version, actor=cast.olga(), now=cast.NOW)
    make_open_counter()
    waits = ticket()
    ticket(1)
    serve(2, call(2))
    print_tickets(agency=cast.agency(), day=cast.NOW.date(), count=24, after=0, actor=cast.olga(), now=cast.NOW)
    power = legal.make_endorsed_power()
    day = ClosingScope(cast.agency(), DAY, DAY)
    close_scope(scope=day, reason="Corte de energía", actor=cast.alicia(), now=cast.NOW)
    told, asked = complaint(agency=cast.agency()), asking(case, actor=nora(), subject=f"{carlos.reference}:p1")
    open_sample(sample=Sample.objects.get(certificate=issued), reason=control.WHY, actor=cast.sara(), now=cast.NOW)
    return {
        "case": case.reference,
        "solicitud": carlos.reference,
        "kind": "solicitud",
        "turno": of.reference,
        "paper": PaperRecord.objects.get(kind="birth").pk,
        "affiliate paper": PaperRecord.objects.get(kind="affiliate_passport").pk,
        "person": issued.code.person_id,
        "affiliate": case.affiliate_id,
        "decision": decision.pk,
        "code": issued.code.value,
        "issued": bruno.reference,
        **dict.fromkeys(("number", "reprint"), 1),
        "agency": cast.agency().pk,
        "day": cast.NOW.date(),
        "power": power.reference,
        "power decision": power.decisions.get().pk,
        "closing": Closing.objects.get().pk,
        "complaint": told.reference,
        "agreement": asked.pk,
        "copy": control.scan_paper(PaperRecord.objects.get(kind="birth")).pk,
        "notice": notice_of(of).pk,
        "sample": Sample.objects.get(certificate=issued).pk,
        "event": event_of_change(case.affiliate).pk,
        "counter": cast.counter(9).number,  # one that no other centre has
        "ticket": waits.number,
        "tokens": {"turno": of.token, "mi-turno": of.token, "numero": waits.token, "quejas": told.token}
        | {"correccion": correction_token(decision), "verificar": issued.token, "solicitud": bruno.token},
    }


def address(name: str, known: dict[str, Any]) -> str:
    door, _, own = name.rpartition(":")
    parts = ALL[name].pattern.converters
    values = {part: _part(door, own, part, known) for part in parts} | {
        part: FIGURES_PARTS[part] for part in parts if own.startswith("figure_")
    }
    return reverse(name, kwargs=values)


def _part(door: str, own: str, part: str, known: dict[str, Any]) -> Any:
    if part == "token":
        return known["tokens"].get(str(ALL[f"{door}:{own}"].pattern).partition("/")[0], "0" * 32)
    named = {
        ("legal", "reference"): "power",
        ("legal", "decision"): "power decision",
        ("supervision", "pk"): "closing",
        ("desk", "number"): "number" if "code" in ALL[f"{door}:{own}"].pattern.converters else "ticket",
        ("supervision", "number"): "ticket",
        ("agreements", "pk"): "agreement",
        ("notices", "pk"): "notice",
        ("audit", "pk"): "event",
    }.get((door, part))
    of_row = {("decision", "pk"), ("sample", "pk"), ("hearing", "pk"), ("copy", "pk"), ("identity", "paper")}
    if (own, part) in of_row:
        return known[{"hearing": "sample", "identity": "affiliate paper"}.get(own, own)]
    if part == "finding":
        return "second_partner"
    if own == "open_counter" or (own, part) == ("remove_copy", "copy"):
        return known["counter" if own == "open_counter" else "copy"]
    if part == "reference" and named is None:
        ours = {"complaint": "complaint", "interest_power": "power", "reverse_solicitud": "solicitud"}
        ours["open_annulment"] = "issued"
        named = "turno" if own in OF_TURNO else ours.get(own, "case")
    return known.get(named or part, 1 if part in {"slot", "position", "pk"} else "x")


def outcome(answer: Any) -> str:
    if answer.status_code == 302 and answer["Location"].startswith("/ventanilla/ingreso/?next="):
        return LOGIN
    return {403: NO, 404: ABSENT}.get(answer.status_code, IN if answer.status_code < 500 else "broken")


def everything() -> dict[str, Rows]:
    """Return every row of every table of ours, but the events, what a session holds and what counts for the limits."""
    return read_tables({"Event", "Session", "Attempt", "Pause"})


def test_the_table_names_every_address_of_the_staff_once() -> None:
    named = [name for names in TABLE.values() for name in names.split()]
    assert sorted(named) == sorted(STAFFED)


NOT_PRIVATE = {"health", "alive", "ready", "manifest", "board:choose", "board:current"}


def is_kept_safe(name: str, answer: Any) -> bool:
    """Return whether no cache keeps a page and it can load nothing from elsewhere; the board of a room may be kept."""
    policy = answer["Content-Security-Policy"]
    stored = "no-store" in answer["Cache-Control"] or name == "board:board"
    return stored and "default-src 'none'" in policy and "unsafe" not in policy


def test_s39_everybody_sees_what_is_theirs_and_nothing_else_and_looking_changes_nothing() -> None:
    known, who = stage(), browsers()
    answers = {}
    before = everything()
    for name in STAFFED:
        where = address(name, known)
        for person in WHO:
            answer = who[person].get(where)
            answers[name, person] = "405" if answer.status_code == 405 else outcome(answer)
            assert answer.status_code != 200 or name in NOT_PRIVATE or is_kept_safe(name, answer), (name, person)
    wrong = {
        (name, person): (answer, EXPECTED[name][WHO.index(person)])
        for (name, person), answer in answers.items()
        if answer not in {"405", EXPECTED[name][WHO.index(person)]} and name not in ABSENT_FOR_ALL
    }
    assert wrong == {}
    assert everything() == before


ABSENT_FOR_ALL = {
    "desk:reprint_pdf",
    "desk:compare",
    "desk:compare_affiliate",
    "legal:adoption",
}  # nothing of the kind on this stage


def test_s39_absent_and_not_theirs_have_one_body() -> None:
    known, who = stage(), browsers()
    nothing = {name: who[name].get("/no-existe/").content for name in WHO}
    for name in STAFFED:
        for person in [each for each, expected in zip(WHO, EXPECTED[name], strict=True) if expected == ABSENT]:
            for method in (who[person].get, who[person].post):
                answer = method(address(name, known))
                same = (answer.status_code, answer.content) == (404, nothing[person])
                assert same or answer.status_code == 405, (name, person)


def test_s39_what_somebody_posts_who_may_not_changes_nothing() -> None:
    known, who = stage(), browsers()
    before = everything()
    for name in [each for each in STAFFED if each != "kept"]:
        for person, expected in [each for each in zip(WHO, EXPECTED[name], strict=True) if each[1] != IN]:
            answer = who[person].post(address(name, known), {"version": "0", "reason": "slip", "words": "x"})
            assert outcome(answer) == expected or answer.status_code == 405, (name, person, answer.status_code)
    assert everything() == before


def test_no_form_is_taken_without_its_guard() -> None:
    known = stage()
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(cast.olga(), backend="django.contrib.auth.backends.ModelBackend")
    before = everything()
    for name in ALL:
        assert guarded.post(address(name, known)).status_code in {403, 405}, name
    assert everything() == before


@pytest.mark.parametrize(
    "method", ["put", *(pytest.param(each, marks=pytest.mark.full) for each in ("patch", "delete"))]
)
def test_other_methods_are_not_there(method: str) -> None:
    known, who = stage(), browsers()
    before = everything()
    ask: Callable[..., Any]
    for name in ALL:
        for person in ("nobody", "olga", "lucia", "sara", "alicia"):
            ask = getattr(who[person], method)
            assert ask(address(name, known)).status_code in {302, 403, 404, 405}, (name, person)
    assert everything() == before


def test_what_is_public_is_answered_to_everybody_alike_and_looking_changes_nothing() -> None:
    known, who = stage(), browsers()
    before = everything()
    for name in PUBLIC:
        answers = {person: who[person].get(address(name, known)).status_code for person in WHO}
        assert len(set(answers.values())) == 1, (name, answers)
        assert answers["nobody"] < 500, name
    assert everything() == before


def test_a_link_of_ones_own_is_kept_by_no_cache_and_listed_nowhere() -> None:
    known, client = stage(), Client()
    own = [name for name in PUBLIC if "token" in ALL[name].pattern.converters]
    answers = {name: client.get(address(name, known)) for name in own}
    seen = {name: answer for name, answer in answers.items() if answer.status_code == 200}
    for name, answer in seen.items():
        assert "no-store" in answer["Cache-Control"], name
        assert answer["X-Robots-Tag"] == "noindex, nofollow", name
        assert answer["Referrer-Policy"] == "same-origin", name
    assert len(seen) > 8
