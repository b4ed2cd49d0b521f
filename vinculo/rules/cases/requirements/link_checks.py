"""Checks of the certificate that proves the family link (S36, S37, D5, D13). One small function per check."""

from __future__ import annotations

from vinculo.rules.cases.facts import Case, Paper
from vinculo.rules.cases.paper_kinds import PAPERS
from vinculo.rules.cases.requirements.faults import Fault, print_day, recorded_check
from vinculo.rules.cases.requirements.findings import Severity
from vinculo.rules.cases.requirements.form_checks import ForeignDocument, FormChecks, FormFaults
from vinculo.rules.shared.countries import canonical
from vinculo.rules.shared.marks import mark


def has_country(_case: Case, paper: Paper) -> Fault | None:
    """Return a fault while the country that issued the certificate is not recorded (D13)."""
    return None if canonical(paper.country) else _COUNTRY_MISSING


def is_issued_by_now(case: Case, paper: Paper) -> Fault | None:
    """Return a fault for a date of issue in the future (D13)."""
    future = paper.issued_on is not None and paper.issued_on > case.today
    return _ISSUED_IN_FUTURE if future else None


def is_issued_after_birth(case: Case, paper: Paper) -> Fault | None:
    """Return a fault for a certificate older than the child it names: one of the two dates is wrong."""
    birth_date = case.dependent.birth_date
    if birth_date is None or paper.issued_on is None or paper.issued_on >= birth_date:
        return None
    return _ISSUED_BEFORE_BIRTH.having(issued_on=print_day(paper.issued_on), birth_date=print_day(birth_date))


def _form_of(case: Case, paper: Paper) -> ForeignDocument:
    return ForeignDocument(
        reference=case.reference,
        judged_on=case.today,
        country=paper.country,
        issued_on=paper.issued_on,
        executed_by=paper.executed_by,
        formality=paper.formality,
        formality_reason=paper.formality_reason,
        apostille_known=bool(
            paper.apostille_number.strip() and paper.apostille_on and paper.apostille_authority.strip()
        ),
        language=paper.language,
        language_name=paper.language_name,
        spanish_too=paper.spanish_too,
        translation_seen=paper.translation_seen,
    )


def names_affiliate(_case: Case, paper: Paper) -> Fault | None:
    """Return a fault until the officer confirms that the certificate names this affiliate (D13)."""
    if not PAPERS[paper.kind].names_affiliate:
        return None
    if paper.names_affiliate is None:
        return _AFFILIATE_UNCONFIRMED
    return None if paper.names_affiliate else _AFFILIATE_NOT_NAMED


def names_dependent(_case: Case, paper: Paper) -> Fault | None:
    """Return a fault until the officer confirms that the certificate names this dependent (D13)."""
    if not PAPERS[paper.kind].names_dependent:
        return None
    if paper.names_dependent is None:
        return _DEPENDENT_UNCONFIRMED
    return None if paper.names_dependent else _DEPENDENT_NOT_NAMED


def adoption_was_looked_at(_case: Case, paper: Paper) -> Fault | None:
    """Return a pending fault for an adoption that the legal unit has not looked at."""
    return _ADOPTION_PENDING if PAPERS[paper.kind].legal_look and not paper.legal_look else None


_AUTHORITY_MISSING = Fault(
    code="authority_missing",
    rows=("D13",),
    text=mark("Falta registrar la autoridad que emitió el documento (%(document)s)."),
    remedy=mark("Escriba la autoridad tal como consta en el documento."),
)
_COUNTRY_MISSING = Fault(
    code="country_missing",
    rows=("D13",),
    text=mark("Falta registrar el país que emitió el documento (%(document)s)."),
    remedy=mark("Elija el país de la autoridad que lo emitió."),
)
_ISSUE_DATE_MISSING = Fault(
    code="issue_date_missing",
    rows=("D13",),
    text=mark("Falta registrar la fecha de emisión del documento (%(document)s)."),
    remedy=mark("Escriba la fecha de emisión que consta en el documento."),
)
_ISSUED_IN_FUTURE = Fault(
    code="issued_in_future",
    rows=("D13",),
    text=mark("La fecha de emisión del documento está en el futuro (%(document)s)."),
    remedy=mark("Corrija la fecha según el documento."),
)
_ISSUED_BEFORE_BIRTH = Fault(
    code="issued_before_birth",
    rows=("D13",),
    text=mark("El documento es del %(issued_on)s, anterior al nacimiento el %(birth_date)s (%(document)s)."),
    remedy=mark("Corrija la fecha que esté equivocada o presente el documento correcto."),
)
_LANGUAGE_MISSING = Fault(
    code="language_missing",
    rows=("D13",),
    text=mark("Falta registrar el idioma del documento (%(document)s)."),
    remedy=mark("Elija el idioma en que está escrito."),
)
_APOSTILLE_MISSING = Fault(
    code="apostille_missing",
    rows=("D5",),
    text=mark("Falta la apostilla del documento emitido en: %(country)s (%(document)s)."),
    remedy=mark("Pida la apostilla a la autoridad del país que emitió el documento y tráigalo apostillado."),
)
_LEGALISATION_MISSING = Fault(
    code="legalisation_missing",
    rows=("D5",),
    text=mark("Falta la legalización consular del documento emitido en: %(country)s (%(document)s)."),
    remedy=mark("Haga legalizar el documento en el consulado del Ecuador que corresponde al país que lo emitió."),
)
_MINISTRY_MISSING = Fault(
    code="ministry_missing",
    rows=("D24",),
    text=mark("Falta la legalización del documento de un consulado o embajada de: %(country)s (%(document)s)."),
    remedy=mark(
        "Los documentos que firma un consulado no llevan apostilla: hágalo legalizar en el Ministerio de Relaciones "
        "Exteriores del Ecuador."
    ),
)
_EITHER_MISSING = Fault(
    code="formality_missing",
    rows=("D24",),
    text=mark("Falta la apostilla o la legalización del documento emitido en: %(country)s (%(document)s)."),
    remedy=mark(
        "Tráigalo con apostilla, o con la legalización del consulado del Ecuador: para ese lugar recibimos cualquiera "
        "de las dos."
    ),
)
_UNCONFIRMED = Fault(
    code="formality_unconfirmed",
    rows=("D24",),
    text=mark("No está confirmado si en %(country)s corresponde apostilla o legalización (%(document)s)."),
    remedy=mark("Puede recibir cualquiera de las dos: escriba el motivo junto a la que trae el documento."),
)
_APOSTILLE_DATA = Fault(
    code="apostille_data_missing",
    rows=("D24",),
    text=mark("Faltan el número, la fecha o la autoridad de la apostilla (%(document)s)."),
    remedy=mark("Regístrelos como constan en la apostilla."),
)
_TRANSLATION_MISSING = Fault(
    code="translation_missing",
    rows=("D5",),
    text=mark("Falta la traducción al español del documento, escrito en: %(language)s (%(document)s)."),
    remedy=mark("Traiga el documento con su traducción al español."),
)
_AFFILIATE_UNCONFIRMED = Fault(
    code="affiliate_name_unconfirmed",
    rows=("D13",),
    text=mark("Falta confirmar que el documento nombra a la persona afiliada (%(document)s)."),
    remedy=mark("Léalo y registre si consta el nombre de la persona afiliada."),
)
_AFFILIATE_NOT_NAMED = Fault(
    code="affiliate_not_named",
    rows=("D13",),
    text=mark("El documento no nombra a la persona afiliada, así que no acredita el vínculo (%(document)s)."),
    remedy=mark("Traiga un documento en el que consten la persona afiliada y la persona dependiente."),
)
_DEPENDENT_UNCONFIRMED = Fault(
    code="dependent_name_unconfirmed",
    rows=("D13",),
    text=mark("Falta confirmar que el documento nombra a la persona dependiente (%(document)s)."),
    remedy=mark("Léalo y registre si consta el nombre de la persona dependiente."),
)
_DEPENDENT_NOT_NAMED = Fault(
    code="dependent_not_named",
    rows=("D13",),
    text=mark("El documento no nombra a la persona dependiente, así que no acredita el vínculo (%(document)s)."),
    remedy=mark("Traiga un documento en el que consten la persona afiliada y la persona dependiente."),
)
_ADOPTION_PENDING = Fault(
    code="adoption_needs_legal_look",
    severity=Severity.PENDING,
    text=mark("La adopción debe ser revisada por la unidad de Asesoría Jurídica antes de seguir."),
    remedy=mark(
        "Lleve el original de la adopción a la unidad de Asesoría Jurídica del IESS; después de "
        "su revisión se continúa el trámite aquí."
    ),
)

_FORM = FormChecks(
    _form_of,
    FormFaults(
        apostille=_APOSTILLE_MISSING,
        legalisation=_LEGALISATION_MISSING,
        ministry=_MINISTRY_MISSING,
        either=_EITHER_MISSING,
        unconfirmed=_UNCONFIRMED,
        apostille_data=_APOSTILLE_DATA,
        translation=_TRANSLATION_MISSING,
    ),
)
has_formality = _FORM.has_formality  # D5: by issuing country and date
has_reason_where_unconfirmed = _FORM.has_reason_where_unconfirmed  # D24
has_apostille_data = _FORM.has_apostille_data  # D24
is_in_spanish = _FORM.is_in_spanish  # D5, D25

# D13: until it is recorded.
has_authority = recorded_check("issuing_authority", _AUTHORITY_MISSING)
has_issue_date = recorded_check("issued_on", _ISSUE_DATE_MISSING)
has_language = recorded_check("language", _LANGUAGE_MISSING)
