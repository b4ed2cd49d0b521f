"""What `verify_events` says of each thing that is wrong with the log: what, where, since when."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from vinculo.rules.shared.tampering import Fault, Finding

LINES = {
    Fault.CHANGED: mark("el suceso %(where)s cambió."),
    Fault.COPIED: mark("el suceso %(where)s es copia de otro."),
    Fault.WITHOUT_KEY: mark("el suceso %(where)s no lo escribió el sistema: no tiene clave."),
    Fault.KEY_GONE: mark("no se puede comprobar: VINCULO_LOG_KEYS no tiene la clave «%(where)s»."),
    Fault.DELETED: mark("falta el suceso %(where)s, que la cadena tiene."),
    Fault.MOVED: mark("el suceso %(where)s no es el que la cadena tiene en su lugar."),
    Fault.LINK_MISSING: mark("faltan los eslabones %(where)s de la cadena."),
    Fault.NOT_CHAINED: mark("el suceso %(where)s no está en la cadena."),
    Fault.CHAIN_MISSING: mark("no hay cadena de sucesos."),
    Fault.CHAIN_STARTED_AGAIN: mark("la cadena empezó otra vez, con el suceso %(where)s."),
    Fault.OLD_LOG: mark("lo anterior a la cadena no es lo que era (sucesos y sellos, hay/había): %(where)s."),
    Fault.DAY_CHANGED: mark("los sucesos del día %(where)s no concuerdan con su sello."),
    Fault.DAY_WITHOUT_SEAL: mark("el día %(where)s no tiene sello."),
    Fault.SEAL_CHANGED: mark("el sello del día %(where)s cambió."),
    Fault.SEAL_MISSING: mark("falta el sello del día %(where)s que la bitácora dice que se hizo."),
    Fault.SEAL_TWICE: mark("el día %(where)s se selló dos veces."),
    Fault.AHEAD: mark("el suceso %(where)s es de una hora que todavía no llega."),
    Fault.HEAD_GONE: mark("la cadena no tiene la cabeza que se guardó fuera: %(where)s."),
    Fault.FENCE_MISSING: mark("falta el disparador %(where)s."),
    Fault.FENCE_CHANGED: mark("el disparador %(where)s no es el que era, o está apagado."),
}


def describe(finding: Finding) -> str:
    """Return the line of one finding; it begins with the day since when, where one is known."""
    line = _(LINES[finding.fault]) % {"where": finding.where}
    return f"{finding.since:%Y-%m-%d}: {line}" if finding.since else f"{_('sin fecha')}: {line}"
