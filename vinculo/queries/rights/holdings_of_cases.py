"""The table of personal data, of cases and powers: what is kept by the institution's schedule (D34)."""

from __future__ import annotations

from vinculo.queries.rights import finding
from vinculo.queries.rights.holding import LINK, PRESENTER, Holding
from vinculo.records.models import (
    AdoptionLook,
    Agreement,
    Case,
    CaseEntry,
    Decision,
    PaperCopy,
    PaperRecord,
    Power,
    PowerDecision,
    Resemblance,
    Reversal,
    Solicitud,
)
from vinculo.rules.rights.retention import RetentionKind
from vinculo.rules.rights.status import WhoseKind
from vinculo.rules.shared.marks import mark

APPLICANT = "applicant_names applicant_document_kind applicant_document_number applicant_code"

OF_CASES: tuple[Holding, ...] = (
    Holding(
        model=Case,
        title=mark("Casos en ventanilla"),
        finds=finding.case_rows,
        shown=(
            f"reference {PRESENTER} presenter_names by_proxy email mobile no_contact agency procedure"
            " first_presented_on opened_at closed_at"
        ),
        other="id affiliate turno presenter_key opened_by officer version value_secret",
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=Solicitud,
        title=mark("Solicitudes"),
        finds=finding.solicitud_rows,
        shown=(
            f"reference status {APPLICANT} dependent_names dependent_document_kind dependent_document_number"
            " dependent_document_country nationality birth_date sex link account account_parts resides has_cedula"
            " ecuadorian_origin language created_at updated_at presented_on answer_until"
        ),
        other=f"id {LINK} turno case position rules_version person version value_secret",
        kept=RetentionKind.EXPEDIENTE,
        hidden={WhoseKind.PERSON: APPLICANT, WhoseKind.NUMBER: APPLICANT},
    ),
    Holding(
        model=PaperRecord,
        title=mark("Documentos presentados"),
        finds=finding.paper_rows,
        shown=(
            "kind received refusal_reason number holder_names holder_birth_date holder_sex holder_nationality"
            " issuing_authority country issued_on valid_until language original_seen copy formality apostille_number"
            " apostille_on apostille_authority translation_seen signature no_passport recorded_at undone_at"
        ),
        other=(
            "id case solicitud executed_by language_name spanish_too formality_reason apostille_address"
            " names_affiliate names_dependent solicitud_complete of_parent legal_look misread recorded_by undone_by"
        ),
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=PaperCopy,
        title=mark("Copias escaneadas"),
        finds=finding.rows_through(finding.paper_rows, PaperRecord, "paper"),
        shown="media pages added_at removed_at",
        other="id paper name size added_by",
        kept=RetentionKind.COPY,
    ),
    Holding(
        model=Decision,
        title=mark("Decisiones"),
        finds=finding.rows_through(finding.solicitud_rows, Solicitud, "solicitud"),
        shown="kind items note facts agency decided_at reversed_at",
        other="id solicitud rules_version decided_by disposal",
        kept=RetentionKind.EXPEDIENTE,
        hidden={WhoseKind.NUMBER: "facts", WhoseKind.PERSON: "facts"},
    ),
    Holding(
        model=Resemblance,
        title=mark("Comparaciones con otra persona"),
        finds=finding.affiliates_and_persons,
        shown="same reason decided_at",
        other="id solicitud person affiliate decided_by",
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=Power,
        title=mark("Poderes notariales"),
        finds=finding.power_rows,
        shown=(
            "reference state sumilla grantor_names by_affiliate proxy_kind proxy_number proxy_country proxy_names"
            " proxy_birth_date acting proxies deed authority number place country made_on expires_on scope"
            " ended_on ended_by email received_at"
        ),
        other=(
            f"id {LINK} province affiliate proxy_key names_proxy minor_reason substitutes may_substitute made_before"
            " number_key covers language language_name spanish_too formality formality_reason apostille_number"
            " apostille_on apostille_authority apostille_address translation_seen original_seen copy received_by"
            " updated_at version value_secret"
        ),
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=PowerDecision,
        title=mark("Decisiones sobre poderes"),
        finds=finding.rows_through(finding.power_rows, Power, "power"),
        shown="kind items note facts decided_at",
        other="id power rules_version province decided_by",
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=CaseEntry,
        title=mark("Notas del servicio sobre un caso"),
        finds=finding.rows_through(finding.case_rows, Case, "case"),
        shown="kind reason words due written_at",
        other="id case to written_by disposal",
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=Reversal,
        title=mark("Estados que un supervisor deshizo"),
        finds=finding.reversal_rows,
        shown="was now_is reason words unheard unheard_words made_at",
        other="id turno solicitud made_by",
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=Agreement,
        title=mark("Confirmaciones de una segunda persona"),
        finds=finding.rows_through(finding.case_rows, Case, "case"),
        shown="kind state compared reason asked_at decided_at answer",
        other="id case agency for_supervisor subject asked_by lapses_at decided_by disposal",
        kept=RetentionKind.EXPEDIENTE,
    ),
    Holding(
        model=AdoptionLook,
        title=mark("Adopciones revisadas"),
        finds=finding.rows_through(finding.paper_rows, PaperRecord, "paper"),
        shown="note looked_at",
        other="id paper looked_by disposal",
        kept=RetentionKind.EXPEDIENTE,
    ),
)
