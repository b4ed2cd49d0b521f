"""Checks of one paper: the solicitud, and the documents that identify a person. One small function per check."""

from __future__ import annotations

from datetime import date

from vinculo.rules.cases.facts import Case, Copy, ExecutedBy, Link, Paper, Signature
from vinculo.rules.cases.paper_kinds import PAPERS
from vinculo.rules.cases.requirements.faults import Fault, print_day, recorded_check
from vinculo.rules.cases.requirements.findings import Severity
from vinculo.rules.shared.countries import ECUADOR, UNSPECIFIED_NATIONALITIES, canonical, country_name
from vinculo.rules.shared.identity import IdentityError, normalise_number
from vinculo.rules.shared.labels import SEXES
from vinculo.rules.shared.marks import mark
from vinculo.rules.shared.mrz import READ_FIELDS
from vinculo.rules.shared.names import same_names
from vinculo.rules.shared.reference_data import Exemption, Waived


def is_handwritten(_case: Case, paper: Paper) -> Fault | None:
    """Return a fault unless the affiliate signed the solicitud by hand (S31, S33, D4)."""
    return _SIGNATURES.get(paper.signature)


def has_number(_case: Case, paper: Paper) -> Fault | None:
    """Return a fault while the number of the document is not recorded, or cannot be one."""
    try:
        normalise_number(paper.number)
    except IdentityError as error:
        return _NUMBER_MISSING if error.code == "empty" else _NUMBER_FORM
    return None


def visa_replaces_passport(case: Case, paper: Paper) -> Fault | None:
    """Return a fault for a visa where it is not recorded that there is no passport (S15, D2)."""
    if not PAPERS[paper.kind].visa or paper.no_passport or _exemption(case, paper, Waived.PASSPORT):
        return None
    return _VISA_WITHOUT_REASON


def has_issuing_country(_case: Case, paper: Paper) -> Fault | None:
    """Return a fault for a passport whose issuing country is not recorded; a visa is Ecuador's own."""
    return _PASSPORT_COUNTRY_MISSING if not PAPERS[paper.kind].visa and not canonical(paper.country) else None


def is_valid_on_the_day(case: Case, paper: Paper) -> Fault | None:
    """Return a fault for an affiliate's document that was not valid on the day of D12 (S34).

    A visa may be for ever: without a date the officer is asked to look, a passport always has one.
    """
    if paper.valid_until is None:
        return _VISA_WITHOUT_EXPIRY if PAPERS[paper.kind].visa else _VALIDITY_MISSING
    if paper.valid_until >= case.judged_on:
        return None
    until = print_day(paper.valid_until)
    exemption = _exemption(case, paper, Waived.VALIDITY)
    if exemption:
        return _EXPIRED_BY_DECREE.having(valid_until=until, instrument=exemption.instrument)
    return _EXPIRED.having(valid_until=until)


def _exemption(case: Case, paper: Paper, waives: Waived) -> Exemption | None:
    """Return the exception by decree that holds on the day of D12 for this document, or None (D26).

    Of a passport the country that issued it decides, of a visa the nationality of its holder.
    """
    nationality = canonical(paper.holder_nationality if PAPERS[paper.kind].visa else paper.country)
    exemptions = (
        each
        for each in case.reference.exceptions
        if each.waives is waives and each.document == PAPERS[paper.kind].identity and each.nationality == nationality
        if each.holds_on(case.judged_on) and _is_within(each.years_after_expiry, paper.valid_until, case.judged_on)
    )
    return next(exemptions, None)


def _is_within(years: int | None, expired_on: date | None, day: date) -> bool:
    """Return whether a document expired at most so many years before a day; without a bound it did."""
    if years is None or expired_on is None:
        return True
    return (day.year - years, day.month, day.day) <= (expired_on.year, expired_on.month, expired_on.day)


def is_worth_a_look_if_expired(case: Case, paper: Paper) -> Fault | None:
    """Return a warning for a dependent's document that had expired: the page demands validity of the applicant only."""
    if paper.valid_until is None or paper.valid_until >= case.judged_on:
        return None
    return _DEPENDENT_EXPIRED.having(valid_until=print_day(paper.valid_until))


def names_the_affiliate(case: Case, paper: Paper) -> Fault | None:
    """Return a warning where the names on the affiliate's document are not the registered ones (S34)."""
    differ = paper.holder_names and not same_names(case.applicant.names, paper.holder_names)
    return _AFFILIATE_NAMES_DIFFER.having(printed=paper.holder_names, known=case.applicant.names) if differ else None


def names_the_dependent(case: Case, paper: Paper) -> Fault | None:
    """Return a warning where the names on the dependent's document are not those of the solicitud (S35)."""
    if paper.of_parent or not paper.holder_names or not case.dependent.names.strip():
        return None
    if same_names(case.dependent.names, paper.holder_names):
        return None
    return _NAMES_DIFFER.having(printed=paper.holder_names, known=case.dependent.names)


def birth_date_agrees(case: Case, paper: Paper) -> Fault | None:
    """Return a fault where the paper has another birth date of the dependent."""
    known, read = case.dependent.birth_date, paper.holder_birth_date
    if paper.of_parent or known is None or read is None or known == read:
        return None
    return _BIRTH_DATE_CONTRADICTS.having(printed=print_day(read), known=print_day(known))


def nationality_agrees(case: Case, paper: Paper) -> Fault | None:
    """Return a fault where the paper has another nationality; one that tells none (a refugee's) contradicts nothing."""
    known, read = canonical(case.dependent.nationality), canonical(paper.holder_nationality)
    if paper.of_parent or not known or not read or known == read or read in UNSPECIFIED_NATIONALITIES:
        return None
    return _NATIONALITY_CONTRADICTS.having(printed=country_name(read), known=country_name(known))


def sex_agrees(case: Case, paper: Paper) -> Fault | None:
    """Return a warning where document and solicitud say another sex; one that tells none contradicts nothing (D20)."""
    known, read = case.dependent.sex, paper.holder_sex
    if paper.of_parent or {known, read} != {"F", "M"}:
        return None
    return _SEX_DIFFERS.having(printed=SEXES[read], known=SEXES[known])


def serves_the_child_registered_in_it(case: Case, paper: Paper) -> Fault | None:
    """Return a warning for a child who is registered in a parent's passport, a fault for anybody else (S35).

    What the document says of its holder is the parent's: it is not held against what is known of the child.
    """
    if not paper.of_parent:
        return None
    return (_IN_PARENTS_PASSPORT if case.dependent.link is Link.CHILD else _NO_CHILD).having(holder=paper.holder_names)


def reading_was_right(_case: Case, paper: Paper) -> Fault | None:
    """Return a warning where a reading failed its check digits and the data were typed over it (D20)."""
    if not paper.misread:
        return None
    wrong = [READ_FIELDS[name] for name in paper.misread.split(",") if name in READ_FIELDS]
    return _MISREAD.having(wrong=", ".join(wrong) or READ_FIELDS["composite"])


def copy_is_kept(_case: Case, paper: Paper) -> Fault | None:
    """Return a fault until the simple copy is kept; only for what Ecuador itself issued none is needed (S34-S38)."""
    by_consul = paper.executed_by is ExecutedBy.ECUADORIAN_CONSUL
    own = PAPERS[paper.kind].visa or by_consul or canonical(paper.country) == ECUADOR
    kept = paper.copy in (Copy.PAPER, Copy.SCAN) or (paper.copy is Copy.NOT_NEEDED and own)
    return None if kept else _COPY_MISSING


ELECTRONIC = Fault(
    code="solicitud_electronic",
    rows=("S33", "D15"),
    text=mark("No se recibió la solicitud porque tiene firma electrónica."),
    remedy=mark("Traiga la solicitud impresa y firmada a mano por la propia persona afiliada."),
)
_SIGNATURES = {
    Signature.ELECTRONIC: ELECTRONIC,
    Signature.NONE: Fault(
        code="solicitud_unsigned",
        rows=("S31", "S32"),
        text=mark("Falta la firma manuscrita de la persona afiliada en la solicitud."),
        remedy=mark("La persona afiliada debe firmar la solicitud a mano."),
    ),
    Signature.OF_ANOTHER: Fault(
        code="solicitud_signed_by_another",
        rows=("S31", "D4"),
        text=mark("La firma de la solicitud no es de la persona afiliada."),
        remedy=mark("La solicitud la firma a mano la propia persona afiliada; nadie puede firmarla en su lugar."),
    ),
}
_INCOMPLETE = Fault(
    code="solicitud_incomplete",
    rows=("S32",),
    text=mark("La solicitud no tiene los siete datos que debe contener, o todavía no se han revisado."),
    remedy=mark(
        "Complete en la solicitud los nombres, el número de documento y el código de la persona afiliada. Complete "
        "también los nombres y el número de documento de la persona dependiente, la narración detallada y la firma "
        "manuscrita de la persona afiliada."
    ),
)
_NUMBER_MISSING = Fault(
    code="number_missing",
    text=mark("Falta registrar el número del documento (%(document)s)."),
    remedy=mark("Pase el documento por el lector o escriba su número."),
)
_NUMBER_FORM = Fault(
    code="number_form",
    text=mark("El número registrado no puede ser el del documento (%(document)s)."),
    remedy=mark("Escriba el número con letras sin tilde y números, tal como consta en el documento."),
)
_VISA_WITHOUT_REASON = Fault(
    code="visa_without_reason",
    rows=("S15", "D2"),
    text=mark("La visa se recibe solo cuando la persona no tiene pasaporte, y eso no consta (%(document)s)."),
    remedy=mark("Presente el pasaporte. Si no lo tiene, dígalo en la ventanilla para que quede registrado."),
)
_PASSPORT_COUNTRY_MISSING = Fault(
    code="passport_country_missing",
    text=mark("Falta registrar el país que emitió el documento (%(document)s)."),
    remedy=mark("Pase el documento por el lector o elija el país."),
)
_VALIDITY_MISSING = Fault(
    code="validity_missing",
    text=mark("Falta registrar hasta cuándo es válido el documento (%(document)s)."),
    remedy=mark("Escriba la fecha de caducidad que consta en el documento."),
)
_VISA_WITHOUT_EXPIRY = Fault(
    code="visa_without_expiry",
    severity=Severity.WARNS,
    text=mark("La visa se registró sin fecha de caducidad (%(document)s)."),
    remedy=mark("Confirme que la visa es indefinida o escriba su fecha de caducidad."),
)
_EXPIRED = Fault(
    code="expired",
    text=mark("El documento caducó el %(valid_until)s (%(document)s)."),
    remedy=mark("Presente un documento de identidad vigente: pasaporte, o visa si no tiene pasaporte."),
)
_EXPIRED_BY_DECREE = Fault(
    code="expired_by_decree",
    severity=Severity.WARNS,
    rows=("D26",),
    text=mark("El documento caducó el %(valid_until)s, pero se acepta por una excepción (%(document)s)."),
    remedy=mark("La excepción consta en: %(instrument)s."),
)
_DEPENDENT_EXPIRED = Fault(
    code="dependent_document_expired",
    severity=Severity.WARNS,
    text=mark("El documento caducó el %(valid_until)s (%(document)s)."),
    remedy=mark(
        "La vigencia se exige solo en el documento de la persona afiliada: decida si este "
        "identifica a la persona dependiente."
    ),
)
_AFFILIATE_NAMES_DIFFER = Fault(
    code="affiliate_names_differ",
    severity=Severity.WARNS,
    text=mark("El documento dice «%(printed)s» y el registro dice «%(known)s»."),
    remedy=mark("Compare los nombres y decida si son de la misma persona."),
)
_NAMES_DIFFER = Fault(
    code="names_differ",
    severity=Severity.WARNS,
    text=mark("El documento dice «%(printed)s» y la solicitud dice «%(known)s»."),
    remedy=mark("Compare los nombres y decida si son de la misma persona; se registra como consta en el documento."),
)
_BIRTH_DATE_CONTRADICTS = Fault(
    code="birth_date_contradicts",
    text=mark("La fecha de nacimiento del documento es %(printed)s y la registrada es %(known)s (%(document)s)."),
    remedy=mark("Corrija la fecha registrada o presente el documento de la persona correcta."),
)
_NATIONALITY_CONTRADICTS = Fault(
    code="nationality_contradicts",
    text=mark("La nacionalidad del documento es %(printed)s y la registrada es %(known)s (%(document)s)."),
    remedy=mark("Corrija la nacionalidad registrada o presente el documento de la persona correcta."),
)
_IN_PARENTS_PASSPORT = Fault(
    code="in_parents_passport",
    severity=Severity.WARNS,
    text=mark("La hija o el hijo no tiene pasaporte propio: consta en el de %(holder)s."),
    remedy=mark(
        "Lea la página en que consta, y compárela con el certificado de nacimiento: nombres, fecha y madre o padre."
    ),
)
_NO_CHILD = Fault(
    code="no_child_in_passport",
    text=mark("Solo una hija o un hijo puede constar en el pasaporte de su madre o padre; este es de %(holder)s."),
    remedy=mark("Presente el pasaporte propio de la persona; o su visa, si no tiene pasaporte."),
)
_SEX_DIFFERS = Fault(
    code="sex_differs",
    severity=Severity.WARNS,
    text=mark("El documento dice «%(printed)s» en el sexo y la solicitud «%(known)s» (%(document)s)."),
    remedy=mark("Mire el documento: corrija el sexo en la solicitud, o pida el documento de la persona correcta."),
)
_MISREAD = Fault(
    code="misread",
    severity=Severity.WARNS,
    text=mark("La lectura del documento no cuadraba en: %(wrong)s. Los datos se escribieron a mano (%(document)s)."),
    remedy=mark("Compare lo escrito con el documento. Si le parece alterado, consulte a supervisión antes de decidir."),
)
_ORIGINAL_MISSING = Fault(
    code="original_missing",
    text=mark("Falta ver el original del documento (%(document)s)."),
    remedy=mark("Presente el original junto con su copia simple."),
)
_COPY_MISSING = Fault(
    code="copy_missing",
    text=mark("Falta la copia simple del documento (%(document)s)."),
    remedy=mark("Entregue una copia simple, o pida que se escanee el original en la ventanilla."),
)

has_the_seven_contents = recorded_check(
    "solicitud_complete", _INCOMPLETE
)  # S32: the officer confirmed them on the paper
original_was_seen = recorded_check("original_seen", _ORIGINAL_MISSING)  # S34-S37
