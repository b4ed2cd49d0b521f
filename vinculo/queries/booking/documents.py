"""The facts of a turno's documents, read from the records."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from vinculo.documents.facts import ConfirmationFacts, InviteFacts, NoticeFacts
from vinculo.queries.booking.drafts import seats_wanted
from vinculo.queries.shared.local_time import local_day
from vinculo.records.models import Decision, Message, Turno
from vinculo.rules.cases.facts import Applicant, Case, Dependent, Link, PresentedBy
from vinculo.rules.cases.requirements.evaluate import checklist
from vinculo.rules.cases.requirements.procedures import TABLES
from vinculo.rules.cases.status import DecisionKind
from vinculo.rules.shared.labels import LINKS_BRING
from vinculo.rules.shared.statuses import TurnoStatus


def of_turno(message: Message) -> Turno:
    """Return the turno of a message with what its documents need; raises `Turno.DoesNotExist` without one."""
    return Turno.objects.select_related("agency", "procedure", "affiliate").get(pk=message.turno_id or 0)


def private_link(turno: Turno) -> str:
    """Return the address of the private page of a turno."""
    return f"{settings.PUBLIC_URL}/mi-turno/{turno.token}/"


def typed_code(turno: Turno) -> str:
    """Return the affiliate's code where this presenter typed it; nothing where the registry told it (D17)."""
    return turno.affiliate.code if turno.by_proxy or turno.presenter_kind == "code" else ""


def confirmation_facts(turno: Turno) -> ConfirmationFacts:
    """Return what the *Confirmación del Turno en Línea* prints (S30)."""
    return ConfirmationFacts(
        reference=turno.reference,
        procedure=turno.procedure.name,
        agency=turno.agency.name,
        address=turno.agency.address,
        city=turno.agency.city,
        starts=turno.starts,
        timezone=turno.agency.timezone,
        dependents=turno.dependents,
        seats=turno.seats_count,
        fits=turno.seats_count >= seats_wanted(turno.dependents),
        presenter_number=turno.presenter_number,
        affiliate_code=typed_code(turno),
        by_proxy=turno.by_proxy,
        issued_at=turno.confirmed_at or turno.created_at,
        url=private_link(turno),
        bring=papers_to_bring(turno.procedure.code, local_day(turno.agency, turno.starts), by_proxy=turno.by_proxy),
    )


def papers_to_bring(procedure: str, day: date, *, by_proxy: bool) -> tuple[str, ...]:
    """Return what to bring, from the table of the procedure: for every link, since the turno does not say which.

    Nothing is said of a procedure that has no table of its own.
    """
    if procedure not in TABLES:
        return ()
    who = PresentedBy.PROXY if by_proxy else PresentedBy.AFFILIATE
    of_links = {
        link: checklist(
            Case(
                applicant=Applicant(code="", names=""),
                dependent=Dependent(link=link),
                judged_on=day,
                presented_by=who,
                procedure=procedure,
            )
        )
        for link in Link
    }
    lines: dict[str, str] = {}
    for link, rows in of_links.items():
        for row in rows:
            of_all = all(row in others for others in of_links.values())
            lines[row.code] = _(row.text) if of_all else _(LINKS_BRING[link]) % {"paper": _(row.text)}
    return tuple(lines.values())


def invite_facts(turno: Turno) -> InviteFacts:
    """Return the calendar entry of a turno; of a cancelled one the entry that takes it out again."""
    return InviteFacts(
        reference=turno.reference,
        procedure=turno.procedure.name,
        agency=turno.agency.name,
        address=turno.agency.address,
        city=turno.agency.city,
        starts=turno.starts,
        ends=turno.ends,
        timezone=turno.agency.timezone,
        url=private_link(turno),
        sequence=turno.sequence,
        stamp=turno.ended_at or turno.confirmed_at or turno.created_at,
        cancelled=turno.status == TurnoStatus.CANCELLED,
    )


def notice_facts(message: Message) -> NoticeFacts:
    """Return the frozen facts of the notice that a message brings: of the last decision before it was written.

    Raises `Decision.DoesNotExist` without one.
    """
    decisions = Decision.objects.filter(solicitud=message.solicitud_id, decided_at__lte=message.created_at)
    return NoticeFacts.from_json(decisions.exclude(kind=DecisionKind.ISSUE).latest("pk").facts)
