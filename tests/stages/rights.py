"""The stage of the delegate: Ana's family has a file, and so has another, whose data must not leak into hers."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests import cast
from tests.stages import desk, legal
from vinculo.actions.cases.issuing import issue_code
from vinculo.records.models import Affiliate, Case, Certificate, IdDocument, Person, Power, Turno

OTHER_CODE, OTHER_PASSPORT, OTHER_MAILBOX = "EXT7770001", "ZZ999001", "zoila@ejemplo.com"
ANA_MAILBOX = "ana@ejemplo.com"


@dataclass(frozen=True)
class Families:
    """Two families, of which only Ana's is asked for."""

    case: Case
    turno: Turno
    certificate: Certificate
    power: Power
    other: Affiliate
    other_turno: Turno

    @property
    def bruno(self) -> Person:
        """Return Bruno, who holds a code."""
        return self.certificate.code.person


def zoila() -> Affiliate:
    """Return an affiliate of another family."""
    made = Affiliate.objects.create(
        code=OTHER_CODE, names="Zoila Quispe Mamani", names_key="ZOILA QUISPE MAMANI", updated_at=cast.NOW
    )
    IdDocument.objects.create(
        affiliate=made,
        kind="passport",
        country="BOL",
        number=OTHER_PASSPORT,
        number_key=OTHER_PASSPORT,
        seen_at=cast.NOW,
    )
    return made


def families() -> Families:
    """Return both: Bruno was issued a code, Carlos has a solicitud, Pedro a power, and Zoila a turno."""
    of = desk.turno(2, mailbox=ANA_MAILBOX)
    bruno = desk.bruno_at_home(of)
    desk.carlos_at_home(of)
    case = desk.record_arrival(of)
    desk.papers_of_bruno(case, bruno)
    issued = issue_code(
        solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=Random(1)
    )
    other = zoila()
    theirs = desk.turno(
        affiliate=other,
        presenter_number=OTHER_CODE,
        presenter_key=f"code:{OTHER_CODE}",
        email=OTHER_MAILBOX,
        mailbox=OTHER_MAILBOX,
        mobile="+593990000001",
        status="cancelled",
        ended_at=cast.NOW,
    )
    return Families(case, of, issued, legal.make_endorsed_power(), other, theirs)
