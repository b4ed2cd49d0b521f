"""The registry of affiliates for an administrator: look one up, and import a file in two steps (D6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST

from vinculo.actions.operations.affiliate_file import UnreadableFile, count_lines
from vinculo.actions.operations.affiliates import ImportRefused, check_affiliates, import_in_steps
from vinculo.actions.shared.affiliates import Report
from vinculo.queries.operations.affiliates import read_affiliate
from vinculo.rules.shared import identity
from vinculo.rules.shared.references import draw_token
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.fields import NumberField
from vinculo.web.supervision.door import administrator, staff_of

if TYPE_CHECKING:
    from vinculo.records.models import Staff

MOST_BYTES = 64 * 1024 * 1024  # half a million lines
SHOWN = 200  # faults on the page; the rest is counted
KEPT = timedelta(hours=1)  # between the check and the import
HERE = "<!-- progress -->"  # where the lines of the progress go, in a page that is sent as it grows


class LookUpForm(forms.Form):
    """The number of an affiliate."""

    number = NumberField(
        identity.affiliate_code_form,
        label=_lazy("Código, cédula o pasaporte"),
        error_messages={"required": _lazy("Escriba el número de la persona afiliada.")},
    )


class FileForm(forms.Form):
    """The file of affiliates."""

    file = forms.FileField(
        label=_lazy("Archivo CSV"),
        error_messages={"required": _lazy("Elija el archivo."), "empty": _lazy("El archivo está vacío. Elija otro.")},
    )

    def clean_file(self) -> UploadedFile[Any]:
        """Refuse what no registry is as large as."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("El archivo tiene más de 64 MB. Divídalo en varios."))
        return file


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Show an affiliate as the registry is known here, with when it was last told of; and the form of the file."""
    form = LookUpForm(request.POST if request.method == "POST" else None)
    asked = form.is_valid()
    shown = read_affiliate(staff_of(request), form.cleaned_data["number"], now()) if asked else None
    context = {
        "form": form,
        "file": FileForm(),
        "asked": asked,
        "affiliate": shown,
        "service": bool(settings.REGISTRY_SERVICE["url"]),
    }
    return render(request, "supervision/registry.html", context, status=422 if form.errors else 200)


@administrator
@require_POST
def check_file(request: HttpRequest) -> HttpResponse:
    """Keep the file, and show what its import would do, with the faults of each line; nothing is written."""
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        token, moment = draw_token(RANDOM), now()
        path = _keep(form.cleaned_data["file"], staff_of(request), token, moment)
        try:
            report = check_affiliates(path=path, now=moment)
            return render(request, "supervision/registry_check.html", {"token": token, **_report_context(report)})
        except UnreadableFile as error:
            path.unlink()
            form.add_error("file", str(error))
    return render(request, "supervision/registry.html", {"form": LookUpForm(), "file": form}, status=422)


@administrator
@require_POST
def import_file(request: HttpRequest, token: str) -> HttpResponse:
    """Import a file that was checked, all or nothing; the page grows with the lines that are done."""
    path = _path(staff_of(request), token)
    if not path.exists():
        raise Http404
    before, after = render_to_string("supervision/registry_import.html", {}, request).split(HERE)
    growing = StreamingHttpResponse(_progress(path, staff_of(request), before, after))
    return cast(HttpResponse, growing)  # for the decorators they are one


def _progress(path: Path, actor: Staff, before: str, after: str) -> Iterator[str]:
    """Import and send the page meanwhile; the person who leaves before its end has imported nothing."""
    yield before
    total, done, steps = 2 * count_lines(path), 0, import_in_steps(path=path, now=now(), actor=actor)
    try:
        while True:
            done += next(steps)
            said = _("%(done)d de %(total)d") % {"done": done // 2, "total": total // 2}
            yield format_html("<li><progress max='{}' value='{}'>{}</progress> {}</li>", total, done, said, said)
    except StopIteration as end:
        yield render_to_string("supervision/registry_done.html", _report_context(end.value))
    except ImportRefused as error:  # it changed since it was checked, or a code was issued meanwhile
        yield render_to_string("supervision/registry_done.html", _report_context(error.report) | {"refused": True})
    finally:
        steps.close()
        path.unlink(missing_ok=True)
    yield after


def _report_context(report: Report) -> dict[str, object]:
    return {"report": report, "errors": report.errors[:SHOWN], "warnings": report.warnings[:SHOWN], "shown": SHOWN}


def _keep(file: UploadedFile[Any], actor: Staff, token: str, moment: datetime) -> Path:
    """Write the file where only this service reads it; what was left behind by others goes."""
    path = _path(actor, token)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in path.parent.iterdir():
        if old.stat().st_mtime < (moment - KEPT).timestamp():
            old.unlink(missing_ok=True)
    with path.open("xb") as kept:
        for part in file.chunks():
            kept.write(part)
    return path


def _path(actor: Staff, token: str) -> Path:
    return settings.DATA / "imports" / f"{actor.pk}-{token}.csv"
