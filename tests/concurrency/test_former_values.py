"""Acts of several people on one affiliate at the same moment keep their digests without a lock of the person (D32)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from random import Random
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import OperationalError

from tests import cast
from tests.concurrency.crowd import at_once
from tests.stages import desk
from tests.stages.agreements import nora
from vinculo.actions.cases import certificates, issuing, papers
from vinculo.actions.cases.agreements import agree
from vinculo.actions.cases.certificates import ask_name_correction, replace_certificate
from vinculo.actions.cases.papers import keep_renewed_document
from vinculo.records import events
from vinculo.records.models import Affiliate, Certificate, Event, Person, Solicitud
from vinculo.records.values.changes import Changes, digests_of
from vinculo.rules.log.values import Digests, draw_secret
from vinculo.rules.shared.acts import Act

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
NAMES = "Bruno André Restrepo Gómez"


@pytest.fixture
def works(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], Any]]:
    """Of two cases of Ana's: in one a document is kept and a code issued, in the other a certificate is mended.

    All three have locked what they begin with before one of them goes on.
    """
    first, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(first, bruno)
    old = give(bruno)
    asked = ask_name_correction(certificate=old, names=NAMES, reason="Dice André", actor=cast.olga(), now=cast.NOW)
    agree(agreement=asked, reason="Lo vi", actor=nora(), now=cast.NOW)
    of = desk.turno()
    desk.carlos_at_home(of, position=1)
    second = desk.record_arrival(of)
    carlos = second.solicitudes.get()
    desk.record(second, desk.ANA_PASSPORT)
    for paper in (desk.SIGNED, desk.CARLOS_PASSPORT, desk.MARRIAGE):
        desk.record(second, paper, carlos)
    carlos.refresh_from_db()
    renewed = desk.record(second, replace(desk.ANA_PASSPORT, number="AN222222"))
    meet(monkeypatch, ((papers, "count_version"), (issuing, "locked_solicitud"), (certificates, "_rename")))
    return [
        partial(keep_renewed_document, paper=renewed, actor=nora(), now=cast.NOW),
        partial(give, carlos),
        partial(replace_certificate, certificate=old, actor=cast.olga(), now=cast.NOW, random_source=Random(5)),
    ]


def meet(monkeypatch: pytest.MonkeyPatch, steps: Iterable[tuple[Any, str]]) -> None:
    """Let three who come to these steps, one each, wait for each other there."""
    meeting = Barrier(3)

    def late(plain: Callable[..., Any], *args: Any, **words: Any) -> Any:
        with suppress(BrokenBarrierError):
            meeting.wait(2)
        return plain(*args, **words)

    for module, name in steps:
        monkeypatch.setattr(module, name, partial(late, getattr(module, name)))


def give(solicitud: Solicitud) -> Certificate:
    return issuing.issue_code(
        solicitud=solicitud, version=solicitud.version, actor=cast.olga(), now=cast.NOW, random_source=Random(1)
    )


def test_d32_three_who_act_on_one_affiliate_and_a_person_at_once_stop_nobody(works: list[Callable[[], Any]]) -> None:
    at_once(works)
    assert Event.objects.filter(act=Act.AFFILIATE_DOCUMENT_KEPT, digests__isnull=False).count() == 1
    assert Event.objects.filter(act=Act.PERSON_RENAMED, digests__isnull=False).count() == 1
    assert Person.objects.filter(names=NAMES).count() == 1
    assert Certificate.objects.filter(state="in_force").count() == 2


def test_with_a_secret_drawn_in_the_act_two_of_them_would_stop_each_other(
    works: list[Callable[[], Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Show that the crowd finds the fault: the secret is written to the person's row by the act, as it was."""

    def drawing(changes: Changes | None, subject: str, fields: Iterable[str], key: bytes) -> Digests | None:
        if changes is not None and isinstance(changes.holder, Affiliate):
            Affiliate.objects.filter(pk=changes.holder.pk).update(value_secret=draw_secret())
        return digests_of(changes, subject, fields, key)

    monkeypatch.setattr(events, "digests_of", drawing)
    with pytest.raises(OperationalError, match="deadlock"):
        at_once(works)
