"""What is said where the visit of a person is at another counter or another centre (D37)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from vinculo.actions.queue.check_in import AtAnotherCounter
    from vinculo.records.models import Staff


def explain_visit_elsewhere(there: AtAnotherCounter, staff: Staff) -> str:
    """Return where the person's visit of today is, and what to do."""
    if there.agency.pk != staff.agency_id or there.counter is None:
        told = _(
            "La visita de hoy de esta persona está abierta en %(agency)s. Pida que la terminen allí; después el caso "
            "sigue aquí."
        )
        return told % {"agency": there.agency.name}
    told = _(
        "A esta persona se le atiende ahora en la ventanilla %(number)d. Pida que se la pasen o que terminen allí."
    )
    return told % {"number": there.counter.number}
