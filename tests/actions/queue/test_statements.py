"""The plain statements with which a step at a counter begins find what the ORM's would (docs/decisions/0079)."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction

from tests import cast
from tests.stages import desk
from tests.stages.queue import call, make_open_counter, ticket
from tests.stages.statements import content
from vinculo.actions.cases.locking import locked_case, locked_solicitud, new_solicitud, save_solicitud
from vinculo.actions.cases.papers import last_of_kind
from vinculo.actions.queue.counters import locked_counter
from vinculo.actions.queue.tickets import locked_ticket
from vinculo.actions.shared.guards import NotYours
from vinculo.queries.queue.policy import current_policy
from vinculo.queries.shared.access import NotFoundHere
from vinculo.records.models import Case, CentreDay, Counter, PaperRecord, QueueEntry, QueuePolicy, Solicitud, Ticket
from vinculo.records.rows import find_row, update_of
from vinculo.rules.cases.paper_kinds import PaperKind

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("with_turno", [True, False])
def test_a_case_with_its_affiliate_centre_and_turno(with_turno: bool, django_assert_num_queries: object) -> None:
    case, solicitud = desk.case_of_bruno()
    if not with_turno:
        Case.objects.filter(pk=case.pk).update(turno=None)
    by_orm = Case.objects.select_related("affiliate", "agency", "turno").get(pk=case.pk)
    with transaction.atomic():
        locked = locked_case(case.pk, cast.olga())
        own, again = locked_solicitud(solicitud.pk, cast.olga())
    for each in (locked, again):
        assert content(each) == content(by_orm)
        with django_assert_num_queries(0):  # type: ignore[operator]
            pairs = [(each.affiliate, by_orm.affiliate), (each.agency, by_orm.agency), (each.turno, by_orm.turno)]
            assert [content(one) for one, _ in pairs] == [content(other) for _, other in pairs]
            assert (each.turno is not None) is with_turno
    assert content(own) == content(Solicitud.objects.get(pk=solicitud.pk))


def test_nothing_that_is_not_there() -> None:
    with transaction.atomic():
        with pytest.raises(NotFoundHere):
            locked_case(0, cast.olga())
        with pytest.raises(NotFoundHere):
            locked_solicitud(0, cast.olga())
        with pytest.raises(NotFoundHere):
            locked_ticket(0)
        with pytest.raises(NotYours):
            locked_counter(cast.agency(), Counter(pk=0))
    assert find_row(QueueEntry, day_id=0, key="k") is None


def test_a_dependent_who_goes_while_the_case_is_waited_for_is_not_there() -> None:
    _case, solicitud = desk.case_of_bruno()

    def take_away(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if "FROM records_case own" in sql:
            connection.cursor().execute("DELETE FROM records_solicitud WHERE id = %s", [solicitud.pk])
        return execute(sql, *rest)

    with transaction.atomic(), connection.execute_wrapper(take_away), pytest.raises(NotFoundHere):
        locked_solicitud(solicitud.pk, cast.olga())
    assert not Solicitud.objects.exists()


@pytest.mark.parametrize("sits", [True, False])
def test_a_counter_with_its_officer_and_without(sits: bool, django_assert_num_queries: object) -> None:
    counter = make_open_counter(1) if sits else cast.counter(1)
    by_orm = Counter.objects.select_related("staff").get(pk=counter.pk)
    with transaction.atomic():
        locked = locked_counter(cast.agency(), counter)
    assert content(locked) == content(by_orm)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert content(locked.staff) == content(by_orm.staff)
        assert (locked.staff is not None) is sits
    with transaction.atomic(), pytest.raises(NotYours):
        locked_counter(cast.agency("Otro centro"), counter)


def test_a_ticket_with_its_day_and_what_its_key_did(django_assert_num_queries: object) -> None:
    make_open_counter(1)
    ticket()
    called = call(5, key="once")
    with transaction.atomic():
        head, locked = locked_ticket(called.pk)
    assert content(head) == content(CentreDay.objects.get(pk=called.day_id))
    assert content(locked) == content(Ticket.objects.get(pk=called.pk))
    with django_assert_num_queries(0):  # type: ignore[operator]
        where = head.agency
    assert content(where) == content(cast.agency())
    entry = find_row(QueueEntry, day_id=head.pk, key="once")
    assert content(entry) == content(QueueEntry.objects.get(key="once"))
    assert find_row(QueueEntry, day_id=head.pk, key="another") is None


def test_the_policy_of_a_centre_before_that_of_the_nation_and_the_newest_of_both() -> None:
    place, other = cast.agency(), cast.agency("Otro centro")
    assert current_policy(place)[1] is None
    for agency, version in ((None, 1), (place, 2), (place, 10), (None, 30), (other, 40)):
        QueuePolicy.objects.create(agency=agency, version=version, settings={}, made_by=cast.olga(), made_at=cast.NOW)
    for agency, version in ((place, 10), (other, 40), (cast.agency("Sin política"), 30)):
        assert content(current_policy(agency)[1]) == content(QueuePolicy.objects.get(version=version))


def test_the_same_paper_again_is_that_of_the_same_dependent_and_the_last() -> None:
    case, solicitud = desk.case_of_bruno()
    other = new_solicitud(case, 2, cast.NOW, Random(1))
    passport, birth, marriage = PaperKind.AFFILIATE_PASSPORT, PaperKind.BIRTH, PaperKind.MARRIAGE
    whose = [(None, passport), (solicitud, birth), (other, birth)]
    made = [paper(case, *each) for each in [*whose, *whose]]
    PaperRecord.objects.filter(pk=made[-1].pk).update(undone_at=cast.NOW, undone_by=cast.olga())
    last = [last_of_kind(case.pk, each.pk if each else None, kind) for each, kind in whose]
    assert [content(each) for each in last] == [content(PaperRecord.objects.get(pk=made[at].pk)) for at in (3, 4, 2)]
    assert [last_of_kind(case.pk, each, marriage) for each in (None, solicitud.pk)] == [None, None]


def paper(case: Case, solicitud: Solicitud | None, kind: PaperKind) -> PaperRecord:
    return PaperRecord.objects.create(
        case=case, solicitud=solicitud, kind=kind.value, recorded_by=cast.olga(), recorded_at=cast.NOW
    )


def test_what_is_saved_of_a_solicitud_is_that_and_one_more_version() -> None:
    _case, solicitud = desk.case_of_bruno()
    before: dict[str, Any] = dict(Solicitud.objects.filter(pk=solicitud.pk).values().get())
    solicitud.account, solicitud.rules_version = "no se guarda", "9"
    save_solicitud(solicitud, cast.NOW, "rules_version", "person")
    changed = {"rules_version": "9", "version": before["version"] + 1, "updated_at": cast.NOW}
    assert dict(Solicitud.objects.filter(pk=solicitud.pk).values().get()) == before | changed
    with pytest.raises(ValueError, match="has not all of"):
        update_of(solicitud, "nothing")
