"""Texts that several documents share."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vinculo.documents.facts import Contact
from vinculo.rules.shared.labels import INSTITUTION


def institution() -> str:
    """Return the institution's name (S01)."""
    return _(INSTITUTION)


def contact_line(contact: Contact) -> str:
    """Return whom to ask, in one line (S08)."""
    return _("¿Preguntas? %(name)s · %(email)s · %(phone)s") % contact.to_json()
