"""The forms of the delegate: a request, its answer, a breach and its lines, a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from vinculo.rules.rights.status import BreachAct, IdentifiedBy, RequestAct, RequestKind
from vinculo.rules.rights.words import BREACH_ACTS, IDENTIFIED_BY, REQUEST_KINDS
from vinculo.web.shared.choices import choices_of
from vinculo.web.shared.fields import PLAIN, DayField, MailField, MessageField, WordsField

ANSWERS = [
    (RequestAct.GRANT.value, gettext_lazy("Aceptarlo")),
    (RequestAct.GRANT_PARTLY.value, gettext_lazy("Aceptarlo en parte")),
    (RequestAct.REFUSE.value, gettext_lazy("Negarlo, con los motivos")),
]
LINES = {act.value: BREACH_ACTS[act] for act in BreachAct if act is not BreachAct.RECORD}


class MomentField(forms.DateTimeField):
    """A day and an hour by the clock of here."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        formats = ["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"]
        super().__init__(widget=widget, input_formats=formats, **kwargs)
        self.error_messages["required"] = gettext_lazy("Escriba el día y la hora.")
        self.error_messages["invalid"] = gettext_lazy("Escriba el día y la hora, por ejemplo 30/11/2026 09:00.")


class RequestForm(forms.Form):
    """What a person asks about their data."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Qué pide"),
        choices=choices_of({kind.value: REQUEST_KINDS[kind] for kind in RequestKind}),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Elija qué pide la persona.")},
    )
    names = WordsField(
        label=gettext_lazy("Nombres y apellidos de quien pide"),
        longest=200,
        error_messages={"required": gettext_lazy("Escriba los nombres de quien pide.")},
    )
    whose = forms.CharField(
        label=gettext_lazy("De quién son los datos: documento, código, cédula o correo"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs=PLAIN),
    )
    contact = WordsField(
        label=gettext_lazy("A dónde se responde: correo o dirección"),
        longest=254,
        error_messages={"required": gettext_lazy("Escriba a dónde se responde.")},
    )
    words = MessageField(
        label=gettext_lazy("Lo que pide, con sus palabras"),
        error_messages={"required": gettext_lazy("Escriba lo que pide la persona.")},
    )
    identified_by = forms.ChoiceField(
        label=gettext_lazy("Cómo demostró quién es"),
        choices=choices_of({each.value: IDENTIFIED_BY[each] for each in IdentifiedBy}),
        error_messages={"required": gettext_lazy("Elija cómo demostró quién es.")},
    )
    identified_with = WordsField(label=gettext_lazy("Con qué documento"), longest=200, required=False)
    received_on = DayField(label=gettext_lazy("Día en que se recibió"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = self.fields["received_on"]
        assert isinstance(day, DayField)
        day.latest, day.initial = today, today


class IdentifyForm(forms.Form):
    """How the person who asks proved who they are, once they did."""

    identified_by = forms.ChoiceField(
        label=gettext_lazy("Cómo demostró quién es"),
        choices=choices_of({each.value: IDENTIFIED_BY[each] for each in IdentifiedBy}),
    )
    identified_with = WordsField(label=gettext_lazy("Con qué documento"), longest=200, required=False)
    whose = forms.CharField(
        label=gettext_lazy("De quién son los datos, si todavía no consta: documento, código, cédula o correo"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs=PLAIN),
    )


class AnswerForm(forms.Form):
    """The answer to a request."""

    act = forms.ChoiceField(
        label=gettext_lazy("Qué se responde"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Elija qué se responde.")},
    )
    answer = MessageField(
        label=gettext_lazy("Respuesta con los motivos y lo que se hizo"),
        error_messages={"required": gettext_lazy("Escriba la respuesta.")},
    )


class ContactCorrectionForm(forms.Form):
    """The mailbox and mobile of an affiliate, corrected on their request."""

    email = MailField(label=gettext_lazy("Correo electrónico"), required=False)
    mobile = forms.CharField(label=gettext_lazy("Celular con +"), max_length=20, required=False)


class SuspensionForm(forms.Form):
    """Why something is done to somebody's data."""

    reason = WordsField(
        label=gettext_lazy("Motivo"), longest=500, error_messages={"required": gettext_lazy("Escriba el motivo.")}
    )


class BreachForm(forms.Form):
    """What is known of a breach."""

    known_at = MomentField(label=gettext_lazy("Cuándo se constató"))
    happened = MessageField(
        label=gettext_lazy("Qué pasó"), error_messages={"required": gettext_lazy("Escriba qué pasó.")}
    )
    data_kinds = WordsField(
        label=gettext_lazy("Qué clases de datos"),
        longest=500,
        error_messages={"required": gettext_lazy("Escriba qué clases de datos son.")},
    )
    people_count = forms.IntegerField(
        label=gettext_lazy("Cuántas personas, si se sabe"), required=False, min_value=0, max_value=100_000_000
    )
    high_risk = forms.BooleanField(label=gettext_lazy("El riesgo para las personas es alto"), required=False)


class LineForm(forms.Form):
    """One line of the register of a breach."""

    act = forms.ChoiceField(label=gettext_lazy("Qué se hizo"), choices=choices_of(LINES))
    done_at = MomentField(label=gettext_lazy("Cuándo"))
    words = MessageField(
        rows=3,
        label=gettext_lazy("Detalle: a quién, por qué medio, con qué número"),
        error_messages={"required": gettext_lazy("Escriba el detalle.")},
    )
