"""Why a check-in is taken back: reason codes, never free text."""

from __future__ import annotations

from vinculo.rules.texts import mark

REASONS = {
    "other_turno": mark("Se leyó otro turno"),
    "other_person": mark("La persona no era la del turno"),
    "slip": mark("Se registró sin querer"),
}
