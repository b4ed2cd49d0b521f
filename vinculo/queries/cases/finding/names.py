"""Whom a name means among the people of some agencies in the last months: folded and alike (D19, D37).

Of the agencies' own people only, and of those who came lately or will come: what it costs does not grow with the
history. Older visits are found by number.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from vinculo.records.models import Agency, Case, Solicitud, Turno
from vinculo.rules.cases.finding import is_meant
from vinculo.rules.shared.names import fold

RECENT = timedelta(days=90)
MOST = 100  # people: more than that is no finding


class TooManyPeople(Exception):
    """The name means more people than anybody would read: another word is needed."""


def affiliates_meant(words: tuple[str, ...], agency: Agency, now: datetime) -> list[int]:
    """Return the affiliates of an agency who are meant, or one of whose dependents is. Raises `TooManyPeople`.

    Four statements, each by an index of the agency.
    """
    turnos = Turno.objects.filter(agency=agency, starts__gte=now - RECENT).order_by()
    cases = Case.objects.filter(agency=agency, opened_at__gte=now - RECENT).order_by()
    meant = {
        pk
        for rows in (turnos, cases)
        for pk, names in rows.values_list("affiliate", "affiliate__names_key").distinct()
        if is_meant(words, names)
    }
    typed = Solicitud.objects.exclude(dependent_names="").order_by()
    of_turnos = typed.filter(turno__agency=agency, turno__starts__gte=now - RECENT)
    of_cases = typed.filter(case__agency=agency, case__opened_at__gte=now - RECENT)
    for rows in (
        of_turnos.values_list("turno__affiliate", "dependent_names"),
        of_cases.values_list("case__affiliate", "dependent_names"),
    ):
        meant |= {pk for pk, names in rows if pk is not None and is_meant(words, fold(names))}
    if len(meant) > MOST:
        raise TooManyPeople
    return sorted(meant)
