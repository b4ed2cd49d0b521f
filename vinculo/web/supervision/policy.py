"""The minutes and switches of a centre's queue, edited by its supervisor; every edit is a new version."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.queue.policies import Faulty, set_policy
from vinculo.actions.shared.guards import Stale
from vinculo.queries.queue import day_report, policy
from vinculo.rules.queue.classes import Mode, Policy
from vinculo.rules.queue.policy_limits import LIMITS
from vinculo.rules.shared import labels
from vinculo.web.shared.choices import YES_NO, choices_of, name_question
from vinculo.web.shared.clock import now
from vinculo.web.supervision.centres import choose_centre
from vinculo.web.supervision.door import staff_of, supervisor

if TYPE_CHECKING:
    from vinculo.records.models import Agency


class PolicyForm(forms.Form):
    """Every number of the policy, its two switches, and why it changes."""

    read = forms.IntegerField(required=False, widget=forms.HiddenInput)
    mode = forms.ChoiceField(
        label=_lazy("¿A quién se llama primero?"),
        choices=choices_of(labels.QUEUE_MODES),
        widget=forms.RadioSelect,
        error_messages=name_question(_lazy("¿A quién se llama primero?")),
    )
    admission = forms.ChoiceField(
        label=_lazy("¿Se limita a quién se admite sin turno?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages=name_question(_lazy("¿Se limita a quién se admite sin turno?")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, limit in LIMITS.items():
            told = _("%(name)s: escriba un número entero, de %(least)d a %(most)d.") % {
                "name": _(limit.label),
                "least": limit.least,
                "most": limit.most,
            }
            self.fields[name] = forms.IntegerField(
                label=_(limit.label),
                min_value=limit.least,
                max_value=limit.most,
                error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), told),
            )
        self.fields["reason"] = forms.CharField(
            label=_("Motivo del cambio"),
            max_length=160,
            error_messages={
                "required": _("Escriba el motivo: queda con la versión."),
                "max_length": _("Como mucho 160 letras."),
            },
        )

    def rules(self) -> Policy:
        """Return the policy that was typed; only of a valid form."""
        data = self.cleaned_data
        numbers = {name: data[name] for name in LIMITS}
        return Policy(mode=Mode(data["mode"]), admission=data["admission"] == "si", **numbers)


def _initial(rules: Policy, row: int | None) -> dict[str, Any]:
    said = asdict(rules)
    return said | {"mode": rules.mode.value, "admission": "si" if rules.admission else "no", "read": row}


@supervisor
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Lead to the policy of the own centre; the person who answers for several chooses one."""
    return choose_centre(
        request, "supervision/policies.html", lambda agency: reverse("supervision:policy", args=[agency.pk])
    )


@supervisor
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, agency: int) -> HttpResponse:
    """Show the policy in force, and make a new version of it."""
    where = day_report.agency_of(staff_of(request), agency)
    rules, row = policy.current_policy(where)
    initial = _initial(rules, row.pk if row else None)
    form = PolicyForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and (answer := _save_policy(request, where, form)):
        return answer
    context = {"form": form, "agency": where, "row": row, "versions": policy.versions(where)}
    return render(request, "supervision/policy.html", context, status=422 if request.method == "POST" else 200)


def _save_policy(request: HttpRequest, agency: Agency, form: PolicyForm) -> HttpResponse | None:
    """Make the version and lead back; None with what is wrong in the form."""
    data = form.cleaned_data
    try:
        set_policy(
            agency=agency,
            rules=form.rules(),
            reason=data["reason"],
            read=data["read"],
            actor=staff_of(request),
            now=now(),
        )
    except Faulty as faulty:
        for name, told in faulty.faults.items():
            form.add_error(name, _(told))
        return None
    except Stale:
        newest = policy.current_policy(agency)[1]
        form.data = dict(form.data.items()) | {"read": newest.pk if newest else ""}
        form.add_error(None, _("Otra persona cambió la política mientras tanto. Revise y guarde otra vez."))
        return None
    messages.success(request, _("Rige desde la próxima llamada."))
    return redirect("supervision:policy", agency=agency.pk)
