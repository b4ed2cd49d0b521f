"""An officer asks for a look at what is seldom so (D22, D23): a supervisor, or the legal unit, agrees or not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vinculo.actions.cases.agreements import Handling, ask_agreement, register
from vinculo.actions.cases.locking import count_version, locked_solicitud
from vinculo.actions.shared.guards import NotYours, Stale
from vinculo.queries.cases.evaluation import look_to_ask, papers_for
from vinculo.queries.cases.looks import look_subject
from vinculo.records.models import Agreement, Solicitud, Staff
from vinculo.rules.cases.agreements import AgreementKind, fingerprint
from vinculo.rules.cases.requirements.plausibility_checks import LOOKS
from vinculo.rules.cases.status import ApplicationStatus


@transaction.atomic
def ask_look(*, solicitud: Solicitud, code: str, reason: str, seen: str, actor: Staff, now: datetime) -> Agreement:
    """Ask with a reason that somebody looks at a finding of a dependent in review; twice is once.

    `seen` is the fingerprint of what the officer read (D30). Raises `NotYours`, `Stale` where there is no such finding
    any more or it was agreed to, and ValueError without a reason.
    """
    solicitud, case = locked_solicitud(solicitud.pk, actor)
    if case.closed_at is not None or solicitud.status != ApplicationStatus.IN_REVIEW:
        raise NotYours
    compared = look_to_ask(papers_for(case, solicitud), case, code, now)
    if compared is None or fingerprint(compared) != seen:
        raise Stale
    asked = ask_agreement(
        kind=LOOKS[code],
        case=case,
        subject=look_subject(solicitud, code),
        compared=compared,
        reason=reason,
        actor=actor,
        now=now,
    )
    count_version(case)
    return asked


def _stands(agreement: Agreement) -> bool:
    """Return whether the dependent is still in review, with the same finding of the same people."""
    _of, pk, code = agreement.subject.split()
    solicitud = Solicitud.objects.get(pk=int(pk))
    case = agreement.case
    if case.closed_at is not None or solicitud.status != ApplicationStatus.IN_REVIEW:
        return False
    compared = look_to_ask(papers_for(case, solicitud), case, code, agreement.asked_at)
    return compared is not None and [each.frozen() for each in compared] == agreement.compared


for _kind in (AgreementKind.ECUADORIAN_ORIGIN, AgreementKind.LINK_PLAUSIBLE):
    register(_kind, Handling(stands=_stands))
