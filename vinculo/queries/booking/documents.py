"""The facts of a turno's documents, read from the records."""

from __future__ import annotations

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language, override

from vinculo.documents import confirmation, qr
from vinculo.documents.facts import BringLine, ConfirmationFacts, InviteFacts, NoticeFacts
from vinculo.documents.words import hour_with_zone
from vinculo.gateways.letter_page import Picture
from vinculo.queries.booking.bring import bring_list, endorsement_lines, list_as_text
from vinculo.queries.booking.drafts import seats_wanted
from vinculo.queries.shared.local_time import local_moment
from vinculo.queries.shared.places import position_of
from vinculo.queries.shared.reference_data import read_reference
from vinculo.queries.shared.spoken import public_address, speaking
from vinculo.records.models import Decision, Message, Turno
from vinculo.rules.cases.status import DecisionKind
from vinculo.rules.mail.short_text import shorten_token
from vinculo.rules.shared.languages import SPANISH
from vinculo.rules.shared.statuses import TurnoStatus


def of_turno(message: Message) -> Turno:
    """Return the turno of a message with what its documents need; raises `Turno.DoesNotExist` without one."""
    return Turno.objects.select_related("agency__province", "procedure", "affiliate").get(pk=message.turno_id or 0)


def private_link(turno: Turno) -> str:
    """Return the address of the private page of a turno."""
    return f"{public_address()}/mi-turno/{turno.token}/"


def short_link(turno: Turno) -> str:
    """Return the shortest address that leads to the private page of a turno, in the language of the turno."""
    return f"{settings.PUBLIC_URL}/t/{shorten_token(turno.token)}"


def phone_words(turno: Turno) -> dict[str, str]:
    """Return what a message to a mobile says of a turno, in the present language: no name, no number of a person."""
    local = local_moment(turno.agency, turno.starts)
    return {
        "day": date_format(local, "WEEKDAY_DAY"),
        "date": date_format(local, "DAY_OF_MONTH"),
        "hour": hour_with_zone(turno.starts, turno.agency.timezone),
        "place": turno.agency.name,
        "link": short_link(turno),
    }


def draw_reference(message: Message) -> Picture | None:
    """Return the QR with the reference of the turno of a mail, as the confirmation has it (S30)."""
    if message.turno_id is None:
        return None
    reference = of_turno(message).reference
    with speaking(message.language):
        return Picture(content=qr.png(reference), alt=qr.name_qr(reference))


def bring_text(message: Message) -> str:
    """Return what to bring to the turno of a mail, as its text says it; nothing where the turno is gone (D31)."""
    if message.turno_id is None:
        return ""
    turno = of_turno(message)
    with speaking(turno.language):
        return list_as_text(bring_list(turno, read_reference()))


def typed_code(turno: Turno) -> str:
    """Return the affiliate's code where this presenter typed it; nothing where the registry told it (D17)."""
    return turno.affiliate.code if turno.by_proxy or turno.presenter_kind == "code" else ""


def confirmation_facts(turno: Turno) -> ConfirmationFacts:
    """Return what the *Confirmación del Turno en Línea* prints, in the present language (S30, D31)."""
    said = bring_list(turno, read_reference())
    return ConfirmationFacts(
        reference=turno.reference,
        procedure=str(turno.procedure),
        agency=turno.agency.name,
        address=turno.agency.address,
        city=turno.agency.city,
        directions=turno.agency.directions,
        phone=turno.agency.phone,
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
        first=endorsement_lines(said),
        bring=tuple(BringLine(title=item.title, details=item.details) for item in said.items),
        not_needed=said.not_needed,
        warnings=said.warnings,
    )


def confirmation_pdf(turno: Turno, language: str) -> bytes:
    """Return the confirmation as PDF: in Spanish, and in this language on a second sheet (S30, D10)."""
    with override(SPANISH):
        in_spanish = confirmation_facts(turno)
    with speaking(language):
        return confirmation.render_in(get_language() or SPANISH, in_spanish, confirmation_facts(turno))


def invite_facts(turno: Turno) -> InviteFacts:
    """Return the calendar entry of a turno; of a cancelled one the entry that takes it out again."""
    return InviteFacts(
        reference=turno.reference,
        procedure=str(turno.procedure),
        agency=turno.agency.name,
        address=turno.agency.address,
        city=turno.agency.city,
        directions=turno.agency.directions,
        phone=turno.agency.phone,
        position=position_of(turno.agency),
        starts=turno.starts,
        ends=turno.ends,
        timezone=turno.agency.timezone,
        url=private_link(turno),
        bring_url=f"{private_link(turno)}#llevar",
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
