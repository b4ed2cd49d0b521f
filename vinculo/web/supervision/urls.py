"""The addresses of supervision."""

from __future__ import annotations

from datetime import date

from django.urls import path, register_converter

from vinculo.web.supervision import (
    closing,
    complaints,
    counters,
    day,
    home,
    many,
    parts,
    plan,
    policy,
    registry,
    reversing,
    work,
)
from vinculo.web.supervision.control import annulling, files, samples
from vinculo.web.supervision.figures import lists as figure_lists
from vinculo.web.supervision.figures import pages as figures


class Day:
    """A day as 2026-11-30; one that is none is not there."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """Return the day; raise ValueError for one that no centre of ours ever had or will have."""
        day = date.fromisoformat(value)
        if not 2000 <= day.year < 2200:
            raise ValueError("a day of another age")
        return day

    def to_url(self, value: date) -> str:
        """Return the day as it stands in the address."""
        return value.isoformat()


class FileKind:
    """What a file of figures is written as."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        """Return the ending."""
        return value

    def to_url(self, value: str) -> str:
        """Return the ending."""
        return value


register_converter(Day, "day")
register_converter(FileKind, "format")

app_name = "supervision"
urlpatterns = [
    path("", home.home, name="home"),
    path("quejas/", complaints.listing, name="complaints"),
    path("quejas/<token:reference>/", complaints.one, name="complaint"),
    path("revertir/", reversing.search, name="reverse"),
    path("revertir/turno/<token:reference>/", reversing.turno, name="reverse_turno"),
    path("revertir/caso/<token:reference>/", reversing.case, name="reverse_case"),
    path("decision/<token:reference>/<key:pk>/", reversing.decision, name="decision"),
    path("casos/", work.cases, name="work"),
    path("casos/<token:reference>/nota/", work.note, name="note"),
    path("casos/<token:reference>/archivo/", work.archive, name="archive"),
    path("casos/<token:reference>/devolver/", work.send_back, name="send_back"),
    path("casos/<token:reference>/pasar/", work.hand, name="hand"),
    path("revertir/solicitud/<token:reference>/", reversing.solicitud, name="reverse_solicitud"),
    path("revertir/solicitud/<token:reference>/abrir/", annulling.open_annulment, name="open_annulment"),
    path("muestra/", samples.listing, name="samples"),
    path("muestra/<small:pk>/", samples.one, name="sample"),
    path("eliminaciones/", files.listing, name="files"),
    path("eliminaciones/<small:pk>/", files.one, name="files_one"),
    path("turnos-repetidos/", many.many, name="many"),
    path("turnos-repetidos/<token:reference>/liberar/", many.release, name="release"),
    path("registro/", registry.look_up, name="registry"),
    path("registro/importar/", registry.check_file, name="registry_check"),
    path("registro/importar/<token:token>/", registry.import_file, name="registry_import"),
    path("cierres/", closing.choose, name="closing"),
    path("cierres/confirmar/", closing.confirm, name="closing_confirm"),
    path("dia/", day.centres, name="centres"),
    path("dia/<key:agency>/<day:day>/", day.day, name="day"),
    path("dia/<key:agency>/<day:day>/cerrar/", parts.close_part, name="close_part"),
    path("dia/<key:agency>/<day:day>/cola.csv", day.day_csv, name="day_csv"),
    path("dia/<key:agency>/reabrir/<small:number>/", day.take_back, name="take_back"),
    path("dia/<key:agency>/ventanilla/<small:number>/liberar/", counters.free, name="free_counter"),
    path("plan/", plan.choose, name="plans"),
    path("plan/<key:agency>/", plan.edit, name="plan"),
    path("politica/", policy.choose, name="policies"),
    path("politica/<key:agency>/", policy.edit, name="policy"),
    path("cierres/<key:pk>/", closing.show_closing, name="closed"),
    path("cierres/<key:pk>/reabrir/", closing.reopen, name="reopen"),
    path("cifras/", figures.summary, name="figures"),
    path("cifras/lista/<slug:key>/", figure_lists.figure_list, name="figure_list"),
    path("cifras/lista/<slug:key>.<format:kind>", figure_lists.list_file, name="figure_list_file"),
    path("cifras/<slug:slug>/", figures.section, name="figure_section"),
    path("cifras/<slug:slug>.<format:kind>", figures.file, name="figure_file"),
]
