"""The second look at issued codes (D35): the list, and one page for each with its papers, on which it is decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.control.annulments import preview_of_sample
from vinculo.actions.control.samples import NotAllowedError, agree_with_sample, keep_code, open_sample
from vinculo.actions.shared.guards import Stale
from vinculo.queries.control import samples
from vinculo.queries.control.samples import SamplePage
from vinculo.rules.staff.access import Work
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import door, staff_of
from vinculo.web.shared.errors import show_changed
from vinculo.web.shared.fields import CHANGED, WordsField, radio, read_of
from vinculo.web.supervision.control.annulling import opened_words
from vinculo.web.supervision.control.previews import fingerprint_of, were_seen

supervisor_alone = door(Work.SUPERVISION)


class SampleLookForm(forms.Form):
    """Whether the code was rightly issued, and why not."""

    answer = radio(
        _lazy("¿Está bien emitido el código?"),
        [("agree", _lazy("Sí, estoy de acuerdo")), ("open", _lazy("No: abrir la anulación"))],
    )
    reason = WordsField(
        label=_lazy("Motivo"),
        longest=500,
        required=False,
        help_text=_lazy(
            "Si abre la anulación, la persona lo leerá en su correo. No escriba nombres ni números de documentos."
        ),
        error_messages={"max_length": _lazy("Como mucho 500 letras.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where the code is opened for annulment."""
        data = super().clean() or self.cleaned_data
        if data.get("answer") == "open" and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Escriba por qué se abre la anulación: la persona lo leerá."))
        return data


class KeepForm(forms.Form):
    """Why a code that was opened for annulment stands."""

    reason = WordsField(
        label=_lazy("Por qué el código sigue siendo válido"),
        longest=500,
        help_text=_lazy("Queda guardado con su nombre. La persona recibe un correo que dice que el código es válido."),
        error_messages={
            "required": _lazy("Escriba por qué el código sigue siendo válido."),
            "max_length": _lazy("Como mucho 500 letras."),
        },
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@supervisor_alone
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the codes that wait, counted by centre and with their age; no person is named."""
    return render(request, "supervision/samples.html", {"listed": samples.list_samples(staff_of(request), now())})


@supervisor_alone
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a code with all that it rests on; the POST decides."""
    shown = samples.read_sample(staff_of(request), pk, now())
    if request.method != "POST":
        return _show(request, shown, _form_of(shown)())
    form = (KeepForm if request.POST.get("acto") == "dejar" else SampleLookForm)(request.POST)
    if not form.is_valid():
        same = isinstance(form, _form_of(shown))
        return _show(request, shown, form) if same else show_changed(request, "supervision:sample", pk=pk)
    keeps = isinstance(form, KeepForm)
    told_of = keeps or form.cleaned_data["answer"] == "open"
    previews = preview_of_sample(shown.sample, form.cleaned_data["reason"], opens=not keeps, now=now())
    if told_of and not were_seen(request, previews) and isinstance(form, _form_of(shown)):
        return _show(request, shown, form, previews=previews, seen=fingerprint_of(previews))
    try:
        told = _decide(request, shown, form, told_by_mail=bool(previews))
    except (Stale, NotAllowedError):
        shown = samples.read_sample(staff_of(request), pk, now())
        if not isinstance(form, _form_of(shown)) or not (shown.waits or shown.opened):
            return show_changed(request, "supervision:sample", pk=pk)
        form.add_error(None, CHANGED)
        return _show(request, shown, form)
    messages.success(request, told)
    return redirect("supervision:samples")


def _show(request: HttpRequest, shown: SamplePage, form: forms.Form, **more: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "supervision/sample.html", {"shown": shown, "form": form, **more}, status=status)


def _form_of(shown: SamplePage) -> type[SampleLookForm | KeepForm]:
    """Return the form of what can be decided."""
    return KeepForm if shown.opened else SampleLookForm


def _decide(request: HttpRequest, shown: SamplePage, form: SampleLookForm | KeepForm, *, told_by_mail: bool) -> str:
    """Decide, and return what to say."""
    words = form.cleaned_data["reason"]
    what: dict[str, Any] = {"sample": shown.sample, "actor": staff_of(request), "now": now(), "read": read_of(request)}
    if isinstance(form, KeepForm):
        keep_code(note=words, **what)
        if told_by_mail:
            return _("El código sigue siendo válido. La persona recibirá un correo.")
        return _("El código sigue siendo válido. Entregue el aviso: consta en los avisos por entregar.")
    if form.cleaned_data["answer"] == "open":
        open_sample(reason=words, **what)
        return opened_words(told_by_mail=told_by_mail)
    agree_with_sample(note=words, **what)
    return _("Registrado: usted está de acuerdo.")
