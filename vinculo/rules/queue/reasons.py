"""Why a counter pauses and why somebody is called out of order or put back: codes, never free text (queue notes).

Why somebody may be attended on another day than their turno's: reason codes, never free text (queue notes).

Why a check-in is taken back: reason codes, never free text.
"""

from __future__ import annotations

from vinculo.rules.shared.marks import mark

PAUSES = {
    "rest": mark("Descanso"),
    "meal": mark("Almuerzo"),
    "errand": mark("Otra tarea del servicio"),
    "failure": mark("Falla del sistema o del equipo"),
    "own": mark("Necesidad personal"),
}
OUT_OF_ORDER = {
    "came_back": mark("No estuvo cuando se le llamó y ya volvió"),
    "unwell": mark("Se siente mal o está en riesgo"),
    "together": mark("Viene con la persona que se acaba de atender"),
    "our_error": mark("Se le registró o se le llamó mal antes"),
    "term": mark("Su plazo vence hoy"),
}
SKIPPED = {
    "asked": mark("Pidió pasar un poco después"),
    "papers": mark("Salió por un papel o una copia"),
    "moment": mark("Se siente mal y necesita un momento"),
    "called_wrongly": mark("Se le llamó por error"),
}
EVERY = PAUSES | OUT_OF_ORDER | SKIPPED


OTHER_DAY = {
    "mistaken_day": mark("La persona se equivocó de día"),
    "idle_counter": mark("Hay ventanillas libres ahora"),
    "our_closure": mark("Su día se cerró por causa nuestra"),
    "hardship": mark("Volver otro día sería una carga grave para la persona"),
}


UNDOING = {
    "other_turno": mark("Se leyó otro turno"),
    "other_person": mark("La persona no era la del turno"),
    "slip": mark("Se registró sin querer"),
}


BY_THE_SYSTEM = {  # written by the house itself, chosen by nobody
    "day_over": mark("Terminó el día"),
    "not_called": mark("Se atendió sin llamada"),
    "other_number": mark("Tenía otro número"),
    "officer_left": mark("Quien atendía dejó la ventanilla"),
    "freed": mark("La supervisión liberó la ventanilla"),
}
