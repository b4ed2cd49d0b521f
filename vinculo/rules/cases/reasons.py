"""Why a state is taken back: reason codes, beside which the supervisor writes what happened."""

from __future__ import annotations

from vinculo.rules.shared.marks import mark

MISSPELT = "misspelt"  # of an issued code alone: it leads to another certificate with the right name
REASONS = {
    "slip": mark("Se registró por error"),
    "wrong_person": mark("Se registró a otra persona"),
    "was_there": mark("La persona sí estuvo presente"),
    "was_not_there": mark("La persona no fue atendida"),
    MISSPELT: mark("El nombre quedó mal escrito"),
    "wrong_papers": mark("Se valoró mal un documento"),
    "later_found": mark("Se conoció después un hecho que cambia la decisión"),
    "appeal": mark("Así lo ordena la respuesta a un recurso o a una autoridad"),
}
