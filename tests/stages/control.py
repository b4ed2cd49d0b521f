"""The stage of the second look: a code that Olga issued and that was drawn."""

from __future__ import annotations

import random
from datetime import datetime

from tests import cast
from tests.stages import desk
from vinculo.actions.cases.issuing import issue_code
from vinculo.actions.control.samples import open_sample
from vinculo.records.models import Certificate, Role, Sample, Staff

REGISTERED = "ana.registrada@ejemplo.com"
WHY = "El nombre del documento no es el de la partida."


def issued(seed: int = 1, actor: Staff | None = None, now: datetime = cast.NOW, **registry: object) -> Certificate:
    """Return the certificate that Olga issued for Bruno; Ana has a mailbox in the registry."""
    cast.ana(**({"email": REGISTERED} | registry))
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    return issue_code(
        solicitud=bruno, version=bruno.version, actor=actor or cast.olga(), now=now, random_source=random.Random(seed)
    )


def drawn() -> Sample:
    """Return the code of Bruno, among Olga's first."""
    return Sample.objects.get(certificate=issued())


def opened(actor: Staff | None = None, now: datetime = cast.NOW) -> Sample:
    """Return the code of Bruno as Sara opened it for annulment."""
    return open_sample(sample=drawn(), reason=WHY, actor=actor or cast.sara(), now=now)


def rosa() -> Staff:
    """Return Rosa, another supervisor of Olga's centre."""
    values = {"role": Role.SUPERVISOR, "agency": cast.agency(), "first_name": "Rosa"}
    return Staff.objects.get_or_create(username="rosa", defaults=values)[0]
