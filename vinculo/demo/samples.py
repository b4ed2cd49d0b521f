"""Samples of every component in its states, made by the real parts of the templates from made-up contents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from vinculo.documents import qr
from vinculo.queries.booking import bring
from vinculo.queries.booking.day_calendar import Day
from vinculo.queries.queue.own_ticket import OwnTicket
from vinculo.queries.shared.reference_data import get_published
from vinculo.rules.cases.bringing.hard_words import HARD_WORDS
from vinculo.rules.cases.bringing.model import Answers, Visit
from vinculo.rules.cases.bringing.required import list_papers
from vinculo.rules.cases.facts import Link
from vinculo.rules.queue.overtaking import TEXTS as TOLD
from vinculo.rules.queue.overtaking import Told
from vinculo.rules.shared import labels
from vinculo.rules.shared.languages import OWN_NAMES
from vinculo.web.languages import switch
from vinculo.web.public.booking.day_lists import days_list, kind_of
from vinculo.web.public.booking.forms import ContactForm
from vinculo.web.public.complaints.forms import ComplaintForm
from vinculo.web.public.information.forms import PapersForm
from vinculo.web.public.turno.ticket import ticket_context
from vinculo.web.shared.fields import CHANGED
from vinculo.web.shared.figures import plot
from vinculo.web.shared.wrong_answers import Wait

TICKETS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("waiting", {"ahead": 0, "late": "09:20", "open_counters": 2}),
    ("waiting", {"ahead": 1, "late": "09:40", "open_counters": 2, "told": TOLD[Told.EXCEPTION]}),
    ("waiting", {"ahead": 5, "early": "09:50", "late": "10:40", "open_counters": 2}),
    ("waiting", {"ahead": 5}),
    ("called", {"counter": 3, "call": 1}),
    ("serving", {"counter": 3}),
    ("served", {}),
    ("no_show", {}),
    ("left", {}),
    ("past", {}),
)
_PLACE = {"name": "Centro de Atención Universal Quito", "city": "Quito", "directions": "", "phone": "593 2123456"}
CENTRES = (
    SimpleNamespace(**_PLACE, address="Av. 10 de Agosto y Bogotá", latitude=-0.2, longitude=-78.5),
    SimpleNamespace(**_PLACE, address="", latitude=None, longitude=None),
)
TOKEN = "0" * 32
REFERENCE = "T7K3M9Q2XA"
HOLIDAY = "Independencia de Guayaquil"
DRAWINGS = ("apostille", "code", "copy", "passport", "road", "solicitud")
_IDS = re.compile(r'\b(id|for|aria-labelledby|aria-describedby)="([^"]+)"|\bhref="#([^"]+)"')


@dataclass(frozen=True)
class Sample:
    """One state of a component: the part that makes it, which state it is, and what the part made."""

    part: str
    state: str
    html: SafeString


@dataclass(frozen=True)
class Family:
    """Components of one kind."""

    name: str
    samples: tuple[Sample, ...]


class Samples:
    """Makes the samples for one request; each has ids of its own, so that a part may stand there in each state."""

    def __init__(self, request: HttpRequest, now: datetime) -> None:
        self._request, self._now, self._made = request, now, 0

    def families(self) -> list[Family]:
        """Return all components, in the order of the page."""
        kinds = {
            "Botones": self._buttons,
            "Avisos": self._notices,
            "Campos y errores": self._fields,
            "Pasos, mes de días y reserva": self._booking,
            "Número de atención y espera": self._tickets,
            "Listas, paneles y palabras difíciles": self._panels,
            "Dibujos y código QR": self._drawings,
            "Tablas y cifras": self._tables,
            "Correo e idiomas": self._mails,
        }
        return [Family(name, tuple(make())) for name, make in kinds.items()]

    def _part(self, part: str, state: str = "", **context: Any) -> Sample:
        """Return what a part makes of a context, with ids that no other sample has."""
        self._made += 1
        number, html = self._made, render_to_string(part, context, self._request).replace(" data-focus", "")
        return Sample(part, state, mark_safe(_IDS.sub(lambda named: _own_ids(named, number), html)))  # nosec B308 B703: made by our own templates

    def _buttons(self) -> Iterator[Sample]:
        yield self._part("demo/components/buttons.html")

    def _notices(self) -> Iterator[Sample]:
        yield self._part("demo/components/notices.html", severities=("info", "success", "warn", "danger"))
        levels = (messages.INFO, messages.SUCCESS, messages.WARNING, messages.ERROR)
        yield self._part("parts/messages.html", messages=[Message(each, str(CHANGED)) for each in levels])
        yield self._part("parts/changed.html")
        yield self._part("parts/wait.html", wait=Wait(90, self._now + timedelta(seconds=90)))
        for over in (False, True):
            state = "vencida" if over else "vigente"
            yield self._part("public/booking/held_until.html", state, held_until="09:10", over=over)

    def _fields(self) -> Iterator[Sample]:
        today = self._now.date()
        papers = PapersForm(_type_fields("a", issued_on="2026-02-30", country="ECU"), today=today, prefix="a")
        contact = ContactForm(_type_fields("b", email="ana@", mobile="12"), prefix="b")
        complaint = ComplaintForm(_type_fields("c", text=""), centres=(), today=today, prefix="c")
        for form in (papers, contact, complaint):
            yield self._part("parts/errors_summary.html", form=form)
        yield from self._each_field((papers, contact, complaint), "con error")
        good = ContactForm(_type_fields("d", email="ana@ejemplo.com", mobile="099 123 4567"), prefix="d")
        yield from self._each_field([PapersForm(today=today, prefix="e"), good], "sin error")

    def _each_field(self, forms: Iterable[Any], state: str) -> Iterator[Sample]:
        for form in forms:
            for field in form.visible_fields():
                yield self._part("parts/field.html", f"{field.name}, {state}", field=field)

    def _booking(self) -> Iterator[Sample]:
        for number in range(1, 7):
            context = {"step": number, "draft": SimpleNamespace(affiliate_id=1)}
            yield self._part("public/booking/step.html", str(number), **context)
        today = self._now.date()
        days, fits = _days(today), today + timedelta(days=12)
        yield self._part(
            "demo/components/days.html",
            days=days_list(days, today, days[-5].date, TOKEN, fits),
            kinds={kind_of(day, fits) for day in days},
            closures=[day for day in days if day.note],
            opens_before=30,
        )
        for problem in ("taken", "lost", "unserved"):
            yield self._part("public/booking/problem.html", problem, problem=problem)
        for part in ("parts/no_email.html", "parts/no_printer.html"):
            yield self._part(part)
        for centre in CENTRES:
            yield self._part("demo/components/centre.html", "" if centre.address else "por confirmar", agency=centre)
        yield self._part("parts/fewer_seats.html", seats=3, total=5)
        for unit in (None, "Coordinación Provincial de Asesoría Jurídica de Pichincha"):
            yield self._part(
                "parts/endorsement_steps.html", "unidad conocida" if unit else "unidad por saber", unit=unit
            )

    def _tickets(self) -> Iterator[Sample]:
        for number, (state, facts) in enumerate(TICKETS, start=12):
            own = OwnTicket(number=number, token=TOKEN, centre="", key="", state=state, **facts)
            yield self._part("public/turno/ticket/now.html", state, **ticket_context(own))

    def _panels(self) -> Iterator[Sample]:
        yield self._part("demo/components/panels.html", kinds=("ok", "missing", "warn", "pending"))
        said = self._list()
        context = {"bring": said, "first": bring.endorsement_lines(said)}
        yield self._part("public/information/bring_items.html", "por llevar", **context)
        yield self._part("public/information/bring_items.html", "con marcas", tickable=True, **context)
        yield self._part("public/information/bring_remarks.html", bring=said)
        for key, (question, answer) in HARD_WORDS.items():
            yield self._part("parts/hard_word.html", key, key=key, question=_(question), answer=_(answer))

    def _list(self) -> bring.SaidList:
        shown = get_published(self._now)
        family = (Answers(link=Link.CHILD, affiliate_passport=True, dependent_passport=False, country="CHN"), Answers())
        visit = Visit(dependents=family, attended_on=self._now.date(), by_proxy=True, reference=shown.reference)
        return bring.list_in_words(list_papers(visit), shown.texts)

    def _drawings(self) -> Iterator[Sample]:
        for name in DRAWINGS:
            yield self._part(f"parts/drawings/{name}.html")
        yield self._part("demo/components/pass.html", qr=qr.svg(REFERENCE), reference=REFERENCE)

    def _tables(self) -> Iterator[Sample]:
        yield self._part("demo/components/table.html")
        lines = [("01", 12), ("02", 1204), ("03", None)]
        drawn = plot.draw(
            name="muestra",
            title=_("Atenciones por mes"),
            description=_("Atenciones por mes"),
            axis=_("Mes"),
            lines=lines,
            nothing=_("Sin datos"),
        )
        yield self._part("parts/plot.html", plot=drawn)
        yield self._part("parts/pager.html", page=Paginator(range(30), 10).page(2))

    def _mails(self) -> Iterator[Sample]:
        for state, attempts in (("queued", 0), ("queued", 2), ("sent", 1), ("failed", 5), ("dropped", 0)):
            words = _(labels.MESSAGE_STATES[state])
            message = SimpleNamespace(state=state, attempts=attempts, pk=1, get_state_display=words, turno_id=None)
            yield self._part("parts/mail_state.html", f"{state} {attempts}", message=message, poll="")
        links = [switch.Link(code, OWN_NAMES[code], f"?idioma={code}", False) for code in settings.OFFERED_LANGUAGES]
        yield self._part("parts/languages.html", languages=SimpleNamespace(links=links, offered=None))


def _own_ids(named: re.Match[str], number: int) -> str:
    """Return an attribute that names elements, with the number of its sample behind each name."""
    if named.group(3):
        return f'href="#{named.group(3)}-{number}"'
    ids = " ".join(f"{each}-{number}" for each in named.group(2).split())
    return f'{named.group(1)}="{ids}"'


def _type_fields(prefix: str, **values: str) -> dict[str, str]:
    """Return what was typed in a form with a prefix."""
    return {f"{prefix}-{name}": value for name, value in values.items()}


def _days(today: date) -> tuple[Day, ...]:
    """Return the working days of five weeks, each reason once, and days that can be chosen."""
    reasons = ("over", "", "full", "holiday", "", "empty", "closed", "")
    days = [today + timedelta(days=ahead) for ahead in range(35)]
    working = [day for day in days if day.weekday() < 5]
    made = [
        Day(date=day, reason=reason, note=HOLIDAY if reason == "holiday" else "")
        for day, reason in zip(working, reasons, strict=False)
    ]
    made += [Day(date=day) for day in working[len(reasons) : -2]]
    made += [Day(date=day, reason="not_open", opens_on=day - timedelta(days=30)) for day in working[-2:]]
    return tuple(made)
