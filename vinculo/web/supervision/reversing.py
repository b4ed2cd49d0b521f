"""Taking a wrong state back: by its reference, with a reason, told to the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.cases.reversals import (
    AnotherCounts,
    NotAllowedError,
    NotHeardYet,
    SomethingRests,
    reopen_solicitud,
    restore_turno,
)
from vinculo.actions.queue.reversals import undo_arrival
from vinculo.actions.shared.guards import Stale
from vinculo.queries.cases import decided, reversals
from vinculo.queries.cases.finding.territory import search_territory
from vinculo.queries.shared.access import NotFoundHere
from vinculo.rules.cases.reasons import REASONS
from vinculo.rules.queue.scanner import LONGEST
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import door, staff_of
from vinculo.web.shared.fields import CHANGED, read_of

answering = door("is_supervisor")  # an administrator edits data and takes nothing back


class ReferenceForm(forms.Form):
    """What is to be taken back."""

    q = forms.CharField(
        label=_lazy("Referencia, código, documento o nombre"),
        help_text=_lazy("La referencia empieza con T, C o S. Por nombre se busca solo en un centro propio."),
        max_length=LONGEST,
        error_messages={
            "required": _lazy("Lea el código QR o escriba un número o un nombre."),
            "max_length": _lazy("Eso es demasiado largo para un número de turno, caso o solicitud."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters", "autofocus": True}
        ),
    )


class ReversalForm(forms.Form):
    """Why: a code for the figures, and words for the person."""

    reason = forms.ChoiceField(
        label=_lazy("Motivo"),
        error_messages={"required": _lazy("Elija el motivo."), "invalid_choice": _lazy("Elija un motivo de la lista.")},
    )
    words = forms.CharField(
        label=_lazy("Qué pasó"),
        max_length=500,
        help_text=_lazy("La persona lo leerá en su correo. No escriba nombres ni números de documentos."),
        error_messages={
            "required": _lazy("Escriba qué pasó: la persona lo leerá."),
            "max_length": _lazy("Como mucho 500 letras."),
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, _(text)) for code, text in REASONS.items()]
        self.fields["reason"].choices = [("", _("Elija el motivo")), *named]  # type: ignore[attr-defined]

    def clean_words(self) -> str:
        """Take the words as one line that can be printed."""
        text = "".join(char if char.isprintable() else " " for char in self.cleaned_data["words"])
        if not (line := " ".join(text.split())):
            raise forms.ValidationError(_("Escriba qué pasó: la persona lo leerá."))
        return line


@answering
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Ask for what the person brings: a reference leads to its page, a number or a name to a list (D37)."""
    form = ReferenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kind, reference = reversals.where(staff_of(request), form.cleaned_data["q"])
            return redirect(f"supervision:reverse_{kind}", reference=reference)
        except NotFoundHere:
            result = search_territory(staff_of(request), form.cleaned_data["q"], now())
        if not result.empty:
            return render(request, "supervision/reverse_search.html", {"form": form, "result": result})
        form.add_error("q", _("No hay nada con ese número o nombre en los centros de los que usted responde."))
    return render(request, "supervision/reverse_search.html", {"form": form}, status=422 if form.errors else 200)


@answering
@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the solicitudes of a case, each with the way to take its decision back."""
    return render(
        request, "supervision/reverse_case.html", {"file": reversals.case(staff_of(request), reference, now())}
    )


@answering
@require_safe
def decision(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Show a decision with the papers it rests on (D27)."""
    shown = decided.read_decision(staff_of(request), reference, pk, now())
    return render(request, "desk/case/decision.html", {"shown": shown, "base": "supervision/base.html"})


def _nothing(**what: object) -> None:
    """Refuse a form that does not say which of the two is meant."""
    raise NotAllowedError("", "")


ACTS: dict[str, Callable[..., object]] = {"restaurar": restore_turno, "deshacer": undo_arrival}


@answering
@require_http_methods(["GET", "HEAD", "POST"])
def turno(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a turno back to arrived, or undo its arrival."""
    shown = reversals.turno(staff_of(request), reference, now())
    do = ACTS.get(request.POST.get("acto", ""), _nothing)
    form = ReversalForm(request.POST or None)
    if _reverse(request, form, do, turno=shown.turno):
        return redirect("supervision:reverse_turno", reference=reference)
    context = {"shown": shown, "form": form}
    return render(request, "supervision/reverse_turno.html", context, status=422 if form.errors else 200)


@answering
@require_http_methods(["GET", "HEAD", "POST"])
def solicitud(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a decided solicitud back in review."""
    shown = reversals.solicitud(staff_of(request), reference, now())
    form = ReversalForm(request.POST or None)
    if _reverse(request, form, reopen_solicitud, solicitud=shown.solicitud):
        return redirect("supervision:reverse_solicitud", reference=reference)
    context = {"shown": shown, "form": form}
    return render(request, "supervision/reverse_solicitud.html", context, status=422 if form.errors else 200)


def _reverse(request: HttpRequest, form: ReversalForm, do: Callable[..., object], **what: object) -> bool:
    """Do it and say so; what cannot be done is told on the form, with what to do instead."""
    if request.method != "POST" or not form.is_valid():
        return False
    data = form.cleaned_data
    try:
        do(
            **what,
            reason=data["reason"],
            words=data["words"],
            actor=staff_of(request),
            now=now(),
            read=read_of(request),
        )
    except (Stale, NotHeardYet) as error:
        form.add_error(None, _still_to_be_heard(error) if isinstance(error, NotHeardYet) else CHANGED)
        return False
    except NotAllowedError:
        form.add_error(
            None, _("Eso ya no se puede revertir: el estado cambió mientras tanto. Revíselo como está ahora.")
        )
        return False
    except SomethingRests:
        form.add_error(
            None,
            _(
                "Ya hay documentos o decisiones registrados con esa llegada. Revierta la decisión, o termine la visita "
                "en la ventanilla y deje el caso abierto."
            ),
        )
        return False
    except AnotherCounts:
        form.add_error(
            None,
            _("La persona ya tiene otro turno vigente, o la solicitud se empezó de nuevo: ese es el válido ahora."),
        )
        return False
    messages.success(request, _("Revertido. La persona recibirá un correo con el motivo."))
    return True


def _still_to_be_heard(error: NotHeardYet) -> str:
    told = _(
        "El código se abrió para anularlo y la persona todavía puede responder hasta el %(day)s, ese día incluido. "
        "Anúlelo cuando haya respondido o haya pasado ese día."
    )
    return told % {"day": f"{error.until:%d/%m/%Y}"}
