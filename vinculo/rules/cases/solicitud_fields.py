"""The fields of a solicitud that somebody writes, at home or at the desk (S31-S33): named here alone."""

from __future__ import annotations

APPLICANT = ("applicant_names", "applicant_document_kind", "applicant_document_number", "applicant_code")
DEPENDENT = (
    "dependent_names",
    "dependent_document_kind",
    "dependent_document_number",
    "dependent_document_country",
    "nationality",
    "birth_date",
    "sex",
    "link",
    "account",
    "resides",
    "has_cedula",
    "ecuadorian_origin",
)
WRITTEN = (*APPLICANT, *DEPENDENT)
ASKED_AT_DESK = "sex"  # the official form has no place for it: it is read from the passport
# What a person can write at home; the account also by its parts.
AT_HOME = (*(name for name in WRITTEN if name != ASKED_AT_DESK), "account_parts")
