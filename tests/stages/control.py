"""The stage of the second look: a code that Olga issued and that was drawn."""

from __future__ import annotations

import io
import random
from datetime import datetime

from django.test import override_settings
from PIL import Image

from tests import cast
from tests.stages import desk
from vinculo.actions.cases.issuing import issue_code
from vinculo.actions.cases.reversals import LeftOut
from vinculo.actions.control.copies import add_copy
from vinculo.actions.control.samples import open_sample
from vinculo.gateways.scans import make_anew
from vinculo.queries.control.copies import scan_limits
from vinculo.records.models import Certificate, PaperCopy, PaperRecord, Role, Sample, Staff, Turno
from vinculo.rules.control.hearing import Unheard

LUCK = random.Random(35)
REGISTERED = "ana.registrada@ejemplo.com"
SAME_DAY = LeftOut(Unheard.SAME_DAY, "La persona sigue en la ventanilla y lo vio ella misma.")
UNHEARD_TODAY = {"unheard": "same_day", "unheard_words": SAME_DAY.words}  # as the page of a reversal asks
WHY = "El nombre del documento no es el de la partida."


def issue_certificate(
    seed: int = 1, actor: Staff | None = None, now: datetime = cast.NOW, **registry: object
) -> Certificate:
    """Return the certificate that Olga issued for Bruno; Ana has a mailbox in the registry."""
    cast.ana(**({"email": REGISTERED} | registry))
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    return issue_code(
        solicitud=bruno, version=bruno.version, actor=actor or cast.olga(), now=now, random_source=random.Random(seed)
    )


def draw_sample() -> Sample:
    """Return the code of Bruno, among Olga's first."""
    return Sample.objects.get(certificate=issue_certificate())


def drawn_without_mailbox() -> Sample:
    """Return the code of Bruno where neither the registry nor the turno has a mailbox."""
    certificate = issue_certificate(email="")
    Turno.objects.update(email="")
    return Sample.objects.get(certificate=certificate)


def open_annulment(actor: Staff | None = None, now: datetime = cast.NOW) -> Sample:
    """Return the code of Bruno as Sara opened it for annulment."""
    return open_sample(sample=draw_sample(), reason=WHY, actor=actor or cast.sara(), now=now)


def rosa() -> Staff:
    """Return Rosa, another supervisor of Olga's centre."""
    values = {"role": Role.SUPERVISOR, "agency": cast.agency(), "first_name": "Rosa"}
    return Staff.objects.get_or_create(username="rosa", defaults=values)[0]


def picture(width: int = 300, height: int = 200, form: str = "JPEG", colour: str = "white") -> bytes:
    """Return an image as a scanner makes it."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(made, form)
    return made.getvalue()


def scan_paper(paper: PaperRecord, content: bytes = b"", actor: Staff | None = None) -> PaperCopy:
    """Return a copy of a recorded paper, which is one with a copy scanned here from now on."""
    PaperRecord.objects.filter(pk=paper.pk).update(copy="scan")
    scan = make_anew(content or picture(), scan_limits())
    return add_copy(paper=paper, scan=scan, actor=actor or cast.olga(), now=cast.NOW, random_source=LUCK)


def opened_on_paper() -> Sample:
    """Return the code of Bruno as Sara opened it where no mail reaches Ana: a notice waits to be handed over."""
    return open_sample(sample=drawn_without_mailbox(), reason=WHY, actor=cast.sara(), now=cast.NOW)


def not_drawn() -> Certificate:
    """Return the certificate of Bruno, which was not drawn."""
    with override_settings(SAMPLE_FIRST=0, SAMPLE_PERCENT=0):
        return issue_certificate()


def drawn_again() -> Sample:
    """Return the code of Bruno that was issued already, as if it had been drawn."""
    sample = Sample(certificate=Certificate.objects.get(), agency=cast.agency(), issued_by=cast.olga(), why="drawn")
    sample.state, sample.token, sample.drawn_at = "waiting", "d" * 32, cast.NOW
    sample.save()
    return sample
