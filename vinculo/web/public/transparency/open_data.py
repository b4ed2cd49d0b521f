"""The open data of *Transparencia*: names of columns that stay, what each means, and the licence (S09)."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.forms import Form
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vinculo.queries.feedback.figures import MonthLine, ServiceLine
from vinculo.rules.feedback.figures import Month

VOLUMES_FILE, SERVICES_FILE, FIRST_VISIT_FILE = "atenciones-y-quejas.csv", "servicios.csv", "primera-visita.csv"
VOLUMES_MEAN = {
    "anio": gettext_lazy("Año"),
    "mes": gettext_lazy("Mes, de 1 a 12, según la hora local del centro"),
    "provincia": gettext_lazy("Provincia; vacía si la queja no la nombra"),
    "centro": gettext_lazy("Centro; vacío si la queja no lo nombra"),
    "atenciones": gettext_lazy("Visitas atendidas en ventanilla"),
    "quejas": gettext_lazy("Quejas recibidas"),
    "reclamos": gettext_lazy("Reclamos recibidos"),
    "sugerencias": gettext_lazy("Sugerencias recibidas"),
    "felicitaciones": gettext_lazy("Felicitaciones recibidas"),
}
SERVICES_MEAN = {
    "anio": gettext_lazy("Año"),
    "mes": gettext_lazy("Mes, de 1 a 12"),
    "lugar": gettext_lazy("Todo el país, una provincia o un centro"),
    "servicio": gettext_lazy("Nombre del servicio"),
    "personas_mes": gettext_lazy("Personas atendidas en el mes, cada una una vez"),
    "personas_acumulado": gettext_lazy("Personas atendidas desde enero hasta ese mes, cada una una vez"),
    "satisfaccion_servicio_pct": gettext_lazy(
        "De cada 100 respuestas desde enero, cuántas dicen «buena» o «muy buena» del servicio; vacía si son pocas"
    ),
    "satisfaccion_persona_pct": gettext_lazy(
        "De cada 100 respuestas desde enero, cuántas dicen «buena» o «muy buena» de quien atendió; vacía si son pocas"
    ),
}
FIRST_VISIT_MEAN = {
    "anio": gettext_lazy("Año"),
    "mes": gettext_lazy("Mes de la primera visita, de 1 a 12, según la hora local del centro"),
    "provincia": gettext_lazy("Provincia"),
    "centro": gettext_lazy("Centro de atención"),
    "primeras_visitas": gettext_lazy("Familias cuyo caso se presentó por primera vez; vacía si son pocas"),
    "con_codigo_pct": gettext_lazy(
        "De cada 100 primeras visitas, en cuántas todos los dependientes presentados se fueron con su código ese día; "
        "vacía si son pocas"
    ),
}
VOLUMES, SERVICES, FIRST_VISIT = tuple(VOLUMES_MEAN), tuple(SERVICES_MEAN), tuple(FIRST_VISIT_MEAN)
DICTIONARY = ("archivo", "columna", "significado")


def volume(line: MonthLine) -> list[object]:
    """Return a row of the first file."""
    return [
        line.month.year,
        line.month.number,
        line.province,
        line.agency,
        line.attentions,
        line.complaints,
        line.claims,
        line.suggestions,
        line.praises,
    ]


def service(line: ServiceLine, month: Month, where: str) -> list[object]:
    """Return a row of the second file."""
    return [
        month.year,
        month.number,
        where,
        line.name,
        line.people,
        line.people_of_year,
        line.satisfied_service,
        line.satisfied_person,
    ]


def columns() -> list[tuple[str, list[tuple[str, object]]]]:
    """Return what the columns of each file mean."""
    return [
        (VOLUMES_FILE, [*VOLUMES_MEAN.items()]),
        (SERVICES_FILE, [*SERVICES_MEAN.items()]),
        (FIRST_VISIT_FILE, [*FIRST_VISIT_MEAN.items()]),
    ]


def dictionary() -> Iterator[tuple[str, str, str]]:
    """Return the rows that say what each column means; the last one is the licence."""
    for name, means in columns():
        yield from ((name, column, str(meaning)) for column, meaning in means)
    licence = {"name": settings.OPEN_DATA_LICENCE, "address": settings.OPEN_DATA_LICENCE_URL}
    yield _("todos"), "", _("Licencia: %(name)s %(address)s") % licence


def wrong(form: Form) -> HttpResponse:
    """Say in plain text what cannot be asked for."""
    said = "\n".join(f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items())
    return HttpResponse(said, content_type="text/plain; charset=utf-8", status=422)
