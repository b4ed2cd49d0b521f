"""The figures of the service: the one table of them, and the pages on which they stand (D39, docs/figures.md).

A figure is a condition over the rows of a source. Its number, its list, its plot and its row in a file are all made
from this one line: to add a figure is to add a line here, and a sentence to docs/figures.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from vinculo.queries.feedback.service.sources import SourceName
from vinculo.rules.feedback.first_visit import UNDECIDED
from vinculo.rules.shared.marks import mark


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number: its key in addresses and files, its name, and which rows of its source it counts.

    `of` is the figure of which it is a part, told as a share. `minutes` is a column of its source: then the number is
    told with its percentiles.
    """

    key: str
    name: str
    source: SourceName
    condition: str = "TRUE"
    of: str = ""
    minutes: str = ""


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """Figures of one source told apart by a column of it: by class, hour, paper, country, reason or centre."""

    name: str
    heading: str  # of the first column
    column: str
    figures: tuple[str, ...]
    plot: bool = False


@dataclass(frozen=True, kw_only=True)
class Section:
    """One page of figures."""

    slug: str
    name: str
    figures: tuple[Figure, ...]
    breakdowns: tuple[Breakdown, ...] = field(default=())
    trend: str = ""  # the figure that is drawn day by day, week by week or month by month


N, T, S = SourceName.NUMBERS, SourceName.TURNOS, SourceName.SEATS
BY_CLASS, BY_HOUR, BY_CENTRE = mark("Clase"), mark("Hora"), mark("Centro")
KEPT = "outcome = 'kept'"

VOLUMES = Section(
    slug="volumen",
    name=mark("Volumen y ausencias"),
    trend="atendidos",
    figures=(
        Figure(key="numeros", name=mark("Números entregados"), source=N),
        Figure(key="atendidos", name=mark("Atendidos"), source=N, condition="state = 'served'", of="numeros"),
        Figure(key="se-retiraron", name=mark("Se retiraron"), source=N, condition="state = 'left'", of="numeros"),
        Figure(
            key="no-respondieron",
            name=mark("No respondieron a su llamada"),
            source=N,
            condition="state = 'no_show'",
            of="numeros",
        ),
        Figure(
            key="turnos",
            name=mark("Turnos cuya hora llegó"),
            source=T,
            condition="status IN ('arrived', 'attended', 'no_show')",
        ),
        Figure(key="no-vinieron", name=mark("No vinieron"), source=T, condition="status = 'no_show'", of="turnos"),
        Figure(key="cancelados", name=mark("Turnos cancelados"), source=T, condition="status = 'cancelled'"),
        Figure(key="por-llegar", name=mark("Turnos por llegar"), source=T, condition="status = 'confirmed'"),
    ),
    breakdowns=(
        Breakdown(
            name=mark("Por clase"),
            heading=BY_CLASS,
            column="klass",
            figures=("numeros", "atendidos", "se-retiraron", "no-respondieron"),
        ),
        Breakdown(
            name=mark("Turnos por hora"), heading=BY_HOUR, column="hour", figures=("turnos", "no-vinieron"), plot=True
        ),
    ),
)
WAITS = Section(
    slug="esperas",
    name=mark("Esperas y atención"),
    trend="llamados",
    figures=(
        Figure(
            key="llamados",
            name=mark("Espera hasta la primera llamada"),
            source=N,
            condition="waited IS NOT NULL",
            minutes="waited",
        ),
        Figure(
            key="esperas-largas",
            name=mark("Esperaron más de una hora"),
            source=N,
            condition="waited > 60",
            of="llamados",
        ),
        Figure(
            key="atenciones",
            name=mark("Duración de la atención"),
            source=N,
            condition="service IS NOT NULL",
            minutes="service",
        ),
        Figure(key="pronosticos", name=mark("Esperas anunciadas"), source=SourceName.FORECASTS),
        Figure(
            key="pronosticos-cumplidos",
            name=mark("Se llamó dentro de lo anunciado o antes"),
            source=SourceName.FORECASTS,
            condition="outcome <> 'after'",
            of="pronosticos",
        ),
        Figure(
            key="pronosticos-tarde",
            name=mark("Se llamó más tarde de lo anunciado"),
            source=SourceName.FORECASTS,
            condition="outcome = 'after'",
            of="pronosticos",
        ),
    ),
    breakdowns=(
        Breakdown(name=mark("Espera por clase"), heading=BY_CLASS, column="klass", figures=("llamados",)),
        Breakdown(
            name=mark("Espera por hora de llegada"), heading=BY_HOUR, column="hour", figures=("llamados",), plot=True
        ),
        Breakdown(name=mark("Atención por clase"), heading=BY_CLASS, column="klass", figures=("atenciones",)),
        Breakdown(name=mark("Atención por hora de llegada"), heading=BY_HOUR, column="hour", figures=("atenciones",)),
    ),
)
FIRST_VISIT = Section(
    slug="primera-visita",
    name=mark("Código en la primera visita"),
    trend="con-codigo",
    figures=(
        Figure(key="primeras-visitas", name=mark("Primeras visitas"), source=SourceName.FIRST_VISITS),
        Figure(
            key="con-codigo",
            name=mark("Se fueron con el código"),
            source=SourceName.FIRST_VISITS,
            condition="with_code = 1",
            of="primeras-visitas",
        ),
        Figure(
            key="sin-codigo",
            name=mark("Se fueron sin el código"),
            source=SourceName.FIRST_VISITS,
            condition="with_code = 0",
            of="primeras-visitas",
        ),
        Figure(key="motivos", name=mark("Motivos por los que no"), source=SourceName.FIRST_VISIT_REASONS),
        Figure(
            key="sin-decision",
            name=mark("Ese día no se decidió"),
            source=SourceName.FIRST_VISIT_REASONS,
            condition=f"reason = '{UNDECIDED}'",
            of="motivos",
        ),
    ),
    breakdowns=(Breakdown(name=mark("Por qué no"), heading=mark("Motivo"), column="reason", figures=("motivos",)),),
)
DECIDED = Section(
    slug="decisiones",
    name=mark("Códigos, correcciones y negativas"),
    trend="codigos",
    figures=(
        Figure(
            key="codigos",
            name=mark("Códigos emitidos"),
            source=SourceName.DECISIONS,
            condition="kind = 'issue' AND taken_back = 0",
        ),
        Figure(
            key="correcciones",
            name=mark("Correcciones pedidas"),
            source=SourceName.DECISIONS,
            condition="kind = 'correction' AND taken_back = 0",
        ),
        Figure(
            key="negativas",
            name=mark("Negativas"),
            source=SourceName.DECISIONS,
            condition="kind = 'refusal' AND taken_back = 0",
        ),
        Figure(
            key="revertidas",
            name=mark("Decisiones revertidas"),
            source=SourceName.DECISIONS,
            condition="taken_back = 1",
        ),
        Figure(
            key="motivos-correccion",
            name=mark("Motivos de corrección"),
            source=SourceName.FINDINGS,
            condition="kind = 'correction'",
        ),
        Figure(
            key="motivos-negativa",
            name=mark("Motivos de negativa"),
            source=SourceName.FINDINGS,
            condition="kind = 'refusal'",
        ),
        Figure(
            key="plazos", name=mark("Plazos que terminaron"), source=SourceName.TERMS, condition="outcome <> 'running'"
        ),
        Figure(
            key="plazos-correccion",
            name=mark("Correcciones cumplidas en su plazo"),
            source=SourceName.TERMS,
            condition=f"kind = 'correction' AND {KEPT}",
            of="plazos",
        ),
        Figure(
            key="plazos-queja",
            name=mark("Quejas respondidas en su plazo"),
            source=SourceName.TERMS,
            condition=f"kind = 'complaint' AND {KEPT}",
            of="plazos",
        ),
        Figure(
            key="plazos-vencidos",
            name=mark("Plazos vencidos"),
            source=SourceName.TERMS,
            condition="outcome = 'missed'",
            of="plazos",
        ),
    ),
    breakdowns=(
        Breakdown(
            name=mark("Por papel o requisito"),
            heading=mark("Papel o requisito"),
            column="paper",
            figures=("motivos-correccion", "motivos-negativa"),
        ),
        Breakdown(
            name=mark("Por país del papel"),
            heading=mark("País"),
            column="country",
            figures=("motivos-correccion", "motivos-negativa"),
        ),
        Breakdown(
            name=mark("Por motivo"),
            heading=mark("Motivo"),
            column="reason",
            figures=("motivos-correccion", "motivos-negativa"),
        ),
    ),
)
SUPPLY = Section(
    slug="cupos",
    name=mark("Cupos, cierres y correos"),
    trend="cupos-usados",
    figures=(
        Figure(key="cupos", name=mark("Cupos ofrecidos"), source=S),
        Figure(key="cupos-usados", name=mark("Cupos usados"), source=S, condition="used = 1", of="cupos"),
        Figure(
            key="cupos-vacios", name=mark("Cupos que quedaron vacíos"), source=S, condition="unused = 1", of="cupos"
        ),
        Figure(
            key="vacios-con-rechazo",
            name=mark("Vacíos después de no recibir a alguien ese día"),
            source=S,
            condition="while_turned_away = 1",
            of="cupos-vacios",
        ),
        Figure(
            key="vacios-con-espera",
            name=mark("Vacíos mientras alguien esperó en la lista sin obtener turno"),
            source=S,
            condition="while_waited_for = 1",
            of="cupos-vacios",
        ),
        Figure(key="no-recibidos", name=mark("Personas sin turno que no se recibieron"), source=SourceName.TURNED_AWAY),
        Figure(key="cierres", name=mark("Turnos afectados por cierres"), source=SourceName.CLOSURES),
        Figure(
            key="cierres-sin-hora",
            name=mark("Quedaron sin otra hora"),
            source=SourceName.CLOSURES,
            condition="outcome = 'kept'",
            of="cierres",
        ),
        Figure(key="correos", name=mark("Correos y mensajes que no llegaron"), source=SourceName.MAILS),
    ),
    breakdowns=(
        Breakdown(
            name=mark("Cupos por hora"),
            heading=BY_HOUR,
            column="hour",
            figures=("cupos", "cupos-usados", "cupos-vacios", "vacios-con-rechazo", "vacios-con-espera"),
            plot=True,
        ),
        Breakdown(
            name=mark("Correos y mensajes que no llegaron"),
            heading=mark("Qué decían"),
            column="kind",
            figures=("correos",),
        ),
    ),
)
SECTIONS: dict[str, Section] = {each.slug: each for each in (VOLUMES, WAITS, FIRST_VISIT, DECIDED, SUPPLY)}
FIGURES: dict[str, Figure] = {each.key: each for section in SECTIONS.values() for each in section.figures}
COMPARED = ("no-vinieron", "esperas-largas", "con-codigo", "cupos-vacios", "plazos-vencidos")  # shares, by centre
COLUMNS: dict[SourceName, tuple[str, ...]] = {}  # by which the rows of a source can be told apart
for _section in SECTIONS.values():
    for _each in _section.breakdowns:
        for _key in _each.figures:
            COLUMNS[FIGURES[_key].source] = (*COLUMNS.get(FIGURES[_key].source, ()), _each.column)
