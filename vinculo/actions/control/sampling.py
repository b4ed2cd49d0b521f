"""Drawing the codes that a supervisor looks at again, in the transaction that issues them (D35)."""

from __future__ import annotations

from datetime import datetime
from random import Random

from django.conf import settings

from vinculo.actions.cases.issuing import follows_issue
from vinculo.records.events import write_event
from vinculo.records.models import Certificate, Sample, Staff
from vinculo.rules.control.sampling import choose_sample
from vinculo.rules.control.status import SAMPLE, SampleAct
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.shared.references import draw_token


@follows_issue
def draw_sample(certificate: Certificate, actor: Staff, now: datetime, random_source: Random) -> Sample | None:
    """Draw whether a code that was just issued is looked at again; return what was kept, or None."""
    first = settings.SAMPLE_FIRST
    others = Certificate.objects.filter(issued_by=actor).exclude(pk=certificate.pk)
    before = len(others.values_list("pk", flat=True)[:first]) if first else 0
    why = choose_sample(before=before, first=first, percent=settings.SAMPLE_PERCENT, source=random_source)
    if why is None:
        return None
    sample = Sample.objects.create(
        certificate=certificate,
        agency_id=certificate.agency_id,
        issued_by=actor,
        why=why,
        state=SAMPLE.begin(SampleAct.DRAW),
        **Sample.link_of(draw_token(random_source)),
        drawn_at=now,
    )
    write_event(  # the officer does not draw, and is not told
        act=Act.SAMPLE_DRAWN,
        subject=Subject.SAMPLE,
        subject_id=sample.pk,
        now=now,
        actor_kind=ActorKind.SYSTEM,
        fields=[f"why:{why}"],
    )
    return sample
