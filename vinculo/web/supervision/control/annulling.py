"""Opening any issued code for annulment: the person is told and heard before it is annulled (D35)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from vinculo.actions.control.annulments import preview_of_certificate
from vinculo.actions.control.samples import AlreadyOpened, NotAllowedError, open_certificate
from vinculo.actions.shared.guards import Stale
from vinculo.queries.cases import reversals
from vinculo.queries.cases.reversals import SolicitudToReverse
from vinculo.rules.staff.access import Work
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.doors import door, staff_of
from vinculo.web.shared.errors import show_changed
from vinculo.web.shared.fields import WordsField, radio, read_of
from vinculo.web.supervision.control.previews import fingerprint_of, were_seen

MISSPELT, ELSE = "name", "else"
supervisor_alone = door(Work.SUPERVISION)


class OpeningForm(forms.Form):
    """What is wrong with the code, and why, as the person reads it."""

    what = radio(
        _lazy("¿Qué está mal?"),
        [
            (MISSPELT, _lazy("Solo el nombre quedó mal escrito")),
            (ELSE, _lazy("Otra cosa: el código no debió emitirse así")),
        ],
    )
    reason = WordsField(
        label=_lazy("Motivo"),
        longest=500,
        required=False,
        help_text=_lazy("La persona lo leerá. No escriba nombres ni números de documentos."),
        error_messages={"max_length": _lazy("Como mucho 500 letras.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, str]:
        """Ask for a reason where the code is opened for annulment."""
        data = super().clean() or self.cleaned_data
        if data.get("what") == ELSE and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Escriba por qué se abre la anulación: la persona lo leerá."))
        return data


@supervisor_alone
@require_http_methods(["GET", "HEAD", "POST"])
def open_annulment(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask why a certificate in force is opened for annulment, show what its person will read, and open it.

    Where only the name is misspelt, the correction with a second officer is offered instead.
    """
    shown = reversals.solicitud(staff_of(request), reference, now())
    if shown.certificate is None:
        return show_changed(request, "supervision:reverse_solicitud", reference=reference)
    form = OpeningForm(request.POST if request.method == "POST" else None)
    context = {"shown": shown, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "supervision/open_annulment.html", context, status=422 if form.errors else 200)
    if form.cleaned_data["what"] == MISSPELT:
        return render(request, "supervision/open_annulment.html", context | {"misspelt": True})
    reason = form.cleaned_data["reason"]
    previews = preview_of_certificate(shown.certificate, reason, now())
    if not were_seen(request, previews):
        seen = {"previews": previews, "seen": fingerprint_of(previews)}
        return render(request, "supervision/open_annulment.html", context | seen)
    return _open(request, shown, reason, told_by_mail=bool(previews))


def _open(request: HttpRequest, shown: SolicitudToReverse, reason: str, *, told_by_mail: bool) -> HttpResponse:
    reference = shown.solicitud.reference
    assert shown.certificate is not None  # asked above
    try:
        sample = open_certificate(
            certificate=shown.certificate,
            reason=reason,
            actor=staff_of(request),
            now=now(),
            random_source=RANDOM,
            read=read_of(request),
        )
    except AlreadyOpened:
        messages.warning(request, _("Otra persona ya abrió la anulación de este código."))
        return redirect("supervision:reverse_solicitud", reference=reference)
    except (Stale, NotAllowedError):
        return show_changed(request, "supervision:open_annulment", reference=reference)
    messages.success(request, opened_words(told_by_mail=told_by_mail))
    return redirect("supervision:sample", pk=sample.pk)


def opened_words(*, told_by_mail: bool) -> str:
    """Return what is said once a code was opened for annulment."""
    if told_by_mail:
        return _("La anulación quedó abierta. La persona recibirá un correo y puede responder; el código sigue válido.")
    return _(
        "La anulación quedó abierta. No consta ningún correo: imprima el aviso y entréguelo con firma de recibido. El "
        "plazo corre desde entonces; el código sigue válido."
    )
