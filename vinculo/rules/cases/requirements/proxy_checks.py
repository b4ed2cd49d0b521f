"""Checks of what a proxy shows at the counter: who they are, and the copy of the endorsed power (S38)."""

from __future__ import annotations

from vinculo.rules.cases.facts import Case, Paper
from vinculo.rules.cases.requirements.faults import ANOTHER_POWER, Fault
from vinculo.rules.cases.requirements.findings import Severity
from vinculo.rules.shared.identity import same_number
from vinculo.rules.shared.marks import mark
from vinculo.rules.shared.names import same_names
from vinculo.rules.shared.references import read_endorsement


def is_the_proxys(case: Case, paper: Paper) -> Fault | None:
    """Return a fault for a document that is none of the proxy's: neither of the turno nor of the power.

    A code is no document: where nothing else is known of a proxy, the officer is asked to compare the names.
    """
    known = [each.number for each in case.proxy.documents if each.kind != "code"]
    if not known:
        return _NOTHING_TO_COMPARE if case.proxy.documents else None
    if not paper.number.strip() or any(same_number(number, paper.number) for number in known):
        return None
    return _OF_SOMEBODY_ELSE.having(number=paper.number)


def names_the_proxy(case: Case, paper: Paper) -> Fault | None:
    """Return a warning where the names on the proxy's document are not those of the power."""
    if not case.proxy.names or not paper.holder_names or same_names(case.proxy.names, paper.holder_names):
        return None
    return _NAMES_DIFFER.having(printed=paper.holder_names, known=case.proxy.names)


def are_all_there(case: Case) -> Fault | None:
    """Return a fault while one of the proxies who act together is not there, or her power is not endorsed."""
    proxy = case.proxy
    if not proxy.together:
        return None
    if not proxy.fellows:
        return _NO_FELLOW
    if len(proxy.fellows) + 1 < proxy.named:
        return _TOO_FEW.having(named=str(proxy.named), left=str(len(proxy.fellows) + 1))
    absent = [
        each.names
        for each in proxy.fellows
        if not each.endorsed or not any(same_number(each.number, number) for number in proxy.shown)
    ]
    return _NOT_ALL_THERE.having(names=", ".join(absent)) if absent else None


def bears_the_endorsement(case: Case, paper: Paper) -> Fault | None:
    """Return a fault for a copy without the number of the endorsement in force: it may be of another power."""
    wanted = case.proxy.endorsement
    if not wanted or read_endorsement(paper.number) == read_endorsement(wanted):
        return None
    return (_OTHER_ENDORSEMENT if paper.number.strip() else _COPY_WITHOUT).having(number=wanted)


_OF_SOMEBODY_ELSE = Fault(
    code="proxy_document_of_another",
    text=mark("El documento %(number)s no es el del apoderado que consta en el turno y en el poder."),
    remedy=mark(
        "Muestre su propio documento. Si vino otro apoderado, dígalo en la ventanilla: primero se"
        " registra quién presenta el caso."
    ),
)
_NOTHING_TO_COMPARE = Fault(
    code="proxy_document_unknown",
    severity=Severity.WARNS,
    text=mark("Del apoderado consta solo su código, sin un documento con que comparar."),
    remedy=mark("Compare los nombres del documento con los del poder."),
)
_NAMES_DIFFER = Fault(
    code="proxy_names_differ",
    severity=Severity.WARNS,
    text=mark("El documento dice «%(printed)s» y el poder dice «%(known)s»."),
    remedy=mark("Compare los nombres y decida si son de la misma persona."),
)
_NOT_ALL_THERE = Fault(
    code="proxies_not_all_there",
    text=mark("El poder dice que los apoderados actúan juntos, y aquí falta: %(names)s."),
    remedy=mark(
        "Vengan juntos: cada uno muestra su documento y tiene su poder sumillado. Si otro poder permite a cada uno "
        "actuar solo, llévelo a Asesoría Jurídica."
    ),
)
_NO_FELLOW = Fault(
    code="proxies_none_left",
    text=mark("El poder dice que los apoderados actúan juntos, y ningún otro tiene un poder vigente."),
    remedy=ANOTHER_POWER,
)
_TOO_FEW = Fault(
    code="proxies_too_few",
    text=mark("El poder nombra a %(named)s apoderados que actúan juntos; con un poder que no ha terminado: %(left)s."),
    remedy=ANOTHER_POWER,
)
_COPY_WITHOUT = Fault(
    code="power_copy_without_endorsement",
    text=mark("La copia del poder se registró sin el número de la sumilla vigente."),
    remedy=mark("Entregue la copia con la sumilla %(number)s; en la ventanilla se registra su número."),
)
_OTHER_ENDORSEMENT = Fault(
    code="power_copy_of_another",
    text=mark("La copia del poder lleva otra sumilla que la vigente."),
    remedy=mark("Entregue la copia del poder con la sumilla %(number)s."),
)
