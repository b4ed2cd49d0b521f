"""What is printed of simulated days."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vinculo.rules.shared.labels import VERDICTS
from vinculo.rules.shared.marks import mark
from vinculo.simulation.days import Outcome

COUNTED = {
    "issued": mark("códigos emitidos"),
    "corrected": mark("subsanaciones pedidas"),
    "refused": mark("negativas"),
    "pending": VERDICTS["wait"],
    "returned": mark("regresos con lo que faltaba"),
    "no_show": mark("turnos a los que nadie vino"),
    "missed": mark("llamadas sin respuesta"),
    "absent": mark("no se presentaron al llamarlos"),
    "left": mark("se retiraron"),
    "transferred": mark("traslados"),
    "skipped": mark("dejados para después"),
    "out_of_order": mark("llamados fuera de orden"),
    "not_admitted": mark("sin turno y no admitidos"),
    "no_seat": mark("sin cupo ese día"),
}
SHOWN = 20  # of what is wrong


def report_lines(outcome: Outcome) -> Iterator[str]:
    """Return the lines: waits by class, what was decided, the overrun, and whether all is as it must be."""
    days = ngettext("%(days)d día de un centro", "%(days)d días de un centro", outcome.days) % {"days": outcome.days}
    people = ngettext("%(people)d número", "%(people)d números", outcome.people) % {"people": outcome.people}
    yield f"{days}, {people}."
    yield _("Esperas en minutos (personas: promedio / 95 de cada 100 / la más larga):")
    for name, waits in outcome.waits():
        figures = f"{waits.count}: {waits.mean:.1f} / {waits.p95:.1f} / {waits.longest:.1f}"
        yield f"  {name}: {figures}"
    for code, words in COUNTED.items():
        yield f"  {_(words)}: {outcome.tally[code]}"
    over = sorted(outcome.overruns)
    if over:
        late = {"mean": sum(over) / len(over), "most": over[-1]}
        yield _("Después del cierre, en minutos: promedio %(mean).1f, el peor día %(most).1f.") % late
    yield from outcome.wrong[:SHOWN]
    if outcome.wrong:
        count = len(outcome.wrong)
        yield ngettext("%(count)d cosa no concuerda.", "%(count)d cosas no concuerdan.", count) % {"count": count}
    else:
        yield _("Todo concuerda, y la regla llama otra vez a las mismas personas.")
