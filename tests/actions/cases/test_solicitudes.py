"""The solicitud prepared at home: what is kept, for whom, and until when (S10, S31, S32, D14)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import override_settings

from tests import cast
from tests.stages.prepared import ACCOUNT, ANSWERED, COMPOSED, LUCK, TYPED, VALUES, save_solicitud, turno
from vinculo.actions.cases import solicitudes
from vinculo.actions.cases.solicitudes import Value
from vinculo.actions.shared import limits
from vinculo.queries.cases.solicitudes import composed_account
from vinculo.records.models import Case, Event, Solicitud
from vinculo.rules.cases.solicitud_fields import AT_HOME
from vinculo.rules.cases.statement import ProofAnswers

pytestmark = pytest.mark.django_db
ANSWERS = ProofAnswers.from_json(ANSWERED | {"others": {}})
LATER = cast.NOW + timedelta(minutes=5)


def again(row: Solicitud, **values: Value) -> Solicitud:
    return solicitudes.save_solicitud(
        solicitud=row, turno=None, values=values, actor=None, now=LATER, random_source=LUCK
    )


def present_solicitud(row: Solicitud) -> Solicitud:
    """Hand the solicitud in."""
    row.case = Case.objects.create(
        reference="C000000001",
        affiliate=cast.ana(),
        procedure=cast.procedure(),
        agency=cast.agency(),
        first_presented_on=cast.NOW.date(),
        opened_at=cast.NOW,
        opened_by=cast.olga(),
    )
    row.status = "in_review"
    row.save()
    return row


def test_s32_what_was_typed_is_kept_field_by_field() -> None:
    row = Solicitud.objects.get(pk=save_solicitud().pk)
    kept = {field: getattr(row, field) for field in AT_HOME}
    assert kept == VALUES | {"account": ACCOUNT, "account_parts": None}
    assert (row.status, row.turno, row.case, row.person, row.created_at) == ("draft", None, None, None, cast.NOW)
    assert (row.reference[0], len(row.reference), len(row.token)) == ("S", 10, 32)


def test_an_event_names_the_fields_and_never_what_is_in_them() -> None:
    row = save_solicitud()
    again(row, dependent_names="Bruno Restrepo Núñez")
    first, second = Event.objects.filter(subject="solicitud").order_by("id")
    assert (first.act, first.actor_kind, first.subject_id) == ("solicitud_saved", "person", row.pk)
    assert first.fields == sorted(
        {*VALUES, "account"} - {"has_cedula", "ecuadorian_origin", "applicant_document_kind", "dependent_document_kind"}
    )
    assert (second.act, second.fields, second.at) == ("solicitud_saved", ["dependent_names"], LATER)


def test_saving_the_same_again_changes_nothing() -> None:
    row = save_solicitud()
    again(row, **VALUES)
    row.refresh_from_db()
    assert (row.updated_at, row.version, Event.objects.count()) == (cast.NOW, 1, 1)


def test_s10_each_dependent_of_a_turno_has_a_solicitud_and_a_position_is_filled_once() -> None:
    family = turno(2)
    bruno, carlos = save_solicitud(family, 1), save_solicitud(family, 2, dependent_names="Carlos")
    twice = save_solicitud(family, 1, dependent_names="Bruno Restrepo")
    assert (twice.pk, twice.token) == (bruno.pk, bruno.token)
    assert list(family.solicitudes.values_list("position", "dependent_names")) == [(1, "Bruno Restrepo"), (2, "Carlos")]
    assert carlos.reference != bruno.reference


@pytest.mark.parametrize("position", [0, 3, 10**12])
def test_s10_a_turno_has_no_more_solicitudes_than_dependents(position: int) -> None:
    with pytest.raises(solicitudes.NoPlace):
        save_solicitud(turno(2), position)
    assert Solicitud.objects.count() == 0


def test_a_turno_that_is_over_takes_no_new_one_and_keeps_those_it_has() -> None:
    family = turno(2)
    save_solicitud(family, 1)
    family.status = "cancelled"
    family.save()
    assert save_solicitud(family, 1, dependent_names="Bruno").dependent_names == "Bruno"
    with pytest.raises(solicitudes.NoPlace):
        save_solicitud(family, 2)


def test_a_second_click_of_the_same_form_is_the_same_solicitud() -> None:
    def click(names: str) -> Solicitud:
        return solicitudes.save_solicitud(
            solicitud=None,
            turno=None,
            values=VALUES | {"dependent_names": names},
            actor=None,
            now=cast.NOW,
            random_source=LUCK,
            token="b" * 32,
            address="203.0.113.9",
        )

    assert click("Bruno").pk == click("Bruno Restrepo").pk
    assert [(each.token, each.dependent_names) for each in Solicitud.objects.all()] == [("b" * 32, "Bruno Restrepo")]


def test_what_was_handed_in_is_not_changed_from_home() -> None:
    row = present_solicitud(save_solicitud(turno(1)))
    with pytest.raises(solicitudes.NotADraft):
        again(row, dependent_names="Otro")
    with pytest.raises(solicitudes.NotADraft):
        save_solicitud(row.turno, 1, dependent_names="Otro")
    with pytest.raises(solicitudes.NotADraft):
        solicitudes.discard_solicitud(solicitud=row, actor=None, now=LATER)
    assert Solicitud.objects.get().dependent_names == TYPED["dependent_names"]


def test_a_discarded_draft_is_gone_and_saving_it_says_so() -> None:
    row = save_solicitud()
    solicitudes.discard_solicitud(solicitud=row, actor=None, now=LATER)
    solicitudes.discard_solicitud(solicitud=row, actor=None, now=LATER)
    assert Solicitud.objects.count() == 0
    assert list(Event.objects.order_by("id").values_list("act", flat=True)) == [
        "solicitud_saved",
        "solicitud_discarded",
    ]
    with pytest.raises(solicitudes.NotADraft):
        again(row, dependent_names="Otro")


def test_d17_solicitudes_without_a_turno_are_limited_by_address_and_changes_are_not() -> None:
    few = {"search": {"address": (2, 60), "number": (20, 60)}}
    with override_settings(LIMITS=few):
        row = save_solicitud()
        save_solicitud()
        with pytest.raises(limits.LimitReached):
            save_solicitud()
        again(row, dependent_names="Bruno")
        save_solicitud(turno(1))
    assert Solicitud.objects.count() == 3


def answer_second_step(row: Solicitud) -> Solicitud:
    """Answer the second step as Ana does."""
    row.refresh_from_db()
    return again(row, account=composed_account(vars(row), ANSWERS), account_parts=ANSWERS.to_json())


def test_s32_the_account_follows_the_people_while_the_answers_fit_them() -> None:
    row = answer_second_step(save_solicitud(account=""))
    assert row.account == COMPOSED
    assert again(row, dependent_names="Lucía").account == COMPOSED.replace("Bruno Restrepo Ñuñez", "Lucía")
    assert again(row, birth_date=date(2015, 3, 21)).account == ""  # the document is older than the person
    assert answer_second_step(row).account == COMPOSED.replace("Bruno Restrepo Ñuñez", "Lucía")
    assert again(row, link="spouse").account == ""  # a birth certificate proves no marriage
    assert row.account_parts == ANSWERS.to_json()


def test_s32_an_account_that_was_typed_as_a_text_stays_as_it_is() -> None:
    assert again(save_solicitud(), dependent_names="Carlos").account == ACCOUNT


def test_s32_what_one_dependent_lends_begins_a_draft_and_changes_none() -> None:
    lent = {"country": "COL", "city": "Quito"}
    row = save_solicitud(account="", account_parts=lent)
    assert row.account_parts == lent
    row = answer_second_step(row)
    assert again(row, dependent_names="Lucía", account_parts={"country": "PER"}).account_parts == ANSWERS.to_json()


def test_old_drafts_are_forgotten_unless_their_turno_is_to_come() -> None:
    save_solicitud()
    kept = [save_solicitud(turno(1)), present_solicitud(save_solicitud())]
    assert solicitudes.forget_old(now=cast.NOW + timedelta(days=180)) == 0
    assert solicitudes.forget_old(now=cast.NOW + timedelta(days=181)) == 1
    assert set(Solicitud.objects.values_list("pk", flat=True)) == {row.pk for row in kept}
