"""Why somebody may be attended on another day than their turno's: reason codes, never free text (queue notes)."""

from __future__ import annotations

from vinculo.rules.texts import mark

REASONS = {
    "mistaken_day": mark("La persona se equivocó de día"),
    "idle_counter": mark("Hay ventanillas libres ahora"),
    "our_closure": mark("Su día se cerró por causa nuestra"),
    "hardship": mark("Volver otro día sería una carga grave para la persona"),
}
