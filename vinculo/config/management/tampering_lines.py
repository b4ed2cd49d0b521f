"""What `verify_events` says of each thing that is wrong with the log: what, where, since when."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from vinculo.rules.log.tampering import LogFault, LogFinding

LINES = {
    LogFault.CHANGED: mark("el suceso %(where)s cambió."),
    LogFault.COPIED: mark("el suceso %(where)s es copia de otro."),
    LogFault.WITHOUT_KEY: mark("el suceso %(where)s no lo escribió el sistema: no tiene clave."),
    LogFault.KEY_GONE: mark("no se puede comprobar: VINCULO_LOG_KEYS no tiene la clave «%(where)s»."),
    LogFault.DELETED: mark("falta el suceso %(where)s, que la cadena tiene."),
    LogFault.MOVED: mark("el suceso %(where)s no es el que la cadena tiene en su lugar."),
    LogFault.LINK_MISSING: mark("faltan los eslabones %(where)s de la cadena."),
    LogFault.NOT_CHAINED: mark("el suceso %(where)s no está en la cadena."),
    LogFault.CHAIN_MISSING: mark("no hay cadena de sucesos."),
    LogFault.CHAIN_STARTED_AGAIN: mark("la cadena empezó otra vez, con el suceso %(where)s."),
    LogFault.OLD_LOG: mark("lo anterior a la cadena no es lo que era (sucesos y sellos, hay/había): %(where)s."),
    LogFault.DAY_CHANGED: mark("los sucesos del día %(where)s no concuerdan con su sello."),
    LogFault.DAY_WITHOUT_SEAL: mark("el día %(where)s no tiene sello."),
    LogFault.SEAL_CHANGED: mark("el sello del día %(where)s cambió."),
    LogFault.SEAL_MISSING: mark("falta el sello del día %(where)s que la bitácora dice que se hizo."),
    LogFault.SEAL_TWICE: mark("el día %(where)s se selló dos veces."),
    LogFault.AHEAD: mark("el suceso %(where)s es de una hora que todavía no llega."),
    LogFault.HEAD_GONE: mark("la cadena no tiene la cabeza que se guardó fuera: %(where)s."),
    LogFault.FENCE_MISSING: mark("falta el disparador %(where)s."),
    LogFault.FENCE_CHANGED: mark("el disparador %(where)s no es el que era, o está apagado."),
}


def describe(finding: LogFinding) -> str:
    """Return the line of one finding; it begins with the day since when, where one is known."""
    line = _(LINES[finding.fault]) % {"where": finding.where}
    return f"{finding.since:%Y-%m-%d}: {line}" if finding.since else f"{_('sin fecha')}: {line}"
