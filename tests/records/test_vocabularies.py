"""The database itself refuses every word that is in no vocabulary, wherever a state, a kind or an act is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from tests import cast
from tests.stages.booking import hold_seat, ready
from vinculo.records.models import Reversal, Seat, Turno
from vinculo.rules.booking.bounds import Proof
from vinculo.rules.booking.releases import ReleaseWay
from vinculo.rules.booking.status import OfferState, WaitingState
from vinculo.rules.cases.agreements import AgreementKind, AgreementState
from vinculo.rules.cases.facts import Copy, ExecutedBy, Formality, Link, Signature
from vinculo.rules.cases.paper_kinds import DocumentKind, PaperKind
from vinculo.rules.cases.status import ApplicationStatus, CertificateState, DecisionKind
from vinculo.rules.cases.work import EntryKind
from vinculo.rules.closures.outcomes import ClosingAnswer, ClosingOutcome
from vinculo.rules.control.copies import Media
from vinculo.rules.control.hearing import ToldBy, Unheard
from vinculo.rules.control.sampling import SampleReason
from vinculo.rules.control.status import SampleState
from vinculo.rules.feedback.service import KeptSource
from vinculo.rules.feedback.status import About, ComplaintKind, ComplaintState
from vinculo.rules.legal.facts import Acting, MadeBefore
from vinculo.rules.legal.status import DECIDING, PowerAct, PowerStatus
from vinculo.rules.mail.by_hand import BY_HAND, HandedBy
from vinculo.rules.mail.kinds import REMINDERS, Channel, MailKind
from vinculo.rules.mail.status import MessageState
from vinculo.rules.queue.classes import Klass
from vinculo.rules.queue.status import CounterState, LogAct, Origin
from vinculo.rules.rights.retention import RetentionKind
from vinculo.rules.rights.status import (
    BreachAct,
    BreachState,
    DisposalState,
    IdentifiedBy,
    RequestKind,
    RequestState,
    WhoseKind,
)
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.shared.identity import PresenterKind
from vinculo.rules.shared.languages import Spoken
from vinculo.rules.shared.limits import LimitedAct
from vinculo.rules.shared.reference_data import Standing, TermKind, Waived
from vinculo.rules.shared.statuses import LocalDayState, SeatPool, SeatState, TicketState, TurnoStatus

pytestmark = pytest.mark.django_db
MOMENT, LATER = datetime(2026, 11, 30, 9, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC)
VOCABULARIES: dict[str, type[Enum]] = {
    "agreement.kind": AgreementKind,
    "keptdays.source": KeptSource,
    "caseentry.kind": EntryKind,
    "agreement.state": AgreementState,
    "attempt.act": LimitedAct,
    "bringanswer.link": Link,
    "case.presenter_kind": PresenterKind,
    "certificate.state": CertificateState,
    "complaint.kind": ComplaintKind,
    "complaint.state": ComplaintState,
    "conventionentry.standing": Standing,
    "counter.state": CounterState,
    "complaint.language": Spoken,
    "draft.language": Spoken,
    "draft.proof": Proof,
    "decision.kind": DecisionKind,
    "dependency.link": Link,
    "draft.presenter_kind": PresenterKind,
    "event.act": Act,
    "event.actor_kind": ActorKind,
    "event.subject": Subject,
    "exemption.document": DocumentKind,
    "exemption.waives": Waived,
    "iddocument.kind": DocumentKind,
    "legalterm.kind": TermKind,
    "localday.state": LocalDayState,
    "message.channel": Channel,
    "message.kind": MailKind,
    "message.language": Spoken,
    "message.state": MessageState,
    "offer.state": OfferState,
    "opinion.about": About,
    "papercopy.media": Media,
    "paperrecord.copy": Copy,
    "paperrecord.executed_by": ExecutedBy,
    "paperrecord.formality": Formality,
    "paperrecord.kind": PaperKind,
    "paperrecord.signature": Signature,
    "papernotice.handed_by": HandedBy,
    "papernotice.kind": MailKind,
    "power.acting": Acting,
    "power.made_before": MadeBefore,
    "power.proxy_kind": PresenterKind,
    "power.state": PowerStatus,
    "powerdecision.kind": PowerAct,
    "queueentry.act": LogAct,
    "reminder.kind": MailKind,
    "reseating.answer": ClosingAnswer,
    "reseating.outcome": ClosingOutcome,
    "reversal.unheard": Unheard,
    "sample.state": SampleState,
    "sample.told_by": ToldBy,
    "sample.why": SampleReason,
    "seat.pool": SeatPool,
    "seat.state": SeatState,
    "solicitud.applicant_document_kind": DocumentKind,
    "solicitud.dependent_document_kind": DocumentKind,
    "solicitud.language": Spoken,
    "solicitud.link": Link,
    "solicitud.status": ApplicationStatus,
    "ticket.klass": Klass,
    "ticket.origin": Origin,
    "ticket.state": TicketState,
    "turno.language": Spoken,
    "turno.presenter_kind": PresenterKind,
    "turno.proof": Proof,
    "turno.status": TurnoStatus,
    "turnorelease.way": ReleaseWay,
    "waitingentry.language": Spoken,
    "waitingentry.presenter_kind": PresenterKind,
    "waitingentry.proof": Proof,
    "waitingentry.state": WaitingState,
    "breachentry.act": BreachAct,
    "databreach.state": BreachState,
    "datarequest.identified_by": IdentifiedBy,
    "datarequest.kind": RequestKind,
    "datarequest.state": RequestState,
    "disposallist.state": DisposalState,
    "datarequest.whose_kind": WhoseKind,
    "retentionrule.kind": RetentionKind,
}
BESIDE: dict[str, dict[str, Any]] = {  # what a row needs so that nothing else in it is wrong
    "agreement": {"lapses_at": LATER, "compared": [], "decided_at": None},
    "caseentry": {"kind": "note", "reason": "", "words": "Nota", "written_by_id": 1},
    "decision": {"kind": "extension", "decided_by_id": 1},
    "opinion": {"turno_id": 1, "value": 3},
    "iddocument": {"affiliate_id": 1},
    "papernotice": {"solicitud_id": 1},
    "paperrecord": {"solicitud_id": 1},
    "power": {"made_before": "notary", "acting": "alone", "expires_on": None, "ended_on": None},
    "reversal": {"turno_id": 1, "was": "arrived", "now_is": "confirmed"},
    "sample": {"reason": ""},
    "seat": {"slot_id": 1},
    "staff": {"agency_id": 1},
    "ticket": {"klass": "A"},
    "offer": {"expires_at": LATER},
    "turno": {"ends": LATER},
}


class Undone(Exception):
    """Takes back what a trial wrote."""


@contextmanager
def trial() -> Iterator[None]:
    """Take back what is written inside; references to rows that are not there are asked about at the end alone."""
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        pass


def row(model: type[models.Model], **changes: Any) -> models.Model:
    """Return a row of a table that nothing but the changes can make wrong."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if not (field.primary_key or field.null or field.has_default()):
            values[field.attname] = filling(field)
    return model(**(values | BESIDE.get(model._meta.model_name or "", {}) | changes))


def filling(field: models.Field[Any, Any]) -> Any:
    if field.blank and not field.unique and isinstance(field, (models.CharField, models.TextField)):
        return ""
    if field.choices:
        return next(iter(field.flatchoices))[0]
    kinds: list[tuple[type[models.Field[Any, Any]], Any]] = [
        (models.ForeignKey, 1),
        (models.BooleanField, False),
        (models.IntegerField, 1),
        (models.DateTimeField, MOMENT),
        (models.DateField, date(2026, 11, 30)),
        (models.TextField, "x"),
    ]
    for kind, value in kinds:
        if isinstance(field, kind):
            return value
    return "x"


def column(name: str) -> tuple[type[models.Model], models.Field[Any, Any]]:
    table, _, named = name.partition(".")
    model = apps.get_model("records", table)
    field = model._meta.get_field(named)
    assert isinstance(field, models.Field)
    return model, field


@pytest.mark.parametrize("name", VOCABULARIES)
def test_a_word_of_no_vocabulary_is_refused_by_the_database(name: str) -> None:
    model, field = column(name)
    with trial():
        row(model).save(force_insert=True)  # nothing else is wrong with it
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row(model, **{field.attname: "confimed"[: field.max_length]}).save(force_insert=True)
    assert model._meta.model_name is not None
    assert "check constraint" in str(refused.value).lower()


WITH_CHOICES = {name: words for name, words in VOCABULARIES.items() if words is not Klass}  # two lists: Klass and none


@pytest.mark.parametrize(("name", "vocabulary"), WITH_CHOICES.items(), ids=str)
def test_the_choices_of_a_column_are_the_words_of_its_vocabulary(name: str, vocabulary: type[Enum]) -> None:
    _model, field = column(name)
    words = {word for word, _label in field.flatchoices}
    assert words == {member.value for member in PARTS.get(name, vocabulary)}


PARTS: dict[str, Iterable[Enum]] = {
    "papernotice.kind": BY_HAND,
    "powerdecision.kind": DECIDING,
    "reminder.kind": REMINDERS,
}


def test_every_text_with_choices_has_its_vocabulary_here() -> None:
    fields = {
        f"{model._meta.model_name}.{field.name}"
        for model in apps.get_app_config("records").get_models()
        for field in model._meta.concrete_fields
        if field.choices
    }
    assert fields - OF_PAPERS_AND_PEOPLE == VOCABULARIES.keys() - {"ticket.klass"}


OF_PAPERS_AND_PEOPLE = {"reversal.now_is", "reversal.was", "solicitud.sex", "staff.role", "staff.territory"}


@pytest.mark.parametrize("column", ["was", "now_is"])
def test_a_reversal_names_a_state_of_a_turno_or_of_a_solicitud(column: str) -> None:
    for word in [*TurnoStatus, *ApplicationStatus]:
        with trial():
            row(Reversal, **{column: word}).save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        row(Reversal, **{column: "confimed"}).save(force_insert=True)


def test_staff_have_a_role_that_the_program_knows() -> None:
    olga = cast.olga()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(olga).objects.filter(pk=olga.pk).update(role="director")


def test_a_turno_confimed_is_not_stored() -> None:
    turno = hold_seat(ready(1), cast.slots(cast.agency(), cast.NOW.date(), times=2, counters=1)[0], 1).turno
    with pytest.raises(IntegrityError, match="turno_status"), transaction.atomic():
        Turno.objects.filter(pk=turno.pk).update(status="confimed")
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(turno=turno).update(state="hled")
