"""The kinds of paper that the procedure knows, with everything that depends on the kind, in one table.

The forms of the desk, the columns that are kept, the checks of the requirements, the lists of certificates and the
queries ask this table: a new paper is a member of `PaperKind` and its row here, and a row of the requirements.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from vinculo.rules.shared.marks import mark


class PaperKind(StrEnum):
    """The papers that the procedure knows."""

    SOLICITUD = "solicitud"  # S31-S33
    AFFILIATE_PASSPORT = "affiliate_passport"  # S34
    AFFILIATE_VISA = "affiliate_visa"  # S15, D2
    DEPENDENT_PASSPORT = "dependent_passport"  # S35
    DEPENDENT_VISA = "dependent_visa"  # S35, D2
    MARRIAGE = "marriage"  # S36
    UNION = "union"  # S16, S36
    BIRTH = "birth"  # S37
    ADOPTION = "adoption"  # domain.md, People: serves as birth certificate
    POWER = "power"  # S38: copy of the endorsed power of attorney
    PROXY_ID = "proxy_id"  # S38: the proxy's own identity document


class DocumentKind(StrEnum):
    """The documents that identify a foreign person (S34, S35)."""

    PASSPORT = "passport"
    VISA = "visa"  # issued by Ecuador; serves where there is no passport (S15, D2)


class RecordingForm(StrEnum):
    """How the desk records a paper: one form for all papers that are looked at alike."""

    SIGNED = "signed"  # who signed it and how, and whether it is complete
    IDENTITY = "identity"  # filled by reading the document
    CERTIFICATE = "certificate"  # authority, country, day, language, and whom it names (D5, D13)
    COPY = "copy"  # only the copy is kept, with its number
    NUMBER = "number"  # number and names


class Names(StrEnum):
    """Whom a paper names."""

    AFFILIATE = "affiliate"
    DEPENDENT = "dependent"
    BOTH = "both"
    PROXY = "proxy"


@dataclass(frozen=True, kw_only=True)
class Absence:
    """What is said where a paper was not brought: a code, and marked sentences."""

    code: str
    text: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class PaperAttributes:
    """Everything that depends on the kind of a paper; no attribute has a default, so that none is forgotten.

    `name` has no article: findings put it in brackets as `%(document)s`. `in_account` has one: so the account of a
    solicitud names what proves the link (S32); empty where it never does. `fields` are the columns of the record that
    its form fills, `names_affiliate` and `names_dependent` of a certificate apart: those follow from `names`. A
    `shared` paper serves every dependent of the case. Papers of which any one will do have the same `absence`.
    """

    name: str
    in_account: str
    form: RecordingForm
    fields: tuple[str, ...]
    names: Names
    shared: bool
    identity: DocumentKind | None
    legal_look: bool  # serves only after the legal unit has looked at it
    absence: Absence

    @property
    def certificate(self) -> bool:
        """Return whether this is a certificate: what it carries follows its country, day and language (D5)."""
        return self.form is RecordingForm.CERTIFICATE

    @property
    def visa(self) -> bool:
        """Return whether this is a visa: Ecuador issued it, and it serves where there is no passport."""
        return self.identity is DocumentKind.VISA

    @property
    def names_affiliate(self) -> bool:
        """Return whether the officer confirms that it names the affiliate (D13)."""
        return self.certificate and self.names in {Names.AFFILIATE, Names.BOTH}

    @property
    def names_dependent(self) -> bool:
        """Return whether the officer confirms that it names the dependent (D13)."""
        return self.certificate and self.names in {Names.DEPENDENT, Names.BOTH}

    @property
    def columns(self) -> frozenset[str]:
        """Return the columns of the record that the form of this paper fills."""
        confirmed = {"names_affiliate": self.names_affiliate, "names_dependent": self.names_dependent}
        return frozenset(self.fields) | {name for name, asked in confirmed.items() if asked}


_ON_PAPER = ("original_seen", "copy")
_READ = ("number", "holder_names", "valid_until", "misread")
_PASSPORT = (*_READ, "country", *_ON_PAPER)
_HOLDER = ("holder_birth_date", "holder_nationality", "holder_sex")
_VISA = (
    "number",
    "holder_names",
    *_HOLDER,
    "valid_until",
    "no_passport",
    "misread",
    *_ON_PAPER,
)  # the country is Ecuador
_APOSTILLE = ("apostille_number", "apostille_on", "apostille_authority", "apostille_address")
_CERTIFICATE = (
    "issuing_authority",
    "country",
    "executed_by",
    "language",
    "language_name",
    "issued_on",
    "formality",
    "formality_reason",
    *_APOSTILLE,
    "translation_seen",
    "spanish_too",
    *_ON_PAPER,
)

_NO_AFFILIATE_DOCUMENT = Absence(
    code="affiliate_document_missing",
    text=mark("Falta el documento de identidad vigente de la persona afiliada."),
    remedy=mark("Presente el pasaporte vigente, en original y copia simple; o la visa, si no tiene pasaporte."),
)
_NO_DEPENDENT_DOCUMENT = Absence(
    code="dependent_document_missing",
    text=mark("Falta el documento de identidad de la persona dependiente."),
    remedy=mark("Presente su pasaporte, en original y copia simple; o su visa, si no tiene pasaporte."),
)
_NO_BIRTH = Absence(
    code="birth_missing",
    text=mark("Falta el certificado o acta de nacimiento."),
    remedy=mark("Traiga el certificado de nacimiento, o la adopción legal, en original y copia simple."),
)

PAPERS: dict[PaperKind, PaperAttributes] = {
    PaperKind.SOLICITUD: PaperAttributes(
        name=mark("solicitud"),
        in_account="",
        form=RecordingForm.SIGNED,
        fields=("signature", "solicitud_complete"),
        names=Names.BOTH,
        shared=False,
        identity=None,
        legal_look=False,
        absence=Absence(
            code="solicitud_missing",
            text=mark("Falta la solicitud de esta persona dependiente."),
            remedy=mark("Traiga una solicitud por cada persona dependiente, firmada a mano por la persona afiliada."),
        ),
    ),
    PaperKind.AFFILIATE_PASSPORT: PaperAttributes(
        name=mark("pasaporte de la persona afiliada"),
        in_account="",
        form=RecordingForm.IDENTITY,
        fields=(*_PASSPORT, *_HOLDER),  # D18: is this the affiliate of this code?
        names=Names.AFFILIATE,
        shared=True,
        identity=DocumentKind.PASSPORT,
        legal_look=False,
        absence=_NO_AFFILIATE_DOCUMENT,
    ),
    PaperKind.AFFILIATE_VISA: PaperAttributes(
        name=mark("visa de la persona afiliada"),
        in_account="",
        form=RecordingForm.IDENTITY,
        fields=_VISA,
        names=Names.AFFILIATE,
        shared=True,
        identity=DocumentKind.VISA,
        legal_look=False,
        absence=_NO_AFFILIATE_DOCUMENT,
    ),
    PaperKind.DEPENDENT_PASSPORT: PaperAttributes(
        name=mark("pasaporte de la persona dependiente"),
        in_account="",
        form=RecordingForm.IDENTITY,
        fields=(*_PASSPORT, *_HOLDER, "of_parent"),
        names=Names.DEPENDENT,
        shared=False,
        identity=DocumentKind.PASSPORT,
        legal_look=False,
        absence=_NO_DEPENDENT_DOCUMENT,
    ),
    PaperKind.DEPENDENT_VISA: PaperAttributes(
        name=mark("visa de la persona dependiente"),
        in_account="",
        form=RecordingForm.IDENTITY,
        fields=_VISA,
        names=Names.DEPENDENT,
        shared=False,
        identity=DocumentKind.VISA,
        legal_look=False,
        absence=_NO_DEPENDENT_DOCUMENT,
    ),
    PaperKind.MARRIAGE: PaperAttributes(
        name=mark("certificado o acta de matrimonio"),
        in_account=mark("el acta de matrimonio"),
        form=RecordingForm.CERTIFICATE,
        fields=_CERTIFICATE,
        names=Names.BOTH,
        shared=False,
        identity=None,
        legal_look=False,
        absence=Absence(
            code="marriage_missing",
            text=mark("Falta el certificado o acta de matrimonio."),
            remedy=mark("Traiga el certificado o acta de matrimonio, en original y copia simple."),
        ),
    ),
    PaperKind.UNION: PaperAttributes(
        name=mark("acta notarial de unión de hecho"),
        in_account=mark("el acta notarial de unión de hecho"),
        form=RecordingForm.CERTIFICATE,
        fields=_CERTIFICATE,
        names=Names.BOTH,
        shared=False,
        identity=None,
        legal_look=False,
        absence=Absence(
            code="union_missing",
            text=mark("Falta el acta notarial de unión de hecho."),
            remedy=mark("Traiga el acta notarial de unión de hecho, en original y copia simple."),
        ),
    ),
    PaperKind.BIRTH: PaperAttributes(
        name=mark("certificado o acta de nacimiento"),
        in_account=mark("el acta de nacimiento"),
        form=RecordingForm.CERTIFICATE,
        fields=_CERTIFICATE,
        names=Names.BOTH,
        shared=False,
        identity=None,
        legal_look=False,
        absence=_NO_BIRTH,
    ),
    PaperKind.ADOPTION: PaperAttributes(
        name=mark("sentencia o resolución de adopción"),
        in_account=mark("la sentencia o resolución de adopción"),
        form=RecordingForm.CERTIFICATE,
        fields=_CERTIFICATE,
        names=Names.BOTH,
        shared=False,
        identity=None,
        legal_look=True,
        absence=_NO_BIRTH,
    ),
    PaperKind.POWER: PaperAttributes(
        name=mark("poder notarial"),
        in_account="",
        form=RecordingForm.COPY,
        fields=("copy", "number"),
        names=Names.PROXY,
        shared=True,
        identity=None,
        legal_look=False,
        absence=Absence(
            code="power_missing",
            text=mark("Falta la copia del poder notarial sumillado."),
            remedy=mark("Entregue una copia del poder, ya validado y sumillado por Asesoría Jurídica del IESS."),
        ),
    ),
    PaperKind.PROXY_ID: PaperAttributes(
        name=mark("documento de identidad del apoderado"),
        in_account="",
        form=RecordingForm.NUMBER,
        fields=("number", "holder_names", "original_seen"),
        names=Names.PROXY,
        shared=True,
        identity=None,
        legal_look=False,
        absence=Absence(
            code="proxy_document_missing",
            text=mark("Falta el documento de identidad del apoderado."),
            remedy=mark("Muestre su cédula, pasaporte o visa para registrarlo."),
        ),
    ),
}


def kinds_with(wanted: Callable[[PaperAttributes], bool]) -> list[PaperKind]:
    """Return the kinds of paper whose attributes are wanted, in the order of the table."""
    return [kind for kind, attributes in PAPERS.items() if wanted(attributes)]


def identities_of(*names: Names) -> dict[str, DocumentKind]:
    """Return the papers that identify the affiliate or the dependent, each with the document that it is."""
    return {
        kind: attributes.identity
        for kind, attributes in PAPERS.items()
        if attributes.identity is not None and attributes.names in names
    }


def visa_for(passport: PaperKind) -> PaperKind:
    """Return the visa that serves where there is no passport of that person (S15, D2)."""
    return kinds_with(lambda paper: paper.visa and paper.names is PAPERS[passport].names)[0]
