"""Checks of the affiliate's document: is this the affiliate of this code (D18, S34)?"""

from __future__ import annotations

from vinculo.rules.cases.affiliate_identity import (
    Agrees,
    Identified,
    compare_with_registry,
    document_of,
    identify,
    is_registered_document,
)
from vinculo.rules.cases.agreements import AgreementState
from vinculo.rules.cases.facts import Case, Paper
from vinculo.rules.cases.requirements.faults import Fault, print_day
from vinculo.rules.cases.requirements.findings import Severity
from vinculo.rules.shared.countries import country_name
from vinculo.rules.shared.labels import SEXES
from vinculo.rules.shared.marks import mark

# What waits for the officer, for a second or for a supervisor, and not for the legal unit.
IDENTITY_PENDING = frozenset({"identity_to_confirm", "identity_waits"})
# What leads to the page that compares the two.
TO_COMPARE = frozenset({"identity_to_confirm", "identity_contradicts", "identity_not_confirmed"})


def is_the_affiliates(case: Case, paper: Paper) -> Fault | None:
    """Return what stands in the way of the document shown being the affiliate's, or what to do with it (D18)."""
    document = document_of(paper)
    if document is None:
        return None  # number or country are asked for by their own checks
    identified = identify(case.applicant, paper, case.held_by_others)
    fault = _FAULTS[identified]
    after = _AFTER_A_SECOND.get((identified, case.seconds.get(document, "")))
    if after is not None:
        fault = after
    return fault.having(number=paper.number) if fault else None


def tells_the_birth_date(case: Case, paper: Paper) -> Fault | None:
    """Return a warning where the registered document has another birth date than the registry."""
    known, read = case.applicant.birth_date, paper.holder_birth_date
    if known is None or read is None or known == read or not is_registered_document(case.applicant, paper):
        return None
    return _BIRTH_DATE_DIFFERS.having(printed=print_day(read), known=print_day(known))


def tells_the_sex(case: Case, paper: Paper) -> Fault | None:
    """Return a warning where the registered document has another sex than the registry."""
    compared = compare_with_registry(case.applicant, paper)
    if compared.sex is not Agrees.OTHER or not is_registered_document(case.applicant, paper):
        return None
    return _SEX_DIFFERS.having(printed=SEXES[paper.holder_sex], known=SEXES[case.applicant.sex])


def tells_the_nationality(case: Case, paper: Paper) -> Fault | None:
    """Return a warning where the registered document has another nationality than the registry."""
    compared = compare_with_registry(case.applicant, paper)
    if compared.nationality is not Agrees.OTHER or not is_registered_document(case.applicant, paper):
        return None
    printed = country_name(paper.holder_nationality or paper.country)
    return _NATIONALITY_DIFFERS.having(printed=printed, known=country_name(case.applicant.nationality))


_RENEWED = Fault(
    code="document_renewed",
    rows=("S34", "D18"),
    severity=Severity.WARNS,
    text=mark(
        "El número %(number)s no consta en el registro; los nombres y la fecha de nacimiento son los de la persona "
        "afiliada."
    ),
    remedy=mark("Confirme que es un documento renovado y actualice el registro."),
)
_TO_CONFIRM = Fault(
    code="identity_to_confirm",
    rows=("S34", "D18"),
    severity=Severity.PENDING,
    text=mark("El documento %(number)s no consta en el registro, y lo que dice no coincide en todo con él."),
    remedy=mark("La ventanilla compara los dos y confirma con un motivo; otra persona del IESS tiene que confirmarlo."),
)
_WAITS = Fault(
    code="identity_waits",
    rows=("S34", "D18"),
    severity=Severity.PENDING,
    text=mark("El documento %(number)s espera que otra persona del IESS confirme que es de la persona afiliada."),
    remedy=mark("No tiene que traer nada más para esto."),
)
_NOT_CONFIRMED = Fault(
    code="identity_not_confirmed",
    rows=("S34", "D18"),
    text=mark("Otra persona comparó el documento %(number)s y no confirmó que es de la persona afiliada."),
    remedy=mark(
        "Presente el documento registrado con su código, o pida en el IESS que corrijan sus datos en el registro."
    ),
)
_CONTRADICTS = Fault(
    code="identity_contradicts",
    rows=("S34", "D18"),
    text=mark("El documento %(number)s no consta en el registro, y contradice lo que consta de la persona afiliada."),
    remedy=mark(
        "Pida en el IESS que corrijan sus datos en el registro. Si tiene un documento que explica la diferencia, "
        "tráigalo: decide la persona que supervisa el centro."
    ),
)
_STRANGER = Fault(
    code="document_not_registered",
    rows=("S34", "D18"),
    text=mark("El documento %(number)s no corresponde al código de la persona afiliada (%(document)s)."),
    remedy=mark(
        "Presente el documento registrado con su código, o el que lo reemplazó. Revise también que el código de la "
        "solicitud sea el suyo."
    ),
)
_ANOTHERS = Fault(
    code="document_of_another_affiliate",
    rows=("S34", "D18"),
    text=mark("El documento %(number)s consta en el registro como de otra persona afiliada."),
    remedy=mark("Revise que el código de la solicitud sea el de la persona que presenta el documento."),
)
_UNREAD = Fault(
    code="holder_birth_date_missing",
    rows=("S34", "D18"),
    text=mark("Falta registrar la fecha de nacimiento que consta en el documento %(number)s."),
    remedy=mark("Pase el documento por el lector o escriba la fecha: sin ella no se sabe de quién es."),
)
_BIRTH_DATE_DIFFERS = Fault(
    code="affiliate_birth_date_differs",
    rows=("S34", "D18"),
    severity=Severity.WARNS,
    text=mark("El documento registrado dice que nació el %(printed)s y el registro dice %(known)s."),
    remedy=mark(
        "Se registra lo que consta en el documento. Avise a la persona afiliada para que pida corregir el registro."
    ),
)
_SEX_DIFFERS = Fault(
    code="affiliate_sex_differs",
    rows=("S34", "D18"),
    severity=Severity.WARNS,
    text=mark("El documento registrado dice sexo «%(printed)s» y el registro dice «%(known)s»."),
    remedy=mark(
        "Se registra lo que consta en el documento. Avise a la persona afiliada para que pida corregir el registro."
    ),
)
_NATIONALITY_DIFFERS = Fault(
    code="affiliate_nationality_differs",
    rows=("S34", "D18"),
    severity=Severity.WARNS,
    text=mark("El documento registrado dice nacionalidad «%(printed)s» y el registro dice «%(known)s»."),
    remedy=mark(
        "Se registra lo que consta en el documento. Avise a la persona afiliada para que pida corregir el registro."
    ),
)

_FAULTS: dict[Identified, Fault | None] = {
    Identified.REGISTERED: None,
    Identified.RENEWED: _RENEWED,
    Identified.CONFIRM: _TO_CONFIRM,
    Identified.EXPLAIN: _CONTRADICTS,
    Identified.UNREAD: _UNREAD,
    Identified.STRANGER: _STRANGER,
    Identified.ANOTHERS: _ANOTHERS,
}
_AFTER_A_SECOND: dict[tuple[Identified, str], Fault] = {  # what a second agreed to is registered since, and decides
    (Identified.CONFIRM, AgreementState.WAITING): _WAITS,
    (Identified.EXPLAIN, AgreementState.WAITING): _WAITS,
    (Identified.CONFIRM, AgreementState.DISAGREED): _NOT_CONFIRMED,
}
