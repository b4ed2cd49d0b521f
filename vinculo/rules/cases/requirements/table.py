"""The table of requirements, in the order of the procedure's page."""

from __future__ import annotations

from vinculo.rules.cases.facts import Link
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.cases.requirements import affiliate_checks, link_checks, paper_checks, person_checks, proxy_checks
from vinculo.rules.cases.requirements.mistaken import FOR_CHILD, FOR_PARTNER, FOR_SPOUSE
from vinculo.rules.cases.requirements.model import Requirement, linked_by, through_a_proxy
from vinculo.rules.shared.legal_basis import cite
from vinculo.rules.shared.marks import mark

_IDENTITY = (
    paper_checks.visa_replaces_passport,
    paper_checks.has_number,
    paper_checks.has_issuing_country,
    paper_checks.reading_was_right,
)
_ON_PAPER = (paper_checks.original_was_seen, paper_checks.copy_is_kept)
_CERTIFICATE = (
    link_checks.has_authority,
    link_checks.has_country,
    link_checks.has_issue_date,
    link_checks.is_issued_by_now,
    link_checks.has_language,
    link_checks.has_formality,
    link_checks.is_in_spanish,
    link_checks.names_affiliate,
    link_checks.names_dependent,
    *_ON_PAPER,
)
_FORMALITIES = mark(
    "Original y copia simple. Lleva apostilla si lo emitió un país del Convenio de La Haya, legalización del consulado "
    "del Ecuador si lo emitió otro país, y ninguna de las dos si se emitió en el Ecuador. Con traducción si no está en "
    "español."
)

REQUIREMENTS = (
    Requirement(
        code="no_code_yet",
        rows=("S02",),
        source_line="asignar un código de identificación a los dependientes extranjeros residentes en Ecuador",
        text=mark("La persona dependiente todavía no tiene un código de identificación para extranjero"),
        hint=mark("Cada persona tiene un solo código, para siempre."),
        basis=cite("insurance_regulation"),
        facts=(person_checks.has_no_code_yet,),
    ),
    Requirement(
        code="residence",
        rows=("S03", "D14"),
        source_line="personas extranjeras residentes en el país",
        text=mark("La persona dependiente reside en el Ecuador"),
        hint=mark("Se declara en la solicitud; no se pide ningún documento."),
        basis=cite("mobility", "simplification"),
        facts=(person_checks.resides,),
    ),
    Requirement(
        code="affiliation",
        rows=("S02", "D14"),
        source_line="de ciudadanos extranjeros afiliados al IESS",
        text=mark("La persona solicitante está afiliada al IESS"),
        hint=mark("Lo revisamos en el registro; no tiene que traer nada."),
        basis=cite("social_security", "insurance_regulation"),
        facts=(person_checks.is_affiliated,),
    ),
    Requirement(
        code="foreign",
        rows=("S03",),
        source_line="(sin cédula de identidad ecuatoriana)",
        text=mark("La persona dependiente es extranjera y no tiene cédula ecuatoriana"),
        hint=mark("Quien tiene cédula se identifica con ella y no necesita este código."),
        basis=cite("mobility", "insurance_regulation"),
        facts=(person_checks.is_foreign, person_checks.has_no_cedula),
    ),
    Requirement(
        code="solicitud",
        rows=("S10", "S31", "S32", "S33"),
        source_line="Presentar una solicitud individual de emisión de código de identificación para extranjero",
        text=mark("Una solicitud por cada persona dependiente, firmada a mano por la persona afiliada"),
        hint=mark("Puede prepararla e imprimirla aquí. No se reciben solicitudes con firma electrónica."),
        basis=cite("administrative_code", "simplification"),
        papers=(PaperKind.SOLICITUD,),
        checks=(paper_checks.is_handwritten, paper_checks.has_the_seven_contents),
    ),
    Requirement(
        code="affiliate_code",
        rows=("S11",),
        source_line="sólo registre correctamente en la solicitud, el código del solicitante extranjero",
        text=mark("El código de identificación de la persona afiliada, escrito en la solicitud"),
        hint=mark("Basta con escribirlo correctamente; no tiene que traer ningún documento del código."),
        basis=cite("insurance_regulation"),
        facts=(person_checks.has_affiliate_code,),
    ),
    Requirement(
        code="affiliate_identity",
        rows=("S34",),
        source_line="Presentar el documento de identidad vigente (pasaporte o visa) en original y copia simple",
        text=mark("Pasaporte vigente de la persona afiliada"),
        hint=mark("Original y copia simple. Si no tiene pasaporte, su visa vigente."),
        basis=cite("mobility", "insurance_regulation"),
        papers=(PaperKind.AFFILIATE_PASSPORT, PaperKind.AFFILIATE_VISA),
        checks=(
            *_IDENTITY,
            paper_checks.is_valid_on_the_day,
            affiliate_checks.is_the_affiliates,
            paper_checks.names_the_affiliate,
            affiliate_checks.tells_the_birth_date,
            affiliate_checks.tells_the_sex,
            affiliate_checks.tells_the_nationality,
            *_ON_PAPER,
        ),
    ),
    Requirement(
        code="dependent_identity",
        rows=("S35",),
        source_line="Presentar los documentos de identidad del o de los dependientes extranjeros a registrar",
        text=mark("Pasaporte de la persona dependiente"),
        hint=mark("Original y copia simple. Si no tiene pasaporte, su visa."),
        basis=cite("mobility", "insurance_regulation"),
        papers=(PaperKind.DEPENDENT_PASSPORT, PaperKind.DEPENDENT_VISA),
        facts=(
            person_checks.has_names,
            person_checks.has_birth_date,
            person_checks.is_born,
            person_checks.has_nationality,
        ),
        checks=(
            *_IDENTITY,
            paper_checks.is_worth_a_look_if_expired,
            paper_checks.names_the_dependent,
            paper_checks.birth_date_agrees,
            paper_checks.nationality_agrees,
            paper_checks.sex_agrees,
            *_ON_PAPER,
        ),
    ),
    Requirement(
        code="marriage",
        rows=("S36",),
        source_line="Certificado o acta de matrimonio del país de origen",
        text=mark("Certificado o acta de matrimonio"),
        hint=_FORMALITIES,
        basis=cite("social_security", "insurance_regulation"),
        applies=linked_by(Link.SPOUSE),
        papers=(PaperKind.MARRIAGE,),
        checks=_CERTIFICATE,
        mistaken=FOR_SPOUSE,
    ),
    Requirement(
        code="union",
        rows=("S16", "S36"),
        source_line="Acta notarial de unión de hecho del país de origen",
        text=mark("Acta notarial de unión de hecho"),
        hint=_FORMALITIES,
        basis=cite("social_security", "insurance_regulation"),
        applies=linked_by(Link.PARTNER),
        papers=(PaperKind.UNION,),
        checks=_CERTIFICATE,
        mistaken=FOR_PARTNER,
    ),
    Requirement(
        code="under_18",
        rows=("S37", "D12"),
        source_line="Hijos menores de 18 años de edad",
        text=mark("La hija o el hijo es menor de 18 años"),
        hint=mark("La edad se cuenta el día en que presenta el caso por primera vez en la ventanilla."),
        basis=cite("social_security", "insurance_regulation"),
        applies=linked_by(Link.CHILD),
        facts=(person_checks.is_child_under_18,),
    ),
    Requirement(
        code="birth",
        rows=("S37",),
        source_line="Certificado o acta de nacimiento del país de origen",
        text=mark("Certificado o acta de nacimiento"),
        hint=_FORMALITIES,
        basis=cite("social_security", "insurance_regulation"),
        applies=linked_by(Link.CHILD),
        papers=(PaperKind.BIRTH, PaperKind.ADOPTION),
        checks=(
            *_CERTIFICATE,
            link_checks.is_issued_after_birth,
            paper_checks.birth_date_agrees,
            link_checks.adoption_was_looked_at,
        ),
        mistaken=FOR_CHILD,
    ),
    Requirement(
        code="power",
        rows=("S38",),
        source_line="entregar una copia del poder notarial, que debe ser previamente validado y sumillado",
        text=mark("Copia del poder notarial, con la sumilla de Asesoría Jurídica del IESS"),
        hint=mark("Antes de su turno, llévelo a la Coordinación o Unidad Provincial de Asesoría Jurídica del IESS."),
        basis=cite("administrative_code"),
        applies=through_a_proxy,
        papers=(PaperKind.POWER,),
        facts=(person_checks.is_endorsed,),
        checks=(paper_checks.copy_is_kept, proxy_checks.bears_the_endorsement),
    ),
    Requirement(
        code="proxy_identity",
        rows=("S38",),
        source_line="En caso que el trámite sea realizado por un apoderado",
        text=mark("Documento de identidad de la persona apoderada"),
        hint=mark("Cédula, pasaporte o visa; lo registramos en la ventanilla."),
        basis=cite("administrative_code"),
        applies=through_a_proxy,
        papers=(PaperKind.PROXY_ID,),
        checks=(paper_checks.has_number, proxy_checks.is_the_proxys, proxy_checks.names_the_proxy),
    ),
)
