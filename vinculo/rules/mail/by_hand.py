"""A notice to a person whom no mail reaches: printed, and given by hand or said by phone."""

from __future__ import annotations

from enum import StrEnum

from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.marks import mark


class HandedBy(StrEnum):
    """How a notice reached its person."""

    HAND = "hand"  # in writing, with a signature
    POST = "post"  # at home, with a signature
    PHONE = "phone"  # read out


WITH_RECEIPT = (HandedBy.HAND, HandedBy.POST)  # its receipt can be proved: a term begins with these alone
HANDED_BY = {
    HandedBy.HAND: mark("Entregado en mano, con firma de recibido"),
    HandedBy.POST: mark("Entregado en su domicilio, con firma de recibido"),
    HandedBy.PHONE: mark("Leído por teléfono a la persona"),
}
WORKING_DAYS = 5  # in which a notice is to reach its person

BY_HAND = (  # what is printed where no mail goes; what is only a convenience, or is handed over with the act, is not
    MailKind.EXTENSION,
    MailKind.POSTPONED,
    MailKind.WITHDRAWAL,
    MailKind.REVERSAL_TURNO,
    MailKind.REVERSAL_SOLICITUD,
    MailKind.SAMPLE_OPENED,
    MailKind.SAMPLE_KEPT,
    MailKind.RESEATED,
    MailKind.KEPT,
    MailKind.GO_BACK,
    MailKind.STANDS_AGAIN,
)

# Of a turno whose hour is closed: what a later notice says of it, or its end, takes their place.
OF_CLOSINGS = (MailKind.RESEATED, MailKind.KEPT, MailKind.GO_BACK, MailKind.STANDS_AGAIN)
