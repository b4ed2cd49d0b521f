"""What is kept of a case that stays open (D37): the kinds of entry, why it was left open, why it stands in a list.

No case is lost: every open case has exactly one reason at a time, the first of `OpenReason` that holds.
"""

from __future__ import annotations

from enum import StrEnum

from vinculo.rules.cases.reasons import REASONS
from vinculo.rules.shared.marks import mark

WORKING_DAYS = 5  # until somebody looks at a case again that was left open or sent back
MOST_WORDS = 1000


class EntryKind(StrEnum):
    """What an entry of a case says; entries are only ever appended."""

    NOTE = "note"  # of the person who works on it
    LEFT_OPEN = "left_open"  # the visit ended with something in review
    HANDED = "handed"  # to a named colleague
    RETURNED = "returned"  # by a supervisor


ENTRIES = {
    EntryKind.NOTE: mark("Nota"),
    EntryKind.LEFT_OPEN: mark("Quedó abierto"),
    EntryKind.HANDED: mark("El caso pasó a otra persona"),
    EntryKind.RETURNED: mark("Lo devolvió la supervisión"),
}

OTHER = "other"  # the one that needs words
DAY_OVER, NOT_THERE, WENT = "day_over", "not_there", "went"
SENT_BACK = "sent_back"  # returned without a decision that was taken back
LEFT_OPEN = {
    "papers": mark("La persona volverá con un documento"),
    WENT: mark("La persona tuvo que irse"),
    "legal": mark("Espera a Asesoría Jurídica"),
    "second": mark("Espera la confirmación de otra persona del servicio"),
    "inquiry": mark("Se consulta a otra unidad o al registro"),
    "failure": mark("Falló el sistema o un equipo"),
    OTHER: mark("Otro motivo"),
}
LEFT_BY_THE_SYSTEM = {  # chosen by nobody
    DAY_OVER: mark("Terminó el día y nadie dijo por qué queda abierto"),
    NOT_THERE: mark("La persona no estuvo cuando se le llamó"),
}
RETURNED_FOR = REASONS | {SENT_BACK: mark("Hay que revisar el caso otra vez")}


class OpenReason(StrEnum):
    """Why an open case stands in the list of its centre, the one that counts first."""

    RETURNED = "returned"  # by a supervisor, and nothing was decided since
    VISIT = "visit"  # its person is in the centre now
    SECOND = "second"  # a second has to agree (D18)
    LEGAL = "legal"  # a power, or an adoption (S37, S38)
    CORRECTION = "correction"  # D7
    LEFT = "left"  # with a reason of `LEFT_OPEN`
    UNSAID = "unsaid"  # in review, and nobody said why it is open
    EMPTY = "empty"  # every dependent was taken out


OPEN_REASONS = {
    OpenReason.RETURNED: mark("Devuelto por la supervisión"),
    OpenReason.VISIT: mark("La persona está en el centro"),
    OpenReason.SECOND: mark("Espera la confirmación de otra persona del servicio"),
    OpenReason.LEGAL: mark("Espera a Asesoría Jurídica"),
    OpenReason.CORRECTION: mark("Espera que la persona traiga lo que falta"),
    OpenReason.LEFT: mark("Quedó abierto"),
    OpenReason.UNSAID: mark("En revisión, sin un motivo escrito"),
    OpenReason.EMPTY: mark("Sin dependientes"),
}


class WorkList(StrEnum):
    """The lists of a centre's cases; the word stands in the address."""

    OPEN = "abiertos"
    MINE = "mios"
    TODAY = "hoy"  # that I read today, closed ones too
    RETURNED = "devueltos"
    WEEK = "semana"  # whose term ends this week, or has passed
    POWERS = "poderes"
    COPIES = "copias"


WORK_LISTS = {
    WorkList.OPEN: mark("Todos los abiertos"),
    WorkList.MINE: mark("A mi cargo"),
    WorkList.TODAY: mark("Míos de hoy"),
    WorkList.RETURNED: mark("Devueltos por la supervisión"),
    WorkList.WEEK: mark("Su plazo termina esta semana"),
    WorkList.POWERS: mark("Esperan un poder"),
    WorkList.COPIES: mark("Falta una copia"),
}
OF_SUPERVISORS = (WorkList.OPEN, WorkList.RETURNED, WorkList.WEEK, WorkList.POWERS, WorkList.COPIES)
