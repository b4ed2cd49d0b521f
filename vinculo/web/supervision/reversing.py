"""Taking a wrong state back: by its reference, with a reason, told to the person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.cases.mails import MailPreview, preview_reversal
from vinculo.actions.cases.reversals import (
    AnotherCounts,
    LeftOut,
    NoRemedy,
    NotAllowedError,
    NotHeardYet,
    NotToBeLeftOut,
    SomethingRests,
    reopen_solicitud,
    restore_turno,
    unmade_reversal,
)
from vinculo.actions.queue.reversals import undo_arrival
from vinculo.actions.shared.guards import Stale
from vinculo.queries.cases import decided, reversals
from vinculo.queries.cases.finding.territory import search_territory
from vinculo.queries.control import samples
from vinculo.queries.shared.access import NotFoundHere
from vinculo.rules.cases.reasons import MISSPELT, REASONS
from vinculo.rules.control.hearing import UNHEARD, Unheard
from vinculo.rules.queue.scanner import LONGEST
from vinculo.rules.shared.statuses import TurnoAct
from vinculo.rules.staff.access import Work
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import door, staff_of
from vinculo.web.shared.fields import CHANGED, WordsField, radio, read_of
from vinculo.web.supervision.control.previews import fingerprint_of, were_seen

if TYPE_CHECKING:
    from vinculo.records.models import Solicitud, Turno

answering = door(Work.SUPERVISION)  # an administrator edits data and takes nothing back


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

    unheard = radio(
        _lazy("Por qué se anula sin escuchar antes a la persona"),
        [(each.value, text) for each, text in UNHEARD.items()],
    )
    unheard_words = WordsField(
        label=_lazy("Explique por qué"),
        longest=500,
        help_text=_lazy("Queda guardado con su nombre; la persona no lo lee. De su pedido, escriba la fecha."),
        error_messages={"required": _lazy("Explique por qué."), "max_length": _lazy("Como mucho 500 letras.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, reasons: Mapping[str, str], without_hearing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not without_hearing:
            del self.fields["unheard"], self.fields["unheard_words"]
        named = [(code, _(text)) for code, text in reasons.items()]
        self.fields["reason"].choices = [("", _("Elija el motivo")), *named]  # type: ignore[attr-defined]

    def clean_words(self) -> str:
        """Take the words as one line that can be printed."""
        text = "".join(char if char.isprintable() else " " for char in self.cleaned_data["words"])
        if not (line := " ".join(text.split())):
            raise forms.ValidationError(_("Escriba qué pasó: la persona lo leerá."))
        return line

    @property
    def left_out(self) -> LeftOut | None:
        """Return why the person is not heard, or None where they were."""
        data = self.cleaned_data
        return LeftOut(Unheard(data["unheard"]), data["unheard_words"]) if "unheard" in data else None


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
TURNO_ACTS = {"restaurar": TurnoAct.RESTORE, "deshacer": TurnoAct.UNDO_ARRIVE}
OF_TURNOS = {code: text for code, text in REASONS.items() if code != MISSPELT}  # and of what was not issued


@answering
@require_http_methods(["GET", "HEAD", "POST"])
def turno(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a turno back to arrived, or undo its arrival; the mail is shown before it goes."""
    shown = reversals.turno(staff_of(request), reference, now())
    act = request.POST.get("acto", "")
    form = ReversalForm(request.POST or None, reasons=OF_TURNOS)
    asked = Asked(shown.turno, TURNO_ACTS.get(act), ACTS.get(act, _nothing), {"turno": shown.turno})
    context = {"shown": shown, "form": form, "act": act}
    return _page(request, "supervision/reverse_turno.html", asked, context)


@answering
@require_http_methods(["GET", "HEAD", "POST"])
def solicitud(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a decided solicitud back in review; the mail is shown before it goes."""
    shown = reversals.solicitud(staff_of(request), reference, now())
    opened = samples.opened_code(shown.solicitud, now())  # what the person may still say comes before the form
    unheard = shown.certificate is not None and (opened is None or not opened.heard)
    form = ReversalForm(
        request.POST or None,
        reasons=REASONS if shown.certificate and not unheard else OF_TURNOS,  # a name is corrected, at once too
        without_hearing=unheard,
    )
    what: dict[str, object] = {"solicitud": shown.solicitud}
    if form.is_bound and form.is_valid():
        what["left_out"] = form.left_out
    asked = Asked(shown.solicitud, None, reopen_solicitud, what)
    context = {"shown": shown, "form": form, "opened": opened, "unheard": unheard}
    return _page(request, "supervision/reverse_solicitud.html", asked, context)


@dataclass(frozen=True)
class Asked:
    """What is to be taken back, and the act that does it."""

    about: Turno | Solicitud
    act: TurnoAct | None
    do: Callable[..., object]
    what: dict[str, object]


def _page(request: HttpRequest, template: str, asked: Asked, context: dict[str, Any]) -> HttpResponse:
    """Show the form, then the mail that would go, then do it: what was shown is what is confirmed (D30)."""
    form: ReversalForm = context["form"]
    if request.method != "POST" or not form.is_valid():
        return render(request, template, context, status=422 if form.errors else 200)
    previews, told = _previews(asked, form), _TOLD
    mark = fingerprint_of(previews)
    if previews is None or were_seen(request, previews):
        if _reverse(request, form, asked):
            if not previews:
                told = _NOBODY_TOLD
            messages.success(request, str(told))
            return redirect(request.path)
        return render(request, template, context, status=422)
    return render(request, template, context | {"previews": previews, "seen": mark})


_TOLD = _lazy("Revertido. La persona recibirá un correo con el motivo.")
_NOBODY_TOLD = _lazy(
    "Revertido. No consta ningún correo de la persona: imprima el aviso y entréguelo; está en los avisos por entregar."
)


def _previews(asked: Asked, form: ReversalForm) -> list[MailPreview] | None:
    """Return the mail that would go, none where there is no address; None where nothing can be taken back."""
    data = form.cleaned_data
    try:
        return preview_reversal(unmade_reversal(asked.about, asked.act, data["reason"], data["words"]), now())
    except NotAllowedError:
        return None


def _reverse(request: HttpRequest, form: ReversalForm, asked: Asked) -> bool:
    """Do it; what cannot be done is told on the form, with what to do instead."""
    data = form.cleaned_data
    try:
        asked.do(
            **asked.what,
            reason=data["reason"],
            words=data["words"],
            actor=staff_of(request),
            now=now(),
            read=read_of(request),
        )
    except NotHeardYet as refusal:
        until = refusal.until
        form.add_error(None, _STILL_TO_BE_HEARD % {"day": f"{until:%d/%m/%Y}"} if until else _NOT_TOLD)
        return False
    except tuple(REFUSALS) as refusal:
        form.add_error(None, REFUSALS[type(refusal)])
        return False
    return True


_STILL_TO_BE_HEARD = _lazy(  # D35
    "El código se abrió para anularlo y la persona todavía puede responder hasta el %(day)s, ese día incluido. "
    "Anúlelo cuando haya respondido o haya pasado ese día."
)
_NOT_TOLD = _lazy(
    "Antes de anular un código se escucha a la persona: abra la anulación, o entregue el aviso si ya está abierta."
)
REFUSALS: dict[type[Exception], Any] = {
    NotToBeLeftOut: _lazy(
        "El código no se emitió hoy: abra la anulación y escuche a la persona, o escriba que ella misma lo pidió."
    ),
    NoRemedy: _lazy(
        "Todavía no se puede anular: falta registrar el recurso contra una decisión (cuál es, ante quién y en qué "
        "plazo). Avise a la administración; el código sigue válido."
    ),
    Stale: CHANGED,
    NotAllowedError: _lazy("Eso ya no se puede revertir: el estado cambió mientras tanto. Revíselo como está ahora."),
    SomethingRests: _lazy(
        "Ya hay documentos o decisiones registrados con esa llegada. Revierta la decisión, o termine la visita "
        "en la ventanilla y deje el caso abierto."
    ),
    AnotherCounts: _lazy(
        "La persona ya tiene otro turno vigente, o la solicitud se empezó de nuevo: ese es el vigente."
    ),
}
