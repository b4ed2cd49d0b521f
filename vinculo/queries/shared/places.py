"""Places by the names that people use."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vinculo.records.models import Agency
from vinculo.rules.shared.names import fold


class AgencyUnclear(Exception):
    """No agency is named so, or more than one; `candidates` are those that it could be."""

    def __init__(self, candidates: list[str]) -> None:
        super().__init__("unclear")
        self.candidates = candidates


def agency_named(text: str) -> Agency:
    """Return the agency of this name, or the only one whose name has the text in it. Raises `AgencyUnclear`."""
    wanted = fold(text)
    agencies = list(Agency.objects.all())
    for agency in agencies:
        if fold(agency.name) == wanted:
            return agency
    matches = [agency for agency in agencies if wanted and wanted in fold(agency.name)]
    if len(matches) == 1:
        return matches[0]
    raise AgencyUnclear([agency.name for agency in matches or agencies])


def legal_unit(province: str) -> str:
    """Return the legal unit of a province as the procedure's page names it (S38); no address of it is known."""
    return _("Coordinación/Unidad Provincial de Asesoría Jurídica de %(province)s") % {"province": province}
