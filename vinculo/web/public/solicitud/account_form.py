"""The account of a solicitud, asked in parts that can be checked: its sentences are composed from them (S32)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from zlib import crc32

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vinculo.rules.cases.facts import Formality
from vinculo.rules.cases.paper_kinds import PAPERS, PaperKind
from vinculo.rules.cases.statement import ProofAnswers, check_issued_on
from vinculo.rules.shared import labels
from vinculo.rules.shared.parsing import is_latin, typed_account, typed_words
from vinculo.web.shared.accepting import accept_value
from vinculo.web.shared.choices import LongSelect, choices_of, country_choices
from vinculo.web.shared.fields import PickedDayField

PLAIN = {"autocomplete": "off"}
LONGEST_MORE = 1500


class AccountForm(forms.Form):
    """Which document proves the link, who issued it, where and when, what it carries; and what one wants to add."""

    proof = forms.ChoiceField(
        label=_("Documento que demuestra el vínculo familiar"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Elija el documento que demuestra el vínculo familiar."),
            "invalid_choice": _("Elija el documento que demuestra el vínculo familiar."),
        },
    )
    country = forms.ChoiceField(
        label=_("País que emitió el documento"),
        widget=LongSelect,
        help_text=_("El país de la autoridad que lo firmó, aunque la persona sea de otra nacionalidad."),
        error_messages={"required": _("Elija el país."), "invalid_choice": _("Elija un país de la lista.")},
    )
    authority = forms.CharField(
        label=_("Autoridad que lo emitió"),
        help_text=_("Como consta en el documento: el registro civil, el juzgado o la notaría, con su ciudad."),
        widget=forms.TextInput(attrs=PLAIN),
        error_messages={"required": _("Escriba la autoridad, como consta en el documento.")},
    )
    issued_on = PickedDayField(
        label=_("Fecha en que se emitió"),
        help_text=_("La fecha del documento, no la del nacimiento ni la del matrimonio."),
        error_messages={
            "required": _("Escriba la fecha de emisión."),
            "invalid": _("Escriba la fecha como día, mes y año; por ejemplo 31/12/2020."),
        },
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    formality = forms.ChoiceField(
        label=_("¿El documento trae apostilla o legalización?"),
        choices=choices_of(labels.FORMALITIES_ASKED),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Diga si el documento trae apostilla o legalización."),
            "invalid_choice": _("Diga si el documento trae apostilla o legalización."),
        },
    )
    city = forms.CharField(
        label=_("Ciudad del Ecuador donde viven"),
        widget=forms.TextInput(attrs=PLAIN),
        error_messages={"required": _("Escriba la ciudad donde viven.")},
    )
    more = forms.CharField(
        label=_("¿Quiere agregar algo?"),
        help_text=_("Escríbalo en español: se imprime al final de la narración."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "es"}),
    )

    def __init__(
        self,
        *args: Any,
        proofs: Sequence[PaperKind],
        born: date | None,
        today: date,
        brackets: list[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.born, self.today = born, today
        self.fields["proof"].choices = [(kind.value, capfirst(gettext(PAPERS[kind].in_account))) for kind in proofs]  # type: ignore[attr-defined]
        self.only_proof = self.fields["proof"].choices[0][1] if len(proofs) == 1 else ""  # type: ignore[attr-defined]
        if len(proofs) == 1:  # one answer is no question
            self.fields["proof"].required = False
        elif self.initial.get("proof") not in proofs:
            self.initial.pop("proof", None)
        self.usual_proof = proofs[0]
        self.fields["country"].choices = country_choices()  # type: ignore[attr-defined]
        self.others = {f"open_{crc32(bracket.encode()):08x}": bracket for bracket in brackets}
        for name, bracket in self.others.items():
            self.fields[name] = forms.CharField(
                label=capfirst(bracket[1:-1].strip()),
                widget=forms.TextInput(attrs=PLAIN),
                initial=self.initial.get("others", {}).get(bracket, ""),
                error_messages={"required": _("Escriba lo que pide esta parte de la narración.")},
            )

    def other_fields(self) -> list[forms.BoundField]:
        """Return the fields of the institution's own brackets, for the template."""
        return [self[name] for name in self.others]

    def clean_authority(self) -> str:
        """Return the name of the authority, on one line."""
        return self._words("authority")

    def clean_city(self) -> str:
        """Return the name of the city, on one line."""
        return self._words("city")

    def clean(self) -> dict[str, Any]:
        """Return the answers, those to the institution's own brackets on one line too."""
        data = super().clean() or {}
        for name in self.others:
            try:
                data[name] = self._words(name) if name in data else ""
            except forms.ValidationError as error:
                self.add_error(name, error)
        return data

    def _words(self, name: str) -> str:
        """Return a few words that can be printed; signs and digits alone are no answer."""
        words = str(accept_value(typed_words, self.cleaned_data[name]))
        if not any(map(is_latin, words)):
            raise forms.ValidationError(self.fields[name].error_messages["required"], code="required")
        return words

    def clean_issued_on(self) -> date:
        """Return the day of issue, on which the document can have been issued."""
        issued_on: date = self.cleaned_data["issued_on"]
        accept_value(check_issued_on, issued_on, self.born, self.today)
        return issued_on

    def clean_more(self) -> str:
        """Return what is added, with plain line ends."""
        more = self.cleaned_data["more"].strip()
        if len(more) > LONGEST_MORE:
            told = gettext("Ha escrito %(length)s letras: escriba hasta %(longest)s.")
            raise forms.ValidationError(told, code="long", params={"length": len(more), "longest": LONGEST_MORE})
        return str(accept_value(typed_account, more)) if more else ""

    def answers(self) -> ProofAnswers:
        """Return what was answered."""
        data = self.cleaned_data
        return ProofAnswers(
            proof=PaperKind(data["proof"] or self.usual_proof),
            country=data["country"],
            issued_on=data["issued_on"],
            authority=data["authority"],
            formality=Formality(data["formality"]),
            city=data["city"],
            more=data["more"],
            others={bracket: data[name] for name, bracket in self.others.items()},
        )
